//! Secrets: wiped on drop, silent in `Debug`, never cloned by accident.

use std::{fmt, hint::black_box};

use zeroize::Zeroizing;

/// Overwrites what calls that have returned left on this thread's stack.
///
/// Libraries move structures with key schedules in them from frame to frame, and wipe the last copy only.
#[inline(never)]
#[expect(clippy::large_stack_arrays, reason = "as much of the stack as such calls use")]
pub(crate) fn wipe_stack() {
    const DEPTH: usize = 64 << 10;
    let mut frames = [0_u8; DEPTH];
    // Somebody might look at it: the zeros are really written.
    black_box(&mut frames);
}

/// A password as a person typed it, in Unicode.
///
/// Each key format encodes it in its own way (UTF-8 for PBES2, big-endian UTF-16 with a final zero for
/// the PKCS#12 KDF, RFC 7292 appendix B.1); the encoding is done where the format is read.
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes ownership of the text; no copy is left behind.
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text, for a key derivation only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A content-encryption key (CEK, RFC 5652 section 6.3).
pub struct ContentKey(Zeroizing<Vec<u8>>);

impl ContentKey {
    /// Takes ownership of the octets; no copy is left behind.
    pub fn new(octets: Vec<u8>) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// The octets, for a cipher only.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Number of octets.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no octet at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// An RSA private key, as a DER `PrivateKeyInfo` (PKCS#8, RFC 5208).
pub struct PrivateKeyDer(Zeroizing<Vec<u8>>);

impl PrivateKeyDer {
    /// Takes ownership of a DER `PrivateKeyInfo`; no copy is left behind.
    pub fn from_pkcs8(der: Vec<u8>) -> Self {
        Self(Zeroizing::new(der))
    }

    /// The DER `PrivateKeyInfo`, for a provider or a key file only.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// A second copy, wiped like the first.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey(..)")
    }
}

impl fmt::Debug for PrivateKeyDer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKeyDer(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_in_debug() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Password::new("hunter2".into()),
            ContentKey::new(b"hunter2".to_vec()),
            PrivateKeyDer::from_pkcs8(b"hunter2".to_vec())
        );
        assert!(!shown.contains("hunter2") && !shown.contains("104"), "{shown}");
    }
}
