//! Ctrl-C, and a termination by the system: one handler for the process, which does what is right at the moment.

use std::{
    io, process,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use crate::cli::exit::Exit;

type Deed = Box<dyn FnMut() + Send>;

/// What is done at an interruption; nothing: the program ends.
static DEED: Mutex<Option<Deed>> = Mutex::new(None);

/// From now on, an interruption does this, and the program goes on.
pub(crate) fn does(deed: impl FnMut() + Send + 'static) -> io::Result<()> {
    listen()?;
    *lock() = Some(Box::new(deed));
    Ok(())
}

/// Ends the program as interrupted.
pub(crate) fn leave() -> ! {
    process::exit(i32::from(Exit::Interrupted.code()))
}

/// Does something that leaves the terminal without echo; an interruption meanwhile puts the terminal back first.
pub(crate) fn with_echo_kept<T>(ask: impl FnOnce() -> T) -> T {
    let Some(terminal) = terminal::Kept::now() else { return ask() };
    let before = lock().take();
    let listening = does(move || {
        terminal.put_back();
        leave()
    });
    let answer = ask();
    if listening.is_ok() {
        *lock() = before;
    }
    answer
}

fn listen() -> io::Result<()> {
    static LISTENING: OnceLock<Result<(), String>> = OnceLock::new();
    let listen = || {
        ctrlc::set_handler(interrupted).map_err(|error| error.to_string())?;
        // Last of all: the system asks the newest first.
        #[cfg(windows)]
        crate::windows::at_closing(interrupted).map_err(|error| error.to_string())?;
        Ok(())
    };
    LISTENING.get_or_init(listen).clone().map_err(io::Error::other)
}

fn interrupted() {
    match lock().as_mut() {
        Some(deed) => deed(),
        None => leave(),
    }
}

fn lock() -> MutexGuard<'static, Option<Deed>> {
    DEED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
mod terminal {
    use std::fs::File;

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// How the terminal was.
    pub(super) struct Kept {
        terminal: File,
        settings: Termios,
    }

    impl Kept {
        /// `None` where there is no terminal.
        pub(super) fn now() -> Option<Self> {
            let terminal = File::open("/dev/tty").ok()?;
            let settings = tcgetattr(&terminal).ok()?;
            Some(Self { terminal, settings })
        }

        pub(super) fn put_back(&self) {
            // The program is about to end: there is nobody to tell.
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.settings);
        }
    }
}

/// The console keeps what it was told, whoever told it.
#[cfg(not(unix))]
mod terminal {
    pub(super) use crate::windows::ConsoleMode as Kept;
}
