//! RSA keys as DER, looked at once for both providers.
//!
//! What the numbers must be beyond this (n = p*q, d the inverse of e) each provider's library checks itself.

use pkcs8::{
    ObjectIdentifier, PrivateKeyInfoRef,
    der::{
        Decode, Encode,
        asn1::{AnyRef, BitStringRef, OctetStringRef, UintRef},
    },
    spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef},
};
use rsa::{
    BoxedUint, RsaPrivateKey, RsaPublicKey,
    pkcs1::{self, RsaPrivateKeyRef, RsaPublicKeyRef},
};
use zeroize::Zeroizing;

use crate::{
    crypto::{KeyRejected, substitute::Substitute},
    limits::RSA_BITS,
    secret::PrivateKeyDer,
};

/// Bits of the shortest modulus that is read.
const MIN_BITS: usize = 1024;
/// Bits of the largest public exponent that libraries take: larger ones are a way to waste time.
const MAX_EXPONENT_BITS: usize = 33;

/// A public key whose numbers have a usable form.
pub(super) struct PublicNumbers<'a> {
    key: RsaPublicKeyRef<'a>,
    /// Bits of the modulus.
    pub(super) bits: usize,
}

/// A private key whose numbers have a usable form: two primes, an odd public exponent above 1, a size within bounds.
pub(crate) struct PrivateNumbers<'a> {
    key: RsaPrivateKeyRef<'a>,
    /// Bits of the modulus.
    pub(super) bits: usize,
}

impl<'a> PublicNumbers<'a> {
    /// Reads a `SubjectPublicKeyInfo` (RFC 5280 section 4.1, RFC 3279 section 2.3.1).
    pub(super) fn from_spki(der: &'a [u8]) -> Result<Self, KeyRejected> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| KeyRejected::Malformed)?;
        check_algorithm(&info.algorithm)?;
        let key = info.subject_public_key.as_bytes().ok_or(KeyRejected::Malformed)?;
        let key = RsaPublicKeyRef::from_der(key).map_err(|_| KeyRejected::Malformed)?;
        let bits = check_public(key.modulus.as_bytes(), key.public_exponent.as_bytes())?;
        Ok(Self { key, bits })
    }

    /// The same key as a `SubjectPublicKeyInfo` with the parameters that libraries insist on.
    pub(super) fn to_spki(&self) -> Result<Vec<u8>, KeyRejected> {
        let key = self.key.to_der().map_err(|_| KeyRejected::Malformed)?;
        let info = SubjectPublicKeyInfoRef {
            algorithm: pkcs1::ALGORITHM_ID,
            subject_public_key: BitStringRef::from_bytes(&key).map_err(|_| KeyRejected::Malformed)?,
        };
        info.to_der().map_err(|_| KeyRejected::Malformed)
    }

    /// The modulus, big-endian without leading zeros.
    pub(super) fn modulus(&self) -> &[u8] {
        self.key.modulus.as_bytes()
    }

    /// The same key for the `rsa` crate.
    pub(super) fn to_rsa(&self) -> Result<RsaPublicKey, KeyRejected> {
        RsaPublicKey::try_from(self.key).map_err(|_| KeyRejected::Inconsistent)
    }
}

