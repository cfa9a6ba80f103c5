//! The life of a key, request by request.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{NOW, Typed, World, instant, password};
use crate::{
    desk::{
        Confirmed, Error, GivenFile, NoPasswords, Purpose,
        keys::{
            DeleteAhead, DeleteKey, ExportAs, ExportKey, ImportEvent, ImportKeys, KeyList, KeySource,
            ListKeys, MakeKey, ProveKeys, PurgeKey, RenameKey, RestoreKey, RetireKey, ShowKey, TypedKey,
            Which,
        },
    },
    keys::{KeyFileError, Pkcs12Encryption, Role, read_key_file, sample::pair},
    registry::{Custody, KeyState, PrivatePlace, ProofResult, Refusal, RegistryError},
};

pub(super) fn import(world: &World, files: &[&str], reference: bool) -> ImportKeys {
    ImportKeys {
        files: files
            .iter()
            .map(|name| match world.path(name) {
                path if reference => KeySource::Referred(path),
                path => KeySource::Copied(GivenFile::At(path)),
            })
            .collect(),
        name: None,
        role: Role::Entity,
        entity: None,
    }
}

pub(super) fn make(name: &str) -> MakeKey {
    let typed = TypedKey { name, bits: "2048", days: "30", ..TypedKey::default() };
    MakeKey::typed(&typed).expect("a request")
}

#[test]
fn a_key_is_made_protected_or_not_at_all() {
    let world = World::new();
    let mut asked = make("Sète");
    let kept = asked.run(&world.desk(), &mut password("mdp")).expect("a key");
    assert_eq!((kept.key.custody, kept.key.certificate.bits), (Custody::Copy, 2048));
    let octets = std::fs::read(kept.file.expect("a file")).expect("read");
    assert_eq!(read_key_file(&octets, Some(&password("mdp"))).expect("a key").pairs.len(), 1);

    asked.name = "Autre".to_owned();
    let empty = asked.run(&world.desk(), &mut password(""));
    assert!(matches!(empty, Err(Error::EmptyPassword)));
    // Nobody types a password for a name that is taken.
    asked.name = "SÈTE".to_owned();
    let mut typed = Typed::new(&["mdp"]);
    let taken = asked.run(&world.desk(), &mut typed).expect_err("taken");
    assert!(matches!(taken, Error::Registry(RegistryError::Refused(Refusal::NameTaken { .. }))));
    assert!(typed.wanted.is_empty());
}

#[test]
fn an_issuer_signs_with_its_own_password() {
    let world = World::new();
    let issuer = world.key_file("Autorité", &pair("Autorité", 0));
    let asked = MakeKey { issuer: Some(issuer.clone()), ..make("Signée") };
    let mut typed = Typed::new(&["mdp", "neuf"]);
    let kept = asked.run(&world.desk(), &mut typed).expect("a key");
    let wanted: Vec<_> = typed.wanted.into_iter().map(|(purpose, _, shown, _)| (purpose, shown)).collect();
    assert_eq!(wanted, [(Purpose::Sign, issuer), (Purpose::Protect, "Signée".into())]);
    assert_eq!(kept.key.certificate.issuer_cn.as_deref(), Some("Autorité"));
    assert_eq!(kept.key.certificate.validity.not_after, instant(NOW).plus_days(30));
}

#[test]
fn every_file_that_can_come_in_does() {
    let world = World::new();
    world.key_file("Une", &pair("Une", 0));
    std::fs::write(world.path("rien.p12"), b"nothing").expect("written");
    let other = pair("Autre", 1);
    std::fs::write(world.path("autre.crt"), other.certificate().to_pem()).expect("written");
    let mut told = Vec::new();
    let first = import(&world, &["Une.p12", "rien.p12", "autre.crt"], false)
        .run(&world.desk(), &mut password("mdp"), &mut |event| {
            told.push(match event {
                ImportEvent::Read { .. } => "read".to_owned(),
                ImportEvent::Imported { key, copy } => format!("in {} {}", key.name, copy.is_some()),
                ImportEvent::CertificateOnly { key, .. } => format!("certificate {}", key.name),
                ImportEvent::Located { key } => format!("located {}", key.name),
                ImportEvent::Failed { path, .. } => format!("not {}", path.ends_with("rien.p12")),
            });
        })
        .expect("some came in");
    assert_eq!(told, ["read", "in Une true", "not true", "certificate Autre"]);
    assert!(matches!(first, Some(Error::KeyFile { error, .. }) if *error == KeyFileError::NotAKeyFile));

    // The private half of a key whose certificate alone was known.
    world.key_file("Autre", &other);
    let mut located = false;
    let none = import(&world, &["Autre.p12"], true)
        .run(&world.desk(), &mut password("mdp"), &mut |event| {
            located |= matches!(event, ImportEvent::Located { .. });
        })
        .expect("found again");
    assert!(located && none.is_none());
    let shown = ShowKey { name: "Autre".to_owned() }.run(&world.desk()).expect("shown");
    assert_eq!(shown.place, PrivatePlace::File(world.path("Autre.p12")));
}

