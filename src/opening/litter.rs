//! What systems and office programs leave in folders: passed over, and counted.
//!
//! A name alone hides no envelope. What a bidder or a platform may have named so is looked at: only where it does not
//! begin like an envelope it is litter. Bins and systems' own folders are not looked into: what lies there was thrown
//! away, or was never anybody's deposit; so with files that are gone and kept by a program that still has them open.

use std::path::{Component, Path};

/// Folders that are passed over whole.
const FOLDERS: [&str; 15] = [
    // Bins: Windows, macOS, freedesktop.org, Synology, QNAP.
    "$RECYCLE.BIN",
    "RECYCLER",
    ".Trash",
    ".Trashes",
    "#recycle",
    "@Recycle",
    // Systems' own.
    "System Volume Information",
    ".Spotlight-V100",
    ".DocumentRevisions-V100",
    ".fseventsd",
    ".TemporaryItems",
    ".snapshot",
    "#snapshot",
    ".@__thumb",
    "lost+found",
];

/// Whether a folder of that name is not entered.
pub(super) fn is_passed_over(folder: &str) -> bool {
    FOLDERS.iter().any(|name| name.eq_ignore_ascii_case(folder))
        || folder.strip_prefix(".Trash-").is_some_and(|user| is_made_of(user, |c| c.is_ascii_digit()))
}

/// Whether a file is litter: by its path below its root, and by its first octets where the path does not tell.
pub(super) fn is_litter(below: &Path, start: impl FnOnce() -> Option<Vec<u8>>) -> bool {
    let name = below.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if is_of_the_gone(&name) {
        return true;
    }
    let beside = below.components().any(|part| match part {
        Component::Normal(name) => name == "__MACOSX" || name == "@eaDir" || name == ".AppleDouble",
        _ => false,
    });
    if !beside && !is_named_so(&name) {
        return false;
    }
    let Some(start) = start() else { return false };
    if name.starts_with("._") && !beside {
        return start.starts_with(&APPLE_DOUBLE);
    }
    !begins_like_an_envelope(&start)
}

/// AppleDouble header files (RFC 1740, appendix A).
const APPLE_DOUBLE: [u8; 4] = [0x00, 0x05, 0x16, 0x07];

/// What Linux keeps of a file that was removed while a program had it open, on NFS and FUSE.
fn is_of_the_gone(name: &str) -> bool {
    let kept = |mark: &str| {
        name.strip_prefix(mark)
            .is_some_and(|number| number.len() >= 16 && is_made_of(number, |c| c.is_ascii_hexdigit()))
    };
    kept(".nfs") || kept(".fuse_hidden")
}

fn is_made_of(text: &str, is_one: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is_one)
}

fn is_named_so(name: &str) -> bool {
    const NAMES: [&str; 8] = [
        ".DS_Store",
        "Thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        ".apdisk",
        ".localized",
        ".directory",
        "Icon\r",
    ];
    NAMES.iter().any(|litter| litter.eq_ignore_ascii_case(name))
        // An office program's owner file; AppleDouble; LibreOffice's lock.
        || name.starts_with("~$")
        || name.starts_with("._")
        || (name.starts_with(".~lock.") && name.ends_with('#'))
        // Where a file came from, as Windows notes it in a stream, and as copies make a file of it.
        || ["Zone.Identifier", "Zone.Identifier:$DATA"].iter().any(|stream| {
            name.strip_suffix(stream).is_some_and(|file| file.is_empty() || !file.ends_with(char::is_alphanumeric))
        })
}

/// A SEQUENCE, an armour's first line, a mail's first field, or base64 of a SEQUENCE.
pub(super) fn begins_like_an_envelope(start: &[u8]) -> bool {
    let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start).trim_ascii_start();
    let begins = |word: &[u8]| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    start.first() == Some(&0x30)
        || [&b"-----BEGIN"[..], b"MIME-Version:", b"Content-Type:", b"From", b"Received"]
            .iter()
            .any(|word| begins(word))
        || start.starts_with(b"MI")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_litter_hide_no_envelope() {
        let envelope = [0x30, 0x80, 0x06, 0x09];
        for (name, content, litter) in [
            (".DS_Store", &b"\0\0\0\x01Bud1"[..], true),
            ("THUMBS.DB", b"\xd0\xcf\x11\xe0", true),
            ("desktop.ini", b"[.ShellClassInfo]", true),
            ("desktop.ini", &envelope, false),
            ("~$offre.docx", b"\x05Buyer", true),
            ("~$offre.p7m", &envelope, false),
            ("~$offre.p7m", b"MIAGCSqGSIb3DQEHA6CA", false),
            ("~$offre.p7m", b"-----BEGIN CMS-----", false),
            ("._offre.p7m", b"\0\x05\x16\x07\0\x02", true),
            ("._offre.p7m", &envelope, false),
            ("._offre.p7m", b"en clair", false),
            (".~lock.offre.odt#", b",Buyer,pc,", true),
            (".~lock.offre.odt", b",Buyer,pc,", false),
            ("offre.p7m:Zone.Identifier", b"[ZoneTransfer]", true),
            ("offre.p7m\u{f03a}Zone.Identifier", b"[ZoneTransfer]", true),
            ("offre.p7m:Zone.Identifier", &envelope, false),
            ("myZone.Identifier", b"[ZoneTransfer]", false),
            (".nfs000000000012ab3400000001", &envelope, true),
            (".nfsoffre", b"x", false),
            (".fuse_hidden0000000a00000001", &envelope, true),
            (".offre.p7m", b"x", false),
            ("__MACOSX/lot/x", b"x", true),
            ("__MACOSX/offre.p7m", &envelope, false),
            ("@eaDir/offre.p7m/SYNOFILE_THUMB", b"\xff\xd8", true),
            ("offre.pdf", b"%PDF", false),
        ] {
            let found = is_litter(Path::new(name), || Some(content.to_vec()));
            assert_eq!(found, litter, "{name} {content:?}");
        }
    }

    #[test]
    fn bins_and_systems_folders_are_not_entered() {
        for (name, passed) in [
            ("$Recycle.Bin", true),
            (".Trash-0", true),
            (".Trash-x", false),
            ("#recycle", true),
            ("System Volume Information", true),
            ("__MACOSX", false),
            (".ssh", false),
            ("Pli 1", false),
        ] {
            assert_eq!(is_passed_over(name), passed, "{name}");
        }
    }
}
