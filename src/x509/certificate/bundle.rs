//! Certificates in a row: one alone, or a PKCS#7 bundle (`.p7b`), read in BER and written in DER.

use der::oid::ObjectIdentifier;

use super::{Certificate, CertificateError};
use crate::asn1::{
    ber::{self, BerError, Reader},
    write,
};

pub(crate) const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// The certificates in these octets: a bundle's, in its order, or the one that they are. OpenSSL's trusted
/// certificates have more after the certificate; it is passed over.
pub(crate) fn certificates(octets: &[u8]) -> Result<Vec<Certificate>, CertificateError> {
    let mut reader = Reader::new(octets);
    let value = reader.value().map_err(|_| CertificateError::NotACertificate)?;
    let fields = value.inside_sequence().map_err(|_| CertificateError::NotACertificate)?;
    if fields.peek() != Some(ber::OID) {
        return Ok(vec![Certificate::from_der(value.raw)?]);
    }
    in_signed_data(fields).map_err(CertificateError::from)?.into_iter().map(Certificate::from_der).collect()
}

/// The certificates of a SignedData (RFC 5652 section 5.1), each as it stands.
fn in_signed_data(mut fields: Reader<'_>) -> Result<Vec<&[u8]>, BerError> {
    if fields.oid()? != SIGNED_DATA {
        return Err(BerError::Unexpected);
    }
    let mut signed = fields.expect(ber::context(0))?.inside().sequence()?;
    signed.expect(ber::INTEGER)?;
    signed.expect(ber::SET)?;
    signed.expect(ber::SEQUENCE)?;
    let mut found = Vec::new();
    if let Some(set) = signed.optional(ber::context(0))? {
        let mut set = set.inside();
        while !set.is_empty() {
            let choice = set.value()?;
            // The other choices are attribute certificates and the like: they have context tags.
            if choice.tag == ber::SEQUENCE {
                found.push(choice.raw);
            }
        }
    }
    Ok(found)
}

/// A certificate bundle without signatures (`.p7b`: a degenerate SignedData, RFC 5652 section 5.1), DER.
pub fn write_p7b(certificates: &[Certificate]) -> Vec<u8> {
    let mut sorted = certificates.iter().map(Certificate::der).collect::<Vec<_>>();
    // SET OF: in ascending order, each once.
    sorted.sort_unstable();
    sorted.dedup();
    let content = write::sequence(&[&write::oid(&DATA)]);
    let signed = write::sequence(&[
        &write::unsigned(&[1]),
        &write::value(ber::SET, &[]),
        &content,
        &write::value(ber::context(0), &sorted),
        &write::value(ber::SET, &[]),
    ]);
    write::sequence(&[&write::oid(&SIGNED_DATA), &write::value(ber::context(0), &[&signed])])
}
