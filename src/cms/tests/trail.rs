//! What follows the end of a message: counted, passed over, never content.

use base64ct::{Base64, Encoding as _};

use super::*;

/// Opens, and gives the octets that follow.
#[track_caller]
fn trailing(text: &[u8]) -> u64 {
    let opened = open(text, &hex(CBC.key)).unwrap_or_else(|failure| panic!("{failure:?}"));
    assert_eq!(opened.plaintext, PLAINTEXT);
    assert_eq!(opened.decrypted.bytes_in, text.len() as u64);
    let slow = open_in(Dribble::new(text), &hex(CBC.key), &mut Buffer::with_size(0)).expect("octet by octet");
    assert_eq!((slow.plaintext.as_slice(), slow.decrypted), (PLAINTEXT, opened.decrypted));
    assert_eq!(walked(text).trailing_octets, opened.decrypted.trailing_octets);
    opened.decrypted.trailing_octets
}

fn pem(payload: &[u8], after: &str) -> Vec<u8> {
    format!("-----BEGIN CMS-----\n{}\n-----END CMS-----\n{after}", Base64::encode_string(payload))
        .into_bytes()
}

#[test]
fn octets_after_der_and_ber() {
    for sample in [&CBC, &GCM, &CBC_BER, &GCM_BER] {
        let message = sample.message();
        for after in [
            b"\n".as_slice(),
            b"\r\n",
            b"\0",
            &[0; 16],
            b"    ",
            &[0xff; 4],
            b"\x1a",
            &message,
            b"0\x80",
            b"\0\0",
            &vec![0x30; 100_000],
            b"\x04\x10AAAAAAAAAAAAAAAA",
            b"--b--\n",
        ] {
            let octets = [message.as_slice(), after].concat();
            let opened = open(&octets, &hex(sample.key)).expect("opens");
            assert_eq!(
                (opened.plaintext.as_slice(), opened.decrypted.trailing_octets),
                (PLAINTEXT, after.len() as u64)
            );
            assert_eq!(opened.decrypted.bytes_in, octets.len() as u64);
        }
    }
}

#[test]
fn octets_after_a_message_in_text() {
    let message = CBC.message();
    assert_eq!(trailing(&pem(&message, "")), 0);
    assert_eq!(trailing(&pem(&message, "\n\r\n \n")), 0);
    assert_eq!(trailing(&pem(&message, "Fin\n")), 4);
    assert_eq!(trailing(&pem(&message, "\nFin")), 4);
    for after in 1..7 {
        let payload = [message.as_slice(), &vec![0; after]].concat();
        assert_eq!(trailing(&pem(&payload, "")), after as u64);
        assert_eq!(trailing(&pem(&payload, "Fin\n")), after as u64 + 4);
        assert_eq!(trailing(Base64::encode_string(&payload).as_bytes()), after as u64);
    }
    let bare = Base64::encode_string(&message);
    let lines: Vec<&str> =
        bare.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    let bare = lines.join("\n");
    for (after, count) in [("\n", 0), ("=\n", 2), ("--", 2), ("-----END CMS-----\n", 18), (" \n*", 1)] {
        assert_eq!(trailing(format!("{bare}{after}").as_bytes()), count, "{after}");
    }
    let smime = format!("Content-Type: application/pkcs7-mime\n\n{bare}\n");
    for (after, count) in [("", 0), ("\n\n", 0), ("--b--\n", 0), ("_____\nListe de diffusion\n", 25)] {
        assert_eq!(trailing(format!("{smime}{after}").as_bytes()), count, "{after}");
    }
    let binary = b"Content-Type: application/pkcs7-mime\n\n";
    for (after, count) in [("", 0), ("\r\n\r\n", 0), ("x\n", 2)] {
        assert_eq!(trailing(&[binary.as_slice(), &message, after.as_bytes()].concat()), count, "{after}");
    }
}

/// Whatever stands behind a message, every octet of it changed and every place of it cut, the plaintext is the same.
#[test]
fn what_follows_is_never_read_as_content() {
    for (sample, key) in [(CBC.message(), CBC.key), (GCM_BER.message(), GCM_BER.key)] {
        let octets = [sample.as_slice(), &sample].concat();
        for at in sample.len()..octets.len() {
            for change in [1, 0x80, 0xff] {
                let mut changed = octets.clone();
                changed[at] ^= change;
                let opened = open(&changed, &hex(key)).expect("opens");
                assert_eq!(opened.plaintext, PLAINTEXT);
                assert_eq!(opened.decrypted.trailing_octets, sample.len() as u64);
            }
            let opened = open(&octets[..at], &hex(key)).expect("opens");
            assert_eq!(
                (opened.plaintext.as_slice(), opened.decrypted.trailing_octets),
                (PLAINTEXT, (at - sample.len()) as u64)
            );
        }
        // Before the end, a cut is a cut.
        for at in sample.len() - 40..sample.len() {
            assert_eq!(open(&sample[..at], &hex(key)).expect_err("cut").code(), "truncated");
        }
    }
}

/// A source without an end in sight, of which nothing is held.
#[test]
fn a_long_trail_takes_no_memory() {
    let octets = 1_u64 << 30;
    let source = Read::chain(io::Cursor::new(CBC.message()), io::repeat(b'x').take(octets));
    let opened = open_in(source, &hex(CBC.key), &mut Buffer::new()).expect("opens");
    assert_eq!((opened.plaintext.as_slice(), opened.decrypted.trailing_octets), (PLAINTEXT, octets));
    let one_line = pem(&CBC.message(), "");
    let source = Read::chain(io::Cursor::new(one_line), io::repeat(b'x').take(octets >> 3));
    let opened = open_in(source, &hex(CBC.key), &mut Buffer::new()).expect("opens");
    assert_eq!(opened.decrypted.trailing_octets, octets >> 3);
}

#[test]
fn certificates_and_keys_before_a_message() {
    for label in ["CERTIFICATE", "X509 CRL", "TRUSTED CERTIFICATE", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY"] {
        let text = format!("-----BEGIN {label}-----\nMIIBAAAA\n-----END {label}-----\n");
        assert_eq!(trailing(&[text.as_bytes(), &pem(&CBC.message(), "")].concat()), 0, "{label}");
        assert!(matches!(Envelope::read(text.as_bytes()), Err(EnvelopeError::NotAnEnvelope { .. })));
    }
}
