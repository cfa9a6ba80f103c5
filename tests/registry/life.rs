//! The life of keys and consultations, as the commands lead it.

use plis::{
    keys::Role,
    pli::{EnvelopeKind, Lot},
    registry::{
        Custody, LaunchProblem, NewConsultation, NewPrivate, PrivateKey, ProofResult, Refusal, RegistryError,
        read_roll,
    },
    time::Zone,
};

use crate::world::{Deeds as _, World, at, because, by, new_key};

fn refusal<T: std::fmt::Debug>(done: Result<T, RegistryError>) -> Refusal {
    match done.expect_err("refused") {
        RegistryError::Refused(refusal) => refusal,
        other => panic!("not a refusal: {other}"),
    }
}

#[test]
fn a_needed_key_stays_until_its_consultations_are_closed() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("bi-clé 2026", Role::Entity);
    let emergency = registry.proved("secours", Role::Emergency);
    let first = registry.launched("2026-01", &[&key]);
    let second = registry.launched("2026-02", &[&key]);

    for key in [&key, &emergency] {
        let Refusal::KeyNeeded { consultations, .. } = refusal(registry.delete(key)) else {
            panic!("needed")
        };
        let references: Vec<_> = consultations.iter().map(|need| need.reference.as_str()).collect();
        assert_eq!(references, ["2026-01", "2026-02"]);
        assert_eq!(registry.needs(key.id).expect("read"), consultations);
    }
    registry.shut(first.id).expect("closed");
    refusal(registry.delete(&key));
    registry.shut(second.id).expect("closed");
    assert!(world.copy_of(&key).is_some());
    registry.delete(&key).expect("nobody needs it");
    assert_eq!(world.copy_of(&key), None);
    assert_eq!(registry.tombstones().expect("read")[0].name, "bi-clé 2026");
    // What the consultations were encrypted to is still known.
    let recipients = registry.recipients(first.id).expect("read");
    assert_eq!((recipients[0].name.as_str(), recipients[0].key), ("bi-clé 2026", None));
    assert!(registry.certificate_der(key.certificate.fingerprint).expect("read").is_some());
    registry.verify_journal().expect("read").expect("whole");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn a_draft_needs_its_keys_and_every_emergency_key_of_its_entity() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    let emergency = registry.with_key("secours", Role::Emergency);
    let everyone = registry.add_key(&by(), &new_key("tous", Role::Emergency, None)).expect("added");
    let other = registry.add_key(&by(), &new_key("autre", Role::Emergency, Some("Port"))).expect("added");
    let draft = registry.draft("2026-01");
    registry.assign(&by(), draft.id, &[key.id], None, None).expect("assigned");
    for key in [&key, &emergency, &everyone] {
        assert!(matches!(refusal(registry.delete(key)), Refusal::KeyNeeded { .. }), "{}", key.name);
    }
    registry.delete(&other).expect("another entity's");
    registry.unassign(&by(), draft.id, &[key.id], None, None).expect("taken away");
    registry.delete(&key).expect("not assigned any more");
    registry.retire_key(&by(), emergency.id).expect("retired");
    registry.delete(&emergency).expect("a launch would not take it");
    refusal(registry.delete(&everyone));
}

#[test]
fn renaming_changes_nothing_of_a_launched_consultation() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("ancien nom", Role::Entity);
    let consultation = registry.launched("2026-01", &[&key]);
    registry.rename_key(&by(), key.id, "nouveau nom").expect("renamed");
    assert_eq!(registry.recipients(consultation.id).expect("read")[0].name, "ancien nom");
    assert_eq!(registry.assigned(consultation.id).expect("read")[0].name.as_deref(), Some("ancien nom"));
    assert_eq!(registry.key("NOUVEAU  nom").expect("by name").id, key.id);
    assert!(registry.key("ancien nom").is_err());
}

