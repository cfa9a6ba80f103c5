//! THE DESK: what a person can ask, one file a request.
//!
//! A request is a value, made in code or from what somebody typed ([`FieldError`] says which field is wrong); it is
//! answered at a [`Desk`], with a value. What needs a password asks [`Passwords`] for it, what takes long tells an
//! observer and looks at a stop flag, and what is final wants to be [`Confirmed`]. There are no words here, no
//! arguments, no pages and no terminal: those are the faces', and every face gets the same answers.
//!
//! | room | requests |
//! |---|---|
//! | [`keys`] | make, import, refer to, export, prove, split, answer for, list, show, rename, retire, delete, restore, purge a key |
//! | [`consultations`] | begin, import, assign, check, launch, close, list, show a consultation |
//! | [`open`] | open by the rules, rehearse |
//! | here | make the registry, audit it, check it, look at it, copy it, keep it in a file; compare an opening with its journal; verify the registry's own; have one stamped |
//!
//! Everything here that waits for a person can be sent to another thread.
//!
//! # Adding a request
//!
//! A request is a struct with public fields of plain values, named by what it does (`RenameKey`), in a file of that name
//! in its room, with the value that answers it (`Renamed`). What a person will type is understood by `typed`, which gives
//! every [`FieldError`] there is, and not the first alone. In this order:
//!
//! 1. `run(&self, desk, ..)` opens the registry that the desk names, asks the rule there (in the same transaction that
//!    changes something: never before it), and answers with what the rule was asked about, so that no face reads it
//!    again. Time, account and name are the desk's, never the system's.
//! 2. A password comes from [`Passwords`], for the file that the request says, as often as there is another; one for a
//!    file to be written is [`Purpose::Protect`]. Nobody is asked before everything that refuses without one was asked.
//! 3. A confirmation is a [`Confirmed`] with what was typed; whether it is the right name is decided here. What a person
//!    should see before that is another value, which changes nothing (`DeleteAhead::of`).
//! 4. What takes long tells an observer value by value, and looks at a stop flag. What must be said on the way is an
//!    enum of facts (`ImportEvent`, [`OpeningNote`](open::OpeningNote)); its sentences are in the faces.
//! 5. Why it is refused is an [`Error`]: facts. Its sentence and advice are in `words/error/desk.rs`, its exit code in
//!    `cli/error/desk.rs`; each is one exhaustive match, so that nothing is forgotten.
//! 6. A file that a person may have sent instead of naming it is a [`GivenFile`]; one that a face may send on is handed
//!    over ([`ExportKey::hand_over`](keys::ExportKey::hand_over)).
//! 7. What its process may still read is told to the [`Face`] before it is read.
//! 8. Its tests are in `tests/`, with values alone: each refusal, and what the registry's journal has afterwards.
//!
//! The architecture test sees to it that no face goes behind the desk.
//!
//! A key, and what threatens it:
//!
//! ```
//! use std::sync::Arc;
//! use plis::desk::{AuditRegistry, Desk, KeyFiles, keys::{MakeKey, TypedKey}};
//! use plis::{audit::Thresholds, secret::Password};
//!
//! # let folder = tempfile::tempdir()?;
//! # let registry = folder.path().join("registre");
//! let desk = Desk::here(registry);
//! let mut password = Arc::new(Password::new("quatre mots sans rapport".to_owned()));
//! let typed = TypedKey { name: "Entité 2026", role: "entity", days: "20", ..TypedKey::default() };
//! let kept = MakeKey::typed(&typed).expect("every field is understood").run(&desk, &mut password)?;
//! assert!(kept.file.is_some_and(|file| file.exists()));
//!
//! let asked = AuditRegistry { thresholds: Thresholds::default(), files: KeyFiles::Tried };
//! let audited = asked.run(&desk, &mut password)?;
//! for finding in &audited.audit.findings {
//!     println!("{} {:?}", finding.code.name(), finding.severity);
//! }
//! assert_eq!(audited.audit.findings.len(), 1, "it ends in twenty days, and nothing needs it");
//! audited.vouching.wait()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(clippy::missing_errors_doc)]

mod audit;
mod check;
pub mod consultations;
mod error;
mod field;
mod folder;
mod given;
mod init;
mod journal;
pub mod keys;
mod lookout;
mod moving;
pub mod open;
mod overview;
mod password;
mod place;
mod register;
mod said;
mod stamp;
mod stamps;
mod token;
mod verify;

#[cfg(test)]
mod tests;

pub use self::{
    audit::{AuditRegistry, Audited, KeyFiles, Vouching},
    check::{CheckRegistry, Checked},
    error::{CustodianProblem, Error, NoPassword},
    field::{FieldError, Problem},
    folder::must_have_folder,
    given::GivenFile,
    init::{MadeRegistry, MakeRegistry},
    journal::{JournalPage, ReadJournal, RegistryJournal},
    lookout::{Agenda, Lookout},
    moving::{BackedUp, BackupFault, BackupRegistry, CopyRegistry, RegistryCopied},
    overview::{Overview, ShowOpening},
    password::{
        NoPasswords, Opened, Passwords, Purpose, ShareFile, Wanted, is_protected, open_key_file,
        open_private_key,
    },
    place::{Alone, Desk, Face, Places},
    register::ReadRegister,
    said::Confirmed,
    stamp::{StampJournal, Stamped},
    stamps::trusted as trusted_certificates,
    verify::{CompareOpening, JournalVerified, OpeningCompared, ReadRecord, RecordRead, VerifyJournal},
};