impl<'a> PrivateNumbers<'a> {
    /// Reads a `PrivateKeyInfo` (RFC 5208) that holds an `RSAPrivateKey` (RFC 8017 appendix A.1.2).
    pub(crate) fn from_pkcs8(der: &'a PrivateKeyDer) -> Result<Self, KeyRejected> {
        let info = PrivateKeyInfoRef::from_der(der.expose()).map_err(|_| KeyRejected::Malformed)?;
        check_algorithm(&info.algorithm)?;
        let key =
            RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).map_err(|_| KeyRejected::Malformed)?;
        let bits = check_public(key.modulus.as_bytes(), key.public_exponent.as_bytes())?;
        let primes = [bit_len(key.prime1.as_bytes()), bit_len(key.prime2.as_bytes())];
        let product = primes[0] + primes[1];
        if key.other_prime_infos.is_some()
            || primes.iter().any(|&prime| prime < 2)
            || !(bits..=bits + 1).contains(&product)
        {
            return Err(KeyRejected::Inconsistent);
        }
        Ok(Self { key, bits })
    }

    /// The same key as a `PrivateKeyInfo` with the parameters that libraries insist on, and no attributes.
    pub(super) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyRejected> {
        let key = Zeroizing::new(self.key.to_der().map_err(|_| KeyRejected::Malformed)?);
        let key = OctetStringRef::new(&key).map_err(|_| KeyRejected::Malformed)?;
        let info = PrivateKeyInfoRef::new(pkcs1::ALGORITHM_ID, key);
        Ok(Zeroizing::new(info.to_der().map_err(|_| KeyRejected::Malformed)?))
    }

    /// All of them, in the order of their structure, without leading zeros.
    pub(crate) fn numbers(&self) -> [&[u8]; 8] {
        let key = &self.key;
        let [modulus, exponent, private] = [&key.modulus, &key.public_exponent, &key.private_exponent];
        [
            modulus,
            exponent,
            private,
            &key.prime1,
            &key.prime2,
            &key.exponent1,
            &key.exponent2,
            &key.coefficient,
        ]
        .map(UintRef::as_bytes)
    }

    /// What stands in for keys that do not decrypt.
    pub(super) fn substitute(&self) -> Substitute {
        Substitute::new(self.key.private_exponent.as_bytes())
    }

    /// The same key for the `rsa` crate, which checks it and computes again what the Chinese remainder theorem needs.
    pub(super) fn to_rsa(&self) -> Result<RsaPrivateKey, KeyRejected> {
        let width = u32::try_from(self.bits.next_multiple_of(64)).map_err(|_| KeyRejected::Inconsistent)?;
        let number = |number: &UintRef<'_>, width| {
            BoxedUint::from_be_slice(number.as_bytes(), width).map_err(|_| KeyRejected::Inconsistent)
        };
        let key = &self.key;
        let [modulus, private, prime1, prime2] =
            [&key.modulus, &key.private_exponent, &key.prime1, &key.prime2].map(|it| number(it, width));
        let public = number(&key.public_exponent, 64)?;
        // How the modulus is shared out between the primes shows in the length of the file.
        let wide = [&key.prime1, &key.prime2].iter().any(|it| bit_len(it.as_bytes()) > self.bits.div_ceil(2));
        let build = if wide {
            RsaPrivateKey::from_components_with_wide_primes
        } else {
            RsaPrivateKey::from_components
        };
        build(modulus?, public, private?, vec![prime1?, prime2?]).map_err(|_| KeyRejected::Inconsistent)
    }
}

/// Only `rsaEncryption`: a key for one signature scheme, or another kind of key, encrypts nothing.
///
/// Its parameters are NULL (RFC 3279 section 2.3.1); some writers leave them out.
fn check_algorithm(algorithm: &AlgorithmIdentifierRef<'_>) -> Result<(), KeyRejected> {
    const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    if algorithm.oid != RSA_ENCRYPTION {
        return Err(KeyRejected::NotUsed { oid: algorithm.oid.to_string() });
    }
    if algorithm.parameters.is_none_or(|it| it == AnyRef::NULL) {
        Ok(())
    } else {
        Err(KeyRejected::Malformed)
    }
}

/// Whether an encrypted key is as long as the modulus n, above 1 and below n - 1 (NIST SP 800-56B revision 2, section
/// 7.1.2.1), which everybody can see. AWS-LC asks for the same.
pub(super) fn is_in_range(modulus: &[u8], encrypted_key: &[u8]) -> bool {
    let Some((last, before)) = encrypted_key.split_last() else { return false };
    let above_one = *last > 1 || before.iter().any(|&octet| octet != 0);
    // n is odd: what is at least n - 1 is at least n once its last bit is set.
    let below = before.iter().chain([&(last | 1)]).lt(modulus.iter());
    encrypted_key.len() == modulus.len() && above_one && below
}

/// Whether a modulus of so many bits is read, and made.
pub(super) fn check_size(bits: usize) -> Result<(), KeyRejected> {
    let most = usize::try_from(RSA_BITS.value).unwrap_or(usize::MAX);
    if (MIN_BITS..=most).contains(&bits) { Ok(()) } else { Err(KeyRejected::Size { bits }) }
}

/// What is cheap to tell of a public key's numbers, big-endian without leading zeros; the bits of the modulus.
pub(crate) fn check_public(modulus: &[u8], exponent: &[u8]) -> Result<usize, KeyRejected> {
    let bits = bit_len(modulus);
    check_size(bits)?;
    let odd = |number: &[u8]| number.last().is_some_and(|octet| octet & 1 == 1);
    if odd(modulus) && odd(exponent) && (2..=MAX_EXPONENT_BITS).contains(&bit_len(exponent)) {
        Ok(bits)
    } else {
        Err(KeyRejected::Inconsistent)
    }
}

/// Bits of a big-endian number without leading zeros.
pub(crate) fn bit_len(number: &[u8]) -> usize {
    number.first().map_or(0, |&first| number.len() * 8 - first.leading_zeros() as usize)
}
