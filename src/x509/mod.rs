//! Who is meant, and by what: names, serial numbers, certificates and what several of them make, and new ones.
//!
//! In reading order: [`Name`] and [`Serial`] as certificates and envelopes write them; [`certificate`] reads one, or a
//! bundle; [`RecipientId`] is how an envelope names one; [`issue`] says what a new one is made of.

#![warn(clippy::missing_errors_doc)]

pub mod certificate;
pub mod issue;
mod name;
pub(crate) mod path;
pub(crate) mod pem;
pub(crate) mod public_key;
mod recipient;

pub use self::{
    certificate::{
        Certificate, CertificateError, KeyUsage,
        chain::{own_and_above, signing_no_other},
        write_p7b,
    },
    issue::{IssueError, NewCertificate},
    name::{Name, NameError, Serial},
    path::{PathError, PathFault},
    recipient::RecipientId,
};
