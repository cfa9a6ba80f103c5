//! What a key file holds, as it is found, and how it becomes pairs: by public key.

use std::collections::{HashMap, HashSet};

use der::oid::ObjectIdentifier;

use super::{
    any_key::AnyKey,
    error::{KeyFileError, KeyFileWarning, KeyProblem},
    key_file::{Container, KeyFile, KeyFileScheme},
    key_pair::KeyPair,
    pbe::Algorithm,
};
use crate::x509::{Certificate, CertificateError, certificate::chain::Chains};

/// What a file says of a key or a certificate (RFC 7292 section 4.2).
#[derive(Clone, Default)]
pub(super) struct Attributes {
    pub(super) friendly_name: Option<String>,
    pub(super) local_key_id: Option<Vec<u8>>,
}

/// Keys and certificates in the file's order.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) container: Option<Container>,
    pub(super) mac: Option<String>,
    encryption: Vec<String>,
    keys: Vec<(AnyKey, Attributes)>,
    certificates: Vec<(Certificate, Attributes)>,
    known: HashSet<Certificate>,
    other_key: Option<String>,
    unreadable: Option<CertificateError>,
    trailing: usize,
    /// Whether its password is kept in it, encrypted for Windows accounts.
    pub(super) for_windows_accounts: bool,
    problem: Option<KeyFileError>,
    warnings: Vec<KeyFileWarning>,
    passed_over: Vec<ObjectIdentifier>,
}

/// Different things that are said of one file.
const MOST_WARNINGS: usize = 64;

