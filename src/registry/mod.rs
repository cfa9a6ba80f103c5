//! MEMORY: key pairs and consultations, with the invariants in the database.
//!
//! In reading order: [`schema`](VERSION) is the database itself, whose triggers hold whatever program changes
//! it; [`record`] is what it remembers, as values; [`Registry`] opens the file and changes it, each time with an
//! entry of the journal in the same transaction. What it does with a key and with a consultation, what it
//! checks at a launch, and what it keeps of key files are each in a file of that name. [`Snapshot`] is what an
//! audit judges.
//!
//! The central invariant: a key is deletable only when no consultation that is not closed needs it. A
//! consultation needs the keys that are assigned to it and, systematically, every emergency key of its entity.

mod bound;
mod consultation;
mod deletion;
mod error;
mod files;
mod key;
mod launch;
mod list;
mod medium;
mod near;
mod opening;
mod page;
mod proof;
mod read_only;
pub mod record;
mod replay;
mod roll;
mod row;
mod schema;
pub mod snapshot;
mod store;
mod trail;

#[cfg(test)]
mod tests;

pub use self::{
    deletion::ASIDE_DAYS,
    error::{ConsultationName, KeyName, LaunchProblem, Refusal, RegistryError, SchemaDifference, Subject},
    launch::{Launched, MARGIN_DAYS},
    medium::{Mode, Why},
    opening::{
        KeyAtHand, KeysTied, OpeningBegun, OpeningEnded, OpeningStarted, OpeningTold, nothing_is_ahead,
    },
    proof::{ProofDetail, Tried},
    record::{
        Assigned, By, CertificateFacts, ConsultationId, ConsultationRecord, ConsultationState, Custody,
        KeyId, KeyRecord, KeyState, NewConsultation, NewKey, NewPrivate, Origin, Proof, ProofResult,
        RecipientRecord, RunRecord, SetAside, Stranger, Tombstone, UsageMask,
    },
    replay::{Difference, Replay, Unverifiable},
    roll::{NotTaken, RollError, RollRow, Taken, read_roll},
    schema::VERSION,
    snapshot::Snapshot,
    store::{Access, Registry},
    trail::kind,
};
