//! The checks, in their order.

use der::oid::ObjectIdentifier;
use serde::{Deserialize, Serialize};

use super::{
    PurposeFault, StampError, attributes,
    request::Request,
    response::{self, Granted},
    token::Token,
};
use crate::{
    crypto::{KeyRejected, Provider, SignatureRejected},
    time::Timestamp,
    x509::{
        Certificate, PathError,
        path::{self, Facts},
    },
};

/// id-kp-timeStamping.
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// What an authority vouches for: that the imprint was there at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The time.
    pub at: Timestamp,
    /// By how many microseconds it may be off, where the authority says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_us: Option<u64>,
    /// The policy that it was given under: an OID.
    pub policy: String,
    /// Its number at its authority, lowercase hex.
    pub serial: String,
    /// Who gave it: the subject of the certificate that signed it (RFC 4514).
    pub authority: String,
    /// SHA-256 of that certificate.
    pub fingerprint: String,
    /// Whether the authority says that it changed what was asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_changes: bool,
    /// Whether a path leads to an authority that is trusted. `false` where none was named to look for.
    pub trusted: bool,
}

/// Whether a response is a stamp of what was asked. Without certificates that are trusted all but the path is checked.
///
/// # Errors
///
/// The first [`StampError`], in the order of its variants.
pub fn judge(
    response: &[u8],
    request: &Request,
    trusted: Option<&[Certificate]>,
    provider: &dyn Provider,
) -> Result<Stamp, StampError> {
    let Granted { token, with_changes } = response::read(response)?;
    let Token { info, content, certificates, signer } = Token::read(token)?;
    if info.imprint != Some(request.imprint) {
        return Err(StampError::Imprint);
    }
    if info.nonce.as_deref() != Some(&*request.nonce) {
        return Err(StampError::Nonce);
    }
    // A certificate that is there twice is one.
    let mut named = certificates.iter().filter(|certificate| certificate.matches(&signer.id));
    let by = named.next().ok_or(StampError::NoSigner)?;
    if named.any(|other| other != by) {
        return Err(StampError::NoSigner);
    }
    if info.authority.as_ref().is_some_and(|authority| authority != by.subject()) {
        return Err(StampError::OtherAuthority);
    }
    let unsupported = |name: &String| StampError::Unsupported { name: name.clone() };
    let hash = *signer.hash.as_ref().map_err(unsupported)?;
    attributes::check(&signer, hash, &content, by)?;
    let scheme = *signer.scheme.as_ref().map_err(unsupported)?;
    match provider.verify(by.public_key(), scheme, &signer.signed()?, &signer.signature) {
        Ok(()) => {}
        Err(SignatureRejected::Short { bits }) => return Err(StampError::ShortKey { bits }),
        Err(SignatureRejected::Key(KeyRejected::NotUsed { oid })) => {
            return Err(StampError::Unsupported { name: oid });
        }
        Err(SignatureRejected::Key(_) | SignatureRejected::Signature) => return Err(StampError::Signature),
    }
    let facts = Facts::of(by).map_err(|what| PathError { subject: by.subject().to_string(), what })?;
    is_for_stamps(&facts).map_err(|fault| StampError::Purpose { fault })?;
    path::stands(by, &facts, info.at)?;
    if let Some(trusted) = trusted {
        path::find(by, &certificates, trusted, info.at, TIME_STAMPING, provider)?;
    }
    Ok(Stamp {
        at: info.at,
        accuracy_us: info.accuracy_us,
        policy: info.policy,
        serial: info.serial,
        authority: by.subject().to_string(),
        fingerprint: by.fingerprint_hex(),
        with_changes,
        trusted: trusted.is_some(),
    })
}

/// RFC 3161 section 2.3: one purpose, critical. An authority of certificates is another thing.
fn is_for_stamps(facts: &Facts) -> Result<(), PurposeFault> {
    let purposes = facts.purposes.as_ref().ok_or(PurposeFault::Missing)?;
    if !purposes.oids.contains(&TIME_STAMPING) {
        return Err(PurposeFault::Missing);
    }
    if purposes.oids.len() > 1 {
        return Err(PurposeFault::Others);
    }
    if !purposes.is_critical {
        return Err(PurposeFault::NotCritical);
    }
    if facts.is_authority {
        return Err(PurposeFault::Authority);
    }
    if !facts.signs() {
        return Err(PurposeFault::KeyUsage);
    }
    Ok(())
}