#[test]
fn one_name_is_for_one_key() {
    let world = World::new();
    world.key_file("Une", &pair("Une", 0));
    world.key_file("Autre", &pair("Autre", 1));
    let mut asked = import(&world, &["Une.p12", "Autre.p12"], false);
    asked.name = Some("Les deux".to_owned());
    let error = asked.run(&world.desk(), &mut password("mdp"), &mut |_| {}).expect_err("two");
    assert!(matches!(error, Error::SeveralKeys { keys: 2 }));
    let list = KeyList::at(&world.desk()).expect("a registry");
    assert_eq!(list.keys(Role::Entity).count(), 0);
}

#[test]
fn an_export_has_two_passwords_and_overwrites_nothing() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    let mut asked = ExportKey {
        name: "sète".to_owned(),
        to: world.path("sortie.pfx"),
        format: ExportAs::Pfx(Pkcs12Encryption::Aes256Sha256),
        chain: true,
    };
    let mut typed = Typed::new(&["faux", "mdp", "neuf"]);
    let exported = asked.run(&world.desk(), &mut typed).expect("exported");
    assert!(exported.is_secret);
    let purposes: Vec<_> = typed.wanted.iter().map(|wanted| wanted.0).collect();
    assert_eq!(purposes, [Purpose::Open, Purpose::Open, Purpose::Protect]);
    let octets = std::fs::read(&exported.to).expect("read");
    assert!(read_key_file(&octets, Some(&password("neuf"))).is_ok());
    // Before anybody is asked.
    let again = asked.run(&world.desk(), &mut NoPasswords).expect_err("there already");
    assert!(matches!(again, Error::Exists { path } if path == asked.to));
    asked.to = world.path("sortie.crt");
    asked.format = ExportAs::Pem;
    let exported = asked.run(&world.desk(), &mut NoPasswords).expect("no password");
    assert!(!exported.is_secret);
    assert!(std::fs::read_to_string(&exported.to).expect("text").starts_with("-----BEGIN CERTIFICATE-----"));
}

#[test]
fn a_face_is_told_where_key_files_are_before_they_are_read() {
    let world = World::new();
    world.key_file("Une", &pair("Une", 0));
    import(&world, &["Une.p12"], true)
        .run(&world.desk(), &mut password("mdp"), &mut |_| {})
        .expect("referred to");
    let prove = ProveKeys { which: Which::Named(vec!["Une".to_owned()]) };
    prove.run(&world.desk(), &mut password("mdp"), &mut |_| {}, &AtomicBool::new(false)).expect("proved");
    let held = world.seen.held.lock().expect("places");
    let folders: Vec<_> = held.iter().map(|places| places.reads.clone()).collect();
    assert_eq!(folders, [vec![], vec![world.folder.path().to_owned()]]);
    assert_eq!(*world.seen.opened.lock().expect("a count"), 2);
}

#[test]
fn proofs_are_recorded_one_by_one_until_they_are_stopped() {
    let world = World::new();
    for name in ["Deux", "Trois", "Une"] {
        world.keep(name, Role::Entity);
    }
    RetireKey { name: "Une".to_owned() }.run(&world.desk()).expect("retired");
    let (stop, mut tried) = (AtomicBool::new(false), Vec::new());
    let mut typed = Typed::new(&["mdp", "faux"]);
    let proofs = ProveKeys { which: Which::Needed }
        .run(
            &world.desk(),
            &mut typed,
            &mut |one| tried.push((one.key.name.clone(), one.tried.result)),
            &stop,
        )
        .expect("tried");
    assert_eq!(
        tried,
        [("Deux".to_owned(), ProofResult::Proved), ("Trois".to_owned(), ProofResult::PasswordWrong)]
    );
    assert_eq!((proofs.keys, proofs.tried, proofs.failed), (2, 2, 1));
    let shown = |name: &str| ShowKey { name: name.to_owned() }.run(&world.desk()).expect("shown").key;
    assert_eq!(shown("Deux").proved_at, Some(instant(NOW)));
    assert_eq!(shown("Trois").failed_proof().map(|proof| proof.result), Some(ProofResult::PasswordWrong));

    let proofs = ProveKeys { which: Which::Needed }
        .run(&world.desk(), &mut password("mdp"), &mut |_| stop.store(true, Ordering::Relaxed), &stop)
        .expect("tried");
    assert_eq!((proofs.keys, proofs.tried), (2, 1));
    assert!(shown("Trois").failed_proof().is_some());
}

