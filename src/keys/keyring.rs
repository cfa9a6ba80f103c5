//! The keys at hand, and the choice of the one that an envelope names.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    cms::envelope::{AlgorithmProblem, Recipient},
    crypto::{KeyRejected, PrivateKey, Provider, UnwrapFailed},
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

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A key pair made ready for use.
#[derive(Debug)]
pub struct HeldKey {
    /// What it is for.
    pub role: Role,
    /// Its name in the registry, or in its key file.
    pub name: Option<String>,
    /// The pair.
    pub pair: KeyPair,
    prepared: Box<dyn PrivateKey>,
}

impl HeldKey {
    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        self.pair.certificate()
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
            Err(unsupported) => Unwrap::Broken(Broken::Unsupported { oid: unsupported.oid.clone() }),
            Ok(transport) => match self.prepared.unwrap(transport, &recipient.encrypted_key, key_len) {
                Ok(key) => Unwrap::Opened(key),
                Err(UnwrapFailed) => Unwrap::Broken(Broken::Failed),
            },
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
    #[error("unsupported key transport {oid}")]
    Unsupported {
        /// The algorithm.
        oid: String,
    },
    /// It does not decrypt; what exactly was wrong is not told.
    #[error("the encrypted key does not decrypt")]
    Failed,
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

    /// Makes a pair ready with a provider and holds it. A certificate that is held already in the same role is
    /// not held twice.
    pub fn add(
        &mut self,
        provider: &dyn Provider,
        role: Role,
        name: Option<String>,
        pair: KeyPair,
    ) -> Result<(), KeyRejected> {
        let held = |key: &HeldKey| key.role == role && key.certificate() == pair.certificate();
        if self.keys.iter().any(held) {
            return Ok(());
        }
        let prepared = provider.private_key(pair.private_key())?;
        self.keys.push(HeldKey { role, name, pair, prepared });
        Ok(())
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
