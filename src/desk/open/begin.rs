//! Keys, permission, trace, run, in that order.

use std::{fs::File, io::BufReader, sync::atomic::AtomicBool};

use super::{KeyFindings, OpenEnvelopes, Opener, OpeningNote, Trace, Understood, keys, trace::Known};
use crate::{
    consultation::{Consultation, NotYet},
    desk::{Desk, Error, Passwords},
    fsx::{self, Team},
    journal::{Expected, Mark},
    keys::Keyring,
    opening::{
        self, Finished, Listed, Permit, Request, RunError,
        entry::{Actor, RunRule},
        random_id,
    },
    register::Register,
    registry::nothing_is_ahead,
    report::json,
};

/// An opening that may run: nothing refuses it, its keys are at hand, and the registry knows of it where it is concerned.
#[derive(Debug)]
pub struct Ready {
    /// The trace it left in the registry: for whoever writes its end there.
    pub trace: Option<Trace>,
    keyring: Keyring,
    permit: Permit,
    actor: Actor,
    register: Option<Register>,
    vouched: Option<Expected>,
    /// The entry of the registry that the run began with.
    entry: Option<Mark>,
}

/// An opening that ran.
#[derive(Debug)]
pub struct Ran {
    /// What became of the envelopes.
    pub finished: Finished,
    keyring: Keyring,
}

