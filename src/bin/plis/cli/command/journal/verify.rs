//! `journal verify`: the journal first, then everything else against it.

use std::{
    io::{BufReader, Write},
    path::Path,
};

use plis::{
    journal::{Damage, Reader, What},
    opening::story::Watch,
    record::{self, Compared, Finding, Linked},
    registry::{OpeningTold, Registry},
    report::untrusted,
    time::Zone,
};
use serde_json::{Value, json};

use super::damaged;
use crate::{
    cli::{Session, args::seal::TextOrJson, error::Error, exit::Exit, home},
    words::{comparison, number, outcome::capitalized},
};

/// The folder of an opening: its journal, its papers, its plaintexts, and the registry's copy where there is one.
pub(super) fn opening(
    session: &Session,
    folder: &Path,
    head: Option<&str>,
    format: TextOrJson,
) -> Result<Exit, Error> {
    let registry = at_hand(session);
    let readable = registry.as_ref().ok().and_then(Option::as_ref);
    let mut compared = record::compare(folder, readable).map_err(|damage| damaged(folder, damage))?;
    if let Err(sentence) = registry {
        // One that the opening is written in, and one that is nothing to it, look the same from here.
        if compared.linked == Linked::Elsewhere {
            compared.findings.push(Finding::Registry { error: sentence });
        } else {
            session.warn(&sentence);
        }
    }
    let position = &compared.story.position;
    if let Some(head) = head
        && !compared.story.has(&head.to_ascii_lowercase())
    {
        let what = What::AnotherHead { expected: head.to_owned(), found: position.head.clone() };
        return Err(damaged(folder, Damage { line: position.entries, offset: position.offset, what }));
    }
    match format {
        TextOrJson::Json => tell(session, &as_json(&compared))?,
        TextOrJson::Text => {
            for line in lines(session, &compared) {
                writeln!(session.out(), "{line}").map_err(Error::Output)?;
            }
        }
    }
    match compared.findings.len() {
        0 => Ok(Exit::Done),
        count => Err(Error::Differs { path: folder.to_owned(), count }),
    }
}

/// The registry of this run, if there is one; else why it cannot be read.
fn at_hand(session: &Session) -> Result<Option<Registry>, String> {
    let Some(_) = session.home().filter(|home| Registry::is_in(home)) else { return Ok(None) };
    home::open(session).map(Some).map_err(|error| error.account(session.tongue()).sentence)
}

fn lines(session: &Session, compared: &Compared) -> Vec<String> {
    let (say, tongue, story) = (session.say(), session.tongue(), &compared.story);
    let whole = |count: u64| number::whole(session.lang(), count);
    let mut lines =
        vec![capitalized(&say.journal_chain_whole(story.position.entries, whole(story.position.entries)))];
    if story.papers.is_some() && compared.findings.is_empty() {
        lines.push(capitalized(&say.journal_compared(compared.plaintexts, whole(compared.plaintexts))));
    }
    match compared.linked {
        Linked::Elsewhere => lines.push(capitalized(&say.journal_registry_elsewhere())),
        Linked::Here if compared.findings.is_empty() => {
            lines.push(capitalized(&say.journal_registry_agrees()));
        }
        Linked::No | Linked::Here => {}
    }
    // They begin with the name of a file.
    lines.extend(compared.findings.iter().map(|finding| comparison::finding(finding, tongue)));
    lines.extend(story.backwards.iter().map(|back| capitalized(&comparison::backwards(back, tongue))));
    lines.push(say.journal_head(&story.position.head));
    lines
}

fn as_json(compared: &Compared) -> Value {
    let position = &compared.story.position;
    json!({
        "journal": { "entries": position.entries, "head": position.head },
        "plaintexts": compared.plaintexts,
        "registry": match compared.linked {
            Linked::No => "none",
            Linked::Elsewhere => "elsewhere",
            Linked::Here => "compared",
        },
        "findings": compared.findings,
        "backwards": compared.story.backwards,
    })
}

/// The registry's own journal, to the head that vouches for it.
pub(super) fn registry(session: &Session, head: Option<&str>, format: TextOrJson) -> Result<Exit, Error> {
    let registry = home::open(session)?;
    let path = registry.home().to_owned();
    let openings = registry.openings()?;
    let (expected, source) = registry.into_journal()?;
    let broken = |damage| Error::Journal { path: path.clone(), damage: Box::new(damage) };
    let mut reader = Reader::new(BufReader::new(source));
    let (mut watch, mut named) = (Watch::default(), head.is_none());
    while let Some(located) = reader.next().transpose().map_err(broken)? {
        expected.compare(&located).map_err(broken)?;
        watch.take(&located.entry);
        named |= head.is_some_and(|head| head.eq_ignore_ascii_case(&located.entry.hash));
    }
    let position = reader.position();
    expected.reached(&position).map_err(broken)?;
    if let Some(head) = head.filter(|_| !named) {
        let what = What::AnotherHead { expected: head.to_owned(), found: position.head };
        return Err(broken(Damage { line: position.entries, offset: position.offset, what }));
    }
    let (say, tongue, backwards) = (session.say(), session.tongue(), watch.into_found());
    let begun: Vec<&OpeningTold> = openings.iter().filter(|told| told.ended.is_none()).collect();
    if let TextOrJson::Json = format {
        let begun: Vec<Value> = begun
            .iter()
            .map(|told| json!({ "run": told.started.run, "at": told.at, "folder": told.started.folder }))
            .collect();
        let journal = json!({ "entries": position.entries, "head": position.head });
        tell(session, &json!({ "journal": journal, "openings_without_end": begun, "backwards": backwards }))?;
        return Ok(Exit::Done);
    }
    let count = number::whole(session.lang(), position.entries);
    let mut lines = vec![capitalized(&say.journal_whole_registry(position.entries, count))];
    lines.extend(begun.into_iter().map(|told| {
        let at = number::instant(session.lang(), told.at, Zone::PARIS);
        say.journal_opening_without_end(at, untrusted::text(&told.started.folder))
    }));
    lines.extend(backwards.iter().map(|back| capitalized(&comparison::backwards(back, tongue))));
    lines.push(say.journal_head(&position.head));
    for line in lines {
        writeln!(session.out(), "{line}").map_err(Error::Output)?;
    }
    Ok(Exit::Done)
}

fn tell(session: &Session, value: &Value) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    writeln!(session.out(), "{text}").map_err(Error::Output)
}
