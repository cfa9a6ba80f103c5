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
            Self::Denied | Self::Foreign | Self::OpenToOthers | Self::NotPermitted => {
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
        Errno::IO => Fault::Device,
        Errno::NXIO | Errno::NODEV => Fault::Gone,
        Errno::MFILE | Errno::NFILE => Fault::TooManyFiles,
        Errno::LOOP => Fault::LinkLoop,
        Errno::HOSTDOWN => Fault::Network,
        Errno::ILSEQ => Fault::BadName,
        Errno::OVERFLOW => Fault::TooLarge,
        _ => return None,
    })
}

/// System error codes of Windows (winerror.h).
#[cfg(windows)]
fn by_code(code: i32) -> Option<Fault> {
    Some(match code {
        // ERROR_TOO_MANY_OPEN_FILES
        4 => Fault::TooManyFiles,
        // ERROR_NOT_READY, ERROR_DEV_NOT_EXIST, ERROR_DEVICE_NOT_CONNECTED
        21 | 55 | 1167 => Fault::Gone,
        // ERROR_WRITE_FAULT, ERROR_READ_FAULT, ERROR_CRC, ERROR_IO_DEVICE
        29 | 30 | 23 | 1117 => Fault::Device,
        // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_USER_MAPPED_FILE
        32 | 33 | 1224 => Fault::InUse,
        // ERROR_BAD_NETPATH, ERROR_UNEXP_NET_ERR, ERROR_NETNAME_DELETED, ERROR_BAD_NET_NAME, ERROR_SEM_TIMEOUT
        53 | 59 | 64 | 67 | 121 => Fault::Network,
        // ERROR_INVALID_NAME, ERROR_BAD_PATHNAME
        123 | 161 => Fault::BadName,
        // ERROR_FILENAME_EXCED_RANGE
        206 => Fault::NameTooLong,
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
    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_person_can_meet_has_its_kind() {
        for (code, fault) in [
            (1, Fault::NotPermitted),
            (2, Fault::NotFound),
            (5, Fault::Device),
            (6, Fault::Gone),
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
