//! FORMAT: bytes to structure. EnvelopedData (RFC 5652) and AuthEnvelopedData (RFC 5083), as real
//! producers write them.
//!
//! In reading order: [`armor`] takes the octets out of PEM, base64 or S/MIME; [`crate::asn1::stream`] walks them without
//! ever holding more than a header; [`envelope`] makes a header of types of it; [`algorithm`] names what
//! the identifiers mean (and [`agreement`] those of curves, [`encapsulation`] those of ML-KEM), [`crate::x509`] who is meant; [`content`] streams the plaintext out; [`seal`] goes the
//! other way.
//!
//! Reading is by hand where senders are loose: the types of the `cms` crate hold what is written.

#![warn(clippy::missing_errors_doc)]

pub mod agreement;
pub mod algorithm;
pub mod armor;
pub mod container;
pub mod content;
pub mod credential;
pub mod encapsulation;
pub mod envelope;
#[cfg(fuzzing)]
pub mod fuzzing;

pub mod seal;
mod structure;

#[cfg(test)]
mod tests;
