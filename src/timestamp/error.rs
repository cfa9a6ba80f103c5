//! Why a stamp vouches for nothing.

use crate::{asn1::ber::BerError, limits::Limit, x509::PathError};

/// Why a stamp vouches for nothing, in the order of the checks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// More octets than are read.
    #[error("over the limit {} of {} {}", limit.name, limit.value, limit.unit)]
    TooLarge {
        /// The bound.
        limit: Limit,
    },
    /// It is not what it should be.
    #[error("malformed time-stamp: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
    },
    /// The authority did not grant it.
    #[error("not granted: {status:?} {failures:?}")]
    NotGranted {
        /// What it said instead.
        status: Status,
        /// Why, by the reasons that the RFC has.
        failures: Vec<Failure>,
        /// Why, in its own words.
        said: Option<String>,
    },
    /// It granted a stamp, and sent none.
    #[error("granted, and no token")]
    NoToken,
    /// It is a stamp of something else.
    #[error("the stamp is of another imprint")]
    Imprint,
    /// It is an answer to another request, or to none.
    #[error("the stamp has another nonce")]
    Nonce,
    /// The certificate that the signature names is not there, or there are several.
    #[error("the certificate of its signer is not in it")]
    NoSigner,
    /// The token says that it is of an authority that its signer is not.
    #[error("the signer is not the authority that the token names")]
    OtherAuthority,
    /// A signed attribute is not as it must be.
    #[error("signed attribute {attribute:?}: {fault:?}")]
    Attribute {
        /// Which one.
        attribute: Attribute,
        /// What is the matter with it.
        fault: AttributeFault,
    },
    /// Something in it is of a kind that is not believed, or not known.
    #[error("{name} is not believed")]
    Unsupported {
        /// The usual name of the algorithm, or an OID.
        name: String,
    },
    /// It is signed by an RSA key that is too short to be believed.
    #[error("signed by an RSA key of {bits} bits")]
    ShortKey {
        /// Bits of the modulus.
        bits: usize,
    },
    /// The signature is not that of the token.
    #[error("the signature is not that of the token")]
    Signature,
    /// The signer's certificate is not one for time-stamps alone.
    #[error("the certificate of the signer is not for time-stamps: {fault:?}")]
    Purpose {
        /// Why not.
        fault: PurposeFault,
    },
    /// No path leads from the signer to an authority that is trusted.
    #[error("{0}")]
    Path(#[from] PathError),
}

impl StampError {
    /// Its name in journals and reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::Malformed { .. } => "malformed",
            Self::NotGranted { .. } => "not_granted",
            Self::NoToken => "no_token",
            Self::Imprint => "imprint",
            Self::Nonce => "nonce",
            Self::NoSigner => "no_signer",
            Self::OtherAuthority => "other_authority",
            Self::Attribute { .. } => "attribute",
            Self::Unsupported { .. } => "unsupported",
            Self::ShortKey { .. } => "short_key",
            Self::Signature => "signature",
            Self::Purpose { .. } => "purpose",
            Self::Path(_) => "path",
        }
    }
}

impl From<BerError> for StampError {
    fn from(error: BerError) -> Self {
        Self::Malformed { what: error.what() }
    }
}

/// What an authority says of a request (RFC 3161 section 2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Granted.
    Granted,
    /// Granted, with changes.
    GrantedWithMods,
    /// Rejected.
    Rejection,
    /// Not yet.
    Waiting,
    /// A revocation is near.
    RevocationWarning,
    /// A revocation has taken place.
    RevocationNotification,
    /// None that the RFC has.
    Unknown,
}

/// Why an authority does not grant a stamp (RFC 3161 section 2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It does not know the algorithm of the imprint, or does not take it.
    BadAlgorithm,
    /// It does not do what was asked.
    BadRequest,
    /// It cannot read the request.
    BadDataFormat,
    /// It has no time at hand.
    TimeNotAvailable,
    /// It does not follow the policy that was asked for.
    UnacceptedPolicy,
    /// It does not know an extension that was asked for.
    UnacceptedExtension,
    /// What was asked for beside the stamp is not at hand.
    AddInfoNotAvailable,
    /// It is out of order.
    SystemFailure,
}

impl Failure {
    /// All of them, each with its bit.
    pub(super) const BITS: [(u32, Self); 8] = [
        (0, Self::BadAlgorithm),
        (2, Self::BadRequest),
        (5, Self::BadDataFormat),
        (14, Self::TimeNotAvailable),
        (15, Self::UnacceptedPolicy),
        (16, Self::UnacceptedExtension),
        (17, Self::AddInfoNotAvailable),
        (25, Self::SystemFailure),
    ];
}

/// An attribute that the signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// content-type (RFC 5652 section 11.1).
    ContentType,
    /// message-digest (RFC 5652 section 11.2).
    MessageDigest,
    /// signing-certificate, or signing-certificate-v2 (RFC 5035).
    SigningCertificate,
}

/// What is the matter with an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeFault {
    /// It is not there.
    Missing,
    /// It is there more than once, or has several values.
    Repeated,
    /// It says something else.
    Differs,
}

/// Why a certificate is not one for time-stamps alone (RFC 3161 section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurposeFault {
    /// It does not name the purpose.
    Missing,
    /// It names the purpose, and others beside it.
    Others,
    /// It names the purpose, and not as critical.
    NotCritical,
    /// It is an authority's of certificates.
    Authority,
    /// Its key may not sign.
    KeyUsage,
}
