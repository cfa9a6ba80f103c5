//! The rules about several keys together: those of one consultation, and those that share something.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;

use super::{
    Judge,
    finding::{Code, Fact, Finding, Severity},
    rule::file_fault,
};
use crate::{
    consultation::Fingerprint,
    keys::Role,
    registry::{
        ProofResult,
        snapshot::{ConsultationFacts, ConsultationIndex, EntityIndex, FileKept, KeyFacts, KeyIndex, Tie},
    },
};

/// Consultations gathered under what one sentence says of them all.
type Gathered<K> = BTreeMap<K, Vec<ConsultationIndex>>;

/// A file, by what finds it.
#[derive(PartialEq, Eq)]
enum File<'a> {
    Copy(Fingerprint),
    Reference(&'a str),
}

impl Judge<'_> {
    /// What is to be said of the keys of each consultation together.
    pub(super) fn judge_consultations(&self, findings: &mut Vec<Finding>) {
        let mut missing = Gathered::<EntityIndex>::new();
        let mut same = Gathered::<(KeyIndex, KeyIndex)>::new();
        let mut single = Gathered::<KeyIndex>::new();
        let mut ties = self.snapshot.ties().to_vec();
        ties.sort_unstable_by_key(|tie| (tie.consultation, tie.key));
        let mut rest = &ties[..];
        for (number, consultation) in (0..).zip(&self.snapshot.consultations) {
            let index = ConsultationIndex(number);
            let own = rest.partition_point(|tie| tie.consultation == index);
            let keys = &rest[..own];
            rest = &rest[own..];
            if !self.has_usable_emergency(consultation, keys) {
                missing.entry(consultation.entity).or_default().push(index);
            }
            for pair in self.emergency_same_as_entity(keys) {
                same.entry(pair).or_default().push(index);
            }
            if let Some(key) = self.single_point(consultation, keys) {
                single.entry(key).or_default().push(index);
            }
        }
        findings.extend(missing.into_iter().map(|(entity, consultations)| Finding {
            code: Code::EmergencyMissing,
            severity: Severity::Critical,
            key: None,
            consultations: consultations.into(),
            fact: Fact::EmergencyMissing { entity },
        }));
        findings.extend(same.into_iter().map(|((emergency, entity_key), consultations)| Finding {
            code: Code::EmergencySameAsEntity,
            severity: Severity::Warning,
            key: Some(emergency),
            consultations: consultations.into(),
            fact: Fact::SameAsEntity { entity_key },
        }));
        findings.extend(single.into_iter().map(|(key, consultations)| Finding {
            code: Code::SinglePoint,
            severity: Severity::Warning,
            key: Some(key),
            consultations: consultations.into(),
            fact: Fact::None,
        }));
    }

    /// An emergency key helps when its private half is not known to fail and, for what is still to be launched,
    /// when bidders could encrypt to it.
    fn has_usable_emergency(&self, consultation: &ConsultationFacts, keys: &[Tie]) -> bool {
        keys.iter().map(|tie| self.snapshot.key(tie.key)).any(|key| {
            key.role == Role::Emergency
                && file_fault(key).is_none()
                && (consultation.launched || self.now <= key.not_after)
        })
    }

    /// Pairs of an emergency key and an entity key of one public key.
    fn emergency_same_as_entity(&self, keys: &[Tie]) -> Vec<(KeyIndex, KeyIndex)> {
        let facts = |tie: &Tie| (tie.key, self.snapshot.key(tie.key));
        let mut of_entity = FxHashMap::default();
        if keys.iter().any(|tie| facts(tie).1.role == Role::Emergency) {
            for (index, key) in keys.iter().map(facts).filter(|(_, key)| key.role == Role::Entity) {
                of_entity.entry(key.public_key).or_insert(index);
            }
        }
        if of_entity.is_empty() {
            return Vec::new();
        }
        keys.iter()
            .map(facts)
            .filter(|(_, key)| key.role == Role::Emergency)
            .filter_map(|(index, key)| Some((index, *of_entity.get(&key.public_key)?)))
            .collect()
    }

    /// The key whose file is the only one left that opens a launched consultation.
    fn single_point(&self, consultation: &ConsultationFacts, keys: &[Tie]) -> Option<KeyIndex> {
        if !consultation.launched {
            return None;
        }
        let mut files = keys.iter().filter_map(|tie| Some((tie.key, file_of(self.snapshot.key(tie.key))?)));
        let (key, only) = files.next()?;
        files.all(|(_, file)| file == only).then_some(key)
    }

    /// Keys that share a common name or a public key.
    pub(super) fn judge_shared(&self, findings: &mut Vec<Finding>) {
        let names = groups(self.snapshot.keys.iter().map(|key| key.subject_cn.as_deref()));
        let public_keys = groups(self.snapshot.keys.iter().map(|key| Some(key.public_key)));
        let both = [
            (Code::KeySameName, Severity::Info, names),
            (Code::KeySamePublicKey, Severity::Warning, public_keys),
        ];
        for (code, severity, groups) in both {
            for keys in groups {
                // The one that lasts longest stands for them all.
                let last =
                    |index: &KeyIndex| (self.snapshot.key(*index).not_after, std::cmp::Reverse(*index));
                let newest = keys.iter().copied().max_by_key(last);
                let mut consultations: Vec<_> = keys
                    .iter()
                    .flat_map(|index| self.snapshot.ties_of(*index))
                    .map(|tie| tie.consultation)
                    .collect();
                consultations.sort_unstable();
                consultations.dedup();
                findings.push(Finding {
                    code,
                    severity,
                    key: newest,
                    consultations: consultations.into(),
                    fact: Fact::Shared { keys: keys.into() },
                });
            }
        }
    }

    /// Certificates that envelopes named and nobody here has.
    pub(super) fn judge_strangers(&self, findings: &mut Vec<Finding>) {
        let known: HashMap<&str, ConsultationIndex> = if self.snapshot.strangers.is_empty() {
            HashMap::new()
        } else {
            (0..)
                .zip(&self.snapshot.consultations)
                .map(|(index, consultation)| (&*consultation.reference, ConsultationIndex(index)))
                .collect()
        };
        findings.extend(self.snapshot.strangers.iter().enumerate().map(|(stranger, facts)| Finding {
            code: Code::KeyNotInRegistry,
            severity: Severity::Warning,
            key: None,
            consultations: known.get(facts.reference.as_str()).copied().into_iter().collect(),
            fact: Fact::Stranger { stranger },
        }));
    }
}

