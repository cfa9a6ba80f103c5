//! Galois/Counter mode (NIST SP 800-38D): `aes-gcm` for a content in one piece, `ctr` and `ghash` for a stream.

use aes_gcm::{AeadInOut, AesGcm};
use cipher::{
    Array, BlockCipherEncrypt, BlockSizeUser, InnerIvInit, KeyInit, StreamCipherCore,
    consts::{U12, U16},
};
use ctr::{CtrCore, flavors::Ctr32BE};
use ghash::{GHash, universal_hash::UniversalHash};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::crypto::{
    ContentRejected, Decryptor, Encryptor, MAX_GCM_CONTENT, assert_whole_blocks,
    ghash::{additional_data_share, bits, xor},
    is_tag_len, padding,
};

/// Octets that are hashed and then decrypted while they are in the nearest cache.
const PIECE: usize = 8 << 10;

/// AES of one key size.
trait Aes: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit + Clone + Send + 'static {}
impl Aes for aes::Aes128 {}
impl Aes for aes::Aes192 {}
impl Aes for aes::Aes256 {}

/// A GCM decryption; the key's and the nonce's lengths were checked.
#[expect(
    private_bounds,
    reason = "the three AES are named by the caller; the trait only abbreviates their bounds"
)]
pub(super) fn decryptor<A: Aes>(key: &[u8], nonce: &[u8]) -> Box<dyn Decryptor> {
    let aes = A::new_from_slice(key).expect("the key's length was checked");
    Box::new(Decryption { state: State::Ready(aes), nonce: nonce.to_vec() })
}

/// A GCM encryption; the key's and the nonce's lengths were checked.
#[expect(
    private_bounds,
    reason = "the three AES are named by the caller; the trait only abbreviates their bounds"
)]
pub(super) fn encryptor<A: Aes>(key: &[u8], nonce: &[u8]) -> Box<dyn Encryptor> {
    let aes = A::new_from_slice(key).expect("the key's length was checked");
    Box::new(Encryption(Stream::new(aes, nonce)))
}

/// A decryption that does not know yet whether the content comes in one piece.
struct Decryption<A: Aes> {
    state: State<A>,
    nonce: Vec<u8>,
}

#[expect(clippy::large_enum_variant, reason = "it lives in a box, once for each content")]
enum State<A: Aes> {
    /// Nothing was decrypted.
    Ready(A),
    /// Some of it was.
    Streaming(Stream<A>),
}

impl<A: Aes> Decryptor for Decryption<A> {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        if let State::Ready(aes) = &self.state {
            self.state = State::Streaming(Stream::new(aes.clone(), &self.nonce));
        }
        if let State::Streaming(stream) = &mut self.state {
            stream.decrypt(blocks);
        }
    }

    // What is moved out of a box stays there when the box is freed: the key is wiped where it is.
    fn finish(
        mut self: Box<Self>,
        rest: &mut [u8],
        aad: &[u8],
        tag: &[u8],
    ) -> Result<usize, ContentRejected> {
        let Self { state, nonce } = &mut *self;
        let opened = match (state, <&[u8; 12]>::try_from(nonce.as_slice()), <&[u8; 16]>::try_from(tag)) {
            (State::Ready(aes), Ok(nonce), Ok(tag)) => AesGcm::<A, U12>::from(aes.clone())
                .decrypt_inout_detached(nonce.into(), aad, rest.into(), tag.into())
                .is_ok(),
            (State::Ready(aes), ..) => Stream::new(aes.clone(), nonce).open(rest, aad, tag),
            (State::Streaming(stream), ..) => stream.open(rest, aad, tag),
        };
        if opened { Ok(rest.len()) } else { Err(padding::reject(rest)) }
    }
}

struct Encryption<A: Aes>(Stream<A>);

impl<A: Aes> Encryptor for Encryption<A> {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        self.0.encrypt(blocks);
    }

    fn finish(mut self: Box<Self>, rest: &mut Vec<u8>) -> Vec<u8> {
        self.0.encrypt(rest);
        self.0.tag(&[]).to_vec()
    }
}

