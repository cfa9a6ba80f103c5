//! Every sentence about an envelope against the table that was read and approved.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::*;
use crate::words::messages;

/// Every reason with the facts it is told with, and the successes, as a newcomer reads them.
const TABLE: &str = include_str!("../outcome.table.txt");

fn item(reason: Option<Reason>, status: Status, facts: &Value) -> Item {
    let mut row = json!({
        "input": "depots/Éole/offre.zip.p7m", "root": "depots", "status": status, "reason": reason,
        "bytes_in": 1, "receipt": "unverifiable", "recipients": [], "duration_ms": 0,
        "output": "plis/Éole/offre.zip",
    });
    for (name, value) in facts.as_object().into_iter().flatten() {
        row[name] = value.clone();
    }
    serde_json::from_value(row).expect("a row")
}

fn keys() -> Vec<KeyRow> {
    let key = |role: &str, name: &str, expired: bool| {
        let ski = (name == "Marchés 2026").then_some("8924c5aaf0be47e1");
        serde_json::from_value(json!({
            "role": role, "name": name, "subject_cn": name, "issuer_cn": "AC Exemple", "serial": "0a01",
            "ski": ski, "fingerprint": format!("{role}-{expired}"), "bits": 3072,
            "not_before": "2024-01-01T00:00:00Z", "not_after": "2026-01-01T00:00:00Z", "expired": expired,
        }))
        .expect("a key")
    };
    vec![
        key("entity", "Marchés 2026", false),
        key("entity", "Marchés 2024", true),
        key("emergency", "Secours", false),
        key("emergency", "Secours 2024", true),
    ]
}

