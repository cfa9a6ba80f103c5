//! A folder that earlier runs left, and somebody who changed what stands in it.

use std::fs;

use serde_json::Value;

use super::{Meddler, keyring, opened_again, sealed};
use crate::{
    crypto::{AwsLc, hex, sha256},
    journal::{Expected, Journal, Reader, kind},
    keys::{Keyring, Role},
    opening::{
        Item, JOURNAL,
        outcome::{Reason, Receipt, Status},
    },
    register::Register,
    time::Zone,
};

/// An envelope, its plaintext at its final name, and what vouches for the journal.
struct Left {
    base: tempfile::TempDir,
    vouched: Option<Expected>,
}

const CONTENT: &[u8] = b"an offer of 100,000 euros";
const FALSE: &[u8] = b"an offer of 900,000 euros";

impl Left {
    fn new() -> Self {
        Self::listed(None)
    }

    fn listed(register: Option<&Register>) -> Self {
        let base = tempfile::tempdir().expect("a folder");
        fs::create_dir(base.path().join("depots")).expect("folder");
        let mut left = Self { base, vouched: None };
        left.deposit(&sealed(CONTENT));
        let row = left.opened(register);
        assert_eq!((row.status, row.receipt), (Status::Opened, Receipt::Unverifiable));
        left
    }

    fn path(&self, below: &str) -> std::path::PathBuf {
        self.base.path().join(below)
    }

    fn deposit(&self, envelope: &[u8]) {
        fs::write(self.path("depots/a.p7m"), envelope).expect("written");
    }

    fn plaintext(&self) -> Vec<u8> {
        fs::read(self.path("out/plis/a")).expect("there")
    }

    fn falsify(&self) {
        fs::write(self.path("out/plis/a"), FALSE).expect("written");
    }

    /// Opens it once more; what the report says then vouches for the next time.
    fn opened(&mut self, register: Option<&Register>) -> Item {
        self.opened_with(&keyring(), register)
    }

    fn opened_with(&mut self, keyring: &Keyring, register: Option<&Register>) -> Item {
        let base = self.base.path();
        let (rows, vouched) = opened_again(base, &AwsLc, keyring, register, self.vouched.take());
        self.vouched = vouched;
        let [row] = &rows[..] else { panic!("{rows:?}") };
        row.clone()
    }

    /// Writes the journal anew, as a chain that holds together.
    fn forge(&self, forge: impl Fn(&str, &mut Value)) {
        let path = self.base.path().join("out").join(JOURNAL);
        let octets = fs::read(&path).expect("a journal");
        let mut forged = Journal::new(Vec::new());
        for located in Reader::new(&*octets) {
            let entry = located.expect("an entry").entry;
            let mut data: Value = entry.parse().expect("JSON");
            forge(&entry.kind, &mut data);
            forged.append(&entry.kind, entry.at, &data).expect("memory");
        }
        fs::write(&path, forged.get_ref()).expect("written");
    }
}

fn register(column: &str, digest: &[u8]) -> Register {
    let text = format!("pli;fichier;{column}\n1;a.p7m;{}\n", hex(&sha256(digest)));
    Register::parse(text.as_bytes(), Zone::PARIS).expect("a register")
}

#[test]
fn a_forged_chain_does_not_make_a_plaintext() {
    let mut left = Left::new();
    left.falsify();
    left.forge(|kind, data| {
        if kind == kind::OUTCOME {
            data["sha256"] = hex(&sha256(FALSE)).into();
            data["bytes_out"] = FALSE.len().into();
        }
    });
    left.vouched = None;
    // The report of each of these runs speaks of the forged entries too, and vouches for none of them.
    for _ in 0..3 {
        let row = left.opened(None);
        assert_eq!((row.status, row.reason), (Status::Refused, Some(Reason::OutputExists)));
        assert_eq!(left.plaintext(), FALSE, "nothing is overwritten");
    }
    fs::remove_file(left.path("out/plis/a")).expect("removed");
    assert_eq!(left.opened(None).status, Status::Opened);
    assert_eq!(left.opened(None).status, Status::AlreadyOpened);
    assert_eq!(left.plaintext(), CONTENT);
}

#[test]
fn what_nothing_vouches_for_is_decrypted_again_and_kept() {
    let mut left = Left::new();
    let written = |left: &Left| {
        fs::metadata(left.path("out/plis/a")).and_then(|facts| facts.modified()).expect("there")
    };
    let before = written(&left);
    // Without the key nobody can say what it is.
    left.vouched = None;
    let row = left.opened_with(&Keyring::new(), None);
    assert_eq!((row.status, row.reason), (Status::Failed, Some(Reason::NoMatchingKey)));
    left.vouched = None;
    let row = left.opened(None);
    assert_eq!((row.status, row.sha256), (Status::AlreadyOpened, Some(hex(&sha256(CONTENT)))));
    assert_eq!(written(&left), before, "it is not written again");
    // That run vouches for it: no key is needed any more.
    let row = left.opened_with(&Keyring::new(), None);
    assert_eq!(row.status, Status::AlreadyOpened);
    assert_eq!(row.key.map(|key| key.role), Some(Role::Entity));
}

