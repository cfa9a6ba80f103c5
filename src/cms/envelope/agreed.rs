//! Recipients by key agreement (RFC 5652 section 6.2.2), as RFC 5753 and RFC 8418 have them: the sender's key is made
//! for the message, and several recipients may share it.

use std::sync::Arc;

use super::{
    AlgorithmProblem, KeyAgreeRecipient, OtherRecipient, Recipient, RecipientId, SenderKey,
    UnsupportedAlgorithm, named::issuer_and_serial,
};
use crate::{
    asn1::tlv::{Malformed, Walk, id},
    cms::{
        agreement::{Scheme, agreement_name},
        algorithm::Identifier,
    },
    crypto::Curve,
};

/// `kari [1]`.
pub(super) const KEY_AGREEMENT: u8 = id::context(1);

/// Reads one info in DER: a recipient for each encrypted key in it. What is so malformed that it does not say whom it is
/// for is passed over as one.
pub(super) fn recipients(der: &[u8], most: usize) -> Vec<Recipient> {
    let mut found = Vec::new();
    // What was read before something does not hold together stands.
    let whole = read(der, most, &mut found);
    if whole.is_err() || found.is_empty() {
        found.push(Recipient::Other(OtherRecipient::KeyAgreement));
    }
    found
}

/// `KeyAgreeRecipientInfo`.
fn read(der: &[u8], most: usize, found: &mut Vec<Recipient>) -> Result<(), Malformed> {
    const ORIGINATOR: u8 = id::context(0);
    const UKM: u8 = id::context(1);
    let mut fields = Walk::new(der).inside(KEY_AGREEMENT, "recipient")?;
    fields.expect(id::INTEGER, "version")?;
    let sender = fields.expect(ORIGINATOR, "originator")?;
    let ukm = fields.optional(UKM)?.map(|ukm| Walk::new(ukm).expect(id::OCTET_STRING, "ukm")).transpose()?;
    let algorithm = Identifier::read(fields.inside(id::SEQUENCE, "key agreement")?)?;
    let mut keys = fields.inside(id::SEQUENCE, "encrypted keys")?;
    let scheme = Scheme::read(&algorithm);
    let name = scheme
        .as_ref()
        .map_or_else(|problem| problem.oid.clone(), |scheme| agreement_name(&scheme.agreement));
    let agreement = scheme.and_then(|scheme| {
        let sender = sender_key(sender, &algorithm)?;
        Ok((scheme.agreement, Arc::new(SenderKey { info: scheme.shared_info(ukm), ..sender })))
    });
    while !keys.is_empty() && found.len() <= most {
        let mut fields = keys.inside(id::SEQUENCE, "encrypted key")?;
        let recipient = recipient_id(&mut fields)?;
        let encrypted_key = fields.expect(id::OCTET_STRING, "encrypted key")?.to_vec();
        found.push(Recipient::KeyAgree(KeyAgreeRecipient {
            id: recipient,
            agreement: agreement.clone(),
            encrypted_key,
            agreement_name: name.clone(),
        }));
    }
    Ok(())
}

/// `OriginatorIdentifierOrKey`: a key that stands in the message. One that is named by a certificate would be for
/// static-static agreement, which nobody uses.
fn sender_key(originator: &[u8], algorithm: &Identifier<'_>) -> Result<SenderKey, UnsupportedAlgorithm> {
    const ORIGINATOR_KEY: u8 = id::context(1);
    let malformed = |_: Malformed| algorithm.unsupported(AlgorithmProblem::Malformed);
    let mut fields = Walk::new(originator);
    let element = fields.any().map_err(malformed)?;
    if element.identifier != ORIGINATOR_KEY {
        return Err(algorithm.unsupported(AlgorithmProblem::NotRead));
    }
    let mut fields = Walk::new(element.value);
    let key = fields.inside(id::SEQUENCE, "algorithm").and_then(Identifier::read).map_err(malformed)?;
    let bits = fields.expect(id::BIT_STRING, "public key").map_err(malformed)?;
    let (Some((0, point)), Ok(curve)) = (bits.split_first(), named_curve(&key)) else {
        return Err(algorithm.unsupported(AlgorithmProblem::Malformed));
    };
    Ok(SenderKey { curve, point: point.to_vec(), info: Vec::new() })
}

/// The curve that a sender's key names: none where its parameters are absent or NULL (RFC 5753 section 3.1.1), or written
/// out as Bouncy Castle does when it is given a certificate's: they are not believed, the point must be on our own curve.
fn named_curve(key: &Identifier<'_>) -> Result<Option<Curve>, Malformed> {
    let other = Err(Malformed { at: 0, what: "curve" });
    if key.oid == Curve::X25519.oid().as_bytes() {
        return Ok(Some(Curve::X25519));
    }
    if !Curve::is_ec_public_key(key.oid) {
        return other;
    }
    let mut parameters = Walk::new(key.parameters.unwrap_or_default());
    let Some(named) = parameters.optional(id::OID)? else { return Ok(None) };
    Curve::of_oid(named).map_or(other, |curve| Ok(Some(curve)))
}

/// `KeyAgreeRecipientIdentifier`.
fn recipient_id(fields: &mut Walk<'_>) -> Result<RecipientId, Malformed> {
    const RECIPIENT_KEY: u8 = id::context(0);
    let element = fields.any()?;
    match element.identifier {
        id::SEQUENCE => issuer_and_serial(element.value),
        // A date and other attributes of the key may follow: nobody writes them.
        RECIPIENT_KEY => {
            let identifier = Walk::new(element.value).expect(id::OCTET_STRING, "subject key identifier")?;
            Ok(RecipientId::SubjectKeyIdentifier(identifier.to_vec()))
        }
        _ => Err(Malformed { at: 0, what: "recipient identifier" }),
    }
}
