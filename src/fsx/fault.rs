//! What a system says when it refuses, by kind: faces have a sentence and a remedy for each, and no prose travels.

use std::io;

use serde::{Deserialize, Serialize};

/// A kind of refusal that people can do something about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// There is no such file or folder.
    #[error("not found")]
    NotFound,
    /// The rights of the file or folder forbid it.
    #[error("access denied")]
    Denied,
    /// The share does not know the account, or its password or ticket is not accepted any more.
    #[error("account not accepted")]
    Account,
    /// A folder or file of another user stands where ours would.
    #[error("another user's")]
    Foreign,
    /// Others than this user may write to the folder.
    #[error("open to others")]
    OpenToOthers,
    /// The system forbids it whatever the rights are: an attribute, a kind of file system, a policy.
    #[error("not permitted")]
    NotPermitted,
    /// The medium cannot be written to.
    #[error("read-only")]
    ReadOnly,
    /// No room is left.
    #[error("no space left")]
    Full,
    /// This account's share of the disk is used up.
    #[error("quota reached")]
    Quota,
    /// A file larger than the file system, or a limit, allows.
    #[error("too large")]
    TooLarge,
    /// Something has that name already.
    #[error("name taken")]
    Exists,
    /// The name or the path is longer than the file system allows.
    #[error("name too long")]
    NameTooLong,
    /// The file system refuses characters of the name.
    #[error("name refused")]
    BadName,
    /// A folder where a file was expected.
    #[error("a folder")]
    IsFolder,
    /// A file where a folder was expected.
    #[error("not a folder")]
    NotFolder,
    /// Neither a plain file nor a folder: a pipe, a socket, a device.
    #[error("not a regular file")]
    NotRegular,
    /// A link, which is never followed.
    #[error("a link, not followed")]
    Link,
    /// Links that lead to each other, or one where none is followed.
    #[error("a loop of links")]
    LinkLoop,
    /// Another program holds it.
    #[error("in use")]
    InUse,
    /// This process has too many files open.
    #[error("too many open files")]
    TooManyFiles,
    /// The disk, or what it is reached by, failed.
    #[error("input/output error")]
    Device,
    /// The disk or share is not there any more.
    #[error("gone")]
    Gone,
    /// The network does not answer.
    #[error("network unreachable")]
    Network,
    /// It ends before it should.
    #[error("ended early")]
    Ended,
    /// The machine has no memory left.
    #[error("out of memory")]
    NoMemory,
    /// The file system cannot do this.
    #[error("not supported")]
    Unsupported,
    /// Anything else.
    #[default]
    #[error("refused by the system")]
    Other,
}

/// A fault with the system's number for it, where it gave one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SystemError {
    /// What kind it is.
    #[serde(default)]
    pub fault: Fault,
    /// `errno` on Unix, the last error's code on Windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
}

impl From<Fault> for SystemError {
    fn from(fault: Fault) -> Self {
        Self { fault, code: None }
    }
}

impl From<&io::Error> for SystemError {
    fn from(error: &io::Error) -> Self {
        Self { fault: Fault::of(error), code: error.raw_os_error() }
    }
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        Self::new(fault.error_kind(), fault)
    }
}

impl Fault {
    /// The kind of an error.
    pub fn of(error: &io::Error) -> Self {
        let own = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        own.copied()
            .or_else(|| error.raw_os_error().and_then(by_code))
            .unwrap_or_else(|| by_kind(error.kind()))
    }

    /// Whether it is that others have their hands in what should be ours alone.
    pub fn is_of_others(self) -> bool {
        matches!(self, Self::Foreign | Self::OpenToOthers)
    }

    /// The nearest kind of the standard library.
    const fn error_kind(self) -> io::ErrorKind {
        match self {
            Self::NotFound => io::ErrorKind::NotFound,
            Self::Denied | Self::Account | Self::Foreign | Self::OpenToOthers | Self::NotPermitted => {
                io::ErrorKind::PermissionDenied
            }
            Self::TooLarge => io::ErrorKind::FileTooLarge,
            Self::Exists => io::ErrorKind::AlreadyExists,
            Self::NotFolder => io::ErrorKind::NotADirectory,
            Self::NotRegular | Self::Link | Self::LinkLoop | Self::BadName => io::ErrorKind::InvalidInput,
            Self::Unsupported => io::ErrorKind::Unsupported,
            _ => io::ErrorKind::Other,
        }
    }
}

