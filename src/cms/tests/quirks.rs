//! What each producer writes, one by one.

use super::*;
use crate::{
    cms::{
        content::Integrity,
        envelope::{
            AlgorithmProblem, Encoding, OtherRecipient, Recipient, RecipientId, Structure,
            UnsupportedAlgorithm,
        },
    },
    crypto::Hash,
};

fn opens(draft: &Draft) -> Opened {
    let der = open(&draft.der(), &KEY).unwrap_or_else(|failure| panic!("DER: {failure:?}"));
    let ber = open(&draft.ber(), &KEY).unwrap_or_else(|failure| panic!("BER: {failure:?}"));
    assert_eq!(der.plaintext, ber.plaintext);
    assert_eq!(ber.envelope.encoding, Encoding::Ber);
    assert_eq!(der.decrypted.bytes_in, draft.der().len() as u64);
    der
}

#[test]
fn openssl() {
    for (sample, structure, encoding, cipher) in [
        (CBC, Structure::Enveloped, Encoding::Der, "aes-128-cbc"),
        (CBC_BER, Structure::Enveloped, Encoding::Ber, "aes-128-cbc"),
        (GCM, Structure::AuthEnveloped, Encoding::Der, "aes-128-gcm"),
        (GCM_BER, Structure::AuthEnveloped, Encoding::Ber, "aes-128-gcm"),
    ] {
        let opened = open(&sample.message(), &hex(sample.key)).expect("opens");
        assert_eq!(opened.plaintext, PLAINTEXT);
        let integrity = match structure {
            Structure::Enveloped => Integrity::PaddingOnly,
            Structure::AuthEnveloped => Integrity::Authenticated,
        };
        assert_eq!(opened.decrypted.integrity, integrity);
        assert_eq!(opened.decrypted.bytes_in, sample.message().len() as u64);
        let envelope = opened.envelope;
        assert_eq!((envelope.structure, envelope.encoding), (structure, encoding));
        assert_eq!(envelope.cipher_name, cipher);
        assert_eq!(envelope.content_type.to_string(), DATA);
        assert!(!envelope.has_originator_info);
        let [Recipient::KeyTrans(recipient)] = envelope.recipients.as_slice() else { panic!("{envelope:?}") };
        assert_eq!(recipient.transport, Ok(KeyTransport::RsaPkcs1v15));
        assert_eq!(recipient.transport_name, "rsaes-pkcs1-v1_5");
        assert_eq!(recipient.encrypted_key.len(), 128);
        let RecipientId::IssuerAndSerialNumber { issuer, serial } = &recipient.id else {
            panic!("{recipient:?}")
        };
        assert_eq!(issuer.to_string(), "CN=A,O=Ville,C=FR");
        assert_eq!(serial.to_string(), "1234");
    }
}

#[test]
fn content_in_pieces_implicit_or_explicit() {
    let (encrypted, _) = encrypt(ContentCipher::Aes128Cbc, &[7; 16], PLAINTEXT);
    let piece = |range: std::ops::Range<usize>| tlv(id::OCTET_STRING, &[&encrypted[range]]);
    let shapes = [
        indefinite(0xa0, &[&piece(0..32)]),
        indefinite(0xa0, &[&piece(0..1), &piece(1..31), &piece(31..32), &piece(0..0)]),
        tlv(0xa0, &[&piece(0..5), &piece(5..32)]),
        // Bouncy Castle before 1.84, the pkcs7 family of Go.
        indefinite(0xa0, &[&indefinite(0x24, &[&piece(0..16), &piece(16..32)])]),
        tlv(0xa0, &[&piece(0..32)]),
        tlv(0xa0, &[&tlv(0x24, &[&piece(0..16), &indefinite(0x24, &[&piece(16..32)])])]),
    ];
    for content in shapes {
        let opened = opens(&Draft { content, ..Draft::cbc(PLAINTEXT) });
        assert_eq!(opened.plaintext, PLAINTEXT);
        assert_eq!(opened.envelope.encoding, Encoding::Ber);
    }
}

