//! `registry`: what was typed.

use clap::Subcommand;

use super::seal::TextOrJson;

/// The registry itself.
#[derive(Debug, Subcommand)]
pub(crate) enum RegistryCommand {
    Init,
    Check {
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
}
