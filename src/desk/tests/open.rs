//! Openings by the rules: what is refused before anything is opened, and the trace that the rest leaves.

use std::{collections::BTreeSet, fs, io, path::PathBuf, sync::atomic::AtomicBool};

use super::{Typed, World, instant, password};
use crate::{
    cms::seal::{SealOptions, SealRecipient, seal},
    crypto::AwsLc,
    desk::{
        Desk, Error, Passwords, VerifyJournal,
        consultations::RecipientsOf,
        open::{
            Begun, Ended, Exceptional, OpenEnvelopes, Opener, OpeningNote, Ready, Trace, certificates_named,
        },
    },
    keys::{Certificate, KeyFileError, Role, sample::pair},
    motif::Motif,
    opening::{Event, JOURNAL, Observer, Request, outcome::Status, rules::Accept},
    registry::{KeyRecord, OpeningTold, RegistryError, Stranger},
};

/// Before the desk's instant, and after it.
const PASSED: &str = "2026-03-01T09:00:00Z";
const AHEAD: &str = "2026-06-30T10:00:00Z";

fn order(world: &World) -> OpenEnvelopes {
    OpenEnvelopes {
        shard: None,
        roots: vec![world.path("depots")],
        out: world.path("ouverture"),
        keys: Vec::new(),
        emergency_keys: Vec::new(),
        consultation: None,
        register: None,
        columns: crate::register::Columns::default(),
        deadline: None,
        zone: None,
        envelopes: Vec::new(),
        accept: Accept::default(),
        motif: None,
        openers: vec!["A. Martin".to_owned()],
        rehearsal: false,
        jobs: 1,
        group: None,
        apart: Vec::new(),
        provider: &AwsLc,
    }
}

/// One envelope, encrypted to this certificate.
fn deposit(world: &World, certificate: &Certificate) {
    let recipient = SealRecipient::from(certificate);
    let (content, mut envelope) = (b"une offre", Vec::new());
    seal(&AwsLc, &[recipient], &SealOptions::default(), Some(9), &content[..], &mut envelope)
        .expect("sealed");
    fs::create_dir_all(world.path("depots")).expect("a folder");
    fs::write(world.path("depots/offre.p7m"), envelope).expect("a deposit");
}

fn begin(
    order: &OpenEnvelopes,
    desk: &Desk<'_>,
    passwords: &mut dyn Passwords,
) -> Result<(Ready, Vec<String>), Error> {
    order.check()?;
    let mut notes = Vec::new();
    let understood = order.understand(desk)?;
    let ready = order.begin(desk, understood, passwords, &mut |note: &OpeningNote<'_>| {
        notes.push(format!("{note:?}").split(' ').next().unwrap_or_default().to_owned());
    })?;
    Ok((ready, notes))
}

/// What the registry knows of openings.
fn openings(world: &World) -> Vec<OpeningTold> {
    world.desk().registry().expect("a registry").openings().expect("read")
}

/// Counts, and may refuse to go on.
#[derive(Default)]
struct Watched {
    began: usize,
    outcomes: Vec<Status>,
    refuses: bool,
}

impl Observer for Watched {
    fn observe(&mut self, event: &Event<'_>) {
        if let Event::Finished { item } = event {
            self.outcomes.push(item.status);
        }
    }
}

impl Opener for Watched {
    fn begins(&mut self, request: &Request<'_>) -> io::Result<()> {
        assert!(request.out.is_dir());
        self.began += 1;
        if self.refuses { Err(io::ErrorKind::Unsupported.into()) } else { Ok(()) }
    }
}

#[test]
fn what_is_exceptional_needs_a_motif() {
    let world = World::new();
    let late = OpenEnvelopes { accept: Accept { late: true, ..Accept::default() }, ..order(&world) };
    let emergency = OpenEnvelopes { emergency_keys: vec![world.path("secours.p12")], ..order(&world) };
    assert!(matches!(late.check(), Err(Error::NoMotif(Exceptional::Accept))));
    assert!(matches!(emergency.check(), Err(Error::NoMotif(Exceptional::EmergencyKey))));
    let rehearsed = OpenEnvelopes { rehearsal: true, ..emergency.clone() };
    rehearsed.check().expect("nothing is opened with it");
    for order in [late, emergency] {
        OpenEnvelopes { motif: Motif::new("panne de la plateforme"), ..order }.check().expect("with a motif");
    }
}

