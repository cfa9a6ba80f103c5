//! An incremental reader of tags, lengths and values (X.690), definite and indefinite.
//!
//! It holds one small buffer and one frame for each constructed value that is open, whatever the size of
//! the message; lengths are 64 bits; time is linear; nothing recurses.

use std::{
    io::{self, Read},
    ops::Range,
};

use super::{header::Header, id};
use crate::limits::{self, Limit};

/// Why a source cannot give its octets; carried through `io::Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceFault {
    /// It ends too early.
    #[error("the text ends too early")]
    Truncated,
    /// Something in it cannot be.
    #[error("malformed {what}")]
    Malformed {
        /// What was expected.
        what: &'static str,
    },
}

/// Octets that are read ahead; pieces of content at least this long go straight to the caller.
pub(crate) const AHEAD: usize = 32 << 10;

/// Why a message cannot be walked over.
#[derive(Debug, thiserror::Error)]
pub enum BerError {
    /// It ends too early.
    #[error("ends at octet {offset}")]
    Truncated {
        /// Octets that are there.
        offset: u64,
    },
    /// The structure is wrong.
    #[error("malformed {what} at octet {offset}")]
    Malformed {
        /// Where.
        offset: u64,
        /// What was expected there.
        what: &'static str,
    },
    /// It is above a limit.
    #[error("above the limit {} of {} {}", limit.name, limit.value, limit.unit)]
    TooLarge {
        /// Which limit.
        limit: Limit,
    },
    /// It could not be read.
    #[error("cannot be read")]
    Io(#[source] io::Error),
}

/// A constructed value whose header has been read.
#[derive(Clone, Copy, Debug)]
struct Frame {
    /// Where it ends; `None` at its end-of-contents octets.
    end: Option<u64>,
    /// The nearest definite end around it.
    outer_ceiling: u64,
}

/// Walks over a message, value after value.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    buffer: Box<[u8]>,
    /// The part of the buffer that has been read and not used.
    start: usize,
    filled: usize,
    /// Offset in the message of `buffer[start]`.
    offset: u64,
    frames: Vec<Frame>,
    /// The nearest definite end of the values that are open.
    ceiling: u64,
    /// How far the values that are collected or passed over may go, and why.
    bound: (u64, Limit),
    /// Whether something was not as DER has it.
    saw_ber: bool,
    /// Open values when the string that is being read began.
    string_depth: usize,
    /// Octets left of the piece of string that is being read.
    piece: u64,
    pieces: u64,
}

impl<R: Read> Reader<R> {
    /// Starts at the first octet of a message.
    pub fn new(source: R) -> Self {
        Self::resume(source, vec![0; AHEAD].into_boxed_slice(), 0)
    }

    /// Starts at the first octet of a message of which `filled` octets of `buffer` have been read.
    pub(crate) fn resume(source: R, buffer: Box<[u8]>, filled: usize) -> Self {
        Self {
            source,
            buffer,
            start: 0,
            filled,
            offset: 0,
            frames: Vec::with_capacity(8),
            ceiling: u64::MAX,
            bound: (limits::HEADER.value, limits::HEADER),
            saw_ber: false,
            string_depth: 0,
            piece: 0,
            pieces: 0,
        }
    }

    /// Octets of the message that have been walked over.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether an indefinite length or a string in pieces has been seen.
    pub fn saw_ber(&self) -> bool {
        self.saw_ber
    }

    /// What the octets come from.
    pub fn source(&self) -> &R {
        &self.source
    }

    /// From here on, what is collected or passed over is bounded by this limit.
    pub(crate) fn bound_by(&mut self, limit: Limit) {
        self.bound = (self.offset.saturating_add(limit.value), limit);
    }

    /// A structure that is wrong here.
    pub(crate) fn malformed(&self, what: &'static str) -> BerError {
        BerError::Malformed { offset: self.offset, what }
    }

