//! The store as this system has it.

use std::{io, sync::Arc};

use windows_sys::Win32::Security::Cryptography::{CRYPT_EXPORTABLE, CRYPT_USER_PROTECTED};
use zeroize::Zeroizing;

use super::{
    Keep, Place, Ready, StoreError, Stored, Thumbprint, blob,
    calls::{self, Context, Store},
    device::StoreDevice,
};
use crate::{
    crypto::{DeviceKey, KeyRejected},
    hex::hex,
    keys::{Certificate, KeyPair, read_key_file},
    secret::{Password, PrivateKeyDer, in_the_clear},
};

/// `NTE_SILENT_CONTEXT`: the system would ask the person.
const WOULD_ASK: i32 = 0x8009_0022_u32.cast_signed();

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        Self::System { code: error.raw_os_error().unwrap_or_default().cast_unsigned() }
    }
}

/// Every certificate with an RSA private key, with the system's own of it.
fn contexts() -> Result<Vec<(Stored, Context)>, StoreError> {
    let mut found: Vec<(Stored, Context)> = Vec::new();
    for place in [Place::User, Place::Machine] {
        let store = match (Store::my(place, false), place) {
            (Ok(store), _) => store,
            (Err(error), Place::User) => return Err(error.into()),
            // The machine's may be closed to this user, or not be there.
            (Err(_), Place::Machine) => continue,
        };
        for context in store.certificates() {
            let Some(provider) = context.provider() else { continue };
            let Ok(certificate) = Certificate::from_der(context.der()) else { continue };
            // The user's store shows the machine's certificates too.
            if certificate.is_rsa() && found.iter().all(|(known, _)| known.certificate != certificate) {
                let friendly_name = context.friendly_name();
                found.push((Stored { certificate, place, provider, friendly_name }, context));
            }
        }
    }
    Ok(found)
}

pub(super) fn list() -> Result<Vec<Stored>, StoreError> {
    Ok(contexts()?.into_iter().map(|(stored, _)| stored).collect())
}

fn find(thumbprint: Thumbprint) -> Result<(Stored, Context), StoreError> {
    let is_it = |(stored, _): &(Stored, Context)| thumbprint.is_of(&stored.certificate);
    contexts()?.into_iter().find(is_it).ok_or(StoreError::Missing { thumbprint })
}

pub(super) fn ready(thumbprint: Thumbprint, waiting: &mut dyn FnMut()) -> Result<Ready, StoreError> {
    let (Stored { certificate, provider, friendly_name, .. }, context) = find(thumbprint)?;
    let open = |in_silence| {
        context.key(in_silence).and_then(|handle| StoreDevice::new(handle, &provider, &certificate))
    };
    let device = open(true).or_else(|error| {
        if error.raw_os_error() != Some(WOULD_ASK) {
            return Err(error);
        }
        waiting();
        open(false)
    })?;
    let key = DeviceKey::new(Box::new(device), certificate.public_key())?;
    Ok(Ready { certificate, key: Arc::new(key), friendly_name })
}

pub(super) fn take_out(thumbprint: Thumbprint) -> Result<PrivateKeyDer, StoreError> {
    let (Stored { certificate, provider, .. }, context) = find(thumbprint)?;
    let refused = || StoreError::NotExportable { provider: provider.clone() };
    in_the_clear(|| {
        if let Some(written) = context.key(false)?.blob() {
            let key = blob::read(&written.map_err(|_| refused())?);
            return key.ok_or(StoreError::Rejected(KeyRejected::Malformed));
        }
        let password = Password::new(one_time_password()?);
        let pfx = context.pfx(password.expose()).map_err(|_| refused())?;
        let file = read_key_file(&pfx, Some(&password)).map_err(|_| refused())?;
        file.pair_of(&certificate).map(|pair| pair.private_key().duplicate()).ok_or_else(refused)
    })
}

/// For a file that lives as long as it takes to read it.
fn one_time_password() -> Result<String, StoreError> {
    let mut octets = Zeroizing::new([0; 16]);
    getrandom::fill(&mut *octets).map_err(|_| StoreError::System { code: 0 })?;
    Ok(hex(&*octets))
}

pub(super) fn put_in(pair: &KeyPair, name: &str, how: Keep) -> Result<Thumbprint, StoreError> {
    let thumbprint = Thumbprint::of(pair.certificate());
    // A container of its own: one that is shared would lose the key that it has.
    let container = format!("plis-{thumbprint}");
    let flags = [(how.exportable, CRYPT_EXPORTABLE), (how.strong_protection, CRYPT_USER_PROTECTED)];
    let flags: u32 = flags.into_iter().filter_map(|(is_asked, flag)| is_asked.then_some(flag)).sum();
    in_the_clear(|| {
        let blob = blob::written(pair.private_key())?;
        calls::import(&container, &blob, flags).map_err(StoreError::from)
    })?;
    let context = Context::of(pair.certificate().der())?;
    context.set_key(&container)?;
    context.set_friendly_name(name)?;
    Store::my(Place::User, true)?.add(&context)?;
    Ok(thumbprint)
}
