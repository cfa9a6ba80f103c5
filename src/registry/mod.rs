//! MEMORY: key pairs and consultations, with the invariants in the database.
//!
//! In reading order: [`schema`](VERSION) is the database itself, whose triggers hold whatever program changes
//! it; [`record`] is what it remembers, as values; [`Registry`] is opened and changed, each time with an entry of the
//! journal in the same transaction. What it does with a key and with a consultation, what it checks at a launch, and
//! how a key ends are each in a file of that name, whose rules are written once; `port` is what they ask of the place
//! that keeps the registry, and `sqlite` is such a place: a folder. [`Stand`] is what is copied from one to the other.
//! [`Snapshot`] is what an audit judges.
//!
//! Without the feature `sqlite` there are the values only: what an audit judges can be made by hand.
//!
//! The central invariant: a key is deletable only when no consultation that is not closed needs it. A
//! consultation needs the keys that are assigned to it and, systematically, every emergency key of its entity.

#[cfg(feature = "sqlite")]
mod consultation;
#[cfg(feature = "sqlite")]
mod copy;
#[cfg(feature = "sqlite")]
mod deletion;
#[cfg(feature = "sqlite")]
mod error;
#[cfg(feature = "sqlite")]
mod filling;
#[cfg(feature = "sqlite")]
mod judged;
#[cfg(feature = "sqlite")]
mod key;
#[cfg(feature = "sqlite")]
mod launch;
#[cfg(feature = "sqlite")]
mod list;
#[cfg(feature = "sqlite")]
mod location;
#[cfg(feature = "sqlite")]
mod mode;
#[cfg(feature = "sqlite")]
mod name;
#[cfg(feature = "sqlite")]
mod near;
#[cfg(feature = "sqlite")]
mod opening;
#[cfg(feature = "sqlite")]
mod page;
#[cfg(feature = "sqlite")]
mod port;
#[cfg(feature = "postgres")]
mod postgres;
mod proof;
#[cfg(feature = "sqlite")]
mod quorum;
pub mod record;
mod refusal;
#[cfg(feature = "sqlite")]
mod replay;
#[cfg(feature = "sqlite")]
mod roll;
#[cfg(feature = "sqlite")]
mod row;
pub mod snapshot;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "sqlite")]
mod store;
#[cfg(all(test, feature = "sqlite"))]
mod tests;
#[cfg(feature = "sqlite")]
mod trail;

#[cfg(feature = "sqlite")]
pub(crate) use self::name::folded;
#[cfg(feature = "postgres")]
pub use self::postgres::{BadAddress, ServerAddress};
#[cfg(feature = "sqlite")]
pub use self::{
    copy::{Copied, CopyError, Stand},
    deletion::ASIDE_DAYS,
    error::{RegistryError, SchemaDifference, ServerFault, Subject},
    launch::{Launched, MARGIN_DAYS},
    location::Location,
    mode::{Mode, Why},
    quorum::Answered,
    replay::{Difference, Replay, Unverifiable},
    roll::{NotTaken, RollError, RollRow, Taken, read_roll},
    sqlite::{Access, VERSION},
    store::Registry,
    trail::kind,
};
pub use self::{
    proof::{ProofDetail, Tried},
    record::{
        Assigned, By, CertificateFacts, ConsultationId, ConsultationRecord, ConsultationState, Custody,
        KeyAtHand, KeyId, KeyRecord, KeyState, KeysTied, NewConsultation, NewKey, NewPrivate, OpeningBegun,
        OpeningEnded, OpeningStarted, OpeningTold, Origin, PrivateKey, PrivatePlace, Proof, ProofResult,
        RecipientRecord, RunRecord, SetAside, Stranger, Tombstone, UsageMask, nothing_is_ahead,
    },
    refusal::{ConsultationName, KeyName, LaunchProblem, Refusal},
    snapshot::Snapshot,
};
