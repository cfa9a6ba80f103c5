//! Writing a PKCS#12 that other programs import: DER, certificates and key encrypted, one password MAC.

use der::oid::ObjectIdentifier;
use pkcs12::{PKCS_12_CERT_BAG_OID, PKCS_12_PKCS8_KEY_BAG_OID, PKCS_12_X509_CERT_OID};
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::{
    ENCRYPTED_DATA,
    bag::{FRIENDLY_NAME, LOCAL_KEY_ID},
};
use crate::{
    asn1::{ber, write},
    crypto::Hash,
    keys::{
        Certificate, KeyPair,
        password::bmp,
        pbe::{
            Algorithm,
            kdf::{self, Derivation, Purpose},
        },
    },
    limits,
    secret::{Password, in_the_clear},
    x509::certificate::DATA,
};

/// How a key file is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pkcs12Encryption {
    /// PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256, and a SHA-256 MAC: Windows' "AES256-SHA256".
    #[default]
    Aes256Sha256,
    /// pbeWithSHAAnd3-KeyTripleDES-CBC and a SHA-1 MAC: Windows' "TripleDES-SHA1", for old systems.
    TripleDesSha1,
}

/// How a key file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pkcs12Options {
    /// Its encryption.
    pub encryption: Pkcs12Encryption,
    /// Iterations of each key derivation. There are three: certificates, key, MAC.
    pub iterations: u32,
    /// Whether the certificates above the pair's own go into it.
    pub include_chain: bool,
}

impl Default for Pkcs12Options {
    fn default() -> Self {
        Self { encryption: Pkcs12Encryption::default(), iterations: 600_000, include_chain: true }
    }
}

/// Writes a key pair as PKCS#12, in DER. An empty `friendly_name` is left out.
///
/// # Errors
///
/// [`WriteError::Iterations`] for none or more than are read again, [`WriteError::NoRandom`] without random octets
/// for the salts, [`WriteError::TooLarge`] for a value that has no encoding.
pub fn write_pkcs12(
    pair: &KeyPair,
    friendly_name: &str,
    password: &Password,
    options: &Pkcs12Options,
) -> Result<Zeroizing<Vec<u8>>, WriteError> {
    in_the_clear(|| write_pfx(pair, friendly_name, password, *options))
}

fn write_pfx(
    pair: &KeyPair,
    friendly_name: &str,
    password: &Password,
    options: Pkcs12Options,
) -> Result<Zeroizing<Vec<u8>>, WriteError> {
    let iterations = options.iterations;
    // What is written must be read again: each count is bounded, and the work that the three make together.
    let work = algorithm(options, vec![], vec![]).cost() * 2 + mac_derivation(options, vec![]).1.cost(64);
    let bounded = u64::from(iterations) <= limits::ITERATIONS.value && work <= limits::KEY_WORK.value;
    if iterations == 0 || !bounded {
        return Err(WriteError::Iterations { iterations });
    }
    let password = Texts { bmp: bmp(password.expose()), utf8: password.expose().as_bytes() };
    let attributes = attributes(friendly_name, pair.certificate());

    let mut bags = vec![certificate_bag(pair.certificate(), Some(&attributes))];
    if options.include_chain {
        bags.extend(pair.chain().iter().map(|certificate| certificate_bag(certificate, None)));
    }
    let bags = bags.iter().map(Vec::as_slice).collect::<Vec<_>>();
    let certificates = encrypted_data(&write::sequence(&bags), &password, options)?;

    let (algorithm, key) = encrypt(pair.private_key().expose(), &password, options)?;
    // EncryptedPrivateKeyInfo (RFC 5958 section 3).
    let shrouded = write::sequence(&[&algorithm, &write::value(ber::OCTET_STRING, &[&key])]);
    let key = data(&write::sequence(&[&bag(&PKCS_12_PKCS8_KEY_BAG_OID, &shrouded, Some(&attributes))]));

    let safe = write::sequence(&[&certificates, &key]);
    let mac = mac_data(&safe, &password, options)?;
    // PFX (RFC 7292 section 4).
    Ok(write::secret(ber::SEQUENCE, &[&write::unsigned(&[3]), &data(&safe), &mac]))
}

/// The password as RFC 7292 and as RFC 8018 take it.
struct Texts<'a> {
    bmp: Zeroizing<Vec<u8>>,
    utf8: &'a [u8],
}

fn encrypt(
    plaintext: &[u8],
    password: &Texts<'_>,
    options: Pkcs12Options,
) -> Result<(Vec<u8>, Vec<u8>), WriteError> {
    let algorithm = algorithm(options, random::<16>()?.to_vec(), random::<16>()?.to_vec());
    let password = match options.encryption {
        Pkcs12Encryption::Aes256Sha256 => password.utf8,
        Pkcs12Encryption::TripleDesSha1 => password.bmp.as_slice(),
    };
    let ciphertext = algorithm.encrypt(password, plaintext).ok_or(WriteError::TooLarge)?;
    Ok((algorithm.to_der().ok_or(WriteError::TooLarge)?, ciphertext))
}