#[test]
fn an_assignment_is_final_once_launched() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    let late = registry.proved("b", Role::Entity);
    let consultation = registry.launched("2026-01", &[&key]);
    let id = consultation.id;
    let expected = Refusal::AssignmentFinal { reference: "2026-01".to_owned() };
    assert_eq!(refusal(registry.assign(&by(), id, &[late.id], None, None)), expected);
    assert_eq!(refusal(registry.unassign(&by(), id, &[key.id], None, None)), expected);
    assert_eq!(refusal(registry.launch(&because("encore"), id)), expected);
    registry.shut(id).expect("closed");
    let expected = Refusal::Closed { reference: "2026-01".to_owned() };
    assert_eq!(refusal(registry.assign(&by(), id, &[late.id], None, None)), expected);
    assert_eq!(refusal(registry.shut(id)), expected);
}

#[test]
fn an_emergency_key_that_comes_after_the_launch_is_no_recipient() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    let consultation = registry.launched("2026-01", &[&key]);
    let emergency = registry.proved("secours", Role::Emergency);
    assert_eq!(registry.recipients(consultation.id).expect("read").len(), 1);
    registry.delete(&emergency).expect("nothing was encrypted to it");
}

#[test]
fn a_launch_tells_every_problem_at_once() {
    let world = World::new();
    let mut registry = world.registry();
    let mut short = new_key("courte", Role::Entity, Some("Ville"));
    // The deadline and its fifteen days, less one second.
    short.certificate.validity.not_after = at("2026-06-16T09:59:59Z");
    let short = registry.add_key(&by(), &short).expect("added");
    registry.record_proof(&by(), short.id, ProofResult::Proved).expect("proved");
    registry.record_proof(&by(), short.id, ProofResult::PasswordWrong).expect("tried");
    let mut public = new_key("sans clé privée", Role::Emergency, Some("Ville"));
    public.private = NewPrivate::Certificate;
    registry.add_key(&by(), &public).expect("added");
    let foreign = registry.add_key(&by(), &new_key("du port", Role::Entity, Some("Port"))).expect("added");
    let vanished = registry.proved("disparue", Role::Entity);
    world.lose_copy_of(&vanished);

    let draft = registry.draft("2026-01");
    assert_eq!(
        refusal(registry.launch(&by(), draft.id)),
        Refusal::NothingAssigned { reference: "2026-01".to_owned() }
    );
    let keys = [short.id, foreign.id, vanished.id];
    registry.assign(&by(), draft.id, &keys, None, None).expect("assigned");
    registry.retire_key(&by(), vanished.id).expect("retired");

    let Refusal::NotFit { problems, .. } = refusal(registry.launch(&by(), draft.id)) else {
        panic!("not fit")
    };
    let told: Vec<_> = problems
        .iter()
        .map(|problem| match problem {
            LaunchProblem::Ends { key, .. } => ("ends", key.name.as_str()),
            LaunchProblem::Retired { key } => ("retired", key.name.as_str()),
            LaunchProblem::NotYetValid { key, .. } => ("not yet valid", key.name.as_str()),
            LaunchProblem::NeverProved { key } => ("never proved", key.name.as_str()),
            LaunchProblem::ProofFailed { key, .. } => ("proof failed", key.name.as_str()),
            LaunchProblem::NoPrivateHalf { key, .. } => ("no private half", key.name.as_str()),
            LaunchProblem::OtherEntity { key, .. } => ("other entity", key.name.as_str()),
            LaunchProblem::DeadlinePassed { .. } => ("deadline", ""),
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ends", "courte"),
            ("proof failed", "courte"),
            ("retired", "disparue"),
            ("no private half", "disparue"),
            ("other entity", "du port"),
            ("never proved", "du port"),
            ("no private half", "sans clé privée"),
        ]
    );
    let launched = registry.launch(&because("décision du 2 mars"), draft.id).expect("with a reason");
    assert_eq!(launched.problems, problems);
    assert_eq!(launched.consultation.launch_reason.as_deref(), Some("décision du 2 mars"));
    assert!(launched.has_emergency);
}

