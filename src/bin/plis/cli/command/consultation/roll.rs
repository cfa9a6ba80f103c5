//! `consultation import`: a list from elsewhere, as often as one likes.

use std::path::Path;

use plis::{fsx, limits, motif::Motif, registry::read_roll};

use super::tell_launched;
use crate::{
    cli::{
        Session,
        error::{Error, Failure},
        exit::Exit,
        home,
    },
    words::number,
};

pub(super) fn run(session: &Session, file: &Path, closing: Option<&Motif>) -> Result<Exit, Error> {
    let octets = fsx::read_bounded(file, limits::REGISTER.value)
        .map_err(|error| Error::Read { path: file.to_owned(), error })?;
    let rows = read_roll(&octets).map_err(|errors| Failure::Roll { path: file.to_owned(), errors })?;
    let mut registry = home::open_or_make(session)?;
    let reason = format!("import {}", file.display());
    let by = home::by(session, Motif::new(&reason));
    let taken = registry.take_roll(&by, &rows, closing)?.map_err(Failure::NotTaken)?;
    for launched in &taken.launched {
        tell_launched(session, launched)?;
    }
    let shown = |count: usize| number::whole(session.lang(), count as u64);
    session.note(&session.say().consultation_taken(
        shown(taken.created),
        shown(taken.changed),
        shown(taken.launched.len()),
        shown(taken.closed),
        shown(taken.unchanged),
    ));
    Ok(Exit::Done)
}
