//! The octets of an input.

use std::{
    fs::File,
    io::{self, Read as _},
};

use super::{failure::Failure, outcome::Reason, plan::Input};
use crate::crypto::Provider;

/// Opens an input, which is a regular file.
pub(super) fn open_file(input: &Input) -> Result<File, Failure> {
    crate::fsx::open_regular(&input.path).map_err(|error| Failure::system(Reason::Unreadable, &error))
}

/// SHA-256 of a whole file.
pub(super) fn digest_of(provider: &dyn Provider, file: &mut File) -> io::Result<[u8; 32]> {
    let mut hash = provider.sha256();
    let mut piece = vec![0; 1 << 18];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(hash.finish()),
            Ok(octets) => hash.update(&piece[..octets]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