impl OpenEnvelopes {
    /// Asks the rules, reads the keys, asks the rules about the keys, and leaves the trace.
    ///
    /// # Errors
    ///
    /// [`Error::NotYet`] before the deadline and [`Error::KeysTied`] for keys that are tied to another consultation before
    /// its own, each written in the journals first; what opening the key files gives, [`Error::NoRegistryKey`] and
    /// [`Error::KeyRejected`]; [`Error::Report`] for a report of an earlier run that cannot be read;
    /// [`Error::Registry`] and [`Error::Run`] when a journal cannot be written.
    pub fn begin(
        &self,
        desk: &Desk<'_>,
        understood: Understood,
        passwords: &mut dyn Passwords,
        note: &mut dyn FnMut(&OpeningNote<'_>),
    ) -> Result<Ready, Error> {
        for heading in understood.digests_elsewhere() {
            note(&OpeningNote::DigestsElsewhere { heading });
        }
        let Understood { consultation, register, mut known } = understood;
        let actor = self.actor(desk);
        let permit = self.permit(desk, &consultation, &actor, known.as_mut())?;
        let keyring = keys::load(self, known.as_ref(), passwords, note)?;
        let known = Known::of_keys(desk, known, &keyring, note)?;
        let vouched = self.vouched()?;
        let trace = match known.filter(|_| !self.rehearsal) {
            None => None,
            Some(mut known) => {
                self.nothing_is_ahead(desk, &consultation, &actor, &mut known)?;
                // From here on the registry knows of it, whatever becomes of the rest.
                Some(known.begins(self, desk, &keyring, &actor, consultation.deadline)?)
            }
        };
        let entry = trace.as_ref().map(|trace| trace.begun().entry.clone());
        Ok(Ready { trace, keyring, permit, actor, register, vouched, entry })
    }

    fn actor(&self, desk: &Desk<'_>) -> Actor {
        Actor {
            run: random_id(),
            openers: self.openers.clone(),
            host: whoami::hostname().unwrap_or_default(),
            account: desk.account.clone(),
            clock: desk.clock,
        }
    }

    /// The right to run. A refusal is written in the journal before it is told.
    fn permit(
        &self,
        desk: &Desk<'_>,
        consultation: &Consultation,
        actor: &Actor,
        known: Option<&mut Known>,
    ) -> Result<Permit, Error> {
        if self.rehearsal {
            return Ok(Permit::Rehearsal(consultation.rehearsal(desk.clock)));
        }
        match consultation.opening(desk.clock) {
            Ok(opening) => Ok(Permit::Opening(opening)),
            Err(not_yet) => {
                let rule = match not_yet {
                    NotYet::Deadline(_) => RunRule::BeforeDeadline,
                    NotYet::ClockAhead { .. } => RunRule::ClockAhead,
                };
                opening::record_refusal((&self.out, self.shard), actor, consultation, rule, &[])?;
                if let Some(known) = known {
                    known.note_refusal(desk, rule.name(), &[])?;
                }
                Err(Error::NotYet(not_yet))
            }
        }
    }

    /// Keys that are tied to a consultation before its deadline stay closed, unless a person says which consultation, or
    /// which deadline, is meant. A refusal is written in both journals before it is told.
    fn nothing_is_ahead(
        &self,
        desk: &Desk<'_>,
        consultation: &Consultation,
        actor: &Actor,
        known: &mut Known,
    ) -> Result<(), Error> {
        if self.consultation.is_some() || self.deadline.is_some() {
            return Ok(());
        }
        let Err(tied) = nothing_is_ahead(known.tied(), desk.clock) else { return Ok(()) };
        let references: Vec<String> = tied.ahead.iter().map(|tied| tied.reference.clone()).collect();
        opening::record_refusal(
            (&self.out, self.shard),
            actor,
            consultation,
            RunRule::KeysTied,
            &references,
        )?;
        known.note_refusal(desk, RunRule::KeysTied.name(), &tied.ahead)?;
        Err(Error::KeysTied(tied))
    }

    /// What the report of an earlier run in the folder says of the journal there.
    fn vouched(&self) -> Result<Option<Expected>, Error> {
        let report = self.place().join(opening::REPORT);
        if !self.place().join(opening::JOURNAL).is_file() || !report.is_file() {
            return Ok(None);
        }
        let wrong = |error| Error::Report { path: report.clone(), error };
        let source = BufReader::new(File::open(&report).map_err(wrong)?);
        let (_, tail) = json::read(source, &mut |_, _| Ok(())).map_err(wrong)?;
        Ok(Some(Expected { entries: tail.journal.entries, head: tail.journal.head }))
    }

    /// Makes the output folder, unless there is nothing to open: then the run says so, and leaves nothing.
    fn make_output(&self) -> Result<(), RunError> {
        if !self.roots.iter().all(|root| root.exists()) {
            return Ok(());
        }
        let failed = |source| RunError::Output { path: self.out.clone(), source };
        fsx::create_private_folder(&self.out).map_err(failed)
    }
}

impl Ran {
    /// What can be said of its keys without a registry.
    pub fn key_findings(&self, desk: &Desk<'_>) -> KeyFindings {
        KeyFindings::of_keys(&self.keyring, &self.finished, desk.now())
    }
}

impl Ready {
    /// Opens, as `order` says, which it began with; set `stop` to end in good order. What was opened stays, whatever this
    /// gives.
    ///
    /// # Errors
    ///
    /// [`Error::Run`] for what ends a run; [`Error::Face`] when the face cannot do its part.
    pub fn run(
        self,
        order: &OpenEnvelopes,
        team: Option<Team>,
        opener: &mut dyn Opener,
        stop: &AtomicBool,
    ) -> Result<Ran, Error> {
        let Self { trace: _, entry, keyring, permit, actor, register, vouched } = self;
        let listed = register.as_ref().zip(order.register.as_deref());
        let request = Request {
            roots: order.roots.clone(),
            out: order.out.clone(),
            shard: order.shard,
            keyring: &keyring,
            provider: order.provider,
            permit,
            listed: listed.map(|(register, path)| Listed::new(register, path, &order.apart(), &order.roots)),
            envelopes: order.envelopes.clone(),
            grounds: order.grounds(),
            jobs: order.jobs,
            id: actor.run,
            openers: actor.openers,
            host: actor.host,
            account: actor.account,
            registry: entry,
            team,
            vouched,
        };
        order.make_output()?;
        opener.begins(&request).map_err(Error::Face)?;
        let finished = opening::run(&request, opener, stop)?;
        drop(request);
        Ok(Ran { finished, keyring })
    }
}
