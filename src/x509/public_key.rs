//! Public keys as certificates hold them (RFC 5280 section 4.1, RFC 3279 section 2.3).

use der::oid::ObjectIdentifier;

use crate::asn1::{
    ber::{self, BerError, Value},
    write,
};

pub(crate) const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// An RSA key for one transport alone (RFC 4055 section 4).
pub(crate) const RSAES_OAEP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.7");
/// id-ea-rsa: the name that X.509 gave RSA in 1988.
const EA_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.8.1.1");
pub(crate) const DSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10040.4.1");

/// Whether a key of this algorithm is an RSA key that messages are encrypted to, whatever its parameters are.
pub(crate) fn is_rsa(algorithm: &ObjectIdentifier) -> bool {
    [RSA_ENCRYPTION, RSAES_OAEP, EA_RSA].contains(algorithm)
}

/// The modulus and exponent of an `RSAPublicKey` (RFC 8017 appendix A.1.1).
pub(crate) fn public_numbers(octets: &[u8]) -> Result<(&[u8], &[u8]), BerError> {
    let mut fields = Value::first(octets)?.0.inside_sequence()?;
    Ok((fields.expect(ber::INTEGER)?.magnitude()?, fields.expect(ber::INTEGER)?.magnitude()?))
}

/// The `SubjectPublicKeyInfo` of these numbers (RFC 3279 section 2.3.1).
pub(crate) fn public_key_info(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = public_key_bits(modulus, exponent);
    write::sequence(&[&rsa_algorithm(), &write::value(ber::BIT_STRING, &[&[0], &key])])
}

/// The `RSAPublicKey` of these numbers (RFC 8017 appendix A.1.1).
pub(crate) fn public_key_bits(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::unsigned(modulus), &write::unsigned(exponent)])
}

/// `rsaEncryption`, with the NULL that it has for parameters.
pub(crate) fn rsa_algorithm() -> Vec<u8> {
    write::sequence(&[&write::oid(&RSA_ENCRYPTION), &write::NULL])
}
