//! What is done to a registry, wherever it is, with keys that only the registry needs to believe in.

use plis::{
    consultation::Fingerprint,
    keys::Role,
    motif::Motif,
    registry::{
        By, CertificateFacts, ConsultationId, ConsultationRecord, KeyRecord, NewConsultation, NewKey,
        NewPrivate, Origin, ProofResult, Registry, RegistryError, RunRecord, UsageMask,
    },
    time::{Timestamp, Validity, Zone},
};
use sha2::{Digest as _, Sha256};

/// The instant at which everything happens unless a test says otherwise.
pub(crate) const NOW: &str = "2026-03-01T09:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub(crate) fn by() -> By {
    By { who: "agent@mairie".to_owned(), at: at(NOW), system_at: None, account: None, reason: None }
}

pub(crate) fn because(reason: &str) -> By {
    By { reason: Motif::new(reason), ..by() }
}

pub(crate) fn certificate(name: &str) -> CertificateFacts {
    CertificateFacts {
        fingerprint: Fingerprint(Sha256::digest(name).into()),
        public_key: Sha256::digest(format!("public {name}")).into(),
        subject_cn: Some(name.to_owned()),
        issuer_cn: Some(name.to_owned()),
        serial: "01".to_owned(),
        ski: "02".to_owned(),
        validity: Validity { not_before: at("2026-01-01T00:00:00Z"), not_after: at("2028-01-01T00:00:00Z") },
        bits: 3072,
        exponent: 65_537,
        key_usage: Some(UsageMask(4)),
        sha1: false,
    }
}

pub(crate) fn new_key(name: &str, role: Role, entity: Option<&str>) -> NewKey {
    NewKey {
        name: name.to_owned(),
        role,
        entity: entity.map(str::to_owned),
        certificate: certificate(name),
        der: name.as_bytes().to_vec(),
        chain: vec![],
        private: NewPrivate::Copy(format!("private {name}").into_bytes()),
        origin: Origin::Made,
    }
}

/// One launched consultation ("L") and one draft ("D") that need "a" and "s", a closed one ("C"), opened by the run that is
/// given, and an empty one ("E"); "libre" is needed by nothing, "r" is retired, "gone" is gone, "back" came back.
pub(crate) fn furnish(registry: &mut Registry) -> RunRecord {
    let key = registry.proved("a", Role::Entity);
    registry.proved("s", Role::Emergency);
    registry.launched("L", &[&key]);
    let draft = registry.draft("D");
    registry.assign(&by(), draft.id, &[key.id], None, None).expect("assigned");
    registry.proved("libre", Role::Entity);
    let closed = registry.launched("C", &[&key]);
    registry.shut(closed.id).expect("closed");
    registry.draft("E");
    let retired = registry.with_key("r", Role::Entity);
    registry.retire_key(&by(), retired.id).expect("retired");
    let gone = registry.with_key("gone", Role::Entity);
    registry.delete(&gone).expect("deleted");
    let back = registry.with_key("back", Role::Entity);
    registry.delete(&back).expect("deleted");
    registry.restore_key(&by(), "back", None).expect("restored");
    let run = RunRecord {
        id: "un".to_owned(),
        at: at("2026-06-02T10:00:00Z"),
        folder: "/depots".into(),
        head: "ab".repeat(32),
    };
    registry.record_run(&by(), closed.id, &run, &[]).expect("recorded");
    run
}

pub(crate) trait Deeds {
    fn with_key(&mut self, name: &str, role: Role) -> KeyRecord;
    fn proved(&mut self, name: &str, role: Role) -> KeyRecord;
    fn draft(&mut self, reference: &str) -> ConsultationRecord;
    fn launched(&mut self, reference: &str, keys: &[&KeyRecord]) -> ConsultationRecord;
    /// Closes, with a motif and the reference again.
    fn shut(&mut self, id: ConsultationId) -> Result<ConsultationRecord, RegistryError>;
    fn delete(&mut self, key: &KeyRecord) -> Result<KeyRecord, RegistryError>;
}

impl Deeds for Registry {
    /// A key of "Ville".
    fn with_key(&mut self, name: &str, role: Role) -> KeyRecord {
        self.add_key(&by(), &new_key(name, role, Some("Ville"))).expect("a key")
    }

    fn proved(&mut self, name: &str, role: Role) -> KeyRecord {
        let key = self.with_key(name, role);
        self.record_proof(&by(), key.id, ProofResult::Proved).expect("proved")
    }

    /// A consultation of "Ville", due on the first of June at noon in Paris.
    fn draft(&mut self, reference: &str) -> ConsultationRecord {
        let new = NewConsultation {
            reference: reference.to_owned(),
            title: None,
            entity: "Ville".to_owned(),
            deadline: at("2026-06-01T10:00:00Z"),
            zone: Zone::PARIS,
        };
        self.add_consultation(&by(), &new).expect("a consultation")
    }

    fn launched(&mut self, reference: &str, keys: &[&KeyRecord]) -> ConsultationRecord {
        let draft = self.draft(reference);
        let keys: Vec<_> = keys.iter().map(|key| key.id).collect();
        self.assign(&by(), draft.id, &keys, None, None).expect("assigned");
        self.launch(&because("test"), draft.id).expect("launched").consultation
    }

    fn shut(&mut self, id: ConsultationId) -> Result<ConsultationRecord, RegistryError> {
        let listed = self.consultations().filter_map(Result::ok).find(|known| known.id == id);
        let reference = listed.expect("a consultation").reference;
        self.close(&because("fini"), id, Some(&reference))
    }

    fn delete(&mut self, key: &KeyRecord) -> Result<KeyRecord, RegistryError> {
        self.delete_key(&by(), key.id, &key.name, &key.name)
    }
}
