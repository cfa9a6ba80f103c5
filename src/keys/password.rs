//! The octets that producers make of one password.
//!
//! RFC 7292 appendix B.1 says big-endian UTF-16 with two zero octets at the end for its own key derivation,
//! and UTF-8 is what PBES2 and PBMAC1 take. In practice an accented letter comes composed or decomposed, as the
//! keyboard of its system gave it; OpenSSL before 1.1.0 widened each octet of the UTF-8 text as if it were a
//! character (its manual page passphrase-encoding(7)); others gave PBES2 the text of RFC 7292, or Latin-1; and
//! an empty password is no octet at all, or the two zero octets alone. A password of ASCII, not empty, has one
//! encoding for the RFC 7292 derivation: a wrong one costs one derivation. The worst case costs
//! `MOST_ENCODINGS`.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::secret::Password;

/// The most encodings that are tried of one password with one derivation.
#[cfg(test)]
pub(crate) const MOST_ENCODINGS: usize = 5;

/// How a key derivation takes a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// RFC 7292 appendix B.
    Utf16,
    /// RFC 8018: PBKDF1, PBKDF2 and scrypt.
    Octets,
}

/// The encodings of one password, the most likely first; what has fitted once is tried first again.
pub(crate) struct Encodings {
    utf16: Vec<Zeroizing<Vec<u8>>>,
    octets: Vec<Zeroizing<Vec<u8>>>,
}

impl Encodings {
    pub(crate) fn new(password: &Password) -> Self {
        let text = password.expose();
        if text.is_empty() {
            let (none, zeros) = (Vec::new(), vec![0, 0]);
            return Self {
                utf16: [zeros.clone(), none.clone()].map(Zeroizing::new).into(),
                octets: [none, zeros].map(Zeroizing::new).into(),
            };
        }
        // The room is reserved first: a vector that grows leaves copies behind.
        let room = text.len() * 4;
        let gather = |characters: &mut dyn Iterator<Item = char>| {
            let mut form = Zeroizing::new(String::with_capacity(room));
            characters.for_each(|character| form.push(character));
            form
        };
        let mut forms = vec![gather(&mut text.chars())];
        if !text.is_ascii() {
            for form in [gather(&mut text.nfc()), gather(&mut text.nfd())] {
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
        let mut utf16: Vec<_> = forms.iter().map(|form| bmp(form)).collect();
        let mut octets: Vec<_> = forms.iter().map(|form| Zeroizing::new(form.as_bytes().to_vec())).collect();
        if !text.is_ascii() {
            utf16.push(wide(text.bytes().map(u16::from), text.len()));
            octets.extend(latin1(text));
        }
        octets.push(bmp(text));
        Self { utf16, octets }
    }

    /// Tries one encoding after the other until one gives something, as long as there may be another attempt.
    pub(crate) fn first_that<T>(
        &mut self,
        kind: Kind,
        mut again: impl FnMut() -> bool,
        mut attempt: impl FnMut(&[u8]) -> Option<T>,
    ) -> Option<T> {
        let encodings = match kind {
            Kind::Utf16 => &mut self.utf16,
            Kind::Octets => &mut self.octets,
        };
        for index in 0..encodings.len() {
            if index > 0 && !again() {
                break;
            }
            if let Some(found) = attempt(&encodings[index]) {
                encodings[..=index].rotate_right(1);
                return Some(found);
            }
        }
        None
    }
}

/// As RFC 7292 appendix B.1 wants it; a character outside of the basic plane is two surrogates, as Windows,
/// Java and OpenSSL write it.
pub(crate) fn bmp(text: &str) -> Zeroizing<Vec<u8>> {
    wide(text.encode_utf16(), text.len())
}

/// `room` is the most units there can be.
fn wide(units: impl Iterator<Item = u16>, room: usize) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(room * 2 + 2));
    units.for_each(|unit| octets.extend_from_slice(&unit.to_be_bytes()));
    octets.extend_from_slice(&[0, 0]);
    octets
}

fn latin1(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len()));
    for character in text.nfc() {
        octets.push(u8::try_from(u32::from(character)).ok()?);
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, kind: Kind) -> Vec<Vec<u8>> {
        let mut tried = Vec::new();
        let mut encodings = Encodings::new(&Password::new(text.into()));
        let none = encodings.first_that(
            kind,
            || true,
            |octets| {
                tried.push(octets.to_vec());
                None::<()>
            },
        );
        assert_eq!(none, None);
        tried
    }

    #[test]
    fn ascii_has_one_and_the_empty_password_two() {
        assert_eq!(all("ab", Kind::Utf16), [[0, b'a', 0, b'b', 0, 0]]);
        assert_eq!(all("", Kind::Utf16), [vec![0, 0], vec![]]);
        assert_eq!(all("", Kind::Octets), [vec![], vec![0, 0]]);
    }

    #[test]
    fn accents_composed_decomposed_widened_and_latin() {
        assert_eq!(
            all("\u{e9}", Kind::Utf16),
            [vec![0, 0xe9, 0, 0], vec![0, b'e', 3, 1, 0, 0], vec![0, 0xc3, 0, 0xa9, 0, 0]]
        );
        assert_eq!(
            all("e\u{301}", Kind::Octets),
            [b"e\xcc\x81".to_vec(), b"\xc3\xa9".to_vec(), b"\xe9".to_vec(), vec![0, b'e', 3, 1, 0, 0]]
        );
        for text in ["\u{e9}", "e\u{301}", "\u{1e9b}\u{323}", "\u{1f511}"] {
            assert!(
                all(text, Kind::Octets).len() <= MOST_ENCODINGS
                    && all(text, Kind::Utf16).len() <= MOST_ENCODINGS
            );
        }
    }

    #[test]
    fn outside_of_the_basic_plane_is_two_surrogates() {
        assert_eq!(all("\u{1f511}", Kind::Utf16)[0], [0xd8, 0x3d, 0xdd, 0x11, 0, 0]);
    }

    #[test]
    fn what_fitted_is_tried_first() {
        let mut encodings = Encodings::new(&Password::new("\u{e9}".into()));
        let wanted = [0, b'e', 3, 1, 0, 0];
        for most in [2, 1] {
            let mut tried = 0;
            let found = encodings.first_that(
                Kind::Utf16,
                || true,
                |octets| {
                    tried += 1;
                    (octets == wanted).then_some(())
                },
            );
            assert_eq!((found, tried), (Some(()), most));
        }
    }
}
