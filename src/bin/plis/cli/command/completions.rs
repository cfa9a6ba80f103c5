//! `completions`: what a shell completes; and `complete`, which bash, zsh and fish ask at each word.

use std::{ffi::OsStr, io::Write as _};

use clap::{Arg, Command, builder::StyledStr};
use clap_complete::{
    Shell,
    engine::{self, ArgValueCompleter, CompletionCandidate},
};
use plis::{
    account::Account,
    desk::{Alone, Desk, consultations::ListConsultations, keys::ListKeys},
    keys::Role,
    registry::Location,
};

use crate::{
    cli::{
        Session,
        args::{
            self,
            record::{CompleteArgs, CompletionsArgs},
        },
        error::Error,
        exit::Exit,
    },
    words::Lang,
};

/// More names than this help nobody.
const NAMES: usize = 200;

/// Writes the completions of a shell on the standard output.
pub(crate) fn run(session: &Session, args: &CompletionsArgs) -> Result<Exit, Error> {
    let mut script = Vec::new();
    match args.shell {
        Shell::Bash => script.extend_from_slice(include_bytes!("../completions/plis.bash")),
        Shell::Zsh => script.extend_from_slice(include_bytes!("../completions/plis.zsh")),
        Shell::Fish => script.extend_from_slice(include_bytes!("../completions/plis.fish")),
        // They know commands and options; names are the registry's to tell, and nobody asks it.
        shell => clap_complete::generate(shell, &mut shown(session.lang()), "plis", &mut script),
    }
    session.out().write_all(&script).map_err(Error::Output)?;
    Ok(Exit::Done)
}

/// Writes what may stand at the end of a line: a candidate in each line, a tabulator and what it is behind it. Nothing
/// where files are meant: the shell knows them better. A registry that cannot be read has no names, and says nothing.
pub(crate) fn complete(session: &Session, args: &CompleteArgs) -> Result<Exit, Error> {
    let Some(last) = args.words.last() else { return Ok(Exit::Done) };
    let desk = {
        let place = args.home().map(Location::Folder).or_else(|| session.place());
        // A server is not asked at each stroke of a key.
        let home = place.filter(|place| place.folder().is_some());
        let (who, account, clock) = (String::new(), Account::default(), session.clock());
        Desk { home, who, account, clock, face: &Alone }
    };
    let mut command = with_names(shown(session.lang()), "", &desk);
    let found = engine::complete(&mut command, args.words.clone(), args.words.len() - 1, None);
    let mut lines = String::new();
    for candidate in found.into_iter().flatten() {
        let Some(value) = candidate.get_value().to_str().filter(|value| !value.contains(char::is_control))
        else {
            continue;
        };
        let is_option = value.starts_with('-') && last.is_empty();
        if !candidate.is_hide_set() && !is_option {
            let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
            let help = help.lines().next().unwrap_or_default();
            lines.extend([value, "\t", help, "\n"]);
        }
    }
    session.out().write_all(lines.as_bytes()).map_err(Error::Output)?;
    Ok(Exit::Done)
}

/// The command line without what is hidden: clap's completions would show it.
fn shown(lang: Lang) -> Command {
    let mut command = without_hidden(&args::command_for_people(lang)).version(env!("CARGO_PKG_VERSION"));
    command.build();
    command
}

fn without_hidden(command: &Command) -> Command {
    Command::new(command.get_name().to_owned())
        .about(command.get_about().cloned().unwrap_or_default())
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .args(command.get_arguments().filter(|arg| !arg.is_hide_set()).cloned())
        .subcommands(command.get_subcommands().filter(|sub| !sub.is_hide_set()).map(without_hidden))
}

/// Names of keys and consultations where they are meant, asked of the registry only then.
fn with_names(command: Command, path: &str, desk: &Desk<'static>) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = command.mut_args(|arg| match named(&arg, path) {
        Some(what) => {
            let desk = desk.clone();
            arg.add(ArgValueCompleter::new(move |typed: &OsStr| candidates(what, &desk, typed)))
        }
        None => arg.value_hint(clap::ValueHint::Other),
    });
    names.into_iter().fold(command, |command, name| {
        let path = format!("{path} {name}");
        command.mut_subcommand(name, |sub| with_names(sub, path.trim_start(), desk))
    })
}

/// What is named.
#[derive(Clone, Copy)]
enum Named {
    Keys,
    Consultations,
}

/// By the ids that commands give their arguments; what is made anew has no name yet.
fn named(arg: &Arg, path: &str) -> Option<Named> {
    let id = arg.get_id().as_str();
    let is_new = path.ends_with(" new");
    match id {
        "reference" if path.starts_with("consultation") && !is_new => Some(Named::Consultations),
        "consultation" => Some(Named::Consultations),
        "name" if path.starts_with("key") && arg.is_positional() && !is_new => Some(Named::Keys),
        "names" if path.starts_with("key") => Some(Named::Keys),
        "keys" if path.starts_with("consultation") => Some(Named::Keys),
        _ => None,
    }
}

fn candidates(what: Named, desk: &Desk<'_>, typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str().filter(|_| desk.has_registry()) else { return Vec::new() };
    let candidate = |name: String, help: String| {
        CompletionCandidate::new(name).help((!help.is_empty()).then(|| StyledStr::from(help)))
    };
    let containing = typed.to_owned();
    let found: Vec<(String, String)> = match what {
        Named::Keys => [Role::Entity, Role::Emergency]
            .into_iter()
            .map(|role| ListKeys { role, containing: containing.clone(), after: None, most: NAMES })
            .filter_map(|list| list.run(desk).ok())
            .flat_map(|page| page.keys)
            .map(|key| (key.name, String::new()))
            .collect(),
        Named::Consultations => {
            let list = ListConsultations { state: None, containing, after: None, most: NAMES };
            let page = list.run(desk).map(|page| page.consultations).unwrap_or_default();
            page.into_iter().map(|one| (one.reference, one.title.unwrap_or_default())).collect()
        }
    };
    found
        .into_iter()
        .filter(|(name, _)| name.starts_with(typed))
        .map(|(name, help)| candidate(name, help))
        .collect()
}
