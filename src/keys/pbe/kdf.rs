//! Key derivation: RFC 7292 appendix B, PBKDF1 and PBKDF2 (RFC 8018 section 5), scrypt (RFC 7914).

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2 as fast;
use der::oid::ObjectIdentifier;
use digest::Digest;
use hmac::{Hmac, KeyInit, Mac};
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use zeroize::{Zeroize, Zeroizing};

use crate::{
    asn1::ber::{self, Reader, Value},
    crypto::Hash,
    keys::{error::KeyFileError, password::Kind, pbe::room::Room},
    limits,
};

pub(crate) const HMAC_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.9");
pub(crate) const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
const SCRYPT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11591.4.11");

/// A key derivation with its parameters, all bounded.
#[derive(Debug)]
pub(crate) enum Derivation {
    Pkcs12 { hash: MacHash, salt: Vec<u8>, iterations: u32 },
    Pbkdf1 { hash: Pbkdf1Hash, salt: Vec<u8>, iterations: u32 },
    Pbkdf2 { prf: Hash, salt: Vec<u8>, iterations: u32, key_len: Option<usize> },
    Scrypt { salt: Vec<u8>, log_n: u8, r: u32, p: u32, key_len: Option<usize> },
}

/// What is derived: the ID of RFC 7292 appendix B.3. The other derivations do not tell them apart.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Key,
    Iv,
    Mac,
}

/// A hash of the RFC 7292 derivation, and of the MAC that rests on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MacHash {
    /// As old programs write it; nothing else here rests on it.
    Md5,
    /// One of today.
    Of(Hash),
}

impl From<Hash> for MacHash {
    fn from(hash: Hash) -> Self {
        Self::Of(hash)
    }
}

/// A hash of PBKDF1.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pbkdf1Hash {
    Md5,
    Sha1,
}

impl Pbkdf1Hash {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
        }
    }
}

/// The same lines for each hash.
macro_rules! with_hash {
    ($hash:expr, $D:ident => $body:expr) => {
        match $hash {
            Hash::Sha1 => {
                type $D = sha1::Sha1;
                $body
            }
            Hash::Sha224 => {
                type $D = sha2::Sha224;
                $body
            }
            Hash::Sha256 => {
                type $D = sha2::Sha256;
                $body
            }
            Hash::Sha384 => {
                type $D = sha2::Sha384;
                $body
            }
            Hash::Sha512 => {
                type $D = sha2::Sha512;
                $body
            }
            Hash::Sha512_224 => {
                type $D = sha2::Sha512_224;
                $body
            }
            Hash::Sha512_256 => {
                type $D = sha2::Sha512_256;
                $body
            }
        }
    };
}

/// The same lines for each hash of a MAC.
macro_rules! with_mac_hash {
    ($hash:expr, $D:ident => $body:expr) => {
        match $hash {
            MacHash::Md5 => {
                type $D = md5::Md5;
                $body
            }
            MacHash::Of(hash) => with_hash!(hash, $D => $body),
        }
    };
}

impl Derivation {
    /// Reads the `AlgorithmIdentifier` of PBKDF2 (RFC 8018 appendix A.2) or scrypt (RFC 7914 section 7.1).
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyFileError> {
        let mut fields = reader.sequence()?;
        match fields.oid()? {
            PBKDF2 => Self::read_pbkdf2(&mut fields.sequence()?),
            SCRYPT => Self::read_scrypt(&mut fields.sequence()?),
            oid => Err(KeyFileError::Unsupported { oid: oid.to_string() }),
        }
    }

    fn read_pbkdf2(fields: &mut Reader<'_>) -> Result<Self, KeyFileError> {
        // The other choice, a salt from another source, names an algorithm that nobody has defined.
        let salt = fields.expect(ber::OCTET_STRING)?.octets()?.to_vec();
        let iterations = iterations(&fields.value()?)?;
        let key_len = key_len(fields)?;
        let prf = if fields.is_empty() { Hash::Sha1 } else { prf(fields)? };
        Ok(Self::Pbkdf2 { prf, salt, iterations, key_len })
    }

