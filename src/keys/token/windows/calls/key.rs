//! The calls of private keys, by CNG and by CryptoAPI: each once, behind a safe signature. The argument is the parent's.
#![expect(unsafe_code, reason = "system calls without a safe interface; the argument is the parent's")]

use std::{
    io,
    ptr::{null, null_mut},
};

use windows_sys::{
    Win32::Security::Cryptography::{
        BCRYPT_OAEP_PADDING_INFO, BCRYPT_SHA1_ALGORITHM, BCRYPT_SHA256_ALGORITHM, BCRYPT_SHA384_ALGORITHM,
        BCRYPT_SHA512_ALGORITHM, CALG_SHA1, CRYPT_NEWKEYSET, CRYPT_OAEP, CryptAcquireContextW,
        CryptCreateHash, CryptDecrypt, CryptDestroyHash, CryptDestroyKey, CryptExportKey, CryptHashData,
        CryptImportKey, CryptReleaseContext, CryptSignHashW, MS_ENH_RSA_AES_PROV_W, NCRYPT_NO_PADDING_FLAG,
        NCRYPT_PAD_OAEP_FLAG, NCRYPT_PAD_PKCS1_FLAG, NCRYPT_SILENT_FLAG, NCryptDecrypt, NCryptFreeObject,
        PRIVATEKEYBLOB, PROV_RSA_AES,
    },
    core::PCWSTR,
};
use zeroize::Zeroizing;

use super::{done, len_of, wide};
use crate::crypto::Hash;

/// `NTE_EXISTS`
const EXISTS: i32 = 0x8009_000f_u32.cast_signed();

/// An answer of CNG, which is an error where it is not 0.
fn well(answer: i32) -> io::Result<()> {
    if answer == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(answer)) }
}

/// What is to be taken off what was encrypted.
#[derive(Clone, Copy)]
pub(in crate::keys::token::windows) enum Padding<'a> {
    /// Nothing.
    None,
    /// EME-PKCS1-v1_5.
    Pkcs1,
    /// EME-OAEP, its hash for the label and the mask alike.
    Oaep(Hash, &'a [u8]),
}

/// What CNG calls a hash.
const fn name_of(hash: Hash) -> Option<PCWSTR> {
    match hash {
        Hash::Sha1 => Some(BCRYPT_SHA1_ALGORITHM),
        Hash::Sha256 => Some(BCRYPT_SHA256_ALGORITHM),
        Hash::Sha384 => Some(BCRYPT_SHA384_ALGORITHM),
        Hash::Sha512 => Some(BCRYPT_SHA512_ALGORITHM),
        _ => None,
    }
}

/// A private key, by whichever interface holds it.
pub(in crate::keys::token::windows) enum Handle {
    /// CNG.
    Cng {
        /// The key.
        key: usize,
        /// Whether it is to be given back.
        ours: bool,
        /// Whether the person must not be asked.
        in_silence: bool,
    },
    /// CryptoAPI.
    Capi {
        /// Its provider.
        provider: usize,
        /// Whether that is to be given back.
        ours: bool,
        /// The key; 0 before it is there.
        key: usize,
        /// Which of the container's two.
        spec: u32,
    },
}

impl Handle {
    /// Decrypts. `None`: the interface has no such operation.
    pub(in crate::keys::token::windows) fn decrypt(
        &self,
        padding: Padding<'_>,
        octets: &[u8],
    ) -> Option<io::Result<Zeroizing<Vec<u8>>>> {
        match *self {
            Self::Cng { key, in_silence, .. } => {
                let (flags, oaep) = match padding {
                    Padding::None => (NCRYPT_NO_PADDING_FLAG, None),
                    Padding::Pkcs1 => (NCRYPT_PAD_PKCS1_FLAG, None),
                    Padding::Oaep(hash, label) => (NCRYPT_PAD_OAEP_FLAG, Some((name_of(hash)?, label))),
                };
                let flags = if in_silence { flags | NCRYPT_SILENT_FLAG } else { flags };
                Some(by_cng(key, flags, oaep, octets))
            }
            Self::Capi { key, .. } => {
                let flags = match padding {
                    Padding::Pkcs1 => 0,
                    Padding::Oaep(Hash::Sha1, []) => CRYPT_OAEP,
                    Padding::None | Padding::Oaep(..) => return None,
                };
                Some(by_capi(key, flags, octets))
            }
        }
    }