/// The file that holds a key's private half, unless it is known to hold it no more.
fn file_of(key: &KeyFacts) -> Option<File<'_>> {
    let lost = [ProofResult::Missing, ProofResult::Unreadable, ProofResult::Mismatch];
    if file_fault(key).is_some_and(|(fault, _)| lost.contains(&fault)) {
        return None;
    }
    match &key.file.kept {
        FileKept::Copy => Some(File::Copy(key.fingerprint)),
        FileKept::Reference(path) => Some(File::Reference(path)),
        FileKept::Certificate => None,
    }
}

/// The keys that have something in common, two or more at a time, in the order of their first.
fn groups<T: Ord>(of: impl Iterator<Item = Option<T>>) -> Vec<Vec<KeyIndex>> {
    let mut all: Vec<(T, u32)> =
        (0..).zip(of).filter_map(|(number, shared)| Some((shared?, number))).collect();
    all.sort_unstable();
    let mut groups: Vec<Vec<KeyIndex>> = all
        .chunk_by(|(one, _), (next, _)| one == next)
        .filter(|group| group.len() > 1)
        .map(|group| group.iter().map(|(_, number)| KeyIndex(*number)).collect())
        .collect();
    groups.sort_unstable_by_key(|keys| keys.first().copied());
    groups
}
