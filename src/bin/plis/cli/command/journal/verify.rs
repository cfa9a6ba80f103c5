//! `journal verify`: the journal first, then everything else against it.

use std::path::Path;

use plis::{
    desk::{CompareOpening, JournalVerified, OpeningCompared, VerifyJournal},
    record::{Compared, Finding, Linked, StampFound, StampsJudged},
    report::untrusted,
    time::Zone,
    timestamp::Stamp,
};
use serde_json::{Value, json};

use super::{print, tell};
use crate::{
    cli::{
        Session,
        args::{record::VerifyArgs, value::TextOrJson},
        error::{Error, desk},
        exit::Exit,
    },
    words::{comparison, number, outcome::capitalized, stamps},
};

/// An opening's, or without a folder the registry's.
pub(super) fn run(session: &Session, args: &VerifyArgs) -> Result<Exit, Error> {
    match &args.folder {
        Some(folder) => opening(session, folder, args),
        None => registry(session, args),
    }
}

/// The folder of an opening: its journal, its papers, its plaintexts, and the registry's copy where there is one.
fn opening(session: &Session, folder: &Path, args: &VerifyArgs) -> Result<Exit, Error> {
    let asked = CompareOpening {
        folder: folder.to_owned(),
        head: args.head.clone(),
        stamps: args.stamps.clone(),
        trusted: args.tsa_ca.clone(),
    };
    let mut found = asked.run(&session.desk())?;
    if let Some(error) = &found.unread {
        let sentence = desk::account(error, session.tongue()).sentence;
        if found.misses_registry() {
            found.compared.findings.push(Finding::Registry { error: sentence });
        } else {
            session.warn(&sentence);
        }
    }
    let OpeningCompared { compared, stamps, .. } = found;
    match args.format {
        TextOrJson::Json => tell(session, &as_json(&compared, &stamps))?,
        TextOrJson::Text => print(session, &lines(session, &compared, &stamps))?,
    }
    match compared.findings.len() {
        0 => Ok(Exit::Done),
        count => Err(Error::Differs { path: folder.to_owned(), count }),
    }
}

fn lines(session: &Session, compared: &Compared, stamps: &StampsJudged) -> Vec<String> {
    let (say, tongue, story) = (session.say(), session.tongue(), &compared.story);
    let whole = |count: u64| number::whole(session.lang(), count);
    let entries = story.position.entries;
    let mut lines = vec![capitalized(&if compared.findings.iter().any(Finding::doubts_the_journal) {
        say.journal_chain_follows(entries, whole(entries))
    } else {
        say.journal_chain_whole(entries, whole(entries))
    })];
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
    lines.extend(vouching(session, stamps));
    lines.extend(compared.findings.iter().map(|finding| comparison::finding(finding, tongue)));
    lines.extend(story.backwards.iter().map(|back| capitalized(&comparison::backwards(back, tongue))));
    lines.push(say.journal_head(&story.position.head));
    lines
}

fn as_json(compared: &Compared, stamps: &StampsJudged) -> Value {
    let position = &compared.story.position;
    json!({
        "journal": { "entries": position.entries, "head": position.head },
        "plaintexts": compared.plaintexts,
        "registry": match compared.linked {
            Linked::No => "none",
            Linked::Elsewhere => "elsewhere",
            Linked::Here => "compared",
        },
        "stamps": stamps.found.iter().map(stamp).collect::<Vec<_>>(),
        "stamped_to": stamps.stamped_to(),
        "stamps_unanswered": stamps.unanswered,
        "findings": compared.findings,
        "backwards": compared.story.backwards,
    })
}

/// The registry's own journal, to the head that vouches for it.
fn registry(session: &Session, args: &VerifyArgs) -> Result<Exit, Error> {
    let asked =
        VerifyJournal { head: args.head.clone(), stamps: args.stamps.clone(), trusted: args.tsa_ca.clone() };
    let JournalVerified { position, begun, backwards, stamps } = asked.run(&session.desk())?;
    let (say, tongue) = (session.say(), session.tongue());
    let broken = stamps.findings();
    let exit = || match broken.len() {
        0 => Ok(Exit::Done),
        count => {
            let home = session.place().map(|home| home.shown().to_owned());
            Err(Error::Differs { path: home.unwrap_or_default(), count })
        }
    };
    if let TextOrJson::Json = args.format {
        let begun: Vec<Value> = begun
            .iter()
            .map(|told| json!({ "run": told.started.run, "at": told.at, "folder": told.started.folder }))
            .collect();
        let journal = json!({ "entries": position.entries, "head": position.head });
        let found: Vec<Value> = stamps.found.iter().map(stamp).collect();
        tell(
            session,
            &json!({
                "journal": journal, "openings_without_end": begun, "backwards": backwards, "stamps": found,
                "stamped_to": stamps.stamped_to(), "stamps_unanswered": stamps.unanswered, "findings": broken,
            }),
        )?;
        return exit();
    }
    let count = number::whole(session.lang(), position.entries);
    let mut lines = vec![capitalized(&if broken.iter().any(Finding::doubts_the_journal) {
        say.journal_follows_registry(position.entries, count)
    } else {
        say.journal_whole_registry(position.entries, count)
    })];
    lines.extend(begun.iter().map(|told| {
        let at = number::instant(session.lang(), told.at, Zone::PARIS);
        say.journal_opening_without_end(at, untrusted::text(&told.started.folder))
    }));
    lines.extend(vouching(session, &stamps));
    lines.extend(broken.iter().map(|finding| comparison::finding(finding, tongue)));
    lines.extend(backwards.iter().map(|back| capitalized(&comparison::backwards(back, tongue))));
    lines.push(say.journal_head(&position.head));
    print(session, &lines)?;
    exit()
}

/// What the stamps that hold vouch for, whether it is by the word of somebody who is trusted, and what none vouches for.
fn vouching(session: &Session, stamps: &StampsJudged) -> Vec<String> {
    let (say, tongue) = (session.say(), session.tongue());
    let holding = || stamps.found.iter().filter_map(|found| Some((found, found.judged.as_ref().ok()?)));
    let vouches = |(found, stamp): (&StampFound, &Stamp)| {
        stamps::vouches(&found.path, found.entries.unwrap_or_default(), stamp, tongue)
    };
    let mut lines: Vec<String> = holding().flat_map(vouches).collect();
    if holding().any(|(_, stamp)| !stamp.trusted) {
        lines.push(capitalized(&say.stamp_unjudged()));
    }
    lines.extend(stamps.unvouched().map(|(first, last)| {
        let whole = |number| number::whole(session.lang(), number);
        capitalized(&if first == last {
            say.stamp_unvouched_last(whole(last))
        } else {
            say.stamp_unvouched(whole(first), whole(last))
        })
    }));
    lines.extend(stamps.unanswered.iter().map(|path| say.stamp_unanswered(untrusted::path(path))));
    lines
}

/// A stamp, for a machine.
fn stamp(found: &StampFound) -> Value {
    let StampFound { path, entries, claimed, imprint, judged } = found;
    match judged {
        Ok(stamp) => json!({ "path": path, "entries": entries, "stamp": stamp }),
        Err(fault) => json!({
            "path": path, "entries": entries, "error": fault,
            "claimed": claimed, "imprint": imprint, "stamp": fault.stamp(),
        }),
    }
}
