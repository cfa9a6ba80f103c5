//! The calls of the certificate store and of both interfaces to its keys, CryptoAPI and CNG: each once, behind a safe
//! signature.
//!
//! The argument for all of them: handles and contexts are owned by values that give them back once, texts are ended by a
//! zero and live longer than the call, and what the system fills is ours, of the length it is told.
#![expect(unsafe_code, reason = "system calls without a safe interface; the argument is above")]

mod key;

use std::{
    io,
    ptr::{null, null_mut},
    slice,
};

use windows_sys::Win32::Security::Cryptography::{
    AT_KEYEXCHANGE, CERT_CONTEXT, CERT_FRIENDLY_NAME_PROP_ID, CERT_KEY_PROV_INFO_PROP_ID,
    CERT_NCRYPT_KEY_SPEC, CERT_STORE_ADD_REPLACE_EXISTING, CERT_STORE_PROV_MEMORY, CERT_STORE_PROV_SYSTEM_W,
    CERT_STORE_READONLY_FLAG, CERT_SYSTEM_STORE_CURRENT_USER, CERT_SYSTEM_STORE_LOCAL_MACHINE,
    CRYPT_ACQUIRE_COMPARE_KEY_FLAG, CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG, CRYPT_ACQUIRE_SILENT_FLAG,
    CRYPT_INTEGER_BLOB, CRYPT_KEY_PROV_INFO, CertAddCertificateContextToStore, CertCloseStore,
    CertCreateCertificateContext, CertDuplicateCertificateContext, CertEnumCertificatesInStore,
    CertFreeCertificateContext, CertGetCertificateContextProperty, CertOpenStore,
    CertSetCertificateContextProperty, CryptAcquireCertificatePrivateKey, CryptGetUserKey,
    EXPORT_PRIVATE_KEYS, HCERTSTORE, MS_ENH_RSA_AES_PROV_W, PFXExportCertStoreEx, PKCS_7_ASN_ENCODING,
    PROV_RSA_AES, REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY, X509_ASN_ENCODING,
};
use zeroize::Zeroizing;

pub(super) use self::key::{Handle, Padding, import};
use super::Place;

const ENCODING: u32 = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING;

fn done(answer: i32) -> io::Result<()> {
    if answer == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().filter(|unit| *unit != 0).chain([0]).collect()
}

fn len_of(octets: &[u8]) -> io::Result<u32> {
    u32::try_from(octets.len()).map_err(|_| io::ErrorKind::InvalidInput.into())
}

/// An open store of certificates.
pub(super) struct Store(HCERTSTORE);

impl Store {
    /// The store `MY` of the user or of the machine, to look at or to add to.
    pub(super) fn my(place: Place, write: bool) -> io::Result<Self> {
        let place = match place {
            Place::User => CERT_SYSTEM_STORE_CURRENT_USER,
            Place::Machine => CERT_SYSTEM_STORE_LOCAL_MACHINE,
        };
        let flags = if write { place } else { place | CERT_STORE_READONLY_FLAG };
        let name = wide("MY");
        // SAFETY: see above.
        Self::opened(unsafe { CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, flags, name.as_ptr().cast()) })
    }

    /// One in memory.
    fn in_memory() -> io::Result<Self> {
        // SAFETY: see above.
        Self::opened(unsafe { CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, null()) })
    }

    fn opened(store: HCERTSTORE) -> io::Result<Self> {
        if store.is_null() { Err(io::Error::last_os_error()) } else { Ok(Self(store)) }
    }

    /// Its certificates.
    pub(super) fn certificates(&self) -> Vec<Context> {
        let mut found = Vec::new();
        let mut at: *mut CERT_CONTEXT = null_mut();
        loop {
            // SAFETY: see above; the context that is given is let go by the call, what is kept is a second hold on it.
            at = unsafe { CertEnumCertificatesInStore(self.0, at) };
            if at.is_null() {
                return found;
            }
            // SAFETY: the same.
            found.push(Context(unsafe { CertDuplicateCertificateContext(at) }));
        }
    }

    /// Adds a certificate with what it knows of its key, in the place of the same one.
    pub(super) fn add(&self, certificate: &Context) -> io::Result<()> {
        // SAFETY: see above.
        done(unsafe {
            CertAddCertificateContextToStore(
                self.0,
                certificate.0,
                CERT_STORE_ADD_REPLACE_EXISTING,
                null_mut(),
            )
        })
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // SAFETY: see above; certificates that were taken from it hold what they need.
        unsafe { CertCloseStore(self.0, 0) };
    }
}

/// A certificate in the system's hands.
pub(super) struct Context(*mut CERT_CONTEXT);

impl Context {
    /// Of its DER.
    pub(super) fn of(der: &[u8]) -> io::Result<Self> {
        // SAFETY: see above; the octets are copied.
        let context = unsafe { CertCreateCertificateContext(ENCODING, der.as_ptr(), len_of(der)?) };
        if context.is_null() { Err(io::Error::last_os_error()) } else { Ok(Self(context)) }
    }

    /// Its DER.
    pub(super) fn der(&self) -> &[u8] {
        // SAFETY: a context's octets are there and do not change as long as it is held.
        unsafe { slice::from_raw_parts((*self.0).pbCertEncoded, (*self.0).cbCertEncoded as usize) }
    }

