//! A recipient by key agreement (RFC 5652 section 6.2.2, RFC 5753 section 3.1, RFC 8418 section 3): a new key for each, so
//! that no two recipients' infos have anything in common.

use crate::{
    asn1::{
        id,
        write::{self, value},
    },
    cms::agreement,
    crypto::{Curve, Kdf, KdfHash, KeyAgreement, KeyRejected, KeyWrap, Provider, curve_key},
    secret::ContentKey,
};

/// How a key is wrapped for somebody on this curve: with the derivation that RFC 5753 section 8 pairs with it, or that
/// of RFC 8418; the key that wraps is as long as the key that is wrapped.
const fn agreement(curve: Curve, key_len: usize) -> KeyAgreement {
    let kdf = match curve {
        Curve::P256 => Kdf::X963(KdfHash::Sha256),
        Curve::P384 => Kdf::X963(KdfHash::Sha384),
        Curve::P521 => Kdf::X963(KdfHash::Sha512),
        Curve::X25519 => Kdf::Hkdf(KdfHash::Sha256),
    };
    KeyAgreement { kdf, wrap: KeyWrap::for_key_len(key_len), cofactor: false }
}

/// `KeyAgreeRecipientInfo` in its `[1]`, for the one who is named by `recipient` (`KeyAgreeRecipientIdentifier`).
pub(super) fn info(
    provider: &dyn Provider,
    curve: Curve,
    public_key: &[u8],
    recipient: &[u8],
    key: &ContentKey,
) -> Result<Vec<u8>, KeyRejected> {
    let agreement = agreement(curve, key.len());
    let (algorithm, info) = agreement::written(agreement);
    let wrapped = provider.agree(public_key, agreement, &info, key)?;
    let point = value(id::BIT_STRING, &[&[0], &wrapped.point]);
    let sender = value(id::context(1), &[&curve_key::algorithm(curve), &point]);
    let encrypted_key = value(id::OCTET_STRING, &[&wrapped.encrypted_key]);
    let keys = write::sequence(&[&write::sequence(&[recipient, &encrypted_key])]);
    Ok(value(
        id::context(1),
        &[&write::unsigned(&[3]), &value(id::context(0), &[&sender]), &algorithm, &keys],
    ))
}

/// `RecipientKeyIdentifier` in its `[0]`.
pub(super) fn by_key(ski: &[u8]) -> Vec<u8> {
    value(id::context(0), &[&value(id::OCTET_STRING, &[ski])])
}