    fn read_scrypt(fields: &mut Reader<'_>) -> Result<Self, KeyFileError> {
        const MEMORY: KeyFileError = KeyFileError::TooLarge { limit: limits::SCRYPT_MEMORY };
        let salt = fields.expect(ber::OCTET_STRING)?.octets()?.to_vec();
        let [n, r, p] =
            [positive(&fields.value()?)?, positive(&fields.value()?)?, positive(&fields.value()?)?];
        let key_len = key_len(fields)?;
        let memory = r.checked_mul(128).and_then(|block| block.checked_mul(n.checked_add(p)?));
        if memory.is_none_or(|memory| memory > limits::SCRYPT_MEMORY.value + SCRYPT_MARGIN) {
            return Err(MEMORY);
        }
        if !n.is_power_of_two() || n < 2 {
            return Err(KeyFileError::BadParameters { what: "a cost of scrypt that is not a power of two" });
        }
        let narrow = |number| u32::try_from(number).map_err(|_| MEMORY);
        let log_n = u8::try_from(n.ilog2()).map_err(|_| MEMORY)?;
        let derivation = Self::Scrypt { salt, log_n, r: narrow(r)?, p: narrow(p)?, key_len };
        if derivation.cost(1) > limits::KEY_WORK.value {
            return Err(KeyFileError::TooLarge { limit: limits::KEY_WORK });
        }
        Ok(derivation)
    }

    /// The key length that its parameters name.
    pub(crate) const fn key_len(&self) -> Option<usize> {
        match self {
            Self::Pbkdf2 { key_len, .. } | Self::Scrypt { key_len, .. } => *key_len,
            _ => None,
        }
    }

    /// What deriving so many octets costs, in iterations of PBKDF2-HMAC-SHA-256 that take as long: each block of
    /// the hash takes all the iterations again.
    pub(crate) fn cost(&self, len: usize) -> u64 {
        let of = |iterations: u32, hash, hashes: u64| {
            let blocks = u64::try_from(len.div_ceil(hash_len(hash)).max(1)).unwrap_or(u64::MAX);
            let sixths = u64::from(iterations).saturating_mul(blocks).saturating_mul(hashes * weight(hash));
            sixths.div_ceil(6)
        };
        match self {
            Self::Pkcs12 { hash, iterations, .. } => of(*iterations, *hash, 1),
            Self::Pbkdf1 { iterations, .. } => of(*iterations, Hash::Sha1.into(), 1),
            // An HMAC is two hashes.
            Self::Pbkdf2 { prf, iterations, .. } => of(*iterations, MacHash::Of(*prf), 2),
            Self::Scrypt { log_n, r, p, .. } => {
                (SCRYPT_COST << log_n).saturating_mul(u64::from(*r)).saturating_mul(u64::from(*p))
            }
        }
    }

    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Pkcs12 { .. } => Kind::Utf16,
            _ => Kind::Octets,
        }
    }

    pub(crate) fn name(&self) -> String {
        match self {
            Self::Pkcs12 { hash, .. } => format!("pkcs12-{}", mac_hash_name(*hash)),
            Self::Pbkdf1 { hash, .. } => format!("pbkdf1-{}", hash.name()),
            Self::Pbkdf2 { prf, .. } => format!("pbkdf2-hmac-{}", hash_name(*prf)),
            Self::Scrypt { .. } => "scrypt".to_owned(),
        }
    }

    /// Derives so many octets. `None` where the derivation cannot give as many.
    pub(crate) fn derive(&self, password: &[u8], purpose: Purpose, len: usize) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Pkcs12 { hash, salt, iterations } => {
                let purpose = match purpose {
                    Purpose::Key => Pkcs12KeyType::EncryptionKey,
                    Purpose::Iv => Pkcs12KeyType::Iv,
                    Purpose::Mac => Pkcs12KeyType::Mac,
                };
                let rounds = i32::try_from(*iterations).ok()?;
                Some(Zeroizing::new(
                    with_mac_hash!(*hash, D => derive_key::<D>(password, salt, purpose, rounds, len)),
                ))
            }
            Self::Pbkdf1 { hash, salt, iterations } => match hash {
                Pbkdf1Hash::Md5 => pbkdf1::<md5::Md5>(password, salt, *iterations, len),
                Pbkdf1Hash::Sha1 => pbkdf1::<sha1::Sha1>(password, salt, *iterations, len),
            },
            Self::Pbkdf2 { prf, salt, iterations, .. } => {
                let mut key = Zeroizing::new(vec![0; len]);
                let algorithm = match prf {
                    Hash::Sha1 => Some(fast::PBKDF2_HMAC_SHA1),
                    Hash::Sha256 => Some(fast::PBKDF2_HMAC_SHA256),
                    Hash::Sha384 => Some(fast::PBKDF2_HMAC_SHA384),
                    Hash::Sha512 => Some(fast::PBKDF2_HMAC_SHA512),
                    _ => None,
                };
                match algorithm {
                    Some(algorithm) => {
                        fast::derive(algorithm, NonZeroU32::new(*iterations)?, salt, password, &mut key);
                    }
                    None => {
                        with_hash!(prf, D => pbkdf2::pbkdf2_hmac::<D>(password, salt, *iterations, &mut key));
                    }
                }
                Some(key)
            }
            Self::Scrypt { salt, log_n, r, p, .. } => {
                let mut key = Zeroizing::new(vec![0; len]);
                let parameters = scrypt::Params::new(*log_n, *r, *p).ok()?;
                let _room = Room::take((128 * u64::from(*r)) << log_n);
                scrypt::scrypt(password, salt, &parameters, &mut key).ok()?;
                Some(key)
            }
        }
    }
}