#[test]
fn a_launch_without_problems_needs_no_reason() {
    let world = World::new();
    let mut registry = world.registry();
    let mut exact = new_key("juste", Role::Entity, Some("VILLE"));
    exact.certificate.validity.not_after = at("2026-06-16T10:00:00Z");
    let exact = registry.add_key(&by(), &exact).expect("added");
    registry.record_proof(&by(), exact.id, ProofResult::Proved).expect("proved");
    let draft = registry.draft("2026-01");
    registry.assign(&by(), draft.id, &[exact.id], None, None).expect("assigned");
    let launched = registry.launch(&by(), draft.id).expect("launched");
    assert!(launched.problems.is_empty() && !launched.has_emergency);
}

#[test]
fn a_key_may_be_assigned_to_a_kind_of_envelope_and_a_lot() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    let draft = registry.draft("2026-01");
    let offer = Some(EnvelopeKind::Offre);
    let lot = |text| Lot::new(text);
    registry.assign(&by(), draft.id, &[key.id], offer, lot("1").as_ref()).expect("assigned");
    let assigned = registry.assign(&by(), draft.id, &[key.id], offer, lot("Lot 01").as_ref()).expect("again");
    assert_eq!(assigned.len(), 1);
    let assigned = registry.assign(&by(), draft.id, &[key.id], None, None).expect("for all");
    assert_eq!(assigned.len(), 2);
    registry.unassign(&by(), draft.id, &[key.id], offer, lot("LOT 1").as_ref()).expect("taken away");
    assert!(matches!(
        refusal(registry.unassign(&by(), draft.id, &[key.id], offer, None)),
        Refusal::NotAssigned { .. }
    ));
    let emergency = registry.with_key("secours", Role::Emergency);
    assert!(matches!(
        refusal(registry.assign(&by(), draft.id, &[emergency.id], None, None)),
        Refusal::EmergencyKey { .. }
    ));
    let retired = registry.with_key("retirée", Role::Entity);
    registry.retire_key(&by(), retired.id).expect("retired");
    assert!(matches!(
        refusal(registry.assign(&by(), draft.id, &[retired.id], None, None)),
        Refusal::KeyRetired { .. }
    ));
    assert!(matches!(refusal(registry.retire_key(&by(), retired.id)), Refusal::AlreadyRetired { .. }));
}

#[test]
fn names_and_references_are_one_whatever_their_case() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("Bi-clé Été", Role::Entity);
    let mut twin = new_key("BI-CLÉ  ÉTÉ", Role::Entity, None);
    assert_eq!(refusal(registry.add_key(&by(), &twin)), Refusal::NameTaken { name: "Bi-clé Été".to_owned() });
    twin.certificate = key.certificate.clone();
    twin.name = "autre".to_owned();
    assert!(matches!(refusal(registry.add_key(&by(), &twin)), Refusal::KeyKnown { .. }));
    let second = registry.with_key("b", Role::Entity);
    assert!(matches!(
        refusal(registry.rename_key(&by(), second.id, "bi-clé été")),
        Refusal::NameTaken { .. }
    ));
    registry.rename_key(&by(), key.id, "BI-CLÉ ÉTÉ").expect("its own name in another case");
    registry.draft("AO-2026-é");
    let again = NewConsultation {
        reference: "ao-2026-É".to_owned(),
        title: None,
        entity: "Ville".to_owned(),
        deadline: at("2026-06-01T10:00:00Z"),
        zone: Zone::PARIS,
    };
    assert_eq!(
        refusal(registry.add_consultation(&by(), &again)),
        Refusal::ReferenceTaken { reference: "AO-2026-é".to_owned() }
    );
}