fn by_kind(kind: io::ErrorKind) -> Fault {
    match kind {
        io::ErrorKind::NotFound => Fault::NotFound,
        io::ErrorKind::PermissionDenied => Fault::Denied,
        io::ErrorKind::ReadOnlyFilesystem => Fault::ReadOnly,
        io::ErrorKind::StorageFull => Fault::Full,
        io::ErrorKind::QuotaExceeded => Fault::Quota,
        io::ErrorKind::FileTooLarge => Fault::TooLarge,
        io::ErrorKind::AlreadyExists => Fault::Exists,
        io::ErrorKind::InvalidFilename => Fault::NameTooLong,
        io::ErrorKind::IsADirectory => Fault::IsFolder,
        io::ErrorKind::NotADirectory => Fault::NotFolder,
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy | io::ErrorKind::Deadlock => {
            Fault::InUse
        }
        io::ErrorKind::StaleNetworkFileHandle => Fault::Gone,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::NotConnected
        | io::ErrorKind::TimedOut => Fault::Network,
        io::ErrorKind::UnexpectedEof => Fault::Ended,
        io::ErrorKind::OutOfMemory => Fault::NoMemory,
        io::ErrorKind::Unsupported => Fault::Unsupported,
        _ => Fault::Other,
    }
}

/// What the kinds of the standard library do not tell apart.
#[cfg(unix)]
fn by_code(code: i32) -> Option<Fault> {
    use rustix::io::Errno;

    Some(match Errno::from_raw_os_error(code) {
        Errno::PERM => Fault::NotPermitted,
        // What a file system in user space says when its program has ended, too.
        Errno::NXIO | Errno::NODEV | Errno::NOMEDIUM | Errno::NOTCONN => Fault::Gone,
        Errno::IO | Errno::BADMSG | Errno::REMOTEIO | Errno::UCLEAN => Fault::Device,
        Errno::AGAIN => Fault::InUse,
        Errno::NOLCK | Errno::XDEV | Errno::MLINK | Errno::NOTTY => Fault::Unsupported,
        Errno::NOKEY | Errno::KEYEXPIRED | Errno::KEYREVOKED | Errno::KEYREJECTED => Fault::Account,
        Errno::HOSTDOWN | Errno::CONNREFUSED | Errno::NONET | Errno::NOLINK => Fault::Network,
        Errno::MFILE | Errno::NFILE => Fault::TooManyFiles,
        Errno::LOOP => Fault::LinkLoop,
        Errno::ILSEQ => Fault::BadName,
        Errno::OVERFLOW => Fault::TooLarge,
        _ => return None,
    })
}

#[cfg(windows)]
fn by_code(code: i32) -> Option<Fault> {
    windows(code)
}

