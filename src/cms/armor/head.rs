//! The beginning of a file that is text: where a message starts, if there is one. Line by line, nothing is held.

use super::{
    Armor,
    mail::{Mail, Part},
};
use crate::{asn1::tlv::id, cms::credential::Credential, limits};

/// How what is around a message has it written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As the octets themselves.
    Octets,
    Base64,
    /// RFC 2045 section 6.7.
    Quoted,
}

/// Where a message starts, in what was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) armor: Armor,
    pub(super) start: usize,
    pub(super) written: Written,
}

/// What a beginning tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A message starts there.
    Body(Body),
    /// So many octets are done with, and more must be read.
    More(usize),
    /// There is nothing, or blanks.
    Empty,
    /// It ends in what goes around a message.
    Truncated,
    /// No message begins so.
    SomethingElse,
}

/// Whether these are the octets of a message rather than text: a SEQUENCE whose length is not a character, or whose first
/// field is an OBJECT IDENTIFIER, as that of a message is.
pub(super) fn is_binary(octets: &[u8]) -> bool {
    match octets {
        [0x30, second, ..] if !(0x20..0x7f).contains(second) => true,
        [0x30, _, third, ..] => *third == id::OID,
        _ => false,
    }
}

/// What has been seen of it.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) mail: Mail,
    /// What stands in PEM where no message does; a private key before all.
    pub(super) beside: Option<Credential>,
    /// The beginning of an OpenPGP message.
    pub(super) openpgp: bool,
    place: Place,
    /// Nothing but blanks so far.
    first: bool,
    /// The rest of a line whose beginning was taken.
    inside_a_line: bool,
    header_from_the_start: bool,
    /// Octets of a line whose end has not come, which need not be looked for again.
    without_end: usize,
    taken: u64,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Lines,
    /// Where the body of a part begins.
    Part(Part),
    /// After the BEGIN line of a message.
    Begun,
    /// In the fields that may follow it (RFC 1421 section 4.4).
    Fields,
}

/// A line in what is looked at.
struct Line<'a> {
    octets: &'a [u8],
    /// Where the next one begins, in what is looked at.
    next: usize,
    /// Its end is there.
    whole: bool,
}

impl Head {
    pub(super) fn new() -> Self {
        Self {
            mail: Mail::new(),
            beside: None,
            openpgp: false,
            place: Place::Lines,
            first: true,
            inside_a_line: false,
            header_from_the_start: false,
            without_end: 0,
            taken: 0,
        }
    }

    /// Looks at what comes next; `full` when no more can come before some of it is done with.
    pub(super) fn look(&mut self, text: &[u8], ended: bool, full: bool) -> Beginning {
        let mut at = 0;
        let told = loop {
            if self.taken + at as u64 > limits::TEXT.value && !self.mail.has_parts() {
                break Some(Beginning::SomethingElse);
            }
            if self.first && matches!(self.place, Place::Lines) && self.without_end == 0 {
                at += text[at..].iter().take_while(|octet| octet.is_ascii_whitespace()).count();
            }
            let rest = &text[at..];
            let done = match self.place {
                Place::Part(part) => self.part(part, rest, ended),
                Place::Lines | Place::Begun | Place::Fields => {
                    match self.line(rest, ended, full && at == 0) {
                        Some(line) => self.take(&line, ended).map(Some),
                        None => Ok(None),
                    }
                }
            };
            match done {
                Ok(Some(octets)) => at += octets,
                Ok(None) => break None,
                Err(Beginning::Body(body)) => {
                    break Some(Beginning::Body(Body { start: at + body.start, ..body }));
                }
                Err(told) => break Some(told),
            }
        };
        self.taken += at as u64;
        told.unwrap_or_else(|| if ended { self.end() } else { Beginning::More(at) })
    }

