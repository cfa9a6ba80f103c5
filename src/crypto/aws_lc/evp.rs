//! Ciphers piece by piece, by AWS-LC's `EVP_CIPHER_CTX`: the one place that calls C.
//!
//! `aws-lc-rs` has GCM in one shot only, with nonces of 12 octets and tags of 16. Its CTR mode beside the `ghash`
//! crate does the rest at 2.7 GB/s; this does it at 4.0 GB/s (AES-256, pieces of 1 MiB, the reference machine), with
//! every nonce and tag. Its key wrap leaves the wrapping key in memory and has none of 192 bits. Its triple DES refuses keys with two equal parts, which old software writes; this takes them,
//! at 31 MB/s where the `des` crate has 11.
//!
//! # Why the `unsafe` is sound
//!
//! - A [`Context`] owns its pointer: it is made by `EVP_CIPHER_CTX_new`, checked not to be null, never given away,
//!   and freed once, in `drop`. Every method takes `&mut self`, so that no two calls overlap; AWS-LC asks for no more
//!   than that, and nothing in a context belongs to a thread, so it may move from one to another.
//! - Every pointer given to C comes from a slice or an array that lives through the call, with that slice's length.
//!   AWS-LC allows the output to be the input. GCM writes exactly as many octets as it reads; so does CBC without
//!   padding when it is given whole blocks, which [`Context::update`] checks.
//! - Lengths are `c_int` there: longer slices go in pieces.

#![expect(unsafe_code, reason = "AWS-LC's streaming ciphers have no safe interface; the argument is above")]

use std::{
    ffi::c_int,
    ptr::{self, NonNull},
};

use aws_lc_sys::{
    EVP_CIPHER, EVP_CIPHER_CTX, EVP_CIPHER_CTX_ctrl, EVP_CIPHER_CTX_free, EVP_CIPHER_CTX_new,
    EVP_CIPHER_CTX_set_padding, EVP_CTRL_AEAD_GET_TAG, EVP_CTRL_AEAD_SET_IVLEN, EVP_CTRL_AEAD_SET_TAG,
    EVP_CipherFinal_ex, EVP_CipherInit_ex, EVP_CipherUpdate, EVP_aes_128_ecb, EVP_aes_128_gcm,
    EVP_aes_192_ecb, EVP_aes_192_gcm, EVP_aes_256_ecb, EVP_aes_256_gcm, EVP_des_ede3_cbc,
};

/// Octets given to AWS-LC in one call at most.
const PIECE: usize = 1 << 30;

/// Which way a context goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Decrypt,
    Encrypt,
}

/// A running cipher. AWS-LC wipes its key when it is freed.
pub(super) struct Context {
    pointer: NonNull<EVP_CIPHER_CTX>,
    /// What the lengths given to it are multiples of.
    block_len: usize,
}

// SAFETY: a context is memory that AWS-LC touches only during the calls below, which borrow it mutably.
unsafe impl Send for Context {}

/// AWS-LC refused; it does not matter why.
#[derive(Debug)]
pub(super) struct Refused;

impl Context {
    /// Starts AES-GCM; the key has 16, 24 or 32 octets, the nonce at least one.
    pub(super) fn gcm(direction: Direction, key: &[u8], nonce: &[u8]) -> Result<Self, Refused> {
        let cipher: *const EVP_CIPHER = match key.len() {
            // SAFETY: these three take nothing and give a pointer to a static table.
            16 => unsafe { EVP_aes_128_gcm() },
            24 => unsafe { EVP_aes_192_gcm() },
            32 => unsafe { EVP_aes_256_gcm() },
            _ => return Err(Refused),
        };
        let nonce_len = length(nonce)?;
        let context = Self::new(1)?;
        let this = context.pointer.as_ptr();
        let encrypt = c_int::from(direction == Direction::Encrypt);
        // SAFETY: the context is live; null stands for "not yet" (key, nonce) and "no engine".
        check(unsafe {
            EVP_CipherInit_ex(this, cipher, ptr::null_mut(), ptr::null(), ptr::null(), encrypt)
        })?;
        // SAFETY: this control takes a length and no pointer.
        check(unsafe { EVP_CIPHER_CTX_ctrl(this, EVP_CTRL_AEAD_SET_IVLEN, nonce_len, ptr::null_mut()) })?;
        // SAFETY: the key is as long as the cipher's, the nonce as long as was just said; null is "the same cipher".
        check(unsafe {
            EVP_CipherInit_ex(this, ptr::null(), ptr::null_mut(), key.as_ptr(), nonce.as_ptr(), encrypt)
        })?;
        Ok(context)
    }

