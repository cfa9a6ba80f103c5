//! EME-OAEP (RFC 8017 section 7.1.2), taken off in a time that does not tell what was wrong.
//!
//! For keys of devices that give back the whole encoded message; the providers' libraries have their own.

use digest::Digest;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::crypto::{Hash, padding::wiped};

/// The two hashes and the label of a transport.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameters<'a> {
    pub(super) hash: Hash,
    pub(super) mgf_hash: Hash,
    pub(super) label: &'a [u8],
}

/// The message of `len` octets in the encoded message `em`; `None` whatever is wrong, the message's length included.
///
/// The length that is wanted says where each octet of the padding must be: nothing is searched for. That the first octet
/// is zero is looked at together with all the others (Manger, CRYPTO 2001).
pub(super) fn message(em: &[u8], of: Parameters<'_>, len: usize) -> Option<Zeroizing<Vec<u8>>> {
    let hash_len = of.hash.digest_len();
    let separator = em.len().checked_sub(len + 1)?;
    if separator < 2 * hash_len + 1 {
        return None; // the lengths are public
    }
    let (head, masked) = em.split_at(1 + hash_len);
    let mut seed = Zeroizing::new(head[1..].to_vec());
    mask(&mut seed, masked, of.mgf_hash);
    let mut block = Zeroizing::new(masked.to_vec());
    mask(&mut block, &seed, of.mgf_hash);
    let separator = separator - head.len();
    let mut good = head[0].ct_eq(&0) & block[..hash_len].ct_eq(&digest(of.hash, &[of.label]));
    for octet in &block[hash_len..separator] {
        good &= octet.ct_eq(&0);
    }
    good &= block[separator].ct_eq(&1);
    let mut message = wiped(len);
    message.copy_from_slice(&block[separator + 1..]);
    bool::from(good).then_some(message)
}

/// MGF1 (RFC 8017 appendix B.2.1) of a seed, over `octets`.
pub(super) fn mask(octets: &mut [u8], seed: &[u8], hash: Hash) {
    for (counter, piece) in (0_u32..).zip(octets.chunks_mut(hash.digest_len())) {
        let mask = digest(hash, &[seed, &counter.to_be_bytes()]);
        for (octet, mask) in piece.iter_mut().zip(&*mask) {
            *octet ^= mask;
        }
    }
}

fn digest(hash: Hash, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    match hash {
        Hash::Sha1 => by::<Sha1>(parts),
        Hash::Sha224 => by::<Sha224>(parts),
        Hash::Sha256 => by::<Sha256>(parts),
        Hash::Sha384 => by::<Sha384>(parts),
        Hash::Sha512 => by::<Sha512>(parts),
        Hash::Sha512_224 => by::<Sha512_224>(parts),
        Hash::Sha512_256 => by::<Sha512_256>(parts),
    }
}

fn by<D: Digest>(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().to_vec())
}
