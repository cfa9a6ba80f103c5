//! The command line: arguments, commands, tables, bars, passwords, exit codes.

pub(crate) mod args;
mod asker;
pub(crate) mod command;
mod descriptor;
mod environment;
pub(crate) mod error;
pub(crate) mod events;
pub(crate) mod exit;
mod face;
pub(crate) mod inherited;
pub(crate) mod interrupt;
mod message;
pub(crate) mod password;
pub(crate) mod privacy;
mod progress;
pub(crate) mod session;
pub(crate) mod summary;

use std::{env, ffi::OsString, io::Write as _, process::ExitCode};

use plis::{desk::keys::ListTokenKeys, keys::token::Modules};

pub(crate) use self::session::Session;
use self::{
    args::{Cli, Command, Parsed, key::KeyCommand},
    error::Error,
    exit::Exit,
    inherited::Environment,
};
use crate::{confine, words::Lang};

/// Raw arguments in, a command, an exit code out.
pub(crate) fn main() -> ExitCode {
    let argv: Vec<OsString> = env::args_os().collect();
    let lang = Lang::detect(&argv);
    let exit = match args::parse(&argv, lang) {
        Ok(Parsed::Run(cli)) => start(lang, *cli),
        Ok(Parsed::Show(text)) => show(&Session::bare(lang), &text),
        Ok(Parsed::Remind(text)) => {
            Session::bare(lang).note(text.trim_end());
            Exit::Usage
        }
        Err(error) => Session::bare(lang).tell(&error.into()),
    };
    exit.into()
}

fn start(lang: Lang, cli: Cli) -> Exit {
    // First of all: there is one thread, and nothing has looked at the environment yet.
    let environment = Environment::take(cli.command.password_sources());
    let session = match Session::new(lang, &cli.global, environment) {
        Ok(session) => session,
        Err(error) => return Session::bare(lang).tell(&error.into()),
    };
    run(&session, cli.command).unwrap_or_else(|error| session.tell(&error))
}

/// The commands, in the order the help shows them.
fn run(session: &Session, command: Command) -> Result<Exit, Error> {
    // Libraries of tokens are loaded before anything is out of reach.
    let _modules = modules(&command)?;
    confine::command(session, &command);
    match command {
        Command::Open(args) => command::open::run(session, &args.resolve()?),
        Command::Gather(args) => command::gather::run(session, &args),
        Command::Inspect(args) => command::inspect::run(session, &args),
        Command::Seal(args) => command::seal::run(session, &args),
        Command::Key { command } => command::key::run(session, command),
        Command::Consultation { command } => command::consultation::run(session, command),
        Command::Register(args) => command::register::run(session, &args),
        Command::Registry { command } => command::registry::run(session, &command),
        Command::Audit(args) => command::audit::run(session, &args),
        Command::Minutes(args) => command::minutes::run(session, &args),
        Command::Journal { command } => command::journal::run(session, &command),
        #[cfg(feature = "console")]
        Command::Console(args) => command::console::run(session, &args),
        Command::Completions(args) => command::completions::run(session, &args),
        Command::Complete(args) => command::completions::complete(session, &args),
        Command::Man(args) => command::man::run(session, &args),
    }
}

/// The modules that a command of keys on tokens takes; `open` loads its own.
fn modules(command: &Command) -> Result<Option<Modules>, Error> {
    let Command::Key { command: KeyCommand::Tokens(args) } = command else { return Ok(None) };
    Ok(Some(ListTokenKeys { address: args.address.clone() }.modules()?))
}

fn show(session: &Session, text: &str) -> Exit {
    match session.out().write_all(text.as_bytes()) {
        Ok(()) => Exit::Done,
        Err(error) => session.tell(&Error::Output(error)),
    }
}