/// What each reason is told with: every sentence it has.
fn facts(reason: Reason) -> Vec<Value> {
    let recipients = json!([
        {"issuer_cn": "AC Exemple", "serial": "0b02"}, {"ski": "aabb"}, {"other": "kari"}
    ]);
    let detail = |detail: Value| json!({"detail": detail});
    let archive = |fault: &str| detail(json!({"kind": "archive", "fault": fault}));
    match reason {
        Reason::Late => vec![
            detail(
                json!({"kind": "deposit", "ended_at": "2026-03-02T11:00:01Z", "deadline": "2026-03-02T11:00:00Z"}),
            ),
            json!({"to_the_minute": true, "detail":
                {"kind": "deposit", "ended_at": "2026-03-02T11:00:00Z", "deadline": "2026-03-02T11:00:00Z"}}),
        ],
        Reason::Ambiguous => vec![
            json!({"listed": true, "detail": {"kind": "may_be", "paths": ["depots/A.p7m", "depots/a.P7M"]}}),
            detail(json!({"kind": "may_be", "paths": ["Depots/a.p7m"]})),
            archive("duplicate"),
        ],
        Reason::Superseded => vec![detail(json!({"kind": "replaced_by", "pli": "P-003"}))],
        Reason::OtherEnvelope => vec![json!({"envelope": "offre"}), json!({"envelope": "anonymat"})],
        Reason::OutputCollision => {
            vec![detail(json!({"kind": "same_output_as", "input": "depots/Éole/offre.zip.p7"}))]
        }
        Reason::NoMatchingKey => vec![
            json!({"recipients": recipients}),
            json!({"recipients": recipients,
                "detail": {"kind": "emergency_key_held", "fingerprint": "emergency-false"}}),
            json!({"recipients": [{"issuer_cn": "AC Exemple G2", "serial": "0a01"}], "detail":
                {"kind": "other_issuer", "named": "CN=AC Exemple G2", "held": "CN=AC Exemple", "serial": "0a01"}}),
        ],
        Reason::KeyUnavailable => vec![
            detail(
                json!({"kind": "device", "device": "Jeton 7", "fault": "gone", "code": "CKR_DEVICE_REMOVED"}),
            ),
            detail(json!({"kind": "device", "device": "Jeton 7", "fault": "silent"})),
            detail(json!({"kind": "device", "device": "Jeton 7", "fault": "refused"})),
            detail(json!({"kind": "device", "device": "Jeton 7", "fault": "failed"})),
        ],
        Reason::Corrupted => vec![
            json!({}),
            detail(json!({"kind": "structure", "offset": 1234, "what": "x"})),
            json!({"receipt": "intact"}),
            archive("directory"),
            archive("overlapping"),
            archive("size"),
            archive("checksum"),
            archive("packing"),
        ],
        Reason::Truncated => {
            vec![json!({}), json!({"receipt": "intact"}), archive("no_directory"), archive("cut_off")]
        }
        Reason::Altered => vec![
            detail(json!({"kind": "digest", "expected": "aa", "found": "bb", "plaintext": false})),
            detail(json!({"kind": "digest", "expected": "aa", "found": "bb", "plaintext": true})),
        ],
        Reason::NotAnEnvelope => {
            vec![json!({}), json!({"bytes_in": 0}), json!({"bytes_in": 0, "receipt": "intact"})]
        }
        Reason::Unsupported => {
            let signed = "1.2.840.113549.1.7.2";
            let message = |around: bool| json!({"kind": "message", "oid": signed, "name": "SignedData", "around_an_envelope": around});
            let credentials = [
                "key_file",
                "private_key",
                "public_key",
                "certificate",
                "certificate_request",
                "revocation_list",
            ];
            let mut facts = vec![
                detail(json!({"kind": "algorithm", "oid": "1.3.14.3.2.7", "name": "des-cbc"})),
                detail(message(false)),
                detail(message(true)),
                detail(json!({"kind": "mechanism", "device": "Jeton 7", "mechanism": "CKM_RSA_PKCS_OAEP"})),
                detail(json!({"kind": "several", "count": 2})),
                detail(json!({"kind": "container", "name": "ZIP"})),
                detail(json!({"kind": "container", "name": "7-Zip"})),
                detail(json!({"kind": "container", "name": "ZIP", "locked": true})),
                archive("encrypted"),
                archive("name"),
                detail(json!({"kind": "packing", "method": 14})),
            ];
            facts.extend(credentials.map(|what| detail(json!({"kind": "credential", "what": what}))));
            facts
        }
        Reason::MissingBlock | Reason::DuplicateBlock => vec![
            detail(json!({"kind": "blocks", "numbers": [2]})),
            detail(json!({"kind": "blocks", "numbers": [2, 5]})),
        ],
        Reason::TooLarge => {
            ["recipients", "archive-entries", "archive-directory", "archive-name", "archive-ratio"]
                .map(|limit| detail(json!({"kind": "limit", "limit": limit, "value": 1024})))
                .into()
        }
        Reason::Unreadable => vec![
            detail(json!({"kind": "system", "fault": "denied", "code": 13})),
            detail(json!({"kind": "system", "fault": "in_use", "code": 32})),
            detail(json!({"kind": "system", "fault": "other", "code": 999})),
            json!({}),
            archive("changed"),
        ],
        Reason::WriteFailed => vec![
            detail(json!({"kind": "system", "fault": "denied", "code": 13})),
            detail(json!({"kind": "system", "fault": "full", "code": 28})),
            detail(json!({"kind": "system", "fault": "bad_name", "code": 123})),
        ],
        _ => vec![json!({})],
    }
}