/// System error codes of Windows (winerror.h).
#[cfg(any(windows, test))]
const fn windows(code: i32) -> Option<Fault> {
    Some(match code {
        // ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND, ERROR_INVALID_DRIVE
        2 | 3 | 15 => Fault::NotFound,
        // ERROR_TOO_MANY_OPEN_FILES
        4 => Fault::TooManyFiles,
        // ERROR_ACCESS_DENIED, ERROR_NETWORK_ACCESS_DENIED, ERROR_CLOUD_FILE_ACCESS_DENIED, ERROR_CANT_ACCESS_FILE
        5 | 65 | 395 | 1920 => Fault::Denied,
        // ERROR_NOT_ENOUGH_MEMORY, ERROR_OUTOFMEMORY, ERROR_NO_SYSTEM_RESOURCES, ERROR_COMMITMENT_LIMIT
        8 | 14 | 1450 | 1455 => Fault::NoMemory,
        // ERROR_WRITE_PROTECT
        19 => Fault::ReadOnly,
        // ERROR_NOT_READY, ERROR_WRONG_DISK, ERROR_DEV_NOT_EXIST, ERROR_MEDIA_CHANGED, ERROR_NO_MEDIA_IN_DRIVE,
        // ERROR_DEVICE_NOT_CONNECTED
        21 | 34 | 55 | 1110 | 1112 | 1167 => Fault::Gone,
        // ERROR_CRC, ERROR_SEEK, ERROR_SECTOR_NOT_FOUND, ERROR_WRITE_FAULT, ERROR_READ_FAULT, ERROR_GEN_FAILURE,
        // ERROR_IO_DEVICE, ERROR_DISK_OPERATION_FAILED, ERROR_FILE_CORRUPT, ERROR_DISK_CORRUPT
        23 | 25 | 27 | 29 | 30 | 31 | 1117 | 1127 | 1392 | 1393 => Fault::Device,
        // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_DRIVE_LOCKED, ERROR_PATH_BUSY, ERROR_BUSY,
        // ERROR_CLOUD_FILE_IN_USE, ERROR_USER_MAPPED_FILE
        32 | 33 | 108 | 148 | 170 | 391 | 1224 => Fault::InUse,
        // ERROR_HANDLE_EOF
        38 => Fault::Ended,
        // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        39 | 112 => Fault::Full,
        // ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED
        1 | 50 => Fault::Unsupported,
        // ERROR_REM_NOT_LIST, ERROR_BAD_NETPATH, ERROR_NETWORK_BUSY, ERROR_UNEXP_NET_ERR, ERROR_NETNAME_DELETED,
        // ERROR_BAD_NET_NAME, ERROR_REQ_NOT_ACCEP, ERROR_SEM_TIMEOUT
        51 | 53 | 54 | 59 | 64 | 67 | 71 | 121
        // ERROR_CLOUD_FILE_PROVIDER_NOT_RUNNING, _NETWORK_UNAVAILABLE, _UNSUCCESSFUL, _PROVIDER_TERMINATED,
        // _REQUEST_TIMEOUT
        | 362 | 388 | 389 | 404 | 426
        // ERROR_NO_NETWORK, ERROR_CONNECTION_REFUSED, ERROR_NETWORK_UNREACHABLE, ERROR_HOST_UNREACHABLE,
        // ERROR_CONNECTION_ABORTED
        | 1222 | 1225 | 1231 | 1232 | 1236 => Fault::Network,
        // ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS
        80 | 183 => Fault::Exists,
        // ERROR_INVALID_NAME, ERROR_BAD_PATHNAME
        123 | 161 => Fault::BadName,
        // ERROR_BUFFER_OVERFLOW, ERROR_FILENAME_EXCED_RANGE
        111 | 206 => Fault::NameTooLong,
        // ERROR_FILE_TOO_LARGE
        223 => Fault::TooLarge,
        // ERROR_VIRUS_INFECTED, ERROR_VIRUS_DELETED, ERROR_PRIVILEGE_NOT_HELD
        225 | 226 | 1314 => Fault::NotPermitted,
        // ERROR_DIRECTORY
        267 => Fault::NotFolder,
        // ERROR_DIRECTORY_NOT_SUPPORTED
        336 => Fault::IsFolder,
        // ERROR_DISK_QUOTA_EXCEEDED
        1295 => Fault::Quota,
        // ERROR_INVALID_PASSWORD, ERROR_SESSION_CREDENTIAL_CONFLICT, ERROR_LOGON_FAILURE, ERROR_ACCOUNT_RESTRICTION,
        // ERROR_PASSWORD_EXPIRED, ERROR_ACCOUNT_DISABLED, ERROR_ACCOUNT_LOCKED_OUT
        86 | 1219 | 1326 | 1327 | 1330 | 1331 | 1909 => Fault::Account,
        // ERROR_CANT_RESOLVE_FILENAME
        1921 => Fault::LinkLoop,
        _ => return None,
    })
}

