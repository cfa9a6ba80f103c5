//! Contents: every cipher, split anywhere, right and wrong; and SHA-256.

use super::*;

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
fn lengths_of_keys_and_initialization_vectors() {
    for provider in PROVIDERS {
        for cipher in CIPHERS.into_iter().chain([ContentCipher::DesEde3Cbc]) {
            let iv = vec![0; cipher.block_len()];
            for len in (0..=64).chain([4096]).filter(|&len| len != cipher.key_len()) {
                let key = ContentKey::new(vec![0; len]);
                let refused = Some(CipherRejected::KeyLength { len });
                assert_eq!(provider.decryptor(cipher, &key, &iv).err(), refused);
                assert_eq!(provider.encryptor(cipher, &key, &iv).err(), refused);
            }
            let key = content_key(cipher, 1);
            for len in (0..=130).chain([4096, 1 << 20]) {
                let taken =
                    if cipher.is_aead() { (1..=128).contains(&len) } else { len == cipher.block_len() };
                let refused = (!taken).then_some(CipherRejected::IvLength { len });
                assert_eq!(
                    provider.decryptor(cipher, &key, &vec![1; len]).err(),
                    refused,
                    "{cipher:?} {len}"
                );
            }
        }
    }
}

#[test]
fn cbc_without_whole_blocks_or_with_a_bad_padding_is_rejected() {
    for (cipher, seed) in CIPHERS.into_iter().zip(1..).filter(|(cipher, _)| !cipher.is_aead()) {
        let (key, iv) = (content_key(cipher, seed), octets(16, seed));
        // Octets before the padding, the padding, and how many octets are plaintext.
        let mut cases = vec![(0, vec![], None), (1, vec![], None), (15, vec![], None), (16, vec![], None)];
        cases.push((31, vec![0], None));
        cases.push((16, vec![0; 16], None));
        for count in 1..=255 {
            let padding = vec![count; usize::from(count.min(32))];
            let plain = 32 - padding.len();
            cases.push((plain, padding, (count <= 16).then_some(plain)));
        }
        for count in 2..=16 {
            for wrong in 0..count - 1 {
                let mut padding = vec![count; usize::from(count)];
                padding[usize::from(wrong)] ^= 1 << (wrong % 8);
                cases.push((32 - padding.len(), padding, None));
            }
        }
        for (before, padding, expected) in cases {
            let mut content = vec![0xa5; before];
            content.extend_from_slice(&padding);
            let expected = expected.map(|len| content[..len].to_vec()).ok_or(ContentRejected);
            let whole = content.len() / 16 * 16;
            AwsLc.encryptor(cipher, &key, &iv).unwrap().update(&mut content[..whole]);
            for provider in PROVIDERS {
                let sealed = Sealed { content: &content, aad: &[], tag: &[] };
                let opened = decrypt(provider, cipher, &key, &iv, sealed, 16);
                assert_eq!(opened, expected, "{} {cipher:?} {before} {padding:?}", provider.name());
            }
        }
    }
}

#[test]
fn cbc_with_nothing_left_to_finish_is_rejected() {
    for provider in PROVIDERS {
        let cipher = ContentCipher::Aes256Cbc;
        let mut decryptor = provider.decryptor(cipher, &content_key(cipher, 1), &[0; 16]).unwrap();
        decryptor.update(&mut [0; 32]);
        assert_eq!(decryptor.finish(&mut [], &[], &[]), Err(ContentRejected));
    }
}

/// `printf 'trois cles, huit octets par bloc' | openssl enc -des-ede3-cbc -K .. -iv ..` (OpenSSL 3.0).
#[test]
fn triple_des_is_read_and_not_written() {
    let cipher = ContentCipher::DesEde3Cbc;
    let key = ContentKey::new(hex("0123456789abcdeff1e0d3c2b5a49786fedcba9876543210"));
    let iv = hex("fedcba9876543210");
    let content = hex("4638098c206b168ca3624a85b0baa6c5e04f95c80e9f38120a824f850cc1b1d79e3a9920bb031329");
    for provider in PROVIDERS {
        for piece in [16, 32, 64] {
            let sealed = Sealed { content: &content, aad: &[], tag: &[] };
            let opened = decrypt(provider, cipher, &key, &iv, sealed, piece);
            assert_eq!(opened.unwrap(), b"trois cles, huit octets par bloc");
            let sealed = Sealed { content: &content[..36], ..sealed };
            assert_eq!(decrypt(provider, cipher, &key, &iv, sealed, piece), Err(ContentRejected));
        }
        assert_eq!(provider.encryptor(cipher, &key, &iv).err(), Some(CipherRejected::ReadOnly { cipher }));
    }
}

/// Old software makes such keys; a stricter library would refuse them.
#[test]
fn triple_des_agrees_on_every_split_and_with_weak_keys() {
    let content = octets(5000, 4);
    for (key, seed) in [
        (octets(24, 1), 1),
        (hex("0123456789abcdeff1e0d3c2b5a497860123456789abcdef"), 2),
        (hex("0101010101010101fefefefefefefefe0101010101010101"), 3),
    ] {
        let (key, iv) = (ContentKey::new(key), octets(8, seed));
        for len in (0..70).chain([4992, 5000]) {
            let sealed = Sealed { content: &content[..len], aad: &[], tag: &[] };
            let one = decrypt(&RustCrypto, ContentCipher::DesEde3Cbc, &key, &iv, sealed, 1 << 20);
            for (provider, piece) in
                PROVIDERS.into_iter().flat_map(|provider| [16, 64, 4096].map(|it| (provider, it)))
            {
                assert_eq!(decrypt(provider, ContentCipher::DesEde3Cbc, &key, &iv, sealed, piece), one);
            }
        }
        // A content that ends well is rare among random ones: compare what is decrypted before the end, too.
        let [one, other] = PROVIDERS.map(|provider| {
            let mut content = content[..4992].to_vec();
            provider.decryptor(ContentCipher::DesEde3Cbc, &key, &iv).unwrap().update(&mut content);
            content
        });
        assert_eq!(one, other);
    }
}

#[test]
#[should_panic(expected = "not whole blocks")]
fn half_a_block_is_a_mistake_of_the_caller() {
    let mut decryptor =
        AwsLc.decryptor(ContentCipher::Aes128Cbc, &content_key(ContentCipher::Aes128Cbc, 1), &[0; 16]);
    decryptor.as_mut().unwrap().update(&mut [0; 24]);
}

/// FIPS 180-4's examples, as NIST gives them, and an agreement on every split.
#[test]
fn sha256() {
    let digest = |provider: &dyn Provider, pieces: &[&[u8]]| {
        let mut running = provider.sha256();
        for piece in pieces {
            running.update(piece);
        }
        running.finish().to_vec()
    };
    let content = octets(300, 1);
    for provider in PROVIDERS {
        let abc = hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest(provider, &[b"abc"]), abc);
        let empty = hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(digest(provider, &[]), empty);
        for at in 0..=300 {
            let (one, other) = content.split_at(at);
            assert_eq!(digest(provider, &[one, other]), digest(&AwsLc, &[&content]));
        }
    }
}
