//! The share of additional data in a GCM tag, when it becomes known after the content.
//!
//! CMS writes authenticated attributes after the content they are authenticated with (RFC 5083 section 2.1), GCM
//! wants them before. GHASH is a polynomial in H, so their share can be added at the end (NIST SP 800-38D sections
//! 6.4 and 7.1): with `a` blocks of additional data hashed to Y, and `n` blocks of content, the tag differs from the
//! tag without additional data by `Y * H^(n+1) + L * H`, where L is the block that holds the additional data's length.

use ghash::{GHash, universal_hash::UniversalHash};
use zeroize::{Zeroize, Zeroizing};

/// An element of GF(2^128), wiped like H itself.
type Element = Zeroizing<[u8; 16]>;

/// What the additional data changes in the tag of a content of `content_len` octets.
///
/// `h` is the hash key, the block cipher's encryption of zeros.
pub(super) fn additional_data_share(h: &[u8; 16], aad: &[u8], content_len: u64) -> [u8; 16] {
    if aad.is_empty() {
        return [0; 16];
    }
    let mut hash = GHash::new(&(*h).into());
    hash.update_padded(aad);
    let hashed = Zeroizing::new(hash.finalize().into());
    let mut share = *product(&hashed, &power(h, content_len.div_ceil(16) + 1));

    let mut length = [0; 16];
    length[..8].copy_from_slice(&bits(aad.len()).to_be_bytes());
    xor(&mut share, &product(h, &length));
    share
}

/// Adds in GF(2^128).
pub(super) fn xor(to: &mut [u8; 16], from: &[u8; 16]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to ^= from;
    }
}

/// The number of bits in so many octets, as the last block of GHASH has it.
pub(super) fn bits(octets: usize) -> u64 {
    (octets as u64) << 3
}

/// `base` to the power `exponent`, which is public and at least 1.
fn power(base: &[u8; 16], exponent: u64) -> Element {
    let mut result = Zeroizing::new(*base);
    for bit in (0..exponent.ilog2()).rev() {
        result = product(&result, &result);
        if exponent >> bit & 1 == 1 {
            result = product(&result, base);
        }
    }
    result
}

/// The product of two elements: GHASH of one block, with the other as the key.
fn product(a: &[u8; 16], b: &[u8; 16]) -> Element {
    let mut hash = GHash::new(&(*a).into());
    hash.update(&[(*b).into()]);
    let mut tag = hash.finalize();
    let product = Zeroizing::new(tag.into());
    tag.zeroize();
    product
}
