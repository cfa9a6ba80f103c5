//! The attributes that a token's signature covers (RFC 5652 section 11, RFC 5035, RFC 5816).

use der::oid::ObjectIdentifier;
use sha1::{Digest as _, Sha1};

use super::{
    Attribute, AttributeFault, StampError,
    token::{Signer, TST_INFO},
};
use crate::{
    asn1::ber::{self, OCTET_STRING, Reader, SEQUENCE, SET, Value},
    crypto::SignatureHash,
    x509::{Certificate, Name, certificate::scheme::digest},
};

const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// That the attributes are those of this content and of this signer.
pub(super) fn check(
    signer: &Signer<'_>,
    hash: SignatureHash,
    content: &[u8],
    by: &Certificate,
) -> Result<(), StampError> {
    let attributes = signer.attributes();
    let content_type = one(&attributes, CONTENT_TYPE, Attribute::ContentType)?;
    let content_type = content_type.ok_or_else(|| missing(Attribute::ContentType))?;
    if content_type.oid()? != TST_INFO {
        return Err(differs(Attribute::ContentType));
    }
    let digest = one(&attributes, MESSAGE_DIGEST, Attribute::MessageDigest)?;
    let digest = digest.ok_or_else(|| missing(Attribute::MessageDigest))?;
    if *hash.digest(content) != *octets(&digest)? {
        return Err(differs(Attribute::MessageDigest));
    }
    let first = one(&attributes, SIGNING_CERTIFICATE, Attribute::SigningCertificate)?;
    let second = one(&attributes, SIGNING_CERTIFICATE_V2, Attribute::SigningCertificate)?;
    if first.is_none() && second.is_none() {
        return Err(missing(Attribute::SigningCertificate));
    }
    // Who writes both means both.
    for (named, has_algorithm) in
        first.iter().map(|named| (named, false)).chain(second.iter().map(|named| (named, true)))
    {
        if !names(named, has_algorithm, by)? {
            return Err(differs(Attribute::SigningCertificate));
        }
    }
    Ok(())
}

/// The one value of an attribute, where it is there.
fn one<'a>(
    attributes: &Reader<'a>,
    kind: ObjectIdentifier,
    attribute: Attribute,
) -> Result<Option<Value<'a>>, StampError> {
    let repeated = || StampError::Attribute { attribute, fault: AttributeFault::Repeated };
    let mut rest = attributes.clone();
    let mut found = None;
    while !rest.is_empty() {
        let mut fields = rest.sequence()?;
        if fields.oid()? != kind {
            continue;
        }
        let mut values = fields.expect(SET)?.inside();
        let value = values.value()?;
        if !values.is_empty() || found.replace(value).is_some() {
            return Err(repeated());
        }
    }
    Ok(found)
}

/// Whether the first certificate of a SigningCertificate or SigningCertificateV2, which is the signer's, is this one.
fn names(value: &Value<'_>, has_algorithm: bool, by: &Certificate) -> Result<bool, StampError> {
    let mut id = value.inside_sequence()?.sequence()?.sequence()?;
    let expected = if has_algorithm {
        let hash = match id.optional(SEQUENCE)? {
            Some(algorithm) => {
                digest(algorithm.inside())?.map_err(|name| StampError::Unsupported { name })?
            }
            // What a field that is left out stands for.
            None => SignatureHash::Sha256,
        };
        hash.digest(by.der())
    } else {
        // RFC 3161 has no other hash here: it names one of the certificates there are, which the signature's own digest
        // vouches for.
        Sha1::digest(by.der()).to_vec()
    };
    if *octets(&id.value()?)? != *expected {
        return Ok(false);
    }
    let Some(issuer_serial) = id.optional(SEQUENCE)? else { return Ok(true) };
    let mut fields = issuer_serial.inside();
    let mut issuers = fields.sequence()?;
    let serial = fields.expect(ber::INTEGER)?;
    let mut is_named = false;
    while !issuers.is_empty() {
        let issuer = issuers.value()?;
        is_named |= issuer.tag == ber::context(4)
            && Name::from_der(issuer.content).is_ok_and(|issuer| issuer == *by.issuer());
    }
    Ok(is_named && ber::without_leading_zeros(serial.content) == by.serial().as_bytes())
}

fn octets<'a>(value: &Value<'a>) -> Result<ber::Octets<'a>, StampError> {
    if value.tag & !0x20 != OCTET_STRING {
        return Err(ber::BerError::Unexpected.into());
    }
    Ok(value.octets()?)
}

const fn missing(attribute: Attribute) -> StampError {
    StampError::Attribute { attribute, fault: AttributeFault::Missing }
}

const fn differs(attribute: Attribute) -> StampError {
    StampError::Attribute { attribute, fault: AttributeFault::Differs }
}
