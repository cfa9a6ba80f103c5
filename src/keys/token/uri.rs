//! Addresses of tokens and of what is on them (RFC 7512).

use std::{
    fmt::{self, Write as _},
    path::{Path, PathBuf},
    str::FromStr,
};

const SCHEME: &str = "pkcs11:";

/// The address of a token, or of keys on it. What it does not say, it does not ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TokenUri {
    /// The token's label.
    pub token: Option<String>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// The number of its slot.
    pub slot: Option<u64>,
    /// The key's label.
    pub object: Option<String>,
    /// The key's identifier.
    pub id: Option<Vec<u8>>,
    /// The module that speaks to it.
    pub module: Option<PathBuf>,
}

/// Why an address is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// It does not begin with `pkcs11:`.
    #[error("no pkcs11: address")]
    Scheme,
    /// A part of it is not as RFC 7512 has it.
    #[error("{part:?} is not understood")]
    Part {
        /// The part.
        part: String,
    },
    /// A part stands there twice.
    #[error("{part:?} stands there twice")]
    Twice {
        /// Its name.
        part: String,
    },
    /// It names something else than a private key and its certificate.
    #[error("a key is asked for, not {kind:?}")]
    Kind {
        /// Its type.
        kind: String,
    },
    /// A PIN in an address is seen by everybody.
    #[error("no PIN in an address")]
    Pin,
}

impl TokenUri {
    /// Whether something that is given as a key is such an address, and not a file.
    pub fn is(given: &Path) -> bool {
        let scheme =
            |given: &str| given.get(..SCHEME.len()).is_some_and(|it| it.eq_ignore_ascii_case(SCHEME));
        given.to_str().is_some_and(scheme)
    }

    /// The address that is given as a key; `None` for a file.
    ///
    /// # Errors
    ///
    /// Those of reading it.
    pub fn given(given: &Path) -> Result<Option<Self>, UriError> {
        if Self::is(given) { given.to_str().unwrap_or_default().parse().map(Some) } else { Ok(None) }
    }

    fn take(&mut self, name: &str, octets: Vec<u8>, part: &str) -> Result<(), UriError> {
        let wrong = || UriError::Part { part: part.to_owned() };
        let text = || String::from_utf8(octets.clone()).map_err(|_| wrong());
        match name {
            "token" => once(&mut self.token, text()?, name),
            "manufacturer" => once(&mut self.manufacturer, text()?, name),
            "model" => once(&mut self.model, text()?, name),
            "serial" => once(&mut self.serial, text()?, name),
            "object" => once(&mut self.object, text()?, name),
            "slot-id" => once(&mut self.slot, text()?.parse().map_err(|_| wrong())?, name),
            "id" => once(&mut self.id, octets, name),
            "module-path" => once(&mut self.module, PathBuf::from(text()?), name),
            "type" => match text()?.as_str() {
                "private" | "cert" => Ok(()),
                kind => Err(UriError::Kind { kind: kind.to_owned() }),
            },
            _ => Err(wrong()),
        }
    }
}

impl FromStr for TokenUri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        if !Self::is(Path::new(text)) {
            return Err(UriError::Scheme);
        }
        let (path, query) = text[SCHEME.len()..].split_once('?').unwrap_or((&text[SCHEME.len()..], ""));
        let mut found = Self::default();
        for (in_query, part) in
            path.split(';').map(|part| (false, part)).chain(query.split('&').map(|part| (true, part)))
        {
            if part.is_empty() {
                continue;
            }
            // Wherever it stands and however it is written: what is refused is told, and a PIN is not.
            if ["pin-value", "pin-source"].iter().any(|pin| part.to_ascii_lowercase().contains(pin)) {
                return Err(UriError::Pin);
            }
            let wrong = || UriError::Part { part: part.to_owned() };
            let (name, value) = part.split_once('=').ok_or_else(wrong)?;
            if in_query != (name == "module-path") {
                return Err(wrong());
            }
            found.take(name, decoded(value).ok_or_else(wrong)?, part)?;
        }
        Ok(found)
    }
}

fn once<T>(place: &mut Option<T>, value: T, part: &str) -> Result<(), UriError> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(UriError::Twice { part: part.to_owned() }),
    }
}

/// Octets of a value, `%` sequences taken for what they stand for.
fn decoded(value: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            octets.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = &after[2..];
        } else {
            octets.push(first);
            rest = after;
        }
    }
    Some(octets)
}

