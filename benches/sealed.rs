//! Envelopes for the other benches: sealed by the library, and cut in the pieces that a streaming producer writes.

use plis::{
    cms::seal::{SealOptions, SealRecipient, seal},
    crypto::{AwsLc, ContentCipher, KeyTransport},
    keys::Certificate,
};

/// Seals octets to certificates, in DER.
pub(crate) fn sealed(
    certificates: &[&Certificate],
    cipher: ContentCipher,
    transport: KeyTransport,
    plaintext: &[u8],
) -> Vec<u8> {
    let recipients: Vec<_> = certificates
        .iter()
        .map(|certificate| SealRecipient { ski: None, ..SealRecipient::from(*certificate) })
        .collect();
    let options = SealOptions { cipher, transport, ..SealOptions::default() };
    let mut message = Vec::new();
    seal(&AwsLc, &recipients, &options, Some(plaintext.len() as u64), plaintext, &mut message)
        .expect("sealed");
    message
}

/// The same EnvelopedData in BER: indefinite lengths, its content in strings of `piece` octets, as streaming
/// producers write it (RFC 5652 section 6.1).
pub(crate) fn in_pieces(message: &[u8], piece: usize) -> Vec<u8> {
    let content_info = value(message);
    let (content_type, rest) = split(content_info);
    let (version, rest) = split(value(value(rest)));
    let (recipients, rest) = split(rest);
    let (inner_type, rest) = split(value(rest));
    let (algorithm, rest) = split(rest);
    let mut pieces = vec![0x30, 0x80];
    pieces.extend_from_slice(content_type);
    pieces.extend_from_slice(&[0xa0, 0x80, 0x30, 0x80]);
    pieces.extend_from_slice(version);
    pieces.extend_from_slice(recipients);
    pieces.extend_from_slice(&[0x30, 0x80]);
    pieces.extend_from_slice(inner_type);
    pieces.extend_from_slice(algorithm);
    pieces.extend_from_slice(&[0xa0, 0x80]);
    for octets in value(rest).chunks(piece) {
        pieces.extend_from_slice(&[0x04, 0x84]);
        pieces
            .extend_from_slice(&u32::try_from(octets.len()).expect("a piece of 4 GiB at most").to_be_bytes());
        pieces.extend_from_slice(octets);
    }
    pieces.extend_from_slice(&[0; 2 * 5]);
    pieces
}

/// The first value whole, and what follows it.
fn split(octets: &[u8]) -> (&[u8], &[u8]) {
    let (start, len) = header(octets);
    octets.split_at(start + len)
}

/// The content of the first value.
fn value(octets: &[u8]) -> &[u8] {
    let (start, len) = header(octets);
    &octets[start..start + len]
}

/// Octets of a definite header, and the length that it tells (X.690 section 8.1.3).
fn header(octets: &[u8]) -> (usize, usize) {
    let first = usize::from(octets[1]);
    if first < 0x80 {
        return (2, first);
    }
    let more = first & 0x7f;
    (2 + more, octets[2..2 + more].iter().fold(0, |len, octet| len << 8 | usize::from(*octet)))
}