/// The counter and the hash of one content, side by side.
struct Stream<A: Aes> {
    counter: CtrCore<A, Ctr32BE>,
    hash: GHash,
    hash_key: Zeroizing<[u8; 16]>,
    /// The encrypted first counter block, which hides the hash.
    mask: Zeroizing<[u8; 16]>,
    /// Octets of content so far.
    len: u64,
}

impl<A: Aes> Stream<A> {
    fn new(aes: A, nonce: &[u8]) -> Self {
        let mut hash_key = Array::default();
        aes.encrypt_block(&mut hash_key);
        let hash = GHash::new(&hash_key);
        let mut counter = CtrCore::inner_iv_init(aes, &first_counter(&hash, nonce).into());
        let mut mask = Array::default();
        counter.write_keystream_block(&mut mask);
        let stream = Self {
            counter,
            hash,
            hash_key: Zeroizing::new(hash_key.into()),
            mask: Zeroizing::new(mask.into()),
            len: 0,
        };
        hash_key.zeroize();
        mask.zeroize();
        stream
    }

    /// Counts octets in; whether the content is still short enough for the counter.
    fn take(&mut self, len: usize) -> bool {
        self.len = self.len.saturating_add(len as u64);
        self.len <= MAX_GCM_CONTENT
    }

    /// Decrypts whole blocks, and a last one that may be shorter.
    fn decrypt(&mut self, content: &mut [u8]) {
        if self.take(content.len()) {
            for piece in content.chunks_mut(PIECE) {
                self.hash.update_padded(piece);
                self.apply_keystream(piece);
            }
        }
    }

    /// Encrypts whole blocks, and a last one that may be shorter.
    fn encrypt(&mut self, content: &mut [u8]) {
        assert!(self.take(content.len()), "the content is too long for one key and nonce");
        for piece in content.chunks_mut(PIECE) {
            self.apply_keystream(piece);
            self.hash.update_padded(piece);
        }
    }

    fn apply_keystream(&mut self, piece: &mut [u8]) {
        let (blocks, last) = Array::slice_as_chunks_mut(piece);
        self.counter.apply_keystream_blocks(blocks);
        if !last.is_empty() {
            let mut keystream = Array::default();
            self.counter.write_keystream_block(&mut keystream);
            for (octet, key) in last.iter_mut().zip(&keystream) {
                *octet ^= key;
            }
            keystream.zeroize();
        }
    }

    /// Decrypts the rest and compares the tag, in a time that does not depend on where it differs.
    fn open(&mut self, rest: &mut [u8], aad: &[u8], tag: &[u8]) -> bool {
        if !is_tag_len(tag.len()) || !self.take(0) {
            return false;
        }
        self.decrypt(rest);
        self.take(0) && self.tag(aad)[..tag.len()].ct_eq(tag).into()
    }

    /// The tag of what was hashed so far.
    fn tag(&self, aad: &[u8]) -> [u8; 16] {
        let mut hash = self.hash.clone();
        let mut lengths = [0; 16];
        lengths[8..].copy_from_slice(&(self.len << 3).to_be_bytes());
        hash.update(&[lengths.into()]);
        let mut tag: [u8; 16] = hash.finalize().into();
        xor(&mut tag, &self.mask);
        xor(&mut tag, &additional_data_share(&self.hash_key, aad, self.len));
        tag
    }
}

/// The first counter block J0 (NIST SP 800-38D section 7.1).
fn first_counter(hash: &GHash, nonce: &[u8]) -> [u8; 16] {
    let mut block = [0; 16];
    if nonce.len() == 12 {
        block[..12].copy_from_slice(nonce);
        block[15] = 1;
        return block;
    }
    let mut hash = hash.clone();
    hash.update_padded(nonce);
    block[8..].copy_from_slice(&bits(nonce.len()).to_be_bytes());
    hash.update(&[block.into()]);
    hash.finalize().into()
}
