//! Where an authority is asked: an address of HTTP or HTTPS, and nothing secret in it.

use std::{fmt, str::FromStr};

/// Octets of an address.
const LONGEST: usize = 2048;

/// Where an authority is asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    is_secure: bool,
    host: String,
    port: u16,
    /// Path and query, as they are sent.
    target: String,
}

/// Why a text is not the address of an authority. The text is not said again: it may hold a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It is none of HTTP or HTTPS.
    #[error("not an address that begins with http:// or https://")]
    Scheme,
    /// It holds a user's name or a password.
    #[error("an address with a name or a password in it")]
    Credentials,
    /// It cannot be read.
    #[error("an address that cannot be read")]
    Malformed,
}

impl Address {
    /// Whether what is said is encrypted on the way.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Name or number of the machine; a number of IPv6 without its brackets.
    pub fn host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as a request names them.
    pub(super) fn authority(&self) -> String {
        if self.port == usual(self.is_secure) {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    #[cfg_attr(not(feature = "tsa"), expect(dead_code, reason = "nobody is asked"))]
    pub(super) fn target(&self) -> &str {
        &self.target
    }
}

/// The port that is not named.
const fn usual(is_secure: bool) -> u16 {
    if is_secure { 443 } else { 80 }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = text.split_once("://").ok_or(AddressError::Scheme)?;
        let is_secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(AddressError::Scheme),
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        if authority.contains('@') {
            return Err(AddressError::Credentials);
        }
        if text.len() > LONGEST || !text.bytes().all(|octet| octet.is_ascii_graphic()) || target.contains('#')
        {
            return Err(AddressError::Malformed);
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => {
                (host, port.parse().ok().filter(|port| *port > 0).ok_or(AddressError::Malformed)?)
            }
            _ => (authority, usual(is_secure)),
        };
        let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_host = match in_brackets {
            Some(number) => number.parse::<std::net::Ipv6Addr>().is_ok(),
            None => {
                !host.is_empty()
                    && host
                        .bytes()
                        .all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-' | b'_'))
            }
        };
        if !is_host {
            return Err(AddressError::Malformed);
        }
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        Ok(Self { is_secure, host: host.to_owned(), port, target })
    }
}

impl fmt::Display for Address {
    /// Without its query, which may hold a key of a customer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        let path = self.target.split('?').next().unwrap_or_default();
        write!(f, "{scheme}://{}{path}", self.authority())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_and_what_is_shown() {
        for (text, host, port, target, shown) in [
            ("http://tsa.exemple.fr", "tsa.exemple.fr", 80, "/", "http://tsa.exemple.fr/"),
            (
                "HTTPS://tsa.exemple.fr:443/a?cle=1",
                "tsa.exemple.fr",
                443,
                "/a?cle=1",
                "https://tsa.exemple.fr/a",
            ),
            ("http://127.0.0.1:8318/tsa", "127.0.0.1", 8318, "/tsa", "http://127.0.0.1:8318/tsa"),
            ("https://[::1]:9/", "::1", 9, "/", "https://[::1]:9/"),
            ("http://[::1]", "::1", 80, "/", "http://[::1]/"),
            ("http://a?b", "a", 80, "/?b", "http://a/"),
        ] {
            let address: Address = text.parse().expect(text);
            assert_eq!((address.host(), address.port(), &*address.target), (host, port, target), "{text}");
            assert_eq!(address.to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_address() {
        use AddressError::{Credentials, Malformed, Scheme};
        for (text, error) in [
            ("", Scheme),
            ("tsa.exemple.fr", Scheme),
            ("ftp://tsa.exemple.fr", Scheme),
            ("file:///etc/passwd", Scheme),
            ("https://moi:secret@tsa.exemple.fr/", Credentials),
            ("https://moi@tsa.exemple.fr/", Credentials),
            ("http://", Malformed),
            ("http:///a", Malformed),
            ("http://a:0/", Malformed),
            ("http://a:99999/", Malformed),
            ("http://a b/", Malformed),
            ("http://a/\r\nX: y", Malformed),
            ("http://é/", Malformed),
            ("http://[::1/", Malformed),
            ("http://[a]/", Malformed),
            ("http://a/#b", Malformed),
        ] {
            assert_eq!(text.parse::<Address>(), Err(error), "{text:?}");
        }
    }
}
