//! The keys at hand, and the choice of the one that an envelope names.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    cms::envelope::{AlgorithmProblem, Recipient, UnsupportedAlgorithm},
    crypto::{DeviceFault, KeyRejected, PrivateKey, Provider, UnwrapFailed},
    keys::{Certificate, KeyPair},
    secret::ContentKey,
};

/// What a key pair is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Chosen for a consultation.
    Entity,
    /// Systematically a recipient; used only when no entity key opens (bi-clé de secours).
    Emergency,
}

impl Role {
    /// `entity` or `emergency`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Emergency => "emergency",
        }
    }
}

/// A certificate, and what opens what is encrypted to it.
#[derive(Debug)]
pub struct HeldKey {
    /// What it is for.
    pub role: Role,
    /// Its name in the registry, or in its key file.
    pub name: Option<String>,
    /// Octets after the end of the key file that it comes from, or of what is in it.
    pub trailing_octets: u64,
    certificate: Certificate,
    private: Arc<dyn PrivateKey>,
}

impl HeldKey {
    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Decrypts the content-encryption key of `key_len` octets that a recipient info holds for this key.
    pub fn unwrap(&self, recipient: &Recipient, key_len: usize) -> Unwrap {
        let Recipient::KeyTrans(recipient) = recipient else { return Unwrap::NotMine };
        if !self.certificate().matches(&recipient.id) {
            return Unwrap::NotMine;
        }
        match &recipient.transport {
            Err(unsupported) if unsupported.problem == AlgorithmProblem::Malformed => {
                Unwrap::Broken(Broken::Failed)
            }
            Err(unsupported) => Unwrap::Broken(Broken::Unsupported(unsupported.clone())),
            Ok(transport) => {
                let encrypted = whole(&recipient.encrypted_key, self.private.modulus_len());
                match self.private.unwrap(transport, &encrypted, key_len) {
                    Ok(key) => Unwrap::Opened(key),
                    Err(UnwrapFailed::Rejected) => Unwrap::Broken(Broken::Failed),
                    Err(UnwrapFailed::Lacks { device, mechanism }) => {
                        Unwrap::Broken(Broken::Lacks { device, mechanism })
                    }
                    Err(UnwrapFailed::Unavailable { device, fault, code }) => {
                        Unwrap::Broken(Broken::Unavailable { device, fault, code })
                    }
                }
            }
        }
    }
}

/// An encrypted key as long as the modulus: some senders write the number without its leading zeros.
///
/// Everybody sees its length: nothing of what is encrypted shows in what is done here.
fn whole(encrypted_key: &[u8], modulus_len: usize) -> Cow<'_, [u8]> {
    match modulus_len.checked_sub(encrypted_key.len()) {
        None | Some(0) => Cow::Borrowed(encrypted_key),
        Some(zeros) => {
            let mut whole = vec![0; zeros];
            whole.extend_from_slice(encrypted_key);
            Cow::Owned(whole)
        }
    }
}

/// What a recipient info gives to one key.
#[derive(Debug)]
pub enum Unwrap {
    /// It names another certificate.
    NotMine,
    /// The content-encryption key. With RSAES-PKCS1-v1_5 it may be a random one: only the content can tell.
    Opened(ContentKey),
    /// It names this certificate, and gives nothing.
    Broken(Broken),
}

/// Why a recipient info that names us gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Its key transport is not one that is read.
    #[error("unsupported key transport")]
    Unsupported(#[source] UnsupportedAlgorithm),
    /// It does not decrypt; what exactly was wrong is not told.
    #[error("the encrypted key does not decrypt")]
    Failed,
    /// The device that has the private key does not offer what it needs.
    #[error("{device} does not offer {mechanism}")]
    Lacks {
        /// What the device is called.
        device: String,
        /// What it calls the operation.
        mechanism: String,
    },
    /// The device that has the private key did not do its part.
    #[error("{device} did not do its part")]
    Unavailable {
        /// What the device is called.
        device: String,
        /// What is the matter with it.
        fault: DeviceFault,
        /// What it said, by the name its standard gives it.
        code: Option<String>,
    },
}

/// The keys at hand. Shared by all workers, never changed while they run.
#[derive(Debug, Default)]
pub struct Keyring {
    keys: Vec<HeldKey>,
}

impl Keyring {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a pair ready with a provider, whereupon its private octets end, and holds it. A certificate that is held
    /// already in the same role is not held twice.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`], as the provider says it: a size that it does not read, numbers that do not make a key.
    pub fn add(
        &mut self,
        provider: &dyn Provider,
        role: Role,
        name: Option<String>,
        pair: KeyPair,
    ) -> Result<(), KeyRejected> {
        if self.holds(role, pair.certificate()) {
            return Ok(());
        }
        let private = Arc::from(provider.private_key(pair.private_key())?);
        let (certificate, trailing_octets) = (pair.certificate().clone(), pair.trailing_octets());
        drop(pair);
        self.keys.push(HeldKey { role, name, trailing_octets, certificate, private });
        Ok(())
    }

