//! Facts compared with what other programs say, and certificates that no sane program would write.

use super::*;
use crate::{
    asn1::write,
    crypto::Curve,
    keys::sample::{pair, pair_with_chain},
    x509::Name,
};

/// The certificate in the key files of RFC 9579 appendix A; the facts below are OpenSSL's.
const PEM: &str = include_str!("sample.pem");

#[test]
fn facts_as_openssl_gives_them() {
    let [certificate] = &Certificate::from_pem_or_der(PEM.as_bytes()).expect("read")[..] else {
        panic!("one")
    };
    assert_eq!(certificate.subject_cn().as_deref(), Some("tt"));
    assert_eq!(certificate.issuer_cn().as_deref(), Some("tt"));
    assert_eq!(certificate.serial().to_string(), "78e75e6c4c713538d41428a5597f47a1771d16ef");
    assert_eq!(certificate.validity().not_before.to_string(), "2023-05-22T13:14:21Z");
    assert_eq!(certificate.validity().not_after.to_string(), "2023-06-21T13:14:21Z");
    let ski = "37c0fc0c43a5c9e19086c0e1b72772902cfd9f76";
    assert_eq!(certificate.ski().map(hex).as_deref(), Some(ski));
    assert_eq!(hex(&certificate.computed_ski()), ski);
    let fingerprint = "4e31dc3d4448ecb30591fa2475fa1c9abefaa0429ba43c45b34aca2fecddb916";
    assert_eq!(certificate.fingerprint_hex(), fingerprint);
    assert_eq!(hex(&certificate.fingerprint()), fingerprint);
    assert_eq!(format!("{certificate:?}"), format!("Certificate({}, {fingerprint})", certificate.subject()));
    assert_eq!(certificate.key_algorithm(), "1.2.840.113549.1.1.1");
    let public_key = "8a94f942ed5b375195e87817b61c4e2bc04727e4c0d104807f38e46432496c40";
    assert_eq!(hex(&Sha256::digest(certificate.public_key())), public_key);
    assert_eq!((certificate.bits(), certificate.exponent()), (2048, &[1, 0, 1][..]));
    assert_eq!(certificate.modulus()[..4], [0xbc, 0xa0, 0xe2, 0xf5]);
    assert_eq!(certificate.signature_algorithm(), "sha256WithRSAEncryption");
    assert_eq!(certificate.key_usage(), None);
    assert!(certificate.is_rsa() && certificate.is_self_issued() && !certificate.signed_with_sha1());
    assert_eq!(Certificate::from_der(certificate.der()).as_ref(), Ok(certificate));
}

#[test]
fn files_of_all_sorts() {
    let pair = pair_with_chain("Marchés");
    let certificates = [pair.certificate().clone(), pair.chain()[0].clone()];
    let both = |bytes: &[u8]| {
        let mut read = Certificate::from_pem_or_der(bytes).expect("read");
        read.sort_by_key(Certificate::is_self_issued);
        assert_eq!(read, certificates);
    };
    let text = certificates.each_ref().map(Certificate::to_pem).concat();
    both(text.as_bytes());
    both(format!("\u{feff}{text}").as_bytes());
    both(format!("Subject: x\r\n{}", text.replace('\n', "\r\n")).as_bytes());
    let bundle = write_p7b(&certificates);
    both(&bundle);
    both(pem::write("PKCS7", &bundle).as_bytes());
    both(pem::write("CERTIFICATE", &bundle).as_bytes());
    // BER, as Bouncy Castle writes: the first four levels of indefinite length; the certificates stay as they are.
    let outer = Value::only(&bundle).expect("a value");
    let signed = outer.content.strip_prefix(&write::oid(&SIGNED_DATA_FOR_TESTS)[..]).expect("SignedData");
    let fields = Value::only(Value::only(signed).expect("[0]").content).expect("a value").content;
    let indefinite = |tag, parts: &[&[u8]]| [&[tag, 0x80], &parts.concat()[..], &[0, 0]].concat();
    let signed = indefinite(ber::context(0), &[&indefinite(ber::SEQUENCE, &[fields])]);
    both(&indefinite(ber::SEQUENCE, &[&write::oid(&SIGNED_DATA_FOR_TESTS), &signed]));

    let one = [certificates[0].clone()];
    assert_eq!(Certificate::from_pem_or_der(one[0].der()).as_deref(), Ok(&one[..]));
    let bare =
        one[0].to_pem().lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\r\n");
    assert_eq!(Certificate::from_pem_or_der(bare.as_bytes()).as_deref(), Ok(&one[..]));
    // A trusted certificate of OpenSSL has more behind it.
    let trusted = [one[0].der(), &write::sequence(&[])].concat();
    let trusted = pem::write("TRUSTED CERTIFICATE", &trusted);
    assert_eq!(Certificate::from_pem_or_der(trusted.as_bytes()).as_deref(), Ok(&one[..]));
}