#[test]
fn ber_in_a_recipient_alone_is_seen() {
    let plain = recipient();
    // One more octet of length than DER writes.
    let wide = [&[plain[0], 0x82, 0], &plain[2..]].concat();
    assert_eq!(plain[1], 0x81);
    let message = Draft { recipients: vec![wide], ..Draft::cbc(PLAINTEXT) }.der();
    let opened = open(&message, &KEY).expect("opens");
    assert_eq!((opened.plaintext.as_slice(), opened.envelope.encoding), (PLAINTEXT, Encoding::Ber));
}

#[test]
fn gcm_in_enveloped_data_has_its_tag_at_the_end() {
    let sequence = |nonce: &[u8], rest: &[u8]| tlv(id::SEQUENCE, &[&tlv(id::OCTET_STRING, &[nonce]), rest]);
    let icv = |len: u8| vec![id::INTEGER, 1, len];
    let go = |identifier: u8| {
        let fields = tlv(id::SEQUENCE, &[&tlv(identifier, &[&[3; 12]]), &icv(16)]);
        tlv(0x10, &[&fields])
    };
    let cases: [(&[u8], Vec<u8>, usize); 12] = [
        (&[3; 12], sequence(&[3; 12], &[]), 12),
        (&[3; 12], sequence(&[3; 12], &icv(16)), 16),
        (&[3; 12], sequence(&[3; 12], &icv(15)), 15),
        (&[3; 12], sequence(&[3; 12], &icv(12)), 12),
        // Bouncy Castle before 1.85.
        (&[3; 12], tlv(id::OCTET_STRING, &[&[3; 12]]), 16),
        // PKI.js.
        (&[3; 16], tlv(id::OCTET_STRING, &[&[3; 16]]), 16),
        // The pkcs7 family of Go.
        (&[3; 12], go(id::OCTET_STRING), 16),
        (&[3; 12], go(0x84), 16),
        (&[3; 12], tlv(0x10, &[&tlv(0x84, &[&[3; 12]]), &icv(16)]), 16),
        (&[3; 12], tlv(0x10, &[&tlv(0x84, &[&[3; 12]])]), 16),
        (&[3; 1], sequence(&[3; 1], &icv(16)), 16),
        (&[3; 64], sequence(&[3; 64], &icv(16)), 16),
    ];
    for (nonce, parameters, tag_len) in cases {
        for plaintext in [PLAINTEXT, b"", b"0123456789abcdef"] {
            let mut draft = Draft::gcm_appended(plaintext, nonce, &parameters, tag_len);
            let opened = opens(&draft);
            assert_eq!(opened.plaintext, plaintext);
            assert_eq!(opened.envelope.structure, Structure::Enveloped);
            assert_eq!(opened.decrypted.integrity, Integrity::Authenticated);
            *draft.content.last_mut().expect("a tag") ^= 1;
            assert_eq!(code(&draft.der()), "corrupted");
        }
    }
}

#[test]
fn attributes_are_authenticated_sorted_wherever_they_stand() {
    let attribute = |last: u8, wrap: fn(u8, &[&[u8]]) -> Vec<u8>| {
        wrap(id::SEQUENCE, &[&[id::OID, 2, 0x2a, last], &wrap(id::SET, &[&[id::NULL, 0]])])
    };
    let (one, two) = (attribute(1, tlv), attribute(2, tlv));
    let aad = tlv(id::SET, &[&one, &two]);
    let wires = [
        tlv(0xa1, &[&one, &two]),
        tlv(0xa1, &[&two, &one]),
        indefinite(0xa1, &[&attribute(2, indefinite), &attribute(1, indefinite)]),
    ];
    for wire in &wires {
        let after = Draft::gcm(PLAINTEXT, &aad, wire);
        assert_eq!(opens(&after).plaintext, PLAINTEXT);
        let before = Draft { before_content: wire.clone(), ..Draft::gcm(PLAINTEXT, &aad, &[]) };
        assert_eq!(opens(&before).plaintext, PLAINTEXT);
        let twice = Draft { before_content: wire.clone(), ..after.clone() };
        assert_eq!(code(&twice.der()), "corrupted");
        let facts = walked(&after.der());
        assert_eq!((facts.authenticated_attributes, facts.tag_len), (2, Some(16)));
    }
    // Attributes that are not the sender's, and the sender's that are gone.
    assert_eq!(code(&Draft::gcm(PLAINTEXT, &aad, &tlv(0xa1, &[&one])).der()), "corrupted");
    assert_eq!(code(&Draft::gcm(PLAINTEXT, &aad, &[]).der()), "corrupted");
}

