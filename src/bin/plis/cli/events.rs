//! Those who watch a run: bars on a terminal, a plain line now and then elsewhere, events for a machine.

use std::{
    io::{self, BufWriter, IsTerminal as _, Write as _},
    path::Path,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plis::{
    opening::{self, Event, Finished, Item, Observer, Request, report::KeyRow},
    report::inert,
    time::{Timestamp, Zone},
};
use serde::Serialize;
use serde_json::json;

use crate::{
    cli::{Session, args::open::OpenFormat, exit::Exit},
    words::{number, outcome::Words},
};

/// What the events are, for those who read them.
const SCHEMA: &str = "plis.event/1";

/// How often a plain line tells how far the run is.
const EVERY: Duration = Duration::from_secs(10);

/// Octets of events that are written at once at most.
const BATCH: usize = 64 << 10;

/// An event, in the form of its line.
#[derive(Serialize)]
struct Line<'a, T> {
    schema: &'a str,
    event: &'a str,
    at: Timestamp,
    #[serde(flatten)]
    facts: T,
}

/// What is told of an envelope that has its outcome.
#[derive(Serialize)]
struct Outcome<'a> {
    item: &'a Item,
}

/// Watches a run for people, and for a machine when that was asked for.
pub(crate) struct Watcher<'a> {
    session: &'a Session,
    keys: Vec<KeyRow>,
    zone: Zone,
    /// Where the events go, where they are asked for: a batch of envelopes is one write.
    machine: Option<BufWriter<io::Stdout>>,
    shown: Shown,
    items: u64,
    bytes: u64,
    done_items: u64,
    done_bytes: u64,
}

/// How people see it.
enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl<'a> Watcher<'a> {
    /// Bars when the standard error is a terminal.
    pub(crate) fn new(session: &'a Session, format: OpenFormat, request: &Request<'_>) -> Self {
        let shown = if session.is_quiet() {
            Shown::Nothing
        } else if io::stderr().is_terminal() {
            Shown::Bar(bar())
        } else {
            Shown::Lines { last: Instant::now() }
        };
        let machine = (format == OpenFormat::Ndjson).then(|| BufWriter::with_capacity(BATCH, io::stdout()));
        let keys = if machine.is_some() { request.key_rows() } else { Vec::new() };
        let zone = request.permit.consultation().zone;
        Self { session, keys, zone, machine, shown, items: 0, bytes: 0, done_items: 0, done_bytes: 0 }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }

    fn show(&mut self) {
        match &mut self.shown {
            Shown::Bar(bar) => {
                bar.set_length(self.bytes.max(1));
                bar.set_position(self.done_bytes.min(self.bytes));
                bar.set_message(self.session.say().open_progress(
                    number::whole(self.session.lang(), self.done_items),
                    number::whole(self.session.lang(), self.items),
                ));
            }
            Shown::Lines { last } if last.elapsed() >= EVERY => {
                *last = Instant::now();
                let lang = self.session.lang();
                let line = self.session.say().open_progress_line(
                    number::whole(lang, self.done_items),
                    number::whole(lang, self.items),
                    number::size(lang, self.done_bytes),
                    number::size(lang, self.bytes),
                );
                self.session.note(&line);
            }
            Shown::Lines { .. } | Shown::Nothing => {}
        }
    }

    /// The last event: the papers are written.
    pub(crate) fn ended(&mut self, finished: &Finished, place: &Path, exit: Exit) {
        let path = |name: &str| {
            let path = place.join(name);
            json!(std::path::absolute(&path).unwrap_or(path).to_string_lossy())
        };
        let mut facts = json!({
            "summary": finished.summary,
            "exit": exit.code(),
            "journal": path(opening::JOURNAL),
        });
        if !finished.run.dry_run {
            facts["report"] = path(opening::REPORT);
            facts["minutes"] = path(opening::MINUTES);
        }
        self.emit("ended", facts);
        self.settle();
    }

    /// A reader that went away does not stop the run: what it opens is on the disk and in the report.
    fn emit(&mut self, event: &str, facts: impl Serialize) {
        if let Some(out) = &mut self.machine {
            let line = Line { schema: SCHEMA, event, at: Timestamp::now(), facts };
            let _ = inert::to_writer(&mut *out, &line);
            let _ = out.write_all(b"\n");
        }
    }

    /// What was held back is written.
    fn settle(&mut self) {
        if let Some(out) = &mut self.machine {
            let _ = out.flush();
        }
    }

    /// The row with its sentence.
    fn outcome(&mut self, item: &Item) {
        if self.machine.is_some() {
            let (lang, say) = (self.session.lang(), self.session.say());
            let words = Words { lang, say, keys: &self.keys, zone: self.zone };
            let item = Item { message: words.sentence(item), ..item.clone() };
            self.emit("finished", Outcome { item: &item });
        }
    }
}

impl Observer for Watcher<'_> {
    fn observe(&mut self, event: &Event<'_>) {
        match event {
            Event::Discovered { files, bytes, passed_over } => {
                self.emit("discovered", json!({"files": files, "bytes": bytes, "passed_over": passed_over}));
                self.settle();
            }
            Event::Planned { items, bytes } => {
                (self.items, self.bytes) = (*items as u64, *bytes);
                self.emit("planned", json!({"items": items, "bytes": bytes}));
                self.settle();
                self.show();
            }
            Event::Progress { bytes } => {
                self.done_bytes += bytes;
                self.emit("progress", json!({"bytes": bytes}));
            }
            Event::Finished { item } => {
                self.done_items += 1;
                self.outcome(item);
            }
            Event::Settled => {
                self.settle();
                self.show();
            }
            // The end is told when the papers are written; and the engine may learn to tell more than this face shows.
            _ => {}
        }
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent:>3} %  {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr()).with_style(style)
}
