//! A bad padding, a key of another length and a bad content look the same from outside, to the last field.

use plis::{
    cms::envelope::{Envelope, Recipient},
    crypto::{AwsLc, ContentCipher, KeyTransport, Provider as _},
    secret::ContentKey,
};
use serde_json::Value;

use crate::world::{Exit, World, sha256};

/// Everything that a run says and writes, without identifiers, instants and durations.
#[derive(Debug, PartialEq)]
struct Seen {
    code: Option<i32>,
    out: String,
    err: String,
    report: Value,
    journal: Vec<Value>,
    minutes: String,
}

/// The envelope with another encrypted key of the same length.
fn with_key(envelope: &[u8], replaced: &[u8]) -> Vec<u8> {
    let (header, _) = Envelope::read(envelope).expect("an envelope");
    let [Recipient::KeyTrans(recipient), ..] = header.recipients.as_slice() else { panic!("one recipient") };
    assert_eq!(recipient.encrypted_key.len(), replaced.len());
    let len = replaced.len();
    let at = envelope.windows(len).position(|window| window == recipient.encrypted_key).expect("in it");
    [&envelope[..at], replaced, &envelope[at + len..]].concat()
}

/// Takes away what differs from one run to the next.
fn settled(value: &mut Value) {
    const OWN: [&str; 15] = [
        "id",
        "run",
        "at",
        "hash",
        "prev",
        "head",
        "started_at",
        "finished_at",
        "duration_ms",
        "elapsed_ms",
        "jobs",
        "sha256_in",
        "system_at",
        // Digests of the papers, which have instants in them.
        "report",
        "minutes",
    ];
    match value {
        Value::Object(fields) => {
            fields
                .retain(|name, value| !OWN.contains(&name.as_str()) || (name == "run" && value.is_object()));
            fields.values_mut().for_each(settled);
        }
        Value::Array(values) => values.iter_mut().for_each(settled),
        _ => {}
    }
}

/// A text without identifiers, hashes and other numbers, and without what stands in parentheses: durations do.
fn without_numbers(text: &str) -> String {
    let mut depth = 0;
    let text: String = text
        .chars()
        .filter(|c| {
            depth += i32::from(*c == '(');
            let inside = depth > 0;
            depth -= i32::from(*c == ')');
            !inside
        })
        .collect();
    let words = text.split_inclusive(|c: char| c.is_whitespace() || c == '<' || c == '>');
    let is_own = |word: &str| {
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        word.len() >= 32 && word.chars().all(|c| c.is_ascii_hexdigit())
    };
    let kept: String = words.filter(|word| !is_own(word)).collect();
    kept.chars().filter(|c| !c.is_ascii_digit()).collect()
}

fn opened(envelope: &[u8]) -> Seen {
    let world = World::new().english();
    world.put("depots/offre.pdf.p7m", envelope);
    let ran = world.plis("open depots -o ouverture --key entite.p12 --password file:mdp.txt");
    let mut report = world.json("ouverture/opening.json");
    assert_eq!(report["items"][0]["sha256_in"], sha256(envelope).as_str());
    settled(&mut report);
    let journal = String::from_utf8(world.read("ouverture/journal.jsonl")).expect("UTF-8");
    let journal = journal.lines().map(|line| {
        let mut entry = serde_json::from_str(line).expect("an entry");
        settled(&mut entry);
        entry
    });
    Seen {
        code: ran.code,
        out: without_numbers(&ran.out),
        err: without_numbers(&ran.err),
        report,
        journal: journal.collect(),
        minutes: without_numbers(
            &String::from_utf8(world.read("ouverture/proces-verbal.html")).expect("UTF-8"),
        ),
    }
}

#[test]
fn nothing_outside_tells_a_bad_padding() {
    let world = World::new();
    let public = world.certificate("entite.p12").public_key().to_vec();
    let transport = KeyTransport::RsaPkcs1v15;
    let wrap = |len| AwsLc.wrap(&public, &transport, &ContentKey::new(vec![7; len])).expect("encrypted");
    let key_len = wrap(32).len();
    for cipher in [ContentCipher::Aes256Gcm, ContentCipher::Aes256Cbc] {
        let good = || {
            world.sealed_with(b"Une offre de dix mille euros.", &["entite.p12"], cipher, transport.clone())
        };
        assert_eq!(opened(&good()).code, Some(Exit::Done as i32));

        // A number below any modulus of this length, which decrypts to no padding.
        let mut no_padding = vec![0x5a; key_len];
        no_padding[0] = 0;
        // What is not below the modulus.
        let too_large = vec![0xff; key_len];
        let bad_content = |mut envelope: Vec<u8>| {
            // What the padding of CBC is xored with, or the last octet before the tag.
            let at = envelope.len() - if cipher.is_aead() { 19 } else { 17 };
            envelope[at] ^= 0x40;
            envelope
        };
        let cases: [(&str, &dyn Fn() -> Vec<u8>); 7] = [
            ("bad content", &|| bad_content(good())),
            ("another key", &|| with_key(&good(), &wrap(32))),
            ("bad padding", &|| with_key(&good(), &no_padding)),
            ("not below the modulus", &|| with_key(&good(), &too_large)),
            ("a key too short", &|| with_key(&good(), &wrap(16))),
            ("a key too long", &|| with_key(&good(), &wrap(33))),
            ("no key", &|| with_key(&good(), &wrap(0))),
        ];
        let seen: Vec<(&str, Seen)> = cases
            .iter()
            .map(|(name, make)| {
                // Under another key the padding of CBC is right one time in 256: then for another content it is not.
                let tries = (0..8).map(|_| opened(&make()));
                let seen = tries.into_iter().find(|seen| seen.code == Some(Exit::Partial as i32));
                (*name, seen.unwrap_or_else(|| panic!("{name}: opens")))
            })
            .collect();
        let (_, first) = &seen[0];
        assert_eq!(first.report["items"][0]["reason"], "corrupted");
        for (name, other) in &seen {
            assert_eq!(other, first, "{}: {name}", cipher.name());
        }
    }
}
