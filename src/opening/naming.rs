//! Final names: an envelope's own where every file system takes it, else a safe one, and no two that some take for one.

use std::{
    collections::{HashMap, HashSet},
    ffi::{OsStr, OsString},
    iter,
    path::{Path, PathBuf},
};

use super::{
    names::{collision_key, looks_the_same, safe_name, told_apart_from},
    outcome::Reason,
    plan::{Decision, Task},
    resume::Earlier,
};

/// Gives every task its final name, in the order of the plan, whatever is done with it: a rerun that is asked for less
/// must know what it sees.
///
/// What an earlier run opened keeps the name that it got then. After it come those whose own names are safe, so that they
/// keep them. Two envelopes that have one name are left so, for [`settle_collisions`](super::collisions) to judge.
/// `longest`: the octets that the place takes in a name.
pub(super) fn give_names(tasks: &mut [Task], earlier: &Earlier, longest: usize) {
    let mut tree = Tree { nodes: vec![Node::default()], longest };
    let mut new = Vec::with_capacity(tasks.len());
    for (index, task) in tasks.iter_mut().enumerate() {
        if matches!(task.decision, Decision::Settled(Reason::OutputCollision, _)) {
            continue;
        }
        let Some(own) = task.output.as_deref() else { continue };
        match earlier.name_given(own) {
            Some(given) => {
                tree.keep(own, &given);
                task.is_given(given);
            }
            None => new.push(index),
        }
    }
    for only_safe in [true, false] {
        new.retain(|&index| {
            let given = tasks[index].output.as_deref().and_then(|own| tree.name(own, only_safe));
            let is_named = given.is_some();
            if let Some(given) = given {
                tasks[index].is_given(given);
            }
            !is_named
        });
    }
}

impl Task {
    /// Takes a final name, and remembers its own where a reader sees that it is another.
    fn is_given(&mut self, given: PathBuf) {
        let own = self.output.replace(given);
        let differs = own.as_deref() != self.output.as_deref();
        if differs && self.own_name.is_none() {
            let output = self.output.as_deref();
            self.own_name = own.filter(|own| !output.is_some_and(|output| looks_the_same(own, output)));
        }
    }
}

/// The folders of the final names, and what is in them.
struct Tree {
    nodes: Vec<Node>,
    longest: usize,
}

#[derive(Default)]
struct Node {
    /// By their own names: what they are called, and where they are.
    below: HashMap<OsString, (OsString, usize)>,
    /// What no other may be called, on any file system.
    taken: HashSet<String>,
}

impl Tree {
    /// A name that an earlier run gave.
    fn keep(&mut self, own: &Path, given: &Path) {
        let mut at = 0;
        for (own, called) in own.iter().zip(given) {
            at = match self.nodes[at].below.get(own) {
                Some((known, below)) if known == called => *below,
                // A folder that two runs named otherwise: what comes next goes to the first.
                known => {
                    let is_new = known.is_none();
                    self.nodes[at].taken.insert(collision_key(&called.to_string_lossy()));
                    self.add(at, is_new.then_some(own), called.to_owned())
                }
            };
        }
    }

    /// The final name of what has this name of its own; `None` when that is not safe and `only_safe` are wanted.
    fn name(&mut self, own: &Path, only_safe: bool) -> Option<PathBuf> {
        let mut given = PathBuf::new();
        let mut at = 0;
        let mut names = own.iter().enumerate().peekable();
        while let Some((depth, name)) = names.next() {
            if let Some((called, below)) = self.nodes[at].below.get(name) {
                given.push(called);
                at = *below;
                continue;
            }
            let safe = safe_name(name, self.longest);
            let is_own = name.to_str() == Some(&safe);
            if only_safe && !is_own {
                return None;
            }
            let is_file = names.peek().is_none();
            let whole = || own.iter().take(depth + 1).collect::<PathBuf>();
            let others = (0_u32..).map(|n| {
                let mut by = format!("{n}\0").into_bytes();
                by.extend(whole().as_os_str().as_encoded_bytes());
                told_apart_from(&safe, &by, is_file, self.longest)
            });
            let taken = &mut self.nodes[at].taken;
            let free = iter::once(safe.clone()).chain(others).find(|name| taken.insert(collision_key(name)));
            let called = OsString::from(free.unwrap_or(safe));
            if only_safe && called != name {
                // It gives way to one that is called so already, in its turn.
                self.nodes[at].taken.remove(&collision_key(&called.to_string_lossy()));
                return None;
            }
            given.push(&called);
            at = self.add(at, Some(name), called);
        }
        Some(given)
    }