#[test]
fn deadlines_that_differ_are_not_chosen_from() {
    let world = World::new();
    world.begin("2026-42", AHEAD);
    let named = OpenEnvelopes { consultation: Some("2026-42".to_owned()), ..order(&world) };
    assert_eq!(
        named.understand(&world.desk()).expect("understood").consultation.deadline,
        Some(instant(AHEAD))
    );
    let two = OpenEnvelopes { deadline: Some(instant(PASSED)), ..named.clone() };
    let refused = two.understand(&world.desk()).expect_err("two of them");
    assert!(matches!(refused, Error::TwoDeadlines { first, second, .. }
        if first == instant(PASSED) && second == instant(AHEAD)));
    let none = OpenEnvelopes { consultation: Some("2026-43".to_owned()), ..named };
    let refused = none.understand(&world.desk()).expect_err("no such consultation");
    assert!(matches!(refused, Error::Registry(RegistryError::NotFound { .. })));
    let register = OpenEnvelopes { register: Some(world.path("registre.csv")), ..order(&world) };
    assert!(matches!(register.understand(&world.desk()), Err(Error::Register { .. })));
}

#[test]
fn before_the_deadline_a_refusal_is_written_and_nobody_is_asked() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    world.begin("2026-42", AHEAD);
    let named = OpenEnvelopes { consultation: Some("2026-42".to_owned()), ..order(&world) };
    let mut typed = Typed::new(&["mdp"]);
    let refused = begin(&named, &world.desk(), &mut typed).expect_err("too early");
    assert!(matches!(refused, Error::NotYet(_)) && typed.wanted.is_empty());
    let journal = fs::read_to_string(world.path("ouverture").join(JOURNAL)).expect("a journal");
    assert!(journal.contains("before_deadline"), "{journal}");
    assert!(openings(&world).is_empty());
    let told = VerifyJournal::default().run(&world.desk()).expect("whole");
    // The key, the consultation, and the refusal.
    assert_eq!(told.position.entries, 3);
}

fn file_of(world: &World, key: &KeyRecord) -> PathBuf {
    let private = world.desk().registry().expect("a registry").private(key).expect("read");
    private.path().expect("a file").to_owned()
}

#[test]
fn keys_of_another_consultation_stay_closed_until_its_deadline() {
    let world = World::new();
    let key = world.keep("Sète", Role::Emergency);
    world.begin("2026-42", AHEAD);
    let file = file_of(&world, &key);
    let given = OpenEnvelopes { keys: vec![file], ..order(&world) };
    let refused = begin(&given, &world.desk(), &mut password("mdp")).expect_err("tied");
    assert!(matches!(refused, Error::KeysTied(tied) if tied.ahead[0].reference == "2026-42"));
    assert!(openings(&world).is_empty());
    // A rehearsal leaves no trace; a deadline that somebody names is meant.
    let rehearsed = OpenEnvelopes { rehearsal: true, ..given.clone() };
    let (ready, _) = begin(&rehearsed, &world.desk(), &mut password("mdp")).expect("rehearsed");
    assert!(ready.trace.is_none());
    let meant = OpenEnvelopes { deadline: Some(instant(PASSED)), ..given };
    let (ready, _) = begin(&meant, &world.desk(), &mut password("mdp")).expect("it begins");
    assert!(ready.trace.is_some());
    assert_eq!(openings(&world)[0].started.openers, ["A. Martin"]);
}

#[test]
fn a_wrong_password_stops_before_the_trace() {
    let world = World::new();
    world.keep("Sète", Role::Emergency);
    world.begin("2026-42", AHEAD);
    let path = world.key_file("Sète", &pair("Sète", 0));
    let given = OpenEnvelopes { keys: vec![path], deadline: Some(instant(PASSED)), ..order(&world) };
    let refused = begin(&given, &world.desk(), &mut Typed::new(&["faux"])).expect_err("not its password");
    assert!(matches!(refused, Error::KeyFile { error, .. } if *error == KeyFileError::WrongPassword));
    assert!(openings(&world).is_empty() && !world.path("ouverture").exists());
}

#[test]
fn a_key_without_its_file_is_passed_over_and_one_must_be_left() {
    let world = World::new();
    let key = world.keep("Sète", Role::Emergency);
    world.begin("2026-42", PASSED);
    let named = OpenEnvelopes {
        consultation: Some("2026-42".to_owned()),
        motif: Motif::new("clé de l'entité perdue"),
        ..order(&world)
    };
    let asked = RecipientsOf { reference: "2026-42".to_owned() };
    assert_eq!(asked.run(&world.desk()).expect("recipients")[0].0, "Sète");
    begin(&named, &world.desk(), &mut password("mdp")).expect("its key opens");
    let file = file_of(&world, &key);
    fs::remove_file(file).expect("removed");
    let mut told = Vec::new();
    let understood = named.understand(&world.desk()).expect("understood");
    let refused = named.begin(&world.desk(), understood, &mut password("mdp"), &mut |note| {
        told.push(matches!(note, OpeningNote::KeyUnreadable { name: "Sète", .. }));
    });
    assert!(matches!(refused, Err(Error::NoRegistryKey { reference }) if reference == "2026-42"));
    assert_eq!(told, [true]);
}

