//! Distinguished names and serial numbers, compared as RFC 5280 section 7.1 says.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
};

/// A distinguished name (RFC 5280 section 4.1.2.4).
///
/// Two names are equal when their canonical forms are, whatever their string types, case and blanks;
/// the original DER is kept.
#[derive(Clone)]
pub struct Name {
    der: Vec<u8>,
    canonical: Vec<u8>,
}

impl Name {
    /// Reads a DER `Name`.
    pub fn from_der(_der: &[u8]) -> Result<Self, NameError> {
        unimplemented!()
    }

    /// The name as it was read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The last common name in it.
    pub fn common_name(&self) -> Option<String> {
        unimplemented!()
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.canonical.cmp(&other.canonical)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

impl fmt::Display for Name {
    /// RFC 4514, most specific first.
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        unimplemented!()
    }
}

/// A DER that is not a `Name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed distinguished name")]
pub struct NameError;

/// A serial number: big-endian, without leading zeros.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(Vec<u8>);

impl Serial {
    /// From the octets of the INTEGER; leading zeros are dropped.
    pub fn from_be_bytes(octets: &[u8]) -> Self {
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        Self(octets[zeros..].to_vec())
    }

    /// Big-endian, without leading zeros; empty for zero.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Serial {
    /// Lowercase hex, two digits an octet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("00");
        }
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}