#[test]
fn a_key_that_is_needed_says_by_what() {
    let world = World::new();
    let made = world.keep("Sète", Role::Emergency);
    world.begin("2026-42", "2026-06-30T10:00:00Z");
    let ahead = DeleteAhead::of("Sète", &world.desk()).expect("told");
    assert_eq!(ahead.needed_by.iter().map(|need| need.reference.as_str()).collect::<Vec<_>>(), ["2026-42"]);
    assert_eq!((ahead.is_allowed(), ahead.days_left, ahead.stays.clone()), (false, 683, None));
    assert_eq!(ahead.key.certificate, made.certificate);
    let asked = DeleteKey { name: "Sète".to_owned(), confirmed: Confirmed::by("Sète") };
    let refused = asked.run(&world.desk()).expect_err("needed");
    assert!(matches!(refused, Error::Registry(RegistryError::Refused(Refusal::KeyNeeded { .. }))));
}

#[test]
fn a_deleted_key_comes_back_or_goes_for_good() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    let wrong = DeleteKey { name: "Sète".to_owned(), confirmed: Confirmed::by("Séte") };
    assert!(matches!(
        wrong.run(&world.desk()),
        Err(Error::Registry(RegistryError::Refused(Refusal::NotConfirmed { .. })))
    ));
    let right = DeleteKey { name: "Sète".to_owned(), confirmed: Confirmed::by("Sète") };
    let ahead = DeleteAhead::of("Sète", &world.desk()).expect("told");
    right.run(&world.desk()).expect("deleted");
    let back = RestoreKey { name: "Sète".to_owned(), new_name: Some("Revenue".to_owned()) };
    assert_eq!(back.run(&world.desk()).expect("back").name, "Revenue");
    let right = DeleteKey { name: "Revenue".to_owned(), confirmed: Confirmed::by("Revenue") };
    right.run(&world.desk()).expect("deleted");
    let purge = PurgeKey { name: "Revenue".to_owned(), confirmed: Some(Confirmed::by("Revenue")) };
    let kept = purge.run(&world.desk()).expect_err("kept aside");
    let Error::Registry(RegistryError::Refused(Refusal::KeptAside { until, .. })) = kept else {
        panic!("{kept:?}")
    };
    assert_eq!(until, ahead.aside_until);
    purge.run(&world.desk_at("2026-07-01T00:00:00Z")).expect("purged");
}

#[test]
fn pages_follow_each_other() {
    let world = World::new();
    for name in ["Agde", "Béziers", "Sète", "sète 2"] {
        world.keep_for(name, Role::Entity, Some("Hérault"));
    }
    world.keep("Secours", Role::Emergency);
    let mut asked = ListKeys { role: Role::Entity, containing: String::new(), after: None, most: 3 };
    let names =
        |keys: &[crate::registry::KeyRecord]| keys.iter().map(|key| key.name.clone()).collect::<Vec<_>>();
    let first = asked.run(&world.desk()).expect("a page");
    assert_eq!(names(&first.keys), ["Agde", "Béziers", "Sète"]);
    asked.after = first.next;
    let second = asked.run(&world.desk()).expect("a page");
    assert_eq!((names(&second.keys), second.next), (vec!["sète 2".to_owned()], None));
    let found = ListKeys { containing: "SÈTE".to_owned(), after: None, most: 2, ..asked };
    let found = found.run(&world.desk()).expect("a page");
    assert_eq!((names(&found.keys), found.next), (vec!["Sète".to_owned(), "sète 2".to_owned()], None));
    // Whatever the accents, and by the buyer: all of them are its.
    let mut found = ListKeys { role: Role::Entity, containing: "sete_2".to_owned(), after: None, most: 3 };
    assert_eq!(names(&found.run(&world.desk()).expect("a page").keys), ["sète 2"]);
    found.containing = "HERAULT".to_owned();
    let page = found.run(&world.desk()).expect("a page");
    assert_eq!((names(&page.keys), page.next.as_deref()), (names(&first.keys), Some("Sète")));
}

#[test]
fn a_renamed_key_says_both_names() {
    let world = World::new();
    world.keep("Avant", Role::Entity);
    let renamed = RenameKey { name: "avant".to_owned(), new: " Après ".to_owned() }
        .run(&world.desk())
        .expect("renamed");
    assert_eq!((renamed.before.name.as_str(), renamed.after.name.as_str()), ("Avant", "Après"));
    let retired = RetireKey { name: "Après".to_owned() }.run(&world.desk()).expect("retired");
    assert_eq!(retired.state, KeyState::Retired(instant(NOW)));
}