    /// A signature (RSASSA-PKCS1-v1_5, SHA-1) of octets that nobody else has it sign. `None`: CNG was not asked.
    pub(in crate::keys::token::windows) fn sign(
        &self,
        octets: &[u8],
    ) -> Option<io::Result<Zeroizing<Vec<u8>>>> {
        let Self::Capi { provider, spec, .. } = *self else { return None };
        let mut hash = 0;
        // SAFETY: see above; the hash is given back once.
        Some(unsafe {
            done(CryptCreateHash(provider, CALG_SHA1, 0, 0, &raw mut hash)).and_then(|()| {
                let signed = len_of(octets)
                    .and_then(|len| done(CryptHashData(hash, octets.as_ptr(), len, 0)))
                    .and_then(|()| filled(|at, len| CryptSignHashW(hash, spec, null(), 0, at, len)));
                CryptDestroyHash(hash);
                signed
            })
        })
    }

    /// The key as a `PRIVATEKEYBLOB`. `None`: CNG has another way, [`Context::pfx`].
    pub(in crate::keys::token::windows) fn blob(&self) -> Option<io::Result<Zeroizing<Vec<u8>>>> {
        let Self::Capi { key, .. } = *self else { return None };
        // SAFETY: see above.
        Some(filled(|at, len| unsafe { CryptExportKey(key, 0, PRIVATEKEYBLOB, 0, at, len) }))
    }
}

/// What a call gives that tells its length when it has no place to write to.
fn filled(call: impl Fn(*mut u8, *mut u32) -> i32) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut len = 0;
    done(call(null_mut(), &raw mut len))?;
    let mut octets = Zeroizing::new(vec![0; len as usize]);
    done(call(octets.as_mut_ptr(), &raw mut len))?;
    octets.truncate(len as usize);
    Ok(octets)
}

fn by_capi(key: usize, flags: u32, octets: &[u8]) -> io::Result<Zeroizing<Vec<u8>>> {
    // The last octet first, and the message in its place.
    let mut message: Zeroizing<Vec<u8>> = Zeroizing::new(octets.iter().rev().copied().collect());
    let mut len = len_of(&message)?;
    // SAFETY: see above.
    done(unsafe { CryptDecrypt(key, 0, 1, flags, message.as_mut_ptr(), &raw mut len) })?;
    message.truncate(len as usize);
    Ok(message)
}

fn by_cng(
    key: usize,
    flags: u32,
    oaep: Option<(PCWSTR, &[u8])>,
    octets: &[u8],
) -> io::Result<Zeroizing<Vec<u8>>> {
    let oaep = match oaep {
        None => None,
        Some((hash, label)) => Some(BCRYPT_OAEP_PADDING_INFO {
            pszAlgId: hash,
            pbLabel: label.as_ptr().cast_mut(),
            cbLabel: len_of(label)?,
        }),
    };
    let oaep = oaep.as_ref().map_or(null(), std::ptr::from_ref);
    let mut message = Zeroizing::new(vec![0; octets.len()]);
    let (given, room, mut len) = (len_of(octets)?, len_of(&message)?, 0);
    // SAFETY: see above; a label is read and not written.
    well(unsafe {
        NCryptDecrypt(
            key,
            octets.as_ptr(),
            given,
            oaep.cast(),
            message.as_mut_ptr(),
            room,
            &raw mut len,
            flags,
        )
    })?;
    message.truncate(len as usize);
    Ok(message)
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: see above.
        unsafe {
            match *self {
                Self::Cng { key, ours, .. } => {
                    if ours {
                        NCryptFreeObject(key);
                    }
                }
                Self::Capi { provider, ours, key, .. } => {
                    if key != 0 {
                        CryptDestroyKey(key);
                    }
                    if ours {
                        CryptReleaseContext(provider, 0);
                    }
                }
            }
        }
    }
}

/// Puts a key into a container of its own, made where there is none.
pub(in crate::keys::token::windows) fn import(container: &str, blob: &[u8], flags: u32) -> io::Result<()> {
    let container = wide(container);
    let mut provider = 0;
    // SAFETY: see above; the provider and the key are given back once.
    unsafe {
        let mut acquire = |flags| {
            done(CryptAcquireContextW(
                &raw mut provider,
                container.as_ptr(),
                MS_ENH_RSA_AES_PROV_W,
                PROV_RSA_AES,
                flags,
            ))
        };
        acquire(CRYPT_NEWKEYSET).or_else(|error| match error.raw_os_error() {
            Some(EXISTS) => acquire(0),
            _ => Err(error),
        })?;
        let mut key = 0;
        let imported = len_of(blob)
            .and_then(|len| done(CryptImportKey(provider, blob.as_ptr(), len, 0, flags, &raw mut key)));
        if imported.is_ok() {
            CryptDestroyKey(key);
        }
        CryptReleaseContext(provider, 0);
        imported
    }
}
