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
