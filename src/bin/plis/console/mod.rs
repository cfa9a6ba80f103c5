//! The console: the screens of this machine, in its own browser, from this process and to nothing else.
//!
//! In reading order: the [`server`] listens, the [`gate`] lets in, [`routes`] names the screens, each of which takes a
//! [`visit`] and gives a [`page`] of it. What a screen asks, the command line asks too, at the same desk.

mod admitted;
mod answer;
mod bench;
mod browser;
mod door;
mod events;
mod form;
mod gate;
mod headers;
mod page;
mod parts;
mod passwords;
mod places;
mod pulse;
mod refused;
mod routes;
mod run;
mod screens;
mod server;
mod staging;
mod trouble;
mod visit;
#[cfg(windows)]
mod windows;
mod wording;

use std::{
    io,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use plis::{
    account::Account,
    desk::{Alone, Desk, Lookout},
    registry::Location,
    time::{Clock, Timestamp},
};

use self::{
    bench::Bench, door::Door, events::Streams, pulse::Pulse, server::Listening, staging::Staging,
    trouble::Trouble,
};
use crate::words::{Lang, Messages, Tongue, messages};

/// Says a line to whoever started the console.
type Says = Box<dyn Fn(&str) + Send + Sync>;

/// Where the console stands: whose it is, and by what clock it goes.
pub(crate) struct Setting {
    pub(crate) lang: Lang,
    /// The folder of the registry; `None` where the system does not say where that is.
    pub(crate) home: Option<Location>,
    pub(crate) who: String,
    pub(crate) account: Account,
    /// A clock given by hand stands still.
    pub(crate) given: Option<Clock>,
    /// A line on the standard output: an address.
    pub(crate) addresses: Says,
    /// A line for people.
    pub(crate) notes: Says,
}

/// A console that listens, and serves when it is told to.
pub(crate) struct Listener {
    console: Arc<Console>,
    listening: Listening,
}

/// What every screen shares.
struct Console {
    setting: Setting,
    sentences: [OnceLock<Messages>; 2],
    door: Door,
    pulse: Pulse,
    bench: Bench,
    staging: Arc<Staging>,
    streams: Streams,
    lookout: Lookout,
    /// Whether a registry was seen where it is kept.
    had_registry: AtomicBool,
}

impl Listener {
    /// Takes a port of the loopback addresses; 0 lets the system choose.
    pub(crate) fn new(setting: Setting, port: u16, idle: Duration) -> io::Result<Self> {
        let listening = Listening::on(port)?;
        let door = Door::new(listening.port()).map_err(|error| io::Error::other(error.to_string()))?;
        let staging = Arc::new(Staging::begin()?);
        let console = Arc::new(Console {
            setting,
            sentences: [OnceLock::new(), OnceLock::new()],
            door,
            pulse: Pulse::new(idle),
            // Before the threads that serve are held to what they need.
            bench: Bench::begin(std::env::current_exe()?, Arc::clone(&staging))?,
            staging,
            streams: Streams::default(),
            lookout: Lookout::default(),
            had_registry: AtomicBool::default(),
        });
        Ok(Self { console, listening })
    }

    /// Says where it is to be found, once.
    pub(crate) fn tell_address(&self) {
        self.console.tell_address();
    }

    /// Has the system open the browser; whether it could be asked to.
    pub(crate) fn open_browser(&self) -> bool {
        browser::open(&self.console.door.address())
    }

    /// Where files are put that somebody sends.
    pub(crate) fn staging(&self) -> &Path {
        self.console.staging.path()
    }

    /// Serves until it is closed, or left alone.
    pub(crate) fn serve(self) -> io::Result<()> {
        let served = self.listening.serve(&self.console);
        self.console.bench.end();
        served
    }
}

impl Console {
    /// The sentences of a language.
    fn tongue(&self, lang: Lang) -> Tongue<'_> {
        let place = match lang {
            Lang::Fr => &self.sentences[0],
            Lang::En => &self.sentences[1],
        };
        Tongue { lang, say: place.get_or_init(|| messages::load(lang)) }
    }

    /// Closed, or left alone; not while an opening is at work.
    fn is_over(&self) -> bool {
        self.pulse.is_over() && self.bench.runs().iter().all(|run| run.is_over())
    }

    fn clock(&self) -> Clock {
        self.setting.given.unwrap_or_else(|| Timestamp::now().into())
    }

    /// Where everything is asked, at an instant. A registry that was there and is not any more is no empty one: nothing is
    /// asked, and above all none is made in its place.
    fn desk(&self, clock: Clock) -> Result<Desk<'static>, Trouble> {
        let Setting { home, who, account, .. } = &self.setting;
        let desk =
            Desk { home: home.clone(), who: who.clone(), account: account.clone(), clock, face: &Alone };
        if desk.has_registry() {
            self.had_registry.store(true, Relaxed);
        } else if let Some(home) = home.clone().filter(|_| self.had_registry.load(Relaxed)) {
            return Err(Trouble::Away(home.shown().to_owned()));
        }
        Ok(desk)
    }

    fn tell_address(&self) {
        (self.setting.addresses)(&self.door.address());
    }
}
