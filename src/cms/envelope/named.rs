//! Whom a recipient info names, in the form that all of its kinds share.

use crate::{
    asn1::tlv::{Malformed, Walk, id},
    limits,
    x509::{Name, RecipientId, Serial},
};

/// `IssuerAndSerialNumber` (RFC 5652 section 10.2.4).
pub(super) fn issuer_and_serial(octets: &[u8]) -> Result<RecipientId, Malformed> {
    let mut fields = Walk::new(octets);
    let issuer = Name::from_der(fields.any()?.whole).map_err(|_| Malformed { at: 0, what: "issuer" })?;
    let serial = fields.expect(id::INTEGER, "serial number")?;
    fields.end()?;
    if serial.is_empty() || serial.len() as u64 > limits::INTEGER.value {
        return Err(Malformed { at: 0, what: "serial number" });
    }
    Ok(RecipientId::IssuerAndSerialNumber { issuer, serial: Serial::from_be_bytes(serial) })
}

/// `RecipientIdentifier` (RFC 5652 section 6.2.1).
pub(super) fn recipient_id(fields: &mut Walk<'_>) -> Result<RecipientId, Malformed> {
    let element = fields.any()?;
    match element.identifier {
        id::SEQUENCE => issuer_and_serial(element.value),
        id::CONTEXT => Ok(RecipientId::SubjectKeyIdentifier(element.value.to_vec())),
        // The same in pieces.
        0xa0 => {
            let mut pieces = Walk::new(element.value);
            let mut identifier = Vec::new();
            while !pieces.is_empty() {
                identifier.extend_from_slice(pieces.expect(id::OCTET_STRING, "subject key identifier")?);
            }
            Ok(RecipientId::SubjectKeyIdentifier(identifier))
        }
        _ => Err(Malformed { at: 0, what: "recipient identifier" }),
    }
}
