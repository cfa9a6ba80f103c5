//! What Windows offers and the standard library does not: each call once, behind a safe signature.
//!
//! The argument for all of them: handles are borrowed from values that live longer than the call, texts are ended by a
//! zero and live as long, and every structure that the system fills is ours, of the size it is told.
#![expect(unsafe_code, reason = "system calls without a safe interface; the argument is above")]

use std::{
    ffi::c_void,
    fs::File,
    io,
    os::windows::{ffi::OsStrExt as _, io::AsRawHandle as _, io::FromRawHandle as _},
    path::Path,
    ptr::{null, null_mut},
    slice,
    sync::OnceLock,
};

use windows_sys::Win32::{
    Foundation::{
        CloseHandle, ERROR_INSUFFICIENT_BUFFER, ERROR_LOCK_VIOLATION, HANDLE, INVALID_HANDLE_VALUE, LocalFree,
    },
    Security::{
        Authorization::{
            ConvertSecurityDescriptorToStringSecurityDescriptorW, ConvertSidToStringSidW,
            ConvertStringSecurityDescriptorToSecurityDescriptorW, GetNamedSecurityInfoW, SDDL_REVISION_1,
            SE_FILE_OBJECT,
        },
        DACL_SECURITY_INFORMATION, GetTokenInformation, PSECURITY_DESCRIPTOR, SECURITY_ATTRIBUTES,
        TOKEN_QUERY, TOKEN_USER, TokenUser,
    },
    Storage::FileSystem::{
        CreateDirectoryW, CreateFileW, FILE_ALLOCATION_INFO, FILE_ATTRIBUTE_TAG_INFO, FILE_TYPE_DISK,
        FileAllocationInfo, FileAttributeTagInfo, GetDiskFreeSpaceExW, GetFileInformationByHandleEx,
        GetFileType, LOCKFILE_EXCLUSIVE_LOCK, LOCKFILE_FAIL_IMMEDIATELY, LockFileEx,
        MOVEFILE_REPLACE_EXISTING, MoveFileExW, SetFileInformationByHandle,
    },
    System::{
        IO::OVERLAPPED,
        Threading::{GetCurrentProcess, OpenProcessToken},
    },
};

/// A path as the system takes it.
fn wide(path: &Path) -> io::Result<Vec<u16>> {
    let mut text: Vec<u16> = path.as_os_str().encode_wide().collect();
    if text.contains(&0) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    text.push(0);
    Ok(text)
}

