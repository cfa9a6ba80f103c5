//! What stands around the octets of a message: nothing, PEM, bare base64, or a MIME header.
//!
//! Told by content, never by a file's name. `open` looks at the beginning and gives a reader of the
//! octets themselves, which holds one small buffer whatever the size of the message.

use std::io::{self, Read};

use super::{ber::AHEAD, preamble, tlv::id};

/// How the octets of a message are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Armor {
    /// As they are: DER or BER.
    Der,
    /// PEM (RFC 7468), of any label.
    Pem,
    /// Base64 without a label.
    Base64,
    /// S/MIME, with its MIME header (RFC 8551 section 3.2).
    Smime,
}

impl Armor {
    /// `der`, `pem`, `base64` or `smime`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Der => "der",
            Self::Pem => "pem",
            Self::Base64 => "base64",
            Self::Smime => "smime",
        }
    }
}

/// Why the octets cannot be taken out of what stands around them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArmorFault {
    /// The text ends before its end line, or inside of a group of four characters.
    #[error("the text ends too early")]
    Truncated,
    /// Something in the text is not base64.
    #[error("malformed {what}")]
    Malformed {
        /// What was expected.
        what: &'static str,
    },
}

/// What the beginning of a file shows.
#[derive(Debug)]
pub(crate) enum Opened<R> {
    /// The octets of a message, of which some are in the buffer already.
    Message { armor: Armor, octets: Dearmored<R>, buffer: Box<[u8]>, filled: usize },
    /// Nothing, or blanks.
    Empty,
    /// Text, or octets, that no message begins with.
    SomethingElse,
    /// The beginning of what stands around a message, and nothing after it.
    Truncated,
}

/// Looks at the beginning of a file.
pub(crate) fn open<R: Read>(mut source: R) -> io::Result<Opened<R>> {
    let mut window = vec![0; AHEAD];
    let mut filled = read_some(&mut source, &mut window)?;
    if filled == 1 {
        filled += read_some(&mut source, &mut window[1..])?;
    }
    if preamble::is_binary(&window[..filled]) {
        let octets = Dearmored { source, read: filled as u64, text: None, blanks_may_follow: false };
        return Ok(Opened::Message { armor: Armor::Der, octets, buffer: window.into(), filled });
    }
    let mut ended = filled == 0;
    let body = loop {
        while !ended && filled < window.len() {
            let some = read_some(&mut source, &mut window[filled..])?;
            filled += some;
            ended = some == 0;
        }
        match preamble::read(&window[..filled], ended) {
            preamble::Told::Body(body) => break body,
            preamble::Told::Empty => return Ok(Opened::Empty),
            preamble::Told::Truncated => return Ok(Opened::Truncated),
            preamble::Told::More if window.len() < preamble::LIMIT => window.resize(window.len() * 2, 0),
            preamble::Told::More | preamble::Told::SomethingElse => {
                // A message whose first length reads as a letter.
                match window[..filled] {
                    [id::SEQUENCE, _, ..] => {
                        break preamble::Body { armor: Armor::Der, start: 0, binary: true };
                    }
                    _ => return Ok(Opened::SomethingElse),
                }
            }
        }
    };
    let read = filled as u64;
    if body.binary {
        window.copy_within(body.start..filled, 0);
        let octets = Dearmored { source, read, text: None, blanks_may_follow: body.armor == Armor::Smime };
        let filled = filled - body.start;
        return Ok(Opened::Message { armor: body.armor, octets, buffer: window.into(), filled });
    }
    let text = Text {
        buffer: window.into(),
        start: body.start,
        filled,
        ended,
        armor: body.armor,
        line_start: true,
        group: [0; 4],
        grouped: 0,
        left: [0; 3],
        left_from: 3,
        state: State::Body,
    };
    let octets = Dearmored { source, read, text: Some(text), blanks_may_follow: false };
    Ok(Opened::Message { armor: body.armor, octets, buffer: vec![0; AHEAD].into(), filled: 0 })
}

/// The octets of a message, with nothing around them.
#[derive(Debug)]
pub struct Dearmored<R> {
    source: R,
    read: u64,
    text: Option<Text>,
    blanks_may_follow: bool,
}

impl<R> Dearmored<R> {
    /// Whether blanks after the message are not a part of what was sent: they end a mail.
    pub(super) fn may_end_in_blanks(&self) -> bool {
        self.blanks_may_follow
    }

    /// Octets of the file that have been read, armour included.
    pub fn file_octets(&self) -> u64 {
        self.read
    }
}