    /// A property, in words so that a structure at its beginning is aligned.
    fn property(&self, property: u32) -> Option<Vec<u64>> {
        let mut len = 0;
        // SAFETY: see above: without a place to write to, the length alone is told.
        done(unsafe { CertGetCertificateContextProperty(self.0, property, null_mut(), &raw mut len) })
            .ok()?;
        let mut words = vec![0_u64; (len as usize).div_ceil(8).max(1)];
        let at = words.as_mut_ptr().cast();
        // SAFETY: see above.
        done(unsafe { CertGetCertificateContextProperty(self.0, property, at, &raw mut len) }).ok()?;
        Some(words)
    }

    /// The provider that keeps its private key; `None` where none does.
    pub(super) fn provider(&self) -> Option<String> {
        let words = self.property(CERT_KEY_PROV_INFO_PROP_ID)?;
        if words.len() * 8 < size_of::<CRYPT_KEY_PROV_INFO>() {
            return None;
        }
        let info = words.as_ptr().cast::<CRYPT_KEY_PROV_INFO>();
        // SAFETY: the property is this structure, followed by the texts that it points to; they live as long as `words`.
        unsafe { text((*info).pwszProvName) }
    }

    /// The name that people gave it.
    pub(super) fn friendly_name(&self) -> Option<String> {
        let words = self.property(CERT_FRIENDLY_NAME_PROP_ID)?;
        // A text with its zero: what it is made of is in its words, whatever they end with.
        let units = words.iter().flat_map(|word| [0, 16, 32, 48].map(|by| word >> by & 0xffff));
        let units: Vec<u16> =
            units.take_while(|unit| *unit != 0).filter_map(|unit| u16::try_from(unit).ok()).collect();
        Some(String::from_utf16_lossy(&units)).filter(|name| !name.is_empty())
    }

    /// Says under which name people are to find it.
    pub(super) fn set_friendly_name(&self, name: &str) -> io::Result<()> {
        let mut name = wide(name);
        let octets = u32::try_from(2 * name.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        let blob = CRYPT_INTEGER_BLOB { cbData: octets, pbData: name.as_mut_ptr().cast() };
        // SAFETY: see above; the text is copied.
        done(unsafe {
            CertSetCertificateContextProperty(self.0, CERT_FRIENDLY_NAME_PROP_ID, 0, (&raw const blob).cast())
        })
    }

    /// Says that its private key is the one of a container; see [`import`].
    pub(super) fn set_key(&self, container: &str) -> io::Result<()> {
        let mut container = wide(container);
        let info = CRYPT_KEY_PROV_INFO {
            pwszContainerName: container.as_mut_ptr(),
            pwszProvName: MS_ENH_RSA_AES_PROV_W.cast_mut(),
            dwProvType: PROV_RSA_AES,
            dwFlags: 0,
            cProvParam: 0,
            rgProvParam: null_mut(),
            dwKeySpec: AT_KEYEXCHANGE,
        };
        // SAFETY: see above; the texts are copied.
        done(unsafe {
            CertSetCertificateContextProperty(self.0, CERT_KEY_PROV_INFO_PROP_ID, 0, (&raw const info).cast())
        })
    }

    /// Its private key; in silence, it is refused where the system would ask the person.
    pub(super) fn key(&self, in_silence: bool) -> io::Result<Handle> {
        let flags = CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG | CRYPT_ACQUIRE_COMPARE_KEY_FLAG;
        let flags = if in_silence { flags | CRYPT_ACQUIRE_SILENT_FLAG } else { flags };
        let (mut handle, mut spec, mut free) = (0, 0, 0);
        // SAFETY: see above.
        done(unsafe {
            CryptAcquireCertificatePrivateKey(
                self.0,
                flags,
                null(),
                &raw mut handle,
                &raw mut spec,
                &raw mut free,
            )
        })?;
        let ours = free != 0;
        if spec == CERT_NCRYPT_KEY_SPEC {
            return Ok(Handle::Cng { key: handle, ours, in_silence });
        }
        // Wine says of a key that it is for exchange and for signatures.
        let spec = if spec & AT_KEYEXCHANGE == 0 { spec } else { AT_KEYEXCHANGE };
        let mut key = 0;
        // SAFETY: see above.
        let got = done(unsafe { CryptGetUserKey(handle, spec, &raw mut key) });
        let held = Handle::Capi { provider: handle, ours, key, spec };
        got.map(|()| held)
    }

    /// A `.pfx` with the certificate and its private key, under a password.
    pub(super) fn pfx(&self, password: &str) -> io::Result<Zeroizing<Vec<u8>>> {
        let store = Store::in_memory()?;
        store.add(self)?;
        let password = Zeroizing::new(wide(password));
        let mut blob = CRYPT_INTEGER_BLOB { cbData: 0, pbData: null_mut() };
        let flags = EXPORT_PRIVATE_KEYS | REPORT_NOT_ABLE_TO_EXPORT_PRIVATE_KEY;
        // SAFETY: see above: without a place to write to, the length alone is told.
        done(unsafe { PFXExportCertStoreEx(store.0, &raw mut blob, password.as_ptr(), null(), flags) })?;
        let mut octets = Zeroizing::new(vec![0; blob.cbData as usize]);
        blob.pbData = octets.as_mut_ptr();
        // SAFETY: see above.
        done(unsafe { PFXExportCertStoreEx(store.0, &raw mut blob, password.as_ptr(), null(), flags) })?;
        octets.truncate(blob.cbData as usize);
        Ok(octets)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: see above.
        unsafe { CertFreeCertificateContext(self.0) };
    }
}

/// # Safety
///
/// The text is null or ends with a zero.
unsafe fn text(text: *const u16) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: our caller's promise.
    let units = unsafe {
        let mut len = 0;
        while *text.add(len) != 0 {
            len += 1;
        }
        slice::from_raw_parts(text, len)
    };
    Some(String::from_utf16_lossy(units))
}