/// Texts that nobody here typed: not every place keeps one with U+0000.
#[test]
fn a_text_with_a_nul_is_kept_without_it() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    let new = NewConsultation {
        reference: "R\0A".to_owned(),
        title: Some("Voirie\0".to_owned()),
        entity: "Ville".to_owned(),
        deadline: at("2026-06-01T10:00:00Z"),
        zone: Zone::PARIS,
    };
    let draft = registry.add_consultation(&by(), &new).expect("kept");
    assert_eq!((draft.reference.as_str(), draft.title.as_deref()), ("R A", Some("Voirie\u{fffd}")));
    registry.assign(&by(), draft.id, &[key.id], None, None).expect("assigned");
    let launched = registry.launch(&because("un\0motif"), draft.id).expect("launched").consultation;
    assert_eq!(registry.consultation("r a").expect("read").id, launched.id);
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn an_ambiguous_prefix_is_answered_with_the_candidates() {
    let world = World::new();
    let mut registry = world.registry();
    // Seventeen fingerprints have two that begin alike.
    let mut digits = std::collections::BTreeMap::<String, Vec<String>>::new();
    for number in 0..17 {
        let key = registry.with_key(&format!("k{number}"), Role::Entity);
        let text = key.certificate.fingerprint.to_string();
        assert_eq!(registry.key(&text[..40].to_uppercase()).expect("a long prefix").id, key.id);
        digits.entry(text[..1].to_owned()).or_default().push(key.name);
    }
    let (digit, mut names) = digits.into_iter().find(|(_, names)| names.len() > 1).expect("two alike");
    let RegistryError::Ambiguous { candidates, .. } = registry.key(&digit).expect_err("ambiguous") else {
        panic!("ambiguous")
    };
    names.sort();
    assert_eq!(candidates.iter().map(|key| key.name.clone()).collect::<Vec<_>>(), names);
    assert!(matches!(registry.key("k99"), Err(RegistryError::NotFound { .. })));
    assert!(matches!(registry.key(""), Err(RegistryError::NotFound { .. })));
}

#[test]
fn a_deletion_is_confirmed_by_name() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.with_key("a", Role::Entity);
    let prefix = &key.certificate.fingerprint.to_string()[..12];
    assert!(matches!(refusal(registry.delete_key(&by(), key.id, "a", "b")), Refusal::NotConfirmed { .. }));
    registry.delete_key(&by(), key.id, prefix, prefix).expect("what it was found by");
}

#[test]
fn a_private_half_may_be_found_later_and_never_dropped() {
    let world = World::new();
    let mut registry = world.registry();
    let mut public = new_key("a", Role::Entity, None);
    public.private = NewPrivate::Certificate;
    let key = registry.add_key(&by(), &public).expect("added");
    assert_eq!(registry.private(&key).expect("read"), PrivateKey::None);
    let path = world.home().join("partage.p12");
    let reference = NewPrivate::Reference(path.clone());
    let key = registry.locate_key(&by(), key.id, &reference).expect("found");
    assert_eq!(key.custody, Custody::Reference(path));
    let copy = NewPrivate::Copy(b"private".to_vec());
    let key = registry.locate_key(&by(), key.id, &copy).expect("copied");
    assert_eq!(world.copy_of(&key).expect("there"), b"private");
    for private in [NewPrivate::Certificate, reference, copy.clone()] {
        let refused = refusal(registry.locate_key(&by(), key.id, &private));
        assert!(matches!(refused, Refusal::PrivateHeld { .. }), "{private:?}");
    }
    world.lose_copy_of(&key);
    registry.locate_key(&by(), key.id, &copy).expect("the copy had vanished");
    assert!(world.copy_of(&key).is_some());
}

#[test]
fn a_file_is_not_found_again_where_it_is_known_to_be() {
    let world = World::new();
    let mut registry = world.registry();
    let mut elsewhere = new_key("a", Role::Entity, None);
    let path = |name: &str| NewPrivate::Reference(world.home().join(name));
    elsewhere.private = path("partage.p12");
    let key = registry.add_key(&by(), &elsewhere).expect("added");
    let refused = refusal(registry.locate_key(&by(), key.id, &elsewhere.private));
    assert!(matches!(refused, Refusal::PrivateHeld { .. }));
    registry.locate_key(&by(), key.id, &path("ailleurs.p12")).expect("it has moved");
}

