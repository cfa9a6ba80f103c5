//! Every code of the table, each boundary on its second and on the next.

mod made;
mod together;

use super::{
    finding::{Fact, UsageFault, Weakness},
    *,
};
use crate::{
    keys::Role,
    registry::{
        CertificateFacts, Proof, ProofResult, Stranger, UsageMask,
        snapshot::{ConsultationFacts, EntityIndex, FileKept, Seen, StrangerFacts, Tie},
    },
    time::Validity,
};

const NOW: &str = "2026-03-01T09:00:00Z";
const DAY: i64 = 86_400;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn now() -> Timestamp {
    at(NOW)
}

/// So many seconds from now.
fn seconds(seconds: i64) -> Timestamp {
    Timestamp::from_unix(now().unix() + seconds).expect("in range")
}

/// A key that nothing is to be said of.
fn key(name: &str, role: Role) -> KeyFacts {
    let mut octets = [0; 32];
    octets[..name.len()].copy_from_slice(name.as_bytes());
    let certificate = CertificateFacts {
        fingerprint: Fingerprint(octets),
        public_key: octets,
        subject_cn: Some(name.to_owned()),
        issuer_cn: None,
        serial: String::new(),
        ski: String::new(),
        validity: Validity { not_before: at("2025-01-01T00:00:00Z"), not_after: at("2030-01-01T00:00:00Z") },
        bits: 3072,
        exponent: 65_537,
        key_usage: Some(UsageMask(4)),
        sha1: false,
    };
    let mut key = KeyFacts::new(name, role, &certificate);
    key.entity = Some(EntityIndex(0));
    key.proved_at = Some(now());
    key
}

fn consultation(reference: &str, deadline: Timestamp, launched: bool) -> ConsultationFacts {
    ConsultationFacts { reference: reference.into(), entity: EntityIndex(0), deadline, launched }
}

/// "e" (entity) and "s" (emergency), both recipients of "C", which is launched and due in a year.
fn world() -> Snapshot {
    let keys = vec![key("e", Role::Entity), key("s", Role::Emergency)];
    let consultations = vec![consultation("C", seconds(365 * DAY), true)];
    let mut snapshot = Snapshot::new(keys, consultations, vec!["Ville".to_owned()]);
    snapshot.tie([0, 1].map(|key| Tie { key: KeyIndex(key), consultation: ConsultationIndex(0) }));
    snapshot
}

/// The same without a consultation.
fn idle() -> Snapshot {
    let Snapshot { keys, entities, .. } = world();
    Snapshot::new(keys, vec![], entities)
}

fn judged(snapshot: &Snapshot) -> Audit {
    audit(snapshot, now(), &Thresholds::default())
}

/// Code, severity and key of each finding.
fn found(snapshot: &Snapshot) -> Vec<(Code, Severity, Option<u32>)> {
    judged(snapshot).findings.iter().map(|f| (f.code, f.severity, f.key.map(|key| key.0))).collect()
}

/// The severity of a code about the first key (or about none), if it is found.
fn severity(snapshot: &Snapshot, code: Code) -> Option<Severity> {
    let findings = judged(snapshot).findings;
    findings.iter().find(|f| f.code == code && f.key != Some(KeyIndex(1))).map(|f| f.severity)
}

#[test]
fn nothing_is_said_of_what_is_in_order() {
    assert_eq!(found(&world()), []);
    assert_eq!(found(&idle()), []);
}

#[test]
fn expires_before_deadline_and_its_margin() {
    for (spare, expected) in [(0, None), (-1, Some(Severity::Critical))] {
        let mut snapshot = world();
        snapshot.keys[0].not_after = seconds((365 + 15) * DAY + spare);
        assert_eq!(severity(&snapshot, Code::KeyExpiresBeforeDeadline), expected, "{spare}");
    }
    // Of a draft as well, and of an emergency key.
    let mut snapshot = world();
    snapshot.consultations[0].launched = false;
    snapshot.keys[1].not_after = seconds(364 * DAY);
    assert_eq!(found(&snapshot), [(Code::KeyExpiresBeforeDeadline, Severity::Critical, Some(1))]);
}

