//! The life of a consultation, request by request.

use super::{World, instant, password};
use crate::{
    desk::{
        Confirmed, Error, GivenFile, Lookout,
        consultations::{
            AssignKeys, Choice, CloseAhead, CloseConsultation, ConsultationList, ImportConsultations,
            LaunchAhead, LaunchConsultation, ListConsultations, NearConsultations, ShowConsultation,
        },
        keys::{ProveKeys, RetireKey, Which},
    },
    keys::Role,
    motif::Motif,
    pli::{EnvelopeKind, Lot},
    registry::{ConsultationState, LaunchProblem, Refusal, RegistryError},
};

const REFERENCE: &str = "2026-42";
const DEADLINE: &str = "2026-06-30T10:00:00Z";

/// A draft with one key assigned to it.
fn drafted() -> World {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    world.begin(REFERENCE, DEADLINE);
    assign(&["Sète"], false).run(&world.desk()).expect("assigned");
    world
}

fn assign(keys: &[&str], away: bool) -> AssignKeys {
    AssignKeys {
        reference: REFERENCE.to_owned(),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        envelope: None,
        lot: None,
        away,
    }
}

fn launch(confirmed: &str, motif: Option<&str>) -> LaunchConsultation {
    LaunchConsultation {
        reference: REFERENCE.to_owned(),
        motif: motif.and_then(Motif::new),
        confirmed: Confirmed::by(confirmed),
    }
}

fn close(motif: Option<&str>, confirmed: Option<&str>) -> CloseConsultation {
    CloseConsultation {
        reference: REFERENCE.to_owned(),
        motif: motif.and_then(Motif::new),
        confirmed: confirmed.map(Confirmed::by),
    }
}

#[test]
fn keys_are_assigned_and_taken_away() {
    let world = drafted();
    let mut scoped = assign(&["Sète"], false);
    (scoped.envelope, scoped.lot) = (Some(EnvelopeKind::Offre), Lot::new("2"));
    let done = scoped.run(&world.desk()).expect("assigned");
    assert_eq!((done.assigned.len(), done.keys(), done.problems), (2, 1, vec![]));
    let done = assign(&["Sète"], true).run(&world.desk()).expect("taken away");
    assert_eq!(done.assigned.len(), 1);
    let again = assign(&["Sète"], true).run(&world.desk()).expect_err("not assigned so");
    assert!(matches!(again, Error::Registry(RegistryError::Refused(Refusal::NotAssigned { .. }))));
    // Before its certificate begins, that is told.
    let early = assign(&["Sète"], false).run(&world.desk_at("2026-01-01T00:00:00Z")).expect("assigned");
    assert!(matches!(early.problems[..], [LaunchProblem::NotYetValid { .. }]));
}

#[test]
fn the_list_before_a_launch_is_what_refuses_it() {
    let world = drafted();
    let ahead = LaunchAhead::of(REFERENCE, &world.desk()).expect("told");
    assert!(matches!(ahead.problems[..], [LaunchProblem::NeverProved { .. }]));
    assert_eq!((ahead.assigned.len(), ahead.recipients.len(), ahead.has_emergency), (1, 1, false));
    let refused = launch(REFERENCE, None).run(&world.desk()).expect_err("never proved");
    let Error::Registry(RegistryError::Refused(Refusal::NotFit { problems, .. })) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(problems, ahead.problems);

    ProveKeys { which: Which::Needed }
        .run(&world.desk(), &mut password("mdp"), &mut |_| {}, &false.into())
        .expect("proved");
    assert_eq!(LaunchAhead::of(REFERENCE, &world.desk()).expect("told").problems, []);
    let launched = launch(REFERENCE, None).run(&world.desk()).expect("launched");
    assert_eq!(launched.consultation.state, ConsultationState::Launched);
    let again = LaunchAhead::of(REFERENCE, &world.desk()).expect_err("no draft");
    assert!(matches!(again, Error::Registry(RegistryError::Refused(Refusal::AssignmentFinal { .. }))));
}

#[test]
fn a_launch_is_confirmed_by_its_reference() {
    let world = drafted();
    let other = launch("2026-43", Some("essai")).run(&world.desk()).expect_err("another");
    assert!(matches!(other, Error::NotConfirmed { name, given } if name == REFERENCE && given == "2026-43"));
    let launched = launch(" 2026-42", Some(" urgence ")).run(&world.desk()).expect("launched");
    assert_eq!(launched.consultation.launch_reason.as_deref(), Some("urgence"));
}

