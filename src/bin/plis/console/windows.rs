//! What Windows offers to a program with screens and the standard library does not: each call once, behind a safe
//! signature.
//!
//! The argument for all of them: a handle is the process's own, and what the system fills is ours, of the size it is told.
#![expect(unsafe_code, reason = "system calls without a safe interface; the argument is above")]

use std::{
    ffi::OsString,
    os::windows::{
        ffi::OsStringExt as _,
        io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle},
    },
    path::PathBuf,
};

use windows_sys::Win32::{
    Foundation::{FALSE, STATUS_CONTROL_C_EXIT},
    Storage::FileSystem::GetLogicalDrives,
    System::{
        SystemInformation::{GetSystemDirectoryW, GetSystemWindowsDirectoryW},
        Threading::{OpenProcess, PROCESS_TERMINATE, TerminateProcess},
    },
};

/// A program of Windows itself, by its whole path: by its name alone it would be looked for beside this one first, where
/// strangers may have put another.
#[derive(Clone, Copy, Debug)]
pub(super) enum Program {
    Explorer,
    Rundll32,
}

impl Program {
    pub(super) fn path(self) -> Option<PathBuf> {
        let mut folder = [0; 260];
        let room = u32::try_from(folder.len()).ok()?;
        let (written, name) = match self {
            // SAFETY: see above.
            Self::Explorer => {
                (unsafe { GetSystemWindowsDirectoryW(folder.as_mut_ptr(), room) }, "explorer.exe")
            }
            // SAFETY: see above.
            Self::Rundll32 => (unsafe { GetSystemDirectoryW(folder.as_mut_ptr(), room) }, "rundll32.exe"),
        };
        let folder = folder.get(..usize::try_from(written).ok()?).filter(|folder| !folder.is_empty())?;
        Some(PathBuf::from(OsString::from_wide(folder)).join(name))
    }
}

/// The roots of what has a letter: disks, sticks, shares. None of them is looked at, which may take long.
pub(in crate::console) fn drives() -> Vec<PathBuf> {
    // SAFETY: see above.
    let letters = unsafe { GetLogicalDrives() };
    let has = |letter: &u8| letters >> (letter - b'A') & 1 == 1;
    (b'A'..=b'Z').filter(has).map(|letter| PathBuf::from(format!("{}:\\", char::from(letter)))).collect()
}

/// The exit code of a process that was ended from outside, as Windows has it for Ctrl-C; nothing ends by itself with it.
pub(super) const ENDED: i32 = STATUS_CONTROL_C_EXIT;

/// Ends a process at once, with [`ENDED`]. Whoever started it still holds it, so that its number is no other's.
pub(super) fn end(process: u32) {
    // SAFETY: see above; the handle is ours from here.
    unsafe {
        let found = OpenProcess(PROCESS_TERMINATE, FALSE, process);
        if !found.is_null() {
            let process = OwnedHandle::from_raw_handle(found);
            TerminateProcess(process.as_raw_handle(), ENDED.cast_unsigned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_drives_are_where_the_system_says() {
        for program in [Program::Explorer, Program::Rundll32] {
            let path = program.path().expect("told");
            assert!(path.is_absolute() && path.is_file(), "{}", path.display());
        }
        assert!(drives().iter().any(|drive| drive.is_absolute() && drive.is_dir()), "{:?}", drives());
    }
}
