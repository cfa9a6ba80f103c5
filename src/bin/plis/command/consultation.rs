//! `consultation`.

use crate::{args::consultation::ConsultationCommand, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: ConsultationCommand) -> Result<Exit, Error> {
    unimplemented!()
}
