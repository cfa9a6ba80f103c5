//! Key files that nobody should write: each gives a named error, at once.

use super::*;

#[test]
fn iterations_are_bounded_one_by_one_and_in_sum() {
    let one = KeyFileError::TooLarge { limit: limits::ITERATIONS };
    let too_many = KeyFileError::TooLarge { limit: limits::KEY_WORK };
    assert_eq!(Draft::of(&[shrouded_bag(0x7fff_ffff)]).error(), one);
    assert!(matches!(Draft::of(&[shrouded_bag(0)]).error(), KeyFileError::BadParameters { .. }));
    assert_eq!(Draft::of(&vec![shrouded_bag(10_000_000); 1000]).error(), too_many);
    assert_eq!(Draft::of(&vec![shrouded_bag(10_001); 1000]).error(), too_many);
    assert_eq!(Draft::of(&[shrouded_bag(3)]).error(), KeyFileError::WrongPassword);
    // What is inside an encrypted part is charged when it shows, before any of it is derived.
    let hidden = joined(&vec![shrouded_bag(10_000_000); 1000]);
    let algorithm = Algorithm::triple_des(b"salt".to_vec(), 1);
    let ciphertext = algorithm.encrypt(&bmp(SECRET), &hidden).expect("a ciphertext");
    assert_eq!(Draft::of_parts(vec![encrypted_part(&algorithm, &ciphertext)]).error(), too_many);
    // That of the MAC counts.
    let sha256 = write::sequence(&[&oid("2.16.840.1.101.3.4.2.1"), &write::NULL]);
    let digest = digest_info(&sha256, &[0; 32]);
    let draft = Draft::of(&[shrouded_bag(2_999_000)]).with_mac(&[
        &digest,
        &octets(b"salt"),
        &write::unsigned(&2001_u32.to_be_bytes()),
    ]);
    assert_eq!(draft.error(), too_many);
}

#[test]
fn macs_that_are_refused() {
    let sha256 = write::sequence(&[&oid("2.16.840.1.101.3.4.2.1"), &write::NULL]);
    let digest = |len| digest_info(&sha256, &vec![0; len]);
    let draft = |mac: &[&[u8]]| Draft::of(&good_bags()).with_mac(mac);
    let count = |count: i64| write::value(ber::INTEGER, &[&count.to_be_bytes()]);

    assert_eq!(draft(&[&digest(32), &octets(b"salt")]).error(), KeyFileError::WrongPassword);
    assert_eq!(draft(&[&digest(32), &octets(b"salt"), &count(2)]).error(), KeyFileError::WrongPassword);
    for len in [0, 1, 20, 31, 33] {
        let error = draft(&[&digest(len), &octets(b"salt"), &count(1)]).error();
        assert!(matches!(error, KeyFileError::BadParameters { .. }), "{len}: {error:?}");
    }
    for bad in [0, -1, i64::MIN] {
        let error = draft(&[&digest(32), &octets(b"salt"), &count(bad)]).error();
        assert!(matches!(error, KeyFileError::BadParameters { .. }), "{bad}: {error:?}");
    }
    let too_many = draft(&[&digest(32), &octets(b"salt"), &count(0x7fff_ffff)]).error();
    assert_eq!(too_many, KeyFileError::TooLarge { limit: limits::ITERATIONS });
    let unknown = digest_info(&write::sequence(&[&oid("1.2.840.113549.2.4"), &write::NULL]), &[0; 16]);
    let error = draft(&[&unknown, &octets(b"salt")]).error();
    assert_eq!(error, KeyFileError::Unsupported { oid: "1.2.840.113549.2.4".to_owned() });
    // MD5, as old programs write it, is read.
    let md5 = digest_info(&write::sequence(&[&oid("1.2.840.113549.2.5"), &write::NULL]), &[0; 16]);
    assert_eq!(draft(&[&md5, &octets(b"salt")]).error(), KeyFileError::WrongPassword);
    for salt in [0, 33, 64, 1_000_000] {
        let error = draft(&[&digest(32), &octets(&vec![7; salt]), &count(1)]).error();
        assert_eq!(error, KeyFileError::WrongPassword, "{salt}");
    }
}

