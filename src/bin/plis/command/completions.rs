//! `completions`.

use crate::{args::record::CompletionsArgs, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: &CompletionsArgs) -> Result<Exit, Error> {
    unimplemented!()
}
