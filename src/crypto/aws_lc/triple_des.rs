//! Triple DES in CBC mode by AWS-LC, to read old content.

use super::evp::Context;
use crate::crypto::{ContentRejected, Decryptor, assert_whole_blocks, padding};

/// Octets of a block.
const BLOCK: usize = 8;

/// A decryption; the key's and the initialization vector's lengths were checked.
pub(super) fn decryptor(key: &[u8], iv: &[u8]) -> Box<dyn Decryptor> {
    let key = key.try_into().expect("the key's length was checked");
    let iv = iv.try_into().expect("the initialization vector's length was checked");
    Box::new(Decryption(Context::triple_des(key, iv).expect("every key and initialization vector is taken")))
}

struct Decryption(Context);

impl Decryptor for Decryption {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        self.0.update(blocks).expect("whole blocks decrypt in CBC mode");
    }

    fn finish(mut self: Box<Self>, rest: &mut [u8], _: &[u8], _: &[u8]) -> Result<usize, ContentRejected> {
        let decrypted = self.0.update(rest).map_err(|_| ContentRejected);
        decrypted.and_then(|()| padding::unpad(rest, BLOCK)).map_err(|_| padding::reject(rest))
    }
}