#[test]
fn pbmac1_keys_are_neither_short_nor_long() {
    let hmac = write::sequence(&[&oid("1.2.840.113549.2.9"), &write::NULL]);
    let with_length = |len: Option<u64>| {
        let len = len.map_or_else(Vec::new, |len| write::unsigned(&len.to_be_bytes()).to_vec());
        let parameters = write::sequence(&[&octets(b"salt"), &write::unsigned(&[1]), &len, &hmac]);
        let derivation = write::sequence(&[&oid("1.2.840.113549.1.5.12"), &parameters]);
        let algorithm =
            write::sequence(&[&oid("1.2.840.113549.1.5.14"), &write::sequence(&[&derivation, &hmac])]);
        let digest = digest_info(&algorithm, &[0; 32]);
        Draft::of(&good_bags()).with_mac(&[&digest, &octets(b"unused"), &write::unsigned(&[1])]).error()
    };
    for refused in [None, Some(0)] {
        let error = with_length(refused);
        assert!(matches!(error, KeyFileError::BadParameters { .. }), "{refused:?}: {error:?}");
    }
    for octets in [1, 19, 65, 256, usize::MAX] {
        let error = with_length(u64::try_from(octets).ok());
        assert_eq!(error, KeyFileError::MacKeyLength { octets });
    }
    for accepted in [20, 32, 64] {
        assert_eq!(with_length(Some(accepted)), KeyFileError::WrongPassword);
    }
}

#[test]
fn damage_inside_of_the_mac_is_told_when_the_mac_has_said_so() {
    let broken = data(b"no SafeContents");
    let mac = |password: &str, safe: &[u8]| {
        let derivation =
            kdf::Derivation::Pkcs12 { hash: Hash::Sha256.into(), salt: b"salt".to_vec(), iterations: 1 };
        let key = derivation.derive(&bmp(password), kdf::Purpose::Mac, 32).expect("a key");
        let sha256 = write::sequence(&[&oid("2.16.840.1.101.3.4.2.1"), &write::NULL]);
        digest_info(&sha256, &kdf::hmac(Hash::Sha256.into(), &key, safe))
    };
    let digest = mac(SECRET, &joined(std::slice::from_ref(&broken)));
    let draft = Draft::of_parts(vec![broken]).with_mac(&[&digest, &octets(b"salt")]);
    assert!(matches!(draft.error(), KeyFileError::Malformed { .. }));
    let wrong = read_key_file(&draft.bytes(), Some(&password("autre")));
    assert_eq!(wrong.err(), Some(KeyFileError::WrongPassword));
}

#[test]
fn without_a_mac_a_wrong_password_is_told_by_what_it_opens_to() {
    let algorithm = Algorithm::triple_des(b"salt".to_vec(), 1);
    let inside = joined(&good_bags());
    let ciphertext = algorithm.encrypt(&bmp(SECRET), &inside).expect("a ciphertext");
    let part = encrypted_part(&algorithm, &ciphertext);
    let draft = Draft::of_parts(vec![part]);
    assert_eq!(draft.read().expect("read").pairs.len(), 1);
    // One wrong password in 256 leaves what looks like a padding.
    for attempt in 0..2000 {
        let wrong = read_key_file(&draft.bytes(), Some(&password(&attempt.to_string())));
        assert_eq!(wrong.err(), Some(KeyFileError::WrongPassword), "{attempt}");
    }
}

