//! `man`: manual pages in roff, one a command, in the reader's language.

use std::io::{self, Write};

use clap::{Arg, Command};
use clap_mangen::roff::{Inline, Roff, bold, roman};
use plis::{desk::must_have_folder, fsx::replace_readable};

use crate::cli::{
    Session,
    args::{self, Mistake, Texts, UsageError, record::ManArgs},
    error::Error,
    exit::{self, Exit},
};

/// Variables that commands read, as their texts are called.
const VARIABLES: [&str; 12] = [
    "PLIS_HOME",
    "PLIS_REGISTRY",
    "PKCS11_MODULE",
    "PLIS_TOKEN_FOLDERS",
    "PLIS_SHARDS",
    "LC_ALL",
    "NO_COLOR",
    "COLUMNS",
    "XDG_DATA_HOME",
    "PGHOST",
    "PGPASSWORD",
    "TMPDIR",
];

/// Files that commands read or write, as their texts are called.
const FILES: [(&str, &str); 8] = [
    ("registry", "registry.db"),
    ("keys", "keys/"),
    ("plis", "plis/"),
    ("report", "opening.json"),
    ("journal", "journal.jsonl"),
    ("minutes", "proces-verbal.html"),
    ("pgpass", "~/.pgpass"),
    ("service", "~/.pg_service.conf"),
];

/// Writes the page of a command on the standard output, or every page into a folder.
pub(crate) fn run(session: &Session, args: &ManArgs) -> Result<Exit, Error> {
    let command = args::command_for_people(session.lang());
    let texts = Texts::of(session.lang());
    if let Some(folder) = &args.to {
        return every(&command, "plis", &mut |name, command| {
            let (path, page) = (folder.join(format!("{name}.1")), page(name, command, &texts));
            let page = page.map_err(Error::Output)?;
            must_have_folder(&path)?;
            replace_readable(&path, &mut |out| out.write_all(&page))
                .map_err(|error| Error::Write { path, error })
        })
        .map(|()| Exit::Done);
    }
    let mut asked = (String::from("plis"), &command);
    for name in &args.command {
        let unknown = || UsageError::from(Mistake::UnknownCommand { name: name.clone(), suggestion: None });
        asked = (format!("{}-{name}", asked.0), asked.1.find_subcommand(name).ok_or_else(unknown)?);
    }
    let page = page(&asked.0, asked.1, &texts).map_err(Error::Output)?;
    session.out().write_all(&page).map_err(Error::Output)?;
    Ok(Exit::Done)
}

type Deed<'a> = dyn FnMut(&str, &Command) -> Result<(), Error> + 'a;

/// The command and all below it, but those that are hidden.
fn every(command: &Command, name: &str, deed: &mut Deed<'_>) -> Result<(), Error> {
    deed(name, command)?;
    below(command).try_for_each(|sub| every(sub, &format!("{name}-{}", sub.get_name()), deed))
}

fn below(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set())
}

fn page(name: &str, command: &Command, texts: &Texts) -> io::Result<Vec<u8>> {
    let text = |id: &str| texts.get(id).unwrap_or_default();
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = Page(Roff::new());
    let version = concat!("plis ", env!("CARGO_PKG_VERSION"));
    page.0.control("TH", [&*name.to_uppercase(), "1", "", version, &*text("man-title")]);
    page.section(&text("man-name"));
    page.0.text([roman(format!("{name} - {}", about(command).trim_end_matches('.')))]);
    page.section(&text("man-synopsis"));
    let usage = command.clone().render_usage().to_string();
    page.0.text([roman(usage.split_once(':').map_or(&*usage, |(_, line)| line.trim()))]);
    page.section(&text("man-description"));
    page.0.text([roman(about(command))]);
    for line in command.get_after_help().map(ToString::to_string).unwrap_or_default().lines() {
        page.0.control("PP", []);
        page.0.text([roman(line.trim())]);
    }
    if below(command).next().is_some() {
        page.section(&text("man-commands"));
        for sub in below(command) {
            page.item(&format!("{name}-{}(1)", sub.get_name()), &about(sub));
        }
    }
    page.options(&text("man-options"), command, false);
    page.options(&text("man-global"), command, true);
    page.section(&text("man-environment"));
    for variable in VARIABLES {
        page.item(variable, &text(&format!("man-env-{}", variable.to_lowercase().replace('_', "-"))));
    }
    page.section(&text("man-files"));
    for (id, path) in FILES {
        page.item(path, &text(&format!("man-file-{id}")));
    }
    page.section(&text("man-exit"));
    for code in exit::CODES {
        page.item(code, &text(&format!("man-exit-{code}")));
    }
    page.section(&text("man-see-also"));
    let above = name.rsplit_once('-').map_or("plis", |(above, _)| above);
    let mut others = vec![bold(above), roman("(1)")];
    if above != "plis" {
        others.extend([roman(", "), bold("plis"), roman("(1)")]);
    }
    if name == "plis" {
        others = vec![bold("openssl-cms"), roman("(1ssl), "), bold("systemd.timer"), roman("(5)")];
    }
    page.0.text(others);
    let mut octets = Vec::new();
    page.0.to_writer(&mut octets)?;
    Ok(octets)
}

struct Page(Roff);

impl Page {
    fn section(&mut self, heading: &str) {
        self.0.control("SH", [heading]);
    }

    fn item(&mut self, name: &str, text: &str) {
        self.entry(bold(name), text);
    }

    fn entry(&mut self, name: Inline, text: &str) {
        self.0.control("TP", []);
        self.0.text([name]);
        self.0.text([roman(text)]);
    }

    /// Those of the command itself, or those that stand with every command.
    fn options(&mut self, heading: &str, command: &Command, global: bool) {
        let is_global =
            |arg: &Arg| arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version");
        let shown: Vec<_> =
            command.get_arguments().filter(|arg| !arg.is_hide_set() && is_global(arg) == global).collect();
        if !shown.is_empty() {
            self.section(heading);
        }
        for arg in shown {
            let short = arg.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            self.entry(bold(format!("{short}{arg}")), &help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn no_text_of_a_page_is_missing() {
        for lang in [Lang::Fr, Lang::En] {
            let texts = Texts::of(lang);
            let headings = [
                "title",
                "name",
                "synopsis",
                "description",
                "commands",
                "options",
                "global",
                "environment",
                "files",
                "exit",
                "see-also",
            ];
            let variables = VARIABLES.map(|name| format!("env-{}", name.to_lowercase().replace('_', "-")));
            let files = FILES.map(|(id, _)| format!("file-{id}"));
            let codes = exit::CODES.map(|code| format!("exit-{code}"));
            let all = headings.map(str::to_owned).into_iter().chain(variables).chain(files).chain(codes);
            for id in all {
                assert!(
                    texts.get(&format!("man-{id}")).is_some_and(|text| !text.is_empty()),
                    "{lang:?} {id}"
                );
            }
        }
    }
}