#[test]
fn an_opening_leaves_its_trace_and_another_process_may_end_it() {
    let world = World::new();
    let key = world.keep("Sète", Role::Emergency);
    world.begin("2026-42", PASSED);
    let certificate = world.desk().registry().expect("a registry").certificate(key.certificate.fingerprint);
    deposit(&world, &certificate.expect("a certificate"));
    let named = OpenEnvelopes {
        consultation: Some("2026-42".to_owned()),
        motif: Motif::new("clé de l'entité perdue"),
        ..order(&world)
    };
    let (mut ready, _) = begin(&named, &world.desk(), &mut password("mdp")).expect("it begins");
    let trace = ready.trace.take().expect("a trace");
    let begun = trace.begun().clone();
    assert_eq!(begun.keys, [key.certificate.fingerprint.to_string()]);
    drop(trace);

    let mut watched = Watched::default();
    let ran = ready.run(&named, None, &mut watched, &AtomicBool::new(false)).expect("it ran");
    assert_eq!((watched.began, &watched.outcomes[..]), (1, &[Status::Opened][..]));
    assert_eq!(ran.finished.run.id, begun.run);
    assert_eq!(ran.key_findings(&world.desk()).held, [key.certificate.fingerprint]);

    // Another entry is another opening.
    let mut other = begun.clone();
    other.entry.hash = "0".repeat(64);
    assert!(Trace::resume(&named, &world.desk(), other).is_none());
    let resumed = |begun: &Begun| Trace::resume(&named, &world.desk(), begun.clone()).expect("the same");
    let head = ran.finished.journal.head.clone();
    let mut named_there = certificates_named(&ran.finished).expect("rows");
    assert_eq!(named_there.len(), 1);
    let stranger = Stranger::SubjectKeyIdentifier { ski: "00ff".to_owned() };
    named_there.insert(stranger.clone());
    let mut trace = resumed(&begun);
    let linked = trace.link(&named, &world.desk(), head, named_there).expect("linked").expect("findings");
    assert_eq!(linked.held, [key.certificate.fingerprint]);
    let strangers: Vec<_> = linked.snapshot.strangers.iter().map(|facts| &facts.stranger).collect();
    assert_eq!(strangers, [&stranger]);
    trace.end(&named, &world.desk(), Ended::of(&ran.finished.summary, &ran.finished.journal)).expect("over");
    assert_eq!(openings(&world)[0].ended.as_ref().map(|ended| ended.opened), Some(1));
    VerifyJournal::default().run(&world.desk()).expect("whole");

    // Only what nobody here ever had is a stranger, whatever names it.
    let facts = key.certificate.clone();
    let ours = [
        Stranger::SubjectKeyIdentifier { ski: facts.ski },
        Stranger::IssuerAndSerialNumber {
            issuer_cn: facts.issuer_cn.unwrap_or_default(),
            serial: facts.serial,
        },
    ];
    let asked: BTreeSet<Stranger> = ours.into_iter().chain([stranger.clone()]).collect();
    let registry = world.desk().registry().expect("a registry");
    assert_eq!(registry.never_had(asked).expect("read"), [stranger]);
}

#[test]
fn a_face_that_cannot_go_on_ends_the_opening_before_it_reads() {
    let world = World::new();
    let pair = pair("Sète", 0);
    deposit(&world, pair.certificate());
    let given = OpenEnvelopes { keys: vec![world.key_file("Sète", &pair)], ..order(&world) };
    let (ready, notes) = begin(&given, &world.desk(), &mut password("mdp")).expect("it begins");
    assert_eq!(notes, ["KeyFile", "NoRegistry"]);
    let mut watched = Watched { refuses: true, ..Watched::default() };
    let refused = ready.run(&given, None, &mut watched, &AtomicBool::new(false)).expect_err("refused");
    assert!(matches!(refused, Error::Face(_)) && watched.outcomes.is_empty());
    assert!(!world.path("ouverture").join(JOURNAL).exists());
}
