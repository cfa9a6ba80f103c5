//! `gather`: one report and one set of minutes from the shares of several machines.

use plis::{
    desk::open::{Ended, GatherShards},
    opening::Silent,
};

use super::open::{Shown, exit, findings, paper};
use crate::cli::{
    Session,
    args::{gather::GatherArgs, open::OpenFormat, value::TextOrJson},
    error::Error,
    exit::Exit,
    summary,
};

/// Gathers, and tells of it as of an opening.
pub(crate) fn run(session: &Session, args: &GatherArgs) -> Result<Exit, Error> {
    let desk = session.desk();
    let order = GatherShards { out: args.folder.clone(), group: args.group.clone() };
    let mut gathered = order.begin(&desk)?.run(&desk, &mut Silent)?;
    let format = match args.format {
        TextOrJson::Text => OpenFormat::Text,
        TextOrJson::Json => OpenFormat::Json,
    };
    let shown = Shown { place: &args.folder, format, allow_empty: args.allow_empty };
    let findings = match &gathered.findings {
        Some(found) => findings::told(session, found),
        None => gathered.told.clone(),
    };
    let told = paper::write(session, shown, &mut gathered.finished, &findings)?;
    let ended = Ended::of(&gathered.finished.summary, &told.journal);
    gathered.end(&desk, ended)?;
    summary::tell(session, shown, &gathered.finished, &told)?;
    Ok(exit(&gathered.finished, &told, shown))
}
