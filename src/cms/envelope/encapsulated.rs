//! Recipients by key encapsulation (RFC 9629 section 3): an `OtherRecipientInfo` of its own type.

use super::{KemRecipient, OtherRecipient, Recipient, named::recipient_id};
use crate::{
    asn1::tlv::{Malformed, Walk, id},
    cms::{
        algorithm::{AlgorithmProblem, Identifier},
        encapsulation::{Named, ORI_KEM, encapsulation_name, other_info},
    },
};

/// `ori [4]`.
pub(super) const OTHER: u8 = id::context(4);

/// Reads one `OtherRecipientInfo` in DER. One of another type, and one so malformed that it does not say whom it is for, is
/// listed and passed over.
pub(super) fn recipient(der: &[u8]) -> Recipient {
    read(der).map_or(Recipient::Other(OtherRecipient::Other), Recipient::Kem)
}

fn read(der: &[u8]) -> Result<KemRecipient, Malformed> {
    let mut info = Walk::new(der).inside(OTHER, "recipient")?;
    if info.expect(id::OID, "type of the recipient")? != ORI_KEM.as_bytes() {
        return Err(Malformed { at: 0, what: "type of the recipient" });
    }
    let mut fields = info.inside(id::SEQUENCE, "recipient")?;
    info.end()?;
    // "The version MUST be 0": another one is another structure.
    let version = fields.expect(id::INTEGER, "version")?;
    let id = recipient_id(&mut fields)?;
    // Once it has said whom it is for, what is wrong in it makes it unusable and no more.
    let kem = Identifier::read(fields.inside(id::SEQUENCE, "key encapsulation")?)?;
    let malformed = kem.unsupported(AlgorithmProblem::Malformed);
    let Some(rest) = Rest::read(fields).ok().filter(|_| version == [0]) else {
        return Ok(KemRecipient {
            id,
            encapsulation_name: malformed.oid.clone(),
            encapsulation: Err(malformed),
            ciphertext: Vec::new(),
            encrypted_key: Vec::new(),
        });
    };
    let Rest { kdf, wrap, key_len, ciphertext, encrypted_key, info } = rest;
    let encapsulation = Named { kem, kdf, wrap, key_len }.read();
    let name = encapsulation.as_ref().map_or_else(|problem| problem.oid.clone(), encapsulation_name);
    Ok(KemRecipient {
        id,
        encapsulation: encapsulation.map(|encapsulation| (encapsulation, info)),
        ciphertext: ciphertext.to_vec(),
        encrypted_key: encrypted_key.to_vec(),
        encapsulation_name: name,
    })
}

/// What stands behind the identifier of the encapsulation.
struct Rest<'a> {
    kdf: Identifier<'a>,
    wrap: Identifier<'a>,
    key_len: &'a [u8],
    ciphertext: &'a [u8],
    encrypted_key: &'a [u8],
    info: Vec<u8>,
}

impl<'a> Rest<'a> {
    fn read(mut fields: Walk<'a>) -> Result<Self, Malformed> {
        const UKM: u8 = id::context(0);
        let ciphertext = fields.expect(id::OCTET_STRING, "encapsulated secret")?;
        let kdf = Identifier::read(fields.inside(id::SEQUENCE, "key derivation")?)?;
        let key_len = fields.expect(id::INTEGER, "length of the key that wraps")?;
        let ukm = match fields.optional(UKM)? {
            Some(inside) => {
                let mut inside = Walk::new(inside);
                let ukm = inside.expect(id::OCTET_STRING, "ukm")?;
                inside.end()?;
                Some(ukm)
            }
            None => None,
        };
        let whole = fields.any()?.whole;
        let wrap = Identifier::read(Walk::new(whole).inside(id::SEQUENCE, "key wrap")?)?;
        let encrypted_key = fields.expect(id::OCTET_STRING, "encrypted key")?;
        fields.end()?;
        let info = other_info(whole, key_len, ukm);
        Ok(Self { kdf, wrap, key_len, ciphertext, encrypted_key, info })
    }
}
