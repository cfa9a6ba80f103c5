//! Why the registry does not do what is asked: facts, no advice.

use std::{collections::BTreeMap, io, path::PathBuf};

use crate::{
    fsx::{Fault, FileLocks},
    registry::refusal::{KeyName, Refusal},
    time::Timestamp,
};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is no registry in that folder.
    #[error("no registry in {}", home.display())]
    Missing {
        /// The folder.
        home: PathBuf,
    },
    /// A registry that was being copied there is not whole.
    #[error("the copy in {} was not finished", home.display())]
    Unfinished {
        /// The folder.
        home: PathBuf,
    },
    /// A registry is copied to where there is nothing yet.
    #[error("{} is not empty", place.display())]
    NotEmpty {
        /// The folder or the server, as people know it.
        place: PathBuf,
    },
    /// A copy does not say what it was made of.
    #[error("the copy has another {table} than the registry")]
    Another {
        /// The table that differs, or `key_file`.
        table: &'static str,
    },
    /// Another process kept it for longer than one waits.
    #[error("the registry is in use by another process")]
    Busy,
    /// Its folder is in a place whose locks do not keep processes apart.
    #[error("the locks of {} are not whole ({locks:?})", home.display())]
    Locks {
        /// The folder.
        home: PathBuf,
        /// What locks there are.
        locks: FileLocks,
    },
    /// A newer program wrote it: it can be read, not written.
    #[error("the registry has version {found}, this program writes version {known}")]
    Newer {
        /// Its version.
        found: i32,
        /// The version this program writes.
        known: i32,
    },
    /// The file is something else.
    #[error("not a registry")]
    NotARegistry,
    /// The file is damaged.
    #[error("damaged registry: {what}")]
    Damaged {
        /// What is wrong.
        what: String,
    },
    /// Its schema is not the one of its version: somebody changed what guards it.
    #[error("the schema is not that of a registry: {} differences", differences.len())]
    Schema {
        /// What differs.
        differences: Vec<SchemaDifference>,
    },
    /// A statement took longer than any should: something in the file feeds itself.
    #[error("a statement of the registry does not end")]
    TooLong,
    /// It may be read only.
    #[error("the registry may only be read")]
    ReadOnly,
    /// A rule says no. This is also an entry of the journal.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Nothing has that name.
    #[error("no {} named {name:?}", subject.name())]
    NotFound {
        /// What was looked for.
        subject: Subject,
        /// By what name.
        name: String,
        /// What may have been meant, the nearest first.
        near: Vec<String>,
    },
    /// Several keys answer to that name.
    #[error("{name:?} names {} keys", candidates.len())]
    Ambiguous {
        /// The name or prefix.
        name: String,
        /// The keys it may be.
        candidates: Vec<KeyName>,
    },
    /// A name or reference that cannot be kept: empty, or longer than 200 characters.
    #[error("{text:?} cannot be kept as a name")]
    BadName {
        /// What was given.
        text: String,
    },
    /// A deadline with a fraction of a second.
    #[error("{instant} is not in whole seconds")]
    BadInstant {
        /// What was given.
        instant: Timestamp,
    },
    /// A path that is not UTF-8 cannot be kept.
    #[error("{} is not UTF-8", path.display())]
    BadPath {
        /// The path.
        path: PathBuf,
    },
    /// A key file of ours could not be written or removed.
    #[error("{}: {source}", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// Its folder cannot be entered or made, or its file cannot be read.
    #[error("{}: {source}", path.display())]
    File {
        /// The folder, or the file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// Whoever changed it last left something beside it that has to be put right first, and it may only be read.
    #[error("{} is to be put right", beside.display())]
    Unsettled {
        /// What was left: a log, or a journal of the way back.
        beside: PathBuf,
    },
    /// What the system says of what is in it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The server that keeps it does not do what is asked.
    #[error("the server of the registry: {said}")]
    Server {
        /// Why.
        fault: ServerFault,
        /// In its own words.
        said: String,
    },
    /// The server was lost when a change was to be made, and does not say whether it was.
    #[error("the server did not say whether the change was made")]
    Unanswered,
    /// The file of the passwords of servers is open to others.
    #[error("{} is open to others", path.display())]
    PasswordFile {
        /// The file.
        path: PathBuf,
    },
    /// What the database says, in its own words.
    #[error("{said}")]
    Database {
        /// What it says.
        said: String,
    },
}

impl From<Fault> for RegistryError {
    fn from(fault: Fault) -> Self {
        Self::Io(fault.into())
    }
}

/// One object of the schema that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaDifference {
    /// It does not belong there.
    Extra {
        /// `table`, `index`, `view` or `trigger`, and its name.
        object: String,
    },
    /// It is not there.
    Missing {
        /// `table`, `index`, `view` or `trigger`, and its name.
        object: String,
    },
    /// It says something else.
    Changed {
        /// `table`, `index`, `view` or `trigger`, and its name.
        object: String,
    },
}

impl SchemaDifference {
    /// What a schema has that it should not have, and the other way round: objects, and what they say.
    pub(super) fn between(
        mut expected: BTreeMap<String, String>,
        found: BTreeMap<String, String>,
    ) -> Vec<Self> {
        let mut differences = Vec::new();
        for (object, words) in found {
            match expected.remove(&object) {
                None => differences.push(Self::Extra { object }),
                Some(expected) if expected != words => differences.push(Self::Changed { object }),
                Some(_) => {}
            }
        }
        differences.extend(expected.into_keys().map(|object| Self::Missing { object }));
        differences
    }
}

/// Why a server does not do what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerFault {
    /// It is not there, is not who it should be, or lets nobody in.
    Unreachable,
    /// It does not know who asks, or does not let that account do it.
    Denied,
    /// The connection was lost on the way: nothing is half done.
    Gone,
}

/// What a name is looked for among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Keys.
    Key,
    /// Consultations.
    Consultation,
    /// Keys that were deleted and are kept aside.
    DeletedKey,
}

impl Subject {
    const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Consultation => "consultation",
            Self::DeletedKey => "deleted key",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_have_names() {
        assert_eq!([Subject::Key, Subject::Consultation].map(Subject::name), ["key", "consultation"]);
    }
}
