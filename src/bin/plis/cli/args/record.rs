//! `register`, `minutes`, `journal`, `completions`, `man`: what was typed.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::value::TextOrJson;

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
    Verify(VerifyArgs),
    Stamp(StampArgs),
}

/// `journal verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long, value_name = "HASH")]
    pub(crate) head: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) tsa_ca: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) stamps: Option<PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

/// `journal stamp`.
#[derive(Debug, Args)]
pub(crate) struct StampArgs {
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
    #[arg(long, value_name = "URL")]
    pub(crate) tsa: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) tsa_ca: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(crate) stamps: Option<PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// `complete`: what the scripts of `completions` ask.
#[derive(Debug, Args)]
pub(crate) struct CompleteArgs {
    /// The line so far, its first word included; the last one is to be completed.
    #[arg(value_name = "WORD", allow_hyphen_values = true, trailing_var_arg = true)]
    pub(crate) words: Vec<OsString>,
}

impl CompleteArgs {
    /// Folder of the registry where the line names one; nothing where it names a server.
    pub(crate) fn home(&self) -> Option<PathBuf> {
        let words: Vec<_> = self.words.iter().filter_map(|word| word.to_str()).collect();
        let value = |option: &str| {
            words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix(option)? {
                "" => words.get(at + 1).copied(),
                value => value.strip_prefix('='),
            })
        };
        value("--home").or_else(|| value("--registry")).map(PathBuf::from)
    }
}

/// `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub(crate) to: Option<PathBuf>,
}