#[test]
fn content_infos_without_content() {
    let encrypted = |inside: &[u8]| write::sequence(&[&write::oid(&ENCRYPTED_DATA), inside]);
    let algorithm = Algorithm::triple_des(b"salt".to_vec(), 1).to_der().expect("ours");
    let info = write::sequence(&[&write::oid(&DATA), &algorithm]);
    for (name, part) in [
        ("no content", write::sequence(&[&write::oid(&DATA)])),
        ("empty [0]", write::sequence(&[&write::oid(&DATA), &explicit(&[])])),
        ("NULL", write::sequence(&[&write::oid(&DATA), &explicit(&write::NULL)])),
        ("NULL without [0]", write::sequence(&[&write::oid(&DATA), &write::NULL])),
        ("no EncryptedData", encrypted(&[])),
        ("NULL for EncryptedData", encrypted(&explicit(&write::NULL))),
        ("no encryptedContent", encrypted(&explicit(&write::sequence(&[&write::unsigned(&[0]), &info])))),
        ("no value", write::sequence(&[])),
        ("not a ContentInfo", octets(b"?")),
        ("an INTEGER", write::sequence(&[&write::oid(&DATA), &explicit(&write::unsigned(&[7]))])),
        ("SafeContents", write::sequence(&[&write::oid(&DATA), &explicit(&joined(&good_bags()))])),
        (
            "SafeContents in [4]",
            write::sequence(&[&write::oid(&DATA), &explicit(&write::value(0x84, &[&joined(&good_bags())]))]),
        ),
    ] {
        let error = Draft::of_parts(vec![part]).error();
        assert!(matches!(error, KeyFileError::Malformed { .. }), "{name}: {error:?}");
    }
    let nothing = write::sequence(&[&write::unsigned(&[3]), &write::sequence(&[&write::oid(&DATA)])]);
    assert!(matches!(read_key_file(&nothing, None), Err(KeyFileError::Malformed { .. })));
    assert_eq!(Draft::of_parts(vec![]).error(), KeyFileError::NoPrivateKey { certificates: vec![] });
    let enveloped = write::sequence(&[&oid("1.2.840.113549.1.7.3"), &explicit(&write::sequence(&[]))]);
    let error = Draft::of_parts(vec![enveloped]).error();
    assert_eq!(error, KeyFileError::Unsupported { oid: "1.2.840.113549.1.7.3".to_owned() });
}

#[test]
fn bags_of_bags_are_read_to_a_depth() {
    let nested = |depth| {
        let bags = good_bags();
        (0..depth).fold(bags, |bags, _| vec![bag(6, &joined(&bags), &[])])
    };
    assert_eq!(Draft::of(&nested(1)).read().expect("read").pairs.len(), 1);
    assert_eq!(Draft::of(&nested(31)).read().expect("read").pairs.len(), 1);
    let too_deep = KeyFileError::TooLarge { limit: limits::NESTING };
    assert_eq!(Draft::of(&nested(32)).error(), too_deep);
    assert_eq!(Draft::of(&nested(1000)).error(), too_deep);
}

#[test]
fn numbers_of_keys_that_are_refused() {
    let public_key = crate::x509::public_key::public_key_info(&[0x80, 0, 1], &[3]);
    let certificate = unsigned_certificate(&public_key);
    let numbers = [&[0x80, 0, 1][..], &[3], &[1], &[1], &[1], &[1], &[1], &[1]].map(write::unsigned);
    let parts = numbers.iter().map(|number| number.as_slice()).collect::<Vec<_>>();
    let key = write::sequence(&[&[&write::unsigned(&[0])[..]], &parts[..]].concat());
    let algorithm = write::sequence(&[&oid("1.2.840.113549.1.1.1"), &write::NULL]);
    let info = write::sequence(&[&write::unsigned(&[0]), &algorithm, &octets(&key)]);
    let draft = Draft::of(&[key_bag(&info), certificate_bag(certificate.der(), &[])]);
    assert_eq!(draft.error(), KeyFileError::KeySize { bits: 24 });
    let mut bags = good_bags();
    bags.push(key_bag(&info));
    let file = Draft::of(&bags).read().expect("read");
    assert!(file.warnings.contains(&KeyFileWarning::UnreadableKey));
}

#[test]
fn a_file_that_is_too_large() {
    let mut bytes = vec![ber::SEQUENCE; (16 << 20) + 1];
    assert_eq!(read_key_file(&bytes, None).err(), Some(KeyFileError::TooLarge { limit: limits::KEY_FILE }));
    bytes.pop();
    assert_eq!(read_key_file(&bytes, None).err(), Some(KeyFileError::NotAKeyFile));
    // A file of the limit itself, full of small bags: linear.
    let empty = bag(5, &write::NULL, &[]);
    let bags = empty.repeat((16 << 20) / empty.len() - 100);
    let safe = data(&write::sequence(&[&data(&write::value(ber::SEQUENCE, &[&bags]))]));
    let bytes = write::sequence(&[&write::unsigned(&[3]), &safe]);
    let result = read_in_time(&bytes, None);
    assert_eq!(result.err(), Some(KeyFileError::NoPrivateKey { certificates: vec![] }));
}

