//! What algorithm identifiers mean: key transports and content ciphers, with their parameters.
//!
//! An identifier is read as its producers write it: see the comments on each parameter.

use const_oid::{ObjectIdentifier, db};

use super::structure::Structure;
use crate::{
    asn1::{
        oid::dotted,
        tlv::{Malformed, Walk, id},
    },
    crypto::{ContentCipher, Hash, KeyTransport},
};

/// A content-encryption algorithm and its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentEncryption {
    /// The cipher.
    pub cipher: ContentCipher,
    /// Initialization vector or nonce.
    pub iv: Vec<u8>,
    /// Octets of the tag; 0 for a cipher that is not an AEAD.
    pub tag_len: usize,
}

/// An algorithm that cannot be used as it stands in the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} ({oid})")]
pub struct UnsupportedAlgorithm {
    /// Its object identifier, in dots.
    pub oid: String,
    /// The name people know it by, where there is one.
    pub name: Option<&'static str>,
    /// Why it cannot be used.
    pub problem: AlgorithmProblem,
}

/// Why an algorithm cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum AlgorithmProblem {
    /// It is not read here.
    #[error("algorithm that is not read")]
    NotRead,
    /// It is known; its parameters, or what stands beside it, are not well-formed.
    #[error("algorithm with malformed parameters")]
    Malformed,
    /// AuthEnvelopedData with a cipher that authenticates nothing (RFC 5083 section 2.2).
    #[error("authenticated structure with an algorithm that does not authenticate")]
    NotAuthenticated,
}

impl UnsupportedAlgorithm {
    /// From the content octets of an OBJECT IDENTIFIER.
    pub(crate) fn new(oid: &[u8], problem: AlgorithmProblem) -> Self {
        Self { oid: dotted(oid), name: known_name(oid), problem }
    }
}

/// An `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2) in DER, taken apart and not yet understood.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Identifier<'a> {
    /// Content octets of the OBJECT IDENTIFIER.
    pub(crate) oid: &'a [u8],
    /// The parameters as they are, header included.
    pub(crate) parameters: Option<&'a [u8]>,
}

impl<'a> Identifier<'a> {
    /// Reads the content octets of the SEQUENCE.
    pub(crate) fn read(mut fields: Walk<'a>) -> Result<Self, Malformed> {
        let oid = fields.expect(id::OID, "algorithm")?;
        let parameters = if fields.is_empty() { None } else { Some(fields.any()?.whole) };
        fields.end()?;
        Ok(Self { oid, parameters })
    }

    /// Parameters that say nothing: absent, or NULL.
    pub(crate) fn has_no_parameters(&self) -> bool {
        matches!(self.parameters, None | Some([id::NULL, 0]))
    }

    /// RSAES-PKCS1-v1_5 by either of its names.
    fn is_rsa(&self) -> bool {
        [oid::RSA_ENCRYPTION, oid::RSA_X509].iter().any(|oid| self.oid == oid.as_bytes())
    }

    pub(super) fn unsupported(&self, problem: AlgorithmProblem) -> UnsupportedAlgorithm {
        UnsupportedAlgorithm::new(self.oid, problem)
    }

    /// As a key transport (RFC 3370 section 4.2.1, RFC 3560).
    pub(crate) fn key_transport(&self) -> Result<KeyTransport, UnsupportedAlgorithm> {
        let malformed = |_: Malformed| self.unsupported(AlgorithmProblem::Malformed);
        if self.is_rsa() {
            // NULL, or what else: PKCS#1 v1.5 has no parameters, and peers look at none.
            return Ok(KeyTransport::RsaPkcs1v15);
        }
        if self.oid != oid::RSAES_OAEP.as_bytes() {
            return Err(self.unsupported(AlgorithmProblem::NotRead));
        }
        let Some(parameters) = self.parameters.filter(|_| !self.has_no_parameters()) else {
            return Ok(oaep(Hash::Sha1, Hash::Sha1, &[]));
        };
        match oaep_parameters(parameters).map_err(malformed)? {
            Ok(transport) => Ok(transport),
            Err(other) => Err(other),
        }
    }

