//! GCM: published vectors, and additional data that come after a stream against the same before one piece.

use aes_gcm::{AeadInOut, AesGcm};
use cipher::{
    BlockCipherEncrypt, BlockSizeUser, KeyInit,
    consts::{U1, U8, U12, U16, U60},
};

use super::*;

/// The test cases of McGrew and Viega's "The Galois/Counter Mode of Operation", which NIST SP 800-38D took GCM from,
/// appendix B: case, key, nonce, additional data, plaintext, ciphertext, tag.
const PUBLISHED: [(u8, &str, &str, &str, &str, &str, &str); 18] = {
    const ZEROS_16: &str = "00000000000000000000000000000000";
    const ZEROS_24: &str = "000000000000000000000000000000000000000000000000";
    const ZEROS_32: &str = "0000000000000000000000000000000000000000000000000000000000000000";
    const ZERO_NONCE: &str = "000000000000000000000000";
    const KEY_16: &str = "feffe9928665731c6d6a8f9467308308";
    const KEY_24: &str = "feffe9928665731c6d6a8f9467308308feffe9928665731c";
    const KEY_32: &str = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
    const NONCE: &str = "cafebabefacedbaddecaf888";
    const NONCE_8: &str = "cafebabefacedbad";
    const NONCE_60: &str = "9313225df88406e555909c5aff5269aa6a7a9538534f7da1e4c303d2a318a728\
                            c3c0c95156809539fcf0e2429a6b525416aedbf5a0de6a57a637b39b";
    const AAD: &str = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    const TEXT_64: &str = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                           1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
    const TEXT_60: &str = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72\
                           1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    [
        (1, ZEROS_16, ZERO_NONCE, "", "", "", "58e2fccefa7e3061367f1d57a4e7455a"),
        (
            2,
            ZEROS_16,
            ZERO_NONCE,
            "",
            ZEROS_16,
            "0388dace60b6a392f328c2b971b2fe78",
            "ab6e47d42cec13bdf53a67b21257bddf",
        ),
        (
            3,
            KEY_16,
            NONCE,
            "",
            TEXT_64,
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e\
             21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
            "4d5c2af327cd64a62cf35abd2ba6fab4",
        ),
        (
            4,
            KEY_16,
            NONCE,
            AAD,
            TEXT_60,
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e\
             21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
            "5bc94fbc3221a5db94fae95ae7121a47",
        ),
        (
            5,
            KEY_16,
            NONCE_8,
            AAD,
            TEXT_60,
            "61353b4c2806934a777ff51fa22a4755699b2a714fcdc6f83766e5f97b6c7423\
             73806900e49f24b22b097544d4896b424989b5e1ebac0f07c23f4598",
            "3612d2e79e3b0785561be14aaca2fccb",
        ),
        (
            6,
            KEY_16,
            NONCE_60,
            AAD,
            TEXT_60,
            "8ce24998625615b603a033aca13fb894be9112a5c3a211a8ba262a3cca7e2ca7\
             01e4a9a4fba43c90ccdcb281d48c7c6fd62875d2aca417034c34aee5",
            "619cc5aefffe0bfa462af43c1699d050",
        ),
        (7, ZEROS_24, ZERO_NONCE, "", "", "", "cd33b28ac773f74ba00ed1f312572435"),
        (
            8,
            ZEROS_24,
            ZERO_NONCE,
            "",
            ZEROS_16,
            "98e7247c07f0fe411c267e4384b0f600",
            "2ff58d80033927ab8ef4d4587514f0fb",
        ),
        (
            9,
            KEY_24,
            NONCE,
            "",
            TEXT_64,
            "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c\
             7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710acade256",
            "9924a7c8587336bfb118024db8674a14",
        ),
        (
            10,
            KEY_24,
            NONCE,
            AAD,
            TEXT_60,
            "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c\
             7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
            "2519498e80f1478f37ba55bd6d27618c",
        ),
        (
            11,
            KEY_24,
            NONCE_8,
            AAD,
            TEXT_60,
            "0f10f599ae14a154ed24b36e25324db8c566632ef2bbb34f8347280fc4507057\
             fddc29df9a471f75c66541d4d4dad1c9e93a19a58e8b473fa0f062f7",
            "65dcc57fcf623a24094fcca40d3533f8",
        ),
        (
            12,
            KEY_24,
            NONCE_60,
            AAD,
            TEXT_60,
            "d27e88681ce3243c4830165a8fdcf9ff1de9a1d8e6b447ef6ef7b79828666e45\
             81e79012af34ddd9e2f037589b292db3e67c036745fa22e7e9b7373b",
            "dcf566ff291c25bbb8568fc3d376a6d9",
        ),
        (13, ZEROS_32, ZERO_NONCE, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
        (
            14,
            ZEROS_32,
            ZERO_NONCE,
            "",
            ZEROS_16,
            "cea7403d4d606b6e074ec5d3baf39d18",
            "d0d1c8a799996bf0265b98b5d48ab919",
        ),
        (
            15,
            KEY_32,
            NONCE,
            "",
            TEXT_64,
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
             8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
            "b094dac5d93471bdec1a502270e3cc6c",
        ),
        (
            16,
            KEY_32,
            NONCE,
            AAD,
            TEXT_60,
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa\
             8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        ),
        (
            17,
            KEY_32,
            NONCE_8,
            AAD,
            TEXT_60,
            "c3762df1ca787d32ae47c13bf19844cbaf1ae14d0b976afac52ff7d79bba9de0\
             feb582d33934a4f0954cc2363bc73f7862ac430e64abe499f47c9b1f",
            "3a337dbf46a792c45e454913fe2ea8f2",
        ),
        (
            18,
            KEY_32,
            NONCE_60,
            AAD,
            TEXT_60,
            "5a8def2f0c9e53f1f75d7853659e2a20eeb2b22aafde6419a058ab4f6f746bf4\
             0fc0c3b780f244452da3ebf1c5d82cdea2418997200ef82e44ae7e3f",
            "a44a8266ee1c8eb0c8b5d4cf5ae9f19a",
        ),
    ]
};

#[test]
fn published_cases() {
    for (case, key, nonce, aad, text, content, tag) in PUBLISHED {
        let [key, nonce, aad, text, content, tag] = [key, nonce, aad, text, content, tag].map(hex);
        let cipher = match key.len() {
            16 => ContentCipher::Aes128Gcm,
            24 => ContentCipher::Aes192Gcm,
            _ => ContentCipher::Aes256Gcm,
        };
        let key = ContentKey::new(key);
        for provider in PROVIDERS {
            for piece in [16, 32, 1024] {
                let sealed = Sealed { content: &content, aad: &aad, tag: &tag };
                let opened = decrypt(provider, cipher, &key, &nonce, sealed, piece);
                assert_eq!(opened.as_ref(), Ok(&text), "case {case} by {}", provider.name());
                let (made, made_tag) = encrypt(provider, cipher, &key, &nonce, &text, piece);
                assert_eq!(made, content, "case {case} by {}", provider.name());
                assert_eq!(made_tag == tag, aad.is_empty(), "case {case} by {}", provider.name());
            }
        }
    }
}

/// Seals in one piece with additional data, by neither of the two ways that are tested.
fn seal<A, N>(key: &[u8], nonce: &[u8], aad: &[u8], content: &[u8]) -> (Vec<u8>, Vec<u8>)
where
    A: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit,
    N: cipher::array::ArraySize,
{
    let gcm = AesGcm::<A, N>::new_from_slice(key).unwrap();
    let mut content = content.to_vec();
    let nonce = nonce.try_into().unwrap();
    let tag = gcm.encrypt_inout_detached(nonce, aad, content.as_mut_slice().into()).unwrap();
    (content, tag.to_vec())
}

#[test]
fn additional_data_after_a_stream() {
    type Seal = fn(&[u8], &[u8], &[u8], &[u8]) -> (Vec<u8>, Vec<u8>);
    let ways: [(ContentCipher, usize, Seal); 6] = [
        (ContentCipher::Aes128Gcm, 12, seal::<aes::Aes128, U12>),
        (ContentCipher::Aes192Gcm, 12, seal::<aes::Aes192, U12>),
        (ContentCipher::Aes256Gcm, 12, seal::<aes::Aes256, U12>),
        (ContentCipher::Aes256Gcm, 1, seal::<aes::Aes256, U1>),
        (ContentCipher::Aes256Gcm, 8, seal::<aes::Aes256, U8>),
        (ContentCipher::Aes256Gcm, 60, seal::<aes::Aes256, U60>),
    ];
    for ((cipher, nonce_len, seal), seed) in ways.into_iter().zip(1..) {
        let (key, nonce) = (content_key(cipher, seed), octets(nonce_len, seed));
        for len in (0..50).chain([63, 64, 65, 255, 256, 257, 1000, 4096, 8192, 8200, 20_001]) {
            let content = octets(len, seed);
            for aad_len in [0, 17, 1, 15, 16, 100, 1000].into_iter().take(if len > 300 { 2 } else { 7 }) {
                let aad = octets(aad_len, seed + 9);
                let (sealed, tag) = seal(key.expose(), &nonce, &aad, &content);
                for provider in PROVIDERS {
                    for piece in [16, 240, 1 << 20].into_iter().filter(|piece| len / piece < 1000) {
                        let what =
                            format!("{} {cipher:?} {nonce_len} {len} {aad_len} by {piece}", provider.name());
                        let sealed = Sealed { content: &sealed, aad: &aad, tag: &tag };
                        let opened = decrypt(provider, cipher, &key, &nonce, sealed, piece);
                        assert_eq!(opened.as_ref(), Ok(&content), "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn anything_changed_is_rejected() {
    let (cipher, nonce) = (ContentCipher::Aes256Gcm, octets(12, 1));
    let key = content_key(cipher, 1);
    for (len, aad_len) in [(0, 0), (0, 20), (5, 0), (16, 3), (100, 0), (100, 40)] {
        let (aad, content) = (octets(aad_len, 2), octets(len, 3));
        let (content, tag) = seal::<aes::Aes256, U12>(key.expose(), &nonce, &aad, &content);
        let rejected = |sealed: Sealed<'_>| {
            for provider in PROVIDERS {
                for piece in [16, 1 << 20] {
                    assert!(
                        decrypt(provider, cipher, &key, &nonce, sealed, piece).is_err(),
                        "{len} {aad_len}"
                    );
                }
            }
        };
        let flip = |octets: &[u8], bit: usize| {
            let mut octets = octets.to_vec();
            octets[bit / 8] ^= 1 << (bit % 8);
            octets
        };
        for bit in 0..128 {
            rejected(Sealed { content: &content, aad: &aad, tag: &flip(&tag, bit) });
            // A short tag is compared to its last octet, and not beyond.
            let short = &flip(&tag, bit)[..12];
            if bit < 96 {
                rejected(Sealed { content: &content, aad: &aad, tag: short });
            } else {
                let sealed = Sealed { content: &content, aad: &aad, tag: short };
                assert!(decrypt(&AwsLc, cipher, &key, &nonce, sealed, 16).is_ok());
            }
        }
        for bit in 0..content.len() * 8 {
            rejected(Sealed { content: &flip(&content, bit), aad: &aad, tag: &tag });
        }
        for bit in 0..aad.len() * 8 {
            rejected(Sealed { content: &content, aad: &flip(&aad, bit), tag: &tag });
        }
        let mut longer = aad.clone();
        longer.push(0);
        rejected(Sealed { content: &content, aad: &longer, tag: &tag });
        for shorter in 0..content.len() {
            rejected(Sealed { content: &content[..shorter], aad: &aad, tag: &tag });
        }
    }
}

#[test]
fn tags_of_12_to_16_octets() {
    let (cipher, nonce) = (ContentCipher::Aes128Gcm, octets(12, 1));
    let (key, content, aad) = (content_key(cipher, 1), octets(100, 2), octets(30, 3));
    let (sealed, tag) = seal::<aes::Aes128, U12>(key.expose(), &nonce, &aad, &content);
    for len in (0..=20).chain([64]) {
        let tag: Vec<u8> = tag.iter().copied().chain([0; 48]).take(len).collect();
        let expected = if (12..=16).contains(&len) { Ok(content.clone()) } else { Err(ContentRejected) };
        for provider in PROVIDERS {
            for piece in [16, 1 << 20] {
                let sealed = Sealed { content: &sealed, aad: &aad, tag: &tag };
                assert_eq!(decrypt(provider, cipher, &key, &nonce, sealed, piece), expected, "{len}");
            }
        }
    }
}
