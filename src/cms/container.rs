//! What a file is that may hold an envelope and is none: told by its first octets.

/// A container of files. An envelope may be inside; nothing says that what is there was deposited in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// ZIP (PKWARE APPNOTE section 4.3.6).
    Zip,
    /// ZIP whose first entry is encrypted.
    LockedZip,
    /// A document of Office Open XML (ECMA-376 part 2): `.docx`, `.xlsx`, `.pptx`.
    OfficeOpenXml,
    /// An OpenDocument (OASIS ODF 1.3 part 2): `.odt`, `.ods`, `.odp`.
    OpenDocument,
    /// 7-Zip.
    SevenZip,
    /// RAR.
    Rar,
    /// gzip (RFC 1952).
    Gzip,
    /// tar (POSIX ustar).
    Tar,
    /// A compound file (MS-CFB): `.msg`, `.doc`, `.xls`.
    Compound,
    /// A mail's attachments as Outlook sends them (MS-OXTNEF): `winmail.dat`.
    Tnef,
    /// An OpenPGP message (RFC 9580): `.pgp`, `.gpg`, `.asc`.
    OpenPgp,
}

impl Container {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zip | Self::LockedZip => "ZIP",
            Self::OfficeOpenXml => "Office Open XML (.docx, .xlsx, .pptx)",
            Self::OpenDocument => "OpenDocument (.odt, .ods, .odp)",
            Self::SevenZip => "7-Zip",
            Self::Rar => "RAR",
            Self::Gzip => "gzip",
            Self::Tar => "tar",
            Self::Compound => "OLE2 (.msg, .doc, .xls)",
            Self::Tnef => "TNEF (winmail.dat)",
            Self::OpenPgp => "OpenPGP (.pgp, .gpg)",
        }
    }

    /// Whether a password protects what is inside.
    pub const fn is_locked(self) -> bool {
        matches!(self, Self::LockedZip)
    }

    /// Octets of a file that show which one it is: the mark of tar is the last.
    pub(crate) const SHOWN: usize = 512;

    /// Which one a file is that begins so.
    pub(crate) fn of(beginning: &[u8]) -> Option<Self> {
        let begins = |with: &[u8]| beginning.starts_with(with);
        if begins(b"PK\x03\x04") || begins(b"PK\x05\x06") || begins(b"PK\x07\x08") {
            return Some(Self::of_zip(beginning));
        }
        if beginning.get(257..262) == Some(b"ustar") {
            return Some(Self::Tar);
        }
        let others: [(&[u8], Self); 5] = [
            (b"7z\xbc\xaf\x27\x1c", Self::SevenZip),
            (b"Rar!\x1a\x07", Self::Rar),
            (b"\x1f\x8b", Self::Gzip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Self::Compound),
            (b"\x78\x9f\x3e\x22", Self::Tnef),
        ];
        let known = others.into_iter().find(|(with, _)| begins(with)).map(|(_, container)| container);
        known.or_else(|| is_openpgp(beginning).then_some(Self::OpenPgp))
    }

    /// By the name of the first entry, behind its 30 octets of header, and its flags.
    fn of_zip(beginning: &[u8]) -> Self {
        let first = beginning.get(30..).unwrap_or_default();
        if first.starts_with(b"mimetypeapplication/vnd.oasis.opendocument") {
            Self::OpenDocument
        } else if [b"[Content_Types].xml".as_slice(), b"_rels/", b"docProps/"]
            .iter()
            .any(|name| first.starts_with(name))
        {
            Self::OfficeOpenXml
        } else if beginning.starts_with(b"PK\x03\x04") && beginning.get(6).is_some_and(|flags| flags & 1 == 1)
        {
            Self::LockedZip
        } else {
            Self::Zip
        }
    }
}

/// A session key for somebody, or for a password (RFC 9580 sections 4.2, 5.1 and 5.3): a message begins with one.
fn is_openpgp(beginning: &[u8]) -> bool {
    let (packet, body) = match beginning {
        [tag @ 0x80..=0xbf, rest @ ..] if tag & 3 < 3 => (tag >> 2 & 15, rest.get(1 << (tag & 3)..)),
        [tag @ 0xc0..=0xff, 0..=191, rest @ ..] | [tag @ 0xc0..=0xff, 192..=223, _, rest @ ..] => {
            (tag & 63, Some(rest))
        }
        _ => return false,
    };
    let version = body.and_then(<[u8]>::first);
    matches!((packet, version), (1, Some(3 | 6)) | (3, Some(4..=6)))
}
