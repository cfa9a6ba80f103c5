//! PEM (RFC 7468) as it is found: text before, between and after the blocks, headers inside (RFC 1421), any
//! line length, any line ending.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

/// One block.
pub(crate) struct Block<'a> {
    pub(crate) label: &'a str,
    /// `Name: value` lines at its start.
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    /// What it holds.
    pub(crate) octets: Zeroizing<Vec<u8>>,
    /// `friendlyName` in the text that OpenSSL writes before a block ("Bag Attributes").
    pub(crate) friendly_name: Option<&'a str>,
}

impl Block<'_> {
    pub(crate) fn holds_certificates(&self) -> bool {
        matches!(
            self.label,
            "CERTIFICATE"
                | "X509 CERTIFICATE"
                | "TRUSTED CERTIFICATE"
                | "CERTIFICATE CHAIN"
                | "PKCS7"
                | "CMS"
                | "PKCS #7 SIGNED DATA"
        )
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// All blocks. `None` when it is not PEM at all.
///
/// A block that does not end, or is not base64, has no octets.
pub(crate) fn blocks(bytes: &[u8]) -> Option<Vec<Block<'_>>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut blocks = Vec::new();
    let mut friendly_name = None;
    let mut lines = bytes.split(|octet| matches!(octet, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(b"friendlyName: ") {
            friendly_name = str::from_utf8(name).ok();
        }
        let Some(label) = line.strip_prefix(BEGIN).and_then(|label| label.strip_suffix(DASHES)) else {
            continue;
        };
        let Ok(label) = str::from_utf8(label) else { continue };
        let mut inside = Vec::new();
        let mut ended = false;
        for line in lines.by_ref() {
            if let Some(found) = line.strip_prefix(END).and_then(|found| found.strip_suffix(DASHES)) {
                ended = found == label.as_bytes();
                break;
            }
            inside.push(line);
        }
        let (headers, body) = split_headers(&inside);
        let octets = if ended { decode(body) } else { None }.unwrap_or_default();
        blocks.push(Block { label, headers, octets, friendly_name: friendly_name.take() });
    }
    if blocks.is_empty() { None } else { Some(blocks) }
}

/// Header lines stand before the first line that has no colon and is not empty (RFC 1421 section 4.4).
fn split_headers<'a, 'b>(lines: &'b [&'a [u8]]) -> (Vec<(&'a str, &'a str)>, &'b [&'a [u8]]) {
    let mut headers = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        match str::from_utf8(line).ok().and_then(|line| line.split_once(':')) {
            Some((name, value)) => headers.push((name.trim(), value.trim())),
            None if line.is_empty() => {}
            None => return (headers, &lines[index..]),
        }
    }
    (headers, &[])
}

/// A file that is nothing but base64, without lines around it.
pub(crate) fn bare_base64(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // MI is how a SEQUENCE of more than 127 octets starts in base64.
    if !bytes.trim_ascii_start().starts_with(b"MI") {
        return None;
    }
    let lines =
        bytes.split(|octet| matches!(octet, b'\n' | b'\r')).map(<[u8]>::trim_ascii).collect::<Vec<_>>();
    decode(&lines)
}

/// One block, in lines of 64 characters.
pub(crate) fn write(label: &str, octets: &[u8]) -> String {
    let body = Base64::encode_string(octets);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

fn decode(lines: &[&[u8]]) -> Option<Zeroizing<Vec<u8>>> {
    // Room for all of it from the start: a vector that grows leaves copies behind.
    let mut body = Zeroizing::new(Vec::with_capacity(lines.iter().map(|line| line.len()).sum()));
    for line in lines {
        body.extend_from_slice(line);
    }
    let mut octets = Zeroizing::new(vec![0; body.len() / 4 * 3 + 3]);
    let len = Base64::decode(body.as_slice(), &mut octets).ok()?.len();
    octets.truncate(len);
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_headers_inside_any_line() {
        let text = "Bag Attributes\r\n    friendlyName: Clé d'essai\r\n-----BEGIN A B-----\r\nProc-Type: 4,ENCRYPTED\r\nX: y\r\n\r\nAAEC\r\n Aw==\r\n-----END A B-----\r\nmore\n-----BEGIN C-----\nBA==\n-----END C-----";
        let blocks = blocks(text.as_bytes()).expect("PEM");
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].label, blocks[0].octets.as_slice()), ("A B", &[0, 1, 2, 3][..]));
        assert_eq!(blocks[0].header("proc-type"), Some("4,ENCRYPTED"));
        assert_eq!(blocks[0].friendly_name, Some("Clé d'essai"));
        assert_eq!((blocks[1].label, blocks[1].octets.as_slice()), ("C", &[4][..]));
        assert_eq!(blocks[1].friendly_name, None);
    }

    #[test]
    fn a_block_that_does_not_end_is_empty() {
        let blocks = blocks(b"-----BEGIN A-----\nAAEC\n-----END B-----\n").expect("PEM");
        assert!(blocks[0].octets.is_empty());
    }

    #[test]
    fn what_is_written_is_read() {
        let octets = (0..=200).collect::<Vec<u8>>();
        let text = write("X", &octets);
        assert!(text.lines().all(|line| line.len() <= 64));
        assert_eq!(blocks(text.as_bytes()).expect("PEM")[0].octets.as_slice(), octets);
    }
}
