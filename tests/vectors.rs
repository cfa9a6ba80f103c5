//! Every envelope of `fixtures/vectors`, through the whole line, with both providers: the same result, and the one
//! its sidecar says. A file that is added there is a test.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use plis::{
    consultation::{Consultation, Opening},
    crypto::{AwsLc, Provider, RustCrypto},
    keys::{Keyring, Role, read_key_file},
    opening::{
        Item, Permit, Request, Silent,
        outcome::{Detail, Status},
        run,
    },
    secret::Password,
    time::{Timestamp, Zone},
};

use self::sidecar::Sidecar;

mod sidecar;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn permit() -> Opening {
    let consultation =
        Consultation { reference: None, title: None, entity: None, deadline: None, zone: Zone::PARIS };
    consultation.opening(Timestamp::now()).expect("no deadline")
}

fn keyring(provider: &dyn Provider, case: &Sidecar) -> Keyring {
    let mut keyring = Keyring::new();
    if let Some(name) = case.text("key") {
        let octets = fs::read(fixtures().join("keys").join(&name)).expect("key file");
        let password = case.text("password").map(Password::new);
        let file =
            read_key_file(&octets, password.as_ref()).unwrap_or_else(|error| panic!("{name}: {error}"));
        for pair in file.pairs {
            keyring.add(provider, Role::Entity, None, pair).expect("usable");
        }
    }
    keyring
}

/// Opens one file; gives its row, and the plaintext that was published.
fn open(provider: &dyn Provider, path: &Path, case: &Sidecar) -> (Item, Option<Vec<u8>>) {
    let out = tempfile::tempdir().expect("temporary folder");
    let keyring = keyring(provider, case);
    let permit = Permit::Opening(permit());
    let request =
        Request { provider, jobs: 1, ..Request::new([path], out.path().join("out"), &keyring, permit) };
    let done = run(&request, &mut Silent, &AtomicBool::new(false)).expect("a run");
    let mut rows: Vec<Item> = done.rows.read().expect("journal").collect::<Result<_, _>>().expect("rows");
    assert_eq!(rows.len(), 1);
    let mut item = rows.remove(0);
    item.duration_ms = 0;
    item.root = String::new();
    let published: Vec<PathBuf> = walkdir::WalkDir::new(request.out.join("plis"))
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect();
    assert!(published.len() <= 1);
    let plaintext = published.first().map(|path| fs::read(path).expect("plaintext"));
    assert_eq!(plaintext.is_some(), item.status == Status::Opened, "{}", path.display());
    (item, plaintext)
}

/// What the row says against what the sidecar says.
fn differences(case: &Sidecar, item: &Item, plaintext: Option<&[u8]>) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, expected: Option<String>, got: Option<String>| {
        if expected.is_some() && expected != got {
            found.push(format!("{what}: expected {expected:?}, got {got:?}"));
        }
    };
    let result = item.reason.map_or("opened", |reason| reason.code());
    compare("result", case.text("expects"), Some(result.to_owned()));
    compare("sha256", case.text("sha256"), item.sha256.clone());
    compare("bytes", case.number("bytes").map(|n| n.to_string()), item.bytes_out.map(|n| n.to_string()));
    compare(
        "octets",
        case.number("bytes").map(|n| n.to_string()),
        plaintext.map(|octets| octets.len().to_string()),
    );
    let trailing = case.number("trailing_octets").unwrap_or(0);
    compare("trailing octets", Some(trailing.to_string()), Some(item.trailing_octets.to_string()));
    compare("integrity", case.text("integrity"), item.integrity.map(|integrity| integrity.name().to_owned()));
    compare("structure", case.text("structure"), item.structure.map(|structure| structure.name().to_owned()));
    compare("key transport", case.text("key_transport"), item.key_transport.clone());
    compare("content cipher", case.text("content_cipher"), item.content_cipher.clone());
    let (mut oid, mut limit) = (None, None);
    match &item.detail {
        Some(Detail::Algorithm { oid: named, .. } | Detail::Message { oid: named, .. }) => {
            oid = Some(named.clone());
        }
        Some(Detail::Limit { limit: named, .. }) => limit = Some(named.clone()),
        _ => {}
    }
    compare("oid", case.text("oid"), oid);
    compare("limit", case.text("limit"), limit);
    found
}

#[test]
fn every_vector_gives_what_its_sidecar_says_with_both_providers() {
    let folder = fixtures().join("vectors");
    let mut names: Vec<PathBuf> =
        fs::read_dir(&folder).expect("vectors").map(|entry| entry.expect("entry").path()).collect();
    names.sort();
    let (sidecars, envelopes): (Vec<_>, Vec<_>) =
        names.into_iter().partition(|path| path.extension().is_some_and(|extension| extension == "toml"));
    for sidecar in &sidecars {
        let has_one = envelopes.iter().any(|envelope| envelope.with_extension("toml") == *sidecar);
        assert!(has_one, "{}: of no envelope", sidecar.display());
    }
    assert!(envelopes.len() > 100);
    let mut problems = Vec::new();
    for envelope in &envelopes {
        let case = Sidecar::read(&envelope.with_extension("toml"));
        assert!(case.text("expects").is_some(), "{}: expects nothing", envelope.display());
        let (one, plaintext) = open(&AwsLc, envelope, &case);
        let (other, second) = open(&RustCrypto, envelope, &case);
        let name = envelope.file_name().expect("named").to_string_lossy();
        for difference in differences(&case, &one, plaintext.as_deref()) {
            problems.push(format!("{name}: {difference}"));
        }
        if one != other || plaintext != second {
            problems.push(format!("{name}: the providers disagree: {one:?} {other:?}"));
        }
    }
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}
