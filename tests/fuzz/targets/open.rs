//! A whole envelope with a key: two providers, and the openssl program where it is, must say the same.
//!
//! The program is asked about one in so many inputs that were opened (`PLIS_FUZZ_OPENSSL`, 200 unless told
//! otherwise; 0 never asks it).

#![no_main]

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use libfuzzer_sys::fuzz_target;
use plis::{
    cms::{
        content::Buffer,
        envelope::{Armor, Envelope},
    },
    crypto::{AwsLc, Provider, RustCrypto},
    keys::{Choice, Keyring, Role, Unwrap, read_key_file},
    secret::Password,
};

const PASSWORD: &str = "plis-essai-2026";

/// The keys of the fixtures' envelopes: RSA, which openssl is asked with, every curve and every ML-KEM.
const KEYS: [&str; 8] =
    ["vector", "p256", "p384", "p521", "x25519", "ml-kem-512", "ml-kem-768", "ml-kem-1024"];

fn key_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../fixtures/keys/{name}.p12"))
}

fn keyring(provider: &dyn Provider) -> Keyring {
    let mut keyring = Keyring::new();
    for name in KEYS {
        let octets = fs::read(key_file(name)).expect("key file");
        let file = read_key_file(&octets, Some(&Password::new(PASSWORD.to_owned()))).expect("opens");
        for pair in file.pairs {
            keyring.add(provider, Role::Entity, None, pair).expect("usable");
        }
    }
    keyring
}

/// The plaintext, or why there is none.
fn open(provider: &dyn Provider, keyring: &Keyring, octets: &[u8]) -> Result<Vec<u8>, String> {
    let (envelope, content) = Envelope::read(octets).map_err(|error| format!("{error:?}"))?;
    let Choice::Held { key, recipient } = keyring.choose(&envelope.recipients, false) else {
        return Err("no key".to_owned());
    };
    let encryption = envelope.cipher.as_ref().map_err(|error| format!("{error:?}"))?;
    let cipher = encryption.cipher;
    let Unwrap::Opened(content_key) = key.unwrap(&envelope.recipients[recipient], cipher.key_len()) else {
        return Err("key".to_owned());
    };
    let mut plaintext = Vec::new();
    let done = content.decrypt(encryption, provider, &content_key, &mut Buffer::with_size(0), &mut |octets| {
        plaintext.extend_from_slice(octets);
        Ok(())
    });
    let done = done.map_err(|error| format!("{error:?}"))?;
    assert_eq!(done.bytes_out, plaintext.len() as u64);
    assert_eq!(done.bytes_in, octets.len() as u64, "all of the file was read");
    Ok(plaintext)
}

fuzz_target!(|octets: &[u8]| {
    static KEYRINGS: OnceLock<[Keyring; 2]> = OnceLock::new();
    let [one, other] = KEYRINGS.get_or_init(|| [keyring(&AwsLc), keyring(&RustCrypto)]);
    let first = open(&AwsLc, one, octets);
    let second = open(&RustCrypto, other, octets);
    if first != second {
        // In the place of a bad padding stands a random key, and the padding of a content under it is good one time
        // in 256. What comes of chance does not come eight times.
        let stays =
            (0..8).all(|_| open(&AwsLc, one, octets) == first && open(&RustCrypto, other, octets) == second);
        assert!(!stays, "the providers disagree: {first:?} {second:?}");
        return;
    }
    if let Ok(plaintext) = first {
        ask_openssl(octets, &plaintext);
    }
});

/// What the program makes of it, when it opens it at all: it reads less than we do.
fn ask_openssl(octets: &[u8], plaintext: &[u8]) {
    static OPENED: AtomicU64 = AtomicU64::new(0);
    static ASKED: OnceLock<Option<Asked>> = OnceLock::new();
    let Some(asked) = ASKED.get_or_init(Asked::new) else { return };
    if OPENED.fetch_add(1, Ordering::Relaxed) % asked.every != 0 {
        return;
    }
    let Ok((envelope, _)) = Envelope::read(octets) else { return };
    let form = match envelope.armor {
        Armor::Der => "DER",
        Armor::Pem => "PEM",
        Armor::Base64 | Armor::Smime => return,
    };
    let input = asked.folder.join("envelope");
    fs::write(&input, octets).expect("written");
    let output = Command::new("openssl")
        .args(["cms", "-decrypt", "-binary", "-inform", form, "-in"])
        .arg(&input)
        .arg("-inkey")
        .arg(asked.folder.join("key.pem"))
        .arg("-recip")
        .arg(asked.folder.join("certificate.pem"))
        .stdin(Stdio::null())
        .output()
        .expect("openssl runs");
    assert!(!output.status.success() || output.stdout == plaintext, "openssl has another plaintext");
}

struct Asked {
    folder: PathBuf,
    every: u64,
}

impl Asked {
    /// `None` where the program is not, or is not to be asked.
    fn new() -> Option<Self> {
        let every = env::var("PLIS_FUZZ_OPENSSL").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
        let folder = env::temp_dir().join(format!("plis-fuzz-{}", std::process::id()));
        fs::create_dir_all(&folder).ok()?;
        let write = |what: &[&str], name: &str| {
            let mut command = Command::new("openssl");
            command.args(["pkcs12", "-nodes", "-passin", &format!("pass:{PASSWORD}"), "-in"]).arg(key_file(KEYS[0]));
            command.args(what).arg("-out").arg(folder.join(name));
            command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
        };
        let there = every > 0
            && write(&["-nocerts"], "key.pem")
            && write(&["-nokeys", "-clcerts"], "certificate.pem");
        there.then_some(Self { folder, every })
    }
}
