//! What was typed: the raw arguments, and `resolve()` from them to plain structs.

mod about;
pub(crate) mod audit;
#[cfg(feature = "console")]
pub(crate) mod console;
pub(crate) mod consultation;
pub(crate) mod gather;
mod help;
pub(crate) mod key;
pub(crate) mod open;
pub(crate) mod record;
pub(crate) mod registry;
pub(crate) mod seal;
mod usage;
pub(crate) mod value;

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

use clap::{Args, FromArgMatches as _, Parser, Subcommand, ValueEnum, error::ErrorKind};

pub(crate) use self::{
    help::{Texts, command_for_people},
    usage::{Mistake, UsageError},
};
use crate::words::Lang;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "plis", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options that stand before or after the command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
    #[arg(long, global = true, value_name = "DIR", hide_env_values = true)]
    pub(crate) home: Option<PathBuf>,
    /// A server's address, or a folder.
    #[arg(long, global = true, value_name = "PLACE", conflicts_with = "home")]
    pub(crate) registry: Option<String>,
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// The clock, for tests and rehearsals; written in the journal when used.
    #[arg(long, global = true, value_name = "INSTANT", hide = true)]
    pub(crate) now: Option<String>,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// The commands, in the order they are shown.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Open(Box<open::OpenArgs>),
    Gather(gather::GatherArgs),
    Inspect(seal::InspectArgs),
    Seal(seal::SealArgs),
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Key {
        #[command(subcommand)]
        command: key::KeyCommand,
    },
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Consultation {
        #[command(subcommand)]
        command: consultation::ConsultationCommand,
    },
    Register(record::RegisterArgs),
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Registry {
        #[command(subcommand)]
        command: registry::RegistryCommand,
    },
    Audit(audit::AuditArgs),
    Minutes(record::MinutesArgs),
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Journal {
        #[command(subcommand)]
        command: record::JournalCommand,
    },
    #[cfg(feature = "console")]
    Console(console::ConsoleArgs),
    Completions(record::CompletionsArgs),
    #[command(name = "__complete", hide = true)]
    Complete(record::CompleteArgs),
    Man(record::ManArgs),
}

impl Command {
    /// Every password source that was typed.
    pub(crate) fn password_sources(&self) -> Vec<&str> {
        let texts: Vec<&String> = match self {
            Self::Open(args) => args.password.iter().chain(&args.share).collect(),
            Self::Key { command } => command.password_sources(),
            Self::Audit(args) => args.password.iter().collect(),
            #[cfg(feature = "console")]
            Self::Console(_) => Vec::new(),
            Self::Gather(_)
            | Self::Inspect(_)
            | Self::Seal(_)
            | Self::Consultation { .. }
            | Self::Register(_)
            | Self::Registry { .. }
            | Self::Minutes(_)
            | Self::Journal { .. }
            | Self::Completions(_)
            | Self::Complete(_)
            | Self::Man(_) => Vec::new(),
        };
        texts.into_iter().map(String::as_str).collect()
    }
}

/// What parsing gave.
pub(crate) enum Parsed {
    /// A command to run.
    Run(Box<Cli>),
    /// Help or version, asked for.
    Show(String),
    /// Help instead of a missing command.
    Remind(String),
}

/// Reads the command line.
///
/// Texts are laid on the definition only when it does not fit what was typed, or when help is asked for:
/// the way to an opened envelope does not pay for them.
pub(crate) fn parse(argv: &[OsString], lang: Lang) -> Result<Parsed, UsageError> {
    // `plis help open` is what many type for `plis open --help`.
    if argv.get(1).is_some_and(|word| word == "help") {
        let asked = argv.iter().take(1).chain(&argv[2..]).cloned().chain([OsString::from("--help")]);
        return parse(&asked.collect::<Vec<_>>(), lang);
    }
    if let Ok(cli) = Cli::try_parse_from(argv) {
        return Ok(Parsed::Run(Box::new(cli)));
    }
    let mut command = command_for_people(lang);
    let error = match command.try_get_matches_from_mut(argv) {
        Ok(mut matches) => match Cli::from_arg_matches_mut(&mut matches) {
            Ok(cli) => return Ok(Parsed::Run(Box::new(cli))),
            Err(error) => error,
        },
        Err(error) => error,
    };
    let text = || error.render().ansi().to_string();
    match error.kind() {
        ErrorKind::DisplayVersion if argv.iter().any(|word| is_verbose(word)) => {
            Ok(Parsed::Show(about::program()))
        }
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Parsed::Show(text())),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Ok(Parsed::Remind(text())),
        // The others show their own help; this one stands above them.
        ErrorKind::MissingSubcommand => Ok(Parsed::Remind(command.render_help().ansi().to_string())),
        _ => Err(UsageError::from_clap(&error)),
    }
}

/// `--verbose`, or `-v` among others that have one letter: clap stops at the version, wherever they are.
fn is_verbose(word: &OsStr) -> bool {
    let Some(word) = word.to_str() else { return false };
    let letters = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    word == "--verbose" || letters.is_some_and(|letters| letters.contains('v'))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }
}
