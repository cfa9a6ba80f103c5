//! No circle between the files of one room, nor between those of the command line.
//!
//! A file leads to another when it names something of it, in a `use` or in its code. What a parent only passes on is
//! looked for where it stands. A child may name its parent, whose private parts it sees: that is no step.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use crate::source::{Source, sources};

/// A module or what is in one, from the root of its crate.
type Names = Vec<String>;

#[test]
fn no_circle_in_a_room() {
    let sources = sources();
    let (line, library): (Vec<_>, Vec<_>) = sources.iter().partition(|source| source.below("bin"));
    let mut found = circles(&line, false);
    found.extend(circles(&library, true));
    assert!(found.is_empty(), "circles:\n{}", found.join("\n"));
}

/// It is seen to find what it should.
#[test]
fn a_circle_is_seen() {
    let found = |files: &[(&str, &str)]| {
        let sources: Vec<Source> =
            files.iter().map(|(path, text)| Source::new(Path::new(path).to_owned(), text)).collect();
        circles(&sources.iter().collect::<Vec<_>>(), true)
    };
    let (one, other) = ("src/cms/one.rs", "src/cms/other.rs");
    for (first, second, circle) in [
        ("use super::other::Other;", "use crate::cms::{limits::Limit, one::{self, One}};", true),
        ("fn f() { super::other::f() }", "use super::one::One as Two;", true),
        ("use super::other::Other;", "use super::three::Three;", false),
        ("use super::other::Other;", "// use super::one::One;", false),
        ("use super::other::Other;", "#[cfg(test)]\nmod tests { use super::super::one::One; }", false),
        // Through the parent, which passes it on.
        ("use super::Other;", "use crate::cms::one::One;", true),
        ("use super::{Other, Two};", "", false),
    ] {
        let parent = ("src/cms/mod.rs", "mod one; pub use self::{one::Two, other::{Other, x as y}};");
        let circles = found(&[parent, (one, first), (other, second)]);
        assert_eq!(!circles.is_empty(), circle, "{first} {second} {circles:?}");
    }
    // A parent that calls its child, and the child that names what stands in the parent, are one thing.
    let parent = ("src/opening/rules.rs", "mod plan; pub struct Task; fn run() { plan::plan() }");
    let child = |text| ("src/opening/rules/plan.rs", text);
    assert!(found(&[parent, child("use super::Task;")]).is_empty());
    let other = ("src/opening/rules/other.rs", "use super::plan::Plan;");
    assert_eq!(found(&[parent, child("use super::other::f;"), other]).len(), 1);
    let other = ("src/opening/other.rs", "use super::rules::Task;");
    assert_eq!(found(&[parent, child("use crate::opening::other::f;"), other]).len(), 1);
    // Another room's is the arrow's business.
    let away = ("src/keys/mod.rs", "use crate::opening::Task;");
    assert!(found(&[away, ("src/opening/mod.rs", "use crate::keys::Key;")]).is_empty());
}

/// Each circle, as the files that lead to each other; of the whole crate, or room by room.
fn circles(sources: &[&Source], by_room: bool) -> Vec<String> {
    let modules: HashMap<Names, usize> =
        sources.iter().enumerate().map(|(index, source)| (module(source), index)).collect();
    let passed_on: Vec<HashMap<String, Names>> =
        sources.iter().map(|source| uses(source, &modules)).collect();
    let room = |index: usize| module(sources[index]).first().cloned();
    let leads: Vec<BTreeSet<usize>> = (0..sources.len())
        .map(|from| {
            named(sources[from], &modules)
                .iter()
                .filter_map(|names| stands_in(names, &modules, &passed_on, 0))
                .filter(|to| !module(sources[from]).starts_with(&module(sources[*to])))
                .filter(|to| !by_room || room(*to) == room(from))
                .collect()
        })
        .collect();
    let reach: Vec<BTreeSet<usize>> = (0..sources.len()).map(|from| reached(from, &leads)).collect();
    let mut circles: BTreeMap<BTreeSet<usize>, String> = BTreeMap::new();
    for from in (0..sources.len()).filter(|from| reach[*from].contains(from)) {
        let members: BTreeSet<usize> =
            reach[from].iter().filter(|to| reach[**to].contains(&from)).copied().collect();
        let line = |from: usize| {
            let to: Vec<_> = leads[from].intersection(&members).map(|to| path(sources[*to])).collect();
            format!("    {} -> {}", path(sources[from]), to.join(", "))
        };
        let text = members.iter().map(|member| line(*member)).collect::<Vec<_>>().join("\n");
        circles.entry(members).or_insert(text);
    }
    circles.into_values().map(|text| format!("a circle:\n{text}")).collect()
}

fn reached(from: usize, leads: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(at) = next.pop() {
        next.extend(leads[at].iter().filter(|to| reached.insert(**to)));
    }
    reached
}

fn path(source: &Source) -> String {
    source.path.to_string_lossy().replace('\\', "/")
}

/// The module that a file is.
fn module(source: &Source) -> Names {
    let mut parts: Names = source.parts().into_iter().map(str::to_owned).collect();
    if parts.first().is_some_and(|part| part == "bin") {
        parts.drain(..2.min(parts.len()));
    }
    let last = parts.pop().unwrap_or_default();
    match last.trim_end_matches(".rs") {
        "mod" | "lib" | "main" => parts,
        name => [parts, vec![name.to_owned()]].concat(),
    }
}

