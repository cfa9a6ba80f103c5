//! What the registry remembers, as values: keys, consultations, openings, and who did what.

mod certificate;
mod consultation;
mod key;
mod opening;

pub(crate) use self::certificate::{curve, kem};
pub use self::{
    certificate::{CertificateFacts, UsageMask},
    consultation::{
        Assigned, ConsultationId, ConsultationRecord, ConsultationState, NewConsultation, RecipientRecord,
        RunRecord, Stranger,
    },
    key::{
        Custody, KeyId, KeyRecord, KeyState, NewKey, NewPrivate, Origin, PrivateKey, PrivatePlace, Proof,
        ProofResult, SetAside, Tombstone,
    },
    opening::{
        KeyAtHand, KeysTied, OpeningBegun, OpeningEnded, OpeningStarted, OpeningTold, nothing_is_ahead,
    },
};
use crate::{account::Account, motif::Motif, time::Timestamp};

/// Who does something, when, and why: what every entry of the journal holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// `user@host`.
    pub who: String,
    /// The instant it is done at.
    pub at: Timestamp,
    /// What the system's clock says, where that instant was given by a person instead of read from it.
    pub system_at: Option<Timestamp>,
    /// The account of the operating system.
    pub account: Option<Account>,
    /// The motif, where one was given.
    pub reason: Option<Motif>,
}

impl By {
    /// The instant that may free something for good: a clock given by hand does not make time pass.
    pub fn no_later(&self) -> Timestamp {
        self.system_at.map_or(self.at, |system| system.min(self.at))
    }
}
