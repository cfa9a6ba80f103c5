//! How large a key is, and where its private half.

use plis::{
    crypto::Curve,
    keys::token::windows::Thumbprint,
    registry::{Custody, PrivatePlace},
    report::untrusted,
};

use super::Messages;

/// `RSA 3072 bits`, or the curve.
pub(crate) fn size(bits: u32, curve: Option<Curve>, say: &Messages) -> String {
    curve.map_or_else(|| say.key_size(bits.to_string()), |curve| say.key_curve(curve.title()))
}

/// Where its private half is.
pub(crate) fn place(custody: &Custody, place: &PrivatePlace, say: &Messages) -> String {
    match (custody, place) {
        (Custody::Copy, PrivatePlace::File(path)) => say.key_file_copy(untrusted::path(path)),
        (Custody::Reference(_), PrivatePlace::File(path)) => match Thumbprint::named(path) {
            Some(Ok(thumbprint)) => say.key_file_store(thumbprint.to_string()),
            _ => say.key_file_reference(untrusted::path(path)),
        },
        (_, PrivatePlace::Kept) => say.key_file_kept(),
        _ => say.key_file_none(),
    }
}
