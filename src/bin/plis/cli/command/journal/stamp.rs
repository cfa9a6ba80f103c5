//! `journal stamp`: an authority vouches for the time at which the journal's last entry was there.

use plis::desk::{StampJournal, Stamped};
use serde_json::json;

use super::{print, tell};
use crate::{
    cli::{
        Session,
        args::{record::StampArgs, value::TextOrJson},
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
    let Stamped { path, entries, head, stamp } = &stamped;
    match args.format {
        TextOrJson::Json => {
            tell(session, &json!({ "path": path, "entries": entries, "head": head, "stamp": stamp }))?;
        }
        TextOrJson::Text => {
            let mut lines = stamps::vouches(path, *entries, stamp, session.tongue());
            if !stamp.trusted {
                lines.push(capitalized(&session.say().stamp_unjudged()));
            }
            print(session, &lines)?;
        }
    }
    Ok(Exit::Done)
}
