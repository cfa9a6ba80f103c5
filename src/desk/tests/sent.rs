//! What a face that has no paths asks: files that were sent along, files to send on, what there is to see.

use std::sync::atomic::AtomicBool;

use base64ct::{Base64, Encoding as _};

use super::{Typed, World, instant, key_file, password};
use crate::{
    audit::Thresholds,
    desk::{
        Agenda, CompareOpening, Confirmed, Desk, Error, GivenFile, Lookout, NoPasswords, Overview,
        ReadJournal, ReadRecord, ReadRegister, ShowOpening, VerifyJournal,
        consultations::{AssignKeys, ImportConsultations, LaunchConsultation},
        keys::{
            DeleteKey, ExportAs, ExportKey, ImportEvent, ImportKeys, KeyHistory, KeyList, KeySource,
            ProveKeys, ShowKey, TriedKey, Which,
        },
        open::{ConsultationKey, KeysOfConsultation},
    },
    journal::LineFault,
    keys::{
        KeyFileError, Pkcs12Encryption, Role, read_key_file,
        sample::{pair, private_key},
    },
    motif::Motif,
    register::Columns,
    registry::{Custody, PrivateKey, ProofResult, RegistryError},
    time::Zone,
};

fn sent(name: &str, octets: Vec<u8>) -> GivenFile {
    GivenFile::Sent { name: name.into(), octets: octets.into() }
}

fn import(file: GivenFile) -> ImportKeys {
    ImportKeys { files: vec![KeySource::Copied(file)], name: None, role: Role::Entity, entity: None }
}

#[test]
fn a_file_that_was_sent_becomes_a_copy() {
    let world = World::new();
    let octets = key_file("Sète", &pair("Sète", 0));
    let asked = import(sent("envoi.p12", octets));
    // What is in it is not shown.
    assert!(format!("{asked:?}").len() < 200);
    let mut typed = Typed::new(&["faux"]);
    let wrong = asked.run(&world.desk(), &mut typed, &mut |_| {}).expect("a registry").expect("refused");
    assert!(matches!(wrong, Error::KeyFile { path, error }
        if path.as_os_str() == "envoi.p12" && *error == KeyFileError::WrongPassword));
    let mut names = Vec::new();
    let failed = asked.run(&world.desk(), &mut password("mdp"), &mut |event| {
        if let ImportEvent::Imported { key, copy } = event {
            names.push((key.name.clone(), key.custody.clone(), copy.is_some()));
        }
    });
    assert!(failed.expect("a registry").is_none());
    assert_eq!(names, [("Sète".to_owned(), Custody::Copy, true)]);
    // A file of ours that nobody can read would be no file.
    let large = vec![0; usize::try_from(crate::limits::KEY_FILE.value).expect("a size") + 1];
    let error = import(sent("long.p12", large)).run(&world.desk(), &mut NoPasswords, &mut |_| {});
    assert!(matches!(error.expect("a registry"), Some(Error::KeyFileIo { .. })));
}

#[test]
fn an_unprotected_key_that_was_sent_is_protected_here() {
    let world = World::new();
    let secret = Base64::encode_string(private_key(0).expose());
    let certificate = pair("Nue", 0).certificate().to_pem();
    let text = format!("-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----\n{certificate}");
    let asked = import(sent("cle.pem", text.into_bytes()));
    let empty = asked.run(&world.desk(), &mut password(""), &mut |_| {}).expect("a registry");
    assert!(matches!(empty, Some(Error::EmptyPassword)));
    assert!(asked.run(&world.desk(), &mut password("neuf"), &mut |_| {}).expect("a registry").is_none());
    let shown = ShowKey { name: "Nue".to_owned() }.run(&world.desk()).expect("shown");
    let octets = std::fs::read(shown.place.path().expect("a copy")).expect("read");
    assert!(read_key_file(&octets, Some(&password("neuf"))).is_ok());
}

