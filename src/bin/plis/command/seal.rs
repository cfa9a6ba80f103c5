//! `seal`.

use crate::{args::seal::SealArgs, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: &SealArgs) -> Result<Exit, Error> {
    unimplemented!()
}
