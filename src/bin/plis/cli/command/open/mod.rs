//! `open`: keys, permission, the run, and its paper, in that order.

mod deadline;
mod findings;
pub(crate) mod keys;
mod known;
mod paper;
mod recorder;
mod stop;
mod wait;

pub(crate) use self::paper::{Told, words};

use std::path::Path;

use plis::{
    consultation::{Consultation, EnvelopeKind, NotYet},
    crypto::{AwsLc, Provider, RustCrypto},
    fsx,
    journal::Expected,
    opening::{
        self, Finished, Listed, Permit, Request, RunError,
        entry::{Actor, RunRule},
        rules::{Accept, Grounds},
    },
    register::{Register, RegisterError},
    registry,
    report::untrusted,
};

use self::{
    known::{Ended, Known},
    recorder::{Begun, Ending, Recorder},
};
use crate::{
    cli::{
        Session,
        args::{
            Mistake,
            open::{Case, Crypto, OpenFormat, OpenOrder},
            value,
        },
        error::Error,
        events::Watcher,
        exit::Exit,
        privacy, summary,
    },
    confine,
    words::error::run::Exceptional,
};

/// Opens what is under the roots.
pub(crate) fn run(session: &Session, options: &OpenOrder) -> Result<Exit, Error> {
    let (envelopes, grounds) = asked_for(options)?;
    if options.wait && session.now_was_given() {
        let with = vec!["--now".to_owned()];
        return Err(Mistake::Conflict { argument: "--wait".to_owned(), with }.into());
    }
    // Before the system's list of groups is out of reach, and before anything is read.
    let team = opening::team_for(&options.output, options.group.as_deref()).map_err(RunError::Team)?;
    // While there is one thread.
    let recorder = Recorder::begin(session, options);
    confine::open(session, options);
    let mut asked = Asked::read(session, options)?;
    if options.wait {
        // The registry is not held meanwhile, and what it and the register say may have changed by then.
        let Asked { consultation, .. } = asked;
        wait::for_deadline(session, &consultation)?;
        asked = Asked::read(session, options)?;
    }
    let Asked { register, mut known, consultation } = asked;
    if let Some(register) = &register {
        tell_of_digests(session, register);
    }
    let run = Identity::new();
    let actor = run.actor(session, options);
    let permit = permit(session, options, &consultation, &actor, known.as_mut())?;

    let provider = provider(options.crypto);
    let keyring = keys::load(session, options, provider.as_ref(), known.as_ref())?;
    let mut known = Known::of_keys(session, known, &keyring)?;
    let deadline = permit.consultation().deadline;
    let vouched = vouched(&options.output)?;
    let begun = match known.as_mut().filter(|_| !options.dry_run) {
        None => None,
        Some(known) => {
            nothing_is_ahead(session, options, &consultation, &actor, known)?;
            // From here on the registry knows of it, whatever becomes of the rest.
            let entry = known.begins(session, options, &keyring, &actor, deadline)?;
            let keys = keyring.keys().iter().map(|key| key.certificate().fingerprint_hex()).collect();
            Some(Begun { run: run.id.clone(), at: permit.at(), entry, keys })
        }
    };
    let registry = begun.as_ref().map(|begun| begun.entry.clone());
    let mut ending = known.zip(begun).map(|(known, begun)| recorder.takes(known, begun));
    let apart = confine::apart(options);
    let request = Request {
        roots: options.roots.clone(),
        out: options.output.clone(),
        keyring: &keyring,
        provider: provider.as_ref(),
        permit,
        listed: register
            .as_ref()
            .zip(options.register.as_deref())
            .map(|(register, path)| Listed::new(register, path, &apart, &options.roots)),
        envelopes,
        grounds,
        jobs: options.jobs,
        id: run.id.clone(),
        openers: options.openers.clone(),
        host: run.host,
        account: session.account().clone(),
        registry,
        team,
        vouched,
    };
    let mut watcher = Watcher::new(session, options.format, &request);
    let opened = (|| {
        make_output(options)?;
        let beside = request.listed.iter().flat_map(Listed::beside).map(Path::to_owned).collect();
        confine::run(session, options, beside, ending.as_ref().and_then(Ending::registry));
        let stop = stop::on_interrupt(session)?;
        Ok::<_, Error>(opening::run(&request, &mut watcher, &stop)?)
    })();
    let mut finished = match opened {
        Ok(finished) => finished,
        Err(error) => {
            if let Some(ending) = &mut ending {
                // What ended it is what people are told.
                let _ = ending.ends(session, options, Ended::default());
            }
            return Err(error);
        }
    };
    watcher.finish();

    let (findings, linked) = findings::of_run(session, options, &finished, &keyring, ending.as_mut());
    // Whatever becomes of the registry.
    let told = paper::write(session, options, &mut finished, &findings)?;
    if let Some(ending) = &mut ending {
        ending.ends(session, options, Ended::of(&finished.summary, &told.journal))?;
    }
    linked?;
    summary::tell(session, options, &finished, &told)?;
    let exit = exit(&finished, &told, options);
    watcher.ended(&finished, options, exit);
    if finished.run.without_locks {
        session.detail(&session.say().open_no_locks(untrusted::path(&options.output)));
    }
    let journal = options.output.join(opening::JOURNAL);
    if finished.run.group.is_none() {
        privacy::check(session, &journal);
    } else if finished.run.open_to_others {
        privacy::tell(session, &journal);
    }
    Ok(exit)
}

