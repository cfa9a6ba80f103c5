//! `audit`.

use crate::{args::audit::AuditArgs, error::Error, exit::Exit, ui::Session};

/// Not built yet.
pub(crate) fn run(_: &Session, _: &AuditArgs) -> Result<Exit, Error> {
    unimplemented!()
}
