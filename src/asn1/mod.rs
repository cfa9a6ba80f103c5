//! Tags, lengths and values (ITU-T X.690): read from a stream, walked over in memory, written.
//!
//! [`stream`] reads messages of any size; `ber` and `tlv` walk over what is in memory; `write` makes DER.
//! All of them read headers by `header`.

pub(crate) mod ber;
pub(crate) mod header;
pub(crate) mod id;
pub(crate) mod oid;
pub mod stream;
pub(crate) mod tlv;
pub(crate) mod write;
