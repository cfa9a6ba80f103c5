//! Elliptic curves that keys are agreed on (RFC 5480, RFC 7748), and what their points look like.

use der::oid::ObjectIdentifier;
use serde::{Deserialize, Serialize};

/// An elliptic curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Curve {
    /// NIST P-256, secp256r1.
    P256,
    /// NIST P-384, secp384r1.
    P384,
    /// NIST P-521, secp521r1.
    P521,
    /// Curve25519 for key agreement (RFC 7748).
    X25519,
}

impl Curve {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::X25519];

    /// `p256`, `p384`, `p521` or `x25519`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::P521 => "p521",
            Self::X25519 => "x25519",
        }
    }

    /// The name people know it by: `P-256`, `P-384`, `P-521` or `X25519`.
    pub const fn title(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::X25519 => "X25519",
        }
    }

    /// Bits of the order of its group, which say how strong it is.
    pub const fn bits(self) -> usize {
        match self {
            Self::P256 => 256,
            Self::P384 => 384,
            Self::P521 => 521,
            Self::X25519 => 253,
        }
    }

    /// Octets of a private key, and of a coordinate.
    pub(crate) const fn scalar_len(self) -> usize {
        match self {
            Self::P256 | Self::X25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Octets of a point: both coordinates after an octet that says so (SEC 1 section 2.3.3), or one (RFC 7748).
    pub const fn point_len(self) -> usize {
        match self {
            Self::X25519 => 32,
            _ => 1 + 2 * self.scalar_len(),
        }
    }

    /// Whether octets have the form of a point: uncompressed, since that is what RFC 5480 section 2.2 asks of all and
    /// what everybody writes. The point at infinity, which is one octet, is none. Whether it lies on the curve, the
    /// provider's library looks before it calculates with it.
    pub(crate) fn has_form(self, point: &[u8]) -> bool {
        point.len() == self.point_len() && (self == Self::X25519 || point[0] == UNCOMPRESSED)
    }

    /// The object identifier that names it in a key.
    pub(crate) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::P256 => ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
            Self::P384 => ObjectIdentifier::new_unwrap("1.3.132.0.34"),
            Self::P521 => ObjectIdentifier::new_unwrap("1.3.132.0.35"),
            Self::X25519 => ObjectIdentifier::new_unwrap("1.3.101.110"),
        }
    }

    /// Whether an object identifier is that of keys on a curve which their parameters name: id-ecPublicKey, or id-ecDH,
    /// which is for key agreement alone (RFC 5480 section 2.1).
    pub(crate) fn is_ec_public_key(oid: &[u8]) -> bool {
        [EC_PUBLIC_KEY, EC_DH].iter().any(|known| known.as_bytes() == oid)
    }

    /// The curve that an object identifier names.
    pub(crate) fn of_oid(oid: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.oid().as_bytes() == oid)
    }
}

pub(crate) const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const EC_DH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.1.12");

/// First octet of a point that has both coordinates.
const UNCOMPRESSED: u8 = 4;
