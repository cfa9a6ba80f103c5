//! Paddings, looked at in a time that does not tell what was there.
//!
//! - PKCS#7 padding of a CBC content (RFC 5652 section 6.3);
//! - EME-PKCS1-v1_5 padding of a content-encryption key (RFC 8017 section 7.2.2), where a bad one gives the
//!   substitute that was made beforehand (RFC 3218 section 2.3.2).

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeGreater};
use zeroize::{Zeroize, Zeroizing};

use crate::crypto::ContentRejected;

/// The octets that remain of `plaintext` without its padding; `block_len` is below 256.
pub(super) fn unpad(plaintext: &[u8], block_len: usize) -> Result<usize, ContentRejected> {
    let start = plaintext.len().checked_sub(block_len).ok_or(ContentRejected)?;
    let block = &plaintext[start..];
    let count = *block.last().ok_or(ContentRejected)?;
    let widest = u8::try_from(block_len).map_err(|_| ContentRejected)?;
    let mut good = !count.ct_eq(&0) & !count.ct_gt(&widest);
    for (place, octet) in (0..widest).zip(block.iter().rev()) {
        let inside = count.ct_gt(&place);
        good &= !inside | octet.ct_eq(&count);
    }
    if bool::from(good) { Ok(plaintext.len() - usize::from(count)) } else { Err(ContentRejected) }
}

/// Pads to whole blocks, `block_len` octets at most; a vector that had no room for it is wiped when it moves.
pub(super) fn pad(rest: &mut Vec<u8>, block_len: usize) {
    let count = block_len - rest.len() % block_len;
    let padded = rest.len() + count;
    if rest.capacity() < padded {
        let mut roomy = Vec::with_capacity(padded);
        roomy.extend_from_slice(rest);
        rest.zeroize();
        *rest = roomy;
    }
    let octet = u8::try_from(count).expect("a block is shorter than 256 octets");
    rest.resize(padded, octet);
}

/// Puts the key that stands in the encoded message `em` in the place of `substitute`, if the padding is right and the
/// key is exactly as long.
pub(super) fn select_padded_key(em: &[u8], substitute: &mut [u8]) {
    let Some(separator) = em.len().checked_sub(substitute.len() + 1).filter(|&at| at >= 10) else {
        return; // the lengths are public
    };
    let (padding, key) = (&em[..separator], &em[separator + 1..]);
    let mut good = padding[0].ct_eq(&0) & padding[1].ct_eq(&2) & em[separator].ct_eq(&0);
    for octet in &padding[2..] {
        good &= !octet.ct_eq(&0);
    }
    select(good, key, substitute);
}

/// Puts `key` in the place of `substitute` if `good`; both are as long.
pub(super) fn select(good: Choice, key: &[u8], substitute: &mut [u8]) {
    for (octet, replacement) in substitute.iter_mut().zip(key) {
        octet.conditional_assign(replacement, good);
    }
}

/// Wipes a rest that did not pass its check.
pub(super) fn reject(rest: &mut [u8]) -> ContentRejected {
    rest.zeroize();
    ContentRejected
}

/// Octets that are wiped, as many as asked.
pub(super) fn wiped(len: usize) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(vec![0; len])
}
