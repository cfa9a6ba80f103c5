//! A key of the store as a device: CNG takes the padding off nothing where its provider can do that, CryptoAPI takes it
//! off itself.

use std::{
    fmt, io,
    sync::{Mutex, MutexGuard, PoisonError},
};

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::calls::{Handle, Padding};
use crate::{
    crypto::{AwsLc, DeviceError, DeviceFault, KeyDevice, KeyTransport, Operation, Provider as _},
    keys::Certificate,
    secret::ContentKey,
};

/// A key of the store.
pub(super) struct StoreDevice {
    /// Handles of CryptoAPI are for one thread at a time.
    handle: Mutex<Handle>,
    provider: String,
    public_key: Vec<u8>,
    message: ContentKey,
    /// The message, encrypted by RSAES-PKCS1-v1_5: whether the device is well is asked with it.
    known: Vec<u8>,
    raw: bool,
}

impl StoreDevice {
    /// Tries a key on itself, and finds out what its provider does with it.
    pub(super) fn new(handle: Handle, provider: &str, certificate: &Certificate) -> io::Result<Self> {
        let mut octets = vec![0; 32];
        getrandom::fill(&mut octets).map_err(io::Error::other)?;
        let message = ContentKey::new(octets);
        let public_key = certificate.public_key().to_vec();
        let known =
            AwsLc.wrap(&public_key, &KeyTransport::RsaPkcs1v15, &message).map_err(io::Error::other)?;
        // An encoded message ends with the message and is as long as the modulus, but for the zero in front; a provider that
        // only looks as if it did this gives something else, such as the message alone.
        let raw = match handle.decrypt(Padding::None, &known) {
            Some(Ok(encoded)) => encoded.len() + 1 >= known.len() && encoded.ends_with(message.expose()),
            _ => false,
        };
        if !raw {
            let answer = handle.decrypt(Padding::Pkcs1, &known).ok_or(io::ErrorKind::Unsupported)??;
            if !bool::from(answer.ct_eq(message.expose())) {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        Ok(Self {
            handle: Mutex::new(handle),
            provider: provider.to_owned(),
            public_key,
            message,
            known,
            raw,
        })
    }

    fn handle(&self) -> MutexGuard<'_, Handle> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decrypts by the provider's own padding check, whose verdict every provider words in its own way. So it is asked
    /// for a message that is known to be well each time as well: whoever answers that is well, and what it rejects is
    /// to be rejected.
    fn by_its_own_check(
        &self,
        padding: Padding<'_>,
        encrypted_key: &[u8],
        known: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        let handle = self.handle();
        let answer = handle.decrypt(padding, encrypted_key).ok_or(DeviceError::Lacks)?;
        let is_well = |padding: Padding<'_>, known: &[u8]| {
            let answer = handle.decrypt(padding, known);
            matches!(answer, Some(Ok(answer)) if bool::from(answer.ct_eq(self.message.expose())))
        };
        let does_it = is_well(padding, known);
        match answer {
            Ok(message) => Ok(message),
            Err(_) if does_it => Err(DeviceError::Rejected),
            Err(_) if is_well(Padding::Pkcs1, &self.known) => Err(DeviceError::Lacks),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

impl KeyDevice for StoreDevice {
    fn name(&self) -> String {
        self.provider.clone()
    }

    fn mechanism(&self, operation: Operation<'_>) -> String {
        match operation {
            Operation::Raw => "RSA".to_owned(),
            Operation::Pkcs1v15 => "RSAES-PKCS1-v1_5".to_owned(),
            Operation::Oaep { hash, mgf_hash, .. } => format!("RSAES-OAEP ({hash:?}, MGF1 {mgf_hash:?})"),
        }
    }

    fn perform(
        &self,
        operation: Operation<'_>,
        encrypted_key: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        match operation {
            Operation::Raw if !self.raw => Err(DeviceError::Lacks),
            Operation::Raw => {
                let answer = self.handle().decrypt(Padding::None, encrypted_key);
                answer.ok_or(DeviceError::Lacks)?.map_err(|error| unavailable(&error))
            }
            Operation::Pkcs1v15 => self.by_its_own_check(Padding::Pkcs1, encrypted_key, &self.known),
            Operation::Oaep { hash, mgf_hash, label } => {
                if hash != mgf_hash {
                    return Err(DeviceError::Lacks);
                }
                let padding = Padding::Oaep(hash, label);
                let transport = KeyTransport::RsaOaep { hash, mgf_hash, label: label.to_vec() };
                let known = AwsLc.wrap(&self.public_key, &transport, &self.message);
                self.by_its_own_check(padding, encrypted_key, &known.map_err(|_| DeviceError::Lacks)?)
            }
        }
    }

    fn secret(&self, label: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, DeviceError> {
        self.handle().sign(label).transpose().map_err(|error| unavailable(&error))
    }
}

/// What is the matter, by the numbers of winerror.h.
fn unavailable(error: &io::Error) -> DeviceError {
    let code = error.raw_os_error().map(i32::cast_unsigned);
    let fault = match code {
        // NTE_NO_KEY, NTE_BAD_KEYSET, SCARD_E_NO_SMARTCARD, SCARD_E_READER_UNAVAILABLE, SCARD_E_NO_SERVICE,
        // SCARD_W_UNPOWERED_CARD, SCARD_W_RESET_CARD, SCARD_W_REMOVED_CARD
        Some(
            0x8009_000d | 0x8009_0016 | 0x8010_000c | 0x8010_0017 | 0x8010_001d | 0x8010_0067 | 0x8010_0068
            | 0x8010_0069,
        ) => DeviceFault::Gone,
        // SCARD_E_TIMEOUT, SCARD_W_UNRESPONSIVE_CARD
        Some(0x8010_000a | 0x8010_0066) => DeviceFault::Silent,
        // ERROR_CANCELLED as such and as HRESULT, NTE_PERM, NTE_SILENT_CONTEXT, NTE_USER_CANCELLED, SCARD_E_CANCELLED,
        // SCARD_W_SECURITY_VIOLATION, SCARD_W_WRONG_CHV, SCARD_W_CHV_BLOCKED, SCARD_W_CANCELLED_BY_USER
        Some(
            1223 | 0x8007_04c7 | 0x8009_0010 | 0x8009_0022 | 0x8009_0036 | 0x8010_0002 | 0x8010_006a
            | 0x8010_006b | 0x8010_006c | 0x8010_006e,
        ) => DeviceFault::Refused,
        _ => DeviceFault::Failed,
    };
    DeviceError::Unavailable { fault, code: code.map(|code| format!("{code:#010x}")) }
}

impl fmt::Debug for StoreDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreDevice").field("provider", &self.provider).finish_non_exhaustive()
    }
}