    /// As a content cipher in a structure.
    pub(crate) fn content_encryption(
        &self,
        structure: Structure,
    ) -> Result<ContentEncryption, UnsupportedAlgorithm> {
        let cipher = CIPHERS
            .iter()
            .find(|(oid, _)| self.oid == oid.as_bytes())
            .map(|(_, cipher)| *cipher)
            .ok_or_else(|| self.unsupported(AlgorithmProblem::NotRead))?;
        if structure == Structure::AuthEnveloped && !cipher.is_aead() {
            return Err(self.unsupported(AlgorithmProblem::NotAuthenticated));
        }
        let malformed = || self.unsupported(AlgorithmProblem::Malformed);
        let parameters = self.parameters.ok_or_else(malformed)?;
        if cipher.is_aead() {
            let (iv, tag_len) = gcm_parameters(parameters).map_err(|_| malformed())?;
            if !(1..=NONCE).contains(&iv.len()) || !(12..=16).contains(&tag_len) {
                return Err(malformed());
            }
            Ok(ContentEncryption { cipher, iv: iv.to_vec(), tag_len })
        } else {
            // RFC 3565 section 2.1, RFC 3370 section 5.1: the initialization vector, as long as a block.
            let iv = only(parameters, id::OCTET_STRING).map_err(|_| malformed())?;
            if iv.len() != cipher.block_len() {
                return Err(malformed());
            }
            Ok(ContentEncryption { cipher, iv: iv.to_vec(), tag_len: 0 })
        }
    }

    /// The name of a content cipher, or its OID.
    pub(crate) fn cipher_name(&self) -> String {
        CIPHERS
            .iter()
            .find(|(oid, _)| self.oid == oid.as_bytes())
            .map_or_else(|| dotted(self.oid), |(_, cipher)| cipher.name().to_owned())
    }

    /// The name of a key transport whatever its parameters, or its OID.
    pub(crate) fn transport_name(&self) -> String {
        match self.key_transport() {
            Ok(transport) => transport_name(&transport),
            Err(_) if self.oid == oid::RSAES_OAEP.as_bytes() => "rsaes-oaep".to_owned(),
            Err(_) => dotted(self.oid),
        }
    }
}

/// The name of a key transport: `rsaes-pkcs1-v1_5`, `rsaes-oaep-sha256`, `rsaes-oaep-sha256-mgf1-sha1`.
pub fn transport_name(transport: &KeyTransport) -> String {
    match transport {
        KeyTransport::RsaPkcs1v15 => "rsaes-pkcs1-v1_5".to_owned(),
        KeyTransport::RsaOaep { hash, mgf_hash, .. } if hash == mgf_hash => {
            format!("rsaes-oaep-{}", hash_name(*hash))
        }
        KeyTransport::RsaOaep { hash, mgf_hash, .. } => {
            format!("rsaes-oaep-{}-mgf1-{}", hash_name(*hash), hash_name(*mgf_hash))
        }
    }
}

/// The name of a hash function.
pub const fn hash_name(hash: Hash) -> &'static str {
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

/// Object identifiers of the algorithms that are read.
pub(crate) mod oid {
    use const_oid::{ObjectIdentifier, db};

    pub(crate) const RSA_ENCRYPTION: ObjectIdentifier = db::rfc5912::RSA_ENCRYPTION;
    /// The same by X.509 of 1988 (annex H).
    pub(crate) const RSA_X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.8.1.1");
    pub(crate) const RSAES_OAEP: ObjectIdentifier = db::rfc5912::ID_RSAES_OAEP;
    pub(crate) const MGF_1: ObjectIdentifier = db::rfc5912::ID_MGF_1;
    pub(crate) const P_SPECIFIED: ObjectIdentifier = db::rfc5912::ID_P_SPECIFIED;
}

