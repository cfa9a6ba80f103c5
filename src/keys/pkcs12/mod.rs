//! PKCS#12 (RFC 7292), as Windows, OpenSSL, Java, NSS, GnuTLS and others write it.

mod write;

pub use write::{Pkcs12Encryption, Pkcs12Options, WriteError, write_pkcs12};
