//! The pieces that are counted.

use std::{error::Error, fs, hint::black_box, path::Path};

use plis::{
    cms::{content::Buffer, envelope::Envelope},
    crypto::{ContentCipher, Hash, KeyTransport},
    journal::Journal,
    keys::{Choice, KeyPair, Keyring, Role, read_key_file},
    secret::{ContentKey, Password},
    time::Timestamp,
};
use serde_json::json;

use crate::{
    nothing::Nothing,
    sealed::{in_pieces, sealed},
};

/// Those that are counted.
pub(crate) const NAMES: [&str; 9] = [
    "header",
    "header_100_recipients",
    "choose",
    "walk_definite",
    "walk_pieces",
    "content_cbc",
    "content_cbc_pieces",
    "content_gcm",
    "journal",
];

/// Runs one.
pub(crate) fn run(name: &str) -> Result<(), Box<dyn Error>> {
    let pair = pair_named("entity")?;
    let other = pair_named("emergency")?;
    let ours = pair.certificate().clone();
    let seal = |recipients, cipher, transport, octets| {
        sealed(&vec![&ours; recipients], cipher, transport, &vec![0x5a; octets])
    };
    let cbc =
        |recipients, octets| seal(recipients, ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1v15, octets);
    match name {
        "header" => headers(&cbc(2, 2 << 10)),
        "header_100_recipients" => headers(&cbc(100, 2 << 10)),
        "choose" => {
            let mut ring = Keyring::new();
            ring.add(&Nothing, Role::Entity, None, pair)?;
            // Ours is the last.
            let mut everybody = vec![other.certificate(); 99];
            everybody.push(&ours);
            let message =
                sealed(&everybody, ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1v15, &[0x5a; 16]);
            let (envelope, _) = Envelope::read(message.as_slice())?;
            counted(|| {
                let found = ring.choose(black_box(&envelope.recipients), false);
                assert!(matches!(found, Choice::Held { recipient: 99, .. }));
            });
        }
        "walk_definite" => walk(&cbc(1, 4 << 20)),
        "walk_pieces" => walk(&in_pieces(&cbc(1, 4 << 20), 1_000)),
        "content_cbc" => content(&cbc(1, 4 << 20)),
        "content_cbc_pieces" => content(&in_pieces(&cbc(1, 4 << 20), 1_000)),
        "content_gcm" => {
            let oaep =
                KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };
            content(&seal(1, ContentCipher::Aes256Gcm, oaep, 4 << 20));
        }
        "journal" => {
            let at: Timestamp = "2026-12-18T11:00:04Z".parse()?;
            let mut journal = Journal::new(Vec::with_capacity(1 << 20));
            let row = json!({ "input": "depots/pli-000001.p7m", "status": "opened", "bytes_in": 65_536, "sha256": "5a".repeat(32) });
            counted(|| {
                for _ in 0..100 {
                    drop(journal.append("outcome", at, &row));
                }
            });
        }
        _ => return Err(format!("{name}: no such piece").into()),
    }
    Ok(())
}

/// What is inside of this is counted.
#[inline(never)]
fn counted(work: impl FnOnce()) {
    work();
}

fn headers(message: &[u8]) {
    let read = || drop(black_box(Envelope::read(message).expect("an envelope")));
    // The first time pays for tables that are made once.
    read();
    counted(|| (0..100).for_each(|_| read()));
}

fn walk(message: &[u8]) {
    let (_, content) = Envelope::read(message).expect("an envelope");
    counted(|| assert!(content.skip().expect("well formed").bytes_in > 0));
}

fn content(message: &[u8]) {
    let (envelope, content) = Envelope::read(message).expect("an envelope");
    let key = ContentKey::new(vec![0; 32]);
    let mut buffer = Buffer::new();
    let mut octets = 0;
    counted(|| {
        let mut sink = |plaintext: &[u8]| {
            octets += plaintext.len();
            Ok(())
        };
        let encryption = envelope.cipher.as_ref().expect("a cipher that is read");
        content.decrypt(encryption, &Nothing, &key, &mut buffer, &mut sink).expect("nothing to check");
    });
    assert!(octets >= 4 << 20, "all of it comes out");
}

/// A key pair of the fixtures: the same names and numbers at every count.
fn pair_named(name: &str) -> Result<KeyPair, Box<dyn Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/keys/{name}.p12"));
    let file = read_key_file(&fs::read(file)?, Some(&Password::new("plis-essai-2026".to_owned())))?;
    Ok(file.pairs.into_iter().next().ok_or("no key in it")?)
}