const CIPHERS: [(ObjectIdentifier, ContentCipher); 7] = [
    (db::rfc5911::ID_AES_128_CBC, ContentCipher::Aes128Cbc),
    (db::rfc5911::ID_AES_192_CBC, ContentCipher::Aes192Cbc),
    (db::rfc5911::ID_AES_256_CBC, ContentCipher::Aes256Cbc),
    (db::rfc5911::ID_AES_128_GCM, ContentCipher::Aes128Gcm),
    (db::rfc5911::ID_AES_192_GCM, ContentCipher::Aes192Gcm),
    (db::rfc5911::ID_AES_256_GCM, ContentCipher::Aes256Gcm),
    (db::rfc5911::DES_EDE_3_CBC, ContentCipher::DesEde3Cbc),
];

const HASHES: [(ObjectIdentifier, Hash); 7] = [
    (db::rfc5912::ID_SHA_1, Hash::Sha1),
    (db::rfc5912::ID_SHA_224, Hash::Sha224),
    (db::rfc5912::ID_SHA_256, Hash::Sha256),
    (db::rfc5912::ID_SHA_384, Hash::Sha384),
    (db::rfc5912::ID_SHA_512, Hash::Sha512),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.5"), Hash::Sha512_224),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.6"), Hash::Sha512_256),
];

/// The object identifier of a cipher.
pub(crate) fn cipher_oid(cipher: ContentCipher) -> ObjectIdentifier {
    CIPHERS.iter().find(|(_, known)| *known == cipher).expect("every cipher is in the table").0
}

/// The object identifier of a hash function.
pub(crate) fn hash_oid(hash: Hash) -> ObjectIdentifier {
    HASHES.iter().find(|(_, known)| *known == hash).expect("every hash is in the table").0
}

/// Octets of a GCM nonce: as many as OpenSSL takes.
const NONCE: usize = 128;

/// What is tagged so and stands alone.
fn only(der: &[u8], identifier: u8) -> Result<&[u8], Malformed> {
    let mut walk = Walk::new(der);
    let value = walk.expect(identifier, "parameters")?;
    walk.end()?;
    Ok(value)
}

/// `GCMParameters` (RFC 5084 section 3.2) and what stands in their place; the nonce, and the tag's length.
fn gcm_parameters(der: &[u8]) -> Result<(&[u8], usize), Malformed> {
    let mut walk = Walk::new(der);
    let element = walk.any()?;
    walk.end()?;
    let mut fields = match element.identifier {
        // Bouncy Castle before 1.85 and PKI.js: the nonce alone. Their tags are whole.
        id::OCTET_STRING => return Ok((element.value, 16)),
        id::SEQUENCE => Walk::new(element.value),
        // The pkcs7 family of Go: a SEQUENCE without its constructed bit, around the SEQUENCE.
        GO_SEQUENCE => {
            let wrapped = Walk::new(element.value);
            if wrapped.peek() == Some(id::SEQUENCE) {
                let mut wrapped = wrapped;
                let fields = wrapped.inside(id::SEQUENCE, "parameters")?;
                wrapped.end()?;
                fields
            } else {
                wrapped
            }
        }
        _ => return Err(Malformed { at: 0, what: "parameters" }),
    };
    // The same family tags the nonce [4].
    let nonce = match fields.peek() {
        Some(GO_NONCE) if element.identifier == GO_SEQUENCE => fields.expect(GO_NONCE, "nonce")?,
        _ => fields.expect(id::OCTET_STRING, "nonce")?,
    };
    let tag_len = match fields.optional(id::INTEGER)? {
        Some([len]) => usize::from(*len),
        Some(_) => return Err(Malformed { at: 0, what: "length of the tag" }),
        // Always says its length, or means the whole tag.
        None if element.identifier == GO_SEQUENCE => 16,
        // RFC 5084 section 3.2: DEFAULT 12, which Bouncy Castle leaves out wherever the tag stands.
        None => 12,
    };
    fields.end()?;
    Ok((nonce, tag_len))
}

