//! The keys at hand, and the choice of the one that an envelope names.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    cms::envelope::{
        AlgorithmProblem, KemRecipient, KeyAgreeRecipient, KeyTransRecipient, Recipient, UnsupportedAlgorithm,
    },
    crypto::{Agreed, Encapsulated, KeyRejected, PrivateKey, Provider, UnwrapFailed},
    keys::{Certificate, KeyPair, quorum::JoinedBy},
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
    /// The shares that opened its key file, where it took shares.
    pub joined_by: Option<JoinedBy>,
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
        match recipient.id() {
            Some(id) if self.certificate().matches(id) => {}
            _ => return Unwrap::NotMine,
        }
        match recipient {
            Recipient::KeyTrans(recipient) => self.transported(recipient, key_len),
            Recipient::KeyAgree(recipient) => self.agreed(recipient, key_len),
            Recipient::Kem(recipient) => self.encapsulated(recipient, key_len),
            Recipient::Other(_) => Unwrap::NotMine,
        }
    }

    fn agreed(&self, recipient: &KeyAgreeRecipient, key_len: usize) -> Unwrap {
        let (agreement, sender) = match &recipient.agreement {
            Ok(agreement) => agreement,
            Err(unsupported) => return Unwrap::of_unsupported(unsupported),
        };
        let agreed = Agreed {
            agreement: *agreement,
            curve: sender.curve,
            point: &sender.point,
            info: &sender.info,
            encrypted_key: &recipient.encrypted_key,
        };
        self.private.agree(&agreed, key_len).map_or_else(Unwrap::of_failed, Unwrap::Opened)
    }

    fn encapsulated(&self, recipient: &KemRecipient, key_len: usize) -> Unwrap {
        let (encapsulation, info) = match &recipient.encapsulation {
            Ok(encapsulation) => encapsulation,
            Err(unsupported) => return Unwrap::of_unsupported(unsupported),
        };
        let capsule = Encapsulated {
            encapsulation: *encapsulation,
            ciphertext: &recipient.ciphertext,
            info,
            encrypted_key: &recipient.encrypted_key,
        };
        self.private.decapsulate(&capsule, key_len).map_or_else(Unwrap::of_failed, Unwrap::Opened)
    }

    fn transported(&self, recipient: &KeyTransRecipient, key_len: usize) -> Unwrap {
        match &recipient.transport {
            Err(unsupported) => Unwrap::of_unsupported(unsupported),
            Ok(transport) => {
                let encrypted = whole(&recipient.encrypted_key, self.private.modulus_len());
                let unwrapped = self.private.unwrap(transport, &encrypted, key_len);
                unwrapped.map_or_else(Unwrap::of_failed, Unwrap::Opened)
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

impl Unwrap {
    fn of_failed(failed: UnwrapFailed) -> Self {
        Self::Broken(failed.into())
    }

    fn of_unsupported(unsupported: &UnsupportedAlgorithm) -> Self {
        Self::Broken(match unsupported.problem {
            AlgorithmProblem::Malformed => UnwrapFailed::Rejected.into(),
            _ => Broken::Unsupported(unsupported.clone()),
        })
    }
}

/// Why a recipient info that names us gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Its key transport is not one that is read.
    #[error("unsupported key transport")]
    Unsupported(#[source] UnsupportedAlgorithm),
    /// Its private key did not give the key.
    #[error(transparent)]
    Failed(#[from] UnwrapFailed),
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
        let joined_by = pair.shares().cloned();
        drop(pair);
        self.keys.push(HeldKey { role, name, trailing_octets, joined_by, certificate, private });
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
        self.put(HeldKey { role, name, trailing_octets: 0, joined_by: None, certificate, private });
    }

    /// Two keys of one role and one certificate are one.
    fn put(&mut self, key: HeldKey) {
        if !self.holds(key.role, &key.certificate) {
            self.keys.push(key);
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
        let same = self.keys.iter().filter(|key| certificate.is_of_the_key_of(&key.certificate));
        let adopted = same.map(|key| HeldKey {
            role: key.role,
            name: key.name.clone(),
            trailing_octets: key.trailing_octets,
            joined_by: key.joined_by.clone(),
            certificate: certificate.clone(),
            private: Arc::clone(&key.private),
        });
        let adopted: Vec<_> = adopted.collect();
        let found = !adopted.is_empty();
        for key in adopted {
            self.put(key);
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
            let id = recipient.id()?;
            let named = |key: &&HeldKey| key.role == role && key.certificate().matches(id);
            let key = self.keys.iter().find(named)?;
            // Most are somebody else's: they are asked nothing more.
            (recipient.unsupported().is_none() == supported).then_some((key, index))
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
mod tests;
