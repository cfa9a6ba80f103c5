//! Exit codes: one table here, one in the README, and a test that they agree.

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Exit {
    /// Everything asked for was done.
    Done,
    /// The run failed: I/O, disk full, damaged registry, the report cannot be written.
    Failed,
    /// Bad usage.
    Usage,
    /// Some envelopes were not opened; the report says which and why.
    Partial,
    /// Wrong password, unreadable key file, no private key in it.
    NoUsableKey,
    /// Refused by a rule.
    Refused,
    /// The registry or the output folder is locked, or the registry was written by a newer version.
    Locked,
    /// `audit` found warnings.
    AuditWarnings,
    /// `audit` found something critical.
    AuditCritical,
    /// What `audit --format nagios` ends with instead.
    Nagios(Nagios),
    /// Interrupted; what was done is kept and can be resumed.
    Interrupted,
}

/// The states of the Nagios plugin interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Nagios {
    /// Nothing to say.
    Ok,
    /// Warnings.
    Warning,
    /// Critical findings.
    Critical,
    /// The audit itself did not work.
    Unknown,
}

impl Exit {
    /// The number given to the shell.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done | Self::Nagios(Nagios::Ok) => 0,
            Self::Failed | Self::Nagios(Nagios::Warning) => 1,
            Self::Usage | Self::Nagios(Nagios::Critical) => 2,
            Self::Partial | Self::Nagios(Nagios::Unknown) => 3,
            Self::NoUsableKey => 4,
            Self::Refused => 5,
            Self::Locked => 6,
            Self::AuditWarnings => 20,
            Self::AuditCritical => 21,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The codes of the README's table and of the manual pages, whose catalogue says what they mean.
pub(crate) const CODES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "20", "21", "130"];
