//! `register`, `minutes`, `journal`, `completions`: what was typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::seal::TextOrJson;

/// `register`.
#[derive(Debug, Args)]
pub(crate) struct RegisterArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) columns: Vec<String>,
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

/// `minutes`.
#[derive(Debug, Args)]
pub(crate) struct MinutesArgs {
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    #[arg(long, value_name = "FORMAT", default_value = "html")]
    pub(crate) format: MinutesFormat,
    /// Which of the two dialects of CSV; the language's own when absent.
    #[arg(long, value_name = "DIALECT")]
    pub(crate) csv: Option<CsvDialect>,
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// How the minutes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MinutesFormat {
    Html,
    Csv,
    Text,
}

/// The two dialects of CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CsvDialect {
    /// Semicolons and a byte order mark: what a French spreadsheet opens with a double click.
    Excel,
    /// RFC 4180.
    Rfc4180,
}

/// `journal`.
#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    Show {
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
    Verify {
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}
