//! Elliptic curves by the `p256`, `p384`, `p521` and `x25519-dalek` crates.

use std::fmt;

use aes_kw::AesKw;
use cipher::{BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, consts::U16};
use digest::{Digest, KeyInit};
use hmac::{EagerHash, Hmac, Mac as _};
use p256::{
    ecdsa::signature::Signer as _,
    elliptic_curve::{
        AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey,
        sec1::{FromSec1Point, ModulusSize, ToSec1Point},
    },
};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

use crate::{
    crypto::{
        KeyRejected, KeyTransport, PrivateKey, UnwrapFailed,
        agreement::{Agreed, Hashes, KdfHash, KeyAgreement, KeyWrap, Wrapped},
        curve::Curve,
        curve_key::{Private, Public, new_scalar, private_key_info},
        padding::wiped,
    },
    secret::{ContentKey, PrivateKeyDer, in_the_clear},
};

/// A private key of one of the crates.
pub(super) enum Key {
    P256(p256::SecretKey),
    P384(p384::SecretKey),
    P521(p521::SecretKey),
    X25519(Box<StaticSecret>),
}

impl Key {
    pub(super) fn new(curve: Curve, scalar: &[u8]) -> Result<Self, KeyRejected> {
        let refused = |_: p256::elliptic_curve::Error| KeyRejected::Inconsistent;
        Ok(match curve {
            Curve::P256 => Self::P256(SecretKey::from_slice(scalar).map_err(refused)?),
            Curve::P384 => Self::P384(SecretKey::from_slice(scalar).map_err(refused)?),
            Curve::P521 => Self::P521(SecretKey::from_slice(scalar).map_err(refused)?),
            Curve::X25519 => {
                let scalar = <[u8; 32]>::try_from(scalar).map_err(|_| KeyRejected::Malformed)?;
                Self::X25519(Box::new(scalar.into()))
            }
        })
    }

    const fn curve(&self) -> Curve {
        match self {
            Self::P256(_) => Curve::P256,
            Self::P384(_) => Curve::P384,
            Self::P521(_) => Curve::P521,
            Self::X25519(_) => Curve::X25519,
        }
    }

    /// The public half.
    fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => point_of(key),
            Self::P384(key) => point_of(key),
            Self::P521(key) => point_of(key),
            Self::X25519(key) => x25519_dalek::PublicKey::from(&**key).as_bytes().to_vec(),
        }
    }

    /// What it and somebody's point agree on. `None` for a point that is not on the curve, or that every key agrees
    /// with on zero.
    fn secret(&self, point: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::P256(key) => secret_of(key, point),
            Self::P384(key) => secret_of(key, point),
            Self::P521(key) => secret_of(key, point),
            Self::X25519(key) => {
                let point = <[u8; 32]>::try_from(point).ok()?;
                let secret = key.diffie_hellman(&point.into());
                secret.was_contributory().then(|| Zeroizing::new(secret.as_bytes().to_vec()))
            }
        }
    }
}

fn point_of<C: CurveArithmetic>(key: &SecretKey<C>) -> Vec<u8>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    key.public_key().to_sec1_point(false).as_bytes().to_vec()
}

fn secret_of<C: CurveArithmetic>(key: &SecretKey<C>, point: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    let theirs = PublicKey::<C>::from_sec1_bytes(point).ok()?;
    Some(Zeroizing::new(key.diffie_hellman(&theirs).raw_secret_bytes().to_vec()))
}

impl PrivateKey for Key {
    fn modulus_len(&self) -> usize {
        0
    }

    fn unwrap(&self, _: &KeyTransport, _: &[u8], _: usize) -> Result<ContentKey, UnwrapFailed> {
        Err(UnwrapFailed::Rejected)
    }

