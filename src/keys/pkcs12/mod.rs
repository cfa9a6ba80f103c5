//! PKCS#12 (RFC 7292), as Windows, OpenSSL, Java, NSS, GnuTLS and others write it.
//!
//! Reading goes by stages, and what a stage asks of the processor is charged before any of it is done: what
//! is in clear; the MAC; what was encrypted as a whole; the keys that are encrypted one by one.

mod bag;
mod mac;
mod write;

use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

pub use self::write::{Pkcs12Encryption, Pkcs12Options, WriteError, write_pkcs12};
use self::{
    bag::{Bag, Content},
    mac::Mac,
};
use super::{
    any_key::AnyKey,
    error::{KeyFileError, KeyFileWarning},
    found::Contents,
    password::Encodings,
    pbe::{Algorithm, Budget},
};
use crate::{
    asn1::ber::{self, BerError, Octets, Reader, Value},
    x509::{Certificate, certificate::DATA},
};

const ENCRYPTED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.6");

/// One part of an AuthenticatedSafe (RFC 7292 section 4.1).
enum Part {
    Clear(Vec<Bag>),
    Encrypted(Algorithm, Vec<u8>),
}

/// Reads a PFX (RFC 7292 section 4), DER or BER.
pub(super) fn read(
    octets: &[u8],
    password: Option<&mut Encodings>,
    found: &mut Contents,
) -> Result<(), KeyFileError> {
    read_pfx(octets, password, found).map_err(|error| match error {
        // Where the file's own password is kept in it for Windows accounts, most likely nobody knows it.
        KeyFileError::WrongPassword if found.for_windows_accounts => KeyFileError::WindowsAccounts,
        error => error,
    })
}

fn read_pfx(
    octets: &[u8],
    mut password: Option<&mut Encodings>,
    found: &mut Contents,
) -> Result<(), KeyFileError> {
    let mut budget = Budget::new();
    let mut fields = Value::only(octets)?.inside_sequence()?;
    if fields.small()? != 3 {
        return Err(KeyFileError::Malformed { what: "a version other than 3" });
    }
    // The MAC is computed over the octets of this string as they are, in however many pieces they come.
    let safe = data(&mut fields)?;
    let mac = if fields.is_empty() { None } else { Some(Mac::read(&mut fields)?) };
    fields.end()?;
    // A structure that is broken inside of the MAC is told only once the MAC has said that it is meant so:
    // damage and a wrong password look alike.
    let parts = match parts(&safe, found) {
        Err(broken @ KeyFileError::Malformed { .. }) if mac.is_some() => Err(broken),
        parts => Ok(parts?),
    };

    budget.charge(mac.as_ref().map_or(0, Mac::cost))?;
    for part in parts.iter().flatten() {
        budget.charge(part.cost())?;
    }
    match &mac {
        Some(mac) => {
            found.mac = Some(mac.name());
            let password = password.as_deref_mut().ok_or(KeyFileError::PasswordNeeded)?;
            if !mac.verifies(password, &safe, &mut budget) {
                return Err(KeyFileError::WrongPassword);
            }
        }
        None => found.warn(KeyFileWarning::NoMac),
    }

    let mut bags = Vec::new();
    for part in parts? {
        match part {
            Part::Clear(clear) => bags.extend(clear),
            Part::Encrypted(algorithm, ciphertext) => {
                found.name_encryption(&algorithm);
                let password = password.as_deref_mut().ok_or(KeyFileError::PasswordNeeded)?;
                let octets = algorithm.open(password, &ciphertext, looks_like_bags, &mut budget)?;
                let inside = bag::read(&octets, found)?;
                for bag in &inside {
                    budget.charge(bag.cost())?;
                }
                bags.extend(inside);
            }
        }
    }
    for bag in bags {
        match bag.content {
            Content::Key(octets) => found.add_key(AnyKey::from_pkcs8(&octets), bag.attributes),
            Content::Shrouded(key) => {
                found.name_encryption(&key.algorithm);
                let password = password.as_deref_mut().ok_or(KeyFileError::PasswordNeeded)?;
                let octets = key.open(password, &mut budget)?;
                found.add_key(AnyKey::from_pkcs8(&octets), bag.attributes);
            }
            Content::Certificate(octets) => match Certificate::first(&octets) {
                Ok((certificate, trailing)) => {
                    found.add_trailing(trailing);
                    found.add_named_certificate(certificate, bag.attributes);
                }
                Err(why) => found.add_unreadable(why),
            },
        }
    }
    Ok(())
}