    fn add(&mut self, at: usize, own: Option<&OsStr>, called: OsString) -> usize {
        let new = self.nodes.len();
        self.nodes.push(Node::default());
        if let Some(own) = own {
            self.nodes[at].below.insert(own.to_owned(), (called, new));
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, value::RawValue};

    use super::*;
    use crate::{
        journal::{Entry, Located, kind},
        opening::{named::Named, plan::Input, written},
    };

    fn tasks(names: &[&str]) -> Vec<Task> {
        let task = |name: &&str| Task {
            inputs: vec![Input { path: name.into(), size: 1, digest: None, within: None }],
            root: 0,
            output: Some(name.into()),
            own_name: None,
            decision: Decision::Open,
            envelope: None,
            deposit: None,
            named: Named::default(),
        };
        names.iter().map(task).collect()
    }

    fn earlier(rows: &[serde_json::Value]) -> Earlier {
        let mut earlier = Earlier::new(tempfile::tempfile().expect("a file").into(), u64::MAX);
        for row in rows {
            let data = RawValue::from_string(row.to_string()).expect("JSON");
            let at = "2026-12-18T11:00:04Z".parse().expect("an instant");
            let (prev, hash) = Default::default();
            let entry = Entry { seq: 1, at, kind: kind::OUTCOME.to_owned(), prev, data, hash };
            earlier.take(&Located { offset: 0, length: 1, entry });
        }
        earlier
    }

    fn opened(output: &str, own_name: Option<&str>) -> serde_json::Value {
        json!({
            "input": "a.p7m", "root": "in", "output": output, "own_name": own_name, "status": "opened",
            "reason": null, "bytes_in": 0, "receipt": "unverifiable", "recipients": [], "duration_ms": 0,
        })
    }

    fn given_after(rows: &[serde_json::Value], names: &[&str], longest: usize) -> Vec<String> {
        let mut tasks = tasks(names);
        give_names(&mut tasks, &earlier(rows), longest);
        tasks.iter().map(|task| written::path(task.output.as_deref().expect("named"))).collect()
    }

    fn given(names: &[&str]) -> Vec<String> {
        given_after(&[], names, 255)
    }

    /// `~` and eight digits, where a name was told apart, as `~#`.
    fn unmarked(name: &str) -> String {
        let Some((start, rest)) = name.split_once('~') else { return name.to_owned() };
        let (mark, rest) = rest.split_at(8);
        assert!(mark.bytes().all(|c| c.is_ascii_hexdigit()), "{name}");
        format!("{start}~#{}", unmarked(rest))
    }

    fn shapes(names: &[&str]) -> Vec<String> {
        given(names).iter().map(|name| unmarked(name)).collect()
    }

    #[test]
    fn own_names_are_kept_where_they_are_safe() {
        let names = ["plis/a.pdf", "plis/Lot 1/été.zip", "plis/Lot 1/b"];
        assert_eq!(given(&names), names);
        assert_eq!(given(&["plis/x", "plis/x"]), ["plis/x", "plis/x"], "one name is judged elsewhere");
        assert_eq!(given(&["plis/x", "plis/x/y"]), ["plis/x", "plis/x/y"], "so is a folder's");
    }

    #[test]
    fn what_some_system_refuses_has_another_name() {
        assert_eq!(
            given(&["plis/prix: 1?.pdf", "plis/nul.pdf", "plis/lot \"A\" /b", "plis/.cache/c."]),
            ["plis/prix_ 1_.pdf", "plis/_nul.pdf", "plis/lot _A_/b", "plis/_cache/c"]
        );
    }

    #[test]
    fn what_some_system_takes_for_one_is_told_apart() {
        assert_eq!(shapes(&["plis/Offre.pdf", "plis/offre.pdf"]), ["plis/Offre.pdf", "plis/offre~#.pdf"]);
        assert_eq!(shapes(&["plis/DUPONT/a", "plis/Dupont/a"]), ["plis/DUPONT/a", "plis/Dupont~#/a"]);
        assert_eq!(shapes(&["plis/e\u{301}", "plis/é"]), ["plis/é~#", "plis/é"]);
        assert_eq!(shapes(&["plis/a?", "plis/a_", "plis/a*"]), ["plis/a_~#", "plis/a_", "plis/a_~#"]);
        // A folder, and a file that a system would take for it.
        assert_eq!(shapes(&["plis/A/b", "plis/a"]), ["plis/A/b", "plis/a~#"]);
        let thrice = given(&["plis/A?", "plis/a?", "plis/a:"]);
        assert_eq!(thrice.iter().map(|name| collision_key(name)).collect::<HashSet<_>>().len(), 3);
    }

    #[test]
    fn what_a_name_is_does_not_depend_on_what_is_beside_it_but_for_the_first() {
        let alone = given(&["plis/a_", "plis/a?"]);
        let beside = given(&["plis/a_", "plis/a:", "plis/a?"]);
        assert_eq!(alone[1], beside[2]);
    }

    #[cfg(unix)] // names that are not Unicode
    #[test]
    fn octets_that_are_no_text_are_replaced_and_told_apart() {
        use std::os::unix::ffi::OsStrExt as _;
        let own = |octets: &[u8]| Some(PathBuf::from(OsStr::from_bytes(octets)));
        let mut tasks = tasks(&["1", "2"]);
        tasks[0].output = own(b"plis/\xe9t\xe9.pdf");
        tasks[1].output = own(b"plis/\xe8t\xe8.pdf");
        give_names(&mut tasks, &earlier(&[]), 255);
        let name = |task: &Task| unmarked(task.output.as_deref().and_then(Path::to_str).expect("UTF-8"));
        assert_eq!((name(&tasks[0]), name(&tasks[1])), ("plis/_t_.pdf".into(), "plis/_t_~#.pdf".into()));
        assert_eq!(tasks[0].own_name, own(b"plis/\xe9t\xe9.pdf"));
    }

    #[test]
    fn the_place_says_how_long_names_are() {
        let long = format!("plis/{}1.pdf", "é".repeat(90));
        let other = format!("plis/{}2.pdf", "é".repeat(90));
        assert_eq!(given(&[&long]), [&*long]);
        let short = given_after(&[], &[&long, &other], 143);
        for name in &short {
            let name = name.strip_prefix("plis/").expect("its folder");
            assert!((141..=143).contains(&name.len()), "{name}");
            assert_eq!(&name[name.len() - 4..], ".pdf");
        }
        assert_ne!(short[0], short[1]);
    }

    #[test]
    fn what_an_earlier_run_opened_keeps_its_name() {
        // By an older version, under a name that is not safe, on a disk that takes it.
        assert_eq!(given_after(&[opened("plis/a?", None)], &["plis/a?"], 255), ["plis/a?"]);
        // What is new in its folder goes there too.
        let old = [opened("plis/lot?/a", None)];
        assert_eq!(given_after(&old, &["plis/lot?/a", "plis/lot?/b:"], 255), ["plis/lot?/a", "plis/lot?/b_"]);
        let told_apart = [opened("plis/Lot~1/a", Some("plis/Lot/a")), opened("plis/LOT/a", None)];
        assert_eq!(
            given_after(&told_apart, &["plis/Lot/a", "plis/Lot/b"], 255),
            ["plis/Lot~1/a", "plis/Lot~1/b"]
        );
        // Under a safe name, before another came that has it as its own.
        let renamed = [opened("plis/a_", Some("plis/a?"))];
        let now = given_after(&renamed, &["plis/a?", "plis/a_"], 255);
        assert_eq!((&*now[0], &*unmarked(&now[1])), ("plis/a_", "plis/a_~#"));
        // The other one opened it, with nothing changed.
        let other = [opened("plis/a_", None)];
        let now = given_after(&other, &["plis/a?", "plis/a_"], 255);
        assert_eq!((&*unmarked(&now[0]), &*now[1]), ("plis/a_~#", "plis/a_"));
    }

    #[test]
    fn a_row_says_the_own_name_where_a_reader_sees_that_it_is_another() {
        let mut tasks = tasks(&["plis/a?", "plis/b", "plis/e\u{301}"]);
        give_names(&mut tasks, &earlier(&[]), 255);
        let own: Vec<_> = tasks.iter().map(|task| task.own_name.as_deref()).collect();
        assert_eq!(own, [Some(Path::new("plis/a?")), None, None]);
    }

    /// Every one collides with thousands.
    #[test]
    fn ten_thousand_names_of_one_are_told_apart() {
        let variants = |n: u32| {
            let letter = |bit: u32| if n >> bit & 1 == 0 { 'a' } else { 'A' };
            format!("plis/{}{}.pdf", (0..14).map(letter).collect::<String>(), "\u{fdfa}".repeat(20))
        };
        let names: Vec<String> = (0..10_000).map(variants).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let keys: HashSet<String> = given(&names).iter().map(|name| collision_key(name)).collect();
        assert_eq!(keys.len(), 10_000);
    }
}
