//! Both providers against each other, against published vectors, and against keys that other programs made.

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

#[test]
fn providers_agree_on_every_cipher_length_and_split() {
    for (cipher, seed) in CIPHERS.into_iter().zip(1..) {
        let (key, iv) = (content_key(cipher, seed), octets(if cipher.is_aead() { 12 } else { 16 }, seed + 7));
        for len in (0..70).chain([127, 128, 129, 1000, 4096, 8191, 8192, 8193, 40_000]) {
            let content = octets(len, seed + len as u64);
            let expected = encrypt(&AwsLc, cipher, &key, &iv, &content, 1 << 20);
            for provider in PROVIDERS {
                for piece in [16, 48, 1 << 13, 1 << 20] {
                    let sealed = encrypt(provider, cipher, &key, &iv, &content, piece);
                    assert_eq!(sealed, expected, "{} {cipher:?} {len} by {piece}", provider.name());
                    let sealed = Sealed { content: &sealed.0, aad: &[], tag: &sealed.1 };
                    let opened = decrypt(provider, cipher, &key, &iv, sealed, piece);
                    assert_eq!(
                        opened.as_ref(),
                        Ok(&content),
                        "{} {cipher:?} {len} by {piece}",
                        provider.name()
                    );
                }
            }
        }
    }
}

#[test]
fn providers_unwrap_what_the_other_wrapped() {
    for (maker, reader) in [(PROVIDERS[0], PROVIDERS[1]), (PROVIDERS[1], PROVIDERS[0])] {
        let key = AwsLc.generate(2048).unwrap();
        let public = public_key(&key);
        let private = reader.private_key(&key).unwrap();
        assert_eq!(private.modulus_len(), 256);
        for transport in
            [KeyTransport::RsaPkcs1v15, oaep(Hash::Sha256, Hash::Sha256), oaep(Hash::Sha256, Hash::Sha1)]
        {
            let content_key = content_key(ContentCipher::Aes256Gcm, 5);
            let wrapped = maker.wrap(&public, &transport, &content_key).unwrap();
            assert_eq!(wrapped.len(), 256);
            let unwrapped = private.unwrap(&transport, &wrapped, 32).unwrap();
            assert_eq!(unwrapped.expose(), content_key.expose());
        }
    }
}

fn oaep(hash: Hash, mgf_hash: Hash) -> KeyTransport {
    KeyTransport::RsaOaep { hash, mgf_hash, label: Vec::new() }
}

/// The `SubjectPublicKeyInfo` of a private key.
fn public_key(key: &PrivateKeyDer) -> Vec<u8> {
    use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
    let key = rsa::RsaPrivateKey::from_pkcs8_der(key.expose()).unwrap();
    key.to_public_key().to_public_key_der().unwrap().into_vec()
}
