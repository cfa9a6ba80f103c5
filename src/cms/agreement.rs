//! Key agreement as messages name it (RFC 5753 section 7.1.4, RFC 8418 section 2, RFC 3565 section 2.3.2).

use const_oid::ObjectIdentifier;

use super::algorithm::{AlgorithmProblem, Identifier, UnsupportedAlgorithm};
use crate::{
    asn1::{
        id,
        tlv::Walk,
        write::{self, value},
    },
    crypto::{Kdf, KdfHash, KeyAgreement, KeyWrap},
};

/// What a message says of its key agreement.
#[derive(Debug)]
pub(super) struct Scheme<'a> {
    pub(super) agreement: KeyAgreement,
    /// The identifier of the key wrap as it stands in the message, to which the derivation is bound.
    wrap: &'a [u8],
}

impl<'a> Scheme<'a> {
    /// Reads `KeyEncryptionAlgorithmIdentifier`: its parameters are the identifier of the key wrap.
    pub(super) fn read(identifier: &Identifier<'a>) -> Result<Self, UnsupportedAlgorithm> {
        let Some((_, kdf, cofactor)) = SCHEMES.iter().find(|(oid, ..)| identifier.oid == oid.as_bytes())
        else {
            return Err(identifier.unsupported(AlgorithmProblem::NotRead));
        };
        let malformed = || identifier.unsupported(AlgorithmProblem::Malformed);
        let whole = identifier.parameters.ok_or_else(malformed)?;
        let wrap = Walk::new(whole)
            .inside(id::SEQUENCE, "key wrap")
            .and_then(Identifier::read)
            .map_err(|_| malformed())?;
        let Some(key_wrap) = wrap_of(wrap.oid) else {
            return Err(wrap.unsupported(AlgorithmProblem::NotRead));
        };
        if !wrap.has_no_parameters() {
            return Err(wrap.unsupported(AlgorithmProblem::Malformed));
        }
        let agreement = KeyAgreement { kdf: *kdf, wrap: key_wrap, cofactor: *cofactor };
        Ok(Self { agreement, wrap: whole })
    }

    /// What the derivation is bound to, with the sender's own octets where he gave some.
    pub(super) fn shared_info(&self, ukm: Option<&[u8]>) -> Vec<u8> {
        shared_info(self.wrap, self.agreement.wrap, ukm)
    }
}

/// `ECC-CMS-SharedInfo` (RFC 5753 section 7.2).
fn shared_info(identifier: &[u8], wrap: KeyWrap, ukm: Option<&[u8]>) -> Vec<u8> {
    let ukm = ukm.map_or_else(Vec::new, |ukm| value(id::context(0), &[&value(id::OCTET_STRING, &[ukm])]));
    let bits = u32::try_from(8 * wrap.key_len()).unwrap_or_default().to_be_bytes();
    let bits = value(id::context(2), &[&value(id::OCTET_STRING, &[&bits])]);
    write::sequence(&[identifier, &ukm, &bits])
}

/// The `KeyEncryptionAlgorithmIdentifier` of an agreement, and what its derivation is bound to.
pub(super) fn written(agreement: KeyAgreement) -> (Vec<u8>, Vec<u8>) {
    let scheme =
        SCHEMES.iter().find(|(_, kdf, cofactor)| (*kdf, *cofactor) == (agreement.kdf, agreement.cofactor));
    let (scheme, ..) = scheme.expect("sealing asks for what is in the table");
    let wrap = wrap_identifier(agreement.wrap);
    let info = shared_info(&wrap, agreement.wrap, None);
    (write::sequence(&[&write::oid(scheme), &wrap]), info)
}

/// The key wrap that an object identifier names.
pub(super) fn wrap_of(oid: &[u8]) -> Option<KeyWrap> {
    WRAPS.iter().find(|(known, _)| oid == known.as_bytes()).map(|(_, wrap)| *wrap)
}

/// The identifier of a key wrap, whose parameters are absent (RFC 3565 section 2.3.2).
pub(super) fn wrap_identifier(wrap: KeyWrap) -> Vec<u8> {
    let (oid, _) = WRAPS.iter().find(|(_, known)| *known == wrap).expect("every wrap is in the table");
    write::sequence(&[&write::oid(oid)])
}

/// The name of a key agreement: `ecdh-x963kdf-sha256-aes256-wrap`, `ecdh-hkdf-sha256-aes256-wrap`,
/// `ecdh-cofactor-x963kdf-sha256-aes256-wrap`.
pub fn agreement_name(agreement: &KeyAgreement) -> String {
    let cofactor = if agreement.cofactor { "-cofactor" } else { "" };
    let (kdf, hash) = match agreement.kdf {
        Kdf::X963(hash) => ("x963kdf", hash),
        Kdf::Hkdf(hash) => ("hkdf", hash),
    };
    format!("ecdh{cofactor}-{kdf}-{}-aes{}-wrap", hash_name(hash), 8 * agreement.wrap.key_len())
}

pub(super) const fn hash_name(hash: KdfHash) -> &'static str {
    match hash {
        KdfHash::Sha1 => "sha1",
        KdfHash::Sha224 => "sha224",
        KdfHash::Sha256 => "sha256",
        KdfHash::Sha384 => "sha384",
        KdfHash::Sha512 => "sha512",
    }
}

const fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

/// dhSinglePass-stdDH and dhSinglePass-cofactorDH, with the derivation that each is used with.
const SCHEMES: [(ObjectIdentifier, Kdf, bool); 13] = [
    (oid("1.3.133.16.840.63.0.2"), Kdf::X963(KdfHash::Sha1), false),
    (oid("1.3.132.1.11.0"), Kdf::X963(KdfHash::Sha224), false),
    (oid("1.3.132.1.11.1"), Kdf::X963(KdfHash::Sha256), false),
    (oid("1.3.132.1.11.2"), Kdf::X963(KdfHash::Sha384), false),
    (oid("1.3.132.1.11.3"), Kdf::X963(KdfHash::Sha512), false),
    (oid("1.3.133.16.840.63.0.3"), Kdf::X963(KdfHash::Sha1), true),
    (oid("1.3.132.1.14.0"), Kdf::X963(KdfHash::Sha224), true),
    (oid("1.3.132.1.14.1"), Kdf::X963(KdfHash::Sha256), true),
    (oid("1.3.132.1.14.2"), Kdf::X963(KdfHash::Sha384), true),
    (oid("1.3.132.1.14.3"), Kdf::X963(KdfHash::Sha512), true),
    (oid("1.2.840.113549.1.9.16.3.19"), Kdf::Hkdf(KdfHash::Sha256), false),
    (oid("1.2.840.113549.1.9.16.3.20"), Kdf::Hkdf(KdfHash::Sha384), false),
    (oid("1.2.840.113549.1.9.16.3.21"), Kdf::Hkdf(KdfHash::Sha512), false),
];

const WRAPS: [(ObjectIdentifier, KeyWrap); 3] = [
    (oid("2.16.840.1.101.3.4.1.5"), KeyWrap::Aes128),
    (oid("2.16.840.1.101.3.4.1.25"), KeyWrap::Aes192),
    (oid("2.16.840.1.101.3.4.1.45"), KeyWrap::Aes256),
];
