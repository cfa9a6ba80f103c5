//! Keys and certificates that lie among the envelopes by mistake: told by their structure, never opened.

use std::io::Read;

use serde::{Deserialize, Serialize};

use crate::asn1::{
    header::Header,
    id,
    stream::{BerError, Reader},
};

/// What is no message at all, and no document either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// A file of private keys and their certificates: PKCS #12 (RFC 7292), or Java's.
    KeyFile,
    /// PKCS #8 (RFC 5958), encrypted or not, PKCS #1 (RFC 8017), RFC 5915, OpenSSH's, OpenPGP's.
    PrivateKey,
    /// A SubjectPublicKeyInfo (RFC 5280), PKCS #1, OpenPGP's.
    PublicKey,
    /// X.509 (RFC 5280).
    Certificate,
    /// PKCS #10 (RFC 2986).
    CertificateRequest,
    /// A CRL (RFC 5280).
    RevocationList,
}

const BIT_STRING: u8 = 0x03;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

impl Credential {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KeyFile => "a key file",
            Self::PrivateKey => "a private key",
            Self::PublicKey => "a public key",
            Self::Certificate => "a certificate",
            Self::CertificateRequest => "a certificate request",
            Self::RevocationList => "a list of revoked certificates",
        }
    }

    /// By the first octets of a file that does not begin as messages do: the stores of Java and of Windows, PuTTY's keys,
    /// and keys of elliptic curves, whose length is a character.
    pub(super) fn of_beginning(beginning: &[u8]) -> Option<Self> {
        if beginning.first() == Some(&id::SEQUENCE) {
            let mut reader = Reader::new(beginning);
            reader.enter_a(id::SEQUENCE, "key").ok()?;
            return Self::read(&mut reader).filter(|key| matches!(key, Self::PrivateKey | Self::PublicKey));
        }
        let known: [(&[u8], Self); 4] = [
            (b"\xfe\xed\xfe\xed", Self::KeyFile),
            (b"\xce\xce\xce\xce", Self::KeyFile),
            (b"\x1e\xf1\xb5\xb0", Self::PrivateKey),
            (b"PuTTY-User-Key-File-", Self::PrivateKey),
        ];
        known.into_iter().find(|(with, _)| beginning.starts_with(with)).map(|(_, credential)| credential)
    }

    /// By the label of a PEM block (RFC 7468, RFC 9580 section 6.2).
    pub(super) fn of_label(label: &[u8]) -> Option<Self> {
        let has = |word: &[u8]| label.windows(word.len()).any(|part| part == word);
        if has(b"PRIVATE KEY") {
            Some(Self::PrivateKey)
        } else if has(b"PUBLIC KEY") {
            Some(Self::PublicKey)
        } else if has(b"REQUEST") {
            Some(Self::CertificateRequest)
        } else if has(b"CRL") {
            Some(Self::RevocationList)
        } else if has(b"CERTIFICATE") {
            Some(Self::Certificate)
        } else {
            None
        }
    }

    /// Which one a SEQUENCE is that has just been entered, and that does not begin as a message.
    pub(super) fn read<R: Read>(reader: &mut Reader<R>) -> Option<Self> {
        Self::read_fields(reader).ok().flatten()
    }

    fn read_fields<R: Read>(reader: &mut Reader<R>) -> Result<Option<Self>, BerError> {
        let Some(first) = reader.peek()? else { return Ok(None) };
        match first.identifier {
            id::INTEGER => {
                let version = small(reader, &first)?;
                let next = reader.peek()?.map(|header| header.identifier);
                Ok(match (version, next) {
                    (Some(3), Some(id::SEQUENCE)) => Some(Self::KeyFile),
                    (Some(0 | 1), Some(id::SEQUENCE | id::INTEGER)) | (Some(1), Some(id::OCTET_STRING)) => {
                        Some(Self::PrivateKey)
                    }
                    (None, Some(id::INTEGER)) => Some(Self::PublicKey),
                    _ => None,
                })
            }
            id::SEQUENCE => {
                reader.enter(&first)?;
                Self::read_first_sequence(reader)
            }
            _ => Ok(None),
        }
    }

    /// What is signed, or the algorithm of what follows.
    fn read_first_sequence<R: Read>(reader: &mut Reader<R>) -> Result<Option<Self>, BerError> {
        let Some(first) = reader.peek()? else { return Ok(None) };
        match first.identifier {
            // The version of a certificate of today.
            identifier if identifier == id::CONTEXT | id::CONSTRUCTED => Ok(Some(Self::Certificate)),
            id::OID => {
                skip_to_end(reader)?;
                reader.leave()?;
                Ok(match reader.peek()?.map(|header| header.identifier) {
                    Some(id::OCTET_STRING) => Some(Self::PrivateKey),
                    Some(BIT_STRING) => Some(Self::PublicKey),
                    _ => None,
                })
            }
            id::INTEGER => {
                reader.skip(&first)?;
                Self::read_signed(reader)
            }
            _ => Ok(None),
        }
    }

    /// After a version or a serial number: the name of who asks, or the algorithm and the name of who issues.
    fn read_signed<R: Read>(reader: &mut Reader<R>) -> Result<Option<Self>, BerError> {
        let header = match reader.peek()? {
            Some(header) if header.identifier == id::SEQUENCE => header,
            _ => return Ok(None),
        };
        reader.enter(&header)?;
        if reader.peek()?.is_none_or(|inside| inside.identifier != id::OID) {
            return Ok(Some(Self::CertificateRequest));
        }
        skip_to_end(reader)?;
        reader.leave()?;
        let issuer = reader.expect("issuer")?;
        reader.skip(&issuer)?;
        Ok(match reader.peek()?.map(|header| header.identifier) {
            Some(id::SEQUENCE) => Some(Self::Certificate),
            Some(UTC_TIME | GENERALIZED_TIME) => Some(Self::RevocationList),
            _ => None,
        })
    }
}

fn skip_to_end<R: Read>(reader: &mut Reader<R>) -> Result<(), BerError> {
    while let Some(header) = reader.peek()? {
        reader.skip(&header)?;
    }
    Ok(())
}

/// An INTEGER of one octet; another one is passed over.
fn small<R: Read>(reader: &mut Reader<R>, header: &Header) -> Result<Option<u8>, BerError> {
    if header.length != Some(1) {
        reader.skip(header)?;
        return Ok(None);
    }
    let octets = reader.collect(header)?;
    Ok(octets.last().copied())
}
