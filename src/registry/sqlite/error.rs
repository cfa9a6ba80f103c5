//! What SQLite says, as a registry's error.

use crate::{fsx::Fault, registry::error::RegistryError};

impl From<rusqlite::Error> for RegistryError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            Some(Code::NotADatabase) => Self::NotARegistry,
            Some(Code::DatabaseCorrupt) => Self::Damaged { what: error.to_string() },
            Some(Code::ReadOnly) => Self::ReadOnly,
            Some(Code::OperationInterrupted) => Self::TooLong,
            Some(Code::DiskFull) => Fault::Full.into(),
            Some(Code::SystemIoFailure) => Fault::Device.into(),
            Some(Code::CannotOpen | Code::PermissionDenied) => Fault::Denied.into(),
            Some(Code::OutOfMemory) => Fault::NoMemory.into(),
            Some(Code::FileLockingProtocolFailed | Code::NoLargeFileSupport) => Fault::Unsupported.into(),
            Some(Code::TooBig) => Fault::TooLarge.into(),
            _ => Self::Database { said: error.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn what_sqlite_says_has_a_name() {
        let error = |code| RegistryError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        assert!(matches!(error(ffi::SQLITE_BUSY), RegistryError::Busy));
        assert!(matches!(error(ffi::SQLITE_LOCKED), RegistryError::Busy));
        assert!(matches!(error(ffi::SQLITE_NOTADB), RegistryError::NotARegistry));
        assert!(matches!(error(ffi::SQLITE_CORRUPT), RegistryError::Damaged { .. }));
        assert!(matches!(error(ffi::SQLITE_READONLY), RegistryError::ReadOnly));
        assert!(matches!(error(ffi::SQLITE_INTERRUPT), RegistryError::TooLong));
        for (code, fault) in [
            (ffi::SQLITE_FULL, Fault::Full),
            (ffi::SQLITE_IOERR, Fault::Device),
            (ffi::SQLITE_CANTOPEN, Fault::Denied),
            (ffi::SQLITE_PERM, Fault::Denied),
            (ffi::SQLITE_NOMEM, Fault::NoMemory),
            (ffi::SQLITE_PROTOCOL, Fault::Unsupported),
            (ffi::SQLITE_TOOBIG, Fault::TooLarge),
        ] {
            let RegistryError::Io(said) = error(code) else { panic!("{code}") };
            assert_eq!(Fault::of(&said), fault);
        }
        assert!(matches!(error(ffi::SQLITE_MISUSE), RegistryError::Database { .. }));
    }
}
