//! SafeContents (RFC 7292 section 4.2): bags of keys and certificates with their attributes, and bags of bags.

use der::oid::ObjectIdentifier;
use pkcs12::{
    PKCS_12_CERT_BAG_OID, PKCS_12_KEY_BAG_OID, PKCS_12_PKCS8_KEY_BAG_OID, PKCS_12_SAFE_CONTENTS_BAG_OID,
    PKCS_12_SECRET_BAG_OID, PKCS_12_X509_CERT_OID,
};

use super::Kept;
use crate::{
    asn1::ber::{self, BerError, Reader, Value},
    keys::{
        error::{KeyFileError, KeyFileWarning},
        found::{Attributes, Contents},
        pbe::ShroudedKey,
    },
    limits,
};

// PKCS #9 (RFC 2985 section 5.5).
pub(super) const FRIENDLY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
pub(super) const LOCAL_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");

/// The file's password, encrypted by Windows for accounts and groups of a domain (DPAPI-NG): wincrypt.h calls it
/// `szOID_PKCS_12_PROTECTED_PASSWORD_SECRET_BAG_TYPE_ID`.
const PROTECTED_PASSWORD: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.17.4");

/// A key or a certificate, not decrypted or read yet.
pub(super) struct Bag {
    pub(super) content: Content,
    pub(super) attributes: Attributes,
}

pub(super) enum Content {
    /// A `PrivateKeyInfo` in clear.
    Key(Kept),
    /// One that is encrypted.
    Shrouded(ShroudedKey),
    /// An X.509 certificate.
    Certificate(Vec<u8>),
}

impl Bag {
    /// Iterations that it asks for.
    pub(super) fn cost(&self) -> u64 {
        match &self.content {
            Content::Shrouded(key) => key.algorithm.cost(),
            _ => 0,
        }
    }
}

/// Reads SafeContents, with the bags of bags in it, in the file's order.
pub(super) fn read(octets: &[u8], found: &mut Contents) -> Result<Vec<Bag>, KeyFileError> {
    let deepest = usize::try_from(limits::NESTING.value).unwrap_or(usize::MAX);
    let mut bags = Vec::new();
    let (value, trailing) = Value::first(octets)?;
    found.add_trailing(trailing);
    let mut open = vec![value.inside_sequence()?];
    while let Some(reader) = open.last_mut() {
        if reader.is_empty() {
            open.pop();
            continue;
        }
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let mut explicit = fields.expect(ber::context(0))?.inside();
        let value = explicit.value()?;
        explicit.end()?;
        if oid == PKCS_12_SAFE_CONTENTS_BAG_OID {
            if open.len() == deepest {
                return Err(KeyFileError::TooLarge { limit: limits::NESTING });
            }
            // A SET where OpenSSL wrote it, before 3.0.
            open.push(if value.tag == ber::SET { value.inside() } else { value.inside_sequence()? });
        } else if let Some(content) = Content::read(oid, &value, found)? {
            let attributes =
                fields.optional(ber::SET)?.map_or_else(Attributes::default, |set| attributes(&set, found));
            bags.push(Bag { content, attributes });
        }
    }
    Ok(bags)
}

impl Content {
    /// What is in a bag. `None` for what is no key and no certificate.
    fn read(
        oid: ObjectIdentifier,
        value: &Value<'_>,
        found: &mut Contents,
    ) -> Result<Option<Self>, KeyFileError> {
        match oid {
            PKCS_12_KEY_BAG_OID => Ok(Some(Self::Key(Kept::new(value.raw.to_vec())))),
            PKCS_12_PKCS8_KEY_BAG_OID => Ok(Some(Self::Shrouded(ShroudedKey::read(value)?))),
            PKCS_12_CERT_BAG_OID => {
                // CertBag (RFC 7292 section 4.2.3).
                let mut fields = value.inside_sequence()?;
                let kind = fields.oid()?;
                if kind != PKCS_12_X509_CERT_OID {
                    found.pass_over(kind);
                    return Ok(None);
                }
                let mut explicit = fields.expect(ber::context(0))?.inside();
                Ok(Some(Self::Certificate(explicit.expect(ber::OCTET_STRING)?.octets()?.to_vec())))
            }
            PROTECTED_PASSWORD => {
                found.for_windows_accounts = true;
                Ok(None)
            }
            PKCS_12_SECRET_BAG_OID if secret_type(value) == Some(PROTECTED_PASSWORD) => {
                found.for_windows_accounts = true;
                Ok(None)
            }
            // A CRL, a secret of another kind.
            _ => {
                found.pass_over(oid);
                Ok(None)
            }
        }
    }
}

/// Of a SecretBag (RFC 7292 section 4.2.5), what it holds.
fn secret_type(value: &Value<'_>) -> Option<ObjectIdentifier> {
    value.inside_sequence().and_then(|mut fields| fields.oid()).ok()
}

/// The attributes that are of use. Nothing depends on them: one that is broken is passed over with a word.
fn attributes(set: &Value<'_>, found: &mut Contents) -> Attributes {
    let mut attributes = Attributes::default();
    let mut reader = set.inside();
    while !reader.is_empty() {
        match attribute(&mut reader) {
            Ok((FRIENDLY_NAME, value)) => match friendly_name(&value) {
                Some(name) => attributes.friendly_name = Some(name).filter(|name| !name.is_empty()),
                None => found.warn(KeyFileWarning::BadFriendlyName),
            },
            Ok((LOCAL_KEY_ID, value)) => {
                attributes.local_key_id = value.octets().ok().map(|octets| octets.to_vec());
            }
            Ok(_) => {}
            Err(_) => {
                found.warn(KeyFileWarning::BadFriendlyName);
                break;
            }
        }
    }
    attributes
}

/// An Attribute (RFC 2986 section 4) with its first value.
fn attribute<'a>(reader: &mut Reader<'a>) -> Result<(ObjectIdentifier, Value<'a>), BerError> {
    let mut fields = reader.sequence()?;
    let oid = fields.oid()?;
    let mut values = fields.expect(ber::SET)?.inside();
    if values.is_empty() {
        // An attribute without a value says nothing: as good as a NULL.
        return Ok((oid, Value { tag: ber::NULL, content: &[], raw: &[] }));
    }
    Ok((oid, values.value()?))
}

/// A BMPString, with surrogates as Windows and Java write them. GnuTLS, and OpenSSL before 1.1.0, widen each
/// octet of the UTF-8 text as if it were a character: that is undone.
fn friendly_name(value: &Value<'_>) -> Option<String> {
    if value.tag != ber::BMP_STRING || !value.content.len().is_multiple_of(2) {
        return None;
    }
    let units = value.content.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
    let narrow = units.clone().map(u8::try_from).collect::<Result<Vec<_>, _>>().ok();
    let name = match narrow.and_then(|octets| String::from_utf8(octets).ok()) {
        Some(name) => name,
        None => char::decode_utf16(units).collect::<Result<String, _>>().ok()?,
    };
    Some(name.trim_end_matches('\0').to_owned())
}