    /// The line that comes next; `None` when its end must be waited for.
    fn line<'a>(&mut self, text: &'a [u8], ended: bool, full: bool) -> Option<Line<'a>> {
        let known = std::mem::take(&mut self.without_end);
        let end = text[known..].iter().position(|octet| matches!(octet, b'\n' | b'\r'));
        let Some(len) = end.map(|end| known + end) else {
            // Base64 can be one long line, whose end is not there.
            let told_early = match self.place {
                Place::Lines => self.first && text.len() >= SHOWN && starts_base64(text),
                _ => text.len() > FIELD_NAME,
            };
            let line = Line { octets: text, next: text.len(), whole: false };
            if text.is_empty() || !(ended || full || told_early) {
                self.without_end = text.len();
                return None;
            }
            return Some(line);
        };
        let both = text[len..].starts_with(b"\r\n");
        if text[len..] == *b"\r" && !ended {
            // A line feed may follow.
            return full.then_some(Line { octets: &text[..len], next: len, whole: false });
        }
        Some(Line { octets: &text[..len], next: len + 1 + usize::from(both), whole: true })
    }

    /// Takes a line; gives how many octets are done with.
    fn take(&mut self, line: &Line<'_>, ended: bool) -> Result<usize, Beginning> {
        if !self.inside_a_line {
            match self.place {
                Place::Begun | Place::Fields => self.field(line)?,
                Place::Lines | Place::Part(_) => self.text_line(line, ended)?,
            }
        }
        self.inside_a_line = !line.whole;
        Ok(line.next)
    }

    /// A line of text, or of a header.
    fn text_line(&mut self, line: &Line<'_>, ended: bool) -> Result<(), Beginning> {
        let octets =
            if self.first { line.octets.strip_prefix(BOM).unwrap_or(line.octets) } else { line.octets };
        let trimmed = octets.trim_ascii();
        // First of all: what stands further on in a long line must not be looked at, as it need not be there yet.
        if self.first && starts_base64(trimmed) {
            let start = line.octets.len() - octets.len();
            return Err(Beginning::Body(Body { armor: Armor::Base64, start, written: Written::Base64 }));
        }
        if !self.mail.has_parts() && octets.iter().any(|octet| is_control(*octet)) {
            return Err(Beginning::SomethingElse);
        }
        if trimmed.is_empty() {
            self.header_from_the_start = false;
        } else {
            if trimmed.starts_with(b"-----BEGIN") {
                if !line.whole && ended {
                    return Err(Beginning::Truncated);
                }
                if is_begin_line(trimmed) {
                    self.note(trimmed);
                    if self.openpgp {
                        return Err(Beginning::SomethingElse);
                    }
                    if !is_beside(trimmed) {
                        self.mail.message_in_text();
                        self.place = Place::Begun;
                        return Ok(());
                    }
                } else if !self.mail.has_parts() {
                    return Err(Beginning::SomethingElse);
                }
            }
            if self.first && !line.whole && BEGIN.starts_with(trimmed) {
                return Err(Beginning::Truncated);
            }
            if self.first {
                let opening = &trimmed[..trimmed.len().min(MIME.len())];
                self.header_from_the_start = MIME[..opening.len()].eq_ignore_ascii_case(opening);
            }
            self.first = false;
        }
        if (line.whole || !trimmed.is_empty())
            && let Some(part) = self.mail.line(octets)
        {
            self.place = Place::Part(part);
        }
        Ok(())
    }

    /// Notes what a BEGIN line begins that is no message of ours. The parts of a mail are judged one by one.
    fn note(&mut self, line: &[u8]) {
        if self.mail.has_parts() {
            return;
        }
        let label = label(line);
        self.openpgp = label.starts_with(b"PGP MESSAGE");
        if self.beside != Some(Credential::PrivateKey) {
            self.beside = Credential::of_label(label).or(self.beside);
        }
    }

    /// After a BEGIN line: perhaps fields, which a blank line ends, then base64.
    fn field(&mut self, line: &Line<'_>) -> Result<(), Beginning> {
        let body = |start| Err(Beginning::Body(Body { armor: Armor::Pem, start, written: Written::Base64 }));
        match self.place {
            Place::Begun if !line.octets.iter().take(FIELD_NAME).any(|octet| *octet == b':') => {
                return body(0);
            }
            Place::Fields if line.whole && line.octets.trim_ascii().is_empty() => return body(line.next),
            _ => self.place = Place::Fields,
        }
        Ok(())
    }

    /// Where a part begins: the octets themselves or text, whatever its header says of it.
    fn part(&mut self, part: Part, text: &[u8], ended: bool) -> Result<Option<usize>, Beginning> {
        let blanks = text.iter().take_while(|octet| octet.is_ascii_whitespace()).count();
        if blanks > 0 {
            return Ok(Some(blanks));
        }
        let line = text.split(|octet| matches!(octet, b'\n' | b'\r')).next().unwrap_or_default();
        if !ended && line.len() == text.len() && line.len() < SHOWN && !is_binary(text) {
            return Ok(None);
        }
        if part.typed && text.len() < 2 {
            return Err(Beginning::Truncated);
        }
        let written = match text {
            _ if is_binary(text) => Written::Octets,
            [b'0', b'=', ..] if part.quoted => Written::Quoted,
            _ => Written::Base64,
        };
        let looks_like_one = written != Written::Base64 || starts_base64(line.trim_ascii());
        if part.typed || (part.document && looks_like_one) {
            return Err(Beginning::Body(Body { armor: Armor::Smime, start: 0, written }));
        }
        self.place = Place::Lines;
        Ok((!text.is_empty()).then_some(0))
    }

    fn end(&self) -> Beginning {
        match self.place {
            Place::Begun | Place::Fields => Beginning::Truncated,
            Place::Part(part) if part.typed => Beginning::Truncated,
            _ if self.first => Beginning::Empty,
            _ if self.mail.is_cut() || self.header_from_the_start => Beginning::Truncated,
            _ => Beginning::SomethingElse,
        }
    }
}

