//! Tokens by PKCS#11: one is found by its address, logged in to once, and asked for its keys.

mod code;
mod modules;
mod pool;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use cryptoki::{
    context::Pkcs11,
    error::{Error, RvError},
    mechanism::MechanismType,
    object::{Attribute, AttributeType, CertificateType, KeyType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    slot::{Limit, Slot, TokenInfo},
    types::AuthPin,
};
use zeroize::Zeroizing;

pub use self::modules::{Modules, load};
use self::{
    code::token_error,
    modules::module_of,
    pool::{Pool, Work},
};
use super::{PinFault, TokenError, TokenUri};
use crate::{
    asn1::ber,
    crypto::{DeviceError, DeviceKey, KeyDevice, Operation, PrivateKey},
    secret::Password,
    x509::Certificate,
};

/// A token that is there.
#[derive(Debug)]
pub struct Token {
    module: Pkcs11,
    slot: Slot,
    info: TokenInfo,
    /// What a login is good for ends with the last session.
    session: Session,
}

/// A private key on a token, and the certificates of it there.
#[derive(Debug)]
pub struct TokenKey {
    label: String,
    uri: TokenUri,
    certificates: Vec<Certificate>,
    public: Public,
    device: Device,
}

impl Token {
    /// Finds the one token that an address means.
    ///
    /// # Errors
    ///
    /// Those of [`load`]; [`TokenError::NoToken`], [`TokenError::SeveralTokens`], [`TokenError::Unavailable`].
    pub fn find(uri: &TokenUri) -> Result<Self, TokenError> {
        let module = module_of(uri)?;
        let slots = module.get_slots_with_token().map_err(|error| token_error(&error))?;
        let mut present = Vec::new();
        let mut found = Vec::new();
        for slot in slots {
            // One that cannot be asked is not there.
            let Ok(info) = module.get_token_info(slot) else { continue };
            if !info.token_initialized() {
                continue;
            }
            present.push(info.label().to_owned());
            if is_meant(uri, slot, &info) {
                found.push((slot, info));
            }
        }
        if found.len() > 1 {
            let named = found.iter().map(|(_, info)| info.label().to_owned()).collect();
            return Err(TokenError::SeveralTokens { named });
        }
        let (slot, info) = found.pop().ok_or(TokenError::NoToken { present })?;
        let session = module.open_ro_session(slot).map_err(|error| token_error(&error))?;
        Ok(Self { module, slot, info, session })
    }

    /// What people call it.
    pub fn name(&self) -> String {
        self.info.label().to_owned()
    }

    /// Whether a PIN is to be given; where the device has keys of its own to type it on, none is.
    pub fn wants_pin(&self) -> bool {
        self.info.login_required() && !self.info.protected_authentication_path()
    }

    /// What the token says of its PIN, before one is asked for: one that the next wrong PIN locks is not tried.
    ///
    /// # Errors
    ///
    /// [`TokenError::Pin`], [`TokenError::Unavailable`].
    pub fn takes_a_pin(&mut self) -> Result<(), TokenError> {
        self.info = self.module.get_token_info(self.slot).map_err(|error| token_error(&error))?;
        if self.info.user_pin_locked() {
            Err(TokenError::Pin(PinFault::Locked))
        } else if self.info.user_pin_final_try() {
            Err(TokenError::Pin(PinFault::LastTry))
        } else {
            Ok(())
        }
    }

    /// Logs in, once. What the token says of its PIN is looked at again first.
    ///
    /// # Errors
    ///
    /// [`TokenError::Pin`], [`TokenError::Unavailable`].
    pub fn login(&mut self, pin: Option<&Password>) -> Result<(), TokenError> {
        if !self.info.login_required() {
            return Ok(());
        }
        self.takes_a_pin()?;
        let pin = pin.map(|pin| AuthPin::from(pin.expose().to_owned()));
        match self.session.login(UserType::User, pin.as_ref()) {
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            Err(Error::Pkcs11(code, function)) => Err(match code {
                RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange => {
                    TokenError::Pin(PinFault::Wrong)
                }
                RvError::PinLocked => TokenError::Pin(PinFault::Locked),
                RvError::PinExpired => TokenError::Pin(PinFault::Expired),
                code => token_error(&Error::Pkcs11(code, function)),
            }),
            Err(error) => Err(token_error(&error)),
        }
    }

