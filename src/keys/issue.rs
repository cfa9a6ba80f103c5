//! Making a certificate for a new bi-clé: X.509 v3 (RFC 5280), for key encipherment only.

use crate::{
    crypto::{KeyRejected, Provider},
    keys::{Certificate, KeyPair},
    secret::PrivateKeyDer,
    time::Validity,
};

/// What a new certificate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCertificate {
    /// The subject's common name.
    pub cn: String,
    /// The subject's organization.
    pub organization: Option<String>,
    /// From when to when; fractions of a second are dropped.
    pub validity: Validity,
}

/// Makes a certificate for the public half of `private_key`, signed by `issuer` or by the key itself.
///
/// Extensions: keyUsage keyEncipherment only (critical), basicConstraints CA:FALSE, subject and authority key
/// identifiers. The serial number is 16 random octets, positive (RFC 5280 section 4.1.2.2).
pub fn issue(
    provider: &dyn Provider,
    new: &NewCertificate,
    private_key: &PrivateKeyDer,
    issuer: Option<&KeyPair>,
) -> Result<Certificate, IssueError> {
    let _ = (provider, new, private_key, issuer);
    unimplemented!()
}

/// Why a certificate was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// A name is empty, or longer than RFC 5280 allows (64 characters), or has a control character.
    #[error("a name of {characters} characters cannot be written in a certificate")]
    BadName {
        /// How long it is.
        characters: usize,
    },
    /// The end comes before the start, or a year is outside of 1950 to 9999.
    #[error("a validity that cannot be written in a certificate")]
    BadValidity,
    /// The system gives no random octets.
    #[error("no random octets from the system")]
    NoRandom,
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] KeyRejected),
}
