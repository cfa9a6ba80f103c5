//! Ways in for the fuzz targets of `tests/fuzz`: what they see is compiled for nothing else.

use std::io::{self, Read};

use super::armor::{self, Armor, Opened};
use crate::asn1::{
    stream::{BerError, Reader},
    tlv,
};

/// A source that gives at most so many octets at once.
#[derive(Debug)]
pub struct Slow<'a> {
    octets: &'a [u8],
    step: usize,
}

impl<'a> Slow<'a> {
    /// Gives `step` octets at once, one at least.
    pub fn new(octets: &'a [u8], step: usize) -> Self {
        Self { octets, step: step.max(1) }
    }
}

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out.len().min(self.step);
        self.octets.read(&mut out[..most])
    }
}

/// Octets of the first value, and how many are walked over when it is skipped.
pub fn first_value(source: impl Read) -> Result<Vec<u8>, BerError> {
    let mut reader = Reader::new(source);
    let header = reader.expect("value")?;
    reader.collect(&header)
}

/// How many octets the first value has, when nothing of it is kept.
pub fn skipped(source: impl Read) -> Result<u64, BerError> {
    let mut reader = Reader::new(source);
    let header = reader.expect("value")?;
    reader.skip(&header)?;
    Ok(reader.offset())
}

/// The first value as a string in pieces: its octets.
pub fn string(source: impl Read, room: usize) -> Result<Vec<u8>, BerError> {
    let mut reader = Reader::new(source);
    let header = reader.expect("value")?;
    reader.enter_string(&header)?;
    let mut octets = Vec::new();
    let mut piece = vec![0; room.max(1)];
    loop {
        let some = reader.fill(&mut piece)?;
        octets.extend_from_slice(&piece[..some]);
        if some < piece.len() {
            return Ok(octets);
        }
    }
}

/// The same, passed over: how many octets it has.
pub fn string_len(source: impl Read) -> Result<u64, BerError> {
    let mut reader = Reader::new(source);
    let header = reader.expect("value")?;
    reader.enter_string(&header)?;
    reader.skip_string()
}

/// One value in DER, its SETs in the order they have or in that of DER.
pub fn der(value: &[u8], sorted: bool) -> Option<Vec<u8>> {
    if sorted { tlv::to_der_sorted(value).ok() } else { tlv::to_der(value).ok().map(Into::into) }
}

/// What stands around a message, and its octets up to where they end or something is wrong.
pub fn dearmored(source: impl Read) -> Option<(Armor, Vec<u8>, bool)> {
    let Ok(Opened::Message { armor, octets: mut rest, buffer, filled }) = armor::open(source) else {
        return None;
    };
    let mut octets = buffer[..filled].to_vec();
    let whole = rest.read_to_end(&mut octets).is_ok();
    Some((armor, octets, whole))
}
