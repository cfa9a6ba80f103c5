//! What stands around the octets of a message: nothing, PEM, bare base64, or a MIME header.

/// How the octets of a message are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Armor {
    /// As they are: DER or BER.
    Der,
    /// PEM (RFC 7468), of any sensible label.
    Pem,
    /// Base64 without a label.
    Base64,
    /// S/MIME, with its MIME header (RFC 8551).
    Smime,
}

impl Armor {
    /// `der`, `pem`, `base64` or `smime`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Der => "der",
            Self::Pem => "pem",
            Self::Base64 => "base64",
            Self::Smime => "smime",
        }
    }
}
