//! The header of an envelope and the walk over its content, without a key.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plis::{
    cms::{
        content::{ContentError, ContentFacts},
        envelope::{Envelope, EnvelopeError, Recipient},
        fuzzing::Slow,
    },
    limits,
};

fn walked(
    source: impl std::io::Read,
) -> Result<(Envelope, Result<ContentFacts, ContentError>), EnvelopeError> {
    Envelope::read(source).map(|(envelope, content)| (envelope, content.skip()))
}

fuzz_target!(|input: &[u8]| {
    let [step, octets @ ..] = input else { return };
    let at_once = walked(octets);
    let slowly = walked(Slow::new(octets, usize::from(*step)));
    assert_eq!(format!("{at_once:?}"), format!("{slowly:?}"), "how it is read makes a difference");
    let Ok((envelope, facts)) = at_once else { return };
    assert!(envelope.recipients.len() as u64 <= limits::RECIPIENTS.value);
    for recipient in &envelope.recipients {
        match recipient {
            Recipient::KeyTrans(recipient) => assert!(recipient.encrypted_key.len() <= octets.len()),
            Recipient::Kem(recipient) => {
                assert!(recipient.ciphertext.len() + recipient.encrypted_key.len() <= octets.len());
            }
            Recipient::KeyAgree(recipient) => {
                assert!(recipient.encrypted_key.len() <= octets.len());
                if let Ok((_, sender)) = &recipient.agreement {
                    assert!(sender.point.len() <= octets.len());
                }
            }
            Recipient::Other(_) => {}
        }
    }
    if let Ok(facts) = facts {
        assert_eq!(facts.bytes_in, octets.len() as u64, "all of the file was read");
        assert!(facts.encrypted_len.unwrap_or(0) <= octets.len() as u64);
    }
});
