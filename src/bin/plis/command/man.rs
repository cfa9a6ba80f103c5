//! `man`.

use crate::{error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session) -> Result<Exit, Error> {
    unimplemented!()
}