/// The encryption of both parts; an initialization vector is of use to AES only.
fn algorithm(options: Pkcs12Options, salt: Vec<u8>, iv: Vec<u8>) -> Algorithm {
    match options.encryption {
        Pkcs12Encryption::Aes256Sha256 => Algorithm::aes256(salt, options.iterations, iv),
        Pkcs12Encryption::TripleDesSha1 => Algorithm::triple_des(salt, options.iterations),
    }
}

/// A ContentInfo of EncryptedData (RFC 5652 section 8).
fn encrypted_data(
    plaintext: &[u8],
    password: &Texts<'_>,
    options: Pkcs12Options,
) -> Result<Vec<u8>, WriteError> {
    const CONTENT: u8 = 0x80;
    let (algorithm, ciphertext) = encrypt(plaintext, password, options)?;
    let info = write::sequence(&[&write::oid(&DATA), &algorithm, &write::value(CONTENT, &[&ciphertext])]);
    let encrypted = write::sequence(&[&write::unsigned(&[0]), &info]);
    Ok(write::sequence(&[&write::oid(&ENCRYPTED_DATA), &write::value(ber::context(0), &[&encrypted])]))
}

/// A ContentInfo of plain octets (RFC 5652 section 4).
fn data(octets: &[u8]) -> Vec<u8> {
    let octets = write::value(ber::OCTET_STRING, &[octets]);
    write::sequence(&[&write::oid(&DATA), &write::value(ber::context(0), &[&octets])])
}

/// A SafeBag (RFC 7292 section 4.2).
fn bag(oid: &ObjectIdentifier, value: &[u8], attributes: Option<&[u8]>) -> Vec<u8> {
    write::sequence(&[
        &write::oid(oid),
        &write::value(ber::context(0), &[value]),
        attributes.unwrap_or_default(),
    ])
}

/// A CertBag (RFC 7292 section 4.2.3) in its SafeBag.
fn certificate_bag(certificate: &Certificate, attributes: Option<&[u8]>) -> Vec<u8> {
    let octets = write::value(ber::OCTET_STRING, &[certificate.der()]);
    let value =
        write::sequence(&[&write::oid(&PKCS_12_X509_CERT_OID), &write::value(ber::context(0), &[&octets])]);
    bag(&PKCS_12_CERT_BAG_OID, &value, attributes)
}

/// What ties the key to its certificate in the eyes of other programs, and its name.
fn attributes(friendly_name: &str, certificate: &Certificate) -> Vec<u8> {
    let attribute =
        |oid, value: &[u8]| write::sequence(&[&write::oid(oid), &write::value(ber::SET, &[value])]);
    let id = write::value(ber::OCTET_STRING, &[&Sha1::digest(certificate.der())]);
    let mut attributes = vec![attribute(&LOCAL_KEY_ID, &id)];
    if !friendly_name.is_empty() {
        let units = friendly_name.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>();
        attributes.push(attribute(&FRIENDLY_NAME, &write::value(ber::BMP_STRING, &[&units])));
    }
    write::set_of(attributes)
}

/// The MAC's hash, and how its key is derived.
fn mac_derivation(options: Pkcs12Options, salt: Vec<u8>) -> (Hash, Derivation) {
    let hash = match options.encryption {
        Pkcs12Encryption::Aes256Sha256 => Hash::Sha256,
        Pkcs12Encryption::TripleDesSha1 => Hash::Sha1,
    };
    (hash, Derivation::Pkcs12 { hash: hash.into(), salt, iterations: options.iterations })
}

/// MacData (RFC 7292 section 4).
fn mac_data(safe: &[u8], password: &Texts<'_>, options: Pkcs12Options) -> Result<Vec<u8>, WriteError> {
    let salt = random::<20>()?;
    let (hash, derivation) = mac_derivation(options, salt.to_vec());
    let len = kdf::hash_len(hash.into());
    let key = derivation.derive(&password.bmp, Purpose::Mac, len).ok_or(WriteError::TooLarge)?;
    let digest = write::value(ber::OCTET_STRING, &[&kdf::hmac(hash.into(), &key, safe)]);
    let algorithm = write::sequence(&[&write::oid(&kdf::oid_of(hash)), &write::NULL]);
    let iterations = write::unsigned(&options.iterations.to_be_bytes());
    Ok(write::sequence(&[
        &write::sequence(&[&algorithm, &digest]),
        &write::value(ber::OCTET_STRING, &[&salt]),
        // DEFAULT 1: DER leaves it out.
        if options.iterations == 1 { &[] } else { &iterations },
    ]))
}

fn random<const N: usize>() -> Result<[u8; N], WriteError> {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).map_err(|_| WriteError::NoRandom)?;
    Ok(octets)
}

/// Why a key file was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Iterations of 0, or more than would be read again.
    #[error("{iterations} iterations")]
    Iterations {
        /// What was asked.
        iterations: u32,
    },
    /// The system gives no random octets.
    #[error("no random octets from the system")]
    NoRandom,
    /// A value is too large to be encoded.
    #[error("a value is too large to be encoded")]
    TooLarge,
}
