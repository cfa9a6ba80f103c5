//! `plis` opens large batches of encrypted tender envelopes ("plis") in parallel, with a public
//! buyer's encryption key pair or the emergency one, and reports what happened.
//!
//! # A folder and a key
//!
//! ```
//! use plis::{consultation::Consultation, crypto::AwsLc, keys::{Keyring, Role, read_key_file}};
//! use plis::{opening::{Permit, Request, Silent, run}, secret::Password, time::Timestamp};
//!
//! # let out = tempfile::tempdir()?;
//! # let out = out.path().join("ouverture");
//! let password = std::fs::read_to_string("fixtures/cles/mot-de-passe.txt")?;
//! let file = std::fs::read("fixtures/cles/entite.p12")?;
//! let mut keyring = Keyring::new();
//! for pair in read_key_file(&file, Some(&Password::new(password.trim_end().to_owned())))?.pairs {
//!     keyring.add(&AwsLc, Role::Entity, None, pair)?;
//! }
//! // Before the deadline of a consultation that has one, there is no such permit.
//! let permit = Permit::Opening(Consultation::default().opening(Timestamp::now())?);
//! let request = Request::new(["fixtures/consultation"], out, &keyring, permit);
//! let finished = run(&request, &mut Silent, &false.into())?;
//! for row in finished.rows.read()? {
//!     let row = row?;
//!     println!("{:?} {} {:?}", row.status, row.input, row.output);
//! }
//! assert_eq!(finished.summary.opened, 12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An envelope that does not open is a row with its reason; an error ends the run ([`opening::RunError`]). To make a key,
//! keep it in a registry and audit it: the page of `desk`.
//!
//! # Features
//!
//! All are on by default; `default-features = false` gives the library alone, and `plis::manual::building` says what
//! each costs.
//!
//! | feature | what for |
//! |---|---|
//! | `sqlite` | the registry in a folder, and with it `desk` and `record` |
//! | `pkcs11` | keys on tokens and cards |
//! | `cli` | the program `plis` |
//! | `tsa` | asking an authority for time-stamps |
//! | `console` | its screens |
//!
//! # The map
//!
//! Imports go one way, from bytes to paper; a test reads the `use` lines and holds the arrow.
//!
//! | room | what it is for |
//! |---|---|
//! | [`time`] | instants, validity periods, local deadlines |
//! | [`account`] | who the operating system says is at work |
//! | [`secret`] | passwords and keys that are wiped on drop and print nothing |
//! | [`fsx`] | the only place that writes user files: stage, sync, publish without replacing |
//! | `hex` | octets in hexadecimal digits |
//! | [`limits`] | every bound on what strangers write |
//! | [`motif`] | why somebody does what is not the rule |
//! | [`pli`] | the words of a deposit that several rooms share: envelope kinds, lots |
//! | [`asn1`] | tags, lengths and values: read from a stream, walked over, written |
//! | [`crypto`] | RSA, elliptic curves, AES, SHA behind one small trait, with two independent providers |
//! | [`x509`] | names, serial numbers, certificates, bundles of them, and new ones |
//! | [`cms`] | FORMAT: bytes to structure (RFC 5652, RFC 5083), and back for sealing |
//! | [`timestamp`] | TIME: what an authority vouches for (RFC 3161), asked, kept and judged |
//! | [`keys`] | SECRETS: key files, key pairs, and the ring an envelope's recipient is looked up in |
//! | [`consultation`] | a procurement procedure, its deadline, and the proof that it has passed |
//! | [`journal`] | the hash-chained record of what was done |
//! | [`register`] | the deposit register: who deposited what, and when |
//! | [`registry`] | MEMORY: key pairs and consultations, with the invariants in the database |
//! | [`depot`] | PLACES: where envelopes come from, beside folders: archives |
//! | [`opening`] | THE LINE: discover, plan, worker, commit, outcome, event |
//! | [`audit`] | JUDGEMENT: pure functions of a snapshot and a clock |
//! | [`report`] | PAPER: values to bytes |
//! | `record` | RECORD: journal, report, minutes, plaintexts and registry, compared |
//! | `desk` | THE DESK: what a person can ask, one file a request |
//! | [`manual`] | REASONS, as pages |
//!
//! The command line (`src/bin/plis/`) is another crate and sees this public API only.

pub mod time;

pub mod account;

pub mod secret;

pub mod fsx;
mod hex;
pub mod limits;
pub mod motif;
pub mod pli;

pub mod asn1;

pub mod crypto;

pub mod x509;

pub mod cms;
pub mod timestamp;

pub mod keys;

pub mod consultation;
pub mod journal;
pub mod register;

pub mod depot;
pub mod registry;

pub mod audit;
pub mod opening;

pub mod report;

#[cfg(feature = "sqlite")]
pub mod record;

#[cfg(feature = "sqlite")]
pub mod desk;

pub mod manual;