#[test]
fn cut_anywhere_it_is_refused_by_name() {
    let bytes = written(&pair("Marchés", 0), SECRET, Pkcs12Encryption::TripleDesSha1);
    for len in 0..bytes.len() {
        let error = read_key_file(&bytes[..len], Some(&password(SECRET))).expect_err("cut");
        assert!(
            matches!(error, KeyFileError::NotAKeyFile | KeyFileError::Malformed { .. }),
            "{len}: {error:?}"
        );
        assert_eq!(len >= 8, matches!(error, KeyFileError::Malformed { .. }), "{len}: {error:?}");
    }
    let more = [&bytes[..], b"more"].concat();
    let file = read_key_file(&more, Some(&password(SECRET))).expect("whole, and more");
    assert_eq!(file.trailing_octets, 4);
}

#[test]
fn any_bit_that_is_flipped_is_seen_or_means_nothing() {
    let bytes = written(&pair("Marchés", 0), SECRET, Pkcs12Encryption::TripleDesSha1);
    let key = private_key(0);
    let secret = password(SECRET);
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        if let Ok(file) = read_key_file(&flipped, Some(&secret)) {
            assert_eq!(file.pairs[0].private_key().expose(), key.expose(), "bit {bit}");
        }
    }
}

/// A bag that keeps a secret of a type (RFC 7292 section 4.2.5).
fn secret_bag(kind: &str) -> Vec<u8> {
    bag(5, &write::sequence(&[&oid(kind), &explicit(&octets(b"sealed by Windows"))]), &[])
}

#[test]
fn a_password_that_windows_keeps_for_accounts_is_named() {
    let own = secret_bag("1.3.6.1.4.1.311.17.4");
    let draft = Draft::of(&[shrouded_bag(3), own.clone()]);
    assert_eq!(draft.error(), KeyFileError::WindowsAccounts, "without a MAC, the key says it");
    let sha256 = write::sequence(&[&oid("2.16.840.1.101.3.4.2.1"), &write::NULL]);
    let mac = digest_info(&sha256, &[0; 32]);
    let draft = Draft::of(&[shrouded_bag(3), own]).with_mac(&[&mac, &octets(b"salt")]);
    assert_eq!(draft.error(), KeyFileError::WindowsAccounts);
    assert_eq!(read_key_file(&draft.bytes(), None).err(), Some(KeyFileError::PasswordNeeded));
    // Any other secret changes nothing.
    let draft = Draft::of(&[shrouded_bag(3), secret_bag("1.2.3.4")]).with_mac(&[&mac, &octets(b"salt")]);
    assert_eq!(draft.error(), KeyFileError::WrongPassword);
}

#[test]
fn a_certificate_that_cannot_be_read_is_not_none() {
    let broken = certificate_bag(&write::sequence(&[&write::sequence(&[&write::NULL])]), &[]);
    let why = CertificateError::Malformed { what: "a value of another type than expected" };
    let bags = [good_bags().remove(0), broken];
    assert_eq!(Draft::of(&bags).error(), KeyFileError::UnreadableCertificate { why });
}

#[test]
fn a_set_of_bags_inside_a_bag_is_read_as_openssl_wrote_it() {
    let bags = good_bags();
    let set = write::value(ber::SET, &bags.iter().map(Vec::as_slice).collect::<Vec<_>>());
    assert_eq!(Draft::of(&[bag(6, &set, &[])]).read().expect("read").pairs.len(), 1);
}

#[test]
fn octets_after_the_end_are_counted_and_never_read() {
    let draft = Draft::of(&good_bags());
    let more = good_bags().concat();
    for after in [&b"\r\n"[..], b"\0", &[0; 3000], &more, &draft.bytes()] {
        let octets = [draft.bytes(), after.to_vec()].concat();
        let file = read_key_file(&octets, Some(&password(SECRET))).expect("read");
        assert_eq!(file.trailing_octets, after.len() as u64);
        assert_eq!(file.pairs[0].trailing_octets(), after.len() as u64);
        let octets = after.len() as u64;
        assert!(file.warnings.contains(&KeyFileWarning::TrailingOctets { octets }));
        assert_eq!(file.pairs.len(), 1);
    }
    // One octet less is not a file with something behind.
    let mut cut = draft.bytes();
    cut.pop();
    assert!(read_key_file(&cut, Some(&password(SECRET))).is_err());
}