#[test]
fn closing_says_beforehand_what_it_gives_up() {
    let world = drafted();
    launch(REFERENCE, Some("essai")).run(&world.desk()).expect("launched");
    let ahead = CloseAhead::of(REFERENCE, &world.desk()).expect("told");
    assert_eq!((ahead.ahead, ahead.opened, ahead.gives_up()), (Some(instant(DEADLINE)), false, true));
    assert_eq!(ahead.recipients.len(), 1);
    for (motif, confirmed) in [(None, Some(REFERENCE)), (Some(" "), Some(REFERENCE)), (Some("fin"), None)] {
        let refused = close(motif, confirmed).run(&world.desk()).expect_err("gives up");
        assert!(matches!(refused, Error::Registry(RegistryError::Refused(Refusal::ClosesEarly { .. }))));
    }
    // Its key ends in January 2028.
    let late = world.desk_at("2028-06-01T00:00:00Z");
    let closed = close(Some("sans suite"), Some(REFERENCE)).run(&late).expect("closed");
    assert_eq!(closed.consultation.close_reason.as_deref(), Some("sans suite"));
    assert_eq!(closed.was, ConsultationState::Launched);
    assert_eq!(closed.deletable.iter().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["Sète"]);
}

#[test]
fn a_list_comes_in_whole_or_not_at_all() {
    let world = World::new();
    let file = world.path("liste.csv");
    let write = |text: &str| std::fs::write(&file, text).expect("written");
    let asked = ImportConsultations { file: GivenFile::At(file.clone()), closing: None };
    assert!(matches!(asked.run(&world.desk()), Err(Error::Read { .. })));
    write("reference;entite;date_limite;etat\nA;Ville de Sète;bientôt;brouillon\n");
    assert!(matches!(asked.run(&world.desk()), Err(Error::Roll { .. })));
    assert!(!world.path("home").exists(), "nothing was to be kept");
}

#[test]
fn pages_of_consultations_follow_each_other() {
    let world = World::new();
    for (reference, day) in [("2026-01", 3), ("2026-02", 1), ("2026-03", 2), ("2026-04", 2), ("2026-05", 1)] {
        world.begin(reference, &format!("2026-04-0{day}T10:00:00Z"));
    }
    let close = CloseConsultation {
        reference: "2026-05".to_owned(),
        motif: Motif::new("sans suite"),
        confirmed: Some(Confirmed::by("2026-05")),
    };
    close.run(&world.desk()).expect("closed");
    let page = |asked: &ListConsultations| {
        let page = asked.run(&world.desk()).expect("a page");
        (page.consultations.into_iter().map(|one| one.reference).collect::<Vec<_>>(), page.next)
    };
    // Those that are not closed first, by their deadlines.
    let mut asked = ListConsultations { state: None, containing: String::new(), after: None, most: 2 };
    assert_eq!(page(&asked), (vec!["2026-02".to_owned(), "2026-03".to_owned()], Some("2026-03".to_owned())));
    asked.after = Some("2026-03".to_owned());
    assert_eq!(page(&asked), (vec!["2026-04".to_owned(), "2026-01".to_owned()], Some("2026-01".to_owned())));
    asked.after = Some("2026-01".to_owned());
    assert_eq!(page(&asked), (vec!["2026-05".to_owned()], None));
    let launched =
        ListConsultations { state: Some(ConsultationState::Launched), after: None, ..asked.clone() };
    assert_eq!(page(&launched).0, Vec::<String>::new());
    // By a part of the reference or of the buyer, whatever the accents; from where the page before ended too.
    let found = ListConsultations { containing: "-03".to_owned(), after: None, ..asked.clone() };
    assert_eq!(page(&found), (vec!["2026-03".to_owned()], None));
    let found = ListConsultations { containing: "VILLE DE SETE".to_owned(), after: None, ..asked };
    let (first, next) = page(&found);
    assert_eq!((first.len(), next.as_deref()), (2, Some("2026-03")));
    assert_eq!(page(&ListConsultations { after: next, ..found }).0, ["2026-04", "2026-01"]);
    let list = ConsultationList::at(&world.desk()).expect("a registry");
    assert_eq!(list.consultations().count(), 5);
}

