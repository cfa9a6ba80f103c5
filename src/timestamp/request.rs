//! TimeStampReq (RFC 3161 section 2.4.1).

use der::oid::ObjectIdentifier;

use super::StampError;
use crate::{
    asn1::{
        ber::{self, Value},
        write,
    },
    limits,
};

pub(super) const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// Octets of a nonce of ours.
const NONCE: usize = 16;
/// Octets of a nonce that is read.
const LONGEST_NONCE: usize = 64;

/// What is asked of an authority: a stamp of a digest, with its certificate, and an answer to this and to nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The SHA-256 that is to be stamped.
    pub imprint: [u8; 32],
    /// A number that the answer repeats, big-endian without leading zeros.
    pub nonce: Vec<u8>,
}

impl Request {
    /// A request with a random nonce of 128 bits; `None` where the system gives no random octets.
    pub fn new(imprint: [u8; 32]) -> Option<Self> {
        let mut nonce = vec![0; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        // As many octets whatever is drawn, and positive.
        nonce[0] = nonce[0] & 0x7f | 0x40;
        Some(Self { imprint, nonce })
    }

    /// Reads one, as it was kept beside its answer.
    ///
    /// # Errors
    ///
    /// [`StampError::Malformed`], also for a request of another digest than SHA-256 or without a nonce.
    pub fn read(octets: &[u8]) -> Result<Self, StampError> {
        let mut fields = Value::only(octets)?.inside_sequence()?;
        if fields.small()? != 1 {
            return Err(StampError::Malformed { what: "a request of another version" });
        }
        let imprint = imprint(fields.sequence()?)?.ok_or(StampError::Imprint)?;
        fields.optional(ber::OID)?;
        let nonce = fields.expect(ber::INTEGER)?.unsigned()?.to_vec();
        if nonce.len() > LONGEST_NONCE {
            return Err(StampError::TooLarge { limit: limits::INTEGER });
        }
        fields.optional(ber::BOOLEAN)?;
        fields.optional(ber::context(0))?;
        fields.end()?;
        Ok(Self { imprint, nonce })
    }

    /// As it is sent, in DER. The certificate is asked for: a stamp is judged without a network.
    pub fn to_der(&self) -> Vec<u8> {
        let algorithm = write::sequence(&[&write::oid(&SHA256), &write::NULL]);
        let imprint = write::sequence(&[&algorithm, &write::value(ber::OCTET_STRING, &[&self.imprint])]);
        write::sequence(&[
            &write::unsigned(&[1]),
            &imprint,
            &write::unsigned(&self.nonce),
            &[ber::BOOLEAN, 1, 0xff],
        ])
    }
}

/// MessageImprint: the digest where it is a SHA-256.
pub(super) fn imprint(mut fields: ber::Reader<'_>) -> Result<Option<[u8; 32]>, StampError> {
    let algorithm = fields.sequence()?.oid()?;
    let digest = fields.expect(ber::OCTET_STRING)?.octets()?;
    Ok(<[u8; 32]>::try_from(&*digest).ok().filter(|_| algorithm == SHA256))
}
