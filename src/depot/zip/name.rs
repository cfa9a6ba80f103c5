//! The name of an entry: octets, and what says how they are written.

use flate2::Crc;

use super::page::Page;
use crate::{
    depot::fault::{ArchiveError, ArchiveFault},
    limits,
};

/// A name as the directory has it.
pub(super) struct Written<'a> {
    pub(super) octets: &'a [u8],
    /// The directory says that it is UTF-8.
    pub(super) utf8: bool,
    /// Info-ZIP's Unicode path field.
    pub(super) unicode: Option<&'a [u8]>,
    /// Whether `\` parts it: some programs of Windows write so.
    pub(super) strokes: bool,
}

/// A name that is read, or that the others of its archive are needed for.
#[derive(Debug)]
pub(super) struct Name {
    text: Text,
    strokes: bool,
}

#[derive(Debug)]
enum Text {
    Known(String),
    Unknown(Vec<u8>),
    /// So long that it is nobody's.
    TooLong(String),
}

impl Default for Name {
    fn default() -> Self {
        Self { text: Text::Known(String::new()), strokes: false }
    }
}

impl Name {
    /// UTF-8 where the directory says so and it is, else what Info-ZIP's field says, else UTF-8 where it is that all the
    /// same (macOS and old Java say nothing), else octets of a code page.
    pub(super) fn of(written: &Written<'_>) -> Self {
        let utf8 = || std::str::from_utf8(written.octets).ok();
        let flagged = if written.utf8 { utf8() } else { None };
        let text = match flagged.or_else(|| unicode(written)).or_else(utf8) {
            Some(text) if is_too_long(text.len()) => Text::TooLong(cut(text)),
            Some(text) => Text::Known(text.to_owned()),
            None if is_too_long(written.octets.len()) => {
                Text::TooLong(cut(&String::from_utf8_lossy(written.octets)))
            }
            None => Text::Unknown(written.octets.to_owned()),
        };
        Self { text, strokes: written.strokes }
    }

    /// Whether it is a folder's.
    pub(super) fn is_folder(&self) -> bool {
        let last = match &self.text {
            Text::Known(text) => text.as_bytes().last(),
            Text::Unknown(octets) => octets.last(),
            Text::TooLong(_) => None,
        };
        last == Some(&b'/') || (self.strokes && last == Some(&b'\\'))
    }

    /// Its octets, where only a code page says what they are.
    pub(super) fn unknown(&self) -> Option<&[u8]> {
        match &self.text {
            Text::Unknown(octets) => Some(octets),
            Text::Known(_) | Text::TooLong(_) => None,
        }
    }

    /// The path that it is, and whether that is one in the archive.
    pub(super) fn settled(self, page: Page) -> (String, Result<(), ArchiveError>) {
        let text = match self.text {
            Text::Known(text) => text,
            Text::Unknown(octets) => page.read(&octets),
            Text::TooLong(text) => return (text, Err(ArchiveError::TooLarge(limits::ARCHIVE_NAME))),
        };
        let text = if self.strokes { text.replace('\\', "/") } else { text };
        let is_out = text.starts_with('/')
            || has_a_drive(&text)
            || text.contains('\0')
            || text.split('/').any(|part| part == "..");
        // An empty part and a lone dot say nothing.
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if is_out || parts.is_empty() {
            return (text, Err(ArchiveFault::Name.into()));
        }
        (parts.join("/"), Ok(()))
    }
}

fn is_too_long(octets: usize) -> bool {
    octets as u64 > limits::ARCHIVE_NAME.value
}

/// As much of a name as is shown of one that is too long.
fn cut(name: &str) -> String {
    const SHOWN: usize = 120;
    let name = &name[..name.floor_char_boundary(SHOWN)];
    format!("{}…", name.replace(['/', '\\'], "_"))
}

/// `C:`, as Windows begins a path.
fn has_a_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// The name in UTF-8 beside the other one: version 1, the checksum of that other one, and the name (APPNOTE 4.6.9). It
/// is that name's only as long as nobody renamed the entry without it.
fn unicode<'a>(written: &Written<'a>) -> Option<&'a str> {
    let (&[1, a, b, c, d], name) = written.unicode?.split_first_chunk::<5>()? else { return None };
    let mut crc = Crc::new();
    crc.update(written.octets);
    let is_its = crc.sum() == u32::from_le_bytes([a, b, c, d]);
    std::str::from_utf8(name).ok().filter(|name| is_its && !name.is_empty())
}
