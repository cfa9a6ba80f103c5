//! `journal`.

use crate::{args::record::JournalCommand, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: &JournalCommand) -> Result<Exit, Error> {
    unimplemented!()
}
