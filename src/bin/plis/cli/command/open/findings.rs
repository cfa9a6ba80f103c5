//! What the audit says of the keys that an opening used, as `plis.audit/1` writes it.

use plis::{
    desk::open::{KeyFindings, OpenEnvelopes, Ran},
    report::audit::AuditReport,
};
use serde_json::Value;

use super::recorder::Ending;
use crate::{
    cli::{Session, error::Error},
    words::findings::Telling,
};

/// A run of a consultation of the registry is linked there first; where that fails, what is said of the keys is what they
/// say themselves.
pub(super) fn of_run(
    session: &Session,
    order: &OpenEnvelopes,
    ran: &Ran,
    ending: Option<&mut Ending>,
) -> (Vec<Value>, Result<(), Error>) {
    let of_keys = || told(session, &ran.key_findings(&session.desk()));
    match ending.map_or(Ok(None), |ending| ending.links(session, order, &ran.finished)) {
        Ok(Some(findings)) => (findings, Ok(())),
        Ok(None) => (of_keys(), Ok(())),
        Err(error) => (of_keys(), Err(error)),
    }
}

/// What an audit says of some keys.
pub(in crate::cli::command) fn told(session: &Session, found: &KeyFindings) -> Vec<Value> {
    let KeyFindings { snapshot, audit, .. } = found;
    let telling = Telling { tongue: session.tongue(), snapshot, audit };
    let told = AuditReport { snapshot, audit, sentences: &telling };
    found.findings().map(|finding| told.finding(finding)).collect()
}
