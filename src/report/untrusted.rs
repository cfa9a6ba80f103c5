//! Names written by strangers, shown without letting them act on the terminal or the page.

use std::{borrow::Cow, fmt::Write as _, path::Path};

/// A path as people read it. Octets that are not UTF-8 show as `\xNN`.
pub fn path(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        shown.push_str(&text(chunk.valid()));
        for octet in chunk.invalid() {
            let _ = write!(shown, "\\x{octet:02x}"); // writing to a String does not fail
        }
    }
    shown
}

/// A text with its control and bidirectional characters escaped as `\u{..}`.
pub fn text(text: &str) -> String {
    harmless(text).into_owned()
}

/// The same, of which most texts need no copy.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// Characters that do something instead of showing something: controls, marks and overrides of direction
/// (Unicode standard annex 9), separators of lines, invisible joiners, tags and the byte order mark.
pub(super) fn acts(c: char) -> bool {
    // Most text is made of these.
    if matches!(c, ' '..='~' | '\u{ae}'..='\u{2ff}') {
        return false;
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_what_shows_stays() {
        assert_eq!(text("Société « Éole » 2026/01 – 北京 🏗"), "Société « Éole » 2026/01 – 北京 🏗");
        assert_eq!(text("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(text("facture\u{202e}fdp.exe"), "facture\\u{202e}fdp.exe");
        assert_eq!(text("\u{85}\u{2067}\u{feff}"), "\\u{85}\\u{2067}\\u{feff}");
    }

    #[cfg(unix)]
    #[test]
    fn octets_that_are_not_utf_8_are_seen() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        assert_eq!(path(Path::new(OsStr::from_bytes(b"off\xe9re.pdf"))), "off\\xe9re.pdf");
    }
}
