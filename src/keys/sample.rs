//! Keys and certificates for the tests of this room, made once.

use crate::asn1::{ber, write};
use std::sync::OnceLock;

use super::{Certificate, KeyPair, NewCertificate, issue};
use crate::{
    crypto::{AwsLc, Curve, Provider},
    secret::{Password, PrivateKeyDer},
    time::{Timestamp, Validity},
};

/// One of two RSA keys of 2,048 bits.
pub(crate) fn private_key(index: usize) -> PrivateKeyDer {
    static KEYS: [OnceLock<PrivateKeyDer>; 2] = [const { OnceLock::new() }; 2];
    KEYS[index].get_or_init(|| AwsLc.generate(2048).expect("a key")).duplicate()
}

/// A self-signed pair on a curve.
pub(crate) fn pair_on(curve: Curve, cn: &str) -> KeyPair {
    let key = AwsLc.generate_on(curve).expect("a key");
    let certificate = issue(&AwsLc, &new_certificate(cn), &key, None).expect("a certificate");
    KeyPair::new(certificate, key).expect("a pair")
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

pub(crate) fn new_certificate(cn: &str) -> NewCertificate {
    let validity = Validity { not_before: at("2026-01-15T08:00:00Z"), not_after: at("2028-01-15T08:00:00Z") };
    NewCertificate { cn: cn.to_owned(), organization: Some("Ville de Saint-Exemple".to_owned()), validity }
}

/// A self-signed pair of one of the two keys.
pub(crate) fn pair(cn: &str, key: usize) -> KeyPair {
    let key = private_key(key);
    let certificate = issue(&AwsLc, &new_certificate(cn), &key, None).expect("a certificate");
    KeyPair::new(certificate, key).expect("a pair")
}

/// A pair of the first key, signed by the second.
pub(crate) fn pair_with_chain(cn: &str) -> KeyPair {
    let issuer = pair("Autorité d'essai", 1);
    let key = private_key(0);
    let certificate = issue(&AwsLc, &new_certificate(cn), &key, Some(&issuer)).expect("a certificate");
    KeyPair::new(certificate, key).expect("a pair").with_chain(vec![issuer.certificate().clone()])
}

pub(crate) fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

/// A certificate over any `SubjectPublicKeyInfo`, with a signature of nothing.
pub(crate) fn unsigned_certificate(public_key: &[u8]) -> Certificate {
    let algorithm = write::sequence(&[
        &write::oid(&const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11")),
        &write::NULL,
    ]);
    let model = pair("Modèle", 0);
    let time = write::value(ber::UTC_TIME, &[b"260115080000Z"]);
    let tbs = write::sequence(&[
        &write::unsigned(&[1]),
        &algorithm,
        model.certificate().subject().der(),
        &write::sequence(&[&time, &time]),
        model.certificate().subject().der(),
        public_key,
    ]);
    let der = write::sequence(&[&tbs, &algorithm, &write::value(ber::BIT_STRING, &[&[0]])]);
    Certificate::from_der(&der).expect("a certificate")
}
