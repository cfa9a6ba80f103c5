//! Holds the walls: imports go one way, the library never prints, and one room writes files.
//!
//! It reads the sources as text, without comments, strings and test modules.

mod circles;
mod pages;
mod source;

use std::path::Path;

use source::{Source, sources};

/// Rooms from bytes to paper. A room may import those of earlier rows, never a neighbour of its own row.
const ARROW: [&[&str]; 12] = [
    &["time", "account", "secret", "limits", "hex", "fsx", "motif", "pli"],
    &["asn1"],
    &["crypto"],
    &["x509"],
    &["cms", "timestamp"],
    &["keys"],
    &["consultation", "journal", "register"],
    &["registry", "depot"],
    &["opening", "audit"],
    &["report"],
    &["record"],
    &["desk"],
];

/// What prints.
const PRINTING: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];

/// What writes, makes, renames or removes files, by the names the standard library and `rustix` give it.
const WRITING: [&str; 22] = [
    "File::create",
    "File::options",
    "OpenOptions",
    "DirBuilder",
    "fs::write",
    "fs::rename",
    "fs::copy",
    "fs::remove_file",
    "fs::remove_dir",
    "fs::create_dir",
    "fs::hard_link",
    "fs::set_permissions",
    "fs::soft_link",
    "fs::symlink(",
    "windows::fs::symlink",
    "rustix::fs::open",
    "rustix::fs::renameat",
    "rustix::fs::linkat",
    "rustix::fs::unlinkat",
    "rustix::fs::mkdirat",
    ".set_len(",
    ".set_permissions(",
];

#[test]
fn imports_go_one_way() {
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|source| !source.below("bin") && source.room().is_some())
        .flat_map(against_the_arrow)
        .collect();
    assert!(wrong.is_empty(), "imports against the arrow:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_place() {
    for source in sources() {
        if source.below("bin") || source.below("manual") || source.name() == "lib.rs" {
            continue;
        }
        assert!(source.room().is_some(), "{} is in no room of the arrow", source.path.display());
    }
}

#[test]
fn the_library_never_prints() {
    let wrong: Vec<String> =
        sources().iter().filter(|source| !source.below("bin")).flat_map(prints).collect();
    assert!(wrong.is_empty(), "printing in the library:\n{}", wrong.join("\n"));
}

#[test]
fn one_room_writes_files() {
    let written = |source: &&Source| source.room() != Some("fsx") && source.name() != "build.rs";
    let wrong: Vec<String> = sources().iter().filter(written).flat_map(writes).collect();
    assert!(wrong.is_empty(), "files written outside of fsx:\n{}", wrong.join("\n"));
}

/// Sentences are there for every face: they know of no argument, no terminal, no exit code.
#[test]
fn words_know_no_face() {
    let words = |source: &&Source| source.parts().starts_with(&["bin", "plis", "words"]);
    let wrong: Vec<String> = sources().iter().filter(words).flat_map(names_a_face).collect();
    assert!(wrong.is_empty(), "words that know a face:\n{}", wrong.join("\n"));
}

/// What only the desk handles: where rules are kept, and what does the work. A face names none of it.
const BEHIND_THE_DESK: [&str; 15] = [
    "Registry",
    "Keyring",
    "opening::run",
    "opening::record_refusal",
    "team_for",
    "nothing_is_ahead",
    "Story::read",
    "Register::read",
    "Register::read_with",
    "record::papers",
    "read_roll",
    "audit::audit",
    "record::compare",
    "read_key_file",
    "needs_password",
];

/// What a person can ask is asked at the desk, by every face.
#[test]
fn faces_ask_at_the_desk() {
    let sources = sources();
    let mut found: Vec<String> = sources
        .iter()
        .filter(|source| source.below("bin") && !behind_the_desk(source).is_empty())
        .map(|source| source.parts()[2..].join("/"))
        .collect();
    found.sort();
    assert!(found.is_empty(), "faces that go behind the desk:\n{}", found.join("\n"));
}