    /// The RSA keys that an address means, for so many threads, each with the certificates of its public key that are
    /// on the token.
    ///
    /// # Errors
    ///
    /// [`TokenError::NoKey`], [`TokenError::Unavailable`].
    pub fn keys(&self, uri: &TokenUri, threads: usize) -> Result<Vec<TokenKey>, TokenError> {
        self.found(uri, threads).map_err(|error| token_error(&error))?
    }

    fn found(&self, uri: &TokenUri, threads: usize) -> Result<Result<Vec<TokenKey>, TokenError>, Error> {
        let certificates = self.certificates()?;
        let (mut present, mut keys) = (Vec::new(), Vec::new());
        let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::KeyType(KeyType::RSA)];
        for handle in self.session.find_objects(&wanted)? {
            let Some(key) = self.key(handle)? else { continue };
            present.push(key.label.clone());
            let own: Vec<_> = certificates.iter().filter(|(_, it)| key.public.is_of(it)).cloned().collect();
            let named = |label: &String| key.label == *label || own.iter().any(|(its, _)| its == label);
            if uri.id.as_ref().is_none_or(|id| *id == key.id) && uri.object.as_ref().is_none_or(named) {
                keys.push((key, own.into_iter().map(|(_, certificate)| certificate).collect::<Vec<_>>()));
            }
        }
        if keys.is_empty() {
            return Ok(Err(TokenError::NoKey { present }));
        }
        let (module, slot) = (self.module.clone(), self.slot);
        let open = move || module.open_ro_session(slot).ok();
        let pool = Arc::new(Pool::new(self.sessions(threads)?, open));
        let mechanisms = Arc::new(self.module.get_mechanism_list(self.slot)?);
        let keys = keys.into_iter().map(|(key, certificates)| TokenKey {
            uri: self.uri_of(uri, &key),
            label: key.label,
            certificates,
            public: key.public,
            device: Device {
                name: self.name(),
                handle: key.handle,
                pool: Arc::clone(&pool),
                mechanisms: Arc::clone(&mechanisms),
                is_not_raw: Arc::default(),
            },
        });
        Ok(Ok(keys.collect()))
    }

    /// As many as there are threads, if the token has as many.
    fn sessions(&self, threads: usize) -> Result<Vec<Session>, Error> {
        // One is open already.
        let most = match self.info.max_session_count() {
            Limit::Max(most) => usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(1),
            Limit::Infinite | Limit::Unavailable => usize::MAX,
        };
        let mut sessions = vec![self.module.open_ro_session(self.slot)?];
        for _ in 1..threads.min(most) {
            // What it says of its sessions is more than some tokens have.
            let Ok(session) = self.module.open_ro_session(self.slot) else { break };
            sessions.push(session);
        }
        Ok(sessions)
    }

    fn certificates(&self) -> Result<Vec<(String, Certificate)>, Error> {
        let wanted =
            [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
        let mut certificates = Vec::new();
        for handle in self.session.find_objects(&wanted)? {
            let (mut label, mut certificate) = (String::new(), None);
            for attribute in
                self.session.get_attributes(handle, &[AttributeType::Label, AttributeType::Value])?
            {
                match attribute {
                    Attribute::Label(octets) => label = text(&octets),
                    // One that cannot be read is nobody's.
                    Attribute::Value(der) => certificate = Certificate::from_der(&der).ok(),
                    _ => {}
                }
            }
            certificates.extend(certificate.map(|certificate| (label, certificate)));
        }
        Ok(certificates)
    }

    fn key(&self, handle: ObjectHandle) -> Result<Option<Found>, Error> {
        let mut key = Found::of(handle);
        let asked =
            [AttributeType::Label, AttributeType::Id, AttributeType::Modulus, AttributeType::PublicExponent];
        for attribute in self.session.get_attributes(handle, &asked)? {
            match attribute {
                Attribute::Label(octets) => key.label = text(&octets),
                Attribute::Id(id) => key.id = id,
                Attribute::Modulus(octets) => key.public.modulus = octets,
                Attribute::PublicExponent(octets) => key.public.exponent = octets,
                _ => {}
            }
        }
        Ok((!key.public.modulus.is_empty()).then_some(key))
    }

    /// The address of one key, without what the token may change.
    fn uri_of(&self, asked: &TokenUri, key: &Found) -> TokenUri {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        TokenUri {
            token: some(self.info.label()),
            serial: some(self.info.serial_number()),
            id: (!key.id.is_empty()).then(|| key.id.clone()),
            object: if key.id.is_empty() { some(&key.label) } else { None },
            module: asked.module.clone(),
            ..TokenUri::default()
        }
    }
}

impl TokenKey {
    /// What it is called on its token.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Where it is to be found again.
    pub fn uri(&self) -> &TokenUri {
        &self.uri
    }

