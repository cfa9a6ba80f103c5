//! A 64 KiB envelope, cut at every octet and with single bits flipped: it opens to its plaintext, or not at all.
//!
//! The variants go through the whole line, in batches, as files of a folder. Of every bit of the first 4 KiB and of
//! the last 64 octets each is flipped; every length from nothing to one octet short is tried. That takes minutes: all of
//! it where `PLIS_CI` is set, one in eight otherwise.

#![expect(clippy::print_stdout, reason = "how many variants were tried must be seen")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use plis::{
    cms::{
        content::Integrity,
        seal::{SealOptions, SealRecipient, seal},
    },
    consultation::Consultation,
    crypto::{AwsLc, ContentCipher, KeyTransport},
    keys::{Keyring, Role, read_key_file},
    opening::{
        Item, Permit, Request, Silent,
        outcome::{Reason, Status},
        run,
    },
    secret::Password,
    time::{Timestamp, Zone},
};

const PLAINTEXT_LEN: usize = 64 << 10;
const BATCH: usize = 4_000;

fn keyring() -> Keyring {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys");
    let octets = fs::read(keys.join("vector.p12")).expect("key file");
    let file = read_key_file(&octets, Some(&Password::new("plis-essai-2026".into()))).expect("opens");
    let mut keyring = Keyring::new();
    for pair in file.pairs {
        keyring.add(&AwsLc, Role::Entity, None, pair).expect("usable");
    }
    keyring
}

fn plaintext() -> Vec<u8> {
    (0..PLAINTEXT_LEN).map(|at| u8::try_from(at * 31 % 251).expect("an octet")).collect()
}

fn envelope(keyring: &Keyring, cipher: ContentCipher, transport: KeyTransport) -> Vec<u8> {
    let certificate = keyring.keys()[0].certificate();
    let recipient = SealRecipient::from(certificate);
    let options = SealOptions { cipher, transport, ..SealOptions::default() };
    let plaintext = plaintext();
    let mut sealed = Vec::new();
    seal(&AwsLc, &[recipient], &options, Some(PLAINTEXT_LEN as u64), &plaintext[..], &mut sealed)
        .expect("sealed");
    sealed
}

/// Every damaged variant, by number.
fn variants(whole: &[u8]) -> usize {
    let flipped = whole.len().min(4096) + 64;
    whole.len() + flipped * 8
}

fn variant(whole: &[u8], number: usize) -> Vec<u8> {
    if number < whole.len() {
        return whole[..number].to_vec();
    }
    let bit = number - whole.len();
    let at = if bit / 8 < 4096 { bit / 8 } else { whole.len() - 64 + (bit / 8 - 4096) };
    let mut octets = whole.to_vec();
    octets[at] ^= 1 << (bit % 8);
    octets
}

fn opened(keyring: &Keyring, root: PathBuf, out: PathBuf) -> Vec<Item> {
    let nothing =
        Consultation { reference: None, title: None, entity: None, deadline: None, zone: Zone::UTC };
    let permit = Permit::Opening(nothing.opening(Timestamp::now()).expect("no deadline"));
    let request = Request { jobs: 2, ..Request::new([root], out, keyring, permit) };
    let done = run(&request, &mut Silent, &AtomicBool::new(false)).expect("a run");
    done.rows.read().expect("journal").collect::<Result<_, _>>().expect("rows")
}

fn check(cipher: ContentCipher, transport: KeyTransport) {
    let base = if Path::new("/dev/shm").is_dir() { PathBuf::from("/dev/shm") } else { std::env::temp_dir() };
    let keyring = keyring();
    let whole = envelope(&keyring, cipher, transport);
    let plaintext = plaintext();
    let step = if std::env::var_os("PLIS_CI").is_some() { 1 } else { 8 };
    let numbers: Vec<usize> = (0..variants(&whole)).step_by(step).collect();
    let mut seen = 0;
    for batch in numbers.chunks(BATCH) {
        let dir = tempfile::tempdir_in(&base).expect("temporary folder");
        let (root, out) = (dir.path().join("in"), dir.path().join("out"));
        fs::create_dir(&root).expect("folder");
        for &number in batch {
            fs::write(root.join(format!("{number:06}.p7m")), variant(&whole, number)).expect("written");
        }
        fs::write(root.join("whole.p7m"), &whole).expect("written");
        let items = opened(&keyring, root, out.clone());
        assert_eq!(items.len(), batch.len() + 1);
        for item in &items {
            assert_eq!(item.output.is_some(), item.status == Status::Opened, "{}", item.input);
            let output = item.output.as_deref().or(item.wanted_output.as_deref()).expect("named");
            let published = fs::read(out.join(output)).ok();
            assert_ne!(item.reason, Some(Reason::Internal), "{}: {:?}", item.input, item.detail);
            assert_eq!(published.is_some(), item.status == Status::Opened, "{}", item.input);
            if item.integrity == Some(Integrity::Authenticated) {
                assert_eq!(published.as_deref(), Some(&plaintext[..]), "{}", item.input);
            }
            seen += 1;
        }
        let whole_one = items.last().expect("the whole one");
        assert_eq!(whole_one.status, Status::Opened, "the whole one beside the damaged ones");
        let mut left: Vec<_> = fs::read_dir(&out)
            .expect("listed")
            .map(|entry| entry.expect("entry").file_name().into_string().expect("ours"))
            .collect();
        left.sort();
        assert_eq!(left, ["journal.jsonl", "plis"], "nothing else is left behind");
    }
    println!("{}: {seen} variants", cipher.name());
}

#[test]
fn damaged_gcm_opens_to_its_plaintext_or_not_at_all() {
    check(
        ContentCipher::Aes256Gcm,
        KeyTransport::RsaOaep {
            hash: plis::crypto::Hash::Sha256,
            mgf_hash: plis::crypto::Hash::Sha256,
            label: Vec::new(),
        },
    );
}

#[test]
fn damaged_cbc_is_never_called_authenticated() {
    check(ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1v15);
}