impl Contents {
    /// Says something once.
    pub(super) fn warn(&mut self, warning: KeyFileWarning) {
        if self.warnings.len() < MOST_WARNINGS && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Says once that something is passed over: a file may hold a million of it.
    pub(super) fn pass_over(&mut self, oid: ObjectIdentifier) {
        if self.passed_over.len() < MOST_WARNINGS && !self.passed_over.contains(&oid) {
            self.passed_over.push(oid);
            self.warn(KeyFileWarning::PassedOver { oid: oid.to_string() });
        }
    }

    pub(super) fn name_encryption(&mut self, algorithm: &Algorithm) {
        self.add_encryption(algorithm.name());
    }

    pub(super) fn add_encryption(&mut self, name: String) {
        if !self.encryption.contains(&name) {
            self.encryption.push(name);
        }
    }

    pub(super) fn add_key(&mut self, key: Result<AnyKey, KeyProblem>, attributes: Attributes) {
        match key {
            Ok(AnyKey::Other(oid)) => {
                self.other_key.get_or_insert_with(|| oid.clone());
                self.warn(KeyFileWarning::KeyNotUsed { oid });
            }
            Ok(key) => {
                self.add_trailing(key.trailing());
                self.keys.push((key, attributes));
            }
            Err(problem) => self.add_problem(problem.into()),
        }
    }

    /// A key that cannot be used: an error if there is no other.
    pub(super) fn add_problem(&mut self, problem: KeyFileError) {
        self.problem.get_or_insert(problem);
        self.warn(KeyFileWarning::UnreadableKey);
    }

    /// A certificate that cannot be read: an error if it may have been a key's.
    pub(super) fn add_unreadable(&mut self, why: CertificateError) {
        if self.unreadable.is_none() {
            self.warn(KeyFileWarning::UnreadableCertificate { why: why.clone() });
            self.unreadable = Some(why);
        }
    }

    /// Octets after the end of something.
    pub(super) const fn add_trailing(&mut self, octets: usize) {
        self.trailing = self.trailing.saturating_add(octets);
    }

    pub(super) fn add_certificate(&mut self, certificate: Certificate) {
        self.add_named_certificate(certificate, Attributes::default());
    }

    pub(super) fn add_named_certificate(&mut self, certificate: Certificate, attributes: Attributes) {
        if self.known.insert(certificate.clone()) {
            self.certificates.push((certificate, attributes));
        }
    }

    /// Joins each key with each certificate of its public key: a renewed certificate may keep the key, and
    /// envelopes name either. The certificate with the key's own identifier comes first.
    pub(super) fn finish(mut self) -> Result<KeyFile, KeyFileError> {
        let mut by_key = HashMap::<_, Vec<usize>>::new();
        for (index, (certificate, _)) in self.certificates.iter().enumerate() {
            by_key.entry(certificate.public_key()).or_default().push(index);
        }
        let mut pairs = Vec::new();
        let mut own = HashSet::new();
        let mut orphans = Vec::new();
        for (key, attributes) in &self.keys {
            let public_key = key.halves().map_err(KeyProblem::Rejected)?.1;
            let Some(mut matching) = by_key.get(&*public_key).cloned() else {
                orphans.push(KeyFileWarning::OrphanKey { friendly_name: attributes.friendly_name.clone() });
                continue;
            };
            matching.sort_by_key(|index| {
                let id = &self.certificates[*index].1.local_key_id;
                id.is_none() || *id != attributes.local_key_id
            });
            // The same key twice in a file makes its pairs once.
            for index in matching.into_iter().filter(|index| own.insert(*index)) {
                let (certificate, named) = &self.certificates[index];
                let name = attributes.friendly_name.clone().or_else(|| named.friendly_name.clone());
                let pair =
                    KeyPair::join(certificate.clone(), key).map_err(|_| KeyFileError::InconsistentKey)?;
                pairs.push(pair.with_friendly_name(name));
            }
        }
        let trailing_octets = u64::try_from(self.trailing).unwrap_or(u64::MAX);
        let chains = Chains::new(self.certificates.iter().map(|(certificate, _)| certificate));
        let pairs = pairs
            .into_iter()
            .map(|pair| {
                let chain = chains.above(pair.certificate());
                pair.with_chain(chain).with_trailing_octets(trailing_octets)
            })
            .collect::<Vec<_>>();
        let mut others = Vec::new();
        for (index, (certificate, _)) in self.certificates.iter().enumerate() {
            if !own.contains(&index) {
                others.push(certificate.clone());
            }
        }
        if pairs.is_empty() {
            return Err(match (self.problem, self.keys.is_empty(), self.other_key) {
                (Some(problem), ..) => problem,
                (None, false, _) => match self.unreadable {
                    Some(why) => KeyFileError::UnreadableCertificate { why },
                    None => KeyFileError::NoMatchingCertificate { certificates: others },
                },
                (None, true, Some(oid)) => KeyFileError::NotUsed { oid },
                (None, true, None) => KeyFileError::NoPrivateKey { certificates: others },
            });
        }
        for orphan in orphans {
            self.warn(orphan);
        }
        if pairs.iter().any(|pair| pair.certificate().has_doubtful_dates()) {
            self.warn(KeyFileWarning::DoubtfulDates);
        }
        if trailing_octets > 0 {
            self.warn(KeyFileWarning::TrailingOctets { octets: trailing_octets });
        }
        let scheme = KeyFileScheme {
            container: self.container.unwrap_or(Container::Der),
            encryption: self.encryption,
            mac: self.mac,
        };
        Ok(KeyFile { pairs, certificates: others, warnings: self.warnings, scheme, trailing_octets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_said_once_and_not_without_end() {
        let mut found = Contents::default();
        for _ in 0..2 {
            found.warn(KeyFileWarning::NoMac);
            found.add_encryption("aes-256-cbc".to_owned());
            found.pass_over(ObjectIdentifier::new_unwrap("1.2.3"));
        }
        assert_eq!((found.warnings.len(), found.passed_over.len(), found.encryption.len()), (2, 1, 1));
        for arc in 0..100 {
            found.pass_over(ObjectIdentifier::new_unwrap("1.2.3").push_arc(arc).expect("an arc"));
            found.warn(KeyFileWarning::PassedOver { oid: arc.to_string() });
        }
        assert_eq!((found.warnings.len(), found.passed_over.len()), (MOST_WARNINGS, MOST_WARNINGS));
    }
}
