//! Every truncation, and every bit flipped.

use super::*;

fn samples() -> Vec<(Vec<u8>, Vec<u8>, bool)> {
    let mut samples: Vec<(Vec<u8>, Vec<u8>, bool)> =
        [(CBC, false), (GCM, true), (CBC_BER, false), (GCM_BER, true)]
            .into_iter()
            .map(|(sample, authenticated)| (sample.message(), hex(sample.key), authenticated))
            .collect();
    let attribute = tlv(id::SEQUENCE, &[&[id::OID, 2, 0x2a, 1], &tlv(id::SET, &[&[id::NULL, 0]])]);
    let aad = tlv(id::SET, &[&attribute]);
    let full = Draft {
        originator: indefinite(0xa0, &[&tlv(0xa0, &[])]),
        recipients: vec![recipient(), indefinite(0xa1, &[&tlv(4, &[b"x"])]), recipient()],
        ..Draft::gcm(PLAINTEXT, &aad, &indefinite(0xa1, &[&attribute]))
    };
    let appended = Draft::gcm_appended(PLAINTEXT, &[3; 16], &tlv(id::OCTET_STRING, &[&[3; 16]]), 16);
    for draft in [full, appended] {
        samples.push((draft.der(), KEY.to_vec(), true));
        samples.push((draft.ber(), KEY.to_vec(), true));
    }
    samples
}

#[test]
fn every_truncation_is_told() {
    for (message, key, _) in samples() {
        let mut buffer = Buffer::with_size(0);
        assert_eq!(open_in(message.as_slice(), &key, &mut buffer).expect("opens").plaintext, PLAINTEXT);
        for cut in 0..message.len() {
            let failure = open_in(&message[..cut], &key, &mut buffer).expect_err("cut");
            // One octet could be a letter.
            let expected = if cut < 2 { "not_an_envelope" } else { "truncated" };
            assert_eq!(failure.code(), expected, "cut at {cut}: {failure:?}");
            // Without a key the same is told.
            if let Ok((_, content)) = Envelope::read(&message[..cut]) {
                let error = content.skip().expect_err("cut");
                assert!(
                    matches!(error, ContentError::Structure(BerError::Truncated { offset }) if offset == cut as u64),
                    "{error:?}"
                );
            }
        }
    }
}

#[test]
fn every_bit_flipped_opens_to_the_same_or_not_at_all() {
    for (message, key, authenticated) in samples() {
        let mut buffer = Buffer::with_size(0);
        let mut opened = 0;
        for bit in 0..message.len() * 8 {
            let mut message = message.clone();
            message[bit / 8] ^= 1 << (bit % 8);
            match open_in(message.as_slice(), &key, &mut buffer) {
                Ok(other) => {
                    opened += 1;
                    assert!(!authenticated || other.plaintext == PLAINTEXT, "bit {bit}");
                }
                Err(failure) => {
                    let known = [
                        "not_an_envelope",
                        "truncated",
                        "corrupted",
                        "unsupported",
                        "nesting",
                        "header",
                        "attributes",
                    ];
                    assert!(known.contains(&failure.code()), "bit {bit}: {failure:?}");
                }
            }
        }
        // Flips in what only says whom it is for leave the rest as it was.
        assert!(opened > 500, "{opened}");
    }
}
