//! TimeStampToken: a SignedData (RFC 5652 section 5) with a TSTInfo in it and one signature.

use der::oid::ObjectIdentifier;

use super::{StampError, info::TstInfo, response::explicit};
use crate::{
    asn1::{
        ber::{self, OCTET_STRING, Octets, Reader, SEQUENCE, SET, Value},
        tlv::to_der_sorted,
    },
    crypto::{SignatureHash, SignatureScheme},
    x509::{
        Certificate, Name, RecipientId, Serial,
        certificate::scheme::{Named, digest, scheme},
    },
};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
pub(super) const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// Certificates that are read; a path has eight at most.
const CERTIFICATES: u64 = 32;

/// A token, read as far as its structure goes: nothing in it is believed yet.
pub(super) struct Token<'a> {
    pub(super) info: TstInfo,
    /// The octets of `info`, which the digest is of.
    pub(super) content: Octets<'a>,
    /// In the order in which they stand.
    pub(super) certificates: Vec<Certificate>,
    pub(super) signer: Signer<'a>,
}

/// SignerInfo (RFC 5652 section 5.3).
pub(super) struct Signer<'a> {
    /// Who signed, as a recipient of an envelope is named.
    pub(super) id: RecipientId,
    /// What it hashes with, or the name of what is not believed.
    pub(super) hash: Named<SignatureHash>,
    /// The signed attributes as they stand.
    attributes: Option<Value<'a>>,
    /// How it is signed, or the name of what is not believed.
    pub(super) scheme: Named<SignatureScheme>,
    pub(super) signature: Octets<'a>,
}

impl<'a> Token<'a> {
    pub(super) fn read(token: Value<'a>) -> Result<Self, StampError> {
        let mut fields = token.inside_sequence()?;
        if fields.oid()? != SIGNED_DATA {
            return Err(StampError::Malformed { what: "a token that is no SignedData" });
        }
        let content = explicit(&mut fields, 0)?.ok_or(StampError::Malformed { what: "an empty token" })?;
        let mut data = content.inside_sequence()?;
        // RFC 5652 section 5.1: 3, since the content is no data; 4 and 5 with what stamps have no use for.
        if !(3..=5).contains(&data.small()?) {
            return Err(StampError::Malformed { what: "a SignedData of another version" });
        }
        let digests = digests(data.expect(SET)?.inside())?;
        let mut around = data.sequence()?;
        if around.oid()? != TST_INFO {
            return Err(StampError::Malformed { what: "a content that is no TSTInfo" });
        }
        let content = explicit(&mut around, 0)?.ok_or(StampError::Malformed { what: "no content" })?;
        if content.tag & !0x20 != OCTET_STRING {
            return Err(StampError::Malformed { what: "a content that is no OCTET STRING" });
        }
        let content = content.octets()?;
        let certificates = match data.optional(ber::context(0))? {
            Some(set) => certificates(set.inside())?,
            None => Vec::new(),
        };
        data.optional(ber::context(1))?;
        let mut signers = data.expect(SET)?.inside();
        let signer = Signer::read(signers.sequence()?)?;
        // One signature, the authority's (RFC 3161 section 2.4.2).
        signers.end()?;
        data.end()?;
        fields.end()?;
        // RFC 5652 section 5.1: each signer's is among those named before.
        if signer.hash.as_ref().is_ok_and(|hash| !digests.contains(&Ok(*hash))) {
            return Err(StampError::Malformed { what: "a digest that is not announced" });
        }
        Ok(Self { info: TstInfo::read(&content)?, content, certificates, signer })
    }
}

fn digests(mut set: Reader<'_>) -> Result<Vec<Named<SignatureHash>>, StampError> {
    let mut found = Vec::new();
    while !set.is_empty() {
        found.push(digest(set.sequence()?)?);
    }
    Ok(found)
}

fn certificates(mut set: Reader<'_>) -> Result<Vec<Certificate>, StampError> {
    let mut found = Vec::new();
    while !set.is_empty() {
        let choice = set.value()?;
        // The other choices are attribute certificates and the like.
        if choice.tag != SEQUENCE {
            continue;
        }
        if found.len() as u64 == CERTIFICATES {
            return Err(StampError::Malformed { what: "more certificates than any path has" });
        }
        // One that cannot be read vouches for nothing; it may be none of those that are needed.
        found.extend(Certificate::from_der(choice.raw));
    }
    Ok(found)
}

impl<'a> Signer<'a> {
    fn read(mut fields: Reader<'a>) -> Result<Self, StampError> {
        /// SubjectKeyIdentifier, IMPLICIT.
        const KEY_IDENTIFIER: u8 = 0x80;
        let version = fields.small()?;
        let (expected, id) = match fields.optional(KEY_IDENTIFIER)? {
            Some(id) => (3, RecipientId::SubjectKeyIdentifier(id.content.to_vec())),
            None => (1, issuer_and_serial(fields.sequence()?)?),
        };
        if version != expected {
            return Err(StampError::Malformed { what: "a signer of another version" });
        }
        let hash = digest(fields.sequence()?)?;
        let attributes = fields.optional(ber::context(0))?;
        let scheme = scheme(&fields.sequence()?, hash.as_ref().ok().copied())?;
        let signature = fields.expect(OCTET_STRING)?.octets()?;
        fields.optional(ber::context(1))?;
        fields.end()?;
        Ok(Self { id, hash, attributes, scheme, signature })
    }

    /// What the signature is of: the attributes as a SET in DER (RFC 5652 section 5.4).
    pub(super) fn signed(&self) -> Result<Vec<u8>, StampError> {
        let attributes = self.attributes.map_or(&[][..], |attributes| attributes.raw);
        to_der_sorted(attributes).map_err(|error| StampError::Malformed { what: error.what })
    }

    /// The attributes, one after the other.
    pub(super) fn attributes(&self) -> Reader<'a> {
        self.attributes.map_or(const { Reader::new(&[]) }, |attributes| attributes.inside())
    }
}

fn issuer_and_serial(mut fields: Reader<'_>) -> Result<RecipientId, StampError> {
    let issuer = Name::from_der(fields.expect(SEQUENCE)?.raw)
        .map_err(|_| StampError::Malformed { what: "a name that cannot be read" })?;
    let serial = Serial::from_be_bytes(fields.expect(ber::INTEGER)?.content);
    Ok(RecipientId::IssuerAndSerialNumber { issuer, serial })
}
