//! How the program ends when a request is not answered.

use plis::{
    crypto::KeyRejected,
    desk::{Error, NoPassword},
    keys::{IssueError, quorum::SplitError, token::windows::StoreError},
    opening::{RunError, TeamError, gather::GatherError},
    registry::{RegistryError, ServerFault},
};

use super::{
    Account,
    password::{self, PasswordError},
};
use crate::{
    cli::exit::Exit,
    words::{
        Tongue,
        error::{Words, desk::desk},
    },
};

/// What people are told of it.
pub(crate) fn account(error: &Error, tongue: Tongue<'_>) -> Account {
    let (sentence, hint) = words(error, tongue);
    Account { exit: exit(error), sentence, hint }
}

pub(super) fn words(error: &Error, tongue: Tongue<'_>) -> Words {
    match error {
        Error::NoPassword(NoPassword(why)) => match why.downcast_ref::<PasswordError>() {
            Some(why) => password::words(why, tongue.say),
            None => desk(error, tongue),
        },
        error => desk(error, tongue),
    }
}

pub(super) fn exit(error: &Error) -> Exit {
    match error {
        Error::NoHome
        | Error::TwoDeadlines { .. }
        | Error::NoPassword(_)
        | Error::EmptyPassword
        | Error::TokenUri { .. }
        | Error::Store(StoreError::NotHere | StoreError::BadThumbprint { .. })
        | Error::WhichStored { .. }
        | Error::NoPlaceForStamps
        | Error::OtherRegistry
        | Error::SeveralKeys { .. }
        | Error::SeveralCertificates { .. }
        | Error::Split(SplitError::Numbers { .. })
        | Error::Issue(IssueError::BadName { .. } | IssueError::BadValidity)
        | Error::Generate(KeyRejected::Size { .. }) => Exit::Usage,
        Error::NotARegistry { .. }
        | Error::Read { .. }
        | Error::Write { .. }
        | Error::NoFolder { .. }
        | Error::Exists { .. }
        | Error::Roll { .. }
        | Error::Journal { .. }
        | Error::NoJournal { .. }
        | Error::NoPapers { .. }
        | Error::NothingToStamp { .. }
        | Error::NoRandom
        | Error::Authority(_)
        | Error::Stamp(_)
        | Error::Differs { .. }
        | Error::Backup { .. }
        | Error::Certificate { .. }
        | Error::Register { .. }
        | Error::Report { .. }
        | Error::Face(_)
        | Error::Issue(_)
        | Error::Generate(_)
        | Error::Split(_)
        | Error::KeyNotWritten(_) => Exit::Failed,
        Error::KeyFileIo { .. }
        | Error::KeyFile { .. }
        | Error::KeyRejected { .. }
        | Error::Token { .. }
        | Error::Quorum { .. }
        | Error::NoRegistryKey { .. }
        | Error::Store(_)
        | Error::NoPrivateHalf { .. }
        | Error::NotInFile { .. } => Exit::NoUsableKey,
        Error::NotConfirmed { .. }
        | Error::Custodian { .. }
        | Error::NotTaken(_)
        | Error::NotYet(_)
        | Error::KeysTied(_)
        | Error::NoMotif(_) => Exit::Refused,
        Error::Gather(error) => gather(error),
        Error::Run(error) => run(error),
        Error::Registry(error) => registry(error),
    }
}

fn run(error: &RunError) -> Exit {
    match error {
        RunError::Locked { .. } => Exit::Locked,
        RunError::OutputIsRoot { .. }
        | RunError::OpenedAsAWhole { .. }
        | RunError::OtherShard { .. }
        | RunError::Team(
            TeamError::NoGroups
            | TeamError::Unknown { .. }
            | TeamError::NotIn { .. }
            | TeamError::OfOthers { .. }
            | TeamError::Private { .. },
        ) => Exit::Usage,
        RunError::Team(TeamError::NotGiven { .. })
        | RunError::Root { .. }
        | RunError::Output { .. }
        | RunError::NameTaken { .. }
        | RunError::Journal { .. } => Exit::Failed,
    }
}

/// What a person can go on with is no failure of the program: shares are to be opened first, or again.
fn gather(error: &GatherError) -> Exit {
    match error {
        GatherError::Run(error) => run(error),
        GatherError::NoShards { .. } => Exit::Usage,
        GatherError::Missing { .. } | GatherError::Unfinished { .. } => Exit::Partial,
        GatherError::NotItsOwn { .. }
        | GatherError::OtherCount { .. }
        | GatherError::OtherConsultation { .. }
        | GatherError::OtherRules { .. }
        | GatherError::OtherInputs { .. }
        | GatherError::Stray { .. }
        | GatherError::Twice { .. }
        | GatherError::Lost { .. }
        | GatherError::Plaintext { .. } => Exit::Failed,
    }
}

fn registry(error: &RegistryError) -> Exit {
    match error {
        RegistryError::Busy
        | RegistryError::Newer { .. }
        | RegistryError::Server { fault: ServerFault::Unreachable | ServerFault::Gone, .. }
        | RegistryError::Unanswered => Exit::Locked,
        RegistryError::Server { fault: ServerFault::Denied, .. }
        | RegistryError::Refused(_)
        | RegistryError::NotEmpty { .. } => Exit::Refused,
        RegistryError::NotFound { .. }
        | RegistryError::Ambiguous { .. }
        | RegistryError::BadName { .. }
        | RegistryError::BadInstant { .. }
        | RegistryError::BadPath { .. } => Exit::Usage,
        RegistryError::Missing { .. }
        | RegistryError::Unfinished { .. }
        | RegistryError::Another { .. }
        | RegistryError::NotARegistry
        | RegistryError::Damaged { .. }
        | RegistryError::Schema { .. }
        | RegistryError::TooLong
        | RegistryError::ReadOnly
        | RegistryError::KeyFile { .. }
        | RegistryError::File { .. }
        | RegistryError::Unsettled { .. }
        | RegistryError::Locks { .. }
        | RegistryError::Io(_)
        | RegistryError::PasswordFile { .. }
        | RegistryError::Database { .. } => Exit::Failed,
    }
}