/// The file that has what is named, through those that only pass it on.
fn stands_in(
    names: &[String],
    modules: &HashMap<Names, usize>,
    passed_on: &[HashMap<String, Names>],
    depth: usize,
) -> Option<usize> {
    let at = (0..=names.len()).rev().find(|at| modules.contains_key(&names[..*at]))?;
    let file = *modules.get(&names[..at])?;
    let next = names.get(at).and_then(|name| passed_on[file].get(name));
    match next {
        Some(next) if depth < 8 => {
            let whole = [next, &names[at + 1..]].concat();
            stands_in(&whole, modules, passed_on, depth + 1)
        }
        _ => Some(file),
    }
}

/// What a `use` line brings.
struct Use {
    names: Names,
    /// What it is called here.
    called: String,
    /// Whether others may name it from here.
    passed_on: bool,
}

/// What a file's `use` lines bring, by the name it has there.
fn uses(source: &Source, modules: &HashMap<Names, usize>) -> HashMap<String, Names> {
    let here = module(source);
    let (uses, _) = use_lines(&source.code);
    uses.into_iter().filter_map(|one| Some((one.called, absolute(&one.names, &here, modules)?))).collect()
}

/// All that a file names of its own crate; what it only passes on is no step.
fn named(source: &Source, modules: &HashMap<Names, usize>) -> Vec<Names> {
    let here = module(source);
    let (uses, rest) = use_lines(&source.code);
    let words: BTreeSet<&str> = rest.split(|c: char| !is_of_word(c)).collect();
    let is_used = |one: &Use| !one.passed_on || words.contains(&*one.called);
    let mut named: Vec<Names> = uses.into_iter().filter(is_used).map(|one| one.names).collect();
    named.extend(inline_paths(&rest));
    named.iter().filter_map(|names| absolute(names, &here, modules)).collect()
}

/// From the root of the crate; nothing where it is of another crate, or of the file itself.
fn absolute(names: &[String], here: &[String], modules: &HashMap<Names, usize>) -> Option<Names> {
    let first = names.first()?;
    match first.as_str() {
        "crate" => Some(names[1..].to_vec()),
        "self" => Some([here, &names[1..]].concat()),
        "super" => {
            let up = names.iter().take_while(|name| *name == "super").count();
            Some([here.get(..here.len().checked_sub(up)?)?, &names[up..]].concat())
        }
        _ => {
            let child = [here, std::slice::from_ref(first)].concat();
            modules.contains_key(&child).then(|| [here, names].concat())
        }
    }
}

/// The `use` lines of a code, and the code without them.
fn use_lines(code: &str) -> (Vec<Use>, String) {
    let (mut uses, mut others, mut rest) = (Vec::new(), String::new(), code);
    while let Some(at) =
        rest.match_indices("use ").map(|(at, _)| at).find(|at| !rest[..*at].ends_with(is_of_word))
    {
        let before = rest[..at].trim_end();
        let visible =
            before.rsplit_once("pub(").is_some_and(|(_, within)| within.find(')') == Some(within.len() - 1));
        let passed_on = visible || before.ends_with("pub");
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end);
        let mut brought = Vec::new();
        tree(&[], &rest[at + 4..end], &mut brought);
        uses.extend(brought.into_iter().map(|(names, called)| Use { names, called, passed_on }));
        others.push_str(&rest[..at]);
        rest = &rest[end..];
    }
    others.push_str(rest);
    (uses, others)
}

/// What a tree of a `use` line brings, and what each is called.
fn tree(prefix: &[String], text: &str, brought: &mut Vec<(Names, String)>) {
    let text = text.trim();
    if let Some((path, group)) = text.split_once('{') {
        let prefix: Names = prefix.iter().cloned().chain(path_of(path)).collect();
        let group = group.trim_end().trim_end_matches('}');
        let (mut depth, mut from) = (0, 0);
        for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 || at == group.len() => {
                    tree(&prefix, &group[from..at], brought);
                    from = (at + 1).min(group.len());
                }
                _ => {}
            }
        }
        return;
    }
    let (path, called) = text.split_once(" as ").map_or((text, None), |(path, called)| (path, Some(called)));
    let mut names: Names = prefix.iter().cloned().chain(path_of(path)).collect();
    if names.len() > 1 && names.last().is_some_and(|last| last == "self" || last == "*") {
        names.pop();
    }
    let called = called.map_or_else(|| names.last().cloned(), |called| Some(called.trim().to_owned()));
    if let (false, Some(called)) = (text.is_empty(), called) {
        brought.push((names, called));
    }
}

fn path_of(text: &str) -> impl Iterator<Item = String> {
    text.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Paths of two names or more in a code.
fn inline_paths(code: &str) -> Vec<Names> {
    let mut paths = Vec::new();
    let mut from = 0;
    while let Some(start) = code[from..].find(is_of_word).map(|at| from + at) {
        let end = code[start..].find(|c| !(is_of_word(c) || c == ':')).map_or(code.len(), |at| start + at);
        let names: Names = path_of(&code[start..end]).collect();
        if names.len() > 1 && !code[..start].ends_with("::") && !code[..start].ends_with("(in ") {
            paths.push(names);
        }
        from = end;
    }
    paths
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