    /// The header of the next value inside of the innermost one that is open; `None` at its end.
    ///
    /// Outside of all values, `None` is the end of the source. Nothing is taken.
    pub(crate) fn peek(&mut self) -> Result<Option<Header>, BerError> {
        let indefinite = match self.frames.last() {
            Some(Frame { end: Some(end), .. }) if *end == self.offset => return Ok(None),
            Some(Frame { end, .. }) => end.is_none(),
            None => {
                if self.start == self.filled && self.refill()? == 0 {
                    return Ok(None);
                }
                false
            }
        };
        let header = loop {
            match Header::parse(&self.buffer[self.start..self.filled]) {
                Ok(Some(header)) => break header,
                Ok(None) => {
                    if self.refill()? == 0 {
                        return Err(BerError::Truncated { offset: self.end_of_source() });
                    }
                }
                Err(what) => return Err(self.malformed(what)),
            }
        };
        let value = self.offset.checked_add(header.len as u64);
        let end = value.and_then(|value| value.checked_add(header.length.unwrap_or(0)));
        if end.is_none_or(|end| end > self.ceiling) {
            return Err(self.malformed("length"));
        }
        if header.is_end_of_contents() {
            return if indefinite { Ok(None) } else { Err(self.malformed("value")) };
        }
        Ok(Some(header))
    }

    /// The header of the next value, which must be there.
    pub(crate) fn expect(&mut self, what: &'static str) -> Result<Header, BerError> {
        self.peek()?.ok_or_else(|| self.malformed(what))
    }

    /// Opens the constructed value whose header was peeked.
    pub(crate) fn enter(&mut self, header: &Header) -> Result<(), BerError> {
        if self.frames.len() as u64 >= limits::NESTING.value {
            return Err(BerError::TooLarge { limit: limits::NESTING });
        }
        self.take(header.len);
        let end = header.length.map(|length| self.offset + length);
        self.frames.push(Frame { end, outer_ceiling: self.ceiling });
        self.saw_ber |= end.is_none();
        self.ceiling = end.unwrap_or(self.ceiling);
        Ok(())
    }

    /// Opens the next value, which must be constructed and have this identifier.
    pub(crate) fn enter_a(&mut self, identifier: u8, what: &'static str) -> Result<(), BerError> {
        match self.expect(what)? {
            header if header.identifier == identifier => self.enter(&header),
            _ => Err(self.malformed(what)),
        }
    }

    /// Closes the innermost value, of which everything has been read.
    pub(crate) fn leave(&mut self) -> Result<(), BerError> {
        if self.peek()?.is_some() {
            return Err(self.malformed("end of the value"));
        }
        if let Some(frame) = self.frames.pop() {
            if frame.end.is_none() {
                // The header parser has seen both end-of-contents octets.
                self.take(2);
            }
            self.ceiling = frame.outer_ceiling;
        }
        Ok(())
    }

    /// Hands over what follows the message: the source, and the part of the buffer that was read ahead of it.
    pub(crate) fn hand_over<T>(
        &mut self,
        take: impl FnOnce(&mut R, &mut [u8], Range<usize>) -> io::Result<T>,
    ) -> Result<T, BerError> {
        let ahead = std::mem::replace(&mut self.start, self.filled)..self.filled;
        take(&mut self.source, &mut self.buffer, ahead).map_err(|error| self.refused(error))
    }

    /// Takes the next value whole, header included, with nothing changed in it.
    pub(crate) fn collect(&mut self, header: &Header) -> Result<Vec<u8>, BerError> {
        let mut octets = Vec::new();
        self.pass(header, Some(&mut octets))?;
        Ok(octets)
    }

    /// Passes over the next value.
    ///
    /// What is inside of a value of definite length is not looked at.
    pub(crate) fn skip(&mut self, header: &Header) -> Result<(), BerError> {
        self.pass(header, None)
    }

    fn pass(&mut self, header: &Header, mut into: Option<&mut Vec<u8>>) -> Result<(), BerError> {
        let depth = self.frames.len();
        let mut header = *header;
        loop {
            let (limit_offset, limit) = self.bound;
            let end = self.offset + header.len as u64 + header.length.unwrap_or(0);
            if end > limit_offset {
                return Err(BerError::TooLarge { limit });
            }
            if header.length.is_some() {
                self.pass_octets(end - self.offset, into.as_deref_mut())?;
            } else {
                if let Some(into) = &mut into {
                    into.extend_from_slice(&self.buffer[self.start..self.start + header.len]);
                }
                self.enter(&header)?;
            }
            // Closes what ends here, then goes on with what follows.
            loop {
                if self.frames.len() == depth {
                    return Ok(());
                }
                if let Some(next) = self.peek()? {
                    header = next;
                    break;
                }
                if let Some(into) = &mut into {
                    into.extend_from_slice(&[0, 0]);
                }
                self.leave()?;
            }
        }
    }