fn done(answer: i32) -> io::Result<()> {
    if answer == 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Opens or makes a file; for its owner alone where it is `private` and made.
pub(super) fn open(
    path: &Path,
    access: u32,
    share: u32,
    disposition: u32,
    flags: u32,
    private: bool,
) -> io::Result<File> {
    let path = wide(path)?;
    let attributes = if private { Some(Private::of_this_user()?.attributes()) } else { None };
    let attributes = attributes.as_ref().map_or(null(), std::ptr::from_ref);
    // SAFETY: see above; a handle that is not the invalid one is open and nobody else's.
    unsafe {
        let handle = CreateFileW(path.as_ptr(), access, share, attributes, disposition, flags, null_mut());
        if handle == INVALID_HANDLE_VALUE {
            return Err(io::Error::last_os_error());
        }
        Ok(File::from_raw_handle(handle))
    }
}

/// Makes a folder for its owner alone, and whatever is made in it without saying for whom.
pub(super) fn make_folder(path: &Path) -> io::Result<()> {
    let path = wide(path)?;
    let attributes = Private::of_this_user()?.attributes();
    // SAFETY: see above.
    done(unsafe { CreateDirectoryW(path.as_ptr(), &raw const attributes) })
}

/// Gives a file another name on its volume, over what has it only when asked to.
pub(super) fn rename(from: &Path, to: &Path, replace: bool) -> io::Result<()> {
    let (from, to) = (wide(from)?, wide(to)?);
    let flags = if replace { MOVEFILE_REPLACE_EXISTING } else { 0 };
    // SAFETY: see above.
    done(unsafe { MoveFileExW(from.as_ptr(), to.as_ptr(), flags) })
}

/// Attributes of what is open, and its tag where it is a reparse point.
pub(super) fn attributes(file: &File) -> io::Result<(u32, u32)> {
    let mut found = FILE_ATTRIBUTE_TAG_INFO::default();
    // SAFETY: see above.
    done(unsafe {
        GetFileInformationByHandleEx(
            file.as_raw_handle(),
            FileAttributeTagInfo,
            (&raw mut found).cast(),
            size_of_u32::<FILE_ATTRIBUTE_TAG_INFO>(),
        )
    })?;
    Ok((found.FileAttributes, found.ReparseTag))
}

/// Whether what is open lies on a disk: not a console, not a pipe, not a port.
pub(super) fn is_on_disk(file: &File) -> bool {
    // SAFETY: see above.
    unsafe { GetFileType(file.as_raw_handle()) == FILE_TYPE_DISK }
}

/// Asks for the lock of a file: of its last possible octet, so that others may read what is in it. `false`: another has
/// it.
pub(in crate::fsx) fn try_lock(file: &File) -> io::Result<bool> {
    let mut place = OVERLAPPED::default();
    place.Anonymous.Anonymous.Offset = u32::MAX - 1;
    place.Anonymous.Anonymous.OffsetHigh = u32::MAX >> 1;
    let flags = LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY;
    // SAFETY: see above; the call is over when it comes back, since the file is not open for overlapped use.
    match done(unsafe { LockFileEx(file.as_raw_handle(), flags, 0, 1, 0, &raw mut place) }) {
        Err(error) if error.raw_os_error() == Some(ERROR_LOCK_VIOLATION.cast_signed()) => Ok(false),
        other => other.map(|()| true),
    }
}

/// Reserves room for so many octets.
pub(super) fn allocate(file: &File, octets: i64) -> io::Result<()> {
    let room = FILE_ALLOCATION_INFO { AllocationSize: octets };
    // SAFETY: see above.
    done(unsafe {
        SetFileInformationByHandle(
            file.as_raw_handle(),
            FileAllocationInfo,
            (&raw const room).cast(),
            size_of_u32::<FILE_ALLOCATION_INFO>(),
        )
    })
}

/// Octets free for this user where a folder lies.
pub(super) fn free_octets(folder: &Path) -> io::Result<u64> {
    let folder = wide(folder)?;
    let mut free = 0;
    // SAFETY: see above.
    done(unsafe { GetDiskFreeSpaceExW(folder.as_ptr(), &raw mut free, null_mut(), null_mut()) })?;
    Ok(free)
}

/// Who may do what with a file, in the system's own notation, and with the user in it as that writes them.
pub(super) fn access_list(path: &Path) -> io::Result<String> {
    let path = wide(path)?;
    let mut descriptor = null_mut();
    // SAFETY: see above; the descriptor is the system's until it is freed, after it was written down.
    unsafe {
        let (owner, group, list, audit) = (null_mut(), null_mut(), null_mut(), null_mut());
        let asked = DACL_SECURITY_INFORMATION;
        let object = SE_FILE_OBJECT;
        match GetNamedSecurityInfoW(
            path.as_ptr(),
            object,
            asked,
            owner,
            group,
            list,
            audit,
            &raw mut descriptor,
        ) {
            0 => {}
            code => return Err(io::Error::from_raw_os_error(code.cast_signed())),
        }
        let text = list_of(descriptor);
        LocalFree(descriptor);
        text
    }
}

/// The list that files for this user alone are made with, in the same notation.
pub(super) fn private_list() -> io::Result<String> {
    let descriptor = Private::of_this_user()?.0;
    // SAFETY: see above; the descriptor stays.
    unsafe { list_of(descriptor) }
}

/// # Safety
///
/// The descriptor is one that the system made and that was not freed.
unsafe fn list_of(descriptor: PSECURITY_DESCRIPTOR) -> io::Result<String> {
    let mut text = null_mut();
    // SAFETY: our caller's promise; the text is the system's until it is freed, after it was copied.
    unsafe {
        done(ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor,
            SDDL_REVISION_1,
            DACL_SECURITY_INFORMATION,
            &raw mut text,
            null_mut(),
        ))?;
        Ok(taken(text))
    }
}