/// Written so that it can be read again: everything but what stands for itself everywhere is a `%` sequence.
impl fmt::Display for TokenUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slot = self.slot.map(|slot| slot.to_string());
        let parts = [
            ("token", self.token.as_deref().map(str::as_bytes)),
            ("manufacturer", self.manufacturer.as_deref().map(str::as_bytes)),
            ("model", self.model.as_deref().map(str::as_bytes)),
            ("serial", self.serial.as_deref().map(str::as_bytes)),
            ("slot-id", slot.as_deref().map(str::as_bytes)),
            ("object", self.object.as_deref().map(str::as_bytes)),
            ("id", self.id.as_deref()),
        ];
        f.write_str(SCHEME)?;
        let mut separator = "";
        for (name, value) in parts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            write!(f, "{separator}{name}={}", encoded(value, name == "id"))?;
            separator = ";";
        }
        if let Some(module) = &self.module {
            write!(f, "?module-path={}", encoded(module.to_string_lossy().as_bytes(), false))?;
        }
        Ok(())
    }
}

fn encoded(octets: &[u8], all: bool) -> String {
    let mut text = String::with_capacity(3 * octets.len());
    for &octet in octets {
        let plain = octet.is_ascii_alphanumeric() || b"-._~/".contains(&octet);
        if plain && !all {
            text.push(char::from(octet));
        } else {
            let _ = write!(text, "%{octet:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> TokenUri {
        text.parse().expect(text)
    }

    /// RFC 7512 section 3.
    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(read("pkcs11:"), TokenUri::default());
        let found = read(
            "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;object=my-certificate;type=cert;id=%69%95%3E%5C%F4%BD%EC%91;serial=",
        );
        assert_eq!(found.token.as_deref(), Some("The Software PKCS#11 Softtoken"));
        assert_eq!(found.manufacturer.as_deref(), Some("Snake Oil, Inc."));
        assert_eq!((found.model.as_deref(), found.serial.as_deref()), (Some("1.0"), Some("")));
        assert_eq!(found.object.as_deref(), Some("my-certificate"));
        assert_eq!(found.id.as_deref(), Some(&[0x69, 0x95, 0x3e, 0x5c, 0xf4, 0xbd, 0xec, 0x91][..]));
        let found = read("pkcs11:object=my-sign-key;type=private?module-path=/mnt/libmypkcs11.so.1");
        assert_eq!(found.object.as_deref(), Some("my-sign-key"));
        assert_eq!(found.module.as_deref(), Some(Path::new("/mnt/libmypkcs11.so.1")));
        assert_eq!(read("PKCS11:slot-id=327").slot, Some(327));
        assert_eq!(read("pkcs11:token=%C3%A9t%C3%A9").token.as_deref(), Some("été"));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let wrong = |text: &str| text.parse::<TokenUri>().expect_err(text);
        let part = |part: &str| UriError::Part { part: part.to_owned() };
        assert_eq!(wrong("file.p12"), UriError::Scheme);
        assert_eq!(wrong("pkcs11:token"), part("token"));
        assert_eq!(wrong("pkcs11:colour=red"), part("colour=red"));
        assert_eq!(wrong("pkcs11:token=%4"), part("token=%4"));
        assert_eq!(wrong("pkcs11:token=%+4"), part("token=%+4"));
        assert_eq!(wrong("pkcs11:token=%FF"), part("token=%FF"));
        assert_eq!(wrong("pkcs11:slot-id=first"), part("slot-id=first"));
        assert_eq!(wrong("pkcs11:module-path=/lib"), part("module-path=/lib"));
        assert_eq!(wrong("pkcs11:?token=a"), part("token=a"));
        assert_eq!(wrong("pkcs11:token=a;token=b"), UriError::Twice { part: "token".to_owned() });
        assert_eq!(wrong("pkcs11:type=secret-key"), UriError::Kind { kind: "secret-key".to_owned() });
        for pin in [
            "pkcs11:?pin-value=1234",
            "pkcs11:token=a?pin-source=file:/etc/pin",
            "pkcs11:token=a;pin-value=1234",
            "pkcs11:?pin-value=12%4",
            "pkcs11:?PIN-Value=1234",
            "pkcs11:?module-path=/lib/x.so;pin-value=1234",
        ] {
            assert_eq!(wrong(pin), UriError::Pin);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let whole = TokenUri {
            token: Some("Marchés; 100 % / « & »".into()),
            manufacturer: Some("A=B?".into()),
            model: Some(String::new()),
            serial: Some("0042".into()),
            slot: Some(7),
            object: Some("clé\u{202e}".into()),
            id: Some((0..=255).collect()),
            module: Some("/usr/lib/m o.so".into()),
        };
        let written = whole.to_string();
        assert!(written.is_ascii(), "{written}");
        assert_eq!(read(&written), whole);
        assert_eq!(read(&TokenUri::default().to_string()), TokenUri::default());
    }
}
