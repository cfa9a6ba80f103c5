//! Hostile envelopes: each gives a named error, at once.

use std::time::Duration;

use super::*;
use crate::{
    cms::envelope::{AlgorithmProblem, Recipient},
    time::busy::busy,
};

/// What a message comes to, in under a second.
fn promptly(message: &[u8]) -> &'static str {
    // The best of several times: a processor that is shared is slow.
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = busy();
        let code = code(message);
        best = best.min(busy().saturating_sub(start));
        if best < Duration::from_secs(1) {
            return code;
        }
    }
    panic!("{best:?}");
}

fn gcm_parameters(nonce: &[u8], icv: &[u8]) -> Vec<u8> {
    tlv(id::SEQUENCE, &[&tlv(id::OCTET_STRING, &[nonce]), icv])
}

#[test]
fn tags_of_wrong_lengths() {
    let draft = Draft::gcm(PLAINTEXT, &[], &[]);
    let tag = draft.after_content[2..].to_vec();
    for len in [0_u8, 1, 4, 8, 11, 12, 15, 17] {
        let mut tag = tag.clone();
        tag.resize(len.into(), 0);
        let message = Draft { after_content: tlv(id::OCTET_STRING, &[&tag]), ..draft.clone() }.der();
        assert_eq!(promptly(&message), "corrupted", "tag of {len}");
        let nonce = gcm_parameters(&[9; 12], &[id::INTEGER, 1, len]);
        let algorithm = tlv(id::SEQUENCE, &[&oid(AES_128_GCM), &nonce]);
        let message = Draft { algorithm, ..draft.clone() }.der();
        // A length that no tag has is refused before any key is used; another one does not match.
        let (envelope, _) = Envelope::read(message.as_slice()).expect("a header");
        assert_eq!(envelope.cipher.is_err(), !(12..=16).contains(&len), "length of {len}");
        assert!(["corrupted", "unsupported"].contains(&promptly(&message)));
    }
    // RFC 5084 section 3.2: without a length, 12.
    let algorithm = tlv(id::SEQUENCE, &[&oid(AES_128_GCM), &gcm_parameters(&[9; 12], &[])]);
    assert_eq!(promptly(&Draft { algorithm: algorithm.clone(), ..draft.clone() }.der()), "corrupted");
    let after_content = tlv(id::OCTET_STRING, &[&tag[..12]]);
    let opened = open(&Draft { algorithm, after_content, ..draft.clone() }.der(), &KEY).expect("a tag of 12");
    assert_eq!(opened.plaintext, PLAINTEXT);
    for after_content in [vec![], tlv(id::INTEGER, &[&tag]), tlv(0x24, &[&[0xff; 16]])] {
        assert_eq!(promptly(&Draft { after_content, ..draft.clone() }.der()), "corrupted");
    }
    let empty = Draft::gcm(b"", &[], &[]);
    let after_content = tlv(id::OCTET_STRING, &[&[0; 16]]);
    assert_eq!(promptly(&Draft { after_content, ..empty }.der()), "corrupted");
}

#[test]
fn a_cipher_that_authenticates_nothing_in_auth_enveloped_data() {
    let message = Draft { structure: AUTH_ENVELOPED, ..Draft::cbc(PLAINTEXT) };
    let message = Draft { after_content: tlv(id::OCTET_STRING, &[&[0; 16]]), ..message }.der();
    let (envelope, _) = Envelope::read(message.as_slice()).expect("a header");
    assert_eq!(envelope.cipher.expect_err("refused").problem, AlgorithmProblem::NotAuthenticated);
    assert_eq!(promptly(&message), "unsupported");
}