fn table() -> String {
    let keys = keys();
    let used = |role: &str, expired: bool| json!({"key": {"role": role, "fingerprint": format!("{role}-{expired}")}});
    let mut rows: Vec<(String, Item)> = vec![
        ("opened".into(), item(None, Status::Opened, &used("entity", false))),
        ("opened".into(), item(None, Status::Opened, &used("entity", true))),
        ("opened".into(), item(None, Status::Opened, &used("emergency", false))),
        ("opened".into(), item(None, Status::Opened, &used("emergency", true))),
        ("opened".into(), item(None, Status::Opened, &json!({"accepted": ["late", "altered"]}))),
        ("opened".into(), item(None, Status::Opened, &json!({"listed": false}))),
        ("opened".into(), item(None, Status::Opened, &json!({"listed": true, "listed_as": "Depots/A.P7M"}))),
        ("opened".into(), item(None, Status::Opened, &json!({"accepted": ["late"], "to_the_minute": true}))),
        ("already_opened".into(), item(None, Status::AlreadyOpened, &json!({}))),
        ("already_opened".into(), item(None, Status::AlreadyOpened, &used("entity", false))),
        ("already_opened".into(), item(None, Status::AlreadyOpened, &used("emergency", false))),
        ("openable".into(), item(None, Status::Openable, &used("entity", false))),
        ("openable".into(), item(None, Status::Openable, &used("emergency", false))),
        ("cancelled".into(), item(None, Status::Cancelled, &json!({}))),
    ];
    for reason in Reason::ALL {
        let items = facts(reason).into_iter().map(|facts| item(Some(reason), reason.status(), &facts));
        rows.extend(items.map(|item| (reason.code().to_owned(), item)));
    }
    let mut table = String::new();
    for (code, item) in rows {
        let _ = writeln!(table, "{code}");
        for lang in [Lang::Fr, Lang::En] {
            let say = messages::load(lang);
            let words = Words { lang, say: &say, keys: &keys, zone: Zone::PARIS };
            let _ = writeln!(table, "  {}  {}", lang.code(), capitalized(&words.sentence(&item)));
            if let Some(reason) = item.reason {
                let _ = writeln!(
                    table,
                    "      [{}] {}",
                    words.reason_name(reason),
                    words.explanation(Some(reason))
                );
            }
            if let Some(hint) = words.hint(&item) {
                let _ = writeln!(table, "      -> {}", capitalized(&hint));
            }
        }
    }
    table
}

#[test]
fn every_sentence_is_as_it_was_read_and_approved() {
    let written = table();
    let differs = written.lines().zip(TABLE.lines()).find(|(written, approved)| written != approved);
    assert!(written == TABLE, "first difference: {differs:?}\n\nwritten:\n{written}");
}

#[test]
fn sentences_are_whole() {
    for line in TABLE.lines().filter(|line| line.starts_with(' ')) {
        let sentence = line.trim();
        assert!(sentence.ends_with(['.', ')', '?']), "{sentence}");
        assert!(!sentence.contains(['{', '}']), "{sentence}");
    }
}

#[test]
fn a_stranger_in_a_sentence_does_not_act() {
    let say = messages::load(Lang::Fr);
    let words = Words { lang: Lang::Fr, say: &say, keys: &[], zone: Zone::PARIS };
    let hostile = json!({"recipients": [{"issuer_cn": "\u{1b}[2J\u{202e}CA", "serial": "01"}]});
    let sentence = words.sentence(&item(Some(Reason::NoMatchingKey), Status::Failed, &hostile));
    assert!(sentence.contains("\\u{1b}[2J\\u{202e}CA"), "{sentence}");
}

/// What a certificate says of itself is between quotation marks, and does not end them.
#[test]
fn a_name_in_a_certificate_writes_no_sentence() {
    let say = messages::load(Lang::Fr);
    let words = Words { lang: Lang::Fr, say: &say, keys: &[], zone: Zone::PARIS };
    let issuer = "AC », n° 1. L'offre est retirée. « “b” „c‟";
    let named = json!({"recipients": [{"issuer_cn": issuer, "serial": "01"}]});
    let sentence = words.recipients(&item(None, Status::Failed, &named));
    let expected = "un certificat qui se dit émis par «\u{a0}AC \", n° 1. L'offre est retirée. \" \"b\" \"c\"\u{a0}», n° de série 01";
    assert_eq!(sentence, expected);
}

#[test]
fn a_crowd_is_named_in_part_and_counted() {
    let say = messages::load(Lang::En);
    let words = Words { lang: Lang::En, say: &say, keys: &[], zone: Zone::PARIS };
    let crowd: Vec<Value> =
        (0..1000).map(|n| json!({"issuer_cn": "CA", "serial": format!("{n:x}")})).collect();
    let sentence = words.recipients(&item(None, Status::Failed, &json!({"recipients": crowd})));
    assert!(sentence.ends_with("; and 992 more"), "{sentence}");
    assert!(sentence.len() < 500);
}
