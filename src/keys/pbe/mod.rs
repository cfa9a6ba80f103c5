//! Password-based encryption: the algorithm identifiers of key files, and what they decrypt.
//!
//! PKCS#12's own schemes (RFC 7292 appendix C), PBES2 (RFC 8018 section 6.2) with PBKDF2 or scrypt (RFC 7914),
//! PBES1 (RFC 8018 section 6.1). What is asked of the processor is charged to a [`Budget`] first.

mod cipher;
pub(crate) mod kdf;
mod room;

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

pub(crate) use self::cipher::Cipher;
use self::kdf::{Derivation, MacHash, Purpose};
use super::{error::KeyFileError, password::Encodings, rsa_key};
use crate::{
    asn1::{
        ber::{self, Reader, Value},
        write,
    },
    crypto::Hash,
    limits,
};

// RFC 7292 appendix C.
const PKCS12_RC4_128: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.1");
const PKCS12_RC4_40: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.2");
pub(crate) const PKCS12_3DES: ObjectIdentifier = pkcs12::PKCS_12_PBE_WITH_SHAAND3_KEY_TRIPLE_DES_CBC;
const PKCS12_2DES: ObjectIdentifier = pkcs12::PKCS_12_PBE_WITH_SHAAND2_KEY_TRIPLE_DES_CBC;
const PKCS12_RC2_128: ObjectIdentifier = pkcs12::PKCS_12_PBE_WITH_SHAAND128_BIT_RC2_CBC;
const PKCS12_RC2_40: ObjectIdentifier = pkcs12::PKCS_12_PBEWITH_SHAAND40_BIT_RC2_CBC;
// RFC 8018 appendix A.3: PBES1.
const MD5_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.3");
const MD5_RC2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.6");
const SHA1_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.10");
const SHA1_RC2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.11");
// RFC 8018 appendix A.4.
pub(crate) const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");

/// An `EncryptedPrivateKeyInfo` (RFC 5958 section 3).
#[derive(Debug)]
pub(crate) struct ShroudedKey {
    pub(crate) algorithm: Algorithm,
    ciphertext: Vec<u8>,
}

impl ShroudedKey {
    pub(crate) fn read(value: &Value<'_>) -> Result<Self, KeyFileError> {
        let mut fields = value.inside_sequence()?;
        let algorithm = Algorithm::read(&mut fields)?;
        let ciphertext = fields.expect(ber::OCTET_STRING)?.octets()?.to_vec();
        Ok(Self { algorithm, ciphertext })
    }

    /// The `PrivateKeyInfo` in it.
    pub(crate) fn open(&self, password: &mut Encodings, budget: &mut Budget) -> Result<Secret, KeyFileError> {
        self.algorithm.open(password, &self.ciphertext, rsa_key::looks_like_pkcs8, budget)
    }
}

type Secret = Zeroizing<Vec<u8>>;

/// What may still be asked of key derivations in one file ([`limits::KEY_WORK`]).
///
/// All that is visible at one stage of reading is charged before the first derivation of that stage; a second way to
/// write the password is tried only on what is left.
#[derive(Debug)]
pub(crate) struct Budget(u64);

impl Budget {
    pub(crate) const fn new() -> Self {
        Self(limits::KEY_WORK.value)
    }

    pub(crate) fn charge(&mut self, iterations: u64) -> Result<(), KeyFileError> {
        self.0 = self.0.checked_sub(iterations).ok_or(KeyFileError::TooLarge { limit: limits::KEY_WORK })?;
        Ok(())
    }

    /// Whether there is room for one more derivation of this cost, which is charged then.
    pub(crate) fn again(&mut self, iterations: u64) -> impl FnMut() -> bool {
        move || self.charge(iterations).is_ok()
    }
}

/// An encryption algorithm with its parameters, all bounded.
#[derive(Debug)]
pub(crate) struct Algorithm {
    derivation: Derivation,
    cipher: Cipher,
    /// `None` when it is derived from the password too.
    iv: Option<Vec<u8>>,
}