    fn agree(&self, agreed: &Agreed<'_>, key_len: usize) -> Result<ContentKey, UnwrapFailed> {
        if !agreed.is_for(self.curve()) {
            return Err(UnwrapFailed::Rejected);
        }
        in_the_clear(|| {
            let secret = self.secret(agreed.point).ok_or(UnwrapFailed::Rejected)?;
            let wrapping = agreed.agreement.wrapping_key::<Sha>(&secret, agreed.info);
            unwrap_with(agreed.agreement.wrap, &wrapping, agreed.encrypted_key, key_len)
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("curve", &self.curve()).finish_non_exhaustive()
    }
}

/// Wraps a content-encryption key with a new key of the same curve.
pub(super) fn wrap(
    public_key: &Public<'_>,
    agreement: KeyAgreement,
    info: &[u8],
    key: &ContentKey,
) -> Result<Wrapped, KeyRejected> {
    let curve = public_key.curve;
    let (_, ephemeral) = new_scalar(curve, |scalar| Key::new(curve, scalar))?;
    let secret = ephemeral.secret(public_key.point).ok_or(KeyRejected::Inconsistent)?;
    let wrapping = agreement.wrapping_key::<Sha>(&secret, info);
    let encrypted_key = wrap_with(agreement.wrap, &wrapping, key)?;
    Ok(Wrapped { point: ephemeral.point(), encrypted_key })
}

/// Makes a key.
pub(super) fn generate(curve: Curve) -> Result<PrivateKeyDer, KeyRejected> {
    let (scalar, key) = new_scalar(curve, |scalar| Key::new(curve, scalar))?;
    Ok(private_key_info(curve, &scalar, &key.point()))
}

/// Signs with ECDSA and the hash function of the curve's strength (RFC 5758 section 3.2), the same each time
/// (RFC 6979).
pub(super) fn sign(key: &Private, message: &[u8]) -> Result<Vec<u8>, KeyRejected> {
    let refused = |_: p256::ecdsa::Error| KeyRejected::Inconsistent;
    match Key::new(key.curve, &key.scalar)? {
        Key::P256(key) => {
            let signature: p256::ecdsa::DerSignature =
                p256::ecdsa::SigningKey::from(key).try_sign(message).map_err(refused)?;
            Ok(signature.as_bytes().to_vec())
        }
        Key::P384(key) => {
            let signature: p384::ecdsa::DerSignature =
                p384::ecdsa::SigningKey::from(key).try_sign(message).map_err(refused)?;
            Ok(signature.as_bytes().to_vec())
        }
        Key::P521(key) => {
            let signature: p521::ecdsa::DerSignature =
                p521::ecdsa::SigningKey::from(key).try_sign(message).map_err(refused)?;
            Ok(signature.as_bytes().to_vec())
        }
        Key::X25519(_) => Err(KeyRejected::NotUsed { oid: key.curve.oid().to_string() }),
    }
}

/// Wraps a key with one that is as long as its wrap says.
pub(super) fn wrap_with(
    wrap: KeyWrap,
    wrapping_key: &[u8],
    key: &ContentKey,
) -> Result<Vec<u8>, KeyRejected> {
    match wrap {
        KeyWrap::Aes128 => wrap_key::<aes::Aes128>(wrapping_key, key),
        KeyWrap::Aes192 => wrap_key::<aes::Aes192>(wrapping_key, key),
        KeyWrap::Aes256 => wrap_key::<aes::Aes256>(wrapping_key, key),
    }
}

/// Unwraps a key that should be `key_len` octets long.
pub(super) fn unwrap_with(
    wrap: KeyWrap,
    wrapping_key: &[u8],
    wrapped: &[u8],
    key_len: usize,
) -> Result<ContentKey, UnwrapFailed> {
    match wrap {
        KeyWrap::Aes128 => unwrap_key::<aes::Aes128>(wrapping_key, wrapped, key_len),
        KeyWrap::Aes192 => unwrap_key::<aes::Aes192>(wrapping_key, wrapped, key_len),
        KeyWrap::Aes256 => unwrap_key::<aes::Aes256>(wrapping_key, wrapped, key_len),
    }
}

fn wrap_key<A>(wrapping_key: &[u8], key: &ContentKey) -> Result<Vec<u8>, KeyRejected>
where
    A: BlockCipherEncrypt + BlockSizeUser<BlockSize = U16> + KeyInit,
{
    let aes = AesKw::<A>::new_from_slice(wrapping_key).expect("the key is as long as its wrap says");
    let mut wrapped = vec![0; key.len() + 8];
    aes.wrap_key(key.expose(), &mut wrapped).map_err(|_| KeyRejected::TooLong)?;
    Ok(wrapped)
}

fn unwrap_key<A>(wrapping_key: &[u8], wrapped: &[u8], key_len: usize) -> Result<ContentKey, UnwrapFailed>
where
    A: BlockCipherDecrypt + BlockSizeUser<BlockSize = U16> + KeyInit,
{
    if wrapped.len() != key_len + 8 || key_len < 16 {
        return Err(UnwrapFailed::Rejected);
    }
    let aes = AesKw::<A>::new_from_slice(wrapping_key).expect("the key is as long as its wrap says");
    let mut key = wiped(key_len);
    aes.unwrap_key(wrapped, &mut key).map_err(|_| UnwrapFailed::Rejected)?;
    Ok(ContentKey::new(std::mem::take(&mut *key)))
}

/// The hash functions of the `sha1` and `sha2` crates.
pub(super) struct Sha;

impl Hashes for Sha {
    fn digest(hash: KdfHash, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        match hash {
            KdfHash::Sha1 => digest::<Sha1>(parts),
            KdfHash::Sha224 => digest::<Sha224>(parts),
            KdfHash::Sha256 => digest::<Sha256>(parts),
            KdfHash::Sha384 => digest::<Sha384>(parts),
            KdfHash::Sha512 => digest::<Sha512>(parts),
        }
    }

    fn mac(hash: KdfHash, key: &[u8], parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        match hash {
            KdfHash::Sha1 => mac::<Sha1>(key, parts),
            KdfHash::Sha224 => mac::<Sha224>(key, parts),
            KdfHash::Sha256 => mac::<Sha256>(key, parts),
            KdfHash::Sha384 => mac::<Sha384>(key, parts),
            KdfHash::Sha512 => mac::<Sha512>(key, parts),
        }
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().to_vec())
}

fn mac<D: EagerHash>(key: &[u8], parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let mut mac = Hmac::<D>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().to_vec())
}