impl<R: Read> Read for Dearmored<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(text) = &mut self.text else {
            let some = self.source.read(out)?;
            self.read += some as u64;
            return Ok(some);
        };
        loop {
            let some = text.decode(out).map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?;
            if some > 0 || out.is_empty() {
                return Ok(some);
            }
            if text.state == State::Ended {
                // What follows is looked through to its end, in the same loop.
                let alone = text.is_alone();
                text.start = text.start.max(text.filled.saturating_sub(BEGIN.len() + OTHER_LABEL));
                if !alone {
                    let fault = ArmorFault::Malformed { what: "end of the only message" };
                    return Err(io::Error::new(io::ErrorKind::InvalidData, fault));
                }
                if text.ended || text.armor != Armor::Pem {
                    return Ok(0);
                }
            }
            text.buffer.copy_within(text.start..text.filled, 0);
            text.filled -= text.start;
            text.start = 0;
            let more = read_some(&mut self.source, &mut text.buffer[text.filled..])?;
            self.read += more as u64;
            text.filled += more;
            text.ended |= more == 0;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Body,
    /// After the `=` that end the base64.
    Padded,
    Ended,
}

/// Base64 in lines of any width.
#[derive(Debug)]
struct Text {
    buffer: Box<[u8]>,
    start: usize,
    filled: usize,
    /// Whether the source has ended.
    ended: bool,
    armor: Armor,
    line_start: bool,
    /// Values of the characters of a group that is not complete.
    group: [u8; 4],
    grouped: usize,
    /// Octets of a group that the caller had no room for.
    left: [u8; 3],
    left_from: usize,
    state: State,
}

impl Text {
    /// Decodes what is in the buffer; 0 when more must be read, or at the end.
    fn decode(&mut self, out: &mut [u8]) -> Result<usize, ArmorFault> {
        let mut done = 0;
        loop {
            done += self.give_left(&mut out[done..]);
            if done == out.len() || self.state == State::Ended {
                return Ok(done);
            }
            if self.state == State::Body && self.grouped == 0 {
                done += self.decode_groups(&mut out[done..]);
            }
            match self.advance() {
                Ok(true) => {}
                // What is wrong is told when what comes before it has been taken.
                Ok(false) | Err(_) if done > 0 => return Ok(done),
                Ok(false) => return Ok(0),
                Err(fault) => return Err(fault),
            }
        }
    }

    /// Takes one character, or the end line, or the end; false when more must be read.
    fn advance(&mut self) -> Result<bool, ArmorFault> {
        let Some(&character) = self.buffer[self.start..self.filled].first() else {
            if self.ended {
                self.end_of_source()?;
            }
            return Ok(self.ended);
        };
        match (SYMBOLS[usize::from(character)], self.state) {
            (BLANK, _) => self.line_start |= matches!(character, b'\n' | b'\r'),
            (DASH, _) if self.line_start && self.armor != Armor::Base64 => return self.end_line(),
            (PAD, State::Body) if self.grouped >= 2 => {
                self.end_group().ok_or(ArmorFault::Malformed { what: "end of base64" })?;
                self.grouped += 1;
                self.state = State::Padded;
                self.line_start = false;
            }
            (PAD, State::Padded) if self.grouped == 3 => self.grouped = 4,
            (value @ 0..64, State::Body) => {
                self.group[self.grouped] = value;
                self.grouped += 1;
                self.line_start = false;
                if self.grouped == 4 {
                    self.grouped = 0;
                    self.left = join(self.group);
                    self.left_from = 0;
                }
            }
            _ => return Err(ArmorFault::Malformed { what: "base64" }),
        }
        self.start += 1;
        Ok(true)
    }

    /// Gives octets that were decoded before.
    fn give_left(&mut self, out: &mut [u8]) -> usize {
        let left = &self.left[self.left_from..];
        let some = left.len().min(out.len());
        out[..some].copy_from_slice(&left[..some]);
        self.left_from += some;
        some
    }

    /// Decodes the whole groups that stand together in the buffer.
    fn decode_groups(&mut self, out: &mut [u8]) -> usize {
        let mut done = 0;
        let text = &self.buffer[self.start..self.filled];
        for (group, octets) in text.chunks_exact(4).zip(out.chunks_exact_mut(3)) {
            let joined = (0..4).fold(0, |all, place| all | SHIFTED[place][usize::from(group[place])]);
            if joined > LARGEST {
                break;
            }
            // One by one: gathered in an array of three first, they take four times as long.
            let bytes = joined.to_be_bytes();
            octets[0] = bytes[1];
            octets[1] = bytes[2];
            octets[2] = bytes[3];
            done += 1;
        }
        self.line_start &= done == 0;
        self.start += done * 4;
        done * 3
    }

