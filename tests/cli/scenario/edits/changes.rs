//! How a folder or a registry is edited.

use std::fs;

use rusqlite::Connection;

use super::JOURNAL;
use crate::world::World;

pub(super) type Change = Box<dyn Fn(&World)>;

/// What is edited, how, and where it is said.
pub(super) struct Edit(pub(super) &'static str, pub(super) Change, pub(super) &'static [&'static str]);

/// The first of these texts becomes another one.
pub(super) fn replaced(file: &'static str, from: &'static str, to: &'static str) -> Change {
    Box::new(move |world| {
        let text = String::from_utf8(world.read(file)).expect("UTF-8");
        assert!(text.contains(from), "{from} in {file}");
        world.put(file, text.replacen(from, to, 1));
    })
}

pub(super) fn removed(file: &'static str) -> Change {
    Box::new(move |world| fs::remove_file(world.path(file)).expect("removed"))
}

pub(super) fn added(file: &'static str) -> Change {
    Box::new(move |world| world.put(file, b"%PDF"))
}

/// The octets of a file, changed.
pub(super) fn changed(file: &'static str, change: fn(&mut Vec<u8>)) -> Change {
    changed_with(file, change)
}

fn changed_with(file: &'static str, change: impl Fn(&mut Vec<u8>) + 'static) -> Change {
    Box::new(move |world| {
        let mut octets = world.read(file);
        change(&mut octets);
        world.put(file, octets);
    })
}

/// The lines of the journal, changed.
pub(super) fn lines(change: fn(&mut Vec<String>)) -> Change {
    Box::new(move |world| {
        let text = String::from_utf8(world.read(JOURNAL)).expect("UTF-8");
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        change(&mut lines);
        world.put(JOURNAL, lines.concat());
    })
}

/// A statement by another program, which takes the triggers away for it and puts them back.
pub(super) fn sql(statement: &'static str) -> Change {
    Box::new(move |world| {
        let raw = Connection::open(world.path("registre/registry.db")).expect("open");
        let triggers: Vec<(String, String)> = raw
            .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            .expect("read")
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("read")
            .collect::<Result<_, _>>()
            .expect("read");
        for (name, _) in &triggers {
            raw.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
        }
        assert!(raw.execute(statement, []).expect("done") > 0, "{statement}");
        for (_, trigger) in &triggers {
            raw.execute_batch(trigger).expect("made again");
        }
    })
}

/// A file takes the place of another one.
pub(super) fn copied(from: &'static str, to: &'static str) -> Change {
    Box::new(move |world| world.put(to, world.read(from)))
}

/// The first digit after a text becomes the next one.
pub(super) fn counted(file: &'static str, before: &'static str) -> Change {
    changed_with(file, move |octets| {
        let at = octets.windows(before.len()).position(|window| window == before.as_bytes());
        let digit = &mut octets[at.expect("it is there") + before.len()];
        assert!(digit.is_ascii_digit(), "{before}");
        *digit = if *digit == b'9' { b'1' } else { *digit + 1 };
    })
}