    /// Holds a key that is ready, wherever it lives. That it is the certificate's is for the caller to know.
    pub fn hold(
        &mut self,
        role: Role,
        name: Option<String>,
        certificate: Certificate,
        private: Arc<dyn PrivateKey>,
    ) {
        if !self.holds(role, &certificate) {
            self.keys.push(HeldKey { role, name, trailing_octets: 0, certificate, private });
        }
    }

    fn holds(&self, role: Role, certificate: &Certificate) -> bool {
        self.keys.iter().any(|key| key.role == role && key.certificate == *certificate)
    }

    /// Holds every key of this certificate's public key under this certificate too: one that was renewed on the same
    /// key, which envelopes name still. Whether there is such a key.
    ///
    /// The name in an envelope chooses, here as everywhere: nothing is tried.
    pub fn adopt(&mut self, certificate: &Certificate) -> bool {
        let (mut found, mut adopted) = (false, Vec::new());
        for key in self.keys.iter().filter(|key| certificate.is_of_the_key_of(&key.certificate)) {
            found = true;
            if !self.holds(key.role, certificate) {
                adopted.push(HeldKey {
                    role: key.role,
                    name: key.name.clone(),
                    trailing_octets: key.trailing_octets,
                    certificate: certificate.clone(),
                    private: Arc::clone(&key.private),
                });
            }
        }
        // Two keys of one role and one public key are one.
        for key in adopted {
            if !self.holds(key.role, certificate) {
                self.keys.push(key);
            }
        }
        found
    }

    /// All of them, in the order they were added.
    pub fn keys(&self) -> &[HeldKey] {
        &self.keys
    }

    /// Chooses the key and the recipient info that open an envelope, by the names in it, never by trying.
    ///
    /// Entity keys come first; among the infos that name one role, the first in the envelope's order whose key
    /// transport is supported. Infos with an unsupported transport are chosen only when there is nothing else.
    pub fn choose<'a>(&'a self, recipients: &[Recipient], emergency_allowed: bool) -> Choice<'a> {
        let first = |role, supported| self.first(recipients, role, supported);
        let held = |(key, recipient)| Choice::Held { key, recipient };
        let emergency = |(key, recipient)| {
            if emergency_allowed {
                Choice::Held { key, recipient }
            } else {
                Choice::EmergencyOnly { key, recipient }
            }
        };
        None.or_else(|| first(Role::Entity, true).map(held))
            .or_else(|| first(Role::Emergency, true).map(emergency))
            .or_else(|| first(Role::Entity, false).map(held))
            .or_else(|| first(Role::Emergency, false).map(emergency))
            .unwrap_or(Choice::None)
    }

    /// The first recipient info, in the envelope's order, that names a key of this role, and that key.
    fn first(&self, recipients: &[Recipient], role: Role, supported: bool) -> Option<(&HeldKey, usize)> {
        recipients.iter().enumerate().find_map(|(index, recipient)| {
            let Recipient::KeyTrans(recipient) = recipient else { return None };
            if recipient.transport.is_ok() != supported {
                return None;
            }
            let named = |key: &&HeldKey| key.role == role && key.certificate().matches(&recipient.id);
            self.keys.iter().find(named).map(|key| (key, index))
        })
    }
}

/// Which key an envelope's recipients lead to.
#[derive(Clone, Copy, Debug)]
pub enum Choice<'a> {
    /// This one, with that recipient info.
    Held {
        /// The key.
        key: &'a HeldKey,
        /// Index in the envelope's recipients.
        recipient: usize,
    },
    /// Only an emergency key would open it, and it may not be used.
    EmergencyOnly {
        /// The key.
        key: &'a HeldKey,
        /// Index in the envelope's recipients.
        recipient: usize,
    },
    /// No recipient info names a certificate that is held.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cms::envelope::{
            AlgorithmProblem, KeyTransRecipient, OtherRecipient, RecipientId, UnsupportedAlgorithm,
        },
        crypto::{AwsLc, Hash, KeyTransport, RustCrypto},
        keys::sample::pair,
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
            Choice::Held { key, recipient } => {
                Some((key.role, key.certificate().fingerprint(), recipient, true))
            }
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
            assert!(matches!(broken, Unwrap::Broken(Broken::Failed)));
            let unsupported = key.unwrap(&unsupported(by_key(certificate)), 32);
            assert!(
                matches!(unsupported, Unwrap::Broken(Broken::Unsupported(named)) if named.oid == "1.2.3")
            );
            let other = recipient(by_name(other.certificate()), other.certificate());
            assert!(matches!(key.unwrap(&other, 32), Unwrap::NotMine));
            let password = Recipient::Other(OtherRecipient::Password);
            assert!(matches!(key.unwrap(&password, 32), Unwrap::NotMine));
        }
    }
}
