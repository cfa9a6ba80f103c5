//! Final names that two envelopes would have, or one and a folder of another.

use std::path::Path;

use super::{
    outcome::{Detail, Reason},
    plan::{Decision, Task},
    written,
};

/// Refuses the tasks whose final names collide: all that share one, and one whose name is a folder of another's. Names
/// that only some file systems take for one were told apart before ([`give_names`](super::naming::give_names)).
///
/// A file that is no envelope takes no name, so that a document in clear cannot keep the envelope beside it
/// from being opened. `is_envelope` is asked only where a name is wanted twice, and of each task once at most, so that
/// what a bidder made slow to read is read once. The time is that of sorting the names.
pub(super) fn settle_collisions(tasks: &mut [Task], is_envelope: &dyn Fn(&Task) -> bool) {
    for (index, other) in collisions(tasks, is_envelope) {
        let input = tasks[other].inputs.first().map_or_else(String::new, |input| written::path(&input.path));
        tasks[index].decision =
            Decision::Settled(Reason::OutputCollision, Some(Box::new(Detail::SameOutputAs { input })));
    }
}

/// Each task that is refused, with one whose name collides with its own.
fn collisions(tasks: &[Task], is_envelope: &dyn Fn(&Task) -> bool) -> Vec<(usize, usize)> {
    let mut names: Vec<(&Path, usize)> = tasks
        .iter()
        .enumerate()
        .filter(|(_, task)| task.decision == Decision::Open)
        .filter_map(|(index, task)| Some((task.output.as_deref()?, index)))
        .collect();
    // In this order a name is followed by all that is below it.
    names.sort_unstable();
    let mut asked: Vec<Option<bool>> = vec![None; tasks.len()];
    let mut takes = |name: &(&Path, usize)| {
        let index = name.1;
        *asked[index].get_or_insert_with(|| is_envelope(&tasks[index]))
    };
    let mut collisions = Vec::new();

    // Names that what comes next may be below, the innermost last: where each begins and ends in the order.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    loop {
        let name = names.get(start).map(|(name, _)| *name);
        let is_below = |(folder, _): &mut (usize, usize)| {
            name.is_some_and(|name: &Path| name.starts_with(names[*folder].0))
        };
        while let Some((from, to)) = open.pop_if(|folder| !is_below(folder)) {
            let (folder, below) = (&names[from..to], &names[to..start]);
            if below.is_empty() || !folder.iter().any(&mut takes) {
                continue;
            }
            if let Some((_, inside)) = below.iter().find(|name| takes(name)) {
                let envelopes = folder.iter().filter(|name| takes(name));
                collisions.extend(envelopes.map(|(_, index)| (*index, *inside)));
            }
        }
        let Some(name) = name else { break };
        let same = names[start..].iter().take_while(|(other, _)| *other == name).count();
        if same > 1 {
            let envelopes: Vec<usize> = names[start..start + same]
                .iter()
                .filter(|name| takes(name))
                .map(|(_, index)| *index)
                .collect();
            if let [first, second, ..] = envelopes[..] {
                let other = |index| if index == first { second } else { first };
                collisions.extend(envelopes.iter().map(|&index| (index, other(index))));
            }
        }
        open.push((start, start + same));
        start += same;
    }
    collisions.sort_unstable();
    collisions.dedup_by_key(|(index, _)| *index);
    collisions
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::opening::plan::Input;

    fn task(input: &str, output: &str) -> Task {
        let inputs = vec![Input { path: input.into(), size: 1, digest: None, within: None }];
        Task {
            inputs,
            root: 0,
            output: Some(output.into()),
            own_name: None,
            decision: Decision::Open,
            envelope: None,
            deposit: None,
            named: crate::opening::named::Named::default(),
        }
    }

    /// Tasks named `output:input`, or `output` alone; for each, the input that it collides with. What ends in `.pdf`
    /// is no envelope. Nothing is asked twice.
    fn collided(names: &[&str]) -> Vec<Option<String>> {
        let mut tasks: Vec<Task> = names
            .iter()
            .map(|name| {
                name.split_once(':').map_or_else(|| task(name, name), |(output, input)| task(input, output))
            })
            .collect();
        let asked = RefCell::new(Vec::new());
        settle_collisions(&mut tasks, &|task| {
            let path = &task.inputs[0].path;
            assert!(!asked.borrow().contains(path), "{} is read twice", path.display());
            asked.borrow_mut().push(path.clone());
            path.extension().is_none_or(|extension| extension != "pdf")
        });
        tasks
            .iter()
            .map(|task| match &task.decision {
                Decision::Open => None,
                Decision::Settled(Reason::OutputCollision, Some(detail)) => match &**detail {
                    Detail::SameOutputAs { input } => Some(input.clone()),
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            })
            .collect()
    }

    fn with(others: &[&str]) -> Vec<Option<String>> {
        others.iter().map(|other| Some((*other).to_owned()).filter(|other| !other.is_empty())).collect()
    }

    #[test]
    fn all_that_share_a_name_are_refused_and_told_of_another() {
        let found = collided(&["a:a.p7m", "a:a.enc", "b", "a:a.cms"]);
        assert_eq!(found, with(&["a.enc", "a.p7m", "", "a.p7m"]));
    }

    #[test]
    fn a_name_that_is_a_folder_of_another_is_refused() {
        assert_eq!(collided(&["a", "a/b", "ab", "a b/c"]), with(&["a/b", "", "", ""]));
        assert_eq!(collided(&["a/b/c/d", "a/b/c", "a"]), with(&["", "a/b/c/d", "a/b/c"]));
        assert_eq!(
            collided(&["a:1", "a/b", "a:2"]),
            with(&["a/b", "", "1"]),
            "for two reasons: the first of the others"
        );
    }

    #[test]
    fn a_document_in_clear_takes_no_name_from_an_envelope() {
        assert_eq!(collided(&["a:a.pdf", "a:a.p7m"]), with(&["", ""]));
        assert_eq!(collided(&["a:a.p7m", "a/b:b.pdf"]), with(&["", ""]), "nor from below");
        assert_eq!(collided(&["a:a.p7m", "a/b:b.pdf", "a/c:c.p7m"]), with(&["c.p7m", "", ""]));
        assert_eq!(collided(&["a:a.pdf", "a/b:b.p7m"]), with(&["", ""]));
    }

    /// Every one collides with thousands, in long names, above and below.
    #[test]
    fn ten_thousand_names_that_collide_are_each_read_once() {
        const FILES: usize = 10_000;
        let long = "\u{fdfa}".repeat(80);
        let name = |n: usize| match n % 4 {
            0 => "plis/x".to_owned(),
            1 => format!("plis/x/{long}/{long}/{n}"),
            2 => format!("plis/x/{long}"),
            _ => format!("plis{}", "/x".repeat(n / 4 % 1_000 + 1)),
        };
        for is_envelope in [|_| true, |number| number % 8 > 3, |_| false] {
            let mut tasks: Vec<Task> = (0..FILES).map(|n| task(&n.to_string(), &name(n))).collect();
            let asked = RefCell::new(vec![0; FILES]);
            settle_collisions(&mut tasks, &|task| {
                let number: usize =
                    task.inputs[0].path.to_str().and_then(|n| n.parse().ok()).expect("a number");
                asked.borrow_mut()[number] += 1;
                is_envelope(number)
            });
            assert!(asked.borrow().iter().all(|times| *times <= 1), "read twice");
            let refused = tasks.iter().filter(|task| task.decision != Decision::Open).count();
            assert_eq!(refused > 0, is_envelope(4), "{refused} are refused");
        }
    }
}
