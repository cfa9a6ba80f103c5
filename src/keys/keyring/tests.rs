//! Which key is chosen, and what it gives.

use super::*;
use crate::{
    cms::{
        envelope::{
            AlgorithmProblem, Envelope, KeyTransRecipient, OtherRecipient, RecipientId, UnsupportedAlgorithm,
        },
        seal::{Identifier, SealOptions, seal},
    },
    crypto::{AwsLc, ContentCipher, Curve, Hash, KeyTransport, RustCrypto},
    keys::{
        issue,
        sample::{new_certificate, pair, pair_on},
    },
};

const OAEP: KeyTransport =
    KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };

fn ring(keys: &[(Role, &KeyPair)]) -> Keyring {
    let mut ring = Keyring::new();
    for (role, pair) in keys {
        ring.add(&AwsLc, *role, None, pair.duplicate()).expect("held");
    }
    ring
}

fn by_name(certificate: &Certificate) -> RecipientId {
    RecipientId::IssuerAndSerialNumber {
        issuer: certificate.issuer().clone(),
        serial: certificate.serial().clone(),
    }
}

fn by_key(certificate: &Certificate) -> RecipientId {
    RecipientId::SubjectKeyIdentifier(certificate.computed_ski().to_vec())
}

fn recipient(id: RecipientId, certificate: &Certificate) -> Recipient {
    let key = ContentKey::new(vec![7; 32]);
    let encrypted_key = AwsLc.wrap(certificate.public_key(), &OAEP, &key).expect("encrypted");
    let transport_name = "rsaes-oaep-sha256".to_owned();
    Recipient::KeyTrans(KeyTransRecipient { id, transport: Ok(OAEP), encrypted_key, transport_name })
}

fn unsupported(id: RecipientId) -> Recipient {
    let problem =
        UnsupportedAlgorithm { oid: "1.2.3".into(), name: None, problem: AlgorithmProblem::NotRead };
    let transport_name = "1.2.3".to_owned();
    Recipient::KeyTrans(KeyTransRecipient {
        id,
        transport: Err(problem),
        encrypted_key: vec![],
        transport_name,
    })
}

/// Role and fingerprint of the key, index of the recipient, and whether it may be used.
fn chosen(choice: Choice<'_>) -> Option<(Role, [u8; 32], usize, bool)> {
    match choice {
        Choice::Held { key, recipient } => Some((key.role, key.certificate().fingerprint(), recipient, true)),
        Choice::EmergencyOnly { key, recipient } => {
            Some((key.role, key.certificate().fingerprint(), recipient, false))
        }
        Choice::None => None,
    }
}

#[test]
fn the_key_that_is_named_and_the_entitys_before_the_emergency_one() {
    let (entity, emergency) = (pair("Marchés", 0), pair("Marchés", 1));
    let ring = ring(&[(Role::Emergency, &emergency), (Role::Entity, &entity)]);
    let (ours, theirs) = (entity.certificate(), emergency.certificate());
    for id in [by_name, by_key] {
        let (to_ours, to_theirs) = (recipient(id(ours), ours), recipient(id(theirs), theirs));
        let other = Recipient::Other(OtherRecipient::Password);
        let both = [other.clone(), to_theirs.clone(), to_ours];
        let entity = Some((Role::Entity, ours.fingerprint(), 2, true));
        assert_eq!(chosen(ring.choose(&both, false)), entity);
        assert_eq!(chosen(ring.choose(&both, true)), entity);
        let only = [other.clone(), to_theirs];
        let emergency = |allowed| Some((Role::Emergency, theirs.fingerprint(), 1, allowed));
        assert_eq!(chosen(ring.choose(&only, false)), emergency(false));
        assert_eq!(chosen(ring.choose(&only, true)), emergency(true));
        assert_eq!(chosen(ring.choose(&[other], true)), None);
    }
    assert_eq!(chosen(Keyring::new().choose(&[recipient(by_name(ours), ours)], true)), None);
}

#[test]
fn the_first_info_that_can_be_used() {
    let (entity, emergency) = (pair("Marchés", 0), pair("Secours", 1));
    let ring = ring(&[(Role::Entity, &entity), (Role::Emergency, &emergency)]);
    let (ours, theirs) = (entity.certificate(), emergency.certificate());
    let index = |recipients: &[Recipient]| {
        chosen(ring.choose(recipients, true)).map(|(role, _, recipient, _)| (role, recipient))
    };
    let good = || recipient(by_name(ours), ours);
    let bad = || unsupported(by_key(ours));
    assert_eq!(index(&[good(), good()]), Some((Role::Entity, 0)));
    assert_eq!(index(&[bad(), good()]), Some((Role::Entity, 1)));
    // An entity key that cannot be used opens nothing: the emergency key does.
    assert_eq!(index(&[bad(), recipient(by_key(theirs), theirs)]), Some((Role::Emergency, 1)));
    // Nothing can be used: the entity's info is chosen, so that its algorithm is named.
    assert_eq!(index(&[unsupported(by_key(theirs)), bad()]), Some((Role::Entity, 1)));
    assert_eq!(index(&[unsupported(by_key(theirs))]), Some((Role::Emergency, 0)));
}

#[test]
fn one_certificate_in_both_roles_is_the_entitys() {
    let pair = pair("Marchés", 0);
    let ring = ring(&[(Role::Emergency, &pair), (Role::Entity, &pair), (Role::Entity, &pair)]);
    assert_eq!(ring.keys().len(), 2);
    let certificate = pair.certificate();
    let choice = chosen(ring.choose(&[recipient(by_key(certificate), certificate)], false));
    assert_eq!(choice, Some((Role::Entity, certificate.fingerprint(), 0, true)));
}

