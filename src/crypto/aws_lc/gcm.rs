//! Galois/Counter mode by AWS-LC, with the additional data before the content or after it.

use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, EncryptingKey, UnboundCipherKey};
use zeroize::Zeroizing;

use super::evp::{Context, Direction, Refused};
use crate::crypto::{
    ContentCipher, ContentRejected, Decryptor, Encryptor, assert_whole_blocks,
    ghash::{additional_data_share, xor},
    is_tag_len, padding,
};

/// A GCM decryption; the key's and the nonce's lengths were checked.
pub(super) fn decryptor(cipher: ContentCipher, key: &[u8], nonce: &[u8]) -> Box<dyn Decryptor> {
    debug_assert_eq!(key.len(), cipher.key_len());
    let context =
        Context::gcm(Direction::Decrypt, key, nonce).expect("the key's and the nonce's lengths were checked");
    Box::new(Decryption { context, key: Zeroizing::new(key.to_vec()), len: 0, refused: false })
}

/// A GCM encryption; the key's and the nonce's lengths were checked.
pub(super) fn encryptor(cipher: ContentCipher, key: &[u8], nonce: &[u8]) -> Box<dyn Encryptor> {
    debug_assert_eq!(key.len(), cipher.key_len());
    let context =
        Context::gcm(Direction::Encrypt, key, nonce).expect("the key's and the nonce's lengths were checked");
    Box::new(Encryption(context))
}

struct Decryption {
    context: Context,
    /// For the hash key, should additional data come after content.
    key: Zeroizing<Vec<u8>>,
    /// Octets decrypted so far.
    len: u64,
    /// The content became too long.
    refused: bool,
}

impl Decryption {
    fn decrypt(&mut self, content: &mut [u8]) {
        self.len = self.len.saturating_add(content.len() as u64);
        self.refused = self.refused || self.context.update(content).is_err();
    }

    /// Decrypts the rest and compares the tag.
    fn open(&mut self, rest: &mut [u8], aad: &[u8], tag: &[u8]) -> Result<(), Refused> {
        let mut expected = [0; 16];
        expected.get_mut(..tag.len()).filter(|it| is_tag_len(it.len())).ok_or(Refused)?.copy_from_slice(tag);
        if self.len == 0 {
            self.context.additional_data(aad)?;
            self.decrypt(rest);
        } else {
            self.decrypt(rest);
            // AWS-LC was told of no additional data: the tag it must find is the one without their share.
            xor(&mut expected, &additional_data_share(&*hash_key(&self.key)?, aad, self.len));
        }
        if self.refused { Err(Refused) } else { self.context.verify(&expected[..tag.len()]) }
    }
}

impl Decryptor for Decryption {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        self.decrypt(blocks);
    }

    fn finish(
        mut self: Box<Self>,
        rest: &mut [u8],
        aad: &[u8],
        tag: &[u8],
    ) -> Result<usize, ContentRejected> {
        match self.open(rest, aad, tag) {
            Ok(()) => Ok(rest.len()),
            Err(Refused) => Err(padding::reject(rest)),
        }
    }
}

struct Encryption(Context);

impl Encryptor for Encryption {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        self.0.update(blocks).expect("the content is short enough for one key and nonce");
    }

    fn finish(mut self: Box<Self>, rest: &mut Vec<u8>) -> Vec<u8> {
        self.0.update(rest).expect("the content is short enough for one key and nonce");
        self.0.tag().expect("a context that has encrypted gives its tag").to_vec()
    }
}

/// The hash subkey H: zeros, encrypted (NIST SP 800-38D section 7.1, step 1).
fn hash_key(key: &[u8]) -> Result<Zeroizing<[u8; 16]>, Refused> {
    let algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        _ => &AES_256,
    };
    let mut block = Zeroizing::new([0; 16]);
    UnboundCipherKey::new(algorithm, key)
        .and_then(EncryptingKey::ecb)
        .and_then(|aes| aes.encrypt(&mut *block))
        .map_err(|_| Refused)?;
    Ok(block)
}
