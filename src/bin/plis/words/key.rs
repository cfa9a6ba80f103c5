//! How large a key is.

use plis::crypto::Curve;

use super::Messages;

/// `RSA 3072 bits`, or the curve.
pub(crate) fn size(bits: u32, curve: Option<Curve>, say: &Messages) -> String {
    curve.map_or_else(|| say.key_size(bits.to_string()), |curve| say.key_curve(curve.title()))
}