#[test]
fn parameters_that_are_not_theirs() {
    let iv = |len| tlv(id::OCTET_STRING, &[&vec![7; len]]);
    let mut wrong = Vec::new();
    for len in [0, 8, 15, 17, 1 << 19] {
        wrong.push((AES_128_CBC, iv(len)));
    }
    for len in [0, 129, 4096] {
        wrong.push((AES_128_GCM, iv(len)));
        wrong.push((AES_128_GCM, gcm_parameters(&vec![9; len], &[id::INTEGER, 1, 16])));
    }
    for parameters in
        [vec![], vec![id::NULL, 0], tlv(id::SEQUENCE, &[]), tlv(id::INTEGER, &[&[7; 16]]), tlv(0x10, &[])]
    {
        wrong.push((AES_128_CBC, parameters.clone()));
        wrong.push((AES_128_GCM, parameters));
    }
    wrong.push((AES_128_GCM, gcm_parameters(&[9; 12], &[id::INTEGER, 2, 0, 16])));
    wrong.push((AES_128_GCM, gcm_parameters(&[9; 12], &[id::INTEGER, 1, 16, id::NULL, 0])));
    // The nonce of the pkcs7 family of Go, without its SEQUENCE.
    wrong.push((AES_128_GCM, tlv(id::SEQUENCE, &[&tlv(0x84, &[&[9; 12]]), &[id::INTEGER, 1, 16]])));
    for (cipher, parameters) in wrong {
        let algorithm = tlv(id::SEQUENCE, &[&oid(cipher), &parameters]);
        let message = Draft { algorithm, ..Draft::cbc(PLAINTEXT) }.der();
        let (envelope, _) = Envelope::read(message.as_slice()).expect("a header");
        let error = envelope.cipher.expect_err("malformed");
        assert_eq!(
            error.problem,
            AlgorithmProblem::Malformed,
            "{:02x?}",
            &parameters[..parameters.len().min(20)]
        );
        assert_eq!(error.oid, cipher);
    }
    let algorithm = tlv(id::SEQUENCE, &[&oid(AES_128_CBC), &iv(16), &[id::NULL, 0]]);
    assert_eq!(promptly(&Draft { algorithm, ..Draft::cbc(PLAINTEXT) }.der()), "corrupted");
    let algorithm = tlv(id::SEQUENCE, &[&oid(AES_128_CBC), &iv(1 << 20)]);
    assert_eq!(promptly(&Draft { algorithm, ..Draft::cbc(PLAINTEXT) }.der()), "header");
}

#[test]
fn contents_of_wrong_lengths_and_paddings() {
    for len in [1, 15, 17, 31] {
        let content = tlv(0x80, &[&vec![1; len]]);
        assert_eq!(promptly(&Draft { content, ..Draft::cbc(b"") }.der()), "corrupted");
    }
    // Blocks that end in 00, in 11, and in paddings of several values: encrypted, then without their own padding.
    for last in [[0; 16], [0x11; 16], [3; 16].map(|_| 2), *b"0123456789abc\x01\x02\x03"] {
        let mut draft = Draft::cbc(&last);
        draft.content = tlv(0x80, &[&draft.content[2..18]]);
        let expected = if last[15] == 2 { None } else { Some("corrupted") };
        assert_eq!(open(&draft.der(), &KEY).err().map(|failure| failure.code()), expected, "{last:02x?}");
    }
    let parameters = tlv(id::OCTET_STRING, &[&[3; 12]]);
    for len in [0, 1, 15] {
        let draft = Draft::gcm_appended(b"", &[3; 12], &parameters, 16);
        assert_eq!(promptly(&Draft { content: tlv(0x80, &[&vec![0; len]]), ..draft }.der()), "corrupted");
    }
}

