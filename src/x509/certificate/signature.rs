//! What a certificate is signed with.

use crate::asn1::ber::{self, BerError, Reader};

/// Its name, and whether it rests on SHA-1 or on something older.
pub(super) struct Signature {
    pub(super) name: String,
    pub(super) old: bool,
}

impl Signature {
    /// The signature's `AlgorithmIdentifier` (RFC 3279 section 2.2, RFC 4055, RFC 5758).
    pub(super) fn read(mut fields: Reader<'_>) -> Result<Self, BerError> {
        let oid = fields.oid()?.to_string();
        let (name, old) = match oid.as_str() {
            "1.2.840.113549.1.1.2" => ("md2WithRSAEncryption", true),
            "1.2.840.113549.1.1.4" => ("md5WithRSAEncryption", true),
            "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => ("sha1WithRSAEncryption", true),
            "1.2.840.10040.4.3" => ("dsaWithSHA1", true),
            "1.2.840.10045.4.1" => ("ecdsa-with-SHA1", true),
            "1.2.840.113549.1.1.14" => ("sha224WithRSAEncryption", false),
            "1.2.840.113549.1.1.11" => ("sha256WithRSAEncryption", false),
            "1.2.840.113549.1.1.12" => ("sha384WithRSAEncryption", false),
            "1.2.840.113549.1.1.13" => ("sha512WithRSAEncryption", false),
            "1.2.840.10045.4.3.2" => ("ecdsa-with-SHA256", false),
            "1.2.840.10045.4.3.3" => ("ecdsa-with-SHA384", false),
            "1.2.840.10045.4.3.4" => ("ecdsa-with-SHA512", false),
            "1.3.101.112" => ("Ed25519", false),
            "1.3.101.113" => ("Ed448", false),
            "1.2.840.113549.1.1.10" => ("RSASSA-PSS", pss_with_sha1(fields)),
            _ => (oid.as_str(), false),
        };
        Ok(Self { name: name.to_owned(), old })
    }
}

/// Whether RSASSA-PSS-params (RFC 4055 section 3.1) leave the hash at its default or name it.
fn pss_with_sha1(mut fields: Reader<'_>) -> bool {
    let mut hash = || fields.sequence()?.expect(ber::context(0))?.inside().sequence()?.oid();
    hash().map_or(true, |hash| hash.to_string() == "1.3.14.3.2.26")
}
