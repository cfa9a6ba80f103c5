//! Those who watch a run: bars on a terminal, a plain line now and then elsewhere, events for a machine.

use std::{
    io::{self, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use plis::{
    opening::{self, Event, Finished, Item, Observer, Request, report::KeyRow},
    report::inert,
    time::{Timestamp, Zone},
};
use serde_json::{Value, json};

use crate::{
    cli::{
        Session,
        args::open::{OpenFormat, OpenOrder},
        exit::Exit,
    },
    words::{number, outcome::Words},
};

/// What the events are, for those who read them.
const SCHEMA: &str = "plis.event/1";

/// How often a plain line tells how far the run is.
const EVERY: Duration = Duration::from_secs(10);

/// Watches a run for people, and for a machine when that was asked for.
pub(crate) struct Watcher<'a> {
    session: &'a Session,
    keys: Vec<KeyRow>,
    zone: Zone,
    machine: bool,
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
        let machine = format == OpenFormat::Ndjson;
        let keys = if machine { request.key_rows() } else { Vec::new() };
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
    pub(crate) fn ended(&self, finished: &Finished, order: &OpenOrder, exit: Exit) {
        let path = |name: &str| {
            let path = order.output.join(name);
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
    }

    /// A reader that went away does not stop the run: what it opens is on the disk and in the report.
    fn emit(&self, event: &str, mut facts: Value) {
        if self.machine {
            facts["schema"] = SCHEMA.into();
            facts["event"] = event.into();
            facts["at"] = json!(Timestamp::now());
            let mut out = self.session.out();
            let event = inert::to_string(&facts).unwrap_or_default();
            let _ = writeln!(out, "{event}").and_then(|()| out.flush());
        }
    }

    /// The row with its sentence.
    fn row(&self, item: &Item) -> Value {
        let words =
            Words { lang: self.session.lang(), say: self.session.say(), keys: &self.keys, zone: self.zone };
        let item = Item { message: words.sentence(item), ..item.clone() };
        serde_json::to_value(item).unwrap_or_default()
    }
}

impl Observer for Watcher<'_> {
    fn observe(&mut self, event: &Event<'_>) {
        match event {
            Event::Discovered { files, bytes, passed_over } => {
                self.emit("discovered", json!({"files": files, "bytes": bytes, "passed_over": passed_over}));
            }
            Event::Planned { items, bytes } => {
                (self.items, self.bytes) = (*items as u64, *bytes);
                self.emit("planned", json!({"items": items, "bytes": bytes}));
                self.show();
            }
            Event::Progress { bytes } => {
                self.done_bytes += bytes;
                self.emit("progress", json!({"bytes": bytes}));
                self.show();
            }
            Event::Finished { item } => {
                self.done_items += 1;
                if self.machine {
                    self.emit("finished", json!({"item": self.row(item)}));
                }
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
