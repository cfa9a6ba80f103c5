//! What a person says so that something final is done.

use crate::{desk::Error, registry::folded};

/// What a person typed to confirm something final: the name or the reference once more. Whether it is the right one is
/// looked at where the thing is done, in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed(String);

impl Confirmed {
    /// What was typed.
    pub fn by(typed: &str) -> Self {
        Self(typed.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is one of the names that a thing has, as names are compared: whatever the case. The last is the one it is
    /// known by.
    pub(super) fn names(&self, names: &[&str]) -> Result<(), Error> {
        if names.iter().any(|name| folded(name) == folded(&self.0)) {
            return Ok(());
        }
        let name = names.last().copied().unwrap_or_default().to_owned();
        Err(Error::NotConfirmed { name, given: self.0.clone() })
    }
}