    /// The certificates of its public key that are on the token.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// What it can do, for a certificate of it, which need not be on the token.
    ///
    /// # Errors
    ///
    /// [`TokenError::NoCertificate`] when it is another key's, [`TokenError::Rejected`] for a public key that is not taken.
    pub fn capability(&self, certificate: &Certificate) -> Result<Arc<dyn PrivateKey>, TokenError> {
        if !self.is_of(certificate) {
            return Err(TokenError::NoCertificate { key: self.label.clone() });
        }
        Ok(Arc::new(DeviceKey::new(Box::new(self.device.clone()), certificate.public_key())?))
    }

    /// Whether a certificate is this key's.
    pub fn is_of(&self, certificate: &Certificate) -> bool {
        self.public.is_of(certificate)
    }
}

/// What a token says of a private key.
struct Found {
    handle: ObjectHandle,
    label: String,
    id: Vec<u8>,
    public: Public,
}

/// The public half of a key, as its token writes it.
#[derive(Debug, Default)]
struct Public {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl Found {
    fn of(handle: ObjectHandle) -> Self {
        Self { handle, label: String::new(), id: Vec::new(), public: Public::default() }
    }
}

impl Public {
    /// By its public key, never by an attribute that somebody set.
    fn is_of(&self, certificate: &Certificate) -> bool {
        let same = |ours: &[u8], its: &[u8]| ber::without_leading_zeros(ours) == its;
        certificate.is_rsa()
            && same(&self.modulus, certificate.modulus())
            // Tokens may keep the public half elsewhere.
            && (self.exponent.is_empty() || same(&self.exponent, certificate.exponent()))
    }
}

/// The operations of one key, done by the sessions of its token.
#[derive(Clone)]
struct Device {
    name: String,
    handle: ObjectHandle,
    pool: Arc<Pool>,
    mechanisms: Arc<Vec<MechanismType>>,
    /// The token offers raw RSA, and not for this key.
    is_not_raw: Arc<AtomicBool>,
}

impl KeyDevice for Device {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn mechanism(&self, operation: Operation<'_>) -> String {
        match operation {
            Operation::Raw => "CKM_RSA_X_509".to_owned(),
            Operation::Pkcs1v15 => "CKM_RSA_PKCS".to_owned(),
            Operation::Oaep { hash, mgf_hash, .. } => {
                format!("CKM_RSA_PKCS_OAEP ({hash:?}, MGF1 {mgf_hash:?})").to_uppercase()
            }
        }
    }

    fn perform(
        &self,
        operation: Operation<'_>,
        encrypted_key: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DeviceError> {
        let (offered, work) = match operation {
            Operation::Raw => (MechanismType::RSA_X_509, Work::Raw),
            Operation::Pkcs1v15 => (MechanismType::RSA_PKCS, Work::Pkcs1v15),
            Operation::Oaep { hash, mgf_hash, label } => {
                (MechanismType::RSA_PKCS_OAEP, Work::Oaep { hash, mgf_hash, label: label.to_vec() })
            }
        };
        let is_raw = work == Work::Raw;
        if !self.mechanisms.contains(&offered) || is_raw && self.is_not_raw.load(Ordering::Relaxed) {
            return Err(DeviceError::Lacks);
        }
        let done = self.pool.perform(work, self.handle, encrypted_key);
        if is_raw && done == Err(DeviceError::Lacks) {
            self.is_not_raw.store(true, Ordering::Relaxed);
        }
        done
    }

    fn secret(&self, label: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, DeviceError> {
        if !self.mechanisms.contains(&MechanismType::SHA256_RSA_PKCS) {
            return Ok(None);
        }
        self.pool.perform(Work::Sign, self.handle, label).map(Some)
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("name", &self.name).finish_non_exhaustive()
    }
}

fn is_meant(uri: &TokenUri, slot: Slot, info: &TokenInfo) -> bool {
    let is = |wanted: &Option<String>, has: &str| wanted.as_deref().is_none_or(|wanted| wanted == has);
    is(&uri.token, info.label())
        && is(&uri.manufacturer, info.manufacturer_id())
        && is(&uri.model, info.model())
        && is(&uri.serial, info.serial_number())
        && uri.slot.is_none_or(|wanted| wanted == slot.id())
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}
