//! `open`: what was ordered is asked at the desk, in a process that is held to less from step to step.

pub(super) mod findings;
pub(crate) mod notes;
pub(super) mod paper;
mod recorder;
mod stamping;
mod stop;
mod wait;

pub(crate) use self::paper::{Shown, Told, words};

use std::{
    io,
    path::Path,
    sync::{Arc, atomic::AtomicBool},
};

use plis::{
    crypto::{AwsLc, Provider, RustCrypto},
    desk::open::{Ended, OpenEnvelopes, Opener, OpeningNote},
    opening::{self, Event, Finished, Listed, Observer, Request, rules::Accept},
    registry::Mode,
    report::untrusted,
};

use self::{
    recorder::{Ending, Recorder},
    stamping::Stamper,
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
        password::Passwords,
        privacy, summary,
    },
    confine,
};

/// Opens what is under the roots.
pub(crate) fn run(session: &Session, options: &OpenOrder) -> Result<Exit, Error> {
    let order = asked(options)?;
    order.check()?;
    if options.wait && session.now_was_given() {
        let with = vec!["--now".to_owned()];
        return Err(Mistake::Conflict { argument: "--wait".to_owned(), with }.into());
    }
    // Before the system's list of groups is out of reach, and before anything is read.
    let team = order.team()?;
    // While there is one thread. Before the recorder, whose line it would keep open otherwise: it ends after that.
    let mut stamper = Stamper::begin(session, options)?;
    let recorder = Recorder::begin(session, &order);
    // Their libraries are loaded, and reach their devices, before anything is out of reach; they end after the keys.
    let _modules = order.modules()?;
    confine::open(session, options);
    let understood = wait::understood(session, options, &order)?;
    let mut passwords = Passwords::new(session, options.passwords.clone()).joining(options.shares.clone());
    let mut note = |note: &OpeningNote<'_>| notes::tell(session, note);
    let mut ready = order.begin(&session.desk(), understood, &mut passwords, &mut note)?;
    let mut ending = ready.trace.take().map(|trace| recorder.takes(trace));
    let mut opener = Watching::new(session, options, ending.as_ref().and_then(Ending::mode));
    let stop = Arc::clone(&opener.stop);
    let mut ran = match ready.run(&order, team, &mut opener, &stop) {
        Ok(ran) => ran,
        Err(error) => {
            if let Some(ending) = &mut ending {
                // What ended it is what people are told.
                let _ = ending.ends(session, &order, Ended::default());
            }
            return Err(error.into());
        }
    };
    opener.each(|watcher| watcher.finish());
    let place = order.place();
    let shown = Shown { place: &place, format: options.format, allow_empty: options.allow_empty };
    let (findings, linked) = findings::of_run(session, &order, &ran, ending.as_mut());
    stamper.end(session, &mut ran.finished);
    // Whatever becomes of the registry.
    let told = paper::write(session, shown, &mut ran.finished, &findings)?;
    if let Some(ending) = &mut ending {
        ending.ends(session, &order, Ended::of(&ran.finished.summary, &told.journal))?;
    }
    linked?;
    summary::tell(session, shown, &ran.finished, &told)?;
    stamper.papers(session, &ran.finished, &told.journal);
    let exit = exit(&ran.finished, &told, shown);
    opener.each(|watcher| watcher.ended(&ran.finished, &place, exit));
    tell_of_privacy(session, &place, &ran.finished);
    Ok(exit)
}

/// What is asked of the desk.
fn asked(options: &OpenOrder) -> Result<OpenEnvelopes, Error> {
    let accepts = |case| options.accept.contains(&case);
    Ok(OpenEnvelopes {
        roots: options.roots.clone(),
        out: options.output.clone(),
        shard: options.shard,
        keys: options.keys.clone(),
        emergency_keys: options.emergency_keys.clone(),
        consultation: options.consultation.clone(),
        register: options.register.clone(),
        columns: options.columns.clone(),
        deadline: options.deadline,
        zone: options.zone,
        envelopes: options.envelopes.iter().map(|text| value::envelope(text)).collect::<Result<_, _>>()?,
        accept: Accept {
            late: accepts(Case::Late),
            superseded: accepts(Case::Superseded),
            withdrawn: accepts(Case::Withdrawn),
            altered: accepts(Case::Altered),
        },
        motif: options.reason.clone(),
        openers: options.openers.clone(),
        rehearsal: options.dry_run,
        jobs: options.jobs,
        group: options.group.clone(),
        apart: confine::apart(options),
        provider: provider(options.crypto),
    })
}

/// Who watches an opening from a terminal, or a program.
struct Watching<'a> {
    session: &'a Session,
    options: &'a OpenOrder,
    /// How the registry is kept, where it is still open here.
    registry: Option<Mode>,
    watcher: Option<Watcher<'a>>,
    stop: Arc<AtomicBool>,
}

impl<'a> Watching<'a> {
    fn new(session: &'a Session, options: &'a OpenOrder, registry: Option<Mode>) -> Self {
        Self { session, options, registry, watcher: None, stop: Arc::new(AtomicBool::new(false)) }
    }

    /// Once the run has begun.
    fn each(&mut self, deed: impl FnOnce(&mut Watcher<'a>)) {
        if let Some(watcher) = &mut self.watcher {
            deed(watcher);
        }
    }
}

impl Observer for Watching<'_> {
    fn observe(&mut self, event: &Event<'_>) {
        self.each(|watcher| watcher.observe(event));
    }
}

impl Opener for Watching<'_> {
    fn begins(&mut self, request: &Request<'_>) -> io::Result<()> {
        self.watcher = Some(Watcher::new(self.session, self.options.format, request));
        let beside = request.listed.iter().flat_map(Listed::beside).map(Path::to_owned).collect();
        confine::run(self.session, self.options, beside, self.registry);
        stop::on_interrupt(self.session, &self.stop)
    }
}

fn tell_of_privacy(session: &Session, place: &Path, finished: &Finished) {
    if finished.run.without_locks {
        session.detail(&session.say().open_no_locks(untrusted::path(place)));
    }
    let journal = place.join(opening::JOURNAL);
    if finished.run.group.is_none() {
        privacy::check(session, &journal);
    } else if finished.run.open_to_others {
        privacy::tell(session, &journal);
    }
}

/// The library that decrypts.
pub(crate) fn provider(crypto: Crypto) -> &'static dyn Provider {
    match crypto {
        Crypto::AwsLc => &AwsLc,
        Crypto::RustCrypto => &RustCrypto,
    }
}

/// An envelope of a kind that was not asked for stays closed without making the run partial.
///
/// Nothing found at all is no success either, unless it was expected: a share that is not mounted looks like that.
pub(super) fn exit(finished: &Finished, told: &Told, shown: Shown<'_>) -> Exit {
    let nothing = finished.summary.found == 0 && !shown.allow_empty && finished.run.shard.is_none();
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