const SIGNED_DATA_FOR_TESTS: der::oid::ObjectIdentifier =
    der::oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

#[test]
fn what_is_no_certificate() {
    let not = |bytes: &[u8]| Certificate::from_pem_or_der(bytes).expect_err("refused");
    for bytes in [&b""[..], b"text", b"0", b"%PDF-1.7", &[0x30, 0x80], &[0x30, 3, 2, 1, 0]] {
        assert!(matches!(not(bytes), CertificateError::NotACertificate), "{bytes:?}");
    }
    assert_eq!(not(pem::write("PRIVATE KEY", b"?").as_bytes()), CertificateError::NotACertificate);
    assert_eq!(not(&write_p7b(&[])), CertificateError::NotACertificate);
    let limit = 16 << 20;
    let not_der = |bytes: &[u8]| Certificate::from_der(bytes).expect_err("refused");
    for (len, error) in [
        (limit, CertificateError::NotACertificate),
        (limit + 1, CertificateError::TooLarge { limit: limits::KEY_FILE }),
    ] {
        let bytes = vec![0; len];
        assert_eq!((not(&bytes), not_der(&bytes)), (error.clone(), error));
    }
    let der = pair("Marchés", 0).certificate().der().to_vec();
    for len in 0..der.len() {
        assert!(Certificate::from_der(&der[..len]).is_err(), "{len}");
    }
    for bit in 0..der.len() * 8 {
        let mut flipped = der.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        // Nothing is checked but the form: what matters is that nothing breaks.
        if let Ok(certificate) = Certificate::from_der(&flipped) {
            assert!(certificate.fingerprint() != Sha256::digest(&der).as_slice());
        }
    }
}