#[test]
fn a_consultation_is_looked_at_with_one_look_at_the_registry() {
    let world = drafted();
    let before = *world.seen.opened.lock().expect("a count");
    let asked = ShowConsultation { reference: REFERENCE.to_owned() };
    let look = |containing: &str, most: usize| {
        let choice = Choice { containing, most };
        asked.with_what_may_be_done(&choice, &world.desk(), &Lookout::default()).expect("a look")
    };
    let (details, may) = look("", 50);
    assert_eq!(*world.seen.opened.lock().expect("a count") - before, 1);
    assert_eq!((details.assigned.len(), details.recipients.len(), may.keys.len()), (1, 1, 1));
    let ahead = LaunchAhead::of(REFERENCE, &world.desk()).expect("ahead");
    assert_eq!(may.launch, Some(ahead.problems));
    assert!(may.gives_up && !may.more);
    assert!(look("nulle part", 50).1.keys.is_empty());
    assert!(look("", 0).1.more);
}

#[test]
fn a_consultation_is_offered_the_keys_of_its_buyer_first() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    for (name, entity) in [("Agde", Some("Ville d'Agde")), ("Commune", None), ("Béziers", Some("Béziers"))]
    {
        world.keep_for(name, Role::Entity, entity);
    }
    world.keep_for("Secours", Role::Emergency, None);
    world.keep("Sète, ancienne", Role::Entity);
    RetireKey { name: "Sète, ancienne".to_owned() }.run(&world.desk()).expect("retired");
    world.begin(REFERENCE, DEADLINE);
    let offered = |containing: &str, most: usize| {
        let asked = ShowConsultation { reference: REFERENCE.to_owned() };
        let choice = Choice { containing, most };
        let (_, may) =
            asked.with_what_may_be_done(&choice, &world.desk(), &Lookout::default()).expect("a look");
        (may.keys.into_iter().map(|key| key.name).collect::<Vec<_>>(), may.more)
    };
    assert_eq!(offered("", 9), (["Sète", "Commune", "Agde", "Béziers"].map(str::to_owned).to_vec(), false));
    assert_eq!(offered("", 2), (["Sète", "Commune"].map(str::to_owned).to_vec(), true));
    assert_eq!(offered("beziers", 9), (vec!["Béziers".to_owned()], false));
}

#[test]
fn an_opening_is_offered_what_was_launched_and_ends_about_now() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    for (reference, deadline) in [
        ("loin", "2027-01-01T10:00:00Z"),
        ("hier", "2026-03-01T10:00:00Z"),
        ("demain", "2026-03-04T10:00:00Z"),
        ("brouillon", "2026-03-02T10:00:00Z"),
    ] {
        world.begin(reference, deadline);
        if reference == "brouillon" {
            continue;
        }
        let keys = AssignKeys {
            reference: reference.to_owned(),
            keys: vec!["Sète".to_owned()],
            envelope: None,
            lot: None,
            away: false,
        };
        // Before its deadline.
        let desk = world.desk_at("2026-02-01T09:00:00Z");
        keys.run(&desk).expect("assigned");
        let launch = LaunchConsultation {
            reference: reference.to_owned(),
            motif: Motif::new("essai"),
            confirmed: Confirmed::by(reference),
        };
        launch.run(&desk).expect("launched");
    }
    let near = |most| {
        let (near, more) = NearConsultations { most }.run(&world.desk()).expect("read");
        (near.into_iter().map(|one| one.reference).collect::<Vec<_>>(), more)
    };
    assert_eq!(near(9), (["hier", "demain", "loin"].map(str::to_owned).to_vec(), false));
    assert_eq!(near(2), (["hier", "demain"].map(str::to_owned).to_vec(), true));
}

#[test]
fn a_consultation_is_shown_with_its_keys() {
    let world = drafted();
    let shown = ShowConsultation { reference: REFERENCE.to_owned() }.run(&world.desk()).expect("shown");
    assert_eq!((shown.assigned.len(), shown.recipients.len()), (1, 1));
    assert!(shown.runs.is_empty() && shown.begun.is_empty());
    let none = ShowConsultation { reference: "autre".to_owned() }.run(&world.desk()).expect_err("none");
    assert!(matches!(none, Error::Registry(RegistryError::NotFound { .. })));
}
