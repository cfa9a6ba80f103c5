//! A private key of ML-KEM as key files have it (RFC 9935 section 6), and written anew.
//!
//! What leaves here is a `PrivateKeyInfo` in strict DER: the seed, or what was made of one that nobody kept.

use super::error::KeyProblem;
use crate::{
    asn1::ber::Value,
    crypto::{
        MlKem,
        kem_key::{Private, public_of},
    },
    secret::PrivateKeyDer,
};

/// A private key's public half, and the whole in DER.
pub(crate) struct KemKey {
    pub(crate) kem: MlKem,
    pub(crate) public: Vec<u8>,
    pub(crate) der: PrivateKeyDer,
    /// Octets that stood after it, and are no part of it.
    pub(crate) trailing: usize,
}

impl KemKey {
    /// Reads what a `PrivateKeyInfo` of this parameter set holds. Of a seed and a private key that is written out beside it,
    /// each must be the other's; of the latter alone, its length and the hash in it must be right (FIPS 203 section 7.3).
    pub(super) fn read(kem: MlKem, octets: &[u8]) -> Result<Self, KeyProblem> {
        let (value, trailing) = Value::first(octets)?;
        let key = Private::read(kem, &value)?.map_err(KeyProblem::Rejected)?;
        let public = public_of(kem, &key.expanded()).to_vec();
        Ok(Self { kem, public, der: key.to_pkcs8(), trailing })
    }
}