/// A certificate by hand.
struct Draft {
    serial: Vec<u8>,
    signature: Vec<u8>,
    times: [(u8, &'static str); 2],
    extensions: Vec<Vec<u8>>,
}

fn oid(text: &str) -> Vec<u8> {
    write::oid(&der::oid::ObjectIdentifier::new_unwrap(text))
}

fn extension(kind: &str, value: &[u8]) -> Vec<u8> {
    write::sequence(&[&oid(kind), &write::value(ber::OCTET_STRING, &[value])])
}

impl Draft {
    fn new() -> Self {
        Self {
            serial: write::unsigned(&[1]).to_vec(),
            signature: write::sequence(&[&oid("1.2.840.113549.1.1.11"), &write::NULL]),
            times: [(ber::UTC_TIME, "260115080000Z"), (ber::GENERALIZED_TIME, "20600115080000Z")],
            extensions: Vec::new(),
        }
    }

    fn read(&self) -> Result<Certificate, CertificateError> {
        let name = write::sequence(&[]);
        let times = self.times.map(|(tag, text)| write::value(tag, &[text.as_bytes()])).concat();
        let key = public_key_info(&[0xff; 256], &[3]);
        let extensions = if self.extensions.is_empty() {
            Vec::new()
        } else {
            write::value(ber::context(3), &[&write::sequence(&[&self.extensions.concat()])])
        };
        let tbs = write::sequence(&[
            &self.serial,
            &self.signature,
            &name,
            &write::sequence(&[&times]),
            &name,
            &key,
            &extensions,
        ]);
        Certificate::from_der(&write::sequence(&[&tbs, &self.signature, &[ber::BIT_STRING, 1, 0]]))
    }
}

#[test]
fn odd_certificates_are_read() {
    let certificate = Draft::new().read().expect("no version, no name, no extension");
    assert_eq!(certificate.subject_cn(), None);
    assert_eq!(certificate.ski(), None);
    assert_eq!(certificate.validity().not_after.to_string(), "2060-01-15T08:00:00Z");
    assert_eq!((certificate.bits(), certificate.exponent()), (2048, &[3][..]));

    let negative =
        Draft { serial: vec![2, 2, 0xff, 0x01], ..Draft::new() }.read().expect("a negative number");
    assert_eq!(negative.serial().to_string(), "ff01");
    let id = RecipientId::IssuerAndSerialNumber {
        issuer: Name::from_der(&write::sequence(&[])).expect("a name"),
        serial: Serial::from_be_bytes(&[0, 0xff, 0x01]),
    };
    assert!(negative.matches(&id));

    let times = [(ber::UTC_TIME, "2601150800Z"), (ber::UTC_TIME, "260115080000+0100")];
    assert!(Draft { times, ..Draft::new() }.read().is_ok());
    let times = [(ber::UTC_TIME, "never"), (ber::UTC_TIME, "260115080000Z")];
    let certificate = Draft { times, ..Draft::new() }.read().expect("no time");
    assert!(certificate.has_doubtful_dates());
    assert_eq!(certificate.validity().not_before.to_string(), "0001-01-01T00:00:00Z");
    assert_eq!(certificate.validity().not_after.to_string(), "2026-01-15T08:00:00Z");
}

#[test]
fn keys_that_are_not_rsa() {
    let algorithm = write::sequence(&[&oid("1.2.840.10045.2.1"), &oid("1.2.840.10045.3.1.7")]);
    let key = write::sequence(&[&algorithm, &write::value(ber::BIT_STRING, &[&[0, 4], &[7; 64]])]);
    let certificate = crate::keys::sample::unsigned_certificate(&key);
    assert!(!certificate.is_rsa());
    assert_eq!((certificate.key_algorithm(), certificate.bits()), ("1.2.840.10045.2.1", 256));
    assert_eq!((certificate.curve(), certificate.is_used()), (Some(Curve::P256), true));
}

#[test]
fn keys_of_curves_that_are_not_used() {
    let ec = |parameters: &[u8]| write::sequence(&[&oid("1.2.840.10045.2.1"), parameters]);
    let point = [4].into_iter().chain([7; 64]).collect::<Vec<_>>();
    let cases = [
        ("no curve", ec(&[]), point.clone()),
        ("a curve that is written out", ec(&write::sequence(&[&write::unsigned(&[1])])), point.clone()),
        ("secp256k1", ec(&oid("1.3.132.0.10")), point.clone()),
        ("Curve25519 as a named curve", ec(&oid("1.3.101.110")), vec![7; 32]),
        ("a compressed point", ec(&oid("1.2.840.10045.3.1.7")), vec![2; 33]),
        ("a point of another curve", ec(&oid("1.3.132.0.34")), point),
        ("Ed25519", write::sequence(&[&oid("1.3.101.112")]), vec![7; 32]),
    ];
    for (what, algorithm, point) in cases {
        let bits = write::value(ber::BIT_STRING, &[&[0], &point]);
        let key = write::sequence(&[&algorithm, &bits]);
        let certificate = crate::keys::sample::unsigned_certificate(&key);
        assert_eq!(
            (certificate.curve(), certificate.is_used(), certificate.bits()),
            (None, false, 0),
            "{what}"
        );
        assert_eq!(certificate.public_key(), key, "{what}");
    }
}

/// As RFC 5480 writes it, whatever its algorithm is called: what pairs and records compare.
#[test]
fn one_key_of_a_curve_by_all_of_its_names() {
    let named = |algorithm: &str| {
        let algorithm = write::sequence(&[&oid(algorithm), &oid("1.2.840.10045.3.1.7")]);
        let key = write::sequence(&[&algorithm, &write::value(ber::BIT_STRING, &[&[0, 4], &[7; 64]])]);
        crate::keys::sample::unsigned_certificate(&key)
    };
    let (one, other) = (named("1.2.840.10045.2.1"), named("1.3.132.1.12"));
    assert!(one.is_of_the_key_of(&other) && one.public_key() == other.public_key());
}

// RFC 5280 section 4.2.1.2 has the SHA-1 of the key's bits; some take that of the whole SubjectPublicKeyInfo.
#[test]
fn a_key_is_named_by_digests_of_it_too() {
    let named = |id: &[u8]| RecipientId::SubjectKeyIdentifier(id.to_vec());
    let without = Draft::new().read().expect("a certificate without an identifier");
    let whole = Sha1::digest(without.public_key());
    assert!(without.matches(&named(&whole)));
    assert!(without.matches(&named(&without.computed_ski())));
    assert!(!without.matches(&named(&[7; 20])));

    let identifier = extension("2.5.29.14", &write::value(ber::OCTET_STRING, &[&[7; 20]]));
    let with = Draft { extensions: vec![identifier], ..Draft::new() }.read().expect("one with");
    assert!(with.matches(&named(&[7; 20])));
    assert!(with.matches(&named(&with.computed_ski())));
    assert!(!with.matches(&named(&whole)));
}

#[test]
fn signatures_by_name() {
    let signature = |algorithm: &str, parameters: &[u8]| {
        let signature = write::sequence(&[&oid(algorithm), parameters]);
        let certificate = Draft { signature, ..Draft::new() }.read().expect("read");
        (certificate.signature_algorithm(), certificate.signed_with_sha1())
    };
    let pss = |hash: &str| {
        let hash = write::sequence(&[&oid(hash)]);
        write::sequence(&[&write::value(ber::context(0), &[&hash])])
    };
    let name = |name: &str| name.to_owned();
    assert_eq!(signature("1.2.840.113549.1.1.5", &write::NULL), (name("sha1WithRSAEncryption"), true));
    assert_eq!(signature("1.3.14.3.2.29", &[]), (name("sha1WithRSAEncryption"), true));
    assert_eq!(signature("1.2.840.113549.1.1.4", &write::NULL), (name("md5WithRSAEncryption"), true));
    assert_eq!(signature("1.2.840.113549.1.1.13", &write::NULL), (name("sha512WithRSAEncryption"), false));
    // Names and numbers of RFC 3279, RFC 4055, RFC 5758 and RFC 8410.
    for (oid, wanted, old) in [
        ("1.2.840.113549.1.1.2", "md2WithRSAEncryption", true),
        ("1.2.840.10040.4.3", "dsaWithSHA1", true),
        ("1.2.840.10045.4.1", "ecdsa-with-SHA1", true),
        ("1.2.840.113549.1.1.14", "sha224WithRSAEncryption", false),
        ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption", false),
        ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256", false),
        ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384", false),
        ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512", false),
        ("1.3.101.112", "Ed25519", false),
        ("1.3.101.113", "Ed448", false),
    ] {
        assert_eq!(signature(oid, &[]), (name(wanted), old));
    }
    assert_eq!(signature("1.2.840.113549.1.1.10", &write::sequence(&[])), (name("RSASSA-PSS"), true));
    assert_eq!(signature("1.2.840.113549.1.1.10", &pss("1.3.14.3.2.26")), (name("RSASSA-PSS"), true));
    assert_eq!(
        signature("1.2.840.113549.1.1.10", &pss("2.16.840.1.101.3.4.2.1")),
        (name("RSASSA-PSS"), false)
    );
    assert_eq!(signature("1.2.3.4", &[]), (name("1.2.3.4"), false));
}

#[test]
fn extensions_that_say_something_and_some_that_do_not() {
    let bits = |bits: &[u8]| write::value(ber::BIT_STRING, &[bits]);
    let usage = |value: &[u8]| {
        let certificate = Draft { extensions: vec![extension("2.5.29.15", value)], ..Draft::new() };
        certificate.read().expect("read").key_usage()
    };
    let encipherment = KeyUsage { key_encipherment: true, ..KeyUsage::default() };
    assert_eq!(usage(&bits(&[5, 0x20])), Some(encipherment));
    assert_eq!(usage(&bits(&[5, 0xa0])), Some(KeyUsage { digital_signature: true, ..encipherment }));
    assert_eq!(usage(&bits(&[7, 0x20, 0x80])), Some(encipherment));
    assert_eq!(usage(&bits(&[0])), Some(KeyUsage::default()));
    assert_eq!(usage(&[ber::BOOLEAN, 1, 0xff]), None);
    assert_eq!(usage(b"?"), None);

    let id = write::value(ber::OCTET_STRING, &[b"identifier"]);
    let certificate = Draft { extensions: vec![extension("2.5.29.14", &id)], ..Draft::new() };
    let certificate = certificate.read().expect("read");
    assert_eq!(certificate.ski(), Some(&b"identifier"[..]));
    // Both the identifier it says it has and the one that others compute of its key.
    let names = |id: &[u8]| certificate.matches(&RecipientId::SubjectKeyIdentifier(id.to_vec()));
    assert!(names(b"identifier") && names(&certificate.computed_ski()));
    assert!(!names(b"identifie") && !names(b""));
}

#[test]
fn the_same_name_is_not_the_same_certificate() {
    let (first, second) = (pair("Marchés", 0), pair("Marchés", 1));
    let id = |certificate: &Certificate| RecipientId::IssuerAndSerialNumber {
        issuer: certificate.issuer().clone(),
        serial: certificate.serial().clone(),
    };
    let ski = |certificate: &Certificate| {
        RecipientId::SubjectKeyIdentifier(certificate.ski().expect("an identifier").to_vec())
    };
    let (first, second) = (first.certificate(), second.certificate());
    assert_eq!(first.subject(), second.subject());
    for named in [id, ski] {
        assert!(first.matches(&named(first)) && second.matches(&named(second)));
        assert!(!first.matches(&named(second)) && !second.matches(&named(first)));
    }
}
