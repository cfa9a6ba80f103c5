//! `key`: what was typed.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand, ValueEnum};

use super::{
    value::TextOrJson,
    value::{DAYS, share_source, within},
};

/// The life of a bi-clé.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    New(KeyNewArgs),
    Import(KeyImportArgs),
    Export(KeyExportArgs),
    List {
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: ListFormat,
    },
    Show {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        format: TextOrJson,
    },
    Rename {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "NEW")]
        new: String,
    },
    Retire {
        #[arg(value_name = "NAME")]
        name: String,
    },
    Delete {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "NAME")]
        confirm: String,
    },
    Restore {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long = "name", value_name = "NEW")]
        new_name: Option<String>,
    },
    Purge {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
    },
    Prove(KeyProveArgs),
    Split(KeySplitArgs),
    Tokens(KeyTokensArgs),
}

impl KeyCommand {
    /// Every password source that was typed.
    pub(super) fn password_sources(&self) -> Vec<&String> {
        match self {
            Self::New(args) => args.password.iter().chain(&args.issuer_password).collect(),
            Self::Import(args) => args.password.iter().collect(),
            Self::Export(args) => args.password.iter().chain(&args.new_password).chain(&args.share).collect(),
            Self::Prove(args) => args.password.iter().chain(&args.share).collect(),
            Self::Split(args) => args.password.iter().chain(&args.share).collect(),
            Self::Tokens(args) => args.password.iter().collect(),
            Self::List { .. }
            | Self::Show { .. }
            | Self::Rename { .. }
            | Self::Retire { .. }
            | Self::Delete { .. }
            | Self::Restore { .. }
            | Self::Purge { .. } => Vec::new(),
        }
    }
}

/// `key new`.
#[derive(Debug, Args)]
pub(crate) struct KeyNewArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "CN")]
    pub(crate) cn: Option<String>,
    #[arg(long, value_name = "ROLE", default_value = "entity")]
    pub(crate) role: RoleName,
    #[arg(long, value_name = "ENTITY")]
    pub(crate) entity: Option<String>,
    #[arg(long, value_name = "ALGORITHM", conflicts_with = "bits")]
    pub(crate) algorithm: Option<Algorithm>,
    #[arg(long, value_name = "BITS", default_value = "3072", value_parser = within::<usize>(2048, 8192))]
    pub(crate) bits: usize,
    #[arg(long, value_name = "DAYS", default_value = "730", value_parser = within::<u32>(1, DAYS))]
    pub(crate) days: u32,
    #[arg(long, value_name = "FILE")]
    pub(crate) issuer: Option<PathBuf>,
    #[arg(long, value_name = "SOURCE", requires = "issuer")]
    pub(crate) issuer_password: Option<String>,
    #[arg(long, value_name = "SOURCE")]
    pub(crate) password: Option<String>,
    #[arg(long, conflicts_with = "password")]
    pub(crate) store: bool,
    #[arg(long, requires = "store")]
    pub(crate) exportable: bool,
    #[arg(long, requires = "store")]
    pub(crate) strong_protection: bool,
}

/// `key tokens`.
#[derive(Debug, Args)]
pub(crate) struct KeyTokensArgs {
    #[arg(value_name = "ADDRESS", default_value = "pkcs11:")]
    pub(crate) address: PathBuf,
    #[arg(long, value_name = "SOURCE")]
    pub(crate) password: Option<String>,
}

/// `key import`.
#[derive(Debug, Args)]
pub(crate) struct KeyImportArgs {
    /// Thumbprints with `--store`.
    #[arg(value_name = "FILE", required_unless_present = "store")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, conflicts_with_all = ["reference", "password"])]
    pub(crate) store: bool,
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[arg(long, value_name = "ROLE", default_value = "entity")]
    pub(crate) role: RoleName,
    #[arg(long, value_name = "ENTITY")]
    pub(crate) entity: Option<String>,
    #[arg(long)]
    pub(crate) reference: bool,
    #[arg(long, value_name = "SOURCE", num_args = 1..)]
    pub(crate) password: Vec<String>,
}

/// `key export`.
#[derive(Debug, Args)]
pub(crate) struct KeyExportArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "FILE", required_unless_present = "to_store")]
    pub(crate) to: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["to", "new_password"])]
    pub(crate) to_store: bool,
    #[arg(long, requires = "to_store")]
    pub(crate) exportable: bool,
    #[arg(long, requires = "to_store")]
    pub(crate) strong_protection: bool,
    #[arg(long, value_name = "FORMAT", default_value = "pfx")]
    pub(crate) format: ExportFormat,
    #[arg(long)]
    pub(crate) no_chain: bool,
    #[arg(long, value_name = "SCHEME", default_value = "aes256-sha256")]
    pub(crate) pfx_encryption: PfxEncryption,
    #[arg(long, value_name = "SOURCE")]
    pub(crate) password: Option<String>,
    #[arg(long, value_name = "SOURCE")]
    pub(crate) new_password: Option<String>,
    #[arg(long, value_name = "FILE", num_args = 1.., value_parser = share_source)]
    pub(crate) share: Vec<String>,
}

/// `key prove`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).args(["names", "all"])))]
pub(crate) struct KeyProveArgs {
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    #[arg(long)]
    pub(crate) all: bool,
    #[arg(long, value_name = "SOURCE", num_args = 1..)]
    pub(crate) password: Vec<String>,
    #[arg(long, value_name = "FILE", num_args = 1.., value_parser = share_source)]
    pub(crate) share: Vec<String>,
}

/// `key split`.
#[derive(Debug, Args)]
pub(crate) struct KeySplitArgs {
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    #[arg(long, value_name = "K")]
    pub(crate) threshold: u8,
    #[arg(long, value_name = "CERT", num_args = 1.., required = true)]
    pub(crate) to: Vec<PathBuf>,
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    pub(crate) output: PathBuf,
    #[arg(long, value_name = "SOURCE")]
    pub(crate) password: Option<String>,
    #[arg(long, value_name = "FILE", num_args = 1.., value_parser = share_source)]
    pub(crate) share: Vec<String>,
}

/// What a new key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Algorithm {
    #[value(name = "rsa-3072")]
    Rsa3072,
    #[value(name = "p256")]
    P256,
    #[value(name = "p384")]
    P384,
}

/// The two lists of the platform's screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    Entity,
    Emergency,
}

/// What goes to the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    Text,
    Json,
    Csv,
}

/// What a bi-clé is exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    Pfx,
    Der,
    Pem,
    P7b,
}

/// The two encryptions of Windows's export dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PfxEncryption {
    #[value(name = "aes256-sha256")]
    Aes256Sha256,
    #[value(name = "tripledes-sha1")]
    TripleDesSha1,
}
