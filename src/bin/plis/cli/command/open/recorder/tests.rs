//! What somebody who has taken over the process that opens can have written by the other one.

use std::{
    ffi::OsString,
    io::{Read as _, Write as _},
    net::Shutdown,
    os::unix::net::UnixStream,
    path::Path,
    thread,
};

use plis::registry::{Access, By, OpeningStarted, OpeningTold, Registry};
use serde_json::json;

use super::*;
use crate::{
    cli::{
        args::{self, Cli, Command, Parsed},
        inherited::Environment,
    },
    words::Lang,
};

fn session(home: &Path) -> (Session, OpenEnvelopes) {
    let words = ["plis", "open", "depots", "-o", "ouverture", "--key", "entite.p12", "--home"];
    let words: Vec<OsString> = words.into_iter().map(OsString::from).chain([home.into()]).collect();
    let Ok(Parsed::Run(cli)) = args::parse(&words, Lang::En) else { panic!("an order") };
    let Cli { global, command: Command::Open(order) } = *cli else { panic!("to open") };
    let session = Session::new(Lang::En, &global, Environment::default()).expect("a session");
    (session, super::super::asked(&order.resolve().expect("an order")).expect("an order"))
}

/// What is said on the line, of a run that has begun.
type Line<'a> = &'a dyn Fn(&Begun) -> Vec<u8>;

/// A run that has begun, and what its registry says of it after these lines.
fn after(lines: &[Line<'_>]) -> (Vec<OpeningTold>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let (session, order) = session(folder.path());
    let mut registry = Registry::open(folder.path(), Access::CREATE).expect("a registry");
    let started = OpeningStarted {
        run: "ours".to_owned(),
        folder: "ouverture".to_owned(),
        host: String::new(),
        openers: Vec::new(),
        keys: Vec::new(),
        consultation: None,
        deadline: None,
        tied: Vec::new(),
    };
    let by =
        By { who: session.who().to_owned(), at: session.now(), system_at: None, account: None, reason: None };
    let entry = registry.opening_starts(&by, &started).expect("begun");
    let begun = Begun { run: "ours".to_owned(), at: session.now(), entry, keys: Vec::new() };
    let (mut ours, theirs) = UnixStream::pair().expect("a line");
    let said = thread::scope(|scope| {
        // Whatever is said to it, it comes to its end.
        scope.spawn(|| record(&session, &order, theirs));
        let mut said = String::new();
        for line in lines {
            // It may have ended already.
            let _ = ours.write_all(&line(&begun));
        }
        let _ = ours.shutdown(Shutdown::Write);
        let _ = ours.read_to_string(&mut said);
        said
    });
    registry.verify_journal().expect("read").expect("whole");
    (registry.openings().expect("read"), said)
}

fn line(message: &impl Serialize) -> Vec<u8> {
    [serde_json::to_vec(message).expect("JSON"), b"\n".to_vec()].concat()
}

fn takes(begun: &Begun) -> Vec<u8> {
    line(&Asked::Takes(begun.clone()))
}

fn ends(_: &Begun) -> Vec<u8> {
    line(
        &json!({ "ends": { "entries": 3, "head": "ab".repeat(32), "opened": 1, "refused": 0, "failed": 0 } }),
    )
}

fn links(_: &Begun) -> Vec<u8> {
    line(&Asked::Links { head: "ab".repeat(32), named: BTreeSet::new() })
}

#[test]
fn one_end_of_one_run_is_all_that_can_be_written() {
    let (openings, said) = after(&[&takes, &links, &ends, &ends]);
    assert_eq!(said.lines().count(), 3, "{said}");
    let [opening] = &openings[..] else { panic!("{openings:?}") };
    let ended = opening.ended.as_ref().expect("its end");
    assert_eq!((&*ended.run, ended.opened), ("ours", 1));
}

#[test]
fn anything_else_ends_the_line_and_writes_nothing() {
    let another_entry = |begun: &Begun| {
        let mut begun = begun.clone();
        begun.entry.hash = "0".repeat(64);
        takes(&begun)
    };
    let no_hash = |_: &Begun| {
        line(
            &json!({ "ends": { "entries": 3, "head": "\u{1b}[2J", "opened": 1, "refused": 0, "failed": 0 } }),
        )
    };
    let of_another_run = |begun: &Begun| {
        let text = String::from_utf8(ends(begun)).expect("UTF-8");
        text.replace("\"entries\"", "\"run\":\"another\",\"entries\"").into_bytes()
    };
    let garbage = |_: &Begun| b"{\"ends\":\n".to_vec();
    let unended = |begun: &Begun| ends(begun)[..20].to_vec();
    let long = |_: &Begun| vec![b' '; usize::try_from(MESSAGE).expect("fits") + 1];
    let attempts: [&[Line<'_>]; 9] = [
        &[&ends],
        &[&another_entry, &ends],
        &[&takes, &takes, &ends],
        &[&takes, &links, &links, &ends],
        &[&takes, &no_hash, &ends],
        &[&takes, &of_another_run, &ends],
        &[&takes, &garbage, &ends],
        &[&takes, &unended],
        &[&takes, &long, &ends],
    ];
    for (number, lines) in attempts.into_iter().enumerate() {
        let (openings, said) = after(lines);
        assert!(openings.iter().all(|opening| opening.ended.is_none()), "{number}: {openings:?}, {said}");
    }
}
