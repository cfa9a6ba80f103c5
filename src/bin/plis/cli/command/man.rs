//! `man`: the manual page, in roff, with a part for each command.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::{
    Man,
    roff::{Roff, bold, roman},
};

use crate::cli::{
    Session, args,
    error::Error,
    exit::{self, Exit},
};

/// Writes the manual page on the standard output.
pub(crate) fn run(session: &Session) -> Result<Exit, Error> {
    let mut page = Vec::new();
    render(&mut page, args::command_for_people(session.lang())).map_err(Error::Output)?;
    session.out().write_all(&page).map_err(Error::Output)?;
    Ok(Exit::Done)
}

fn render(page: &mut dyn Write, mut command: Command) -> io::Result<()> {
    command.build();
    let mut page = page;
    let man = Man::new(command.clone()).title("PLIS").section("1").manual("plis");
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    part(&mut page, &command, "")?;
    exits(&mut page)?;
    man.render_version_section(&mut page)
}

/// Every command with its usage, its sentence and its own options; then those below it.
fn part(page: &mut dyn Write, command: &Command, path: &str) -> io::Result<()> {
    for sub in command.get_subcommands() {
        let path = format!("{path} {}", sub.get_name());
        let mut roff = Roff::default();
        roff.control("SH", [format!("plis{path}").to_uppercase().as_str()]);
        roff.text([roman(sub.get_about().map(ToString::to_string).unwrap_or_default())]);
        for argument in
            sub.get_arguments().filter(|argument| !argument.is_global_set() && !argument.is_hide_set())
        {
            roff.control("TP", []);
            let short = argument.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
            roff.text([bold(format!("{short}{argument}"))]);
            roff.text([roman(argument.get_help().map(ToString::to_string).unwrap_or_default())]);
        }
        if let Some(after) = sub.get_after_help() {
            roff.control("PP", []);
            roff.text([roman(after.to_string())]);
        }
        roff.to_writer(&mut &mut *page)?;
        part(page, sub, &path)?;
    }
    Ok(())
}

fn exits(page: &mut dyn Write) -> io::Result<()> {
    let mut roff = Roff::default();
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in exit::TABLE {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    roff.to_writer(&mut &mut *page)
}
