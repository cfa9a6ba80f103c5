//! Rules about several keys, and about what is not here.

use super::*;

#[test]
fn emergency_missing_when_none_would_help() {
    type Case = (&'static str, fn(&mut Snapshot));
    let break_it: [Case; 4] = [
        ("it is an entity key", |s| s.keys[1].role = Role::Entity),
        ("its file is gone", |s| {
            s.keys[1].file.seen = Some(Seen::Tried(ProofResult::Missing.into()));
        }),
        ("only its certificate is known", |s| s.keys[1].file.kept = FileKept::Certificate),
        ("its password is lost", |s| {
            s.keys[1].last_proof = Some(Proof { at: seconds(-1), result: ProofResult::PasswordWrong });
        }),
    ];
    for (why, break_it) in break_it {
        let mut snapshot = world();
        break_it(&mut snapshot);
        let audit = judged(&snapshot);
        let finding = audit.findings.iter().find(|f| f.code == Code::EmergencyMissing).expect(why);
        assert_eq!((finding.severity, finding.key), (Severity::Critical, None), "{why}");
        assert_eq!(finding.fact, Fact::EmergencyMissing { entity: EntityIndex(0) });
        assert_eq!(*finding.consultations, [ConsultationIndex(0)]);
    }
}

#[test]
fn an_ended_emergency_key_helps_what_is_launched_only() {
    for (launched, left, expected) in
        [(true, -1, None), (false, -1, Some(Severity::Critical)), (false, 0, None)]
    {
        let mut snapshot = world();
        snapshot.consultations[0].launched = launched;
        snapshot.keys[1].not_after = seconds(left);
        assert_eq!(severity(&snapshot, Code::EmergencyMissing), expected, "{launched} {left}");
    }
}

#[test]
fn emergency_missing_is_told_once_for_a_buyer() {
    let mut snapshot = idle();
    snapshot.entities.push("Port".to_owned());
    snapshot.consultations =
        (0..6).map(|n| consultation(&format!("C{n}"), seconds(n * DAY + DAY), false)).collect();
    snapshot.consultations[5].entity = EntityIndex(1);
    let findings = judged(&snapshot).findings;
    let told: Vec<_> = findings.iter().map(|f| (f.code, f.consultations.len())).collect();
    assert_eq!(told, [(Code::EmergencyMissing, 5), (Code::EmergencyMissing, 1)]);
}

#[test]
fn emergency_same_as_entity() {
    let mut snapshot = world();
    snapshot.keys[1].public_key = snapshot.keys[0].public_key;
    assert_eq!(
        found(&snapshot),
        [
            (Code::EmergencySameAsEntity, Severity::Warning, Some(1)),
            (Code::KeySamePublicKey, Severity::Warning, Some(0))
        ]
    );
    assert_eq!(judged(&snapshot).findings[0].fact, Fact::SameAsEntity { entity_key: KeyIndex(0) });
}

#[test]
fn single_point_counts_files_that_are_there() {
    let single = |snapshot: &Snapshot| severity(snapshot, Code::SinglePoint);
    let shared = FileKept::Reference("//serveur/partage.pfx".into());
    let mut snapshot = world();
    assert_eq!(single(&snapshot), None);
    snapshot.keys[1].file.seen = Some(Seen::Tried(ProofResult::Missing.into()));
    assert_eq!(single(&snapshot), Some(Severity::Warning));
    // A file whose password is not known is there; one that is damaged, or another key's, is not that key's file.
    for (result, expected) in [
        (ProofResult::PasswordWrong, None),
        (ProofResult::Unreadable, Some(Severity::Warning)),
        (ProofResult::Mismatch, Some(Severity::Warning)),
    ] {
        snapshot.keys[1].file.seen = Some(Seen::Tried(result.into()));
        assert_eq!(single(&snapshot), expected, "{result:?}");
    }
    // One file may hold both.
    let mut snapshot = world();
    snapshot.keys[0].file.kept = shared.clone();
    assert_eq!(single(&snapshot), None);
    snapshot.keys[1].file.kept = shared;
    assert_eq!(single(&snapshot), Some(Severity::Warning));
    // Of a draft nothing was encrypted yet.
    snapshot.consultations[0].launched = false;
    assert_eq!(single(&snapshot), None);
}

#[test]
fn same_name_and_same_public_key_are_told_once_of_all() {
    let mut snapshot = world();
    snapshot.keys.push(key("f", Role::Entity));
    for index in [0, 2] {
        snapshot.keys[index].subject_cn = Some("Bi-clé".into());
    }
    snapshot.keys[2].not_after = at("2029-01-01T00:00:00Z");
    let audit = judged(&snapshot);
    let [finding] = &audit.findings[..] else { panic!("{:?}", audit.findings) };
    assert_eq!((finding.code, finding.severity), (Code::KeySameName, Severity::Info));
    assert_eq!(finding.key, Some(KeyIndex(0)), "the one that lasts longest");
    assert_eq!(finding.fact, Fact::Shared { keys: [KeyIndex(0), KeyIndex(2)].into() });
    // Two certificates without a common name share nothing.
    for index in [0, 2] {
        snapshot.keys[index].subject_cn = None;
    }
    assert_eq!(found(&snapshot), []);
    snapshot.keys[2].public_key = snapshot.keys[0].public_key;
    assert_eq!(found(&snapshot), [(Code::KeySamePublicKey, Severity::Warning, Some(0))]);
}

#[test]
fn a_certificate_that_is_not_here() {
    let mut snapshot = world();
    let stranger = Stranger::SubjectKeyIdentifier { ski: "0a".to_owned() };
    snapshot.strangers.push(StrangerFacts {
        stranger,
        reference: "C".to_owned(),
        deadline: snapshot.consultations[0].deadline,
    });
    let audit = judged(&snapshot);
    let [finding] = &audit.findings[..] else { panic!("{:?}", audit.findings) };
    assert_eq!((finding.code, finding.severity), (Code::KeyNotInRegistry, Severity::Warning));
    assert_eq!(*finding.consultations, [ConsultationIndex(0)]);
    assert_eq!(audit.concerning(&snapshot, &[]).count(), 1);
}
