//! Base64 and quoted-printable, whatever the width of their lines.

use super::{Armor, head::Written};
use crate::asn1::stream::SourceFault;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Body,
    /// After the `=` that end the base64.
    Padded,
    Ended,
}

/// A message in text.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) buffer: Box<[u8]>,
    pub(super) start: usize,
    pub(super) filled: usize,
    /// Whether the source has ended.
    pub(super) ended: bool,
    pub(super) state: State,
    armor: Armor,
    written: Written,
    line_start: bool,
    /// Values of the characters of a group that is not complete.
    group: [u8; 4],
    grouped: usize,
    /// Octets of a group that the caller had no room for.
    left: [u8; 3],
    left_from: usize,
}

impl Text {
    /// From where the message begins in a buffer.
    pub(super) fn new(
        buffer: Box<[u8]>,
        start: usize,
        filled: usize,
        ended: bool,
        armor: Armor,
        written: Written,
    ) -> Self {
        Self {
            buffer,
            start,
            filled,
            ended,
            armor,
            written,
            state: State::Body,
            line_start: true,
            group: [0; 4],
            grouped: 0,
            left: [0; 3],
            left_from: 3,
        }
    }

    pub(super) fn armor(&self) -> Armor {
        self.armor
    }

    /// Decodes what is in the buffer; 0 when more must be read, or at the end.
    pub(super) fn decode(&mut self, out: &mut [u8]) -> Result<usize, SourceFault> {
        if self.written == Written::Quoted {
            return Ok(self.decode_quoted(out));
        }
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
    fn advance(&mut self) -> Result<bool, SourceFault> {
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
                self.end_group().ok_or(SourceFault::Malformed { what: "end of base64" })?;
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
            _ => return Err(SourceFault::Malformed { what: "base64" }),
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

    /// Decodes quoted-printable (RFC 2045 section 6.7): an octet for `=` and two digits, nothing for `=` at the end of a
    /// line; what is neither stands for itself.
    fn decode_quoted(&mut self, out: &mut [u8]) -> usize {
        let mut done = 0;
        while done < out.len() && self.state != State::Ended {
            let text = &self.buffer[self.start..self.filled];
            let taken = match *text {
                [] if self.ended => {
                    self.state = State::Ended;
                    break;
                }
                [b'-', b'-', ..] if self.line_start => {
                    self.state = State::Ended;
                    break;
                }
                [b'=' | b'-'] | [b'=', _] | [] if !self.ended => break,
                // Blanks that mail programs on the way put at the end of a line.
                [b'=', b' ' | b'\t', ..] => {
                    let blanks = text[1..].iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
                    // More than a line holds are content, whatever of them is there yet.
                    match (blanks < QUOTED_LINE).then(|| &text[1 + blanks..]) {
                        Some([] | [b'\r']) if !self.ended => break,
                        Some([b'\r', b'\n', ..]) => blanks + 3,
                        Some([b'\n' | b'\r', ..]) => blanks + 2,
                        _ => {
                            out[done] = b'=';
                            done += 1;
                            1
                        }
                    }
                }
                [b'=', b'\r', b'\n', ..] => 3,
                [b'=', b'\n' | b'\r', ..] => 2,
                [b'=', high, low, ..] if digit(high).is_some() && digit(low).is_some() => {
                    out[done] = digit(high).unwrap_or(0) << 4 | digit(low).unwrap_or(0);
                    done += 1;
                    3
                }
                [octet, ..] => {
                    out[done] = octet;
                    done += 1;
                    1
                }
                [] => break,
            };
            self.start += taken;
            self.line_start = matches!(self.buffer[self.start - 1], b'\n' | b'\r');
        }
        done
    }

    /// A line that begins with a dash: false when more of it must be read.
    fn end_line(&mut self) -> Result<bool, SourceFault> {
        // No more of it than is waited for, however much is there.
        let line = &self.buffer[self.start..self.filled.min(self.start + END_LINE)];
        let end: &[u8] = if self.armor == Armor::Pem { b"-----END" } else { b"--" };
        if line.len() < end.len() && end.starts_with(line) {
            return if self.ended { Err(SourceFault::Truncated) } else { Ok(false) };
        }
        if !line.starts_with(end) {
            return Err(SourceFault::Malformed { what: "end line" });
        }
        if self.armor == Armor::Pem && !line.contains(&b'\n') && !self.ended && line.len() < END_LINE {
            return Ok(false);
        }
        let mut lines = line.split(|octet| matches!(octet, b'\n' | b'\r'));
        let line = lines.next().unwrap_or_default();
        if self.armor == Armor::Pem && !line.trim_ascii_end().ends_with(b"-----") {
            let cut = self.ended && lines.next().is_none();
            return Err(if cut {
                SourceFault::Truncated
            } else {
                SourceFault::Malformed { what: "end line" }
            });
        }
        self.end_of_body().ok_or(SourceFault::Malformed { what: "end of base64" })?;
        Ok(true)
    }

    fn end_of_source(&mut self) -> Result<(), SourceFault> {
        if self.armor == Armor::Pem {
            return Err(SourceFault::Truncated);
        }
        self.end_of_body().ok_or(SourceFault::Truncated)
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

/// A line of quoted-printable is not longer (RFC 2045 section 6.7, rule 5).
const QUOTED_LINE: usize = 76;

/// An end line is not longer than this.
const END_LINE: usize = 256;

/// The characters of base64 (RFC 4648 section 4).
pub(in crate::cms) const ALPHABET: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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

fn digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn join(values: [u8; 4]) -> [u8; 3] {
    let [a, b, c, d] = values;
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}
