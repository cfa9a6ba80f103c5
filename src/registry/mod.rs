//! MEMORY: key pairs and consultations, with the invariants in the database.
//!
//! In reading order: [`schema`](VERSION) is the database itself, whose triggers hold whatever program changes
//! it; [`record`] is what it remembers, as values; [`Registry`] opens the file and changes it, each time with an
//! entry of the journal in the same transaction. What it does with a key and with a consultation, what it
//! checks at a launch, and what it keeps of key files are each in a file of that name. [`Snapshot`] is what an
//! audit judges.
//!
//! Without the feature `sqlite` there are the values only: what an audit judges can be made by hand.
//!
//! The central invariant: a key is deletable only when no consultation that is not closed needs it. A
//! consultation needs the keys that are assigned to it and, systematically, every emergency key of its entity.

#[cfg(feature = "sqlite")]
#[cfg(feature = "sqlite")]
mod name;
mod proof;
pub mod record;
mod refusal;
pub mod snapshot;
#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "sqlite")]
pub(crate) use self::name::folded;
#[cfg(feature = "sqlite")]
pub use self::sqlite::{
    ASIDE_DAYS, Access, Difference, Launched, MARGIN_DAYS, Mode, NotTaken, Registry, RegistryError, Replay,
    RollError, RollRow, SchemaDifference, Subject, Taken, Unverifiable, VERSION, Why, kind, read_roll,
};
pub use self::{
    proof::{ProofDetail, Tried},
    record::{
        Assigned, By, CertificateFacts, ConsultationId, ConsultationRecord, ConsultationState, Custody,
        KeyAtHand, KeyId, KeyRecord, KeyState, KeysTied, NewConsultation, NewKey, NewPrivate, OpeningBegun,
        OpeningEnded, OpeningStarted, OpeningTold, Origin, Proof, ProofResult, RecipientRecord, RunRecord,
        SetAside, Stranger, Tombstone, UsageMask, nothing_is_ahead,
    },
    refusal::{ConsultationName, KeyName, LaunchProblem, Refusal},
    snapshot::Snapshot,
};
