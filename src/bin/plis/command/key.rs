//! `key`.

use crate::{args::key::KeyCommand, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: KeyCommand) -> Result<Exit, Error> {
    unimplemented!()
}