#[test]
fn the_margin_counts_until_the_deadline_has_passed() {
    let mut snapshot = world();
    snapshot.keys[0].not_after = seconds(100 * DAY);
    for (deadline, expected) in [(0, Some(Severity::Critical)), (-1, None)] {
        snapshot.consultations[0].deadline = seconds(deadline);
        snapshot.keys[0].not_after = seconds(deadline + 15 * DAY - 1);
        assert_eq!(severity(&snapshot, Code::KeyExpiresBeforeDeadline), expected, "{deadline}");
    }
}

#[test]
fn not_yet_valid_while_the_deadline_is_ahead() {
    for (begins, deadline, launched, expected) in [
        (0, DAY, true, None),
        (1, DAY, true, Some(Severity::Critical)),
        (1, DAY, false, Some(Severity::Warning)),
        (1, 0, true, Some(Severity::Critical)),
        (1, -1, true, None),
    ] {
        let mut snapshot = world();
        snapshot.keys[0].not_before = seconds(begins);
        snapshot.consultations[0].deadline = seconds(deadline);
        snapshot.consultations[0].launched = launched;
        assert_eq!(severity(&snapshot, Code::KeyNotYetValid), expected, "{begins} {deadline} {launched}");
    }
    // Of an emergency key as well, and of no key that nothing needs.
    let mut snapshot = world();
    snapshot.keys[1].not_before = seconds(1);
    assert_eq!(found(&snapshot), [(Code::KeyNotYetValid, Severity::Critical, Some(1))]);
    let mut snapshot = idle();
    snapshot.keys[0].not_before = seconds(1);
    assert_eq!(found(&snapshot), []);
}

#[test]
fn expired_in_use_once_the_deadline_has_passed() {
    let mut snapshot = world();
    for (not_after, deadline, expected) in [
        (-1, -1, Some(Severity::Warning)),
        (0, -1, None),
        (-1, 0, None),
        (-100 * DAY, -200 * DAY, Some(Severity::Warning)),
    ] {
        snapshot.keys[0].not_after = seconds(not_after);
        snapshot.consultations[0].deadline = seconds(deadline);
        assert_eq!(severity(&snapshot, Code::KeyExpiredInUse), expected, "{not_after} {deadline}");
    }
    assert_eq!(severity(&snapshot, Code::KeyExpiresBeforeDeadline), None);
    assert_eq!(severity(&snapshot, Code::KeyExpiresSoon), None);
}

#[test]
fn expires_soon_within_60_days_and_within_30() {
    let mut snapshot = world();
    snapshot.consultations[0].deadline = seconds(-DAY);
    for (left, expected) in [
        (60 * DAY + 1, None),
        (60 * DAY, Some(Severity::Warning)),
        (30 * DAY + 1, Some(Severity::Warning)),
        (30 * DAY, Some(Severity::Critical)),
        (0, Some(Severity::Critical)),
        (-1, None),
    ] {
        snapshot.keys[0].not_after = seconds(left);
        assert_eq!(severity(&snapshot, Code::KeyExpiresSoon), expected, "{left}");
        assert_eq!(severity(&snapshot, Code::KeyExpiresUnused), None, "{left}");
    }
}

#[test]
fn expires_unused_within_60_days() {
    let mut snapshot = idle();
    for (left, expected) in
        [(60 * DAY + 1, None), (60 * DAY, Some(Severity::Info)), (0, Some(Severity::Info)), (-1, None)]
    {
        snapshot.keys[0].not_after = seconds(left);
        assert_eq!(severity(&snapshot, Code::KeyExpiresUnused), expected, "{left}");
        assert_eq!(severity(&snapshot, Code::KeyExpiresSoon), None, "{left}");
    }
    snapshot.keys[0].not_after = seconds(0);
    snapshot.keys[0].retired = true;
    assert_eq!(severity(&snapshot, Code::KeyExpiresUnused), None);
}