impl Part {
    fn cost(&self) -> u64 {
        match self {
            Self::Clear(bags) => bags.iter().map(Bag::cost).fold(0, u64::saturating_add),
            Self::Encrypted(algorithm, _) => algorithm.cost(),
        }
    }
}

/// Reads an AuthenticatedSafe (RFC 7292 section 4.1).
fn parts(safe: &[u8], found: &mut Contents) -> Result<Vec<Part>, KeyFileError> {
    let mut infos = Value::only(safe)?.inside_sequence()?;
    let mut parts = Vec::new();
    while !infos.is_empty() {
        let info = infos.value()?;
        let oid = info.inside_sequence()?.oid()?;
        let mut info = Reader::new(info.raw);
        match oid {
            DATA => parts.push(Part::Clear(bag::read(&data(&mut info)?, found)?)),
            ENCRYPTED_DATA => parts.push(encrypted_data(content(&mut info)?.1)?),
            // EnvelopedData, above all: a key file for the holder of another key.
            oid => return Err(KeyFileError::Unsupported { oid: oid.to_string() }),
        }
    }
    Ok(parts)
}

/// Reads a ContentInfo (RFC 5652 section 3): its type, and what is in it.
fn content<'a>(reader: &mut Reader<'a>) -> Result<(ObjectIdentifier, Value<'a>), KeyFileError> {
    const EMPTY: KeyFileError = KeyFileError::Malformed { what: "a content info without content" };
    let mut fields = reader.sequence()?;
    let oid = fields.oid()?;
    let explicit = fields.optional(ber::context(0))?.ok_or(EMPTY)?;
    let mut inside = explicit.inside();
    if inside.is_empty() {
        return Err(EMPTY);
    }
    let value = inside.value()?;
    inside.end()?;
    if value.tag == ber::NULL {
        return Err(EMPTY);
    }
    Ok((oid, value))
}

/// Reads a ContentInfo of plain octets.
fn data<'a>(reader: &mut Reader<'a>) -> Result<Octets<'a>, KeyFileError> {
    match content(reader)? {
        (DATA, value) if matches!(value.tag, ber::OCTET_STRING | ber::OCTET_STRING_IN_PIECES) => {
            Ok(value.octets()?)
        }
        (DATA, _) => Err(BerError::Unexpected.into()),
        // SignedData: integrity by a signature instead of a password.
        (oid, _) => Err(KeyFileError::Unsupported { oid: oid.to_string() }),
    }
}

/// Reads an EncryptedData (RFC 5652 section 8).
fn encrypted_data(value: Value<'_>) -> Result<Part, KeyFileError> {
    const CONTENT: u8 = 0x80;
    let mut fields = value.inside_sequence()?;
    fields.small()?;
    let mut info = fields.sequence()?;
    let oid = info.oid()?;
    if oid != DATA {
        return Err(KeyFileError::Unsupported { oid: oid.to_string() });
    }
    let algorithm = Algorithm::read(&mut info)?;
    if info.is_empty() {
        return Err(KeyFileError::Malformed { what: "encrypted data without content" });
    }
    // [0] IMPLICIT OCTET STRING, whole or in pieces.
    let content = info.value()?;
    if !matches!(content.tag, CONTENT | 0xa0) {
        return Err(BerError::Unexpected.into());
    }
    Ok(Part::Encrypted(algorithm, content.octets()?.to_vec()))
}

/// Whether octets look like SafeContents: what tells a right password where there is no MAC. Nothing more than their
/// first bag is looked at, and nothing behind them.
fn looks_like_bags(octets: &[u8]) -> bool {
    let look = || {
        let mut bags = Value::first(octets)?.0.inside_sequence()?;
        if bags.is_empty() { bags.end() } else { bags.sequence()?.oid().map(drop) }
    };
    look().is_ok()
}

/// Octets that are kept for a later stage.
type Kept = Zeroizing<Vec<u8>>;

#[cfg(test)]
mod tests;
