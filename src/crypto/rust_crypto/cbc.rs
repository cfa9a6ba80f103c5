//! CBC mode by the `cbc` crate, over AES and triple DES.

use cipher::{
    Array, Block, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, BlockSizeUser,
    InnerIvInit, KeyInit, typenum::Unsigned,
};

use crate::crypto::{ContentRejected, Decryptor, Encryptor, assert_whole_blocks, padding};

/// A CBC decryption; the key's and the initialization vector's lengths were checked.
pub(super) fn decryptor<C>(key: &[u8], iv: &[u8]) -> Box<dyn Decryptor>
where
    C: BlockCipherDecrypt + KeyInit + Send + 'static,
{
    let cipher = C::new_from_slice(key).expect("the key's length was checked");
    let iv = Block::<C>::try_from(iv).expect("the initialization vector's length was checked");
    Box::new(Decryption(cbc::Decryptor::inner_iv_init(cipher, &iv)))
}

/// A CBC encryption; the key's and the initialization vector's lengths were checked.
pub(super) fn encryptor<C>(key: &[u8], iv: &[u8]) -> Box<dyn Encryptor>
where
    C: BlockCipherEncrypt + KeyInit + Send + 'static,
{
    let cipher = C::new_from_slice(key).expect("the key's length was checked");
    let iv = Block::<C>::try_from(iv).expect("the initialization vector's length was checked");
    Box::new(Encryption(cbc::Encryptor::inner_iv_init(cipher, &iv)))
}

struct Decryption<C: BlockCipherDecrypt>(cbc::Decryptor<C>);

impl<C: BlockCipherDecrypt + Send> Decryptor for Decryption<C> {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        let (blocks, _) = Array::slice_as_chunks_mut(blocks);
        self.0.decrypt_blocks(blocks);
    }

    fn finish(mut self: Box<Self>, rest: &mut [u8], _: &[u8], _: &[u8]) -> Result<usize, ContentRejected> {
        let (blocks, partial) = Array::slice_as_chunks_mut(rest);
        if !partial.is_empty() {
            return Err(padding::reject(rest));
        }
        self.0.decrypt_blocks(blocks);
        padding::unpad(rest, block_len::<C>()).map_err(|_| padding::reject(rest))
    }
}

struct Encryption<C: BlockCipherEncrypt>(cbc::Encryptor<C>);

impl<C: BlockCipherEncrypt + Send> Encryptor for Encryption<C> {
    fn update(&mut self, blocks: &mut [u8]) {
        assert_whole_blocks(blocks);
        let (blocks, _) = Array::slice_as_chunks_mut(blocks);
        self.0.encrypt_blocks(blocks);
    }

    fn finish(mut self: Box<Self>, rest: &mut Vec<u8>) -> Vec<u8> {
        padding::pad(rest, block_len::<C>());
        let (blocks, _) = Array::slice_as_chunks_mut(rest);
        self.0.encrypt_blocks(blocks);
        Vec::new()
    }
}

fn block_len<C: BlockSizeUser>() -> usize {
    <C::BlockSize as Unsigned>::USIZE
}
