//! What the registry keeps is what it was told: facts, snapshots, entries of the journal.

use plis::{
    keys::Role,
    registry::{
        NewConsultation, NewPrivate, ProofResult, RegistryError, RunRecord, Stranger,
        snapshot::{FileKept, Seen},
    },
    time::Zone,
};

use crate::world::{Deeds as _, World, at, by, certificate, new_key};

#[test]
fn what_is_private_is_not_in_debug() {
    let shown = format!("{:?}", NewPrivate::Copy(b"hunter2".to_vec()));
    assert_eq!(shown, "Copy(7 octets)");
}

#[test]
fn facts_are_read_as_they_were_written() {
    let world = World::new();
    let mut registry = world.registry();
    let written = registry.with_key("a", Role::Entity);
    let key = registry.key("a").expect("read");
    assert_eq!((&key.certificate, &key), (&certificate("a"), &written));
    let draft = registry.draft("2026-01");
    let listed: Vec<_> = registry.consultations().map(|found| found.expect("read").reference).collect();
    assert_eq!(listed, ["2026-01"]);
    let facts = registry.consultation("2026-01").expect("read").consultation();
    assert_eq!((facts.reference.as_deref(), facts.entity.as_deref()), (Some("2026-01"), Some("Ville")));
    assert_eq!((facts.deadline, facts.zone), (Some(draft.deadline), draft.zone));
}

#[test]
fn names_have_a_length() {
    let world = World::new();
    let mut registry = world.registry();
    registry.add_key(&by(), &new_key(&"é".repeat(200), Role::Entity, None)).expect("200 characters");
    for name in ["é".repeat(201), "  ".to_owned()] {
        let error = registry.check_new_name(&by(), &name).expect_err("refused");
        assert!(matches!(error, RegistryError::BadName { .. }));
        let error = registry.add_key(&by(), &new_key(&name, Role::Entity, None)).expect_err("refused");
        assert!(matches!(error, RegistryError::BadName { .. }));
    }
}

#[test]
fn a_deadline_has_no_fraction_of_a_second() {
    let world = World::new();
    let mut registry = world.registry();
    let new = NewConsultation {
        reference: "2026-01".to_owned(),
        title: None,
        entity: "Ville".to_owned(),
        deadline: at("2026-06-01T10:00:00.5Z"),
        zone: Zone::PARIS,
    };
    let error = registry.add_consultation(&by(), &new).expect_err("refused");
    assert!(matches!(error, RegistryError::BadInstant { .. }));
}

#[test]
fn openings_are_remembered_with_the_certificates_they_met() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.proved("secours", Role::Emergency);
    let consultation = registry.launched("2026-01", &[&key]);
    let run = |id: &str, instant: &str| RunRecord {
        id: id.to_owned(),
        at: at(instant),
        folder: "/depots/ouverture".into(),
        head: "ab".repeat(32),
    };
    let (first, second) = (run("un", "2026-06-01T10:00:00Z"), run("deux", "2026-06-02T10:00:00Z"));
    let strangers = [
        Stranger::IssuerAndSerialNumber { issuer_cn: "Autre".to_owned(), serial: "0a".to_owned() },
        Stranger::SubjectKeyIdentifier { ski: "0102".to_owned() },
    ];
    registry.record_run(&by(), consultation.id, &first, &strangers).expect("recorded");
    registry.record_run(&by(), consultation.id, &second, &[]).expect("recorded");
    assert_eq!(registry.runs(consultation.id).expect("read"), [second, first], "the last first");
    let snapshot = registry.snapshot().expect("read");
    let met: Vec<_> = snapshot.strangers.iter().map(|fact| &fact.stranger).collect();
    assert_eq!(met.len(), 2);
    assert!(strangers.iter().all(|stranger| met.contains(&stranger)));
    assert!(
        world.journal().iter().any(|line| line.contains("consultation.opened") && line.contains("2026-01"))
    );
}

#[test]
fn a_snapshot_has_everything_an_audit_judges() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.proved("secours", Role::Emergency);
    registry.launched("2026-01", &[&key]);
    registry.draft("2026-02");
    let mut elsewhere = new_key("b", Role::Entity, None);
    elsewhere.private = NewPrivate::Reference(world.home().join("partage.p12"));
    registry.add_key(&by(), &elsewhere).expect("added");
    std::fs::remove_file(world.file_of(&key)).expect("removed");

    let snapshot = registry.snapshot().expect("read");
    let seen: Vec<_> =
        snapshot.keys.iter().map(|key| (&*key.name, &key.file.kept, key.file.seen.as_ref())).collect();
    let missing = Seen::Tried(ProofResult::Missing.into());
    let reference = FileKept::Reference(world.home().join("partage.p12").to_string_lossy().into());
    assert_eq!(
        seen,
        [
            ("a", &FileKept::Copy, Some(&missing)),
            ("b", &reference, Some(&missing)),
            ("secours", &FileKept::Copy, Some(&Seen::There)),
        ]
    );
    let consultations: Vec<_> = snapshot
        .consultations
        .iter()
        .map(|facts| (&*facts.reference, snapshot.entity(facts.entity), facts.launched))
        .collect();
    assert_eq!(consultations, [("2026-01", "Ville", true), ("2026-02", "Ville", false)]);
    // A folder that cannot be looked into is not one without files.
    let keys = world.home().join("keys");
    std::fs::remove_dir_all(&keys).expect("removed");
    assert!(registry.snapshot().is_ok());
    std::fs::write(&keys, b"a file in its place").expect("written");
    assert!(registry.snapshot().is_err());
}

#[test]
fn entries_of_the_journal_say_what_was_done() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.proved("secours", Role::Emergency);
    registry
        .record_export(&by(), key.id, std::path::Path::new("/partage/copie.pfx"), "pfx", None)
        .expect("recorded");
    registry.launched("2026-01", &[&key]);
    let lines = world.journal();
    for (kind, told) in [
        (
            "key.created",
            vec![r#""name":"a""#, r#""role":"entity""#, &key.certificate.fingerprint.to_string()],
        ),
        ("key.exported", vec![r#""name":"a""#, "/partage/copie.pfx", r#""format":"pfx""#]),
        ("consultation.created", vec![r#""reference":"2026-01""#, r#""entity":"Ville""#, "Europe/Paris"]),
        ("consultation.assigned", vec![r#""reference":"2026-01""#, r#""keys""#, r#""envelope""#, r#""lot""#]),
        ("consultation.launched", vec![r#""reference":"2026-01""#]),
    ] {
        let line = lines.iter().find(|line| line.contains(kind)).expect(kind);
        for told in told {
            assert!(line.contains(told), "{told}: {line}");
        }
    }
}
