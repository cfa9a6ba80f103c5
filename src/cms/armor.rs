//! What stands around the octets of a message: nothing, PEM, bare base64, or a MIME header.
//!
//! Told by content, never by a file's name. `open` looks at the beginning and gives a reader of the
//! octets themselves, which holds one small buffer whatever the size of the message.

mod head;
mod mail;
mod text;
mod trail;

use std::{
    io::{self, Read},
    ops::Range,
};

pub(super) use self::text::ALPHABET;
pub(crate) use self::trail::Rest;
use self::{
    head::{Beginning, Body, Head, Written},
    text::{State, Text},
    trail::Trail,
};
use super::{container::Container, credential::Credential};
use crate::asn1::stream::{AHEAD, SourceFault};

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

/// What the beginning of a file shows.
#[derive(Debug)]
pub(crate) enum Opened<R> {
    /// The octets of a message, of which some are in the buffer already.
    Message { armor: Armor, octets: Dearmored<R>, buffer: Box<[u8]>, filled: usize },
    /// Nothing, or blanks.
    Empty,
    /// Text, or octets, that no message begins with; what it is, where that shows.
    SomethingElse(Option<Container>),
    /// Keys or certificates, and no message.
    Credential(Credential),
    /// The beginning of what stands around a message, and nothing after it.
    Truncated,
}

/// Looks at the beginning of a file.
pub(crate) fn open<R: Read>(mut source: R) -> io::Result<Opened<R>> {
    let mut window = vec![0; AHEAD].into_boxed_slice();
    let mut filled = 0;
    let mut ended = false;
    // What it is does not depend on how much of it came at once.
    while filled < Container::SHOWN && !ended {
        let some = read_some(&mut source, &mut window[filled..])?;
        filled += some;
        ended = some == 0;
    }
    let mut read = filled as u64;
    if head::is_binary(&window[..filled]) {
        let octets = Dearmored { source, read, text: None, trail: Box::new(Trail::of_octets(true)) };
        return Ok(Opened::Message { armor: Armor::Der, octets, buffer: window, filled });
    }
    let container = Container::of(&window[..filled.min(Container::SHOWN)]);
    let credential = Credential::of_beginning(&window[..filled]);
    let mut head = Head::new();
    let body = loop {
        match head.look(&window[..filled], ended, filled == window.len()) {
            Beginning::Body(body) => break body,
            Beginning::Empty => return Ok(Opened::Empty),
            Beginning::Truncated => return Ok(Opened::Truncated),
            Beginning::More(done) => {
                window.copy_within(done..filled, 0);
                filled -= done;
                let some = read_some(&mut source, &mut window[filled..])?;
                filled += some;
                read += some as u64;
                ended = some == 0;
            }
            Beginning::SomethingElse => {
                let container = container.or(head.openpgp.then_some(Container::OpenPgp));
                return Ok(match credential.or(head.beside) {
                    Some(credential) if container.is_none() => Opened::Credential(credential),
                    _ => Opened::SomethingElse(container),
                });
            }
        }
    };
    let Body { armor, start, written } = body;
    let trail =
        Box::new(if armor == Armor::Base64 { Trail::of_octets(false) } else { Trail::of_text(head.mail) });
    if written == Written::Octets {
        window.copy_within(start..filled, 0);
        let octets = Dearmored { source, read, text: None, trail };
        return Ok(Opened::Message { armor, octets, buffer: window, filled: filled - start });
    }
    let text = Text::new(window, start, filled, ended, armor, written);
    let octets = Dearmored { source, read, text: Some(text), trail };
    Ok(Opened::Message { armor, octets, buffer: vec![0; AHEAD].into(), filled: 0 })
}

/// The octets of a message, with nothing around them.
#[derive(Debug)]
pub struct Dearmored<R> {
    source: R,
    read: u64,
    text: Option<Text>,
    trail: Box<Trail>,
}

impl<R> Dearmored<R> {
    /// Octets of the file that have been read, armour included.
    pub fn file_octets(&self) -> u64 {
        self.read
    }

    /// Whether the file may hold other documents than this message.
    pub(super) fn may_hold_others(&self) -> bool {
        self.trail.may_hold_others()
    }
}

impl<R: Read> Dearmored<R> {
    /// Reads on to the end of the file. What `buffer` holds ahead, and all that follows, is counted and no more.
    pub(super) fn finish(&mut self, buffer: &mut [u8], ahead: Range<usize>) -> io::Result<Rest> {
        let Some(armor) = self.text.as_ref().map(Text::armor) else {
            self.trail.outside(&buffer[ahead]);
            return self.count_the_rest(buffer);
        };
        self.trail.inside(&buffer[ahead], armor != Armor::Smime);
        loop {
            match self.read(buffer) {
                Ok(0) => break,
                Ok(octets) => self.trail.inside(&buffer[..octets], armor != Armor::Smime),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // What a mail or bare base64 ends in need not be base64; PEM has an end line.
                Err(error)
                    if armor != Armor::Pem
                        && error
                            .get_ref()
                            .is_some_and(<dyn std::error::Error + Send + Sync>::is::<SourceFault>) =>
                {
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        if let Some(text) = &mut self.text {
            if armor == Armor::Pem {
                self.trail.at_end_line();
            }
            self.trail.outside(&text.buffer[text.start..text.filled]);
            text.start = text.filled;
        }
        self.count_the_rest(buffer)
    }

    fn count_the_rest(&mut self, buffer: &mut [u8]) -> io::Result<Rest> {
        loop {
            match read_some(&mut self.source, buffer)? {
                0 => return Ok(self.trail.end()),
                some => {
                    self.read += some as u64;
                    self.trail.outside(&buffer[..some]);
                }
            }
        }
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
            if some > 0 || out.is_empty() || text.state == State::Ended {
                return Ok(some);
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

fn read_some<R: Read>(source: &mut R, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