    /// Whether no second message begins in what the buffer holds after the end line. It would be dropped without a
    /// word: a file is one envelope. Certificates may follow (RFC 7468 section 2 takes text around a message).
    fn is_alone(&self) -> bool {
        let rest = &self.buffer[self.start..self.filled];
        let begins = rest.windows(BEGIN.len()).enumerate().filter(|(_, window)| *window == BEGIN);
        self.armor != Armor::Pem
            || begins.map(|(at, _)| &rest[at + BEGIN.len()..]).all(|label| {
                let certificates: [&[u8]; 3] = [b"CERTIFICATE", b"X509", b"TRUSTED"];
                // Not all of it is there yet: it is looked at again with what comes.
                (label.len() < OTHER_LABEL && !self.ended)
                    || certificates.iter().any(|known| label.starts_with(known))
            })
    }

    /// A line that begins with a dash: false when more of it must be read.
    fn end_line(&mut self) -> Result<bool, ArmorFault> {
        let line = &self.buffer[self.start..self.filled];
        let end: &[u8] = if self.armor == Armor::Pem { b"-----END" } else { b"--" };
        if line.len() < end.len() && end.starts_with(line) {
            return if self.ended { Err(ArmorFault::Truncated) } else { Ok(false) };
        }
        if !line.starts_with(end) {
            return Err(ArmorFault::Malformed { what: "end line" });
        }
        if self.armor == Armor::Pem && !line.contains(&b'\n') && !self.ended && line.len() < END_LINE {
            return Ok(false);
        }
        let mut lines = line.split(|octet| matches!(octet, b'\n' | b'\r'));
        let line = lines.next().unwrap_or_default();
        if self.armor == Armor::Pem && !line.trim_ascii_end().ends_with(b"-----") {
            let cut = self.ended && lines.next().is_none();
            return Err(if cut { ArmorFault::Truncated } else { ArmorFault::Malformed { what: "end line" } });
        }
        self.end_of_body().ok_or(ArmorFault::Malformed { what: "end of base64" })?;
        Ok(true)
    }

    fn end_of_source(&mut self) -> Result<(), ArmorFault> {
        if self.armor == Armor::Pem {
            return Err(ArmorFault::Truncated);
        }
        self.end_of_body().ok_or(ArmorFault::Truncated)
    }

    /// The base64 is over, perhaps without the `=` it should end with.
    fn end_of_body(&mut self) -> Option<()> {
        match (self.state, self.grouped) {
            (_, 0 | 4) => {}
            (State::Body, 2..) => self.end_group()?,
            _ => return None,
        }
        self.state = State::Ended;
        Some(())
    }

    /// The octets of a last group: two characters are one octet, three are two (RFC 4648 section 4).
    fn end_group(&mut self) -> Option<()> {
        let octets = self.grouped - 1;
        self.group[self.grouped..].fill(0);
        let bytes = join(self.group);
        if bytes[octets..].iter().any(|octet| *octet != 0) {
            return None;
        }
        self.left_from = 3 - octets;
        self.left[self.left_from..].copy_from_slice(&bytes[..octets]);
        Some(())
    }
}

/// What a message in PEM begins with.
const BEGIN: &[u8] = b"-----BEGIN ";
/// As much of a label as tells certificates from messages.
const OTHER_LABEL: usize = 11;

/// An end line is not longer than this.
const END_LINE: usize = 256;

/// The characters of base64 (RFC 4648 section 4).
pub(super) const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const BLANK: u8 = 64;
const DASH: u8 = 65;
const PAD: u8 = 66;
const OTHER: u8 = 67;

/// What each octet of the text is: a value of base64, or one of the above.
static SYMBOLS: [u8; 256] = {
    let mut symbols = [OTHER; 256];
    let mut value = 0;
    while value < 64 {
        symbols[ALPHABET[value as usize] as usize] = value;
        value += 1;
    }
    let blanks = b" \t\r\n\x0b\x0c";
    let mut blank = 0;
    while blank < blanks.len() {
        symbols[blanks[blank] as usize] = BLANK;
        blank += 1;
    }
    symbols[b'-' as usize] = DASH;
    symbols[b'=' as usize] = PAD;
    symbols
};

/// The same values where they stand in a group of 24 bits; all bits above for what is none.
static SHIFTED: [[u32; 256]; 4] = {
    let mut shifted = [[u32::MAX; 256]; 4];
    let mut place = 0;
    while place < 4 {
        let mut octet = 0;
        while octet < 256 {
            if SYMBOLS[octet] < 64 {
                shifted[place][octet] = (SYMBOLS[octet] as u32) << (18 - 6 * place);
            }
            octet += 1;
        }
        place += 1;
    }
    shifted
};
/// What four values make at most.
const LARGEST: u32 = 0x00ff_ffff;

fn join(values: [u8; 4]) -> [u8; 3] {
    let [a, b, c, d] = values;
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}

fn read_some<R: Read>(source: &mut R, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
