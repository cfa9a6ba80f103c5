//! What the header of an envelope says, and the key that it names.

use super::{
    failure::{self, Failure},
    outcome::{Detail, Item, KeyUsed, Reason, RecipientRow},
    shared::Shared,
};
use crate::{
    cms::envelope::{Envelope, Recipient, RecipientId},
    crypto::hex,
    keys::{Broken, Choice, HeldKey, Unwrap},
};

/// Writes down what the header says.
pub(super) fn describe(item: &mut Item, envelope: &Envelope) {
    item.structure = Some(envelope.structure.name().to_owned());
    item.content_cipher = Some(envelope.cipher_name.clone());
    item.recipients = envelope.recipients.iter().map(recipient_row).collect();
    item.key_transport = envelope.recipients.iter().find_map(|recipient| match recipient {
        Recipient::KeyTrans(recipient) => Some(recipient.transport_name.clone()),
        Recipient::Other(_) => None,
    });
}

fn recipient_row(recipient: &Recipient) -> RecipientRow {
    /// Characters of a common name are 64 at most (RFC 5280 appendix A.1, `ub-common-name`); octets of a serial number
    /// 20 (section 4.1.2.2). A stranger's may be as long as a header: rows are held and shown, so they are cut.
    const CHARACTERS: usize = 160;
    let short = |mut text: String| {
        if let Some((end, _)) = text.char_indices().nth(CHARACTERS) {
            text.truncate(end);
            text.push('…');
        }
        text
    };
    match recipient {
        Recipient::KeyTrans(recipient) => match &recipient.id {
            RecipientId::IssuerAndSerialNumber { issuer, serial } => RecipientRow::IssuerAndSerialNumber {
                issuer_cn: short(issuer.common_name().unwrap_or_else(|| issuer.to_string())),
                serial: short(serial.to_string()),
            },
            RecipientId::SubjectKeyIdentifier(ski) => {
                RecipientRow::SubjectKeyIdentifier { ski: short(hex(ski)) }
            }
        },
        Recipient::Other(other) => RecipientRow::Other { other: other.code().to_owned() },
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
            if let Recipient::KeyTrans(info) = &envelope.recipients[recipient] {
                item.key_transport = Some(info.transport_name.clone());
            }
            item.key = Some(KeyUsed {
                role: key.role.name().to_owned(),
                fingerprint: key.pair.certificate().fingerprint_hex(),
            });
            if let Err(algorithm) = &envelope.cipher {
                return Err(failure::of_algorithm(algorithm));
            }
            Ok((key, recipient))
        }
        Choice::EmergencyOnly { key, .. } => Err(Failure::with(
            Reason::NoMatchingKey,
            Detail::EmergencyKeyHeld { fingerprint: key.pair.certificate().fingerprint_hex() },
        )),
        Choice::None => Err(Failure::new(Reason::NoMatchingKey)),
    }
}

/// The content-encryption key of an envelope, by the key that it names.
pub(super) fn unwrap(
    shared: &Shared<'_>,
    envelope: &Envelope,
    item: &mut Item,
) -> Result<crate::secret::ContentKey, Failure> {
    let (key, recipient) = choose(shared, envelope, item)?;
    let Ok(encryption) = &envelope.cipher else { return Err(Failure::new(Reason::Internal)) };
    match key.unwrap(&envelope.recipients[recipient], encryption.cipher.key_len()) {
        Unwrap::Opened(content_key) => Ok(content_key),
        Unwrap::Broken(Broken::Unsupported { oid }) => Err(failure::unsupported(&oid)),
        Unwrap::NotMine | Unwrap::Broken(Broken::Failed) => Err(Failure::new(Reason::Corrupted)),
    }
}
