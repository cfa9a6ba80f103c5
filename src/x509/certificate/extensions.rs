//! The extensions of a certificate that opening, auditing and people need (RFC 5280 section 4.2.1).

use crate::asn1::ber::{self, BerError, Reader};
use der::oid::ObjectIdentifier;

pub(crate) const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
pub(crate) const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
pub(crate) const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");

/// What of a certificate's extensions is kept.
#[derive(Default)]
pub(super) struct Extensions {
    pub(super) ski: Option<Vec<u8>>,
    pub(super) issuer_ski: Option<Vec<u8>>,
    pub(super) key_usage: Option<KeyUsage>,
}

/// What a certificate's key may be used for (RFC 5280 section 4.2.1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyUsage {
    /// Bit 0.
    pub digital_signature: bool,
    /// Bit 1.
    pub content_commitment: bool,
    /// Bit 2: what an envelope's recipient needs.
    pub key_encipherment: bool,
    /// Bit 3.
    pub data_encipherment: bool,
    /// Bit 4.
    pub key_agreement: bool,
    /// Bit 5.
    pub key_cert_sign: bool,
    /// Bit 6.
    pub crl_sign: bool,
}

impl Extensions {
    /// Extensions (RFC 5280 section 4.1.2.9). One that is known but broken is as good as absent: it says
    /// nothing that opening an envelope depends on.
    pub(super) fn read(mut fields: Reader<'_>) -> Result<Self, BerError> {
        let mut extensions = Self::default();
        while !fields.is_empty() {
            let mut extension = fields.sequence()?;
            let oid = extension.oid()?;
            extension.optional(ber::BOOLEAN)?;
            let octets = extension.expect(ber::OCTET_STRING)?.octets()?;
            match oid {
                SUBJECT_KEY_IDENTIFIER => extensions.ski = octet_string(&octets).ok(),
                AUTHORITY_KEY_IDENTIFIER => extensions.issuer_ski = issuer_ski(&octets).ok(),
                KEY_USAGE => extensions.key_usage = KeyUsage::read(&octets).ok(),
                _ => {}
            }
        }
        Ok(extensions)
    }
}

fn octet_string(octets: &[u8]) -> Result<Vec<u8>, BerError> {
    let mut reader = Reader::new(octets);
    Ok(reader.expect(ber::OCTET_STRING)?.octets()?.to_vec())
}

/// The `[0] keyIdentifier` of an AuthorityKeyIdentifier (RFC 5280 section 4.2.1.1).
fn issuer_ski(octets: &[u8]) -> Result<Vec<u8>, BerError> {
    const KEY_IDENTIFIER: u8 = 0x80;
    let mut fields = Reader::new(octets).sequence()?;
    Ok(fields.expect(KEY_IDENTIFIER)?.octets()?.to_vec())
}

impl KeyUsage {
    fn read(octets: &[u8]) -> Result<Self, BerError> {
        let value = Reader::new(octets).expect(ber::BIT_STRING)?;
        let [_unused, bits, ..] = value.content else { return Ok(Self::default()) };
        let bit = |number: u8| bits & (0x80 >> number) != 0;
        Ok(Self {
            digital_signature: bit(0),
            content_commitment: bit(1),
            key_encipherment: bit(2),
            data_encipherment: bit(3),
            key_agreement: bit(4),
            key_cert_sign: bit(5),
            crl_sign: bit(6),
        })
    }
}
