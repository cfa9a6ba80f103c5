//! Algorithm identifiers of digests and of signatures that are checked (RFC 4055, RFC 5754, RFC 5758).

use der::oid::ObjectIdentifier;

use super::signature::Signature;
use crate::{
    asn1::ber::{self, BerError, Reader},
    crypto::{SignatureHash, SignatureScheme},
};

/// What an algorithm identifier names: one that is checked, or the usual name of one that is not.
pub(crate) type Named<T> = Result<T, String>;

/// The hash function of an `AlgorithmIdentifier`.
pub(crate) fn digest(mut fields: Reader<'_>) -> Result<Named<SignatureHash>, BerError> {
    let oid = fields.oid()?;
    let hash = hash_of(&oid).ok_or_else(|| digest_name(&oid));
    if hash.is_ok() {
        no_parameters(fields)?;
    }
    Ok(hash)
}

/// The scheme of a signature's `AlgorithmIdentifier`; the name of a kind of key alone goes with the digest that is named
/// beside it (RFC 5652 section 5.3, RFC 3370 section 3.2).
pub(crate) fn scheme(
    fields: &Reader<'_>,
    beside: Option<SignatureHash>,
) -> Result<Named<SignatureScheme>, BerError> {
    let mut read = fields.clone();
    let oid = read.oid()?.to_string();
    let scheme = match oid.as_str() {
        "1.2.840.113549.1.1.11" => SignatureScheme::RsaPkcs1v15(SignatureHash::Sha256),
        "1.2.840.113549.1.1.12" => SignatureScheme::RsaPkcs1v15(SignatureHash::Sha384),
        "1.2.840.113549.1.1.13" => SignatureScheme::RsaPkcs1v15(SignatureHash::Sha512),
        "1.2.840.10045.4.3.2" => SignatureScheme::Ecdsa(SignatureHash::Sha256),
        "1.2.840.10045.4.3.3" => SignatureScheme::Ecdsa(SignatureHash::Sha384),
        "1.2.840.10045.4.3.4" => SignatureScheme::Ecdsa(SignatureHash::Sha512),
        "1.2.840.113549.1.1.10" => return pss(read),
        _ => match (oid.as_str(), beside) {
            ("1.2.840.113549.1.1.1", Some(hash)) => SignatureScheme::RsaPkcs1v15(hash),
            ("1.2.840.10045.2.1", Some(hash)) => SignatureScheme::Ecdsa(hash),
            _ => return Ok(Err(Signature::read(fields.clone())?.name)),
        },
    };
    // A key's own parameters, where the name is that of a kind of key.
    if oid != "1.2.840.10045.2.1" {
        no_parameters(read)?;
    }
    Ok(Ok(scheme))
}

/// NULL, or nothing.
fn no_parameters(mut fields: Reader<'_>) -> Result<(), BerError> {
    if let Some(null) = fields.optional(ber::NULL)?
        && !null.content.is_empty()
    {
        return Err(BerError::Unexpected);
    }
    fields.end()
}

/// RSASSA-PSS-params (RFC 4055 section 3.1). What is left out stands for SHA-1, which is not believed; a mask by another
/// hash and a salt of another length are written by nobody.
fn pss(mut fields: Reader<'_>) -> Result<Named<SignatureScheme>, BerError> {
    const SHA1: &str = "RSASSA-PSS, SHA-1";
    if fields.is_empty() {
        return Ok(Err(SHA1.to_owned()));
    }
    let mut parameters = fields.sequence()?;
    let Some(hash) = parameters.optional(ber::context(0))? else { return Ok(Err(SHA1.to_owned())) };
    let hash = match digest(hash.inside().sequence()?)? {
        Ok(hash) => hash,
        Err(name) => return Ok(Err(format!("RSASSA-PSS, {name}"))),
    };
    let Some(mask) = parameters.optional(ber::context(1))? else {
        return Ok(Err("RSASSA-PSS, MGF1 SHA-1".to_owned()));
    };
    let mut mask = mask.inside().sequence()?;
    let function = mask.oid()?;
    let by = digest(mask.sequence()?)?;
    let salt = parameters.optional(ber::context(2))?.map(|salt| salt.inside().small()).transpose()?;
    let is_usual = function == MGF1 && by == Ok(hash);
    if !is_usual || salt.and_then(|salt| usize::try_from(salt).ok()) != Some(hash.digest_len()) {
        return Ok(Err("RSASSA-PSS, MGF1".to_owned()));
    }
    Ok(Ok(SignatureScheme::RsaPss(hash)))
}

const MGF1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

fn hash_of(oid: &ObjectIdentifier) -> Option<SignatureHash> {
    match *oid {
        SHA256 => Some(SignatureHash::Sha256),
        SHA384 => Some(SignatureHash::Sha384),
        SHA512 => Some(SignatureHash::Sha512),
        _ => None,
    }
}

fn digest_name(oid: &ObjectIdentifier) -> String {
    let text = oid.to_string();
    match text.as_str() {
        "1.3.14.3.2.26" => "SHA-1".to_owned(),
        "1.2.840.113549.2.5" => "MD5".to_owned(),
        "2.16.840.1.101.3.4.2.4" => "SHA-224".to_owned(),
        _ => text,
    }
}