#[test]
fn a_name_is_asked_for_before_a_key_is_made() {
    let world = World::new();
    let mut registry = world.registry();
    registry.with_key("a", Role::Entity);
    registry.check_new_name(&by(), "b").expect("free");
    let (before, _) = registry.journal_head().expect("read");
    assert!(matches!(refusal(registry.check_new_name(&by(), "A")), Refusal::NameTaken { .. }));
    assert_eq!(registry.journal_head().expect("read").0, before + 1, "a refusal is an entry");
}

#[test]
fn refusals_are_entries_of_the_journal() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("a", Role::Entity);
    registry.launched("2026-01", &[&key]);
    let (before, _) = registry.journal_head().expect("read");
    refusal(registry.delete(&key));
    let (after, head) = registry.journal_head().expect("read");
    assert_eq!(after, before + 1);
    let lines = world.journal();
    let last = lines.last().expect("a line");
    assert!(
        last.contains("\"kind\":\"refused\"") && last.contains("2026-01") && last.contains(&head),
        "{last}"
    );
    assert!(last.contains("agent@mairie"));
    let verified = registry.verify_journal().expect("read").expect("whole");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
    assert_eq!(verified.entries, after);
}

#[test]
fn a_given_clock_is_an_entrys_own_business() {
    let world = World::new();
    let mut registry = world.registry();
    let given = plis::registry::By { system_at: Some(at("2026-03-02T10:00:00Z")), ..by() };
    registry.add_key(&given, &new_key("a", Role::Entity, None)).expect("added");
    let lines = world.journal();
    let line = lines.last().expect("a line");
    assert!(line.contains("\"clock\":\"given\",\"system_at\":\"2026-03-02T10:00:00Z\""), "{line}");
}

#[test]
fn a_list_of_consultations_is_taken_in_once() {
    let world = World::new();
    let mut registry = world.registry();
    registry.proved("A", Role::Entity);
    registry.proved("B", Role::Entity);
    let text = "reference;titre;entite;date_limite;fuseau;etat;bi_cles\n\
                1;Un;Ville;2026-07-01 12:00;Europe/Paris;brouillon;A\n\
                2;Deux;Ville;2026-07-01 12:00;;lancée;A|B\n\
                3;;Port;2025-07-01 12:00;;close;\n";
    let rows = read_roll(text.as_bytes()).expect("read");
    let taken = registry.take_roll(&because("import"), &rows, None).expect("database").expect("taken");
    assert_eq!((taken.created, taken.launched.len(), taken.closed, taken.unchanged), (3, 1, 1, 0));
    let head = registry.journal_head().expect("read");
    let taken = registry.take_roll(&because("import"), &rows, None).expect("database").expect("taken");
    assert_eq!((taken.created, taken.changed, taken.closed, taken.unchanged), (0, 0, 0, 3));
    assert_eq!(registry.journal_head().expect("read"), head);

    let later = text.replace("1;Un;Ville;2026-07-01 12:00", "1;Un bis;Ville;2026-08-01 12:00");
    let rows = read_roll(later.as_bytes()).expect("read");
    let taken = registry.take_roll(&because("import"), &rows, None).expect("database").expect("taken");
    assert_eq!((taken.changed, taken.unchanged), (1, 2));
    assert_eq!(registry.consultation("1").expect("read").title.as_deref(), Some("Un bis"));
}

#[test]
fn a_list_is_taken_in_whole_or_not_at_all() {
    let world = World::new();
    let mut registry = world.registry();
    let key = registry.proved("A", Role::Entity);
    registry.launched("2", &[&key]);
    let text = "reference;entite;date_limite;etat;bi_cles\n\
                1;Ville;2026-07-01 12:00;;A\n\
                2;Ville;2026-07-01 12:00;;\n\
                4;Ville;2026-07-01 12:00;lancée;inconnue\n\
                5;Ville;2026-07-01 12:00;lancée;\n";
    let rows = read_roll(text.as_bytes()).expect("read");
    let not_taken =
        registry.take_roll(&because("import"), &rows, None).expect("database").expect_err("wrong lines");
    let lines: Vec<_> = not_taken.lines.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 5]);
    assert!(registry.consultation("1").is_err());
}
