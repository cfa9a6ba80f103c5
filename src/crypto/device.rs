//! A private key that a device keeps: a token, a card, a system's key store.
//!
//! The device gives no octets of the key; it does operations with it. Whoever brings another kind of device (the room is
//! `keys/token`) writes a [`KeyDevice`]: which operations it does, and how one is done. [`DeviceKey`] makes a
//! [`PrivateKey`] of it, and owns what must be the same for all of them: which operation comes first, what is public
//! about an encrypted key, paddings taken off in constant time, and what stands in for a bad one.

use std::{fmt, sync::OnceLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use crate::{
    crypto::{
        Hash, KeyRejected, KeyTransport, PrivateKey, UnwrapFailed,
        oaep::{self, Parameters},
        padding::{select, select_padded_key, wiped},
        rsa_key::{PublicNumbers, is_in_range},
        substitute::Substitute,
    },
    secret::{ContentKey, in_the_clear},
};

/// What a device is asked to do with a key that it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    /// The private operation alone, c^d mod n (`CKM_RSA_X_509`): the encoded message comes back, as long as the modulus
    /// or without its leading zeros, and the padding is taken off here.
    Raw,
    /// RSAES-OAEP: the message comes back.
    Oaep {
        /// Hash of the label.
        hash: Hash,
        /// Hash of the mask generation function MGF1.
        mgf_hash: Hash,
        /// The label.
        label: &'a [u8],
    },
    /// RSAES-PKCS1-v1_5: the message comes back.
    Pkcs1v15,
}

/// A key in a device, for use from several threads.
pub trait KeyDevice: Send + Sync + fmt::Debug {
    /// What people call the device: a token's label, a store's name.
    fn name(&self) -> String;

    /// What the device calls an operation: `CKM_RSA_X_509`.
    fn mechanism(&self, operation: Operation<'_>) -> String;

    /// Does an operation with the private key on `encrypted_key`, which is as long as the modulus and in its range.
    ///
    /// # Errors
    ///
    /// [`DeviceError::Lacks`] where the device does not offer the operation, or not for this key: the next one is asked
    /// for. [`DeviceError::Rejected`] only where it is known that the device is well and the octets are not; whoever
    /// cannot tell a bad padding from a device that dies asks the device how it is, each time, and not only after an
    /// error, so that the time that takes tells nothing. [`DeviceError::Unavailable`] for all else.
    fn perform(
        &self,
        operation: Operation<'_>,
        encrypted_key: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DeviceError>;

    /// Octets that only this key makes, always the same ones, and that are never published: what
    /// [`Operation::Raw`] is not there for. A signature by RSASSA-PKCS1-v1_5 of `label` is one. `None` where the key
    /// signs nothing.
    ///
    /// # Errors
    ///
    /// Those of [`KeyDevice::perform`].
    fn secret(&self, label: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, DeviceError> {
        let _ = label;
        Ok(None)
    }
}

/// Why a device did not do an operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// It did it, and what was encrypted has not the padding that it should have.
    #[error("what was encrypted is rejected")]
    Rejected,
    /// It does not offer it.
    #[error("the device does not offer the operation")]
    Lacks,
    /// It did not do it.
    #[error("the device did not do the operation ({})", code.as_deref().unwrap_or("no code"))]
    Unavailable {
        /// What is the matter.
        fault: DeviceFault,
        /// What it said, by the name its standard gives it: `CKR_DEVICE_REMOVED`.
        code: Option<String>,
    },
}

/// What is the matter with a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceFault {
    /// It is no longer there, or what was agreed with it has ended: pulled out, logged out.
    Gone,
    /// It does not answer.
    Silent,
    /// It is there, and does not let this key be used.
    Refused,
    /// It answers that it failed.
    Failed,
}

impl DeviceError {
    pub(crate) const fn failed() -> Self {
        Self::Unavailable { fault: DeviceFault::Failed, code: None }
    }
}

/// A key in a device, as a capability.
pub struct DeviceKey {
    device: Box<dyn KeyDevice>,
    modulus: Vec<u8>,
    substitute: OnceLock<Substitute>,
}

/// What the secret behind substitutes is made of.
const LABEL: &[u8] = b"plis: what stands in for a bad padding, 1";

impl DeviceKey {
    /// The key of a device whose public key this is, a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    ///
    /// [`KeyRejected`] for a public key that is no RSA key, malformed, or of a size that is not read.
    pub fn new(device: Box<dyn KeyDevice>, public_key: &[u8]) -> Result<Self, KeyRejected> {
        let modulus = PublicNumbers::from_spki(public_key)?.modulus().to_vec();
        Ok(Self { device, modulus, substitute: OnceLock::new() })
    }

    /// The encoded message, as long as the modulus.
    fn raw(&self, number: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        let octets = self.device.perform(Operation::Raw, number).map_err(|error| match error {
            // Every number below the modulus has an answer: what rejects one is not well.
            DeviceError::Rejected => DeviceError::failed(),
            error => error,
        })?;
        let Some(zeros) = self.modulus.len().checked_sub(octets.len()) else {
            return Err(DeviceError::failed());
        };
        if zeros == 0 {
            return Ok(octets);
        }
        let mut whole = wiped(self.modulus.len());
        whole[zeros..].copy_from_slice(&octets);
        Ok(whole)
    }