#[test]
fn the_registers_digests_are_judged_anew() {
    let without = Register::parse(b"pli;fichier\n1;a.p7m\n", Zone::PARIS).expect("a register");
    let mut left = Left::listed(Some(&without));
    let envelope = fs::read(left.path("depots/a.p7m")).expect("there");
    for (column, digest, altered) in [
        ("empreinte", &envelope[..], false),
        ("empreinte", b"another envelope", true),
        ("empreinte_clair", CONTENT, false),
        ("empreinte_clair", FALSE, true),
        ("empreinte", &envelope, false),
    ] {
        for vouched in [true, false] {
            if !vouched {
                left.vouched = None;
            }
            let row = left.opened(Some(&register(column, digest)));
            let expected = if altered {
                (Status::Failed, Some(Reason::Altered), Receipt::Altered)
            } else {
                (Status::AlreadyOpened, None, Receipt::Intact)
            };
            assert_eq!((row.status, row.reason, row.receipt), expected, "{column}, vouched for: {vouched}");
            assert_eq!(row.sha256_in, Some(hex(&sha256(&envelope))));
        }
    }
    assert_eq!(fs::read(left.path("out/plis/1/a")).expect("there"), CONTENT);
}

#[test]
fn what_a_rule_keeps_closed_is_not_decrypted_to_find_out() {
    let state = |state: &str| {
        let text = format!("pli;fichier;etat\n1;a.p7m;{state}\n");
        Register::parse(text.as_bytes(), Zone::PARIS).expect("a register")
    };
    let mut left = Left::listed(Some(&state("depose")));
    let envelope = fs::read(left.path("depots/a.p7m")).expect("there");
    let row = left.opened(Some(&state("retire")));
    assert_eq!(row.status, Status::AlreadyOpened, "it was opened all the same");
    left.vouched = None;
    let row = left.opened(Some(&state("retire")));
    assert_eq!((row.status, row.reason), (Status::Refused, Some(Reason::Withdrawn)));
    assert_eq!((row.bytes_in, row.sha256_in), (envelope.len() as u64, Some(hex(&sha256(&envelope)))));
    assert_eq!((row.bytes_out, row.key), (None, None));
    assert!(left.path("out/plis/1/a").exists(), "nothing is removed");
}

#[test]
fn an_envelope_is_known_by_its_octets() {
    let mut left = Left::new();
    let first = fs::read(left.path("depots/a.p7m")).expect("there");
    // Another one of the same name and length.
    let other = sealed(FALSE);
    assert_eq!(other.len(), first.len());
    left.deposit(&other);
    assert_eq!(left.opened(None).reason, Some(Reason::OutputExists));
    left.deposit(&first);
    assert_eq!(left.opened(None).status, Status::AlreadyOpened);
    // The same from elsewhere is the same, and stands in the row as it was found today.
    fs::rename(left.path("depots/a.p7m"), left.path("depots/a.enc")).expect("renamed");
    let row = left.opened(None);
    assert_eq!(row.status, Status::AlreadyOpened);
    assert!(row.input.ends_with("a.enc"), "{}", row.input);
}

#[test]
fn what_is_gone_since_was_opened_all_the_same() {
    let mut left = Left::new();
    let envelope = fs::read(left.path("depots/a.p7m")).expect("there");
    fs::remove_file(left.path("depots/a.p7m")).expect("removed");
    let row = left.opened(None);
    assert_eq!((row.status, row.sha256_in), (Status::AlreadyOpened, Some(hex(&sha256(&envelope)))));
    // A register that lists it: missing today, and what was read then is compared with the register of today.
    let name = |row: &Item| row.place().expect("a name").to_owned();
    left.deposit(&envelope);
    fs::remove_dir_all(left.path("out")).expect("removed");
    left.vouched = None;
    let row = left.opened(Some(&register("empreinte", &envelope)));
    assert_eq!((row.status, row.receipt), (Status::Opened, Receipt::Intact));
    fs::remove_file(left.path("depots/a.p7m")).expect("removed");
    let row = left.opened(Some(&register("empreinte", &envelope)));
    assert_eq!((row.status, row.receipt), (Status::AlreadyOpened, Receipt::Intact));
    let row = left.opened(Some(&register("empreinte", b"another")));
    assert_eq!((row.status, row.receipt), (Status::Failed, Receipt::Altered));
    assert!(left.path("out").join(name(&row)).exists());
    // Nobody vouches, and nothing can be decrypted again.
    left.vouched = None;
    let row = left.opened(Some(&register("empreinte", &envelope)));
    assert_eq!(row.reason, Some(Reason::MissingFile));
}

#[test]
fn an_envelope_that_changes_while_its_plaintext_is_verified() {
    let left = Left::new();
    for moment in 0..8 {
        let path = left.path("depots/a.p7m");
        let envelope = fs::read(&path).expect("there");
        let meddler = Meddler::new(moment, {
            let path = path.clone();
            move || fs::write(&path, sealed(FALSE)).expect("written")
        });
        let (rows, _) = opened_again(left.base.path(), &meddler, &keyring(), None, None);
        let kept = rows[0].status == Status::AlreadyOpened;
        assert_eq!(rows[0].sha256_in == Some(hex(&sha256(&envelope))), kept, "moment {moment}");
        left.deposit(&envelope);
    }
    assert_eq!(left.plaintext(), CONTENT);
}
