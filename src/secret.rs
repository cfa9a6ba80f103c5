//! Secrets: wiped on drop, silent in `Debug`, never cloned by accident.

mod registers;

use std::{fmt, hint::black_box};

use zeroize::Zeroizing;

/// Does work that has a private key, a password or a content-encryption key in clear, then overwrites what it used of
/// this thread's stack and its vector registers, whether it returned or panicked.
///
/// Libraries move structures with keys in them from frame to frame and wipe the last copy only; ciphers that do many
/// blocks at once, the more the newer the processor, keep them in frames that nobody wipes. Every entry of this library
/// that is given such a secret does its work in here; a caller that has one in its own hands does the same.
///
/// `work` must borrow its secrets, and hold what it gives back behind a pointer: what lies in the caller's own frame is
/// not overwritten.
pub fn in_the_clear<T>(work: impl FnOnce() -> T) -> T {
    cleared::<DEPTH, T>(work)
}

/// The same for rare work that goes deeper: what is written out of a seed of ML-KEM is moved from frame to frame whole.
pub(crate) fn deep_in_the_clear<T>(work: impl FnOnce() -> T) -> T {
    cleared::<{ 2 * DEPTH }, T>(work)
}

fn cleared<const DEPTH: usize, T>(work: impl FnOnce() -> T) -> T {
    let wipe = Wipe::<DEPTH>;
    let done = below(work);
    drop(wipe);
    done
}

/// Overwrites stack and registers when it is dropped: after a panic, too.
struct Wipe<const DEPTH: usize>;

impl<const DEPTH: usize> Drop for Wipe<DEPTH> {
    fn drop(&mut self) {
        wipe_stack::<DEPTH>();
        registers::wipe();
    }
}

/// Leaves room above the work for the frames between it and the octets that are overwritten: a return address, and
/// what a compiler puts around it.
#[inline(never)]
fn below<T>(work: impl FnOnce() -> T) -> T {
    let mut room = [0_u8; 512];
    black_box(&mut room);
    let done = apart(work);
    // Looked at again, so that it is there while the work is done.
    black_box(&mut room);
    done
}

/// A frame of its own: nothing of the work is moved into the frames above.
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// Overwrites what calls that have returned left below the caller's frame.
#[inline(never)]
fn wipe_stack<const DEPTH: usize>() {
    let mut frames = [0_u8; DEPTH];
    // Somebody might look at it: the zeros are really written.
    black_box(&mut frames);
}

/// Octets of the stack that are overwritten. The deepest work, making a key in portable code, uses 80 KiB
/// (`tests/stack.rs` looks whether anything is left below). Each time takes 1.6 to 3.3 microseconds, measured.
const DEPTH: usize = 128 << 10;

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

/// A private key, as a DER `PrivateKeyInfo` (PKCS#8, RFC 5208).
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
