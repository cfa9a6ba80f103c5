//! `inspect`.

use crate::{args::seal::InspectArgs, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: &InspectArgs) -> Result<Exit, Error> {
    unimplemented!()
}