    fn pass_octets(&mut self, mut count: u64, mut into: Option<&mut Vec<u8>>) -> Result<(), BerError> {
        while count > 0 {
            if self.start == self.filled && self.refill()? == 0 {
                return Err(BerError::Truncated { offset: self.offset });
            }
            let there = self.filled - self.start;
            let some = usize::try_from(count).map_or(there, |count| count.min(there));
            if let Some(into) = &mut into {
                into.extend_from_slice(&self.buffer[self.start..self.start + some]);
            }
            self.take(some);
            count -= some as u64;
        }
        Ok(())
    }

    /// Starts to read a string, in one piece or in any arrangement of pieces, whose header was peeked.
    pub(crate) fn enter_string(&mut self, header: &Header) -> Result<(), BerError> {
        self.string_depth = self.frames.len();
        self.pieces = 0;
        if header.is_constructed() {
            self.saw_ber = true;
            self.enter(header)
        } else {
            self.start_piece(header)
        }
    }

    /// Pieces of the string that have been started.
    pub(crate) fn pieces(&self) -> u64 {
        self.pieces
    }

    /// Fills `out` with the octets of the string that come next; fewer only at its end.
    ///
    /// What is wanted in large slices goes from the source to `out` directly.
    pub(crate) fn fill(&mut self, out: &mut [u8]) -> Result<usize, BerError> {
        let mut done = 0;
        while done < out.len() {
            if self.piece == 0 {
                if self.next_piece()? {
                    continue;
                }
                break;
            }
            let left = usize::try_from(self.piece).unwrap_or(usize::MAX);
            let wanted = &mut out[done..];
            let wanted_len = wanted.len().min(left);
            let wanted = &mut wanted[..wanted_len];
            let some = if self.start < self.filled {
                let some = wanted.len().min(self.filled - self.start);
                wanted[..some].copy_from_slice(&self.buffer[self.start..self.start + some]);
                self.take(some);
                some
            } else if wanted.len() >= self.buffer.len() {
                let some = read_some(&mut self.source, wanted).map_err(|error| self.refused(error))?;
                self.offset += some as u64;
                some
            } else if self.refill()? > 0 {
                continue;
            } else {
                0
            };
            if some == 0 {
                return Err(BerError::Truncated { offset: self.offset });
            }
            self.piece -= some as u64;
            done += some;
        }
        Ok(done)
    }

    /// Passes over what is left of the string, and gives how many octets that was.
    pub(crate) fn skip_string(&mut self) -> Result<u64, BerError> {
        let mut total = 0;
        loop {
            let piece = self.piece;
            self.pass_octets(piece, None)?;
            self.piece = 0;
            total += piece;
            if !self.next_piece()? {
                return Ok(total);
            }
        }
    }

    /// Goes to the next piece of the string; false at the end of the string, which is then closed.
    fn next_piece(&mut self) -> Result<bool, BerError> {
        while self.frames.len() > self.string_depth {
            match self.peek()? {
                None => self.leave()?,
                Some(header) if header.identifier == id::OCTET_STRING => {
                    self.start_piece(&header)?;
                    return Ok(true);
                }
                Some(header) if header.identifier == id::OCTET_STRING | id::CONSTRUCTED => {
                    self.enter(&header)?;
                }
                Some(_) => return Err(self.malformed("piece of a string")),
            }
        }
        Ok(false)
    }

    fn start_piece(&mut self, header: &Header) -> Result<(), BerError> {
        self.take(header.len);
        self.piece = header.length.ok_or_else(|| self.malformed("length"))?;
        self.pieces += 1;
        Ok(())
    }

    fn take(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }

    /// Reads more into the buffer; 0 at the end of the source.
    fn refill(&mut self) -> Result<usize, BerError> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        let room = &mut self.buffer[self.filled..];
        let some = read_some(&mut self.source, room).map_err(|error| self.refused(error))?;
        self.filled += some;
        Ok(some)
    }

    /// Where the source ends, when it has been read to its end.
    fn end_of_source(&self) -> u64 {
        self.offset + (self.filled - self.start) as u64
    }

    fn refused(&self, error: io::Error) -> BerError {
        let offset = self.end_of_source();
        match error.get_ref().and_then(|inner| inner.downcast_ref::<SourceFault>()) {
            Some(SourceFault::Truncated) => BerError::Truncated { offset },
            Some(SourceFault::Malformed { what }) => BerError::Malformed { offset, what },
            None => BerError::Io(error),
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
