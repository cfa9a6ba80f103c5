//! Registers as platforms, spreadsheets and people write them, and as they should not be written.

use super::*;

mod columns;
mod dates;
mod hostile;
mod spreadsheets;
mod texts;

fn read(text: &str) -> Register {
    parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn parse(octets: impl AsRef<[u8]>) -> Result<Register, RegisterError> {
    Register::parse(octets.as_ref(), Zone::PARIS)
}

/// What is wrong with a register that is not understood: line, column, name of the column, and the fault.
fn refused(octets: impl AsRef<[u8]>) -> (Option<(u64, u64)>, Option<Box<str>>, RegisterFault) {
    let error = parse(octets).expect_err("not understood");
    let name = error.place.as_ref().and_then(|place| place.name.clone());
    (error.place.map(|place| (place.line, place.column)), name, error.fault)
}
