//! `open`.

use crate::{args::open::OpenOptions, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: OpenOptions) -> Result<Exit, Error> {
    unimplemented!()
}
