//! Every file of `fixtures/keys/`, read as its sidecar says. A file that is added there is tested here.

mod sidecar;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::{Duration, Instant},
};

use plis::{
    crypto::{
        Agreed, AwsLc, Encapsulated, Hash, Kdf, KdfHash, KeyAgreement, KeyEncapsulation, KeyTransport,
        KeyWrap, Provider, RustCrypto,
    },
    keys::{KeyFile, KeyFileError, KeyFileWarning, KeyPair, needs_password, read_key_file},
    secret::{ContentKey, Password},
};
use sidecar::Sidecar;

/// The key files with their sidecars; fails on one without the other.
fn all() -> Vec<(PathBuf, Sidecar)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys");
    let names = fs::read_dir(&folder).expect("fixtures/keys").map(|entry| entry.expect("an entry").path());
    let (sidecars, files): (BTreeSet<_>, BTreeSet<_>) =
        names.partition(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let wanted = files.iter().map(|file| file.with_extension("toml")).collect::<BTreeSet<_>>();
    assert_eq!(wanted, sidecars, "a file without its sidecar, or the other way round");
    assert_eq!(files.len(), sidecars.len(), "two files with one sidecar");
    files
        .into_iter()
        .map(|file| {
            let sidecar = Sidecar::read(&file.with_extension("toml"));
            (file, sidecar)
        })
        .collect()
}

fn name_of(error: &KeyFileError) -> &'static str {
    match error {
        KeyFileError::PasswordNeeded => "password-needed",
        KeyFileError::WrongPassword => "wrong-password",
        KeyFileError::NotAKeyFile => "not-a-key-file",
        KeyFileError::NoPrivateKey { .. } => "no-private-key",
        KeyFileError::NotUsed { .. } => "not-used",
        KeyFileError::NoMatchingCertificate { .. } => "no-matching-certificate",
        KeyFileError::UnreadableCertificate { .. } => "unreadable-certificate",
        KeyFileError::WindowsAccounts => "windows-accounts",
        KeyFileError::MacKeyLength { .. } => "mac-key-length",
        KeyFileError::Malformed { .. }
        | KeyFileError::BadParameters { .. }
        | KeyFileError::KeySize { .. }
        | KeyFileError::InconsistentKey => "malformed",
        KeyFileError::Unsupported { .. } => "unsupported",
        KeyFileError::TooLarge { .. } => "too-large",
    }
}

/// Time this thread has had a processor (Linux), so that a busy machine changes nothing; elsewhere, time.
fn busy() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let nanoseconds = fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// What differs from the sidecar.
fn differences(result: &Result<KeyFile, KeyFileError>, sidecar: &Sidecar) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &str, is: Option<String>, should: Option<String>| {
        if should.is_some() && is != should {
            found.push(format!("{what} is {is:?}, should be {should:?}"));
        }
    };
    let expects = sidecar.text("expects").expect("`expects`");
    match result {
        Err(error) => {
            same("result", Some(name_of(error).to_owned()), Some(expects));
            let (oid, limit) = match error {
                KeyFileError::NotUsed { oid } | KeyFileError::Unsupported { oid } => {
                    (Some(oid.clone()), None)
                }
                KeyFileError::TooLarge { limit } => (None, Some(limit.name.to_owned())),
                _ => (None, None),
            };
            same("oid", oid, sidecar.text("oid"));
            same("limit", limit, sidecar.text("limit"));
        }
        Ok(file) => {
            same("result", Some("opens".to_owned()), Some(expects));
            same(
                "pairs",
                Some(file.pairs.len().to_string()),
                sidecar.number("pairs").map(|count| count.to_string()),
            );
            let mut prints =
                file.pairs.iter().map(|pair| pair.certificate().fingerprint_hex()).collect::<Vec<_>>();
            prints.sort();
            same(
                "fingerprints",
                Some(format!("{prints:?}")),
                sidecar.get::<Vec<String>>("fingerprints").map(|list| format!("{list:?}")),
            );
            let certificates = file.pairs.len() + file.certificates.len();
            same(
                "certificates",
                Some(certificates.to_string()),
                sidecar.number("certificates").map(|count| count.to_string()),
            );
            same(
                "trailing_octets",
                Some(file.trailing_octets.to_string()),
                sidecar.number("trailing_octets").map(|count| count.to_string()),
            );
            let name = file.pairs[0].friendly_name().map(str::to_owned);
            same("friendly_name", name, sidecar.text("friendly_name"));
            let warnings = file.warnings.iter().map(warning_name).collect::<Vec<_>>();
            same(
                "warnings",
                Some(format!("{warnings:?}")),
                sidecar.get::<Vec<String>>("warnings").map(|list| format!("{list:?}")),
            );
        }
    }
    found
}

