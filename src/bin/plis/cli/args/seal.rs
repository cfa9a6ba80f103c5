//! `seal` and `inspect`: what was typed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::value::TextOrJson;

/// `inspect`.
#[derive(Debug, Args)]
pub(crate) struct InspectArgs {
    #[arg(value_name = "PATH", required_unless_present = "limits")]
    pub(crate) paths: Vec<PathBuf>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
    #[arg(long)]
    pub(crate) limits: bool,
}

/// `seal`.
#[derive(Debug, Args)]
pub(crate) struct SealArgs {
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "CERT", num_args = 1.., required_unless_present = "consultation")]
    pub(crate) to: Vec<PathBuf>,
    #[arg(long, value_name = "REF")]
    pub(crate) consultation: Option<String>,
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: PathBuf,
    #[arg(long, value_name = "CIPHER", default_value = "aes-256-gcm")]
    pub(crate) cipher: Cipher,
    #[arg(long, value_name = "TRANSPORT", default_value = "rsaes-oaep-sha256")]
    pub(crate) key_transport: Transport,
    #[arg(long)]
    pub(crate) pem: bool,
    #[arg(long, value_name = "LIBRARY", default_value = "aws-lc")]
    pub(crate) crypto: super::open::Crypto,
}

/// Content-encryption algorithms that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cipher {
    #[value(name = "aes-256-gcm")]
    Aes256Gcm,
    #[value(name = "aes-192-gcm")]
    Aes192Gcm,
    #[value(name = "aes-128-gcm")]
    Aes128Gcm,
    #[value(name = "aes-256-cbc")]
    Aes256Cbc,
    #[value(name = "aes-192-cbc")]
    Aes192Cbc,
    #[value(name = "aes-128-cbc")]
    Aes128Cbc,
}

/// Key transport algorithms that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Transport {
    #[value(name = "rsaes-oaep-sha256")]
    OaepSha256,
    #[value(name = "rsaes-oaep-sha384")]
    OaepSha384,
    #[value(name = "rsaes-oaep-sha512")]
    OaepSha512,
    #[value(name = "rsaes-oaep-sha1")]
    OaepSha1,
    #[value(name = "rsaes-pkcs1-v1_5")]
    Pkcs1v15,
}