    /// Starts AES on blocks one by one (ECB), which is what RFC 3394 is made of; the key has 16, 24 or 32 octets.
    pub(super) fn aes(direction: Direction, key: &[u8]) -> Result<Self, Refused> {
        let cipher: *const EVP_CIPHER = match key.len() {
            // SAFETY: these three take nothing and give a pointer to a static table.
            16 => unsafe { EVP_aes_128_ecb() },
            24 => unsafe { EVP_aes_192_ecb() },
            32 => unsafe { EVP_aes_256_ecb() },
            _ => return Err(Refused),
        };
        let context = Self::new(16)?;
        let this = context.pointer.as_ptr();
        let encrypt = c_int::from(direction == Direction::Encrypt);
        // SAFETY: the context is live, the key is as long as the cipher's; there is no initialization vector.
        check(unsafe {
            EVP_CipherInit_ex(this, cipher, ptr::null_mut(), key.as_ptr(), ptr::null(), encrypt)
        })?;
        // SAFETY: the context is live.
        check(unsafe { EVP_CIPHER_CTX_set_padding(this, 0) })?;
        Ok(context)
    }

    /// Starts to decrypt triple DES in CBC mode, without looking at its padding.
    pub(super) fn triple_des(key: &[u8; 24], iv: &[u8; 8]) -> Result<Self, Refused> {
        let context = Self::new(iv.len())?;
        let this = context.pointer.as_ptr();
        // SAFETY: the context is live, and the key and the initialization vector are as long as this cipher's.
        check(unsafe {
            EVP_CipherInit_ex(this, EVP_des_ede3_cbc(), ptr::null_mut(), key.as_ptr(), iv.as_ptr(), 0)
        })?;
        // SAFETY: the context is live.
        check(unsafe { EVP_CIPHER_CTX_set_padding(this, 0) })?;
        Ok(context)
    }

    fn new(block_len: usize) -> Result<Self, Refused> {
        aws_lc_rs::init();
        // SAFETY: it takes nothing, and what it gives is checked.
        let pointer = NonNull::new(unsafe { EVP_CIPHER_CTX_new() }).ok_or(Refused)?;
        Ok(Self { pointer, block_len })
    }

    /// Takes additional data, before any content.
    pub(super) fn additional_data(&mut self, aad: &[u8]) -> Result<(), Refused> {
        for piece in aad.chunks(PIECE) {
            let mut written = 0;
            // SAFETY: no output says "additional data"; the input is a slice with its length.
            check(unsafe {
                EVP_CipherUpdate(
                    self.pointer.as_ptr(),
                    ptr::null_mut(),
                    &raw mut written,
                    piece.as_ptr(),
                    length(piece)?,
                )
            })?;
        }
        Ok(())
    }

    /// Decrypts or encrypts in place: GCM any number of octets, 2^36 - 32 in all; CBC whole blocks.
    pub(super) fn update(&mut self, content: &mut [u8]) -> Result<(), Refused> {
        if !content.len().is_multiple_of(self.block_len) {
            return Err(Refused);
        }
        for piece in content.chunks_mut(PIECE) {
            let len = length(piece)?;
            let in_out = piece.as_mut_ptr();
            let mut written = 0;
            // SAFETY: the output is the input, a slice of `len` octets, whole blocks: as many are written as are read.
            check(unsafe { EVP_CipherUpdate(self.pointer.as_ptr(), in_out, &raw mut written, in_out, len) })?;
            if written != len {
                return Err(Refused);
            }
        }
        Ok(())
    }

    /// Compares a tag of 1 to 16 octets with the one of what was decrypted, in constant time.
    pub(super) fn verify(&mut self, tag: &[u8]) -> Result<(), Refused> {
        let mut expected = [0; 16];
        expected.get_mut(..tag.len()).ok_or(Refused)?.copy_from_slice(tag);
        // SAFETY: this control reads as many octets as the length says, at most 16, from an array of 16.
        check(unsafe {
            EVP_CIPHER_CTX_ctrl(
                self.pointer.as_ptr(),
                EVP_CTRL_AEAD_SET_TAG,
                length(tag)?,
                expected.as_mut_ptr().cast(),
            )
        })?;
        self.finish()
    }

    /// The tag of what was encrypted.
    pub(super) fn tag(&mut self) -> Result<[u8; 16], Refused> {
        self.finish()?;
        let mut tag = [0; 16];
        // SAFETY: this control writes as many octets as the length says to an array of as many.
        check(unsafe {
            EVP_CIPHER_CTX_ctrl(self.pointer.as_ptr(), EVP_CTRL_AEAD_GET_TAG, 16, tag.as_mut_ptr().cast())
        })?;
        Ok(tag)
    }

    fn finish(&mut self) -> Result<(), Refused> {
        let mut nothing = [0; 16];
        let mut written = 0;
        // SAFETY: GCM has nothing left to write here; a whole block is there all the same.
        check(unsafe { EVP_CipherFinal_ex(self.pointer.as_ptr(), nothing.as_mut_ptr(), &raw mut written) })
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the pointer came from `EVP_CIPHER_CTX_new` and is freed here only.
        unsafe { EVP_CIPHER_CTX_free(self.pointer.as_ptr()) }
    }
}

fn length(octets: &[u8]) -> Result<c_int, Refused> {
    c_int::try_from(octets.len()).map_err(|_| Refused)
}

fn check(success: c_int) -> Result<(), Refused> {
    if success == 1 { Ok(()) } else { Err(Refused) }
}
