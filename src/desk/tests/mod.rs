//! Requests answered at a desk of their own, in a folder of their own.

mod audit;
mod consultations;
mod fields;
mod keys;
mod lookout;
mod open;
mod passwords;
mod sent;
#[cfg(unix)] // Windows has a store
mod store;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use super::{
    Desk, Error, Face, NoPassword, Passwords, Places, Purpose, Wanted, consultations::BeginConsultation,
};
use crate::{
    account::Account,
    keys::{KeyPair, Pkcs12Options, Role, sample::pair, write_pkcs12},
    registry::{CertificateFacts, KeyRecord, Mode, NewKey, NewPrivate, Origin},
    secret::Password,
    time::{Timestamp, Zone},
};

/// A folder with a registry to be, and a clock that stands.
struct World {
    folder: tempfile::TempDir,
    seen: Watching,
}

/// A face that remembers what it was told.
#[derive(Default)]
struct Watching {
    opened: Mutex<usize>,
    held: Mutex<Vec<Places>>,
}

impl Face for Watching {
    fn opened(&self, _: &Path, _: Mode) {
        *self.opened.lock().expect("a count") += 1;
    }

    fn wants_places(&self) -> bool {
        true
    }

    fn hold(&self, places: &Places) {
        self.held.lock().expect("places").push(places.clone());
    }
}

fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// The desk's instant, unless a test says another.
const NOW: &str = "2026-03-02T09:00:00Z";

impl World {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), seen: Watching::default() }
    }

    fn desk(&self) -> Desk<'_> {
        self.desk_at(NOW)
    }

    fn desk_at(&self, now: &str) -> Desk<'_> {
        Desk {
            home: Some(self.path("home").into()),
            who: "agent@ici".to_owned(),
            account: Account::default(),
            clock: instant(now).into(),
            face: &self.seen,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A key file of a sample pair under the password `mdp`.
    fn key_file(&self, name: &str, pair: &KeyPair) -> PathBuf {
        let path = self.path(&format!("{name}.p12"));
        std::fs::write(&path, key_file(name, pair)).expect("written");
        path
    }

    /// A key of the registry, under the password `mdp`.
    fn keep(&self, name: &str, role: Role) -> KeyRecord {
        self.keep_for(name, role, Some("Ville de Sète"))
    }

    /// The same, of another buyer or of none.
    fn keep_for(&self, name: &str, role: Role, entity: Option<&str>) -> KeyRecord {
        let (desk, pair) = (self.desk(), pair(name, 0));
        let new = NewKey {
            name: name.to_owned(),
            role,
            entity: entity.map(str::to_owned),
            certificate: CertificateFacts::of(pair.certificate()),
            der: pair.certificate().der().to_vec(),
            chain: Vec::new(),
            private: NewPrivate::Copy(key_file(name, &pair)),
            origin: Origin::Imported,
        };
        desk.registry_made().expect("a registry").add_key(&desk.by(None), &new).expect("a key")
    }

    fn begin(&self, reference: &str, deadline: &str) {
        let asked = BeginConsultation {
            reference: reference.to_owned(),
            title: None,
            entity: "Ville de Sète".to_owned(),
            deadline: instant(deadline),
            zone: Zone::PARIS,
        };
        asked.run(&self.desk()).expect("a consultation");
    }
}

/// A key file under `mdp`, whose password nobody needs to be slow at.
fn key_file(name: &str, pair: &KeyPair) -> Vec<u8> {
    let options = Pkcs12Options { iterations: 1000, ..Pkcs12Options::default() };
    write_pkcs12(pair, name, &password("mdp"), &options).expect("a file").to_vec()
}

fn password(text: &str) -> Arc<Password> {
    Arc::new(Password::new(text.to_owned()))
}

/// Gives these one after the other, and remembers what they were wanted for.
#[derive(Default)]
struct Typed {
    texts: Vec<&'static str>,
    wanted: Vec<(Purpose, usize, PathBuf, usize)>,
    right: usize,
}

impl Typed {
    fn new(texts: &[&'static str]) -> Self {
        Self { texts: texts.iter().rev().copied().collect(), ..Self::default() }
    }
}

impl Passwords for Typed {
    fn give(&mut self, wanted: &Wanted<'_>) -> Result<Option<Arc<Password>>, NoPassword> {
        let Wanted { purpose, index, shown, wrong } = *wanted;
        self.wanted.push((purpose, index, shown.to_owned(), wrong));
        Ok(self.texts.pop().map(password))
    }

    fn opened(&mut self, _: &Arc<Password>) {
        self.right += 1;
    }
}

/// What is asked on one thread may be answered on another.
#[test]
fn everything_may_go_to_another_thread() {
    fn sent<T: Send>() {}
    sent::<Desk<'static>>();
    sent::<Error>();
    sent::<Box<dyn Passwords>>();
    sent::<super::keys::KeyList>();
    sent::<super::consultations::ConsultationList>();
    sent::<super::Audited>();
    sent::<super::Lookout>();
}