#[test]
fn other_thresholds_are_kept_too() {
    let mut snapshot = world();
    snapshot.consultations[0].deadline = seconds(DAY);
    snapshot.keys[0].not_after = seconds(2 * DAY);
    snapshot.keys[0].proved_at = Some(seconds(-2 * DAY));
    let codes = |thresholds| -> Vec<_> {
        audit(&snapshot, now(), &thresholds).findings.iter().map(|f| (f.code, f.severity)).collect()
    };
    let strict = Thresholds { warn_days: 2, crit_days: 1, margin_days: 2, proof_days: 1 };
    assert_eq!(
        codes(strict),
        [
            (Code::KeyExpiresBeforeDeadline, Severity::Critical),
            (Code::KeyExpiresSoon, Severity::Warning),
            (Code::KeyNotProved, Severity::Warning)
        ]
    );
    assert_eq!(codes(Thresholds { warn_days: 1, crit_days: 1, margin_days: 1, proof_days: 2 }), []);
}

#[test]
fn each_fault_of_a_key_file_has_its_code() {
    for (result, code) in [
        (ProofResult::Missing, Code::PrivateKeyMissing),
        (ProofResult::Unreadable, Code::PrivateKeyUnreadable),
        (ProofResult::PasswordWrong, Code::PasswordWrong),
        (ProofResult::Mismatch, Code::KeyMismatch),
    ] {
        for (mut snapshot, severity) in [(world(), Severity::Critical), (idle(), Severity::Warning)] {
            snapshot.keys[0].file.seen = Some(Seen::Tried(result.into()));
            assert_eq!(found(&snapshot)[0], (code, severity, Some(0)));
            assert_eq!(judged(&snapshot).findings[0].fact, Fact::File { result, tried_at: None });
            // Nobody looked now; an earlier proof said so.
            snapshot.keys[0].file.seen = None;
            snapshot.keys[0].last_proof = Some(Proof { at: seconds(-DAY), result });
            assert_eq!(found(&snapshot)[0], (code, severity, Some(0)));
            let tried_at = Some(seconds(-DAY));
            assert_eq!(judged(&snapshot).findings[0].fact, Fact::File { result, tried_at });
        }
    }
}

#[test]
fn what_is_seen_now_counts_more_than_an_earlier_proof() {
    let mut snapshot = world();
    snapshot.keys[0].last_proof = Some(Proof { at: seconds(-DAY), result: ProofResult::Missing });
    snapshot.keys[0].file.seen = Some(Seen::There);
    assert_eq!(found(&snapshot), []);
    snapshot.keys[0].last_proof = Some(Proof { at: seconds(-DAY), result: ProofResult::PasswordWrong });
    assert_eq!(severity(&snapshot, Code::PasswordWrong), Some(Severity::Critical));
    snapshot.keys[0].file.seen = Some(Seen::Tried(ProofResult::Proved.into()));
    assert_eq!(found(&snapshot), []);
    snapshot.keys[0].file.kept = FileKept::Certificate;
    assert_eq!(severity(&snapshot, Code::PrivateKeyMissing), Some(Severity::Critical));
}

#[test]
fn not_proved_for_30_days() {
    let mut snapshot = world();
    for (proved, expected) in [
        (Some(-30 * DAY), None),
        (Some(-30 * DAY - 1), Some(Severity::Warning)),
        (None, Some(Severity::Warning)),
    ] {
        snapshot.keys[0].proved_at = proved.map(seconds);
        assert_eq!(severity(&snapshot, Code::KeyNotProved), expected, "{proved:?}");
    }
    let mut snapshot = idle();
    snapshot.keys[0].proved_at = None;
    assert_eq!(severity(&snapshot, Code::KeyNotProved), None);
}

