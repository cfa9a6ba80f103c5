//! Whom a message is sealed to and with what, in DER (RFC 5652 section 6.2.1, RFC 8017 appendix A, RFC 5084).

use cms::{
    cert::IssuerAndSerialNumber,
    content_info::CmsVersion,
    enveloped_data::{KeyTransRecipientInfo, RecipientIdentifier},
};
use const_oid::ObjectIdentifier;
use der::{
    Any, Decode as _, Encode as _,
    asn1::{Null, OctetString},
};
use x509_cert::{
    ext::pkix::SubjectKeyIdentifier, serial_number::SerialNumber, spki::AlgorithmIdentifierOwned,
};

use super::{Identifier, SealError, SealOptions, SealRecipient, agreed, encapsulated};
use crate::{
    asn1::{id, write::der_header},
    cms::algorithm::{self, oid},
    crypto::{ContentCipher, Hash, KeyTransport, Provider},
    secret::ContentKey,
};

/// Octets of a tag (RFC 5084 section 3.2).
pub(super) const TAG: u64 = 16;

/// `RecipientInfos` (RFC 5652 section 6.2), in the order DER gives a SET OF.
pub(super) fn recipient_infos(
    provider: &dyn Provider,
    recipients: &[SealRecipient<'_>],
    options: &SealOptions,
    key: &ContentKey,
) -> Result<Vec<u8>, SealError> {
    let mut infos = Vec::with_capacity(recipients.len());
    for (index, recipient) in recipients.iter().enumerate() {
        let unnamed = |_: der::Error| SealError::Certificate { index };
        let (version, rid) = match options.identifier {
            Identifier::IssuerAndSerial => {
                let issuer = x509_cert::name::Name::from_der(recipient.issuer.der()).map_err(unnamed)?;
                let serial_number = SerialNumber::new(recipient.serial.as_bytes()).map_err(unnamed)?;
                let rid = IssuerAndSerialNumber { issuer, serial_number };
                (CmsVersion::V0, RecipientIdentifier::IssuerAndSerialNumber(rid))
            }
            Identifier::Ski => {
                let ski = recipient.ski.ok_or(SealError::NoKeyIdentifier { index })?;
                let ski = SubjectKeyIdentifier(OctetString::new(ski).map_err(unnamed)?);
                (CmsVersion::V2, RecipientIdentifier::SubjectKeyIdentifier(ski))
            }
        };
        if let Some(curve) = recipient.curve() {
            let name = match rid {
                RecipientIdentifier::IssuerAndSerialNumber(name) => name.to_der().map_err(unnamed)?,
                RecipientIdentifier::SubjectKeyIdentifier(ski) => agreed::by_key(ski.0.as_bytes()),
            };
            let info = agreed::info(provider, curve, recipient.public_key, &name, key);
            infos.push(info.map_err(|source| SealError::Key { index, source })?);
            continue;
        }
        if let Some(kem) = recipient.kem() {
            let name = rid.to_der().map_err(unnamed)?;
            let info = encapsulated::info(provider, kem, recipient.public_key, &name, key);
            infos.push(info.map_err(|source| SealError::Key { index, source })?);
            continue;
        }
        let transport =
            recipient.transport.choose(&options.transport).ok_or(SealError::OaepOnly { index })?;
        let encrypted_key = provider
            .wrap(recipient.public_key, transport, key)
            .map_err(|source| SealError::Key { index, source })?;
        let info = KeyTransRecipientInfo {
            version,
            rid,
            key_enc_alg: transport_algorithm(transport).map_err(unnamed)?,
            enc_key: OctetString::new(encrypted_key).map_err(unnamed)?,
        };
        infos.push(info.to_der().map_err(unnamed)?);
    }
    infos.sort_unstable();
    Ok(value(id::SET, &[&infos.concat()]))
}

/// `KeyEncryptionAlgorithmIdentifier` of RFC 3370 section 4.2.1, or RFC 8017 appendix A.2.1.
fn transport_algorithm(transport: &KeyTransport) -> der::Result<AlgorithmIdentifierOwned> {
    let (oid, parameters) = match transport {
        KeyTransport::RsaPkcs1v15 => (oid::RSA_ENCRYPTION, Any::encode_from(&Null)?),
        KeyTransport::RsaOaep { hash, mgf_hash, label } => {
            // What is the default is left out, as DER wants.
            let mut fields = Vec::new();
            if *hash != Hash::Sha1 {
                fields.push(value(EXPLICIT, &[&hash_algorithm(*hash)]));
            }
            if *mgf_hash != Hash::Sha1 {
                let mgf = value(id::SEQUENCE, &[&object_identifier(oid::MGF_1), &hash_algorithm(*mgf_hash)]);
                fields.push(value(EXPLICIT | 1, &[&mgf]));
            }
            if !label.is_empty() {
                let label = value(id::OCTET_STRING, &[label]);
                let source = value(id::SEQUENCE, &[&object_identifier(oid::P_SPECIFIED), &label]);
                fields.push(value(EXPLICIT | 2, &[&source]));
            }
            (oid::RSAES_OAEP, Any::from_der(&value(id::SEQUENCE, &[&fields.concat()]))?)
        }
    };
    Ok(AlgorithmIdentifierOwned { oid, parameters: Some(parameters) })
}

const EXPLICIT: u8 = id::CONTEXT | id::CONSTRUCTED;

fn hash_algorithm(hash: Hash) -> Vec<u8> {
    value(id::SEQUENCE, &[&object_identifier(algorithm::hash_oid(hash)), &[id::NULL, 0]])
}

/// `ContentEncryptionAlgorithmIdentifier` of RFC 3565 section 4.1, or RFC 5084 section 3.2.
pub(super) fn content_algorithm(cipher: ContentCipher, iv: &[u8]) -> Vec<u8> {
    let iv = value(id::OCTET_STRING, &[iv]);
    let parameters = if cipher.is_aead() {
        value(id::SEQUENCE, &[&iv, &[id::INTEGER, 1, TAG.to_be_bytes()[7]]])
    } else {
        iv
    };
    value(id::SEQUENCE, &[&object_identifier(algorithm::cipher_oid(cipher)), &parameters])
}

pub(super) fn object_identifier(oid: ObjectIdentifier) -> Vec<u8> {
    value(id::OID, &[oid.as_bytes()])
}

/// A value of definite length.
fn value(identifier: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut octets = der_header(identifier, length as u64);
    for part in parts {
        octets.extend_from_slice(part);
    }
    octets
}