#[test]
fn what_stands_around_is_passed_over() {
    let attributes = tlv(id::SEQUENCE, &[&[id::OID, 2, 0x2a, 1], &tlv(id::SET, &[])]);
    let originator = tlv(0xa0, &[&tlv(0xa0, &[&tlv(id::SEQUENCE, &[&[0xff; 3000]])])]);
    let mut enveloped = Draft::cbc(PLAINTEXT);
    enveloped.after_content = tlv(0xa1, &[&attributes, &attributes]);
    enveloped.originator = originator.clone();
    let opened = opens(&enveloped);
    assert_eq!(opened.plaintext, PLAINTEXT);
    assert!(opened.envelope.has_originator_info);
    let facts = walked(&enveloped.der());
    assert_eq!((facts.unprotected_attributes, facts.encrypted_len, facts.chunks), (2, Some(32), 1));
    assert_eq!(facts.bytes_in, enveloped.der().len() as u64);
    let mut authenticated = Draft::gcm(PLAINTEXT, &[], &[]);
    authenticated.after_content.extend(indefinite(0xa2, &[&attributes]));
    authenticated.originator = indefinite(0xa0, &[&indefinite(0xa1, &[])]);
    assert_eq!(opens(&authenticated).plaintext, PLAINTEXT);
}

#[test]
fn a_plaintext_that_looks_like_a_string_is_not_unwrapped() {
    let wrapped = tlv(id::OCTET_STRING, &[PLAINTEXT]);
    assert_eq!(opens(&Draft::cbc(&wrapped)).plaintext, wrapped);
}

#[test]
fn recipients_are_listed_in_wire_order_and_the_malformed_passed_over() {
    let transport = tlv(id::SEQUENCE, &[&oid(RSA), &[id::NULL, 0]]);
    let mut draft = Draft::cbc(PLAINTEXT);
    draft.recipients = vec![
        tlv(0xa4, &[b"anything"]),
        tlv(0xa1, &[&[0xff; 5]]),
        recipient(),
        tlv(0xa2, &[&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]]),
        tlv(0xa3, &[]),
        indefinite(0xa3, &[&indefinite(id::SEQUENCE, &[])]),
        tlv(0xa5, &[]),
        tlv(id::SEQUENCE, &[&[0xff; 3]]),
        tlv(id::SEQUENCE, &[&[id::INTEGER, 1, 2], &tlv(0x80, &[b"id"]), &transport, &[id::NULL, 0]]),
        tlv(id::SEQUENCE, &[&[id::INTEGER, 1, 2], &tlv(0x80, &[b"id"])]),
        indefinite(
            id::SEQUENCE,
            &[
                &[id::INTEGER, 1, 2],
                &indefinite(0xa0, &[&tlv(4, &[b"i"]), &tlv(4, &[b"d"])]),
                &transport,
                &indefinite(0x24, &[&tlv(4, &[b"ke"]), &tlv(4, &[b"y"])]),
            ],
        ),
    ];
    let opened = opens(&draft);
    assert_eq!(opened.plaintext, PLAINTEXT);
    assert_eq!(opened.envelope.encoding, Encoding::Ber);
    let shown: Vec<String> = opened
        .envelope
        .recipients
        .iter()
        .map(|recipient| match recipient {
            Recipient::Other(other) => other.code().to_owned(),
            Recipient::KeyAgree(_) | Recipient::Kem(_) => panic!("{recipient:?}"),
            Recipient::KeyTrans(recipient) => {
                let RecipientId::SubjectKeyIdentifier(ski) = &recipient.id else { panic!("{recipient:?}") };
                let usable = if recipient.transport.is_ok() { "usable" } else { "unusable" };
                format!("{} {usable} {}", String::from_utf8_lossy(ski), recipient.encrypted_key.len())
            }
        })
        .collect();
    assert_eq!(
        shown,
        [
            "ori",
            "kari",
            "identifier usable 128",
            "kekri",
            "pwri",
            "pwri",
            "ori",
            "ktri",
            "id unusable 0",
            "id unusable 0",
            "id usable 3"
        ]
    );
    assert_eq!(OtherRecipient::UnreadableKeyTransport.code(), "ktri");
}

