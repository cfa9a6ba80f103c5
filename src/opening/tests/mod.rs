//! Whole runs: somebody who meddles with what they read and left.

mod devices;
mod meddled;
mod resumed;

use std::{
    fmt,
    path::Path,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::{
    Item, Listed, Permit, Request, Silent,
    outcome::{Reason, Status},
    report::JournalHead,
    run,
};
use crate::{
    account::Account,
    cms::seal::{SealOptions, SealRecipient, seal},
    consultation::Consultation,
    crypto::{
        AwsLc, Capsule, CipherRejected, ContentCipher, ContentRejected, Curve, Decryptor, Encryptor,
        KeyAgreement, KeyEncapsulation, KeyRejected, KeyTransport, PrivateKey, Provider, Sha256,
        SignatureRejected, SignatureScheme, Wrapped, hex, sha256,
    },
    journal::Expected,
    keys::{Certificate, KeyPair, Keyring, NewCertificate, Role, issue},
    register::Register,
    secret::{ContentKey, PrivateKeyDer},
    time::{Timestamp, Validity, Zone},
};

/// What somebody does to the inputs.
type Act = dyn Fn() + Send + Sync;

/// The usual provider, and somebody who acts at one of the moments that it is asked for something.
struct Meddler {
    moment: usize,
    seen: Arc<AtomicUsize>,
    act: Arc<Act>,
}

impl Meddler {
    fn new(moment: usize, act: impl Fn() + Send + Sync + 'static) -> Self {
        Self { moment, seen: Arc::default(), act: Arc::new(act) }
    }

    /// Whether the run was long enough for its moment to come.
    fn acted(&self) -> bool {
        self.seen.load(Ordering::Relaxed) > self.moment
    }

    fn clock(&self) -> impl Fn() + Send + 'static {
        let (moment, seen, act) = (self.moment, Arc::clone(&self.seen), Arc::clone(&self.act));
        move || {
            if seen.fetch_add(1, Ordering::Relaxed) == moment {
                act();
            }
        }
    }
}

impl fmt::Debug for Meddler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meddler({})", self.moment)
    }
}

struct Ticking<T: ?Sized>(Box<dyn Fn() + Send>, Box<T>);

impl Sha256 for Ticking<dyn Sha256> {
    fn update(&mut self, octets: &[u8]) {
        self.1.update(octets);
    }

    fn finish(self: Box<Self>) -> [u8; 32] {
        let digest = self.1.finish();
        self.0();
        digest
    }
}

impl Decryptor for Ticking<dyn Decryptor> {
    fn update(&mut self, blocks: &mut [u8]) {
        self.1.update(blocks);
    }

    fn finish(self: Box<Self>, rest: &mut [u8], aad: &[u8], tag: &[u8]) -> Result<usize, ContentRejected> {
        self.0();
        self.1.finish(rest, aad, tag)
    }
}

impl Provider for Meddler {
    fn name(&self) -> &'static str {
        AwsLc.name()
    }

    fn private_key(&self, key: &PrivateKeyDer) -> Result<Box<dyn PrivateKey>, KeyRejected> {
        AwsLc.private_key(key)
    }

    fn wrap(
        &self,
        public_key: &[u8],
        transport: &KeyTransport,
        key: &ContentKey,
    ) -> Result<Vec<u8>, KeyRejected> {
        AwsLc.wrap(public_key, transport, key)
    }

    fn agree(
        &self,
        public_key: &[u8],
        agreement: KeyAgreement,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Wrapped, KeyRejected> {
        AwsLc.agree(public_key, agreement, info, key)
    }

    fn encapsulate(
        &self,
        public_key: &[u8],
        encapsulation: KeyEncapsulation,
        info: &[u8],
        key: &ContentKey,
    ) -> Result<Capsule, KeyRejected> {
        AwsLc.encapsulate(public_key, encapsulation, info, key)
    }

    fn decryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Decryptor>, CipherRejected> {
        self.clock()();
        Ok(Box::new(Ticking(Box::new(self.clock()), AwsLc.decryptor(cipher, key, iv)?)))
    }

    fn encryptor(
        &self,
        cipher: ContentCipher,
        key: &ContentKey,
        iv: &[u8],
    ) -> Result<Box<dyn Encryptor>, CipherRejected> {
        AwsLc.encryptor(cipher, key, iv)
    }

    fn sha256(&self) -> Box<dyn Sha256> {
        self.clock()();
        Box::new(Ticking(Box::new(self.clock()), AwsLc.sha256()))
    }

    fn generate(&self, bits: usize) -> Result<PrivateKeyDer, KeyRejected> {
        AwsLc.generate(bits)
    }

    fn generate_on(&self, curve: Curve) -> Result<PrivateKeyDer, KeyRejected> {
        AwsLc.generate_on(curve)
    }

    fn sign(&self, key: &PrivateKeyDer, message: &[u8]) -> Result<Vec<u8>, KeyRejected> {
        AwsLc.sign(key, message)
    }

    fn verify(
        &self,
        public_key: &[u8],
        scheme: SignatureScheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureRejected> {
        AwsLc.verify(public_key, scheme, message, signature)
    }
}

/// One key for all of these tests, and its certificate.
static KEY: LazyLock<(PrivateKeyDer, Certificate)> = LazyLock::new(|| {
    let instant = |text: &str| -> Timestamp { text.parse().expect("an instant") };
    let key = AwsLc.generate(2048).expect("a key");
    let new = NewCertificate {
        cn: "Entité".to_owned(),
        organization: None,
        validity: Validity {
            not_before: instant("2026-01-15T08:00:00Z"),
            not_after: instant("2028-01-15T08:00:00Z"),
        },
    };
    let certificate = issue(&AwsLc, &new, &key, None).expect("a certificate");
    (key, certificate)
});

fn keyring() -> Keyring {
    let (key, certificate) = &*KEY;
    let pair = KeyPair::new(certificate.clone(), key.duplicate()).expect("a pair");
    let mut keyring = Keyring::new();
    keyring.add(&AwsLc, Role::Entity, None, pair).expect("a key");
    keyring
}

/// An envelope that only its padding guards: what is changed in the middle of it opens.
fn sealed(content: &[u8]) -> Vec<u8> {
    let certificate = &KEY.1;
    let recipient = SealRecipient::from(certificate);
    let options = SealOptions { cipher: ContentCipher::Aes256Cbc, ..SealOptions::default() };
    let mut envelope = Vec::new();
    seal(&AwsLc, &[recipient], &options, Some(content.len() as u64), content, &mut envelope).expect("sealed");
    envelope
}

/// The deadline is the permit's, whoever asks: no other is to be had.
#[test]
fn what_is_late_the_permit_says() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let base = dir.path();
    std::fs::create_dir(base.join("depots")).expect("folder");
    std::fs::write(base.join("depots/a.p7m"), sealed(b"in time")).expect("a deposit");
    std::fs::write(base.join("depots/b.p7m"), sealed(b"late")).expect("a deposit");
    let list = "pli;entreprise;fichier;depot_fin\n\
        1;A;depots/a.p7m;2026-11-01T12:00:00Z\n2;B;depots/b.p7m;2026-11-02T12:00:00Z\n";
    let register = Register::parse(list.as_bytes(), Zone::UTC).expect("a register");
    let deadline = Some("2026-11-01T12:00:00Z".parse().expect("an instant"));
    let consultation = Consultation { deadline, ..Consultation::default() };
    let rows = opened_of(base, &AwsLc, &keyring(), Some(&register), &consultation, None).0;
    let told: Vec<_> = rows.iter().map(|row| (row.status, row.reason)).collect();
    assert_eq!(told, [(Status::Opened, None), (Status::Refused, Some(Reason::Late))]);
}

