//! `completions`: what a shell completes.

use std::io::Write as _;

use crate::cli::{
    Session,
    args::{self, record::CompletionsArgs},
    error::Error,
    exit::Exit,
};

/// Writes the completions of a shell on the standard output.
pub(crate) fn run(session: &Session, args: &CompletionsArgs) -> Result<Exit, Error> {
    let mut script = Vec::new();
    let mut command = args::command_for_people(session.lang());
    clap_complete::generate(args.shell, &mut command, "plis", &mut script);
    session.out().write_all(&script).map_err(Error::Output)?;
    Ok(Exit::Done)
}