impl Algorithm {
    /// Reads an `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2) of password-based encryption.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, KeyFileError> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let pkcs12 = |cipher| (Some(cipher), None);
        let pbes1 = |hash, cipher| (Some(cipher), Some(hash));
        let (cipher, pbkdf1) = match oid {
            PBES2 => return Self::read_pbes2(&mut fields),
            PKCS12_RC4_128 => pkcs12(Cipher::Rc4 { key_len: 16 }),
            PKCS12_RC4_40 => pkcs12(Cipher::Rc4 { key_len: 5 }),
            PKCS12_3DES => pkcs12(Cipher::TripleDes),
            PKCS12_2DES => pkcs12(Cipher::TripleDes2),
            PKCS12_RC2_128 => pkcs12(Cipher::Rc2 { key_len: 16, bits: 128 }),
            PKCS12_RC2_40 => pkcs12(Cipher::Rc2 { key_len: 5, bits: 40 }),
            MD5_DES => pbes1(kdf::Pbkdf1Hash::Md5, Cipher::Des),
            MD5_RC2 => pbes1(kdf::Pbkdf1Hash::Md5, Cipher::Rc2 { key_len: 8, bits: 64 }),
            SHA1_DES => pbes1(kdf::Pbkdf1Hash::Sha1, Cipher::Des),
            SHA1_RC2 => pbes1(kdf::Pbkdf1Hash::Sha1, Cipher::Rc2 { key_len: 8, bits: 64 }),
            _ => (None, None),
        };
        let cipher = cipher.ok_or_else(|| KeyFileError::Unsupported { oid: oid.to_string() })?;
        // pkcs-12PbeParams (RFC 7292 appendix C) and PBEParameter (RFC 8018 appendix A.3) look the same.
        let mut parameters = fields.sequence()?;
        let salt = parameters.expect(ber::OCTET_STRING)?.octets()?.to_vec();
        let iterations = kdf::iterations(&parameters.value()?)?;
        let derivation = match pbkdf1 {
            Some(hash) => Derivation::Pbkdf1 { hash, salt, iterations },
            None => Derivation::Pkcs12 { hash: Hash::Sha1.into(), salt, iterations },
        };
        Ok(Self { derivation, cipher, iv: None })
    }

    /// PBES2-params (RFC 8018 appendix A.4).
    fn read_pbes2(fields: &mut Reader<'_>) -> Result<Self, KeyFileError> {
        let mut parameters = fields.sequence()?;
        let derivation = Derivation::read(&mut parameters)?;
        let (mut cipher, iv) = Cipher::read(&mut parameters)?;
        match (derivation.key_len(), &mut cipher) {
            (None, _) => {}
            (Some(asked @ 1..=128), Cipher::Rc2 { key_len, .. }) => *key_len = asked,
            (Some(asked), cipher) if asked == cipher.key_len() => {}
            (Some(_), _) => {
                return Err(KeyFileError::BadParameters { what: "a key length that is not the cipher's" });
            }
        }
        Ok(Self { derivation, cipher, iv: Some(iv) })
    }

    /// Iterations to charge before [`Algorithm::decrypt`].
    pub(crate) fn cost(&self) -> u64 {
        let (key_len, block_len) = (self.cipher.key_len(), self.cipher.block_len());
        match &self.derivation {
            // The initialization vector is derived on its own.
            derivation @ Derivation::Pkcs12 { .. } => derivation.cost(key_len) + derivation.cost(block_len),
            derivation => derivation.cost(key_len),
        }
    }

    /// Its usual name.
    pub(crate) fn name(&self) -> String {
        let cipher = self.cipher.name();
        match &self.derivation {
            Derivation::Pkcs12 { .. } => format!("pbe-sha1-{cipher}"),
            Derivation::Pbkdf1 { hash, .. } => format!("pbes1-{}-{cipher}", hash.name()),
            derivation => format!("pbes2-{}-{cipher}", derivation.name()),
        }
    }

    /// Decrypts with the first encoding of the password that gives what is `expected`.
    pub(crate) fn open(
        &self,
        password: &mut Encodings,
        ciphertext: &[u8],
        expected: fn(&[u8]) -> bool,
        budget: &mut Budget,
    ) -> Result<Secret, KeyFileError> {
        let attempt = |password: &[u8]| self.decrypt(password, ciphertext).filter(|octets| expected(octets));
        let again = budget.again(self.cost());
        password.first_that(self.derivation.kind(), again, attempt).ok_or(KeyFileError::WrongPassword)
    }

    /// Decrypts. `None` when the padding says that the password is wrong; for a cipher without padding, and
    /// once in 256 times for the others, a wrong password gives noise.
    pub(crate) fn decrypt(&self, password: &[u8], ciphertext: &[u8]) -> Option<Secret> {
        let (key, iv) = self.derive(password)?;
        self.cipher.decrypt(&key, &iv, ciphertext)
    }

    /// The key and the initialization vector.
    fn derive(&self, password: &[u8]) -> Option<(Secret, Secret)> {
        let (key_len, block_len) = (self.cipher.key_len(), self.cipher.block_len());
        match (&self.derivation, &self.iv) {
            (derivation @ Derivation::Pkcs12 { .. }, _) => {
                let key = derivation.derive(password, Purpose::Key, key_len)?;
                Some((key, derivation.derive(password, Purpose::Iv, block_len)?))
            }
            // RFC 8018 section 6.1.1: the key, then the initialization vector.
            (derivation @ Derivation::Pbkdf1 { .. }, _) => {
                let mut both = derivation.derive(password, Purpose::Key, key_len + block_len)?;
                let iv = Zeroizing::new(both.split_off(key_len));
                Some((both, iv))
            }
            (derivation, iv) => {
                let key = derivation.derive(password, Purpose::Key, key_len)?;
                Some((key, Zeroizing::new(iv.clone()?)))
            }
        }
    }

    /// Encrypts, for a key file of ours.
    pub(crate) fn encrypt(&self, password: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
        let (key, iv) = self.derive(password)?;
        self.cipher.encrypt(&key, &iv, plaintext)
    }

    /// pbeWithSHAAnd3-KeyTripleDES-CBC.
    pub(crate) const fn triple_des(salt: Vec<u8>, iterations: u32) -> Self {
        let derivation = Derivation::Pkcs12 { hash: MacHash::Of(Hash::Sha1), salt, iterations };
        Self { derivation, cipher: Cipher::TripleDes, iv: None }
    }

    /// PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC.
    pub(crate) const fn aes256(salt: Vec<u8>, iterations: u32, iv: Vec<u8>) -> Self {
        let derivation = Derivation::Pbkdf2 { prf: Hash::Sha256, salt, iterations, key_len: None };
        Self { derivation, cipher: Cipher::Aes { key_len: 32 }, iv: Some(iv) }
    }

    /// The `AlgorithmIdentifier` of one of the two above. `None` for any other: those are read only.
    pub(crate) fn to_der(&self) -> Option<Vec<u8>> {
        let integer = |number: &u32| write::unsigned(&number.to_be_bytes());
        let octets = |octets: &[u8]| write::value(ber::OCTET_STRING, &[octets]);
        match (&self.derivation, self.cipher, &self.iv) {
            (Derivation::Pkcs12 { salt, iterations, .. }, Cipher::TripleDes, None) => {
                let parameters = write::sequence(&[&octets(salt), &integer(iterations)]);
                Some(write::sequence(&[&write::oid(&PKCS12_3DES), &parameters]))
            }
            (
                Derivation::Pbkdf2 { prf: Hash::Sha256, salt, iterations, .. },
                Cipher::Aes { key_len: 32 },
                Some(iv),
            ) => {
                let prf = write::sequence(&[&write::oid(&kdf::HMAC_SHA256), &write::NULL]);
                let parameters = write::sequence(&[&octets(salt), &integer(iterations), &prf]);
                let derivation = write::sequence(&[&write::oid(&kdf::PBKDF2), &parameters]);
                let cipher = write::sequence(&[&write::oid(&cipher::AES256_CBC), &octets(iv)]);
                let parameters = write::sequence(&[&derivation, &cipher]);
                Some(write::sequence(&[&write::oid(&PBES2), &parameters]))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