const GO_SEQUENCE: u8 = 0x10;
const GO_NONCE: u8 = id::CONTEXT | 4;

/// `RSAES-OAEP-params` (RFC 8017 appendix A.2.1): an algorithm inside that is not read, or a malformed whole.
pub(super) fn oaep_parameters(der: &[u8]) -> Result<Result<KeyTransport, UnsupportedAlgorithm>, Malformed> {
    let mut fields = Walk::new(only(der, id::SEQUENCE)?);
    let mut hash = Hash::Sha1;
    let mut mgf_hash = Hash::Sha1;
    let mut label: &[u8] = &[];
    if let Some(explicit) = fields.optional(EXPLICIT)? {
        match hash_algorithm(explicit)? {
            Ok(found) => hash = found,
            Err(other) => return Ok(Err(other)),
        }
    }
    if let Some(explicit) = fields.optional(EXPLICIT | 1)? {
        let mgf = Identifier::read(Walk::new(only(explicit, id::SEQUENCE)?))?;
        if mgf.oid != oid::MGF_1.as_bytes() {
            return Ok(Err(mgf.unsupported(AlgorithmProblem::NotRead)));
        }
        match hash_algorithm(mgf.parameters.ok_or(Malformed { at: 0, what: "hash of MGF1" })?)? {
            Ok(found) => mgf_hash = found,
            Err(other) => return Ok(Err(other)),
        }
    }
    if let Some(explicit) = fields.optional(EXPLICIT | 2)? {
        let source = Identifier::read(Walk::new(only(explicit, id::SEQUENCE)?))?;
        if source.oid != oid::P_SPECIFIED.as_bytes() {
            return Ok(Err(source.unsupported(AlgorithmProblem::NotRead)));
        }
        label = only(source.parameters.ok_or(Malformed { at: 0, what: "label" })?, id::OCTET_STRING)?;
    }
    fields.end()?;
    Ok(Ok(oaep(hash, mgf_hash, label)))
}

const EXPLICIT: u8 = id::CONTEXT | id::CONSTRUCTED;

fn oaep(hash: Hash, mgf_hash: Hash, label: &[u8]) -> KeyTransport {
    KeyTransport::RsaOaep { hash, mgf_hash, label: label.to_vec() }
}

/// `HashAlgorithm`: its parameters are NULL, or absent as NSS writes them.
fn hash_algorithm(der: &[u8]) -> Result<Result<Hash, UnsupportedAlgorithm>, Malformed> {
    let identifier = Identifier::read(Walk::new(only(der, id::SEQUENCE)?))?;
    let Some((_, hash)) = HASHES.iter().find(|(oid, _)| identifier.oid == oid.as_bytes()) else {
        return Ok(Err(identifier.unsupported(AlgorithmProblem::NotRead)));
    };
    if identifier.has_no_parameters() { Ok(Ok(*hash)) } else { Err(Malformed { at: 0, what: "parameters" }) }
}

/// Names of algorithms that messages are found with and that are not read here; then those of the registries.
fn known_name(oid: &[u8]) -> Option<&'static str> {
    let oid = ObjectIdentifier::from_bytes(oid).ok()?;
    NOT_READ.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name).or_else(|| db::DB.by_oid(&oid))
}

const NOT_READ: [(ObjectIdentifier, &str); 12] = [
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.7"), "des-cbc"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.3.2"), "rc2-cbc"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.3.4"), "rc4"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.3.9"), "rc5-cbc"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.7"), "aes-128-ccm"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.27"), "aes-192-ccm"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.1.47"), "aes-256-ccm"),
    (ObjectIdentifier::new_unwrap("1.2.392.200011.61.1.1.1.2"), "camellia-128-cbc"),
    (ObjectIdentifier::new_unwrap("1.2.392.200011.61.1.1.1.3"), "camellia-192-cbc"),
    (ObjectIdentifier::new_unwrap("1.2.392.200011.61.1.1.1.4"), "camellia-256-cbc"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.18"), "chacha20-poly1305"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.14"), "rsa-kem"),
];
