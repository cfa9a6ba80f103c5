//! FORMAT: bytes to structure. EnvelopedData (RFC 5652) and AuthEnvelopedData (RFC 5083), as real
//! producers write them.
//!
//! In reading order: [`armor`] takes the octets out of PEM, base64 or S/MIME; [`ber`] walks them without
//! ever holding more than a header; [`envelope`] makes a header of types of it; [`algorithm`] names what
//! the identifiers mean; [`content`] streams the plaintext out; [`seal`] goes the other way.

pub mod algorithm;
pub mod armor;
pub mod ber;
pub mod content;
pub mod envelope;
pub mod name;
pub mod seal;
