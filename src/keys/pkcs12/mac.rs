//! What the integrity of a PKCS#12 rests on: an HMAC keyed by a password (RFC 7292 section 4, MacData), or
//! PBMAC1 (RFC 9579).

use der::oid::ObjectIdentifier;
use subtle::ConstantTimeEq;

use crate::{
    asn1::ber::{self, Reader},
    keys::{
        error::KeyFileError,
        password::Encodings,
        pbe::{
            Budget,
            kdf::{self, Derivation, MacHash, Purpose},
        },
    },
};

const PBMAC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.14");
/// Shorter keys let a forgery through by luck (RFC 9579 section 6).
const SHORTEST_KEY: usize = 20;
/// Longer ones than any hash gives are of no use; OpenSSL refuses them too.
const LONGEST_KEY: usize = 64;

/// A MAC with its parameters, all bounded.
pub(super) struct Mac {
    derivation: Derivation,
    key_len: usize,
    hash: MacHash,
    digest: Vec<u8>,
}

impl Mac {
    /// Reads MacData.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyFileError> {
        let mut fields = reader.sequence()?;
        let mut digest_info = fields.sequence()?;
        let mut algorithm = digest_info.sequence()?;
        let digest = digest_info.expect(ber::OCTET_STRING)?.octets()?.to_vec();
        let salt = fields.expect(ber::OCTET_STRING)?.octets()?.to_vec();
        let oid = algorithm.oid()?;
        let mac = if oid == PBMAC1 {
            // Salt and iterations beside it are of no use then.
            Self::read_pbmac1(&mut algorithm.sequence()?, digest)?
        } else {
            let hash =
                kdf::hash_of(&oid).ok_or_else(|| KeyFileError::Unsupported { oid: oid.to_string() })?;
            let iterations = if fields.is_empty() { 1 } else { kdf::iterations(&fields.value()?)? };
            let derivation = Derivation::Pkcs12 { hash, salt, iterations };
            Self { derivation, key_len: kdf::hash_len(hash), hash, digest }
        };
        if mac.digest.len() != kdf::hash_len(mac.hash) {
            return Err(KeyFileError::BadParameters { what: "a MAC that is not as long as its hash" });
        }
        Ok(mac)
    }

    /// PBMAC1-params (RFC 8018 appendix A.5). The key length must be there, and be of use (RFC 9579).
    fn read_pbmac1(fields: &mut Reader<'_>, digest: Vec<u8>) -> Result<Self, KeyFileError> {
        let derivation = Derivation::read(fields)?;
        let hash = kdf::prf(fields)?.into();
        match derivation.key_len() {
            Some(key_len @ SHORTEST_KEY..=LONGEST_KEY) => Ok(Self { derivation, key_len, hash, digest }),
            Some(octets) => Err(KeyFileError::MacKeyLength { octets }),
            None => Err(KeyFileError::BadParameters { what: "no key length in PBMAC1" }),
        }
    }

    /// Iterations that it asks for.
    pub(super) fn cost(&self) -> u64 {
        self.derivation.cost(self.key_len)
    }

    /// Its usual name.
    pub(super) fn name(&self) -> String {
        let hash = kdf::mac_hash_name(self.hash);
        match &self.derivation {
            Derivation::Pkcs12 { .. } => format!("hmac-{hash}"),
            derivation => format!("pbmac1-{}-hmac-{hash}", derivation.name()),
        }
    }

    /// Whether these octets and one of the password's encodings give it.
    pub(super) fn verifies(&self, password: &mut Encodings, octets: &[u8], budget: &mut Budget) -> bool {
        let attempt = |password: &[u8]| {
            let key = self.derivation.derive(password, Purpose::Mac, self.key_len)?;
            let digest = kdf::hmac(self.hash, &key, octets);
            bool::from(digest.ct_eq(&self.digest)).then_some(())
        };
        password.first_that(self.derivation.kind(), budget.again(self.cost()), attempt).is_some()
    }
}
