//! Key encapsulation as messages name it (RFC 9629 sections 3 and 5, RFC 9936 section 2).

use const_oid::ObjectIdentifier;

use super::{
    agreement::{self, hash_name},
    algorithm::{AlgorithmProblem, Identifier, UnsupportedAlgorithm},
};
use crate::{
    asn1::{
        id,
        write::{self, value},
    },
    crypto::{KdfHash, KeyEncapsulation, KeyWrap, MlKem},
};

/// id-ori-kem: how a message says that an `OtherRecipientInfo` is a `KEMRecipientInfo`.
pub(super) const ORI_KEM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.13.3");

/// What a `KEMRecipientInfo` names, beside whom.
pub(super) struct Named<'a> {
    pub(super) kem: Identifier<'a>,
    pub(super) kdf: Identifier<'a>,
    pub(super) wrap: Identifier<'a>,
    /// Octets of the key that wraps, as the message says them.
    pub(super) key_len: &'a [u8],
}

impl Named<'_> {
    /// What that is. Parameters are absent throughout (RFC 9936 section 2.2, RFC 8619 section 2, RFC 3565 section 2.3.2).
    pub(super) fn read(&self) -> Result<KeyEncapsulation, UnsupportedAlgorithm> {
        let not_read = |identifier: &Identifier<'_>| identifier.unsupported(AlgorithmProblem::NotRead);
        let kem = MlKem::of_oid(self.kem.oid).ok_or_else(|| not_read(&self.kem))?;
        let (_, hash) = HASHES
            .iter()
            .find(|(oid, _)| self.kdf.oid == oid.as_bytes())
            .ok_or_else(|| not_read(&self.kdf))?;
        let wrap = agreement::wrap_of(self.wrap.oid).ok_or_else(|| not_read(&self.wrap))?;
        for identifier in [&self.kem, &self.kdf, &self.wrap] {
            if !identifier.has_no_parameters() {
                return Err(identifier.unsupported(AlgorithmProblem::Malformed));
            }
        }
        // RFC 9629 section 3: it must be that of the key wrap.
        if write::without_leading_zeros(self.key_len) != octets(wrap) {
            return Err(self.wrap.unsupported(AlgorithmProblem::Malformed));
        }
        Ok(KeyEncapsulation { kem, hash: *hash, wrap })
    }
}

/// `kekLength`, which fits one octet.
fn octets(wrap: KeyWrap) -> [u8; 1] {
    [u8::try_from(wrap.key_len()).unwrap_or_default()]
}

/// `CMSORIforKEMOtherInfo` (RFC 9629 section 5): the identifier of the key wrap as it stands in the message, and the sender's
/// own octets where he gave some.
pub(super) fn other_info(wrap: &[u8], key_len: &[u8], ukm: Option<&[u8]>) -> Vec<u8> {
    let ukm = ukm.map_or_else(Vec::new, |ukm| value(id::context(0), &[&value(id::OCTET_STRING, &[ukm])]));
    write::sequence(&[wrap, &value(id::INTEGER, &[key_len]), &ukm])
}

/// How a message names an encapsulation: `kdf`, `kekLength`, `wrap`; and what its derivation is bound to.
pub(super) struct Written {
    pub(super) kdf: Vec<u8>,
    pub(super) key_len: Vec<u8>,
    pub(super) wrap: Vec<u8>,
    pub(super) info: Vec<u8>,
}

/// The same, of one that sealing asks for.
pub(super) fn written(encapsulation: KeyEncapsulation) -> Written {
    let (kdf, _) = HASHES
        .iter()
        .find(|(_, hash)| *hash == encapsulation.hash)
        .expect("sealing asks for what is in the table");
    let wrap = agreement::wrap_identifier(encapsulation.wrap);
    let key_len = octets(encapsulation.wrap);
    let info = other_info(&wrap, &key_len, None);
    let key_len = value(id::INTEGER, &[&key_len]);
    Written { kdf: write::sequence(&[&write::oid(kdf)]), key_len, wrap, info }
}

/// The name of an encapsulation: `ml-kem-768-hkdf-sha256-aes256-wrap`.
pub fn encapsulation_name(encapsulation: &KeyEncapsulation) -> String {
    let KeyEncapsulation { kem, hash, wrap } = encapsulation;
    format!("{}-hkdf-{}-aes{}-wrap", kem.name(), hash_name(*hash), 8 * wrap.key_len())
}

/// HKDF (RFC 8619 section 2).
const HASHES: [(ObjectIdentifier, KdfHash); 3] = [
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.28"), KdfHash::Sha256),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.29"), KdfHash::Sha384),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.30"), KdfHash::Sha512),
];