fn transport(parameters: &[u8]) -> (Result<KeyTransport, UnsupportedAlgorithm>, String) {
    let mut draft = Draft::cbc(PLAINTEXT);
    draft.recipients = vec![recipient_with(&tlv(id::SEQUENCE, &[&oid(OAEP), parameters]))];
    let mut envelope = opens(&draft).envelope;
    let Some(Recipient::KeyTrans(recipient)) = envelope.recipients.pop() else { panic!("{envelope:?}") };
    (recipient.transport, recipient.transport_name)
}

#[test]
fn oaep_parameters_in_all_their_forms() {
    let hash = |dots: &str, rest: &[u8]| tlv(id::SEQUENCE, &[&oid(dots), rest]);
    let null: &[u8] = &[id::NULL, 0];
    let (sha1, sha256, sha512) = ("1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.3");
    let mgf = |inner: &[u8]| tlv(0xa1, &[&tlv(id::SEQUENCE, &[&oid("1.2.840.113549.1.1.8"), inner])]);
    let source = |rest: &[u8]| tlv(0xa2, &[&tlv(id::SEQUENCE, &[&oid("1.2.840.113549.1.1.9"), rest])]);
    let all = |parts: &[&[u8]]| tlv(id::SEQUENCE, parts);
    let h256 = tlv(0xa0, &[&hash(sha256, null)]);
    let m256 = mgf(&hash(sha256, null));
    let label = source(&tlv(id::OCTET_STRING, &[b"label"]));
    let (h256_bare, m256_bare) = (tlv(0xa0, &[&hash(sha256, &[])]), mgf(&hash(sha256, &[])));
    let (h512, m512) = (tlv(0xa0, &[&hash(sha512, null)]), mgf(&hash(sha512, null)));
    let m1 = mgf(&hash(sha1, null));
    let empty = source(&[id::OCTET_STRING, 0]);
    let good = [
        (vec![], Hash::Sha1, Hash::Sha1, "", "rsaes-oaep-sha1"),
        (null.to_vec(), Hash::Sha1, Hash::Sha1, "", "rsaes-oaep-sha1"),
        (all(&[]), Hash::Sha1, Hash::Sha1, "", "rsaes-oaep-sha1"),
        (all(&[&h256, &m256]), Hash::Sha256, Hash::Sha256, "", "rsaes-oaep-sha256"),
        // NSS leaves the parameters of the hashes out; Java's MGF1 stays with SHA-1.
        (all(&[&h256_bare, &m256_bare]), Hash::Sha256, Hash::Sha256, "", "rsaes-oaep-sha256"),
        (all(&[&h256]), Hash::Sha256, Hash::Sha1, "", "rsaes-oaep-sha256-mgf1-sha1"),
        (all(&[&h256, &m1, &empty]), Hash::Sha256, Hash::Sha1, "", "rsaes-oaep-sha256-mgf1-sha1"),
        (all(&[&m256, &label]), Hash::Sha1, Hash::Sha256, "label", "rsaes-oaep-sha1-mgf1-sha256"),
        (all(&[&h512, &m512, &label]), Hash::Sha512, Hash::Sha512, "label", "rsaes-oaep-sha512"),
    ];
    for (parameters, hash, mgf_hash, label, name) in good {
        let expected = KeyTransport::RsaOaep { hash, mgf_hash, label: label.into() };
        assert_eq!(transport(&parameters), (Ok(expected), name.to_owned()), "{parameters:02x?}");
    }
    let malformed = [
        all(&[null]),
        all(&[&h256, &m256, null]),
        all(&[&m256, &h256]),
        all(&[&h256, &h256]),
        all(&[&source(&[])]),
        all(&[&source(null)]),
        all(&[&mgf(&[])]),
        all(&[&tlv(0xa0, &[&hash(sha256, &[id::INTEGER, 1, 1])])]),
        all(&[&tlv(0xa0, &[&hash(sha256, null), null])]),
        tlv(id::OCTET_STRING, &[]),
        [all(&[]), null.to_vec()].concat(),
        vec![id::SEQUENCE, 5],
    ];
    for parameters in malformed {
        let (transport, name) = transport(&parameters);
        // Trailing octets in the identifier itself leave no algorithm to speak of.
        let error = transport.expect_err("malformed");
        assert_eq!(error.problem, AlgorithmProblem::Malformed, "{parameters:02x?}");
        assert!(name == "rsaes-oaep" || name.is_empty(), "{name}");
    }
    for (parameters, unread) in [
        (all(&[&tlv(0xa0, &[&hash("2.16.840.1.101.3.4.2.8", &[])])]), "2.16.840.1.101.3.4.2.8"),
        (all(&[&tlv(0xa1, &[&hash("2.16.840.1.101.3.4.2.12", &[])])]), "2.16.840.1.101.3.4.2.12"),
        (all(&[&tlv(0xa2, &[&hash("1.2.3", &[])])]), "1.2.3"),
    ] {
        let error = transport(&parameters).0.expect_err("not read");
        assert_eq!((error.problem, error.oid.as_str()), (AlgorithmProblem::NotRead, unread));
    }
}