/// What is opened, as the registry, the deposit register and the options say.
struct Asked {
    register: Option<Register>,
    known: Option<Known>,
    consultation: Consultation,
}

impl Asked {
    fn read(session: &Session, options: &OpenOrder) -> Result<Self, Error> {
        let register = register(options)?;
        let known = Known::find(session, options)?;
        let consultation =
            deadline::consultation(options, register.as_ref(), known.as_ref().and_then(Known::consultation))?;
        if let (Some(register), Some(_), Some(path)) = (&register, consultation.deadline, &options.register) {
            register.can_meet_a_deadline().map_err(|error| wrong_register(path, error))?;
        }
        Ok(Self { register, known, consultation })
    }
}

/// Makes the output folder, unless there is nothing to open: then the run says so, and leaves nothing.
fn make_output(options: &OpenOrder) -> Result<(), Error> {
    if !options.roots.iter().all(|root| root.exists()) {
        return Ok(());
    }
    let failed = |source| RunError::Output { path: options.output.clone(), source };
    Ok(fsx::create_private_folder(&options.output).map_err(failed)?)
}

/// What the report of an earlier run in the folder says of the journal there.
fn vouched(folder: &Path) -> Result<Option<Expected>, Error> {
    let report = folder.join(opening::REPORT);
    if folder.join(opening::JOURNAL).is_file() && report.is_file() {
        super::journal::vouched_by(&report).map(Some)
    } else {
        Ok(None)
    }
}

/// What a run is known by.
struct Identity {
    id: String,
    host: String,
}

impl Identity {
    fn new() -> Self {
        let mut octets = [0; 16];
        // Without random numbers the run is still told apart by its instant and its folder.
        let _ = getrandom::fill(&mut octets);
        let id = octets.iter().fold(String::new(), |id, octet| id + &format!("{octet:02x}"));
        Self { id, host: whoami::hostname().unwrap_or_default() }
    }

    fn actor(&self, session: &Session, options: &OpenOrder) -> Actor {
        Actor {
            run: self.id.clone(),
            openers: options.openers.clone(),
            host: self.host.clone(),
            account: session.account().clone(),
            clock: session.clock(),
        }
    }
}

/// What is asked for, and what needs a motif.
fn asked_for(options: &OpenOrder) -> Result<(Vec<EnvelopeKind>, Option<Grounds>), Error> {
    if options.reason.is_none() {
        if !options.accept.is_empty() {
            return Err(Error::NoMotif(Exceptional::Accept));
        }
        if !options.emergency_keys.is_empty() && !options.dry_run {
            return Err(Error::NoMotif(Exceptional::EmergencyKey));
        }
    }
    let envelopes = options.envelopes.iter().map(|text| value::envelope(text)).collect::<Result<_, _>>()?;
    let accepts = |case| options.accept.contains(&case);
    let accept = Accept {
        late: accepts(Case::Late),
        superseded: accepts(Case::Superseded),
        withdrawn: accepts(Case::Withdrawn),
        altered: accepts(Case::Altered),
    };
    let grounds = options.reason.clone().map(|motif| Grounds { motif, accept });
    Ok((envelopes, grounds))
}

