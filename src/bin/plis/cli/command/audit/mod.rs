//! `audit`: keys whose end, loss or weakness threatens a consultation that is not closed.

mod paper;

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use plis::{
    audit::{
        Audit, Thresholds,
        finding::{Finding, Severity},
    },
    desk::{AuditRegistry, Audited, KeyFiles, Vouching, must_have_folder},
    fsx,
    registry::Snapshot,
    report::{
        audit::{AuditReport, Sentences as _},
        calendar, html, nagios, prometheus, text,
    },
};

use crate::{
    cli::{
        Session,
        args::{
            Mistake,
            audit::{AuditArgs, AuditFormat, SeverityName},
            value,
        },
        command::stream,
        error::Error,
        exit::{Exit, Nagios},
        password::Passwords,
        progress::Progress,
        session::{self, width},
    },
    words::{findings::Telling, number, outcome::capitalized},
};

/// Judges, writes, and ends with what was found. A monitor is told of a failure in its own way.
pub(crate) fn run(session: &Session, args: &AuditArgs) -> Result<Exit, Error> {
    let done = audit(session, args);
    match (done, args.format) {
        (Err(error), AuditFormat::Nagios) => {
            let said = error.account(session.tongue()).sentence;
            let said = said.lines().next().unwrap_or_default();
            nagios::write(&mut session.out(), nagios::State::Unknown, said, None).map_err(Error::Output)?;
            Ok(Exit::Nagios(Nagios::Unknown))
        }
        (done, _) => done,
    }
}

fn audit(session: &Session, args: &AuditArgs) -> Result<Exit, Error> {
    if args.crit > args.warn {
        return Err(Mistake::CriticalBeforeWarning { warn: args.warn, crit: args.crit }.into());
    }
    if let Some(path) = &args.output {
        must_have_folder(path)?;
    }
    let thresholds = Thresholds {
        warn_days: args.warn,
        crit_days: args.crit,
        margin_days: args.margin,
        proof_days: args.proof,
    };
    let sources = value::password_sources(&args.password)?;
    let files = match (args.check_files, sources.is_empty()) {
        (false, _) => KeyFiles::Unseen,
        (true, true) => KeyFiles::Seen,
        (true, false) => KeyFiles::Tried,
    };
    let asked = AuditRegistry { thresholds, files };
    // What is judged is vouched for by the journal, told again meanwhile.
    let mut passwords = Passwords::new(session, sources);
    let progress = Progress::new(session, (files == KeyFiles::Tried).then_some(&passwords));
    let Audited { snapshot, audit, vouching } = asked.run(&progress.desk(), &mut passwords)?;
    drop(progress);
    let sheet = Sheet { session, args, snapshot: &snapshot, audit: &audit, vouching: &vouching };
    let write = || match &args.output {
        Some(path) => sheet.to_file(path),
        None => sheet.to_stdout(),
    };
    // A monitor reads one line, and that one has to say it.
    if args.format != AuditFormat::Nagios || vouching.unended().is_some() {
        write()?;
    }
    let exit = sheet.exit();
    vouching.wait()?;
    Ok(exit)
}

/// What is written, in one of the forms.
pub(super) struct Sheet<'a> {
    session: &'a Session,
    args: &'a AuditArgs,
    snapshot: &'a Snapshot,
    audit: &'a Audit,
    vouching: &'a Vouching,
}

impl Sheet<'_> {
    /// All or nothing, by a rename: whoever reads it reads a whole one. Others may read it: there is no secret in it.
    fn to_file(&self, path: &Path) -> Result<(), Error> {
        let mut write = |out: &mut dyn Write| {
            if self.args.format != AuditFormat::Text {
                return self.write(out);
            }
            out.write_all(&session::without_colours(|text| self.write(text))?)
        };
        fsx::replace_readable(path, &mut write).map_err(|error| Error::Write { path: path.to_owned(), error })
    }

    fn to_stdout(&self) -> Result<(), Error> {
        let mut out: Box<dyn Write> = match self.args.format {
            AuditFormat::Text => Box::new(BufWriter::new(self.session.out())),
            _ => Box::new(session::data()),
        };
        self.write(&mut out).and_then(|()| out.flush()).map_err(Error::Output)
    }

    fn write(&self, mut out: &mut dyn Write) -> io::Result<()> {
        let telling = self.telling();
        let told = AuditReport { snapshot: self.snapshot, audit: self.audit, sentences: &telling };
        match self.args.format {
            AuditFormat::Text => self.text(out),
            AuditFormat::Json => told.write_json(&mut out, || self.vouching.unended().unwrap_or_default()),
            AuditFormat::Csv => {
                told.write_csv(out, stream::dialect(self.session), |finding| self.is_shown(finding))
            }
            AuditFormat::Html => html::document(out, paper::document(self)),
            AuditFormat::Nagios => {
                nagios::write(&mut out, nagios::State::of(self.alarm()), &self.headline(), Some(self.audit))
            }
            AuditFormat::Prometheus => prometheus::write(&mut out, self.snapshot, self.audit),
            AuditFormat::Ics => {
                let name = self.session.say().audit_calendar();
                calendar::write(&mut out, &name, self.audit.at, paper::events(self))
            }
        }
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        text::document(out, paper::document(self), width())
    }

    fn telling(&self) -> Telling<'_> {
        Telling { tongue: self.session.tongue(), snapshot: self.snapshot, audit: self.audit }
    }

    /// What is only good to know is shown when all is asked for.
    fn is_shown(&self, finding: &Finding) -> bool {
        self.args.all || finding.severity > Severity::Info
    }

    /// The gravest severity found, when it is at or above the one asked for.
    fn alarm(&self) -> Option<Severity> {
        let least = match self.args.fail_on {
            SeverityName::Info => Severity::Info,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Critical => Severity::Critical,
        };
        self.audit.gravest().filter(|gravest| *gravest >= least)
    }

    fn exit(&self) -> Exit {
        let alarm = self.alarm();
        if self.args.format == AuditFormat::Nagios {
            return Exit::Nagios(match nagios::State::of(alarm) {
                nagios::State::Ok => Nagios::Ok,
                nagios::State::Warning => Nagios::Warning,
                nagios::State::Critical => Nagios::Critical,
                nagios::State::Unknown => Nagios::Unknown,
            });
        }
        match alarm {
            None => Exit::Done,
            Some(Severity::Info | Severity::Warning) => Exit::AuditWarnings,
            Some(Severity::Critical) => Exit::AuditCritical,
        }
    }

    /// How many of what, then the gravest finding.
    fn headline(&self) -> String {
        let (say, lang) = (self.session.say(), self.session.lang());
        let summary = &self.audit.summary;
        let counts =
            say.audit_counts(number::whole(lang, summary.critical), number::whole(lang, summary.warning));
        match self.audit.findings.first().filter(|finding| finding.severity > Severity::Info) {
            Some(finding) => format!("{counts} - {}", self.telling().message(finding)),
            None => capitalized(&say.audit_nothing()),
        }
    }
}
