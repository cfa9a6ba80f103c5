use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{store::Asked, *};
use crate::{
    consultation::Fingerprint,
    journal,
    keys::Role,
    time::{Timestamp, Validity},
};

fn by() -> By {
    let at = "2026-03-01T09:00:00Z".parse().expect("an instant");
    By { who: "agent@mairie".to_owned(), at, system_at: None, account: None, reason: None }
}

fn new_key(name: &str, from: Timestamp) -> NewKey {
    NewKey {
        name: name.to_owned(),
        role: Role::Entity,
        entity: None,
        certificate: CertificateFacts {
            fingerprint: Fingerprint(Sha256::digest(name).into()),
            public_key: [7; 32],
            subject_cn: None,
            issuer_cn: None,
            serial: "01".to_owned(),
            ski: "02".to_owned(),
            validity: Validity { not_before: from, not_after: from.plus_days(365) },
            bits: 3072,
            exponent: 65_537,
            key_usage: None,
            sha1: false,
        },
        der: b"certificate".to_vec(),
        chain: vec![],
        private: NewPrivate::Copy(b"private".to_vec()),
        origin: Origin::Made,
    }
}

fn file_of(home: &Path, key: &NewKey) -> std::path::PathBuf {
    home.join("keys").join(format!("{}.p12", key.certificate.fingerprint))
}

#[test]
fn a_sweep_between_announcement_and_row_costs_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut registry = Registry::open(folder.path(), Access::CREATE).expect("a registry");
    let new = new_key("a", by().at);
    // As if another process swept right after every announcement, ten times.
    let mut sweeps = 0;
    let key = registry
        .with_copy(&by(), new.certificate.fingerprint, &new.private, |registry| {
            if sweeps < 10 {
                sweeps += 1;
                registry.tenant().sweep()?;
            }
            registry.change(&by(), Asked::new(kind::KEY_CREATED), |change| change.add_key(&new))
        })
        .expect("in the end");
    assert_eq!((sweeps, key.name.as_str()), (10, "a"));
    assert!(file_of(folder.path(), &new).is_file());
    // A file that a row names is not swept.
    registry.tenant().announce(&by(), new.certificate.fingerprint).expect("announced");
    registry.tenant().sweep().expect("swept");
    assert!(file_of(folder.path(), &new).is_file());
}

/// Openings are looked for there: whatever the number and the instant before it.
#[test]
fn the_kind_of_an_entry_is_in_its_head() {
    let last = "9999-12-31T23:59:59.999999999Z".parse().expect("an instant");
    let mut chain = journal::Chain::resume(u64::MAX - 1, "0".repeat(64));
    let line = chain.link(kind::OPENING_STARTED, last, &()).expect("a line").line;
    let head = String::from_utf8(line[..usize::from(opening::HEAD)].to_vec()).expect("ASCII");
    assert!(head.contains(r#""kind":"opening.started""#), "{head}");
}
