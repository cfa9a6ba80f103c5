//! `journal verify`: the journal first, then everything else against it.

use std::{io::Write, path::Path};

use plis::{
    desk::{CompareOpening, JournalVerified, VerifyJournal},
    record::{Compared, Finding, Linked},
    report::untrusted,
    time::Zone,
};
use serde_json::{Value, json};

use crate::{
    cli::{
        Session,
        args::seal::TextOrJson,
        error::{Error, desk},
        exit::Exit,
    },
    words::{comparison, number, outcome::capitalized},
};

/// The folder of an opening: its journal, its papers, its plaintexts, and the registry's copy where there is one.
pub(super) fn opening(
    session: &Session,
    folder: &Path,
    head: Option<&str>,
    format: TextOrJson,
) -> Result<Exit, Error> {
    let asked = CompareOpening { folder: folder.to_owned(), head: head.map(str::to_owned) };
    let mut found = asked.run(&session.desk())?;
    if let Some(error) = &found.unread {
        let sentence = desk::account(error, session.tongue()).sentence;
        if found.misses_registry() {
            found.compared.findings.push(Finding::Registry { error: sentence });
        } else {
            session.warn(&sentence);
        }
    }
    let compared = found.compared;
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
    let asked = VerifyJournal { head: head.map(str::to_owned) };
    let JournalVerified { position, begun, backwards } = asked.run(&session.desk())?;
    let (say, tongue) = (session.say(), session.tongue());
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
    lines.extend(begun.iter().map(|told| {
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