/// # Safety
///
/// The text ends with a zero, and the system wants it back.
unsafe fn taken(text: *mut u16) -> String {
    // SAFETY: our caller's promise.
    unsafe {
        let mut len = 0;
        while *text.add(len) != 0 {
            len += 1;
        }
        let copy = String::from_utf16_lossy(slice::from_raw_parts(text, len));
        LocalFree(text.cast());
        copy
    }
}

/// What a new file or folder that is this user's alone is made with.
struct Private(PSECURITY_DESCRIPTOR);

// SAFETY: the descriptor is never changed nor freed once it is made, and the system only reads it.
unsafe impl Send for Private {}
// SAFETY: the same.
unsafe impl Sync for Private {}

impl Private {
    /// Made once for the process.
    fn of_this_user() -> io::Result<&'static Self> {
        static MADE: OnceLock<Result<Private, Option<i32>>> = OnceLock::new();
        let made = MADE.get_or_init(|| Self::make().map_err(|error| error.raw_os_error()));
        made.as_ref().map_err(|code| {
            code.map_or_else(|| io::ErrorKind::PermissionDenied.into(), io::Error::from_raw_os_error)
        })
    }

    /// An access list that inherits nothing (`P`) and lets the user do everything (`FA`), in a folder also with what is
    /// made there (`OICI`), and nobody else anything.
    fn make() -> io::Result<Self> {
        let user = user()?;
        let text = format!("O:{user}D:P(A;OICI;FA;;;{user})\0");
        let text: Vec<u16> = text.encode_utf16().collect();
        let mut descriptor = null_mut();
        // SAFETY: see above; the descriptor is the system's own copy, which nobody frees.
        done(unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_ptr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                null_mut(),
            )
        })?;
        Ok(Self(descriptor))
    }

    fn attributes(&self) -> SECURITY_ATTRIBUTES {
        SECURITY_ATTRIBUTES {
            nLength: size_of_u32::<SECURITY_ATTRIBUTES>(),
            lpSecurityDescriptor: self.0,
            bInheritHandle: 0,
        }
    }
}

/// The user this process runs as, by the system's number (`S-1-5-21-...`).
fn user() -> io::Result<String> {
    let mut token: HANDLE = null_mut();
    // SAFETY: see above; the token is closed once, and what it says lies in `octets`, which is aligned for its type
    // (u64) and as long as the system asked for; the text is the system's until it is freed, after it was copied.
    unsafe {
        done(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token))?;
        let said = (|| {
            let mut needed = 0;
            GetTokenInformation(token, TokenUser, null_mut(), 0, &raw mut needed);
            let short = io::Error::last_os_error();
            if short.raw_os_error() != Some(ERROR_INSUFFICIENT_BUFFER.cast_signed()) {
                return Err(short);
            }
            let mut octets = vec![0_u64; (needed as usize).div_ceil(size_of::<u64>())];
            let at: *mut c_void = octets.as_mut_ptr().cast();
            done(GetTokenInformation(token, TokenUser, at, needed, &raw mut needed))?;
            let mut text = null_mut();
            done(ConvertSidToStringSidW((*at.cast::<TOKEN_USER>()).User.Sid, &raw mut text))?;
            Ok(taken(text))
        })();
        CloseHandle(token);
        said
    }
}

fn size_of_u32<T>() -> u32 {
    u32::try_from(size_of::<T>()).expect("a small structure")
}
