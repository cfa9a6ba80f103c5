//! Both providers against each other, against published vectors, and against keys that other programs made; keys of devices.

mod content;
mod curves;
mod device;
mod gcm;
mod kem;
mod keys;
mod rsa;

use super::*;

const PROVIDERS: [&dyn Provider; 2] = [&AwsLc, &RustCrypto];

const CIPHERS: [ContentCipher; 6] = [
    ContentCipher::Aes128Cbc,
    ContentCipher::Aes192Cbc,
    ContentCipher::Aes256Cbc,
    ContentCipher::Aes128Gcm,
    ContentCipher::Aes192Gcm,
    ContentCipher::Aes256Gcm,
];

/// Octets that look like nothing in particular, the same at each run.
fn octets(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        })
        .collect()
}

fn content_key(cipher: ContentCipher, seed: u64) -> ContentKey {
    ContentKey::new(octets(cipher.key_len(), seed))
}

/// Encrypts in pieces of `piece` octets (a multiple of 16), and gives ciphertext and tag.
fn encrypt(
    provider: &dyn Provider,
    cipher: ContentCipher,
    key: &ContentKey,
    iv: &[u8],
    content: &[u8],
    piece: usize,
) -> (Vec<u8>, Vec<u8>) {
    let mut encryptor = provider.encryptor(cipher, key, iv).unwrap();
    let mut content = content.to_vec();
    let mut rest = content.split_off(content.len() / piece * piece);
    for blocks in content.chunks_mut(piece) {
        encryptor.update(blocks);
    }
    let tag = encryptor.finish(&mut rest);
    content.extend_from_slice(&rest);
    (content, tag)
}

/// What is decrypted: a ciphertext with its additional data and tag.
#[derive(Clone, Copy)]
struct Sealed<'a> {
    content: &'a [u8],
    aad: &'a [u8],
    tag: &'a [u8],
}

/// Decrypts in pieces of `piece` octets (a multiple of 16) and a rest that is never empty, unless all is.
fn decrypt(
    provider: &dyn Provider,
    cipher: ContentCipher,
    key: &ContentKey,
    iv: &[u8],
    sealed: Sealed<'_>,
    piece: usize,
) -> Result<Vec<u8>, ContentRejected> {
    let mut decryptor = provider.decryptor(cipher, key, iv).unwrap();
    let mut content = sealed.content.to_vec();
    let mut rest = content.split_off(content.len().saturating_sub(1) / piece * piece);
    for blocks in content.chunks_mut(piece) {
        decryptor.update(blocks);
    }
    match decryptor.finish(&mut rest, sealed.aad, sealed.tag) {
        Ok(len) => {
            content.extend_from_slice(&rest[..len]);
            Ok(content)
        }
        Err(rejected) => {
            assert!(rest.iter().all(|&it| it == 0), "a rest that did not pass its check is wiped");
            Err(rejected)
        }
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}
