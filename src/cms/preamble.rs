//! The beginning of a file that is text: where the base64 of a message starts, if there is one.

use super::armor::Armor;

/// Octets of text before a message: longer than any header of a mail that carries one.
pub(crate) const LIMIT: usize = 64 << 10;

/// Where the octets of a message start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) armor: Armor,
    pub(crate) start: usize,
    /// Whether it goes on with the octets themselves, rather than base64.
    pub(crate) binary: bool,
}

/// What a beginning tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// A message starts there.
    Body(Body),
    /// Nothing yet: more must be read.
    More,
    /// There is nothing, or blanks.
    Empty,
    /// It ends in what goes around a message.
    Truncated,
    /// No message begins so.
    SomethingElse,
}

/// Whether these are the octets of a message rather than text: a SEQUENCE whose length is not a character.
pub(crate) fn is_binary(octets: &[u8]) -> bool {
    match octets {
        [0x30, second, ..] => !(0x20..0x7f).contains(second),
        _ => false,
    }
}

/// Looks for a message in text of which this is the beginning, or all when `ended`.
pub(crate) fn read(text: &[u8], ended: bool) -> Told {
    let marked = text.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(text);
    let mut at = text.len() - marked.len();
    let mut block = Block::default();
    let mut first = true;
    let mut header_from_the_start = false;
    while at < text.len() {
        let (line, next) = line_at(text, at);
        if line.iter().any(|octet| is_control(*octet)) {
            return Told::SomethingElse;
        }
        let trimmed = line.trim_ascii();
        if trimmed.is_empty() {
            if let Some(next) = next
                && block.carries_a_message
            {
                return smime_body(text, next, ended);
            }
            header_from_the_start = false;
            block = Block::default();
        } else {
            // Base64 can be one long line, whose end is not there; `MI` alone may become `MIME-Version`.
            let enough = next.is_some() || ended || trimmed.len() > MIME.len() || text.len() >= LIMIT;
            if first && enough && starts_base64(trimmed) {
                return Told::Body(Body { armor: Armor::Base64, start: at, binary: false });
            }
            if next.is_none() && !ended {
                return Told::More;
            }
            if trimmed.starts_with(b"-----BEGIN") {
                return match next {
                    Some(_) if !is_begin_line(trimmed) => Told::SomethingElse,
                    Some(next) => pem_body(text, next, ended),
                    None => Told::Truncated,
                };
            }
            if first && next.is_none() && b"-----BEGIN ".starts_with(trimmed) {
                return Told::Truncated;
            }
            if first {
                let opening = &trimmed[..trimmed.len().min(MIME.len())];
                header_from_the_start = MIME[..opening.len()].eq_ignore_ascii_case(opening);
            }
            block.take(line);
            first = false;
        }
        let Some(next) = next else { break };
        at = next;
    }
    if !ended {
        return Told::More;
    }
    if first {
        return Told::Empty;
    }
    if block.carries_a_message || header_from_the_start { Told::Truncated } else { Told::SomethingElse }
}

const MIME: &[u8] = b"MIME-Version:";

/// The line at an offset without its end, and where the next one starts; `None` when its end is not there.
fn line_at(text: &[u8], at: usize) -> (&[u8], Option<usize>) {
    let rest = &text[at..];
    let Some(len) = rest.iter().position(|octet| matches!(octet, b'\n' | b'\r')) else { return (rest, None) };
    let both = rest[len..].starts_with(b"\r\n");
    (&rest[..len], Some(at + len + 1 + usize::from(both)))
}

/// Text has none of these; octets of a PDF, an archive or an image soon have one.
fn is_control(octet: u8) -> bool {
    (octet < 0x20 && !matches!(octet, b'\t' | 0x0b | 0x0c)) || octet == 0x7f
}

/// Base64 of a SEQUENCE whose length takes more than one octet: `M` and `I` to `P`, then base64 only.
fn starts_base64(line: &[u8]) -> bool {
    let begins = match line {
        [b'M', second, ..] => (b'I'..=b'P').contains(second),
        _ => line == b"M",
    };
    begins && line.iter().all(|octet| octet.is_ascii_alphanumeric() || b"+/= \t".contains(octet))
}

fn is_begin_line(line: &[u8]) -> bool {
    line.len() > b"-----BEGIN -----".len() && line.starts_with(b"-----BEGIN ") && line.ends_with(b"-----")
}

/// After a BEGIN line: perhaps fields, which a blank line ends (RFC 1421 section 4.4), then base64.
fn pem_body(text: &[u8], start: usize, ended: bool) -> Told {
    let body = |start| Told::Body(Body { armor: Armor::Pem, start, binary: false });
    let mut at = start;
    let mut in_fields = false;
    loop {
        let (line, next) = line_at(text, at);
        if !in_fields && next.is_some() && !line.contains(&b':') {
            return body(start);
        }
        in_fields = true;
        match next {
            None if ended || text.len() >= LIMIT => return body(start),
            None => return Told::More,
            Some(next) if line.trim_ascii().is_empty() => return body(next),
            Some(next) => at = next,
        }
    }
}

/// After a MIME header: the octets themselves, or base64, whatever the header says of it.
fn smime_body(text: &[u8], start: usize, ended: bool) -> Told {
    let blanks = text[start..].iter().take_while(|octet| octet.is_ascii_whitespace()).count();
    let start = start + blanks;
    let body = |binary| Told::Body(Body { armor: Armor::Smime, start, binary });
    match &text[start..] {
        [] if ended => Told::Truncated,
        [] => Told::More,
        [0x30] => {
            if ended {
                Told::Truncated
            } else {
                Told::More
            }
        }
        octets => body(is_binary(octets)),
    }
}

/// The fields of one MIME header (RFC 5322 section 2.2), as far as they matter.
#[derive(Debug, Default)]
struct Block {
    /// The field that folded lines go on with is `Content-Type`.
    in_content_type: bool,
    /// Its type is one that CMS messages are sent with (RFC 8551 section 3.2, RFC 7193).
    carries_a_message: bool,
}

impl Block {
    fn take(&mut self, line: &[u8]) {
        let value = if line.first().is_some_and(u8::is_ascii_whitespace) {
            line
        } else {
            let Some(colon) = line.iter().position(|octet| *octet == b':') else { return };
            self.in_content_type = line[..colon].trim_ascii().eq_ignore_ascii_case(b"content-type");
            &line[colon + 1..]
        };
        if self.in_content_type {
            let kind = value.split(|octet| *octet == b';').next().unwrap_or_default().trim_ascii();
            self.carries_a_message |=
                MESSAGE_TYPES.iter().any(|known| kind.eq_ignore_ascii_case(known.as_bytes()));
        }
    }
}

const MESSAGE_TYPES: [&str; 4] =
    ["application/pkcs7-mime", "application/x-pkcs7-mime", "application/cms", "application/octet-stream"];
