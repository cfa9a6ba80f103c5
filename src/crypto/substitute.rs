//! The key that goes on in the place of a bad one: no key at all, and always the same.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::padding::wiped;

/// What makes substitutes for one private key.
///
/// Where an RSAES-PKCS1-v1_5 padding is bad, an attacker must see what he would see of damaged content: a key of the
/// right length goes on (RFC 3218 section 2.3.2). Were it drawn anew each time, a content that happens to end well
/// under it would be opened in one run and not in the next, and that difference would tell the padding. So it is
/// derived, by HMAC-SHA-256, from a secret of the private key and the encrypted key, as in "implicit rejection"
/// (draft-irtf-cfrg-rsa-guidance section 7): nobody without the private key can tell it from what a good padding
/// hides, it is the same in every run, and the same whichever provider opens.
pub(super) struct Substitute(Zeroizing<[u8; 32]>);

impl Substitute {
    /// Of the private key with this secret: its exponent, in octets without leading zeros; for a key whose exponent
    /// nobody sees, what the key alone can make.
    pub(super) fn new(secret: &[u8]) -> Self {
        Self(Zeroizing::new(Sha256::digest(secret).into()))
    }

    /// The substitute for what an encrypted key would have given.
    pub(super) fn key(&self, encrypted_key: &[u8], key_len: usize) -> Zeroizing<Vec<u8>> {
        let seed = self.mac(&[encrypted_key]);
        let from_seed = Self(Zeroizing::new(seed));
        let mut key = wiped(key_len);
        for (number, piece) in (0_u64..).zip(key.chunks_mut(32)) {
            let octets =
                Zeroizing::new(from_seed.mac(&[&number.to_be_bytes(), b"key", &key_len.to_be_bytes()]));
            piece.copy_from_slice(&octets[..piece.len()]);
        }
        key
    }

    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.0).expect("HMAC takes a key of any length");
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}
