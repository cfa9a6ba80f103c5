//! Help in the reader's language: texts are laid on the definition by the ids of its commands and arguments.
//!
//! The catalogue is `cli/help/LANG.ftl`. `about-COMMAND` is a command's sentence, `after-COMMAND` what stands
//! below its options; `arg-COMMAND-ARGUMENT` an argument's, or `arg-ARGUMENT` where commands share it.

use clap::{Arg, Command, CommandFactory as _, builder::StyledStr};
use fluent_typed::prelude::L10nBundle;

use super::Cli;
use crate::words::Lang;

/// The command line with every text in one language.
pub(crate) fn command_for_people(lang: Lang) -> Command {
    let mut command = dress(Cli::command(), "", &Texts::of(lang));
    command.build();
    command
}

/// The texts of help and manual pages in one language.
pub(crate) struct Texts(L10nBundle);

impl Texts {
    /// Reads its catalogue.
    pub(crate) fn of(lang: Lang) -> Self {
        let source = match lang {
            Lang::Fr => include_str!("../help/fr.ftl"),
            Lang::En => include_str!("../help/en.ftl"),
        };
        let texts = L10nBundle::new_without_isolation(lang.code(), source.as_bytes());
        Self(texts.expect("a test reads both help catalogues"))
    }

    /// One of them.
    pub(crate) fn get(&self, id: &str) -> Option<String> {
        self.0.msg(id, None).ok()
    }
}

fn dress(command: Command, path: &str, texts: &Texts) -> Command {
    let name = if path.is_empty() { "plis" } else { path };
    let heading = |id: &str| texts.get(id).unwrap_or_default();
    let mut command = command
        .disable_help_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(clap::ArgAction::Help))
        .subcommand_help_heading(heading("heading-commands"))
        .subcommand_value_name(heading("value-command"))
        .help_template(template(texts));
    if path.is_empty() {
        command = command
            .disable_version_flag(true)
            .arg(Arg::new("version").short('V').long("version").action(clap::ArgAction::Version));
    }
    if let Some(about) = texts.get(&format!("about-{name}")) {
        command = command.about(about);
    }
    if let Some(after) = texts.get(&format!("after-{name}")) {
        command = command.after_help(after);
    }
    command = command.mut_args(|arg| dress_argument(arg, path, texts));
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for sub in names {
        let path = if path.is_empty() { sub.clone() } else { format!("{path}-{sub}") };
        command = command.mut_subcommand(sub, |sub| dress(sub, &path, texts));
    }
    command
}

fn dress_argument(arg: Arg, path: &str, texts: &Texts) -> Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let sentence = texts
        .get(&format!("arg-{path}-{id}"))
        .or_else(|| texts.get(&format!("arg-{id}")))
        .unwrap_or_default();
    let mut notes = Vec::new();
    let values: Vec<String> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| value.get_name().to_owned())
        .collect();
    if !values.is_empty() && arg.get_action().takes_values() {
        notes.push(format!("{} {}", texts.get("note-values").unwrap_or_default(), values.join(", ")));
    }
    let defaults: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
    if !defaults.is_empty() && arg.get_action().takes_values() {
        notes.push(format!("{} {}", texts.get("note-default").unwrap_or_default(), defaults.join(", ")));
    }
    let help = notes.iter().fold(sentence, |text, note| format!("{text} [{note}]"));
    let heading =
        match (arg.is_positional(), arg.is_global_set() || matches!(id.as_str(), "help" | "version")) {
            (true, _) => "heading-arguments",
            (false, false) => "heading-options",
            (false, true) => "heading-global",
        };
    let names: Vec<String> = arg
        .get_value_names()
        .unwrap_or_default()
        .iter()
        .map(|name| texts.get(&format!("value-{}", name.to_lowercase())).unwrap_or_else(|| name.to_string()))
        .collect();
    let arg = arg.help(StyledStr::from(help)).help_heading(texts.get(heading).unwrap_or_default());
    if names.is_empty() || !arg.get_action().takes_values() {
        return arg;
    }
    arg.value_names(names).hide_possible_values(true).hide_default_value(true).hide_env(true)
}

fn template(texts: &Texts) -> String {
    let usage = texts.get("heading-usage").unwrap_or_default();
    let bold = anstyle::Style::new().bold().underline();
    format!("{{about-with-newline}}\n{bold}{usage}{bold:#} {{usage}}\n\n{{all-args}}{{after-help}}\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const CATALOGUES: [(Lang, &str); 2] =
        [(Lang::Fr, include_str!("../help/fr.ftl")), (Lang::En, include_str!("../help/en.ftl"))];

    fn ids(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(id, _)| id)
            .collect()
    }

    fn used(command: &Command, path: &str, known: &BTreeSet<&str>, used: &mut BTreeSet<String>) {
        let name = if path.is_empty() { "plis" } else { path };
        used.insert(format!("about-{name}"));
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str().replace('_', "-");
            let own = format!("arg-{path}-{id}");
            used.insert(if known.contains(own.as_str()) { own } else { format!("arg-{id}") });
            used.extend(
                arg.get_value_names()
                    .unwrap_or_default()
                    .iter()
                    .map(|name| format!("value-{}", name.to_lowercase())),
            );
        }
        for sub in command.get_subcommands() {
            let sub_path = sub.get_name();
            self::used(
                sub,
                &if path.is_empty() { sub_path.to_owned() } else { format!("{path}-{sub_path}") },
                known,
                used,
            );
        }
    }

    #[test]
    fn every_text_is_there_in_both_languages_and_used() {
        for (lang, source) in CATALOGUES {
            let known = ids(source);
            let mut wanted = BTreeSet::new();
            used(&command_for_people(lang), "", &known, &mut wanted);
            let built = |id: &str| cfg!(feature = "console") || !id.contains("-console");
            let here = |id: &&&str| (id.starts_with("arg-") || id.starts_with("about-")) && built(id);
            let missing: Vec<_> = wanted
                .iter()
                .filter(|id| !id.starts_with("value-") && !known.contains(id.as_str()))
                .collect();
            assert_eq!(missing, Vec::<&String>::new(), "{lang:?}");
            let idle: Vec<_> = known.iter().filter(here).filter(|id| !wanted.contains(**id)).collect();
            assert_eq!(idle, Vec::<&&str>::new(), "{lang:?}");
        }
        assert_eq!(ids(CATALOGUES[0].1), ids(CATALOGUES[1].1));
    }

    #[test]
    fn no_english_in_the_french_help() {
        let mut command = command_for_people(Lang::Fr);
        let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        let mut texts = vec![command.render_help().to_string()];
        for name in names {
            let sub = command.find_subcommand_mut(&name).expect("listed");
            texts.push(sub.render_help().to_string());
        }
        for text in texts {
            for word in ["Usage:", "Options:", "Arguments:", "Commands:", "[default", "[possible", "Print "] {
                assert!(!text.contains(word), "{word} in:\n{text}");
            }
        }
    }
}