#[test]
fn algorithms_that_are_not_read_are_named() {
    for (dots, name) in [
        ("1.3.14.3.2.7", "des-cbc"),
        ("1.2.840.113549.3.2", "rc2-cbc"),
        ("2.16.840.1.101.3.4.1.44", "id-aes256-CFB"),
    ] {
        let mut draft = Draft::cbc(PLAINTEXT);
        draft.algorithm = tlv(id::SEQUENCE, &[&oid(dots), &tlv(id::OCTET_STRING, &[&[0; 8]])]);
        let (envelope, _) = Envelope::read(draft.der().as_slice()).expect("a header");
        let error = envelope.cipher.expect_err("not read");
        assert_eq!((error.oid.as_str(), error.problem), (dots, AlgorithmProblem::NotRead));
        assert!(error.name.is_none_or(|found| found == name), "{error:?}");
        assert_eq!(envelope.cipher_name, dots);
        assert_eq!(code(&draft.der()), "unsupported");
    }
    let mut draft = Draft::cbc(PLAINTEXT);
    draft.recipients = vec![recipient_with(&tlv(id::SEQUENCE, &[&oid("1.2.840.113549.1.9.16.3.14")]))];
    let (envelope, _) = Envelope::read(draft.der().as_slice()).expect("a header");
    let [Recipient::KeyTrans(recipient)] = envelope.recipients.as_slice() else { panic!("{envelope:?}") };
    assert_eq!(recipient.transport_name, "1.2.840.113549.1.9.16.3.14");
    assert_eq!(recipient.transport.as_ref().expect_err("not read").name, Some("rsa-kem"));
}