/// How long one computation of a hash takes, where one of SHA-256 takes 3 (measured in software, OpenSSL 3.0.22: SHA-1
/// 0.12 us, SHA-256 0.19 us, SHA-512 0.23 us).
const fn weight(hash: MacHash) -> u64 {
    match hash {
        MacHash::Md5 | MacHash::Of(Hash::Sha1) => 2,
        MacHash::Of(Hash::Sha224 | Hash::Sha256) => 3,
        MacHash::Of(_) => 4,
    }
}

/// Iterations of PBKDF2-HMAC-SHA-256 that take as long as one step of N * r * p (measured: 0.2 us and 0.4 us).
const SCRYPT_COST: u64 = 2;
/// A block more than the power of two itself.
const SCRYPT_MARGIN: u64 = 1 << 20;

/// An iteration count: at least 1, at most [`limits::ITERATIONS`].
pub(crate) fn iterations(value: &Value<'_>) -> Result<u32, KeyFileError> {
    let count = positive(value)?;
    if count > limits::ITERATIONS.value {
        return Err(KeyFileError::TooLarge { limit: limits::ITERATIONS });
    }
    u32::try_from(count).map_err(|_| KeyFileError::TooLarge { limit: limits::ITERATIONS })
}

fn positive(value: &Value<'_>) -> Result<u64, KeyFileError> {
    if value.tag != ber::INTEGER {
        return Err(ber::BerError::Unexpected.into());
    }
    match value.unsigned() {
        Err(_) | Ok([]) => {
            Err(KeyFileError::BadParameters { what: "a count of 0 or less in a key derivation" })
        }
        Ok(octets) if octets.len() > 8 => Ok(u64::MAX),
        Ok(octets) => Ok(octets.iter().fold(0, |number, octet| number << 8 | u64::from(*octet))),
    }
}

/// The OPTIONAL keyLength of PBKDF2 and scrypt.
fn key_len(fields: &mut Reader<'_>) -> Result<Option<usize>, KeyFileError> {
    let Some(value) = fields.optional(ber::INTEGER)? else { return Ok(None) };
    Ok(Some(usize::try_from(positive(&value)?).unwrap_or(usize::MAX)))
}

