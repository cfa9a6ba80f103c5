//! Names written by strangers, shown without letting them act on the terminal or the page.

use std::{borrow::Cow, fmt::Write as _, path::Path};

/// Characters of a name that people read, in a sentence or a table: a longer one is cut in its middle.
const SHOWN: usize = 240;

/// A path as people read it: as [`text`], and octets that are not UTF-8 show as `\xNN`.
pub fn path(path: &Path) -> String {
    text(&readable(path))
}

/// The same, whole: for whoever has to find the file, however long its path is.
pub fn whole_path(path: &Path) -> String {
    whole(&readable(path))
}

/// A name with its control and bidirectional characters escaped as `\u{..}`, its ends only if it is very long.
pub fn text(text: &str) -> String {
    shortened(text).map_or_else(|| whole(text), |short| whole(&short))
}

/// The same of a sentence or a reason, whole.
pub fn whole(text: &str) -> String {
    harmless(text).into_owned()
}

fn readable(path: &Path) -> String {
    let mut shown = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        if cfg!(windows) {
            // On every system the same stroke between the parts; no name holds the other one there.
            shown.push_str(&chunk.valid().replace('\\', "/"));
        } else {
            shown.push_str(chunk.valid());
        }
        for octet in chunk.invalid() {
            let _ = write!(shown, "\\x{octet:02x}"); // writing to a String does not fail
        }
    }
    shown
}

/// The beginning and the end of what is too long.
fn shortened(text: &str) -> Option<String> {
    // As many octets as characters at least.
    if text.len() <= SHOWN || text.chars().count() <= SHOWN {
        return None;
    }
    let half = SHOWN / 2;
    let begin = text.char_indices().nth(half).map_or(text.len(), |(at, _)| at);
    let end = text.char_indices().nth_back(half - 2).map_or(0, |(at, _)| at);
    Some(format!("{}…{}", &text[..begin], &text[end..]))
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

    #[test]
    fn what_is_too_long_shows_its_ends() {
        let long = format!("début/{}/fin.pdf", "é".repeat(100_000));
        let shown = text(&long);
        assert_eq!((shown.chars().count(), whole(&long).len()), (SHOWN, long.len()));
        assert!(shown.starts_with("début/éé") && shown.contains("é…é") && shown.ends_with("éé/fin.pdf"));
        assert_eq!(path(Path::new(&long)), shown);
        let fits = "é".repeat(SHOWN);
        assert_eq!(text(&fits), fits);
    }

    #[cfg(unix)] // names that are not Unicode
    #[test]
    fn octets_that_are_not_utf_8_are_seen() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        assert_eq!(path(Path::new(OsStr::from_bytes(b"off\xe9re.pdf"))), "off\\xe9re.pdf");
    }
}
