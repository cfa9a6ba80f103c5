//! What the header of an envelope says, and the key that it names.

use super::{
    failure::{self, Failure},
    outcome::{Detail, Item, KeyUsed, Reason, RecipientRow},
    shared::Shared,
};
use crate::{
    cms::envelope::{ContentEncryption, Envelope, Recipient, RecipientId},
    crypto::{UnwrapFailed, hex},
    keys::{Broken, Choice, HeldKey, Unwrap},
    limits,
    secret::ContentKey,
};

/// Writes down what the header says.
pub(super) fn describe(item: &mut Item, envelope: &Envelope) {
    item.structure = Some(envelope.structure);
    item.content_cipher = Some(envelope.cipher_name.clone());
    let shown = usize::try_from(limits::SHOWN_RECIPIENTS.value).unwrap_or(usize::MAX);
    item.recipients = envelope.recipients.iter().take(shown).map(recipient_row).collect();
    item.recipients_more = envelope.recipients.len().saturating_sub(shown) as u64;
    item.key_transport = envelope.recipients.iter().find_map(Recipient::algorithm_name).map(str::to_owned);
}

/// Characters of a common name are 64 at most (RFC 5280 appendix A.1, `ub-common-name`); octets of a serial number
/// 20 (section 4.1.2.2). A stranger's may be as long as a header: rows are held and shown, so they are cut.
fn short(mut text: String) -> String {
    const CHARACTERS: usize = 160;
    if let Some((end, _)) = text.char_indices().nth(CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn recipient_row(recipient: &Recipient) -> RecipientRow {
    let id = match recipient {
        Recipient::KeyTrans(recipient) => &recipient.id,
        Recipient::KeyAgree(recipient) => &recipient.id,
        Recipient::Kem(recipient) => &recipient.id,
        Recipient::Other(other) => return RecipientRow::Other { other: other.code().to_owned() },
    };
    match id {
        RecipientId::IssuerAndSerialNumber { issuer, serial } => RecipientRow::IssuerAndSerialNumber {
            issuer_cn: short(issuer.common_name().unwrap_or_else(|| issuer.to_string())),
            serial: short(serial.to_string()),
        },
        RecipientId::SubjectKeyIdentifier(ski) => RecipientRow::SubjectKeyIdentifier { ski: short(hex(ski)) },
    }
}

/// The key that the envelope names, and the recipient infos that name it.
pub(super) fn choose<'a>(
    shared: &Shared<'a>,
    envelope: &Envelope,
    item: &mut Item,
) -> Result<(&'a HeldKey, usize), Failure> {
    match shared.keyring.choose(&envelope.recipients, shared.emergency_allowed) {
        Choice::Held { key, recipient } => {
            item.key_transport = envelope.recipients[recipient].algorithm_name().map(str::to_owned);
            item.key = Some(KeyUsed { role: key.role, fingerprint: key.certificate().fingerprint_hex() });
            match &envelope.cipher {
                Ok(_) => Ok((key, recipient)),
                Err(algorithm) => Err(failure::of_algorithm(algorithm)),
            }
        }
        Choice::EmergencyOnly { key, .. } => Err(Failure::with(
            Reason::NoMatchingKey,
            Detail::EmergencyKeyHeld { fingerprint: key.certificate().fingerprint_hex() },
        )),
        Choice::None => {
            Err(Failure { reason: Reason::NoMatchingKey, detail: other_issuer(shared, envelope) })
        }
    }
}

/// The recipient that a certificate at hand would be but for its issuer, if there is one.
fn other_issuer(shared: &Shared<'_>, envelope: &Envelope) -> Option<Detail> {
    envelope.recipients.iter().find_map(|recipient| {
        let RecipientId::IssuerAndSerialNumber { issuer, serial } = recipient.id()? else { return None };
        // Small numbers are everybody's: they say nothing.
        if serial.as_bytes().len() < TELLING_SERIAL {
            return None;
        }
        let mut held = shared.keyring.keys().iter().map(HeldKey::certificate);
        held.find(|certificate| certificate.serial() == serial).map(|certificate| Detail::OtherIssuer {
            named: short(issuer.to_string()),
            held: short(certificate.issuer().to_string()),
            serial: short(serial.to_string()),
        })
    })
}

/// Octets of a serial number that is nobody else's by chance.
const TELLING_SERIAL: usize = 2;

/// The content-encryption key of an envelope, by the key that it names.
pub(super) fn unwrap<'a>(
    shared: &Shared<'_>,
    envelope: &'a Envelope,
    item: &mut Item,
) -> Result<(&'a ContentEncryption, ContentKey), Failure> {
    let (key, recipient) = choose(shared, envelope, item)?;
    let encryption = envelope.cipher.as_ref().map_err(failure::of_algorithm)?;
    match key.unwrap(&envelope.recipients[recipient], encryption.cipher.key_len()) {
        Unwrap::Opened(content_key) => Ok((encryption, content_key)),
        Unwrap::Broken(Broken::Unsupported(algorithm)) => Err(failure::of_algorithm(&algorithm)),
        Unwrap::Broken(Broken::Failed(UnwrapFailed::Lacks { device, mechanism })) => {
            Err(Failure::with(Reason::Unsupported, Detail::Mechanism { device, mechanism }))
        }
        Unwrap::Broken(Broken::Failed(UnwrapFailed::Unavailable { device, fault, code })) => {
            Err(Failure::with(Reason::KeyUnavailable, Detail::Device { device, fault, code }))
        }
        Unwrap::NotMine | Unwrap::Broken(Broken::Failed(UnwrapFailed::Rejected)) => {
            Err(Failure::new(Reason::Corrupted))
        }
    }
}
