//! What a seed of ML-KEM makes, written out, and the hash in it: for both providers, since AWS-LC takes this form only.

use aws_lc_rs::digest;
use ml_kem::{DecapsulationKey512, DecapsulationKey768, DecapsulationKey1024, array::Array};
use zeroize::{Zeroize, Zeroizing};

use super::ml_kem::{MlKem, SEED_LEN};
use crate::secret::deep_in_the_clear;

/// The private key that a seed makes (FIPS 203 algorithm 16).
#[expect(deprecated, reason = "AWS-LC takes this form and no seed")]
pub(super) fn expand(kem: MlKem, seed: &[u8; SEED_LEN]) -> Zeroizing<Vec<u8>> {
    use ml_kem::ExpandedKeyEncoding as _;
    deep_in_the_clear(|| {
        let seed = Array(*seed);
        match kem {
            MlKem::MlKem512 => kept(&mut DecapsulationKey512::from_seed(seed).to_expanded_bytes()),
            MlKem::MlKem768 => kept(&mut DecapsulationKey768::from_seed(seed).to_expanded_bytes()),
            MlKem::MlKem1024 => kept(&mut DecapsulationKey1024::from_seed(seed).to_expanded_bytes()),
        }
    })
}

/// SHA3-256, FIPS 203's hash of a public key.
pub(super) fn hash(public: &[u8]) -> [u8; 32] {
    let hash = digest::digest(&digest::SHA3_256, public);
    hash.as_ref().try_into().expect("a SHA3-256 has 32 octets")
}

/// A secret of the library's, where it is wiped.
pub(super) fn kept(octets: &mut [u8]) -> Zeroizing<Vec<u8>> {
    let kept = Zeroizing::new(octets.to_vec());
    octets.zeroize();
    kept
}
