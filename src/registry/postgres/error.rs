//! What PostgreSQL says, as a registry's error.

use tokio_postgres::{Error, error::SqlState};

use crate::{
    fsx::Fault,
    registry::error::{RegistryError, ServerFault},
};

/// What an error means for whoever asked.
pub(super) fn told(error: &Error) -> RegistryError {
    let Some(database) = error.as_db_error() else {
        return RegistryError::Server { fault: ServerFault::Gone, said: whole(error) };
    };
    let said = database.message().to_owned();
    match database.code() {
        &SqlState::LOCK_NOT_AVAILABLE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::T_R_SERIALIZATION_FAILURE => RegistryError::Busy,
        &SqlState::QUERY_CANCELED => RegistryError::TooLong,
        &SqlState::READ_ONLY_SQL_TRANSACTION => RegistryError::ReadOnly,
        &SqlState::INSUFFICIENT_PRIVILEGE
        | &SqlState::INVALID_PASSWORD
        | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            RegistryError::Server { fault: ServerFault::Denied, said }
        }
        &SqlState::INVALID_CATALOG_NAME | &SqlState::TOO_MANY_CONNECTIONS => {
            RegistryError::Server { fault: ServerFault::Unreachable, said }
        }
        &SqlState::UNDEFINED_TABLE | &SqlState::INVALID_SCHEMA_NAME => RegistryError::NotARegistry,
        &SqlState::DISK_FULL => Fault::Full.into(),
        &SqlState::IO_ERROR => Fault::Device.into(),
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => RegistryError::Damaged { what: said },
        // The server goes down, or ends the session: the connection is gone.
        &SqlState::ADMIN_SHUTDOWN
        | &SqlState::CRASH_SHUTDOWN
        | &SqlState::CANNOT_CONNECT_NOW
        | &SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT => {
            RegistryError::Server { fault: ServerFault::Gone, said }
        }
        _ => RegistryError::Database { said },
    }
}

/// The same of what was said while connecting.
pub(super) fn refused(error: RegistryError) -> RegistryError {
    match error {
        RegistryError::Server { fault: ServerFault::Gone, said } => {
            RegistryError::Server { fault: ServerFault::Unreachable, said }
        }
        RegistryError::Database { said } => RegistryError::Server { fault: ServerFault::Unreachable, said },
        other => other,
    }
}

/// An error and what it comes from, in one line.
fn whole(error: &Error) -> String {
    let mut said = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_said = cause.to_string();
        if !said.contains(&cause_said) {
            said = format!("{said}: {cause_said}");
        }
        source = cause.source();
    }
    said
}