#[cfg(not(any(unix, windows)))]
fn by_code(_: i32) -> Option<Fault> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    // The numbers are those of Linux (errno(3)).
    #[cfg(target_os = "linux")] // numbers of errno
    #[test]
    fn what_a_person_can_meet_has_its_kind() {
        for (code, fault) in [
            (1, Fault::NotPermitted),
            (2, Fault::NotFound),
            (5, Fault::Device),
            (6, Fault::Gone),
            (11, Fault::InUse),
            (18, Fault::Unsupported),
            (25, Fault::Unsupported),
            (31, Fault::Unsupported),
            (37, Fault::Unsupported),
            (38, Fault::Unsupported),
            (74, Fault::Device),
            (107, Fault::Gone),
            (111, Fault::Network),
            (117, Fault::Device),
            (121, Fault::Device),
            (123, Fault::Gone),
            (126, Fault::Account),
            (127, Fault::Account),
            (129, Fault::Account),
            (12, Fault::NoMemory),
            (13, Fault::Denied),
            (16, Fault::InUse),
            (17, Fault::Exists),
            (19, Fault::Gone),
            (20, Fault::NotFolder),
            (21, Fault::IsFolder),
            (23, Fault::TooManyFiles),
            (24, Fault::TooManyFiles),
            (26, Fault::InUse),
            (27, Fault::TooLarge),
            (28, Fault::Full),
            (30, Fault::ReadOnly),
            (36, Fault::NameTooLong),
            (40, Fault::LinkLoop),
            (84, Fault::BadName),
            (95, Fault::Unsupported),
            (101, Fault::Network),
            (110, Fault::Network),
            (112, Fault::Network),
            (113, Fault::Network),
            (116, Fault::Gone),
            (122, Fault::Quota),
        ] {
            let error = io::Error::from_raw_os_error(code);
            assert_eq!(SystemError::from(&error), SystemError { fault, code: Some(code) }, "{error}");
        }
    }

    /// The numbers of winerror.h that a share, a stick, OneDrive or an antivirus gives.
    #[test]
    fn what_windows_says_has_its_kind() {
        for (code, fault) in [
            (2, Fault::NotFound),
            (3, Fault::NotFound),
            (5, Fault::Denied),
            (19, Fault::ReadOnly),
            (21, Fault::Gone),
            (32, Fault::InUse),
            (33, Fault::InUse),
            (39, Fault::Full),
            (53, Fault::Network),
            (59, Fault::Network),
            (64, Fault::Network),
            (67, Fault::Network),
            (112, Fault::Full),
            (123, Fault::BadName),
            (206, Fault::NameTooLong),
            (225, Fault::NotPermitted),
            (362, Fault::Network),
            (1117, Fault::Device),
            (1167, Fault::Gone),
            (1224, Fault::InUse),
            (1295, Fault::Quota),
            (1326, Fault::Account),
            (1909, Fault::Account),
        ] {
            assert_eq!(windows(code), Some(fault), "{code}");
        }
        assert_eq!(windows(4242), None);
    }

    #[test]
    fn our_own_are_what_they_were_made_of() {
        for fault in
            [Fault::NotRegular, Fault::Link, Fault::Foreign, Fault::OpenToOthers, Fault::BadName, Fault::Gone]
        {
            assert_eq!(SystemError::from(&io::Error::from(fault)), SystemError::from(fault));
        }
        assert_eq!(Fault::of(&io::Error::other("words")), Fault::Other);
        assert_eq!(Fault::of(&io::ErrorKind::UnexpectedEof.into()), Fault::Ended);
    }

    /// Journals written before this had words in its place.
    #[test]
    fn what_was_written_otherwise_is_still_read() {
        let old: SystemError = serde_json::from_str(r#"{"error": "Permission denied"}"#).expect("read");
        assert_eq!(old, SystemError::from(Fault::Other));
        let text =
            serde_json::to_string(&SystemError { fault: Fault::Denied, code: Some(13) }).expect("JSON");
        assert_eq!(text, r#"{"fault":"denied","code":13}"#);
    }
}
