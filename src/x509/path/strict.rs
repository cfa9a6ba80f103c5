//! What of a certificate a signature of somebody else may rest on, read strictly: what an envelope's recipient is looked
//! up by is read more kindly elsewhere.

use der::oid::ObjectIdentifier;

use super::PathFault;
use crate::{
    asn1::ber::{self, BerError, Value},
    crypto::{KeyRejected, Provider, SignatureRejected},
    time::Timestamp,
    x509::{
        Certificate,
        certificate::{AUTHORITY_KEY_IDENTIFIER, KEY_USAGE, SUBJECT_KEY_IDENTIFIER, scheme::scheme},
        issue::BASIC_CONSTRAINTS,
    },
};

const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// Those that say nothing a path depends on where every policy is as good as another: subjectAltName,
/// certificatePolicies, the two key identifiers.
const HARMLESS: [ObjectIdentifier; 4] = [
    ObjectIdentifier::new_unwrap("2.5.29.17"),
    ObjectIdentifier::new_unwrap("2.5.29.32"),
    SUBJECT_KEY_IDENTIFIER,
    AUTHORITY_KEY_IDENTIFIER,
];

/// What a certificate says of itself.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) is_authority: bool,
    pub(super) path_len: Option<u32>,
    /// First octet of its keyUsage.
    key_usage: Option<u8>,
    /// What it is for, and whether that must be understood.
    pub(crate) purposes: Option<Purposes>,
    /// A critical extension that nothing here looks at.
    unknown: Option<String>,
}

/// The extension extKeyUsage.
pub(crate) struct Purposes {
    pub(crate) is_critical: bool,
    pub(crate) oids: Vec<ObjectIdentifier>,
}

impl Facts {
    pub(crate) fn of(certificate: &Certificate) -> Result<Self, PathFault> {
        Self::read(certificate).map_err(|error| PathFault::Malformed { what: error.what() })
    }

    fn read(certificate: &Certificate) -> Result<Self, BerError> {
        let mut facts = Self::default();
        let mut seen = Vec::new();
        let mut tbs = parts(certificate)?.tbs.inside_sequence()?;
        while !tbs.is_empty() {
            let value = tbs.value()?;
            if value.tag != ber::context(3) {
                continue;
            }
            let mut list = value.inside().sequence()?;
            while !list.is_empty() {
                let mut extension = list.sequence()?;
                let oid = extension.oid()?;
                let critical = extension.optional(ber::BOOLEAN)?.is_some_and(|value| value.content != [0]);
                let octets = extension.expect(ber::OCTET_STRING)?.octets()?;
                extension.end()?;
                // RFC 5280 section 4.2: each at most once.
                if seen.contains(&oid) {
                    return Err(BerError::Unexpected);
                }
                facts.take(oid, critical, &octets)?;
                seen.push(oid);
            }
        }
        Ok(facts)
    }

    fn take(&mut self, oid: ObjectIdentifier, critical: bool, octets: &[u8]) -> Result<(), BerError> {
        let value = || Value::only(octets);
        match oid {
            BASIC_CONSTRAINTS => {
                let mut fields = value()?.inside_sequence()?;
                self.is_authority = fields.optional(ber::BOOLEAN)?.is_some_and(|value| value.content != [0]);
                self.path_len = fields.optional(ber::INTEGER)?.map(|value| value.small()).transpose()?;
            }
            KEY_USAGE => {
                let bits = value()?;
                self.key_usage = match bits.content {
                    [_, first, ..] if bits.tag == ber::BIT_STRING => Some(*first),
                    _ => Some(0),
                };
            }
            EXTENDED_KEY_USAGE => {
                let mut list = value()?.inside_sequence()?;
                let mut oids = Vec::new();
                while !list.is_empty() {
                    oids.push(list.oid()?);
                }
                self.purposes = Some(Purposes { is_critical: critical, oids });
            }
            oid if critical && !HARMLESS.contains(&oid) => {
                self.unknown.get_or_insert_with(|| oid.to_string());
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether it may sign what is no certificate; one that does not say may.
    pub(crate) fn signs(&self) -> bool {
        // digitalSignature or contentCommitment.
        self.key_usage.is_none_or(|bits| bits & 0xc0 != 0)
    }

    pub(super) fn signs_certificates(&self) -> bool {
        // Bit 5.
        self.key_usage.is_none_or(|bits| bits & 0x04 != 0)
    }

    pub(super) fn refuse_unknown(&self) -> Result<(), PathFault> {
        self.unknown.as_ref().map_or(Ok(()), |oid| Err(PathFault::CriticalExtension { oid: oid.clone() }))
    }
}

/// That it is valid at an instant.
pub(super) fn valid_at(certificate: &Certificate, at: Timestamp) -> Result<(), PathFault> {
    let validity = certificate.validity();
    if certificate.has_doubtful_dates() {
        Err(PathFault::DoubtfulDates)
    } else if at < validity.not_before {
        Err(PathFault::NotYetValid { not_before: validity.not_before })
    // Its last second is in it to its end.
    } else if at.whole_seconds() > validity.not_after {
        Err(PathFault::Expired { not_after: validity.not_after })
    } else {
        Ok(())
    }
}

/// That one is signed by the key of another.
pub(super) fn signed_by(
    certificate: &Certificate,
    issuer: &Certificate,
    provider: &dyn Provider,
) -> Result<(), PathFault> {
    let malformed = |error: BerError| PathFault::Malformed { what: error.what() };
    let parts = parts(certificate).map_err(malformed)?;
    let inner = inner_algorithm(&parts).map_err(malformed)?;
    // RFC 5280 section 4.1.1.2: named twice, the same.
    if inner != parts.algorithm.raw {
        return Err(PathFault::Malformed { what: "two signature algorithms" });
    }
    let fields = parts.algorithm.inside_sequence().map_err(malformed)?;
    let scheme = scheme(&fields, None).map_err(malformed)?.map_err(|name| PathFault::Algorithm { name })?;
    let signature = parts.signature.bits().map_err(malformed)?;
    match provider.verify(issuer.public_key(), scheme, parts.tbs.raw, signature) {
        Ok(()) => Ok(()),
        Err(SignatureRejected::Short { bits }) => Err(PathFault::ShortKey { bits }),
        Err(SignatureRejected::Key(KeyRejected::NotUsed { oid })) => Err(PathFault::Algorithm { name: oid }),
        Err(SignatureRejected::Key(_) | SignatureRejected::Signature) => Err(PathFault::Signature),
    }
}

struct Parts<'a> {
    tbs: Value<'a>,
    algorithm: Value<'a>,
    signature: Value<'a>,
}

fn parts(certificate: &Certificate) -> Result<Parts<'_>, BerError> {
    let mut fields = Value::only(certificate.der())?.inside_sequence()?;
    let parts = Parts {
        tbs: fields.expect(ber::SEQUENCE)?,
        algorithm: fields.expect(ber::SEQUENCE)?,
        signature: fields.expect(ber::BIT_STRING)?,
    };
    fields.end()?;
    Ok(parts)
}

fn inner_algorithm<'a>(parts: &Parts<'a>) -> Result<&'a [u8], BerError> {
    let mut tbs = parts.tbs.inside_sequence()?;
    tbs.optional(ber::context(0))?;
    tbs.expect(ber::INTEGER)?;
    Ok(tbs.expect(ber::SEQUENCE)?.raw)
}
