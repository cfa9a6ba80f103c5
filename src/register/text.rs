//! From octets to text: the encodings that spreadsheets and platforms write.

use std::borrow::Cow;

/// How a file of text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, least significant octet first, which Windows programs call "Unicode".
    Utf16Le,
    /// UTF-16, most significant octet first.
    Utf16Be,
    /// One octet a character: Windows-1252, or ISO 8859-1 (Latin-1), of which it is more.
    Windows1252,
}

impl Encoding {
    /// Its usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// The text of some octets without its byte order mark, and how they are written: what they say themselves, else UTF-8
/// where they are, else Windows-1252.
///
/// # Errors
///
/// What they seem to be, where they are not even that: UTF-16 that is cut or broken, or octets that are no text.
pub(crate) fn decode(octets: &[u8]) -> Result<(Cow<'_, str>, Encoding), Encoding> {
    match octets {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes, Encoding::Utf16Le),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes, Encoding::Utf16Be),
        // No register begins with a character and a zero.
        [1..=0x7f, 0, ..] => utf16(octets, u16::from_le_bytes, Encoding::Utf16Le),
        [0, 1..=0x7f, ..] => utf16(octets, u16::from_be_bytes, Encoding::Utf16Be),
        _ => match std::str::from_utf8(octets) {
            Ok(text) => Ok((Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)), Encoding::Utf8)),
            Err(_) if octets.contains(&0) => Err(Encoding::Windows1252),
            Err(_) => Ok((Cow::Owned(windows_1252(octets)), Encoding::Windows1252)),
        },
    }
}

fn utf16(
    octets: &[u8],
    unit: fn([u8; 2]) -> u16,
    encoding: Encoding,
) -> Result<(Cow<'static, str>, Encoding), Encoding> {
    let (pairs, rest) = octets.as_chunks::<2>();
    let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|&pair| unit(pair))).collect();
    match text {
        Ok(text) if rest.is_empty() && !text.contains('\0') => Ok((Cow::Owned(text), encoding)),
        _ => Err(encoding),
    }
}

/// Every octet is a character (WHATWG Encoding Standard, index windows-1252); the rest of them are Latin-1's.
fn windows_1252(octets: &[u8]) -> String {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let character = |octet: u8| match octet {
        0x80..=0x9f => HIGH[usize::from(octet - 0x80)],
        octet => char::from(octet),
    };
    octets.iter().copied().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_told() {
        let text = "Société “Cœur” – 5 € ; été";
        let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        let (le, be) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        // `iconv -t CP1252`
        let windows = b"Soci\xe9t\xe9 \x93C\x9cur\x94 \x96 5 \x80 ; \xe9t\xe9".to_vec();
        for (octets, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
            ([&[0xff, 0xfe][..], &le].concat(), Encoding::Utf16Le),
            ([&[0xfe, 0xff][..], &be].concat(), Encoding::Utf16Be),
            (le, Encoding::Utf16Le),
            (be, Encoding::Utf16Be),
            (windows, Encoding::Windows1252),
        ] {
            assert_eq!(decode(&octets), Ok((text.into(), encoding)));
        }
        assert_eq!(decode(b""), Ok(("".into(), Encoding::Utf8)));
    }

    #[test]
    fn what_is_no_text_is_not_read_as_one() {
        for (octets, encoding) in [
            (&b"\xff\xfea"[..], Encoding::Utf16Le),
            (b"\xff\xfe\x00\xd8", Encoding::Utf16Le),
            (b"\xfe\xff\xd8\x00\x00a", Encoding::Utf16Be),
            (b"a\0b\0\0\0", Encoding::Utf16Le),
            (b"\xe9t\xe9\0", Encoding::Windows1252),
        ] {
            assert_eq!(decode(octets), Err(encoding), "{octets:?}");
        }
    }
}