#[test]
fn a_key_is_held_under_each_certificate_of_it() {
    let (new, old, other) = (pair("Marchés", 0), pair("Marchés 2024", 0), pair("Autre", 1));
    let mut ring = ring(&[(Role::Entity, &new), (Role::Emergency, &new)]);
    assert!(!ring.adopt(other.certificate()));
    assert_eq!(ring.keys().len(), 2);
    let old = old.certificate();
    let to_old = [recipient(by_name(old), old)];
    assert_eq!(chosen(ring.choose(&to_old, true)), None);
    for _ in 0..2 {
        assert!(ring.adopt(old));
        assert_eq!(ring.keys().len(), 4);
    }
    let choice = chosen(ring.choose(&to_old, false));
    assert_eq!(choice, Some((Role::Entity, old.fingerprint(), 0, true)));
    let Choice::Held { key, .. } = ring.choose(&to_old, false) else { panic!("held") };
    assert!(matches!(key.unwrap(&to_old[0], 32), Unwrap::Opened(key) if key.expose() == [7; 32]));
}

/// Curves and RSA side by side, by both ways to name them and with both structures: each opens with its own key, and
/// is chosen by its name.
#[test]
fn what_is_sealed_to_curves_and_rsa_opens_with_each() {
    let mut pairs =
        Vec::from([Curve::P256, Curve::P384, Curve::P521].map(|curve| pair_on(curve, curve.title())));
    let x25519 = AwsLc.generate_on(Curve::X25519).expect("a key");
    let certificate =
        issue(&AwsLc, &new_certificate("X25519"), &x25519, Some(&pairs[0])).expect("a certificate");
    pairs.push(KeyPair::new(certificate, x25519).expect("a pair"));
    pairs.insert(1, pair("Marchés", 0));
    let recipients = pairs.iter().map(|pair| pair.certificate().into()).collect::<Vec<_>>();
    for (sealer, opener) in [(&AwsLc as &dyn Provider, &RustCrypto as &dyn Provider), (&RustCrypto, &AwsLc)] {
        for (cipher, wrap) in [
            (ContentCipher::Aes256Gcm, 256),
            (ContentCipher::Aes256Cbc, 256),
            (ContentCipher::Aes192Cbc, 192),
            (ContentCipher::Aes128Gcm, 128),
        ] {
            for identifier in [Identifier::IssuerAndSerial, Identifier::Ski] {
                let options = SealOptions { cipher, identifier, ..SealOptions::default() };
                let mut message = Vec::new();
                seal(sealer, &recipients, &options, Some(4), &b"plis"[..], &mut message).expect("sealed");
                let (envelope, _) = Envelope::read(&message[..]).expect("an envelope");
                let mut names =
                    envelope.recipients.iter().filter_map(Recipient::algorithm_name).collect::<Vec<_>>();
                names.sort_unstable();
                let agreed = |kdf| format!("ecdh-{kdf}-aes{wrap}-wrap");
                assert_eq!(
                    names,
                    [
                        agreed("hkdf-sha256"),
                        agreed("x963kdf-sha256"),
                        agreed("x963kdf-sha384"),
                        agreed("x963kdf-sha512"),
                        "rsaes-oaep-sha256".to_owned()
                    ]
                );
                let mut keys = Vec::new();
                for pair in &pairs {
                    let mut ring = Keyring::new();
                    ring.add(opener, Role::Entity, None, pair.duplicate()).expect("held");
                    let Choice::Held { key, recipient } = ring.choose(&envelope.recipients, false) else {
                        panic!("held")
                    };
                    let unwrapped = key.unwrap(&envelope.recipients[recipient], cipher.key_len());
                    let Unwrap::Opened(content_key) = unwrapped else { panic!("{unwrapped:?}") };
                    keys.push(content_key.expose().to_vec());
                }
                assert!(keys.iter().all(|key| *key == keys[0]));
            }
        }
    }
}

#[test]
fn an_info_gives_its_key_or_says_why_not() {
    let (ours, other) = (pair("Marchés", 0), pair("Autre", 1));
    for provider in [&AwsLc as &dyn Provider, &RustCrypto] {
        let mut ring = Keyring::new();
        ring.add(provider, Role::Entity, None, ours.duplicate()).expect("held");
        let key = &ring.keys()[0];
        let certificate = ours.certificate();
        let opened = key.unwrap(&recipient(by_name(certificate), certificate), 32);
        assert!(matches!(opened, Unwrap::Opened(key) if key.expose() == [7; 32]));
        // Our name over a key that is for somebody else.
        let broken = key.unwrap(&recipient(by_name(certificate), other.certificate()), 32);
        assert!(matches!(broken, Unwrap::Broken(Broken::Failed(UnwrapFailed::Rejected))));
        let unsupported = key.unwrap(&unsupported(by_key(certificate)), 32);
        assert!(matches!(unsupported, Unwrap::Broken(Broken::Unsupported(named)) if named.oid == "1.2.3"));
        let other = recipient(by_name(other.certificate()), other.certificate());
        assert!(matches!(key.unwrap(&other, 32), Unwrap::NotMine));
        let password = Recipient::Other(OtherRecipient::Password);
        assert!(matches!(key.unwrap(&password, 32), Unwrap::NotMine));
    }
}