#[test]
fn what_is_handed_over_is_in_the_journal_first() {
    let world = World::new();
    let key = world.keep("Sète", Role::Entity);
    let mut asked = ExportKey {
        name: "sète".to_owned(),
        to: "Sète.pfx".into(),
        format: ExportAs::Pfx(Pkcs12Encryption::Aes256Sha256),
        chain: true,
    };
    let refused = asked.hand_over(&world.desk(), &mut Typed::new(&["mdp", ""])).expect_err("no protection");
    assert!(matches!(refused, Error::EmptyPassword));
    let refused = asked.hand_over(&world.desk(), &mut Typed::new(&["faux"])).expect_err("not its password");
    assert!(matches!(refused, Error::KeyFile { error, .. } if *error == KeyFileError::WrongPassword));
    let told = KeyHistory { fingerprint: key.certificate.fingerprint, most: 50, whole: u64::MAX };
    assert_eq!(told.run(&world.desk()).expect("a history").map(|told| told.len()), Some(1));

    let handed = asked.hand_over(&world.desk(), &mut Typed::new(&["mdp", "neuf"])).expect("handed over");
    assert!(read_key_file(&handed.octets, Some(&password("neuf"))).is_ok());
    asked.format = ExportAs::Der;
    let handed = asked.hand_over(&world.desk(), &mut NoPasswords).expect("no password");
    assert_eq!(handed.octets[..2], [0x30, 0x82]);
    let history = told.run(&world.desk()).expect("a history").expect("all of it");
    assert_eq!(history.len(), 3);
    assert!(history[0].data.get().contains("der") && history[1].data.get().contains("Sète.pfx"));
    // The last ones.
    let last = KeyHistory { most: 1, ..told }.run(&world.desk()).expect("a history").expect("all of it");
    assert_eq!(last[0].seq, history[0].seq);
    // Of a journal that is longer than is looked through, nothing.
    assert!(KeyHistory { whole: 2, ..told }.run(&world.desk()).expect("read").is_none());
}

#[test]
fn a_list_that_was_sent_is_taken_or_refused_by_its_name() {
    let world = World::new();
    let list = sent("liste.csv", b"pas;une\nliste;".to_vec());
    let refused = ImportConsultations { file: list, closing: None }.run(&world.desk()).expect_err("no list");
    assert!(matches!(refused, Error::Roll { path, .. } if path.as_os_str() == "liste.csv"));
}

#[test]
fn a_launch_is_confirmed_as_names_are_compared() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    world.begin("2026-AO-1", "2026-06-30T10:00:00Z");
    let assign = AssignKeys {
        reference: "2026-AO-1".to_owned(),
        keys: vec!["Sète".to_owned()],
        envelope: None,
        lot: None,
        away: false,
    };
    assign.run(&world.desk()).expect("assigned");
    let launch = |typed: &str| LaunchConsultation {
        reference: "2026-AO-1".to_owned(),
        motif: Motif::new("essai"),
        confirmed: Confirmed::by(typed),
    };
    for other in ["", "2026-AO-2", "2026 AO 1"] {
        let refused = launch(other).run(&world.desk()).expect_err("not confirmed");
        assert!(matches!(refused, Error::NotConfirmed { .. }), "{other}");
    }
    launch(" 2026-ao-1 ").run(&world.desk()).expect("launched");

    let agenda = |desk: &Desk<'_>| -> Agenda {
        Lookout::default().agenda(desk, &Thresholds::default(), 5).expect("an agenda").1
    };
    let later = agenda(&world.desk_at("2026-07-01T00:00:00Z"));
    let agenda = agenda(&world.desk());
    let references: Vec<_> = agenda.deadlines.iter().map(|one| &*one.reference).collect();
    assert_eq!((references, agenda.openings.len()), (vec!["2026-AO-1"], 0));
    assert!(later.deadlines.is_empty());
    assert_eq!(
        ShowOpening { run: "00".to_owned() }.run(&world.desk(), &Lookout::default()).expect("read"),
        None
    );

    let keys = KeysOfConsultation { reference: "2026-AO-1".to_owned() }.run(&world.desk()).expect("its keys");
    let [ConsultationKey { name, role: Role::Entity, private: PrivateKey::File(file) }] = &keys[..] else {
        panic!("one key: {keys:?}")
    };
    assert!(name == "Sète" && file.is_file());
    let none = KeysOfConsultation { reference: "2026-AO-2".to_owned() }.run(&world.desk());
    assert!(matches!(none, Err(Error::Registry(RegistryError::NotFound { .. }))));
}

