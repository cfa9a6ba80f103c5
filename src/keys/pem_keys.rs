//! Private keys and certificates in PEM: PKCS#8 and PKCS#1, in clear or encrypted, and what OpenSSL and
//! GnuTLS put between.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::{
    ber::Value,
    bundle,
    certificate::CertificateError,
    found::{Attributes, Found},
    key_file::{KeyFileError, KeyFileWarning},
    password::{Encodings, Kind},
    pbe::{Budget, Cipher, ShroudedKey},
    pem::Block,
    pkcs12,
    rsa_key::{self, AnyKey, RsaKey},
};

enum Step<'a> {
    Pkcs12(&'a Block<'a>),
    Pkcs8(&'a Block<'a>),
    Shrouded(&'a Block<'a>, ShroudedKey),
    Pkcs1(&'a Block<'a>),
    /// RFC 1421 encryption: its cipher and initialization vector.
    OldPkcs1(&'a Block<'a>, Cipher, Vec<u8>),
}

/// Reads all blocks. Whatever is not a key or a certificate is passed over.
pub(super) fn read(
    blocks: &[Block<'_>],
    mut password: Option<&mut Encodings>,
    found: &mut Found,
) -> Result<(), KeyFileError> {
    let mut budget = Budget::new();
    let mut steps = Vec::new();
    for block in blocks {
        if let Some(step) = look(block, found)? {
            if let Step::Shrouded(_, key) = &step {
                budget.charge(key.algorithm.cost())?;
            }
            steps.push(step);
        }
    }
    for step in steps {
        let password = password.as_deref_mut();
        let needed = KeyFileError::PasswordNeeded;
        match step {
            Step::Pkcs12(block) => pkcs12::read(&block.octets, password, found)?,
            Step::Pkcs8(block) => found.add_key(AnyKey::from_pkcs8(&block.octets), attributes(block)),
            Step::Pkcs1(block) => {
                found.add_key(RsaKey::from_pkcs1(&block.octets).map(AnyKey::Rsa), attributes(block));
            }
            Step::Shrouded(block, key) => {
                found.name_encryption(&key.algorithm);
                let octets = key.open(password.ok_or(needed)?)?;
                found.add_key(AnyKey::from_pkcs8(&octets), attributes(block));
            }
            Step::OldPkcs1(block, cipher, iv) => {
                found.add_encryption(format!("pem-{}", cipher.name()));
                let octets = open_old(cipher, &iv, &block.octets, password.ok_or(needed)?)?;
                found.add_key(RsaKey::from_pkcs1(&octets).map(AnyKey::Rsa), attributes(block));
            }
        }
    }
    Ok(())
}

fn look<'a>(block: &'a Block<'a>, found: &mut Found) -> Result<Option<Step<'a>>, KeyFileError> {
    const BROKEN: KeyFileError =
        KeyFileError::Malformed { what: "a PEM block that does not end, or is not base64" };
    let old = block.header("DEK-Info");
    let step = match block.label {
        "PKCS12" | "PFX" => Step::Pkcs12(block),
        "PRIVATE KEY" => Step::Pkcs8(block),
        "ENCRYPTED PRIVATE KEY" if block.octets.is_empty() => return Err(BROKEN),
        "ENCRYPTED PRIVATE KEY" => Step::Shrouded(block, ShroudedKey::read(&Value::only(&block.octets)?)?),
        "RSA PRIVATE KEY" => match old {
            None => Step::Pkcs1(block),
            Some(info) => {
                let (cipher, iv) = old_cipher(info)?;
                Step::OldPkcs1(block, cipher, iv)
            }
        },
        "EC PRIVATE KEY" => {
            found.add_key(Ok(AnyKey::Other(rsa_key::EC_PUBLIC_KEY)), attributes(block));
            return Ok(None);
        }
        "DSA PRIVATE KEY" => {
            found.add_key(Ok(AnyKey::Other(rsa_key::DSA)), attributes(block));
            return Ok(None);
        }
        "OPENSSH PRIVATE KEY" => {
            found.add_problem(KeyFileError::Unsupported { oid: "openssh-key-v1".to_owned() });
            return Ok(None);
        }
        _ if block.holds_certificates() => {
            match bundle::certificates(&block.octets) {
                Ok(certificates) => {
                    for certificate in certificates {
                        found.add_named_certificate(certificate, attributes(block));
                    }
                }
                Err(CertificateError::TooLarge { limit }) => return Err(KeyFileError::TooLarge { limit }),
                Err(_) => found.warn(KeyFileWarning::UnreadableCertificate),
            }
            return Ok(None);
        }
        _ => return Ok(None),
    };
    if block.octets.is_empty() { Err(BROKEN) } else { Ok(Some(step)) }
}

fn attributes(block: &Block<'_>) -> Attributes {
    Attributes { friendly_name: block.friendly_name.map(str::to_owned), local_key_id: None }
}

/// `AES-256-CBC,` and an initialization vector in hexadecimal (RFC 1421 section 4.6.1.3, names of OpenSSL).
fn old_cipher(info: &str) -> Result<(Cipher, Vec<u8>), KeyFileError> {
    let (name, iv) = info.split_once(',').ok_or(KeyFileError::Malformed { what: "a DEK-Info header" })?;
    let cipher = match name.trim() {
        "AES-128-CBC" => Cipher::Aes { key_len: 16 },
        "AES-192-CBC" => Cipher::Aes { key_len: 24 },
        "AES-256-CBC" => Cipher::Aes { key_len: 32 },
        "DES-EDE3-CBC" => Cipher::TripleDes,
        "DES-CBC" => Cipher::Des,
        other => return Err(KeyFileError::Unsupported { oid: other.chars().take(64).collect() }),
    };
    let digits = iv.trim().as_bytes();
    let iv = digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
    match iv.collect::<Option<Vec<_>>>() {
        Some(iv) if iv.len() == cipher.block_len() => Ok((cipher, iv)),
        _ => Err(KeyFileError::Malformed { what: "a DEK-Info header" }),
    }
}

fn open_old(
    cipher: Cipher,
    iv: &[u8],
    ciphertext: &[u8],
    password: &mut Encodings,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let attempt = |password: &[u8]| {
        let key = old_key(password, &iv[..8], cipher.key_len());
        let octets = cipher.decrypt(&key, iv, ciphertext);
        octets.filter(|octets| Value::only(octets).is_ok_and(|value| value.inside_sequence().is_ok()))
    };
    password.first_that(Kind::Octets, attempt).ok_or(KeyFileError::WrongPassword)
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one iteration: blocks of MD5(block before, password, salt).
fn old_key(password: &[u8], salt: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(len + 16));
    let mut block = Zeroizing::new([0_u8; 16]);
    while key.len() < len {
        let mut hash = Md5::new();
        if !key.is_empty() {
            hash.update(block.as_slice());
        }
        hash.update(password);
        hash.update(salt);
        *block = hash.finalize().into();
        key.extend_from_slice(block.as_slice());
    }
    key.truncate(len);
    key
}
