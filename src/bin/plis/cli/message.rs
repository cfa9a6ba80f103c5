//! What two processes of this program say to each other: a line of JSON a message, within a bound.

use std::io::{self, BufRead as _, BufReader, Read, Write};

use serde::{Serialize, de::DeserializeOwned};

/// Sends a message.
pub(super) fn say(line: &mut BufReader<impl Read + Write>, message: &impl Serialize) -> io::Result<()> {
    let mut octets = serde_json::to_vec(message)?;
    octets.push(b'\n');
    line.get_mut().write_all(&octets)
}

/// Waits for a message of so many octets at most.
pub(super) fn hear<T: DeserializeOwned>(line: &mut BufReader<impl Read>, most: u64) -> io::Result<T> {
    let mut octets = Vec::new();
    line.by_ref().take(most).read_until(b'\n', &mut octets)?;
    // The last octet shows that it is whole.
    let whole = octets.strip_suffix(b"\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(serde_json::from_slice(whole)?)
}
