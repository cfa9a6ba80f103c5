//! What a path means: Windows reads more into one than a place on a disk.

use std::{
    ffi::OsStr,
    io,
    os::windows::ffi::OsStrExt as _,
    path::{Component, Path, PathBuf, Prefix},
};

use crate::fsx::Fault;

/// A name that is one of a file on every version of Windows: no device, no stream of another file, nothing that is cut
/// off at its end or cannot be removed by hand.
pub(super) fn component(name: &OsStr) -> io::Result<&OsStr> {
    const REFUSED: &[u8] = b"<>:\"/\\|?*";
    let units: Vec<u16> = name.encode_wide().collect();
    let is_refused = |unit: &u16| *unit < 32 || u8::try_from(*unit).is_ok_and(|c| REFUSED.contains(&c));
    let is_cut = units.last().is_none_or(|last| [u16::from(b'.'), u16::from(b' ')].contains(last));
    if is_cut || units.iter().any(is_refused) || is_device(name) {
        return Err(Fault::BadName.into());
    }
    Ok(name)
}

/// A name that is there already, which may be odd; but that of a stream in a file leads elsewhere.
pub(super) fn found(name: &OsStr) -> io::Result<&OsStr> {
    if name.as_encoded_bytes().iter().any(|c| b":/\\".contains(c)) {
        return Err(Fault::BadName.into());
    }
    Ok(name)
}

/// Whether older Windows takes it for a device: whatever follows the first dot, in any case.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
fn is_device(name: &OsStr) -> bool {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let Some(name) = name.to_str() else { return false };
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let numbered = port.is_some_and(|port| {
        let mut rest = port.chars();
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    numbered || DEVICES.contains(&stem.as_str())
}

/// A path that a person gave, whole and in the form (`\\?\`) that has no length and no devices.
pub(super) fn verbatim(path: &Path) -> io::Result<PathBuf> {
    if path.as_os_str().is_empty() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let whole = std::path::absolute(path)?;
    let mut parts = whole.components();
    let Some(Component::Prefix(prefix)) = parts.next() else { return Ok(whole) };
    let mut long = match prefix.kind() {
        Prefix::Disk(letter) => PathBuf::from(format!("\\\\?\\{}:\\", char::from(letter))),
        Prefix::UNC(server, share) => {
            let mut start = std::ffi::OsString::from("\\\\?\\UNC\\");
            start.push(server);
            start.push("\\");
            start.push(share);
            start.push("\\");
            start.into()
        }
        // `CON`, `COM1.txt` and `\\.\PhysicalDrive0` are of this kind by now.
        Prefix::DeviceNS(_) => return Err(Fault::NotRegular.into()),
        Prefix::Verbatim(_) | Prefix::VerbatimUNC(..) | Prefix::VerbatimDisk(_) => return Ok(whole),
    };
    for part in parts {
        if let Component::Normal(name) = part {
            long.push(found(name)?);
        }
    }
    Ok(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Names from Microsoft's "Naming Files, Paths, and Namespaces".
    #[test]
    fn devices_streams_and_what_is_cut_off_are_no_names() {
        for name in [
            "CON",
            "con",
            "NUL",
            "nul.txt",
            "COM1.txt",
            "com9",
            "LPT1",
            "lpt³",
            "COM¹.pdf",
            "AUX .pdf",
            "PRN.a.b",
            "CONIN$",
            "a.pdf:x",
            "a:",
            "a?",
            "a*b",
            "a<b",
            "a>b",
            "a|b",
            "a\"b",
            "a.",
            "a ",
            "",
            "..",
            "a\u{1}b",
            "a/b",
        ] {
            let refused = component(OsStr::new(name)).expect_err(name);
            assert_eq!(Fault::of(&refused), Fault::BadName, "{name:?}");
        }
        for name in
            ["CONSEIL.pdf", "COM10", "COM", "LPT", "a.b", ".plis-staging", "é", "NULLE", "COMA.txt", "aux-1"]
        {
            assert!(component(OsStr::new(name)).is_ok(), "{name:?}");
        }
    }

    #[test]
    fn a_path_has_no_length_and_no_devices() {
        for (given, whole) in [
            (r"C:\a\b", r"\\?\C:\a\b"),
            (r"c:/a/./b/../c", r"\\?\C:\a\c"),
            (r"\\srv\part\a", r"\\?\UNC\srv\part\a"),
            (r"\\?\C:\a", r"\\?\C:\a"),
        ] {
            let found = verbatim(Path::new(given)).expect(given);
            assert_eq!(found.to_string_lossy().to_uppercase(), whole.to_uppercase());
        }
        for given in ["CON", "nul", r"\\.\PhysicalDrive0", r"\\.\pipe\plis"] {
            let refused = verbatim(Path::new(given)).expect_err(given);
            assert_eq!(Fault::of(&refused), Fault::NotRegular, "{given}");
        }
        let refused = verbatim(Path::new(r"C:\a.pdf:x")).expect_err("a stream");
        assert_eq!(Fault::of(&refused), Fault::BadName);
    }
}
