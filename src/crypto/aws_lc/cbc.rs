//! CBC mode by AWS-LC: each call goes on from the last block of the one before.

use aws_lc_rs::{
    cipher::{
        AES_128, AES_192, AES_256, Algorithm, DecryptingKey, DecryptionContext, EncryptingKey,
        EncryptionContext, UnboundCipherKey,
    },
    iv::FixedLength,
};

use crate::crypto::{ContentCipher, ContentRejected, Decryptor, Encryptor, assert_whole_blocks, padding};

/// Octets of a block of AES.
const BLOCK: usize = 16;

/// A CBC decryption; the key's and the initialization vector's lengths were checked.
pub(super) fn decryptor(cipher: ContentCipher, key: &[u8], iv: &[u8]) -> Box<dyn Decryptor> {
    let key = UnboundCipherKey::new(algorithm(cipher), key).and_then(DecryptingKey::cbc);
    Box::new(Decryption { key: key.expect("the key's length was checked"), previous: block(iv) })
}

/// A CBC encryption; the key's and the initialization vector's lengths were checked.
pub(super) fn encryptor(cipher: ContentCipher, key: &[u8], iv: &[u8]) -> Box<dyn Encryptor> {
    let key = UnboundCipherKey::new(algorithm(cipher), key).and_then(EncryptingKey::cbc);
    Box::new(Encryption { key: key.expect("the key's length was checked"), previous: block(iv) })
}

struct Decryption {
    key: DecryptingKey,
    /// The last block of ciphertext, at first the initialization vector.
    previous: [u8; BLOCK],
}

impl Decryption {
    fn decrypt(&mut self, blocks: &mut [u8]) {
        let Some(last) = blocks.last_chunk() else { return };
        let context = DecryptionContext::Iv128(FixedLength::from(self.previous));
        self.previous = *last;
        self.key.decrypt(blocks, context).expect("whole blocks decrypt in CBC mode");
    }
}

impl Decryptor for Decryption {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        self.decrypt(blocks);
    }

    fn finish(mut self: Box<Self>, rest: &mut [u8], _: &[u8], _: &[u8]) -> Result<usize, ContentRejected> {
        if !rest.len().is_multiple_of(BLOCK) {
            return Err(padding::reject(rest));
        }
        self.decrypt(rest);
        padding::unpad(rest, BLOCK).map_err(|_| padding::reject(rest))
    }
}

struct Encryption {
    key: EncryptingKey,
    /// The last block of ciphertext, at first the initialization vector.
    previous: [u8; BLOCK],
}

impl Encryption {
    fn encrypt(&mut self, blocks: &mut [u8]) {
        let context = EncryptionContext::Iv128(FixedLength::from(self.previous));
        self.key.less_safe_encrypt(blocks, context).expect("whole blocks encrypt in CBC mode");
        if let Some(last) = blocks.last_chunk() {
            self.previous = *last;
        }
    }
}

impl Encryptor for Encryption {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        self.encrypt(blocks);
    }

    fn finish(mut self: Box<Self>, rest: &mut Vec<u8>) -> Vec<u8> {
        padding::pad(rest, BLOCK);
        self.encrypt(rest);
        Vec::new()
    }
}

fn algorithm(cipher: ContentCipher) -> &'static Algorithm {
    match cipher.key_len() {
        16 => &AES_128,
        24 => &AES_192,
        _ => &AES_256,
    }
}

fn block(iv: &[u8]) -> [u8; BLOCK] {
    iv.try_into().expect("the initialization vector's length was checked")
}