    /// What stands in for paddings that are bad; the reason is the threat model's.
    fn substitute(&self) -> Result<&Substitute, DeviceError> {
        if let Some(substitute) = self.substitute.get() {
            return Ok(substitute);
        }
        let secret = match self.raw(&labelled(self.modulus.len())) {
            Err(DeviceError::Lacks) => match self.device.secret(LABEL) {
                Ok(Some(secret)) => secret,
                Ok(None) | Err(DeviceError::Lacks | DeviceError::Rejected) => drawn()?,
                Err(error) => return Err(error),
            },
            other => other?,
        };
        Ok(self.substitute.get_or_init(|| Substitute::new(&secret)))
    }

    fn unwrap_pkcs1(&self, encrypted_key: &[u8], key_len: usize) -> Result<ContentKey, DeviceError> {
        let mut key = self.substitute()?.key(encrypted_key, key_len);
        if is_in_range(&self.modulus, encrypted_key) {
            match self.raw(encrypted_key) {
                Ok(em) => select_padded_key(&em, &mut key),
                Err(DeviceError::Lacks) => self.by_pkcs1(encrypted_key, &mut key)?,
                Err(error) => return Err(error),
            }
        }
        Ok(ContentKey::new(std::mem::take(&mut *key)))
    }

    /// By the device's own padding check, whose verdict is that it gives a message.
    fn by_pkcs1(&self, encrypted_key: &[u8], substitute: &mut [u8]) -> Result<(), DeviceError> {
        let mut message = match self.device.perform(Operation::Pkcs1v15, encrypted_key) {
            Ok(message) => message,
            Err(DeviceError::Rejected) => Zeroizing::new(Vec::new()),
            Err(error) => return Err(error),
        };
        let len = message.len();
        // No vector is copied where it grows: its secret would stay behind.
        let mut whole = wiped(self.modulus.len().max(substitute.len()));
        let kept = len.min(whole.len());
        whole[..kept].copy_from_slice(&message[..kept]);
        message.zeroize();
        select(len.ct_eq(&substitute.len()), &whole[..substitute.len()], substitute);
        Ok(())
    }

    fn unwrap_oaep(
        &self,
        of: Parameters<'_>,
        encrypted_key: &[u8],
        key_len: usize,
    ) -> Result<ContentKey, DeviceError> {
        if !is_in_range(&self.modulus, encrypted_key) {
            return Err(DeviceError::Rejected);
        }
        let mut message = match self.raw(encrypted_key) {
            Ok(em) => oaep::message(&em, of, key_len).ok_or(DeviceError::Rejected)?,
            Err(DeviceError::Lacks) => {
                let Parameters { hash, mgf_hash, label } = of;
                self.device.perform(Operation::Oaep { hash, mgf_hash, label }, encrypted_key)?
            }
            Err(error) => return Err(error),
        };
        if message.len() != key_len {
            return Err(DeviceError::Rejected);
        }
        Ok(ContentKey::new(std::mem::take(&mut *message)))
    }

    fn failed(&self, error: DeviceError, operation: Operation<'_>) -> UnwrapFailed {
        let device = || self.device.name();
        match error {
            DeviceError::Rejected => UnwrapFailed::Rejected,
            DeviceError::Lacks => {
                UnwrapFailed::Lacks { device: device(), mechanism: self.device.mechanism(operation) }
            }
            DeviceError::Unavailable { fault, code } => {
                UnwrapFailed::Unavailable { device: device(), fault, code }
            }
        }
    }
}

impl PrivateKey for DeviceKey {
    fn modulus_len(&self) -> usize {
        self.modulus.len()
    }

    fn unwrap(
        &self,
        transport: &KeyTransport,
        encrypted_key: &[u8],
        key_len: usize,
    ) -> Result<ContentKey, UnwrapFailed> {
        in_the_clear(|| match transport {
            KeyTransport::RsaPkcs1v15 => self
                .unwrap_pkcs1(encrypted_key, key_len)
                .map_err(|error| self.failed(error, Operation::Pkcs1v15)),
            KeyTransport::RsaOaep { hash, mgf_hash, label } => {
                let (hash, mgf_hash) = (*hash, *mgf_hash);
                self.unwrap_oaep(Parameters { hash, mgf_hash, label }, encrypted_key, key_len)
                    .map_err(|error| self.failed(error, Operation::Oaep { hash, mgf_hash, label }))
            }
        })
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceKey").field("device", &self.device).finish_non_exhaustive()
    }
}

/// A number below every modulus of `len` octets, which is no encoded message: what it becomes under the private key is
/// nobody else's to know, and no signature of anything.
fn labelled(len: usize) -> Vec<u8> {
    let mut number: Vec<u8> = (0_u32..)
        .flat_map(|counter| Sha256::new().chain_update(LABEL).chain_update(counter.to_be_bytes()).finalize())
        .take(len)
        .collect();
    number[0] = 0;
    number
}

/// A secret of this run.
fn drawn() -> Result<Zeroizing<Vec<u8>>, DeviceError> {
    let mut secret = wiped(32);
    getrandom::fill(&mut secret).map_err(|_| DeviceError::failed())?;
    Ok(secret)
}
