//! The ciphers of key files, in CBC mode with PKCS#7 padding (RFC 8018 appendix B.2), and RC4.

use aes::{Aes128, Aes192, Aes256};
use cbc::{Decryptor, Encryptor};
use cipher::{
    BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, InnerIvInit, KeyInit,
    StreamCipher, block_padding::Pkcs7,
};
use der::oid::ObjectIdentifier;
use des::{Des, TdesEde2, TdesEde3};
use rc2::Rc2;
use rc4::Rc4;
use zeroize::Zeroizing;

use crate::{
    asn1::ber::{self, Reader},
    keys::error::KeyFileError,
};

const AES128_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.2");
const AES192_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.22");
pub(crate) const AES256_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.42");
const DES_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.7");
const RC2_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.3.2");
const DES_EDE3_CBC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.3.7");

/// A cipher with its key size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cipher {
    Aes { key_len: usize },
    TripleDes,
    TripleDes2,
    Des,
    Rc2 { key_len: usize, bits: usize },
    Rc4 { key_len: usize },
}

impl Cipher {
    /// Reads the `AlgorithmIdentifier` of a cipher, and its initialization vector (RFC 8018 appendix B.2).
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<(Self, Vec<u8>), KeyFileError> {
        let mut fields = reader.sequence()?;
        let cipher = match fields.oid()? {
            AES128_CBC => Self::Aes { key_len: 16 },
            AES192_CBC => Self::Aes { key_len: 24 },
            AES256_CBC => Self::Aes { key_len: 32 },
            DES_EDE3_CBC => Self::TripleDes,
            DES_CBC => Self::Des,
            RC2_CBC => {
                // RC2-CBC-Parameter (RFC 8018 appendix B.2.3): the version is a code for the effective bits.
                let mut parameters = fields.sequence()?;
                let bits =
                    match parameters.optional(ber::INTEGER)?.map(|version| version.small()).transpose()? {
                        None => 32,
                        Some(160) => 40,
                        Some(120) => 64,
                        Some(58) => 128,
                        Some(version @ 256..=1024) => usize::try_from(version).unwrap_or(256),
                        Some(_) => return Err(KeyFileError::BadParameters { what: "a version of RC2" }),
                    };
                let cipher = Self::Rc2 { key_len: bits / 8, bits };
                return Ok((cipher, cipher.read_iv(&mut parameters)?));
            }
            oid => return Err(KeyFileError::Unsupported { oid: oid.to_string() }),
        };
        Ok((cipher, cipher.read_iv(&mut fields)?))
    }

    fn read_iv(self, fields: &mut Reader<'_>) -> Result<Vec<u8>, KeyFileError> {
        let iv = fields.expect(ber::OCTET_STRING)?.octets()?.to_vec();
        if iv.len() != self.block_len() {
            return Err(KeyFileError::BadParameters { what: "an initialization vector that is not a block" });
        }
        Ok(iv)
    }

    pub(crate) const fn key_len(self) -> usize {
        match self {
            Self::Aes { key_len } | Self::Rc2 { key_len, .. } | Self::Rc4 { key_len } => key_len,
            Self::TripleDes => 24,
            Self::TripleDes2 => 16,
            Self::Des => 8,
        }
    }

    /// Octets of a block and of an initialization vector, 0 for a stream cipher.
    pub(crate) const fn block_len(self) -> usize {
        match self {
            Self::Aes { .. } => 16,
            Self::Rc4 { .. } => 0,
            _ => 8,
        }
    }

    pub(crate) fn name(self) -> String {
        match self {
            Self::Aes { key_len } => format!("aes-{}-cbc", key_len * 8),
            Self::TripleDes => "des-ede3-cbc".to_owned(),
            Self::TripleDes2 => "des-ede-cbc".to_owned(),
            Self::Des => "des-cbc".to_owned(),
            Self::Rc2 { bits, .. } => format!("rc2-{bits}-cbc"),
            Self::Rc4 { key_len } => format!("rc4-{}", key_len * 8),
        }
    }

    /// Decrypts and takes the padding off. `None` when the padding is wrong, or a length cannot be.
    pub(crate) fn decrypt(self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut octets = Zeroizing::new(ciphertext.to_vec());
        let len = match self {
            Self::Aes { key_len: 16 } => unpad(Aes128::new_from_slice(key).ok()?, iv, &mut octets)?,
            Self::Aes { key_len: 24 } => unpad(Aes192::new_from_slice(key).ok()?, iv, &mut octets)?,
            Self::Aes { .. } => unpad(Aes256::new_from_slice(key).ok()?, iv, &mut octets)?,
            Self::TripleDes => unpad(TdesEde3::new_from_slice(key).ok()?, iv, &mut octets)?,
            Self::TripleDes2 => unpad(TdesEde2::new_from_slice(key).ok()?, iv, &mut octets)?,
            Self::Des => unpad(Des::new_from_slice(key).ok()?, iv, &mut octets)?,
            Self::Rc2 { bits, .. } => unpad(Rc2::new_with_eff_key_len(key, bits), iv, &mut octets)?,
            Self::Rc4 { .. } => {
                Rc4::new_from_slice(key).ok()?.apply_keystream(&mut octets);
                octets.len()
            }
        };
        octets.truncate(len);
        Some(octets)
    }

    /// Pads and encrypts. Only what key files of ours are written with.
    pub(crate) fn encrypt(self, key: &[u8], iv: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Aes { key_len: 32 } => pad(Aes256::new_from_slice(key).ok()?, iv, plaintext),
            Self::TripleDes => pad(TdesEde3::new_from_slice(key).ok()?, iv, plaintext),
            _ => None,
        }
    }
}

fn unpad<C: BlockCipherDecrypt>(cipher: C, iv: &[u8], octets: &mut [u8]) -> Option<usize> {
    let mode = Decryptor::inner_iv_slice_init(cipher, iv).ok()?;
    Some(mode.decrypt_padded::<Pkcs7>(octets).ok()?.len())
}

fn pad<C: BlockCipherEncrypt>(cipher: C, iv: &[u8], plaintext: &[u8]) -> Option<Vec<u8>> {
    let mode = Encryptor::inner_iv_slice_init(cipher, iv).ok()?;
    // Plaintext stands in the buffer until it is encrypted in place: nothing of it is left.
    let mut octets = Vec::with_capacity(plaintext.len() + 16);
    octets.extend_from_slice(plaintext);
    octets.resize(plaintext.len() + 16, 0);
    let len = mode.encrypt_padded::<Pkcs7>(&mut octets, plaintext.len()).ok()?.len();
    octets.truncate(len);
    Some(octets)
}
