//! What is sealed on its way out: as it is, or in the lines of an armour.

use std::io::{self, Write};

use crate::cms::armor::{ALPHABET, Armor};

/// Writes a message as it is, or in PEM lines (RFC 7468 section 9).
pub(super) struct Armored<'a> {
    sink: &'a mut dyn Write,
    pem: bool,
    /// Octets of a line that is not complete.
    line: Vec<u8>,
    written: u64,
}

impl<'a> Armored<'a> {
    pub(super) fn new(sink: &'a mut dyn Write, armor: Armor) -> Self {
        Self { sink, pem: armor == Armor::Pem, line: Vec::with_capacity(LINE), written: 0 }
    }

    pub(super) fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        if !self.pem {
            return self.put(octets);
        }
        if self.written == 0 {
            self.put(b"-----BEGIN CMS-----\n")?;
        }
        let mut rest = octets;
        let mut text = Vec::with_capacity(octets.len() / LINE * (LINE_TEXT + 1) + LINE_TEXT + 1);
        if !self.line.is_empty() {
            let missing = rest.len().min(LINE - self.line.len());
            self.line.extend_from_slice(&rest[..missing]);
            rest = &rest[missing..];
            if self.line.len() < LINE {
                return Ok(());
            }
            push_line(&mut text, &self.line);
            self.line.clear();
        }
        let lines = rest.chunks_exact(LINE);
        self.line.extend_from_slice(lines.remainder());
        lines.for_each(|line| push_line(&mut text, line));
        self.put(&text)
    }

    /// Ends the message; the octets written in all.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        if self.pem {
            let mut text = Vec::new();
            if !self.line.is_empty() {
                push_line(&mut text, &self.line);
            }
            text.extend_from_slice(b"-----END CMS-----\n");
            self.put(&text)?;
        }
        Ok(self.written)
    }

    fn put(&mut self, octets: &[u8]) -> io::Result<()> {
        self.sink.write_all(octets)?;
        self.written += octets.len() as u64;
        Ok(())
    }
}

/// Octets of a line, and characters they make.
const LINE: usize = 48;

const LINE_TEXT: usize = 64;

fn push_line(text: &mut Vec<u8>, octets: &[u8]) {
    let mut line = [b'='; LINE_TEXT + 1];
    let mut end = 0;
    for group in octets.chunks(3) {
        let mut values = [0; 3];
        values[..group.len()].copy_from_slice(group);
        let [a, b, c] = values;
        // One octet makes two characters, two make three (RFC 4648 section 4).
        let characters = [a >> 2, (a << 4 | b >> 4) & 63, (b << 2 | c >> 6) & 63, c & 63];
        for (place, value) in characters.iter().take(group.len() + 1).enumerate() {
            line[end + place] = ALPHABET[usize::from(*value)];
        }
        end += 4;
    }
    line[end] = b'\n';
    text.extend_from_slice(&line[..=end]);
}
