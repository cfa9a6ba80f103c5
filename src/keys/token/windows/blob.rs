//! A private key as `CryptImportKey` takes it and `CryptExportKey` gives it: `PRIVATEKEYBLOB`, its numbers with their
//! last octets first, each in a field whose length the modulus gives.

use zeroize::Zeroizing;

use super::StoreError;
use crate::{crypto::rsa_key::PrivateNumbers, secret::PrivateKeyDer};

/// `PRIVATEKEYBLOB`, version 2, `CALG_RSA_KEYX`, and `RSA2`.
const HEAD: [u8; 12] = *b"\x07\x02\0\0\0\xa4\0\0RSA2";

/// Octets of the fields behind the head, for a modulus of so many: the modulus, the primes, what the Chinese remainder
/// theorem needs, the private exponent.
const fn fields(modulus: usize) -> [usize; 7] {
    let half = modulus / 2;
    [modulus, half, half, half, half, half, modulus]
}

/// The key as a blob.
pub(super) fn written(key: &PrivateKeyDer) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let key = PrivateNumbers::from_pkcs8(key).map_err(|_| StoreError::Form)?;
    of_numbers(&key.numbers())
}

fn of_numbers(numbers: &[&[u8]; 8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
    let [modulus, exponent, private, p, q, dp, dq, inverse] = *numbers;
    // What is odd about a modulus shows in its first octet: fields are whole, and halves of each other.
    if modulus.first().is_none_or(|first| *first < 0x80) || modulus.len() % 2 != 0 || exponent.len() > 4 {
        return Err(StoreError::Form);
    }
    let bits = u32::try_from(8 * modulus.len()).map_err(|_| StoreError::Form)?;
    let numbers = [modulus, p, q, dp, dq, inverse, private];
    let fields = fields(modulus.len());
    let mut blob = Zeroizing::new(Vec::with_capacity(20 + fields.iter().sum::<usize>()));
    blob.extend_from_slice(&HEAD);
    blob.extend_from_slice(&bits.to_le_bytes());
    push(&mut blob, exponent, 4)?;
    for (number, len) in numbers.into_iter().zip(fields) {
        push(&mut blob, number, len)?;
    }
    Ok(blob)
}

fn push(blob: &mut Vec<u8>, number: &[u8], len: usize) -> Result<(), StoreError> {
    let zeros = len.checked_sub(number.len()).ok_or(StoreError::Form)?;
    blob.extend(number.iter().rev());
    blob.extend(std::iter::repeat_n(0, zeros));
    Ok(())
}

/// The key of a blob.
#[cfg(any(windows, test))]
pub(super) fn read(blob: &[u8]) -> Option<PrivateKeyDer> {
    use crate::keys::{any_key::AnyKey, rsa_key::to_pkcs8};

    let rest = blob.strip_prefix(&HEAD)?;
    let (bits, rest) = rest.split_first_chunk::<4>()?;
    let (exponent, mut rest) = rest.split_first_chunk::<4>()?;
    let mut numbers: [Zeroizing<Vec<u8>>; 7] = Default::default();
    let modulus = usize::try_from(u32::from_le_bytes(*bits)).ok()?.checked_div(8)?;
    for (number, len) in numbers.iter_mut().zip(fields(modulus)) {
        let (field, behind) = rest.split_at_checked(len)?;
        number.extend(field.iter().rev());
        rest = behind;
    }
    let exponent: Vec<u8> = exponent.iter().rev().copied().collect();
    let [modulus, p, q, dp, dq, inverse, private] = &numbers;
    let der = to_pkcs8(&[modulus, &exponent, private, p, q, dp, dq, inverse]);
    match AnyKey::from_pkcs8(der.expose()) {
        Ok(AnyKey::Rsa(key)) => Some(key.der),
        _ => None,
    }
}
