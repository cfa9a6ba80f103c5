//! `consultation import`: a list from elsewhere, as often as one likes.

use std::path::PathBuf;

use plis::{
    desk::{GivenFile, consultations::ImportConsultations},
    motif::Motif,
};

use super::tell_launched;
use crate::{
    cli::{Session, error::Error, exit::Exit},
    words::number,
};

pub(super) fn run(session: &Session, file: PathBuf, closing: Option<&str>) -> Result<Exit, Error> {
    let asked = ImportConsultations { file: GivenFile::At(file), closing: closing.and_then(Motif::new) };
    let taken = asked.run(&session.desk())?;
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