fn register(options: &OpenOrder) -> Result<Option<Register>, Error> {
    let Some(path) = &options.register else { return Ok(None) };
    Register::read_with(path, options.zone.unwrap_or(plis::time::Zone::PARIS), &options.columns)
        .map(Some)
        .map_err(|error| wrong_register(path, error))
}

fn wrong_register(path: &Path, error: RegisterError) -> Error {
    Error::Register { path: path.to_owned(), error: Box::new(error) }
}

/// Digests in a column that is not known as such: nothing received is compared with them.
fn tell_of_digests(session: &Session, register: &Register) {
    for heading in register.layout().headings.iter().filter(|heading| heading.looks_like == Some("empreinte"))
    {
        session.warn(&session.say().register_digest_elsewhere(untrusted::text(&heading.text)));
    }
}

/// The right to run. A refusal is written in the journal before it is told.
fn permit(
    session: &Session,
    options: &OpenOrder,
    consultation: &Consultation,
    actor: &Actor,
    known: Option<&mut Known>,
) -> Result<Permit, Error> {
    if options.dry_run {
        return Ok(Permit::Rehearsal(consultation.rehearsal(session.clock())));
    }
    match consultation.opening(session.clock()) {
        Ok(opening) => Ok(Permit::Opening(opening)),
        Err(not_yet) => {
            let rule = match not_yet {
                NotYet::Deadline(_) => RunRule::BeforeDeadline,
                NotYet::ClockAhead { .. } => RunRule::ClockAhead,
            };
            opening::record_refusal(&options.output, actor, consultation, rule, &[])?;
            if let Some(known) = known {
                known.note_refusal(session, rule.name(), &[])?;
            }
            Err(Error::NotYet(not_yet))
        }
    }
}

/// Keys that are tied to a consultation before its deadline stay closed, unless a person says which consultation, or
/// which deadline, is meant. A refusal is written in both journals before it is told.
fn nothing_is_ahead(
    session: &Session,
    options: &OpenOrder,
    consultation: &Consultation,
    actor: &Actor,
    known: &mut Known,
) -> Result<(), Error> {
    if options.consultation.is_some() || options.deadline.is_some() {
        return Ok(());
    }
    let Err(tied) = registry::nothing_is_ahead(known.tied(), session.clock()) else { return Ok(()) };
    let references: Vec<String> = tied.ahead.iter().map(|tied| tied.reference.clone()).collect();
    opening::record_refusal(&options.output, actor, consultation, RunRule::KeysTied, &references)?;
    known.note_refusal(session, RunRule::KeysTied.name(), &tied.ahead)?;
    Err(Error::KeysTied(tied))
}

/// The library that decrypts.
pub(crate) fn provider(crypto: Crypto) -> Box<dyn Provider> {
    match crypto {
        Crypto::AwsLc => Box::new(AwsLc),
        Crypto::RustCrypto => Box::new(RustCrypto),
    }
}

/// An envelope of a kind that was not asked for stays closed without making the run partial.
///
/// Nothing found at all is no success either, unless it was expected: a share that is not mounted looks like that.
fn exit(finished: &Finished, told: &Told, options: &OpenOrder) -> Exit {
    let nothing = finished.summary.found == 0 && !options.allow_empty;
    if finished.interrupted {
        Exit::Interrupted
    } else if told.problems() > 0 || (finished.run.dry_run && finished.room.is_short()) || nothing {
        Exit::Partial
    } else {
        Exit::Done
    }
}

impl OpenFormat {
    /// Whether the standard output is for a machine.
    pub(crate) fn is_for_machines(self) -> bool {
        self != Self::Text
    }
}
