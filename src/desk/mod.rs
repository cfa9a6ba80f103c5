//! THE DESK: what a person can ask, one file a request.
//!
//! A request is a value, made in code or from what somebody typed ([`FieldError`] says which field is wrong); it is
//! answered at a [`Desk`], with a value. What needs a password asks [`Passwords`] for it, what takes long tells an
//! observer and looks at a stop flag, and what is final wants to be [`Confirmed`]. There are no words here, no
//! arguments, no pages and no terminal: those are the faces', and every face gets the same answers.
//!
//! | room | requests |
//! |---|---|
//! | [`keys`] | make, import, refer to, export, prove, list, show, rename, retire, delete, restore, purge a key |
//! | [`consultations`] | begin, import, assign, check, launch, close, list, show a consultation |
//! | here | audit the registry, check it |
//!
//! Everything here can be sent to another thread.
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
mod journal;
pub mod keys;
pub mod open;
mod overview;
mod password;
mod place;
mod said;
mod verify;

#[cfg(test)]
mod tests;

pub use self::{
    audit::{AuditRegistry, Audited, KeyFiles, Vouching},
    check::{CheckRegistry, Checked},
    error::{Error, NoPassword},
    field::{FieldError, Problem},
    folder::must_have_folder,
    given::GivenFile,
    journal::{JournalPage, ReadJournal, RegistryJournal},
    overview::{Agenda, Overview, ShowOpening},
    password::{NoPasswords, Opened, Passwords, Purpose, Wanted, is_protected, open_key_file},
    place::{Alone, Desk, Face, Places},
    said::Confirmed,
    verify::{CompareOpening, JournalVerified, OpeningCompared, VerifyJournal, read_story},
};