#[test]
fn lengths_that_are_not_there() {
    let header = [&oid(ENVELOPED)[..], &[0xa0]].concat();
    for claim in [
        &[0x84, 0x7f, 0xff, 0xff, 0xff][..],
        &[0x84, 0x80, 0, 0, 0],
        &[0x85, 1, 0, 0, 0, 0],
        &[0x88, 0x80, 0, 0, 0, 0, 0, 0, 0],
        &[0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ] {
        for outer in [&[0x30, 0x80][..], &[&[0x30], claim].concat()] {
            let mut message = [outer, &header, claim, &[0x30], claim].concat();
            message.resize(40, 0);
            let code = promptly(&message);
            assert!(["truncated", "corrupted", "not_an_envelope"].contains(&code), "{code}");
        }
    }
    // In each place of a header.
    let whole = Draft::cbc(PLAINTEXT).ber();
    let set = whole.iter().position(|octet| *octet == id::SET).expect("recipients");
    let message =
        [&whole[..=set], &[0x84, 0x7f, 0xff, 0xff, 0xff, 0x30, 0x84, 0x7f, 0xff, 0xff, 0xf0]].concat();
    assert_eq!(promptly(&message), "header");
}

#[test]
fn ends_that_are_missing_or_too_many() {
    for draft in [Draft::cbc(PLAINTEXT), Draft::gcm(PLAINTEXT, &[], &[])] {
        let (der, ber) = (draft.der(), draft.ber());
        assert_eq!(promptly(&ber[..ber.len() - 2]), "truncated");
        for trailing in [&[0][..], &[0, 0], b"\n", &[0x30, 0x80], &der] {
            for message in [&der, &ber] {
                let opened = open(&[message, trailing].concat(), &KEY).expect("opens");
                assert_eq!(opened.plaintext, PLAINTEXT);
                assert_eq!(opened.decrypted.trailing_octets, trailing.len() as u64);
            }
        }
        let content = indefinite(0xa0, &[&tlv(4, &[&draft.content[2..]]), &[0, 0]]);
        // One end too many inside closes what is around it: without a tag to come, the last one is left over.
        let message = Draft { content, ..draft.clone() }.ber();
        if draft.structure == ENVELOPED {
            assert_eq!(open(&message, &KEY).expect("opens").decrypted.trailing_octets, 2);
        } else {
            assert_eq!(promptly(&message), "corrupted");
        }
        // Indefinite inside of definite, ending after it.
        let mut inside = tlv(0xa0, &[&indefinite(0x24, &[&tlv(4, &[&draft.content[2..]])])]);
        assert_eq!(
            open(&Draft { content: inside.clone(), ..draft.clone() }.der(), &KEY).expect("opens").plaintext,
            PLAINTEXT
        );
        inside[1] -= 2;
        assert_eq!(promptly(&Draft { content: inside, ..draft }.der()), "corrupted");
    }
}

#[test]
fn nesting_of_ten_thousand() {
    let nest = |identifier: u8, wrap: fn(u8, &[&[u8]]) -> Vec<u8>, depth| {
        (0..depth).fold(tlv(4, &[&[0; 16]]), |inner, _| wrap(identifier, &[&inner]))
    };
    let deep = [[0x24, 0x80].repeat(10_000), tlv(4, &[&[0; 16]]), [0, 0].repeat(10_000)].concat();
    let content = indefinite(0xa0, &[&deep]);
    assert_eq!(promptly(&Draft { content, ..Draft::cbc(b"") }.ber()), "nesting");
    let content = tlv(0xa0, &[&nest(0x24, tlv, 1000)]);
    assert_eq!(promptly(&Draft { content, ..Draft::cbc(b"") }.der()), "nesting");
    let deep = [[0x30, 0x80].repeat(10_000), [0, 0].repeat(10_000)].concat();
    for identifier in [0xa1, 0xa4, id::SEQUENCE] {
        let recipients = vec![indefinite(identifier, &[&deep])];
        assert_eq!(promptly(&Draft { recipients, ..Draft::cbc(b"") }.ber()), "nesting");
    }
    // Inside of a definite length it is passed over, or belongs to one recipient only.
    for identifier in [0xa1, id::SEQUENCE] {
        let recipients =
            vec![recipient(), tlv(identifier, &[&deep]), tlv(identifier, &[&nest(0x30, tlv, 5000)])];
        let opened = open(&Draft { recipients, ..Draft::cbc(PLAINTEXT) }.der(), &KEY).expect("opens");
        assert_eq!(opened.plaintext, PLAINTEXT);
    }
    let mut draft = Draft::gcm(PLAINTEXT, &[], &tlv(0xa1, &[&deep]));
    assert_eq!(promptly(&draft.der()), "corrupted");
    draft.originator = indefinite(0xa0, &[&deep]);
    assert_eq!(promptly(&draft.ber()), "nesting");
}

#[test]
fn a_hundred_thousand_pieces() {
    for octets in [&[][..], &[5]] {
        let content = indefinite(0xa0, &[&tlv(4, &[octets]).repeat(100_000), &tlv(4, &[&[0; 16]])]);
        assert_eq!(promptly(&Draft { content, ..Draft::cbc(b"") }.ber()), "corrupted");
    }
}

#[test]
fn more_recipients_than_there_can_be() {
    let mut draft = Draft::cbc(PLAINTEXT);
    let mut other = recipient();
    other.truncate(0);
    other.extend(tlv(0xa1, &[]));
    draft.recipients = vec![other.clone(); 1023];
    draft.recipients.push(recipient());
    let opened = open(&draft.der(), &KEY).expect("1,024 are read");
    assert!(matches!(opened.envelope.recipients.as_slice(), [.., Recipient::KeyTrans(_)]));
    draft.recipients = vec![other; 100_000];
    draft.recipients.push(recipient());
    assert_eq!(promptly(&draft.der()), "recipients");
    assert_eq!(promptly(&draft.ber()), "recipients");
    draft.recipients = vec![tlv(0xa1, &[&[0; 2000]]); 1000];
    assert_eq!(promptly(&draft.der()), "header");
    draft.recipients = Vec::new();
    assert!(open(&draft.der(), &KEY).expect("nobody is named").envelope.recipients.is_empty());
}

#[test]
fn recipients_that_are_none() {
    for recipient in [vec![id::NULL, 0], tlv(id::OCTET_STRING, &[b"x"]), tlv(id::SET, &[])] {
        let recipients = vec![recipient];
        assert_eq!(promptly(&Draft { recipients, ..Draft::cbc(b"") }.der()), "corrupted");
    }
    // A serial number of 4,097 octets names nobody; one of 4,096 somebody.
    for (len, readable) in [(4096, true), (4097, false)] {
        let named = tlv(id::SEQUENCE, &[&tlv(id::SEQUENCE, &[]), &tlv(id::INTEGER, &[&vec![1; len]])]);
        let transport = tlv(id::SEQUENCE, &[&oid(RSA)]);
        let ktri = tlv(id::SEQUENCE, &[&[id::INTEGER, 1, 0], &named, &transport, &tlv(4, &[b"key"])]);
        let draft = Draft { recipients: vec![ktri], ..Draft::cbc(PLAINTEXT) };
        let opened = open(&draft.der(), &KEY).expect("opens");
        assert_eq!(matches!(opened.envelope.recipients[0], Recipient::KeyTrans(_)), readable);
    }
}

#[test]
fn attributes_without_an_end() {
    let attribute = tlv(id::SEQUENCE, &[&[id::OID, 2, 0x2a, 1], &tlv(id::SET, &[])]);
    let draft = Draft::cbc(PLAINTEXT);
    let after_content = tlv(0xa1, &[&attribute.repeat(1 << 18)]);
    assert_eq!(promptly(&Draft { after_content, ..draft.clone() }.der()), "attributes");
    let after_content = [&[0xa1, 0x80][..], &attribute.repeat(1 << 18)].concat();
    assert_eq!(promptly(&Draft { after_content, ..draft.clone() }.ber()), "attributes");
    let many = Draft::gcm(PLAINTEXT, &[], &tlv(0xa1, &[&attribute.repeat(60_000)]));
    assert_eq!(promptly(&many.der()), "corrupted");
    for after_content in [vec![id::NULL, 0], tlv(0xa1, &[&[0xff; 3]]), tlv(0xa2, &[])] {
        assert_eq!(promptly(&Draft { after_content, ..draft.clone() }.der()), "corrupted");
    }
}

#[test]
fn what_is_malformed_is_told_with_its_place() {
    let good = Draft::cbc(PLAINTEXT);
    for (replaced, by, what) in [
        (oid(DATA), tlv(id::OCTET_STRING, &[&oid(DATA)[2..]]), "content type"),
        (good.algorithm.clone(), tlv(0x31, &[&good.algorithm[2..]]), "content-encryption algorithm"),
    ] {
        let mut message = good.der();
        let at = message.windows(replaced.len()).position(|octets| octets == replaced).expect("there");
        message[at..at + replaced.len()].copy_from_slice(&by);
        let error = Envelope::read(message.as_slice()).expect_err(what);
        let EnvelopeError::Structure(BerError::Malformed { offset, what: told }) = error else {
            panic!("{error:?}")
        };
        assert_eq!((offset, told), (at as u64, what));
    }
}

#[test]
fn a_transport_has_its_name_whatever_its_parameters() {
    for (oid_of, name, is_read) in [
        (RSA, "rsaes-pkcs1-v1_5", true),
        ("2.5.8.1.1", "rsaes-pkcs1-v1_5", true),
        (OAEP, "rsaes-oaep", false),
        ("1.2.3", "1.2.3", false),
    ] {
        let transport = tlv(id::SEQUENCE, &[&oid(oid_of), &tlv(id::OCTET_STRING, &[b"?"])]);
        let message = Draft { recipients: vec![recipient_with(&transport)], ..Draft::cbc(PLAINTEXT) }.der();
        let (envelope, _) = Envelope::read(message.as_slice()).expect("a header");
        let [Recipient::KeyTrans(recipient)] = &envelope.recipients[..] else { panic!("one") };
        assert_eq!((recipient.transport.is_ok(), recipient.transport_name.as_str()), (is_read, name));
    }
}

#[test]
fn values_of_other_types_in_the_frame() {
    let good = Draft::cbc(PLAINTEXT);
    let der = good.der();
    let at = der.windows(2).position(|pair| pair == [0xa0, 0x81]).expect("the content of the message");
    for identifier in [0xa1, 0x80, 0x30] {
        let mut other = der.clone();
        other[at] = identifier;
        assert_eq!(promptly(&other), "corrupted", "{identifier:02x}");
    }
    for identifier in [0x81, 0x04, 0xa1] {
        let mut content = good.content.clone();
        content[0] = identifier;
        assert_eq!(promptly(&Draft { content, ..good.clone() }.der()), "corrupted", "{identifier:02x}");
    }
}
