//! `audit`: what was typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// The nightly look at every key. Day counts are written `60` or `60d`.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[arg(long, value_name = "DAYS", default_value = "60d", value_parser = super::value::days)]
    pub(crate) warn: u32,
    #[arg(long, value_name = "DAYS", default_value = "30d", value_parser = super::value::days)]
    pub(crate) crit: u32,
    #[arg(long, value_name = "DAYS", default_value = "15d", value_parser = super::value::days)]
    pub(crate) margin: u32,
    #[arg(long, value_name = "DAYS", default_value = "30d", value_parser = super::value::days)]
    pub(crate) proof: u32,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub(crate) fail_on: SeverityName,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: AuditFormat,
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[arg(long)]
    pub(crate) check_files: bool,
    #[arg(long, value_name = "SOURCE", num_args = 1.., requires = "check_files")]
    pub(crate) password: Vec<String>,
}

/// From what severity on the exit code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityName {
    Info,
    Warning,
    Critical,
}

/// What the findings are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    Text,
    Json,
    Csv,
    Html,
    Nagios,
    Prometheus,
    Ics,
}
