//! `consultation`: what was typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::key::ListFormat;

/// What bi-clés are tied to.
#[derive(Debug, Subcommand)]
pub(crate) enum ConsultationCommand {
    New(ConsultationNewArgs),
    Import {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    Assign(ConsultationAssignArgs),
    Unassign(ConsultationAssignArgs),
    Launch {
        #[arg(value_name = "REF")]
        reference: String,
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    Close {
        #[arg(value_name = "REF")]
        reference: String,
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        #[arg(long, value_name = "REF")]
        confirm: Option<String>,
    },
    List {
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
    Show {
        #[arg(value_name = "REF")]
        reference: String,
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
}

/// `consultation new`.
#[derive(Debug, Args)]
pub(crate) struct ConsultationNewArgs {
    #[arg(value_name = "REF")]
    pub(crate) reference: String,
    #[arg(long, value_name = "ENTITY")]
    pub(crate) entity: String,
    /// Read with `args::value::instant` in the zone of `timezone`.
    #[arg(long, value_name = "INSTANT")]
    pub(crate) deadline: String,
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
    #[arg(long, value_name = "ZONE", default_value = "Europe/Paris")]
    pub(crate) timezone: String,
}

/// `consultation assign`.
#[derive(Debug, Args)]
pub(crate) struct ConsultationAssignArgs {
    #[arg(value_name = "REF")]
    pub(crate) reference: String,
    #[arg(value_name = "KEY", required = true)]
    pub(crate) keys: Vec<String>,
    #[arg(long, value_name = "KIND")]
    pub(crate) envelope: Option<String>,
    #[arg(long, value_name = "LOT")]
    pub(crate) lot: Option<String>,
}
