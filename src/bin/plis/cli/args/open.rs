//! `open`: what was typed, and what it means.

use std::{num::NonZeroUsize, path::PathBuf, thread};

use clap::{Args, ValueEnum};
use plis::{
    motif::Motif,
    opening::Shard,
    register::Columns,
    time::{Timestamp, Zone},
};

use super::{
    gather::shard,
    usage::{Mistake, UsageError},
    value::{PasswordSource, columns, instant, password_sources, share_source, within, zone},
};

/// More threads than this help nobody, and a machine may not have them.
const JOBS: u64 = 1024;

/// As typed.
#[derive(Debug, Args)]
pub(crate) struct OpenArgs {
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    #[arg(long, value_name = "FILE", num_args = 1..)]
    key: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", num_args = 1..)]
    emergency_key: Vec<PathBuf>,
    #[arg(long, value_name = "REF")]
    consultation: Option<String>,
    #[arg(long, value_name = "SOURCE", num_args = 1..)]
    pub(super) password: Vec<String>,
    #[arg(long, value_name = "FILE", num_args = 1.., value_parser = share_source)]
    pub(super) share: Vec<String>,
    #[arg(long, value_name = "FILE")]
    register: Option<PathBuf>,
    #[arg(long, value_name = "COLUMNS", requires = "register")]
    columns: Vec<String>,
    #[arg(long, value_name = "INSTANT")]
    deadline: Option<String>,
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    #[arg(long, value_name = "KIND", num_args = 1.., value_delimiter = ',')]
    envelope: Vec<String>,
    #[arg(long, value_name = "CASE", num_args = 1.., value_delimiter = ',')]
    accept: Vec<Case>,
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[arg(long, value_name = "NAME", num_args = 1..)]
    opener: Vec<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, conflicts_with = "dry_run")]
    wait: bool,
    #[arg(long)]
    allow_empty: bool,
    #[arg(long, value_name = "N", value_parser = within::<usize>(1, JOBS))]
    jobs: Option<usize>,
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    #[arg(long, value_name = "URL")]
    tsa: Option<String>,
    #[arg(long, value_name = "FILE", requires = "tsa")]
    tsa_ca: Option<PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: OpenFormat,
    #[arg(long, value_name = "LIBRARY", default_value = "aws-lc")]
    crypto: Crypto,
}

/// What `--accept` lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, ValueEnum)]
pub(crate) enum Case {
    Late,
    Superseded,
    Withdrawn,
    Altered,
}

/// What goes to the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OpenFormat {
    Text,
    Json,
    Ndjson,
}

/// Who decrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Crypto {
    AwsLc,
    RustCrypto,
}

/// What it means.
#[derive(Debug)]
pub(crate) struct OpenOrder {
    pub(crate) roots: Vec<PathBuf>,
    pub(crate) output: PathBuf,
    pub(crate) keys: Vec<PathBuf>,
    pub(crate) emergency_keys: Vec<PathBuf>,
    pub(crate) consultation: Option<String>,
    pub(crate) passwords: Vec<PasswordSource>,
    /// Where the shares of keys of several people are.
    pub(crate) shares: Vec<PasswordSource>,
    pub(crate) register: Option<PathBuf>,
    pub(crate) columns: Columns,
    pub(crate) deadline: Option<Timestamp>,
    pub(crate) zone: Option<Zone>,
    pub(crate) envelopes: Vec<String>,
    pub(crate) accept: Vec<Case>,
    pub(crate) reason: Option<Motif>,
    pub(crate) openers: Vec<String>,
    pub(crate) dry_run: bool,
    /// Until the deadline, where it is ahead.
    pub(crate) wait: bool,
    /// Nothing to open is what was expected.
    pub(crate) allow_empty: bool,
    pub(crate) jobs: usize,
    /// The share of this machine, where several open.
    pub(crate) shard: Option<Shard>,
    /// Who may read what is written, besides its owner.
    pub(crate) group: Option<String>,
    /// The authority that is asked for the time at the end.
    pub(crate) tsa: Option<String>,
    /// The certificates of authorities that are trusted for it.
    pub(crate) tsa_ca: Option<PathBuf>,
    pub(crate) format: OpenFormat,
    pub(crate) crypto: Crypto,
}

impl OpenArgs {
    /// Gives what was typed its meaning.
    pub(crate) fn resolve(self) -> Result<OpenOrder, UsageError> {
        if self.key.is_empty() && self.emergency_key.is_empty() && self.consultation.is_none() {
            return Err(Mistake::NoKey.into());
        }
        let zone = self.timezone.as_deref().map(zone).transpose()?;
        let deadline = self
            .deadline
            .as_deref()
            .map(|text| instant("--deadline", text, zone.unwrap_or(Zone::PARIS)))
            .transpose()?;
        let passwords = password_sources(&self.password)?;
        let files = self.key.len() + self.emergency_key.len();
        if passwords.len() > 1 && passwords.len() != files && self.consultation.is_none() {
            return Err(Mistake::PasswordCount { sources: passwords.len(), files }.into());
        }
        Ok(OpenOrder {
            roots: self.paths,
            output: self.output,
            keys: self.key,
            emergency_keys: self.emergency_key,
            consultation: self.consultation,
            passwords,
            shares: password_sources(&self.share)?,
            columns: columns(&self.columns)?,
            register: self.register,
            deadline,
            zone,
            envelopes: self.envelope,
            accept: self.accept,
            reason: self.reason.as_deref().and_then(Motif::new),
            openers: self.opener,
            dry_run: self.dry_run,
            wait: self.wait,
            allow_empty: self.allow_empty,
            jobs: self.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZeroUsize::get)),
            shard: self.shard.as_deref().map(shard).transpose()?,
            group: self.group,
            tsa: self.tsa,
            tsa_ca: self.tsa_ca,
            format: self.format,
            crypto: self.crypto,
        })
    }
}
