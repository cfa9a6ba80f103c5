//! One run of the program: its language, its clock, where it speaks.

use std::{
    fmt,
    io::{self, BufWriter, IsTerminal as _, Write},
    mem,
    path::PathBuf,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use plis::{
    desk::{self, Desk},
    registry::Location,
    time::{Clock, Timestamp},
};

use crate::{
    cli::{
        args::{Color, Global, UsageError, value},
        error::{self, Account, Error},
        exit::Exit,
        inherited::Environment,
    },
    confine::Reach,
    words::{Lang, Messages, Tongue, messages},
};

/// Red, for what failed.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Yellow, for what needs a look.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().bold();
/// Green, for what is done.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Cyan, for what to do next.
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default();
/// For headings.
pub(crate) const BOLD: Style = Style::new().bold();
/// For what may be passed over.
pub(crate) const DIM: Style = Style::new().dimmed();

/// One run of the program. Commands speak through it and read the clock from it.
pub(crate) struct Session {
    lang: Lang,
    say: OnceLock<Messages>,
    color: Color,
    quiet: bool,
    verbose: bool,
    home: Option<PathBuf>,
    /// Where the registry is, where that was said otherwise than by a folder.
    place: Option<Location>,
    account: OnceLock<plis::account::Account>,
    who: OnceLock<String>,
    now: Mutex<Timestamp>,
    /// What the system's clock said, where `now` was given by hand.
    system: Option<Timestamp>,
    environment: Mutex<Environment>,
    reach: OnceLock<Reach>,
}

/// Where the registry is, as it was said: with `--registry`, else with `PLIS_REGISTRY` unless there is a `--home`.
fn place(global: &Global) -> Result<Option<Location>, UsageError> {
    let named =
        || std::env::var("PLIS_REGISTRY").ok().filter(|place| !place.is_empty() && global.home.is_none());
    let Some(text) = global.registry.clone().or_else(named) else { return Ok(None) };
    value::location(&text).map(Some)
}

impl Session {
    /// Reads the clock, once.
    pub(crate) fn new(lang: Lang, global: &Global, environment: Environment) -> Result<Self, UsageError> {
        let given = global
            .now
            .as_deref()
            .map(|text| value::instant("--now", text, plis::time::Zone::PARIS))
            .transpose()?;
        Ok(Self {
            lang: global.lang.unwrap_or(lang),
            say: OnceLock::new(),
            color: global.color,
            quiet: global.quiet,
            verbose: global.verbose,
            home: global.home.clone(),
            place: place(global)?,
            account: OnceLock::new(),
            who: OnceLock::new(),
            now: Mutex::new(given.unwrap_or_else(Timestamp::now)),
            system: given.map(|_| Timestamp::now()),
            environment: Mutex::new(environment),
            reach: OnceLock::new(),
        })
    }

    /// For what goes wrong before there are options to read.
    pub(crate) fn bare(lang: Lang) -> Self {
        Self {
            lang,
            say: OnceLock::new(),
            color: Color::Auto,
            quiet: false,
            verbose: false,
            home: None,
            place: None,
            account: OnceLock::new(),
            who: OnceLock::new(),
            now: Mutex::new(Timestamp::now()),
            system: None,
            environment: Mutex::default(),
            reach: OnceLock::new(),
        }
    }

    /// The language.
    pub(crate) fn lang(&self) -> Lang {
        self.lang
    }

    /// The sentences; the catalogue is read at the first call.
    pub(crate) fn say(&self) -> &Messages {
        self.say.get_or_init(|| messages::load(self.lang))
    }

    /// The instant everything is judged by.
    pub(crate) fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the clock anew, after a wait; a given one stands still.
    pub(crate) fn look_at_the_clock(&self) {
        if self.system.is_none() {
            *self.now.lock().unwrap_or_else(PoisonError::into_inner) = Timestamp::now();
        }
    }

    /// Whether that instant was given with `--now`: the journal says so.
    pub(crate) fn now_was_given(&self) -> bool {
        self.system.is_some()
    }

    /// That instant, and the system's clock beside one that was given.
    pub(crate) fn clock(&self) -> Clock {
        let now = self.now();
        self.system.map_or_else(|| now.into(), |system| Clock::given(now, system))
    }

    /// The language with its sentences.
    pub(crate) fn tongue(&self) -> Tongue<'_> {
        Tongue { lang: self.lang, say: self.say() }
    }

    /// Passwords taken from the environment.
    pub(crate) fn environment(&self) -> MutexGuard<'_, Environment> {
        self.environment.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wipes them, in a process that has no use for them.
    pub(crate) fn forget_passwords(&self) {
        drop(mem::take(&mut *self.environment()));
    }

    /// What the command touches, once it is held to that.
    pub(crate) fn reach(&self) -> Option<&Reach> {
        self.reach.get()
    }

    /// It is held to that.
    pub(crate) fn remember(&self, reach: Reach) {
        let _ = self.reach.set(reach);
    }

    /// Folder of the registry: `--home`, else `PLIS_HOME`, else where the platform keeps such things. `None`
    /// where the system does not even say where that is.
    pub(crate) fn home(&self) -> Option<PathBuf> {
        let named = || std::env::var_os("PLIS_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        self.home.clone().or_else(named).or_else(|| Some(data_folder()?.join("plis")))
    }

    /// Where the registry is: `--registry`, `--home`, else `PLIS_REGISTRY`, else [`Self::home`].
    pub(crate) fn place(&self) -> Option<Location> {
        self.place.clone().or_else(|| self.home().map(Location::Folder))
    }

    /// The account of the operating system.
    pub(crate) fn account(&self) -> &plis::account::Account {
        self.account.get_or_init(plis::account::Account::of_this_process)
    }

    /// Who runs this, as the journal names them: `user@host`, the number where the system has no name.
    pub(crate) fn who(&self) -> &str {
        self.who.get_or_init(|| {
            let host = whoami::hostname().unwrap_or_default();
            format!("{}@{host}", self.account().name)
        })
    }

    /// Where requests are answered.
    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk {
            home: self.place(),
            who: self.who().to_owned(),
            account: self.account().clone(),
            clock: self.clock(),
            face: self,
        }
    }

    /// `-q`: errors only.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// `-v`.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// The standard output, for data. Colours are dropped where nobody sees them.
    pub(crate) fn out(&self) -> AutoStream<io::StdoutLock<'static>> {
        AutoStream::new(io::stdout().lock(), self.choice())
    }

    /// The standard error, for everything said to people.
    pub(crate) fn err(&self) -> AutoStream<io::StderrLock<'static>> {
        AutoStream::new(io::stderr().lock(), self.choice())
    }

    /// A line for people; silent with `-q`.
    pub(crate) fn note(&self, sentence: &str) {
        if !self.quiet {
            self.line(format_args!("{sentence}"));
        }
    }

    /// Says lines for people from another thread.
    pub(crate) fn noter(&self) -> impl Fn(&str) + Send + 'static {
        let (quiet, choice) = (self.quiet, self.choice());
        move |sentence| {
            if !quiet {
                let _ = writeln!(AutoStream::new(io::stderr().lock(), choice), "{sentence}");
            }
        }
    }

    /// A line for those who asked for more with `-v`.
    pub(crate) fn detail(&self, sentence: &str) {
        if self.verbose {
            self.line(format_args!("{DIM}{sentence}{DIM:#}"));
        }
    }

    /// `attention : ...`
    pub(crate) fn warn(&self, sentence: &str) {
        let heading = self.say().heading_warning();
        self.line(format_args!("{WARN}{heading}{WARN:#} {sentence}"));
    }

    /// `conseil : ...`; silent with `-q`.
    pub(crate) fn hint(&self, sentence: &str) {
        if !self.quiet {
            let heading = self.say().heading_hint();
            self.line(format_args!("{HINT}{heading}{HINT:#} {sentence}"));
        }
    }

    /// Tells what ended the run, and gives its exit code. A reader that went away is no failure.
    pub(crate) fn tell(&self, error: &Error) -> Exit {
        if let Error::Output(error) = error
            && error.kind() == io::ErrorKind::BrokenPipe
        {
            return Exit::Done;
        }
        self.tell_account(error.account(self.tongue()))
    }

    /// The same of a request that was not answered.
    pub(crate) fn tell_unanswered(&self, error: &desk::Error) -> Exit {
        self.tell_account(error::desk::account(error, self.tongue()))
    }

    fn tell_account(&self, account: Account) -> Exit {
        let Account { exit, sentence, hint } = account;
        let heading = self.say().heading_error();
        self.line(format_args!("{BAD}{heading}{BAD:#} {sentence}"));
        if let Some(hint) = hint {
            let heading = self.say().heading_hint();
            self.line(format_args!("{HINT}{heading}{HINT:#} {hint}"));
        }
        exit
    }

    /// A standard error that cannot be written has nobody to be told.
    fn line(&self, text: fmt::Arguments<'_>) {
        let _ = writeln!(self.err(), "{text}");
    }

    fn choice(&self) -> ColorChoice {
        match self.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

/// Where the platform keeps a user's data (XDG base directories, known folders of Windows, macOS's Library).
fn data_folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        let given = variable("XDG_DATA_HOME").filter(|folder| folder.is_absolute());
        given.or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    }
}

/// The standard output, for forms that programs read: there is no colour to drop.
pub(crate) fn data() -> BufWriter<io::StdoutLock<'static>> {
    const BUFFER: usize = 1 << 16;
    BufWriter::with_capacity(BUFFER, io::stdout().lock())
}

/// What is written for a file: no colour is kept.
pub(crate) fn without_colours(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut plain = anstream::StripStream::new(Vec::new());
    write(&mut plain)?;
    Ok(plain.into_inner())
}

/// Columns of the terminal, 100 where there is none. `COLUMNS` decides first.
pub(crate) fn width() -> usize {
    let given = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let seen = || terminal_width().filter(|_| io::stdout().is_terminal());
    given.or_else(seen).unwrap_or(100).clamp(40, 200)
}

#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    rustix::termios::tcgetwinsize(rustix::stdio::stdout())
        .ok()
        .map(|size| usize::from(size.ws_col))
        .filter(|columns| *columns > 0)
}

#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    crate::windows::columns()
}