/// What a person stopped is not said to be missing: it was not looked for to the end.
#[test]
fn a_search_that_is_stopped_says_that_it_was() {
    let dir = tempfile::tempdir().expect("temporary folder");
    let base = dir.path();
    std::fs::create_dir(base.join("depots")).expect("folder");
    let envelope = sealed(b"under another name");
    std::fs::write(base.join("depots/x.p7m"), &envelope).expect("a deposit");
    let list = format!("pli;entreprise;fichier;sha256\n1;A;depots/a.p7m;{}\n", hex(&sha256(&envelope)));
    let register = Register::parse(list.as_bytes(), Zone::UTC).expect("a register");
    let (keyring, consultation) = (keyring(), Consultation::default());
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().expect("an instant");
    let list = base.join("registre.csv");
    let request = |out: &str| Request {
        listed: Some(Listed::new(&register, &list, &[], &[base.join("depots")])),
        out: base.join(out),
        ..requested(base, &AwsLc, &keyring, Permit::Opening(consultation.opening(now).expect("passed")))
    };
    let rows = |out: &str, stopped: bool| {
        let finished = run(&request(out), &mut Silent, &AtomicBool::new(stopped)).expect("it runs");
        assert_eq!(finished.interrupted, stopped);
        let rows: Vec<Item> = finished.rows.read().expect("rows").map(|row| row.expect("a row")).collect();
        rows
    };
    assert_eq!(rows("whole", false)[0].status, Status::Opened);
    let stopped = rows("stopped", true);
    assert!(stopped.iter().all(|row| row.status == Status::Cancelled && row.reason.is_none()), "{stopped:?}");
}

/// Opens `base/depots` to `base/out`; gives the rows.
fn opened(base: &Path, provider: &dyn Provider, register: Option<&Register>) -> Vec<Item> {
    opened_again(base, provider, &keyring(), register, None).0
}

/// The same with these keys, after runs of which something vouches for the journal so far; also where that stands then.
fn opened_again(
    base: &Path,
    provider: &dyn Provider,
    keyring: &Keyring,
    register: Option<&Register>,
    vouched: Option<Expected>,
) -> (Vec<Item>, Option<Expected>) {
    opened_of(base, provider, keyring, register, &Consultation::default(), vouched)
}

fn requested<'a>(
    base: &Path,
    provider: &'a dyn Provider,
    keyring: &'a Keyring,
    permit: Permit,
) -> Request<'a> {
    Request {
        provider,
        jobs: 1,
        id: "essai".to_owned(),
        host: "ici".to_owned(),
        account: Account::default(),
        ..Request::new([base.join("depots")], base.join("out"), keyring, permit)
    }
}

fn opened_of(
    base: &Path,
    provider: &dyn Provider,
    keyring: &Keyring,
    register: Option<&Register>,
    consultation: &Consultation,
    vouched: Option<Expected>,
) -> (Vec<Item>, Option<Expected>) {
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().expect("an instant");
    let list = base.join("registre.csv");
    let permit = Permit::Opening(consultation.opening(now).expect("it has passed"));
    let request = Request {
        listed: register.map(|register| Listed::new(register, &list, &[], &[base.join("depots")])),
        vouched,
        ..requested(base, provider, keyring, permit)
    };
    let finished = run(&request, &mut Silent, &AtomicBool::new(false)).expect("it runs");
    let JournalHead { entries, head, .. } = finished.journal;
    let rows = finished.rows.read().expect("rows").map(|row| row.expect("a row")).collect();
    (rows, Some(Expected { entries, head }))
}

/// Longer than what is read ahead and decrypted at once.
fn long() -> Vec<u8> {
    (0..1_500_000_u32).flat_map(|n| (n % 251).to_le_bytes()[..1].to_vec()).collect()
}
