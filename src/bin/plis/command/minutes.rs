//! `minutes`.

use crate::{args::record::MinutesArgs, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: &MinutesArgs) -> Result<Exit, Error> {
    unimplemented!()
}
