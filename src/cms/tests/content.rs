use super::*;

/// Contents around the sizes of a block, of what is read ahead, of a piece and of the buffer.
const SIZES: [usize; 17] =
    [0, 1, 15, 16, 17, 31, 32, 33, 4079, 4080, 4096, 4097, 32_768, 262_144, 262_145, 1_048_576, 3_000_001];

fn plaintext(size: usize) -> Vec<u8> {
    (0..size).map(|place| (place * 7 + place / 251).to_le_bytes()[0]).collect()
}

#[test]
fn contents_of_all_sizes_in_buffers_of_all_sizes() {
    let mut buffers = [0, 5000, 100_003, Buffer::SIZE].map(Buffer::with_size);
    for size in SIZES {
        let plaintext = plaintext(size);
        let parameters = tlv(id::OCTET_STRING, &[&[3; 12]]);
        for draft in [
            Draft::cbc(&plaintext),
            Draft::gcm(&plaintext, &[], &[]),
            Draft::gcm_appended(&plaintext, &[3; 12], &parameters, 16),
        ] {
            for buffer in &mut buffers {
                for message in [draft.der(), draft.ber()] {
                    let opened = open_in(message.as_slice(), &KEY, buffer).expect("opens");
                    assert!(opened.plaintext == plaintext, "{size} octets in {buffer:?}");
                    assert_eq!(opened.decrypted.bytes_in, message.len() as u64);
                }
            }
        }
    }
}

#[test]
fn contents_in_pieces_of_all_sizes() {
    let plaintext = plaintext(100_000);
    for draft in [Draft::cbc(&plaintext), Draft::gcm(&plaintext, &[], &[])] {
        let encrypted = draft.content[5..].to_vec();
        for size in [1, 15, 16, 17, 1000, 4096, 40_000] {
            let pieces: Vec<Vec<u8>> = encrypted.chunks(size).map(|octets| tlv(4, &[octets])).collect();
            let draft = Draft { content: indefinite(0xa0, &[&pieces.concat()]), ..draft.clone() };
            let opened = open_in(draft.ber().as_slice(), &KEY, &mut Buffer::with_size(8192)).expect("opens");
            assert!(opened.plaintext == plaintext, "pieces of {size}");
            let facts = walked(&draft.ber());
            assert_eq!(facts.chunks, pieces.len() as u64);
            assert_eq!(facts.encrypted_len, Some(encrypted.len() as u64));
        }
    }
}

#[test]
fn one_buffer_serves_many_envelopes_and_hides_what_it_held() {
    let mut buffer = Buffer::with_size(0);
    for size in [10_000, 3, 0, 5000] {
        let plaintext = plaintext(size);
        let opened =
            open_in(Draft::gcm(&plaintext, &[], &[]).der().as_slice(), &KEY, &mut buffer).expect("opens");
        assert!(opened.plaintext == plaintext);
    }
    assert_eq!(format!("{buffer:?}"), "Buffer(4096)");
}

#[test]
fn a_key_of_another_length_or_value_is_corrupted() {
    for draft in [Draft::cbc(PLAINTEXT), Draft::gcm(PLAINTEXT, &[], &[])] {
        for key in [&[][..], &[0; 1], &[0; 15], &[1; 16], &[0; 24], &[0; 32]] {
            assert_eq!(open(&draft.der(), key).expect_err("another key").code(), "corrupted");
        }
        // What is wrong without a key is told in the same way with any key.
        let cut = &draft.der()[..draft.der().len() - 1];
        for key in [&[][..], &[1; 16], &KEY] {
            assert_eq!(open(cut, key).expect_err("cut").code(), "truncated");
        }
    }
}

#[test]
fn an_absent_content_is_told_apart_from_an_empty_one() {
    for draft in [Draft::cbc(PLAINTEXT), Draft::gcm(b"", &[], &[])] {
        let absent = Draft { content: Vec::new(), ..draft.clone() };
        assert_eq!(code(&absent.der()), "corrupted");
        let facts = walked(&absent.der());
        assert_eq!((facts.encrypted_len, facts.chunks), (None, 0));
    }
    let empty = Draft { content: tlv(0x80, &[]), ..Draft::cbc(PLAINTEXT) };
    assert_eq!(code(&empty.der()), "corrupted");
    assert!(open(&Draft::gcm(b"", &[], &[]).der(), &KEY).expect("opens").plaintext.is_empty());
}

#[test]
fn a_sink_that_refuses_ends_it() {
    let draft = Draft::cbc(&plaintext(2_000_000));
    let message = draft.der();
    let (envelope, content) = Envelope::read(message.as_slice()).expect("a header");
    let mut given = 0;
    let mut sink = |octets: &[u8]| {
        given += octets.len();
        if given > 500_000 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    };
    let key = ContentKey::new(KEY.to_vec());
    let encryption = envelope.cipher.as_ref().expect("a cipher that is read");
    let result = content.decrypt(encryption, &AwsLc, &key, &mut Buffer::new(), &mut sink);
    assert!(matches!(result, Err(ContentError::Sink(error)) if error.kind() == io::ErrorKind::StorageFull));
}

#[test]
fn a_source_that_fails_is_unreadable() {
    struct Failing<'a>(&'a [u8]);
    impl Read for Failing<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Err(io::ErrorKind::PermissionDenied.into()) } else { self.0.read(out) }
        }
    }
    let message = Draft::cbc(PLAINTEXT).der();
    for cut in 0..message.len() {
        let failure = open_in(Failing(&message[..cut]), &KEY, &mut Buffer::with_size(0)).expect_err("fails");
        assert_eq!(failure.code(), "unreadable", "at {cut}: {failure:?}");
    }
}

#[test]
fn a_content_is_walked_without_a_key() {
    let message = GCM_BER.message();
    assert_eq!(
        walked(&message),
        ContentFacts {
            bytes_in: message.len() as u64,
            trailing_octets: 0,
            encrypted_len: Some(23),
            chunks: 1,
            tag_len: Some(16),
            authenticated_attributes: 0,
            unprotected_attributes: 0,
        }
    );
}