fn warning_name(warning: &KeyFileWarning) -> &'static str {
    match warning {
        KeyFileWarning::NoMac => "no-mac",
        KeyFileWarning::OrphanKey { .. } => "orphan-key",
        KeyFileWarning::KeyNotUsed { .. } => "key-not-used",
        KeyFileWarning::UnreadableKey => "unreadable-key",
        KeyFileWarning::UnreadableCertificate { .. } => "unreadable-certificate",
        KeyFileWarning::DoubtfulDates => "doubtful-dates",
        KeyFileWarning::TrailingOctets { .. } => "trailing-octets",
        KeyFileWarning::BadFriendlyName => "bad-friendly-name",
        KeyFileWarning::PassedOver { .. } => "passed-over",
    }
}

const AGREEMENT: KeyAgreement =
    KeyAgreement { kdf: Kdf::X963(KdfHash::Sha384), wrap: KeyWrap::Aes192, cofactor: false };

/// Whether both providers open with the pair what they encrypt to its certificate.
fn opens(pair: &KeyPair) -> bool {
    const PROVIDERS: [&dyn Provider; 2] = [&AwsLc, &RustCrypto];
    let transport = KeyTransport::RsaOaep { hash: Hash::Sha1, mgf_hash: Hash::Sha1, label: Vec::new() };
    let secret = ContentKey::new(vec![7; 32]);
    let public_key = pair.certificate().public_key();
    if pair.certificate().curve().is_some() {
        return PROVIDERS.into_iter().all(|provider| {
            let sealed = provider.agree(public_key, AGREEMENT, b"info", &secret).expect("encrypted");
            let (point, encrypted_key) = (&*sealed.point, &*sealed.encrypted_key);
            let agreed = Agreed { agreement: AGREEMENT, curve: None, point, info: b"info", encrypted_key };
            PROVIDERS.into_iter().all(|provider| {
                let key = provider.private_key(pair.private_key()).expect("a key");
                key.agree(&agreed, 32).is_ok_and(|opened| opened.expose() == secret.expose())
            })
        });
    }
    if let Some(kem) = pair.certificate().kem() {
        let encapsulation = KeyEncapsulation { kem, hash: KdfHash::Sha384, wrap: KeyWrap::Aes192 };
        return PROVIDERS.into_iter().all(|provider| {
            let sealed =
                provider.encapsulate(public_key, encapsulation, b"info", &secret).expect("encrypted");
            let (ciphertext, encrypted_key) = (&*sealed.ciphertext, &*sealed.encrypted_key);
            let capsule = Encapsulated { encapsulation, ciphertext, info: b"info", encrypted_key };
            PROVIDERS.into_iter().all(|provider| {
                let key = provider.private_key(pair.private_key()).expect("a key");
                key.decapsulate(&capsule, 32).is_ok_and(|opened| opened.expose() == secret.expose())
            })
        });
    }
    PROVIDERS.into_iter().all(|provider| {
        let encrypted = provider.wrap(public_key, &transport, &secret).expect("encrypted");
        PROVIDERS.into_iter().all(|provider| {
            let key = provider.private_key(pair.private_key()).expect("a key");
            key.unwrap(&transport, &encrypted, 32).is_ok_and(|opened| opened.expose() == secret.expose())
        })
    })
}

#[test]
fn every_key_file_gives_what_its_sidecar_says() {
    let all = all();
    let mut wrong = Vec::new();
    for (path, sidecar) in &all {
        let name = path.file_name().expect("a name").to_string_lossy();
        let bytes = fs::read(path).expect("a fixture");
        let password = sidecar.text("password").map(Password::new);
        let start = busy();
        let result = read_key_file(&bytes, password.as_ref());
        let elapsed = busy().saturating_sub(start);
        wrong.extend(
            differences(&result, sidecar).into_iter().map(|what| format!("{name}: {what}\n  {result:?}")),
        );
        if elapsed > Duration::from_secs(4) {
            wrong.push(format!("{name}: took {elapsed:?}"));
        }
        if let Ok(file) = &result {
            let key = file.pairs[0].private_key().expose();
            let octets = format!("{:?}", &key[key.len() - 8..]);
            if !file.pairs.iter().all(opens) {
                wrong.push(format!("{name}: a pair does not open"));
            }
            assert!(!format!("{file:?}").contains(octets.trim_matches(['[', ']'])), "{name} shows its key");
        }
        let without = read_key_file(&bytes, None);
        if needs_password(&bytes) != matches!(without, Err(KeyFileError::PasswordNeeded)) {
            wrong.push(format!("{name}: needs_password says {}, but {without:?}", needs_password(&bytes)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), all.len(), wrong.join("\n"));
    assert!(all.len() >= 137, "only {} key files", all.len());
}