/// Hashes and their OIDs (RFC 8017 appendix B.1).
const HASHES: [(Hash, ObjectIdentifier); 7] = [
    (Hash::Sha1, ObjectIdentifier::new_unwrap("1.3.14.3.2.26")),
    (Hash::Sha256, ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1")),
    (Hash::Sha384, ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2")),
    (Hash::Sha512, ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3")),
    (Hash::Sha224, ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.4")),
    (Hash::Sha512_224, ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.5")),
    (Hash::Sha512_256, ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.6")),
];

const MD5: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.2.5");

pub(crate) fn hash_of(oid: &ObjectIdentifier) -> Option<MacHash> {
    if *oid == MD5 {
        return Some(MacHash::Md5);
    }
    HASHES.iter().find(|(_, named)| named == oid).map(|(hash, _)| MacHash::Of(*hash))
}

pub(crate) fn oid_of(hash: Hash) -> ObjectIdentifier {
    HASHES.iter().find(|(named, _)| *named == hash).expect("every hash is in the table").1
}

/// The MACs of RFC 8018 appendix B.1.
const PRFS: [(Hash, ObjectIdentifier); 7] = [
    (Hash::Sha1, ObjectIdentifier::new_unwrap("1.2.840.113549.2.7")),
    (Hash::Sha224, ObjectIdentifier::new_unwrap("1.2.840.113549.2.8")),
    (Hash::Sha256, HMAC_SHA256),
    (Hash::Sha384, ObjectIdentifier::new_unwrap("1.2.840.113549.2.10")),
    (Hash::Sha512, ObjectIdentifier::new_unwrap("1.2.840.113549.2.11")),
    (Hash::Sha512_224, ObjectIdentifier::new_unwrap("1.2.840.113549.2.12")),
    (Hash::Sha512_256, ObjectIdentifier::new_unwrap("1.2.840.113549.2.13")),
];

/// The `AlgorithmIdentifier` of an HMAC.
pub(crate) fn prf(reader: &mut Reader<'_>) -> Result<Hash, KeyFileError> {
    let oid = reader.sequence()?.oid()?;
    let prf = PRFS.iter().find(|(_, named)| *named == oid);
    prf.map(|(hash, _)| *hash).ok_or_else(|| KeyFileError::Unsupported { oid: oid.to_string() })
}

pub(crate) const fn hash_name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "sha1",
        Hash::Sha224 => "sha224",
        Hash::Sha256 => "sha256",
        Hash::Sha384 => "sha384",
        Hash::Sha512 => "sha512",
        Hash::Sha512_224 => "sha512-224",
        Hash::Sha512_256 => "sha512-256",
    }
}

pub(crate) const fn mac_hash_name(hash: MacHash) -> &'static str {
    match hash {
        MacHash::Md5 => "md5",
        MacHash::Of(hash) => hash_name(hash),
    }
}

pub(crate) fn hash_len(hash: MacHash) -> usize {
    with_mac_hash!(hash, D => D::output_size())
}

/// HMAC (RFC 2104).
pub(crate) fn hmac(hash: MacHash, key: &[u8], octets: &[u8]) -> Vec<u8> {
    with_mac_hash!(hash, D => {
        let mut mac = Hmac::<D>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(octets);
        mac.finalize().into_bytes().to_vec()
    })
}

/// PBKDF1 (RFC 8018 section 5.1).
fn pbkdf1<D: Digest>(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    len: usize,
) -> Option<Zeroizing<Vec<u8>>> {
    let mut block = D::new().chain_update(password).chain_update(salt).finalize();
    for _ in 1..iterations {
        block = D::digest(&block);
    }
    let key = block.get(..len).map(|key| Zeroizing::new(key.to_vec()));
    block.as_mut_slice().zeroize();
    key
}