/// Each wall is seen to stop what it should.
#[test]
fn the_walls_stand() {
    let source = |path: &str, text: &str| Source::new(Path::new(path).to_owned(), text);
    let against = |path, text| against_the_arrow(&source(path, text));
    assert_eq!(against("src/cms/ber.rs", "use crate::keys::Certificate;").len(), 1);
    assert_eq!(
        against("src/cms/ber.rs", "use crate::{crypto::Hash, opening::{Item, run}, limits};").len(),
        1
    );
    assert_eq!(against("src/time.rs", "fn f() { super::report::json::write() }").len(), 1);
    assert_eq!(against("src/journal/reader.rs", "use crate::register::Register;").len(), 1);
    assert_eq!(against("src/audit/rule.rs", "use crate::opening::Item;").len(), 1);
    assert!(against("src/report/json.rs", "use crate::{opening::Item, time::{Zone}};").is_empty());
    assert!(against("src/report/json.rs", "use super::document::Row; // crate::bin").is_empty());
    assert!(
        against("src/cms/ber.rs", "#[cfg(test)]\nmod tests { use crate::keys::Certificate; }").is_empty()
    );
    let faces = |text| names_a_face(&source("src/bin/plis/words/number.rs", text)).len();
    assert_eq!(faces("use crate::{cli::Session, words::Lang};"), 1);
    assert_eq!(faces("use crate::words::Lang;"), 0);
    let behind = |text| behind_the_desk(&source("src/bin/plis/cli/home.rs", text)).len();
    assert_eq!(behind("let finished = opening::run(&request)?;"), 1);
    assert_eq!(behind("use plis::registry::{Access, Registry};"), 1);
    assert_eq!(behind("let register = Register::read(&path)?;"), 1);
    assert_eq!(behind("use plis::registry::{KeyRecord, RegistryError};"), 0);
    assert_eq!(behind("Error::Registry(error) => exit(error),"), 0);
    assert_eq!(prints(&source("src/keys/mod.rs", "fn f() { eprintln!(\"x\"); }")).len(), 1);
    assert!(prints(&source("src/keys/mod.rs", "fn f() { let s = \"println!\"; }")).is_empty());
    assert_eq!(writes(&source("src/opening/mod.rs", "std::fs::write(path, b\"\")?;")).len(), 1);
    assert_eq!(writes(&source("src/bin/plis/main.rs", "File::create(path)?;")).len(), 1);
}

impl Source {
    /// The room it belongs to: a folder, or a file of that name.
    fn room(&self) -> Option<&str> {
        let first = self.parts().first().map(|part| part.trim_end_matches(".rs"))?;
        place(first).map(|_| first)
    }

    /// Rooms named after `crate::`, and after as many `super::` as lead to it.
    fn imports(&self) -> Vec<String> {
        let depth = self.parts().len() - usize::from(self.name() == "mod.rs");
        let root = "super::".repeat(depth);
        ["crate::", root.as_str()].iter().flat_map(|prefix| named_after(&self.code, prefix)).collect()
    }
}

/// The row of the arrow that a room stands in.
fn place(room: &str) -> Option<usize> {
    ARROW.iter().position(|row| row.contains(&room))
}

fn against_the_arrow(source: &Source) -> Vec<String> {
    let Some(room) = source.room() else { return Vec::new() };
    let here = place(room);
    source
        .imports()
        .into_iter()
        .filter(|import| import != room && place(import).is_some())
        .filter(|import| place(import) > here || (place(import) == here && here != Some(0)))
        .map(|import| format!("{}: {room} imports {import}", source.path.display()))
        .collect()
}