#[test]
fn deletable_when_it_had_its_use() {
    let had_its_use: [fn(&mut KeyFacts); 3] =
        [|key| key.ever_tied = true, |key| key.retired = true, |key| key.not_after = seconds(-1)];
    for change in had_its_use {
        let mut snapshot = idle();
        change(&mut snapshot.keys[0]);
        assert_eq!(found(&snapshot), [(Code::KeyDeletable, Severity::Info, Some(0))]);
        let mut snapshot = world();
        change(&mut snapshot.keys[0]);
        assert_eq!(severity(&snapshot, Code::KeyDeletable), None);
    }
    let mut snapshot = idle();
    snapshot.keys[0].not_after = seconds(0);
    assert_eq!(severity(&snapshot, Code::KeyDeletable), None);
}

#[test]
fn how_each_key_stands() {
    let mut snapshot = world();
    snapshot.keys.push(key("f", Role::Entity));
    for (left, days) in [(DAY, 1), (DAY - 1, 0), (0, 0), (-1, -1), (-DAY, -1), (-DAY - 1, -2)] {
        snapshot.keys[0].not_after = seconds(left);
        let audit = judged(&snapshot);
        assert_eq!(audit.keys[0], Standing { days_left: days, open_consultations: 1, deletable: false });
        assert!(audit.keys[2].deletable);
    }
}

#[test]
fn keys_that_no_registry_knows_are_judged_by_themselves() {
    let mut ended = key("e", Role::Entity);
    ended.not_after = seconds(-1);
    ended.proved_at = None;
    let mut short = key("f", Role::Entity);
    short.bits = 1024;
    short.ever_tied = true;
    let keys = [ended, short];
    let consultation = Consultation {
        reference: Some("C".to_owned()),
        deadline: Some(seconds(-DAY)),
        ..Consultation::default()
    };
    let (snapshot, audit) = of_opening(keys.clone(), Some(&consultation), now(), &Thresholds::default());
    let codes: Vec<_> = audit.findings.iter().map(|f| (f.code, f.key, f.consultations.len())).collect();
    assert_eq!(codes, [(Code::KeyWeak, Some(KeyIndex(1)), 1), (Code::KeyExpiredInUse, Some(KeyIndex(0)), 1)]);
    assert_eq!(&*snapshot.consultation(ConsultationIndex(0)).reference, "C");
    let (_, audit) = of_opening(keys, None, now(), &Thresholds::default());
    let codes: Vec<_> = audit.findings.iter().map(|f| (f.code, f.consultations.len())).collect();
    assert_eq!(codes, [(Code::KeyWeak, 0), (Code::KeyExpiredInUse, 0)]);
    assert_eq!(audit.summary.critical, 1);
}

#[test]
fn the_gravest_comes_first_and_all_are_counted() {
    let mut snapshot = world();
    snapshot.keys[0].not_after = seconds(10 * DAY);
    snapshot.keys[1].proved_at = None;
    let mut third = key("f", Role::Entity);
    third.retired = true;
    snapshot.keys.push(third);
    let audit = judged(&snapshot);
    let codes: Vec<_> = audit.findings.iter().map(|f| f.code).collect();
    assert_eq!(
        codes,
        [Code::KeyExpiresBeforeDeadline, Code::KeyExpiresSoon, Code::KeyNotProved, Code::KeyDeletable]
    );
    assert_eq!(audit.gravest(), Some(Severity::Critical));
    let Summary { keys, consultations, info, warning, critical } = audit.summary;
    assert_eq!((keys, consultations, info, warning, critical), (3, 1, 1, 1, 2));
    let fingerprint = snapshot.keys[2].fingerprint;
    assert_eq!(audit.concerning(&snapshot, &[fingerprint]).count(), 1);
}

#[test]
fn codes_and_severities_are_named_as_they_are_written() {
    for code in Code::ALL {
        assert_eq!(serde_json::to_value(code).expect("a name"), code.name());
    }
    for severity in Severity::ALL {
        assert_eq!(serde_json::to_value(severity).expect("a name"), severity.name());
    }
    let mut order = Severity::ALL;
    order.sort();
    order.reverse();
    assert_eq!(order, Severity::ALL);
}