const BEGIN: &[u8] = b"-----BEGIN ";
const BOM: &[u8] = b"\xef\xbb\xbf";
const MIME: &[u8] = b"MIME-Version:";
/// Octets of a line that show what it is: longer than the name of a field that begins like base64, `MIME-Version`.
const SHOWN: usize = 64;
/// No name of a field is longer.
const FIELD_NAME: usize = 128;

/// Text has none of these; octets of a PDF, an archive or an image soon have one.
fn is_control(octet: u8) -> bool {
    (octet < 0x20 && !matches!(octet, b'\t' | 0x0b | 0x0c)) || octet == 0x7f
}

/// Base64 of a SEQUENCE whose length takes more than one octet: `M` and `I` to `P`, then base64 only, as far as is looked
/// at: it must not depend on how much of a line is there.
fn starts_base64(line: &[u8]) -> bool {
    let line = line.get(..SHOWN).unwrap_or(line).trim_ascii_end();
    let begins = match line {
        [b'M', second, ..] => (b'I'..=b'P').contains(second),
        _ => line == b"M",
    };
    begins && line.iter().all(|octet| octet.is_ascii_alphanumeric() || b"+/= \t".contains(octet))
}

fn is_begin_line(line: &[u8]) -> bool {
    line.len() > b"-----BEGIN -----".len() && line.starts_with(BEGIN) && line.ends_with(b"-----")
}

/// Whether a BEGIN line is that of what may stand beside a message (RFC 7468): certificates, keys, parameters.
pub(super) fn is_beside(line: &[u8]) -> bool {
    let label = label(line);
    [b"CERTIFICATE".as_slice(), b"NEW CERTIFICATE", b"X509", b"TRUSTED"]
        .iter()
        .any(|known| label.starts_with(known))
        || [b"PRIVATE KEY".as_slice(), b"PUBLIC KEY", b"PARAMETERS"]
            .iter()
            .any(|known| label.ends_with(known))
        || (label.starts_with(b"PGP ") && label.ends_with(b" KEY BLOCK"))
}

fn label(line: &[u8]) -> &[u8] {
    let label = line.strip_prefix(BEGIN).unwrap_or_default();
    label.strip_suffix(b"-----").unwrap_or(label)
}