fn behind_the_desk(source: &Source) -> Vec<String> {
    let is_word = |line: &str, at: usize, word: &str| {
        let part = |c: char| c.is_alphanumeric() || c == '_';
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        // A variant of that name is another thing.
        let of = before.strip_suffix("::").and_then(|path| path.rsplit(|c| !part(c)).next());
        let is_variant = of.is_some_and(|of| of.starts_with(char::is_uppercase))
            || after.trim_start().starts_with(['{', '('])
                && word.starts_with(char::is_uppercase)
                && !word.contains("::");
        !before.ends_with(part) && !after.starts_with(part) && !is_variant
    };
    let named = |line: &str| {
        let mut words = BEHIND_THE_DESK.iter();
        words.find(|word| line.match_indices(**word).any(|(at, _)| is_word(line, at, word))).copied()
    };
    source.code.lines().filter_map(|line| named(line).map(str::to_owned)).collect()
}

fn names_a_face(source: &Source) -> Vec<String> {
    let named = named_after(&source.code, "crate::").into_iter();
    let faces = named.filter(|name| ["cli", "confine"].contains(&name.as_str()));
    faces.map(|face| format!("{}: {face}", source.path.display())).collect()
}

fn prints(source: &Source) -> Vec<String> {
    found(source, &PRINTING)
}

fn writes(source: &Source) -> Vec<String> {
    found(source, &WRITING)
}

fn found(source: &Source, words: &[&str]) -> Vec<String> {
    let mut hits = Vec::new();
    for (number, line) in (1..).zip(source.code.lines()) {
        for word in words {
            let starts_a_word = |at: usize| {
                word.starts_with('.') || !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            };
            if line.match_indices(word).any(|(at, _)| starts_a_word(at)) {
                hits.push(format!("{}:{number}: {word}", source.path.display()));
                break;
            }
        }
    }
    hits
}

/// The first names after each `prefix`: one, or those of a group in braces.
fn named_after(code: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        if !rest.starts_with('{') {
            names.push(identifier(rest));
            continue;
        }
        let mut depth = 0;
        let mut expects_name = false;
        for (at, c) in rest.char_indices() {
            match c {
                '{' => {
                    depth += 1;
                    expects_name = depth == 1;
                }
                '}' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                ',' => expects_name = depth == 1,
                c if expects_name && (c.is_alphabetic() || c == '_') => {
                    names.push(identifier(&rest[at..]));
                    expects_name = false;
                }
                _ => {}
            }
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Files with `unsafe`, each with its argument beside it. The list is in the threat model too.
const UNSAFE: [&str; 10] = [
    "src/bin/plis/cli/environment.rs",
    "src/bin/plis/confine/linux/detached.rs",
    "src/bin/plis/console/windows.rs",
    "src/bin/plis/memory.rs",
    "src/bin/plis/windows.rs",
    "src/crypto/aws_lc/evp.rs",
    "src/fsx/system/windows/calls.rs",
    "src/keys/token/windows/calls.rs",
    "src/keys/token/windows/calls/key.rs",
    "src/secret/registers.rs",
];

#[test]
fn unsafe_stands_in_named_places_only() {
    let is_unsafe = |source: &&Source| {
        let words = source.code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.into_iter().any(|word| word == "unsafe")
    };
    let sources = sources();
    let mut found: Vec<String> = sources
        .iter()
        .filter(is_unsafe)
        .map(|source| source.path.to_string_lossy().replace('\\', "/"))
        .collect();
    found.sort();
    assert_eq!(found, UNSAFE);
    let manual = include_str!("../../src/manual/threat_model.md");
    assert!(UNSAFE.iter().all(|place| manual.contains(place)), "the threat model does not name them");
}

/// Every dependency is the registry's, by name and checksum: no repository, no folder, no other registry.
#[test]
fn every_package_has_its_checksum() {
    let lock = include_str!("../../Cargo.lock");
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 100);
    for package in packages {
        let says = |name: &str| package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
        let name = says("name").expect("a name");
        if name != "\"plis\"" {
            let source = says("source").unwrap_or_else(|| panic!("{name} has no source"));
            assert!(source.starts_with("\"registry+"), "{name} comes from {source}");
            assert!(says("checksum").is_some(), "{name} has no checksum");
        }
    }
}
