//! A recipient by key encapsulation (RFC 9629 section 3, RFC 9936 section 2): a new secret for each.

use crate::{
    asn1::{
        id,
        write::{self, value},
    },
    cms::encapsulation::{ORI_KEM, Written, written},
    crypto::{KdfHash, KeyEncapsulation, KeyRejected, KeyWrap, MlKem, Provider, kem_key},
    secret::ContentKey,
};

/// `KEMRecipientInfo` as an `OtherRecipientInfo` in its `[4]`, for the one who is named by `recipient`
/// (`RecipientIdentifier`). HKDF with SHA-256, which all know, and AES-256: RFC 9936 section 2.1 wants a key that wraps to be
/// as strong as the parameter set at least.
pub(super) fn info(
    provider: &dyn Provider,
    kem: MlKem,
    public_key: &[u8],
    recipient: &[u8],
    key: &ContentKey,
) -> Result<Vec<u8>, KeyRejected> {
    const OTHER: u8 = id::context(4);
    let encapsulation = KeyEncapsulation { kem, hash: KdfHash::Sha256, wrap: KeyWrap::Aes256 };
    let Written { kdf, key_len, wrap, info } = written(encapsulation);
    let capsule = provider.encapsulate(public_key, encapsulation, &info, key)?;
    let ciphertext = value(id::OCTET_STRING, &[&capsule.ciphertext]);
    let encrypted_key = value(id::OCTET_STRING, &[&capsule.encrypted_key]);
    let version = write::unsigned(&[]);
    let kem = kem_key::algorithm(kem);
    let info =
        write::sequence(&[&version, recipient, &kem, &ciphertext, &kdf, &key_len, &wrap, &encrypted_key]);
    Ok(value(OTHER, &[&write::oid(&ORI_KEM), &info]))
}