#[test]
fn what_there_is_to_see_needs_a_registry_and_no_password() {
    let world = World::new();
    let none = Overview::of(&world.desk(), &Thresholds::default()).expect_err("no registry");
    assert!(matches!(none, Error::Registry(RegistryError::Missing { .. })));
    world.keep("Sète", Role::Entity);
    let seen = Overview::of(&world.desk(), &Thresholds::default()).expect("seen");
    assert!(!seen.is_empty() && seen.audit.summary.keys == 1);

    let prove = ProveKeys { which: Which::Named(vec!["Sète".to_owned()]) };
    let mut result = None;
    let mut observe = |tried: &TriedKey<'_>| result = Some(tried.tried.result);
    let stop = AtomicBool::new(false);
    let proofs = prove.run(&world.desk(), &mut password("faux"), &mut observe, &stop).expect("tried");
    assert_eq!((proofs.failed, result), (1, Some(ProofResult::PasswordWrong)));

    let asked = DeleteKey { name: "Sète".to_owned(), confirmed: Confirmed::by("sète") };
    asked.run(&world.desk()).expect("deleted");
    let aside = KeyList::at(&world.desk()).expect("a registry").set_aside().expect("read");
    assert_eq!(aside[0].deleted_at, instant(super::NOW));

    let page = ReadJournal { page: 1, rows: 1, whole: u64::MAX }.run(&world.desk()).expect("a page");
    assert!(page.damage.is_none() && page.differences.is_empty() && page.is_whole);
    assert_eq!((page.expected.entries, page.entries.len()), (3, 1));
    assert_eq!(page.entries[0].seq, 3);
    let before = ReadJournal { page: 2, rows: 1, whole: u64::MAX }.run(&world.desk()).expect("a page");
    assert_eq!(before.entries[0].seq, 2);
    // A longer one than is told again: the same entries, and no verdict.
    let longer = ReadJournal { page: 2, rows: 1, whole: 2 }.run(&world.desk()).expect("a page");
    let seen = |page: &crate::desk::JournalPage| {
        page.entries.iter().map(|entry| (entry.seq, entry.hash.clone())).collect::<Vec<_>>()
    };
    assert_eq!((seen(&longer), longer.is_whole), (seen(&before), false));
    assert_eq!(longer.expected.head, before.expected.head);
    assert!(
        ReadJournal { page: 9, rows: 1, whole: u64::MAX }
            .run(&world.desk())
            .expect("a page")
            .entries
            .is_empty()
    );
}

#[test]
fn what_is_no_register_and_no_record_is_named() {
    let world = World::new();
    let path = world.path("registre.csv");
    std::fs::write(&path, "rien;de;tout\n1;2;3\n").expect("written");
    let asked = ReadRegister { path: path.clone(), zone: Zone::PARIS, columns: Columns::default() };
    assert!(matches!(asked.run(), Err(Error::Register { path: named, .. }) if named == path));
    let none = ReadRecord { folder: world.path("ouverture") }.run();
    assert!(matches!(none, Err(Error::NoJournal { path, .. }) if path.ends_with("ouverture/journal.jsonl")));
    let compare = CompareOpening { folder: world.path("ouverture"), head: None, stamps: None, trusted: None };
    assert!(matches!(compare.run(&world.desk()), Err(Error::NoJournal { .. })));
    world.keep("Sète", Role::Entity);
    let other = VerifyJournal { head: Some("0".repeat(64)), ..VerifyJournal::default() }.run(&world.desk());
    assert!(
        matches!(other, Err(Error::Journal { damage, .. }) if matches!(damage.what, LineFault::AnotherHead { .. }))
    );
}
