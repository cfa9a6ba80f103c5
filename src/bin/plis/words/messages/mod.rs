//! Sentences for people, from the catalogues `fr/*.ftl` and `en/*.ftl`.
//!
//! `build.rs` beside this file makes one function a message: a missing id, or a variable that only one
//! language knows, does not compile. A catalogue is read when the first sentence is needed.

use crate::words::Lang;

#[expect(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::derivable_impls,
    unreachable_pub,
    dead_code,
    reason = "made by the build script"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

pub(crate) use generated::L10nLanguage as Messages;

/// Reads one language's catalogue.
pub(crate) fn load(lang: Lang) -> Messages {
    match lang {
        Lang::Fr => generated::L10n::Fr.load(),
        Lang::En => generated::L10n::En.load(),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, path::Path};

    const GENERATED: &str = include_str!(concat!(env!("OUT_DIR"), "/messages.rs"));

    fn here() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin/plis"))
    }

    /// Every message of a language: its id, its variables in the order of their comments, its text.
    fn catalogue(lang: &str) -> BTreeMap<String, (Vec<String>, String)> {
        let mut messages = BTreeMap::new();
        for entry in fs::read_dir(here().join("words/messages").join(lang)).expect("catalogues") {
            let text = fs::read_to_string(entry.expect("an entry").path()).expect("a catalogue");
            let mut variables = Vec::new();
            let mut current = String::new();
            for line in text.lines() {
                if let Some(comment) = line.strip_prefix("# $") {
                    variables.push(comment.split(' ').next().unwrap_or_default().replace('-', "_"));
                } else if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                    let (id, value) = line.split_once(" =").expect("a message");
                    id.clone_into(&mut current);
                    let known =
                        messages.insert(current.clone(), (std::mem::take(&mut variables), value.to_owned()));
                    assert!(known.is_none(), "{id} is there twice");
                } else if line.starts_with(' ') {
                    messages.get_mut(&current).expect("a message").1 += line;
                }
            }
        }
        messages
    }

    /// Arguments of one type could be swapped without a word from the compiler: the comment above a message
    /// gives their order, and it is that of the generated function.
    #[test]
    fn comments_name_the_arguments_in_their_order() {
        for (id, (variables, _)) in catalogue("en") {
            let name = format!("pub fn {}", id.replace('-', "_"));
            let at = GENERATED.match_indices(&name).map(|(at, _)| &GENERATED[at + name.len()..]);
            let after = at.filter(|rest| rest.starts_with(['(', '<'])).collect::<Vec<_>>();
            let [after] = after[..] else { panic!("{id} has {} functions", after.len()) };
            let declaration = after.split(" -> String").next().unwrap_or_default();
            let arguments = declaration.split_once("(&self").expect("a method").1;
            let arguments: Vec<&str> =
                arguments.split(", ").skip(1).filter_map(|argument| argument.split(':').next()).collect();
            assert_eq!(variables, arguments, "{id}");
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (fr, en) = (catalogue("fr"), catalogue("en"));
        assert_eq!(fr.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
    }

    /// French sets `: ; ? !` and guillemets apart with a space that does not break.
    #[test]
    fn french_spaces_do_not_break() {
        for (id, (_, text)) in catalogue("fr") {
            for wrong in [" :", " ;", " ?", " !", "« ", " »"] {
                assert!(!text.contains(wrong), "{id}: {wrong:?} in {text}");
            }
        }
    }

    #[test]
    fn every_message_is_said_somewhere() {
        let mut sources = String::new();
        for entry in walkdir::WalkDir::new(here()) {
            let entry = entry.expect("an entry");
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                sources += &fs::read_to_string(entry.path()).expect("a source");
            }
        }
        let said = |id: &str| {
            let call = format!(".{}(", id.replace('-', "_"));
            sources.contains(&call)
        };
        let idle: Vec<String> = catalogue("en").into_keys().filter(|id| !said(id)).collect();
        assert!(idle.is_empty(), "never said: {idle:?}");
    }
}
