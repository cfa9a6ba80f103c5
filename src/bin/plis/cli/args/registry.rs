//! `registry`: what was typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use plis::desk::CopyRegistry;

use super::{
    UsageError,
    value::{TextOrJson, location},
};

/// Where a registry is copied from and to.
#[derive(Debug, Args)]
pub(crate) struct Copy {
    from: String,
    to: String,
}

impl Copy {
    /// What the words say. What goes with the address of a server is read of it later.
    pub(crate) fn resolve(&self) -> Result<CopyRegistry, UsageError> {
        Ok(CopyRegistry { from: location(&self.from)?, to: location(&self.to)? })
    }
}

/// The registry itself.
#[derive(Debug, Subcommand)]
pub(crate) enum RegistryCommand {
    Init {
        #[arg(long)]
        renew: bool,
    },
    Check {
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
    Copy(Copy),
    Backup {
        #[arg(value_name = "FILE")]
        to: PathBuf,
    },
}
