//! `journal stamp`: an authority vouches for the time at which the journal's last entry was there.

use std::io::Write;

use plis::{
    desk::{StampJournal, Stamped},
    record::StampFound,
};
use serde_json::json;

use crate::{
    cli::{
        Session,
        args::{record::StampArgs, seal::TextOrJson},
        asker::Asker,
        error::Error,
        exit::Exit,
    },
    confine,
    words::{outcome::capitalized, stamps},
};

/// Asks, judges, keeps.
pub(super) fn run(session: &Session, args: &StampArgs) -> Result<Exit, Error> {
    // While there is one thread, and before the network is out of reach.
    let mut asker = Asker::begin(session, &args.tsa)?;
    if args.tsa_ca.is_none() && !asker.is_secure() {
        session.warn(&session.say().stamp_over_http());
    }
    confine::stamp(session, args);
    let order = StampJournal {
        folder: args.folder.clone(),
        stamps: args.stamps.clone(),
        trusted: args.tsa_ca.clone(),
    };
    let stamped = order.run(&session.desk(), &mut |request| asker.ask(request))?;
    let lines = match args.format {
        TextOrJson::Json => {
            let Stamped { path, entries, head, stamp } = &stamped;
            let value = json!({ "path": path, "entries": entries, "head": head, "stamp": stamp });
            vec![serde_json::to_string_pretty(&value).unwrap_or_default()]
        }
        TextOrJson::Text => told(session, stamped),
    };
    for line in lines {
        writeln!(session.out(), "{line}").map_err(Error::Output)?;
    }
    Ok(Exit::Done)
}

fn told(session: &Session, stamped: Stamped) -> Vec<String> {
    let Stamped { path, entries, stamp, head } = stamped;
    let found = StampFound {
        path,
        entries: Some(entries),
        claimed: entries,
        imprint: Some(head),
        judged: Ok(stamp.clone()),
    };
    let mut lines = stamps::vouches(&found, &stamp, session.tongue());
    if !stamp.trusted {
        lines.push(capitalized(&session.say().stamp_unjudged()));
    }
    lines
}
