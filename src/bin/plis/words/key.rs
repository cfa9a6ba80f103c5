//! How large a key is, and where its private half.

use plis::{
    keys::token::windows::Thumbprint,
    registry::{CertificateFacts, Custody, PrivatePlace},
    report::untrusted,
};

use super::Messages;

/// `RSA 3072 bits`, the curve, or the parameter set of ML-KEM.
pub(crate) fn size(certificate: &CertificateFacts, say: &Messages) -> String {
    match (certificate.curve(), certificate.kem()) {
        (Some(curve), _) => say.key_curve(curve.title()),
        (None, Some(kem)) => kem.title().to_owned(),
        (None, None) => say.key_size(certificate.bits.to_string()),
    }
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
