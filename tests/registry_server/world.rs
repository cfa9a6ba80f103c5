//! The registry of this suite: a database of its own on the server of the tests.

use std::{
    io::BufRead as _,
    path::Path,
    process::Command,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use plis::registry::{Access, KeyRecord, Location, Registry, RegistryError, ServerAddress};

use crate::cluster::{Cluster, OWNER};
pub(crate) use crate::deeds::*;

/// How another process of the test finds it.
const ADDRESS: &str = "PLIS_RACE_ADDRESS";

pub(crate) struct World {
    database: String,
    folder: tempfile::TempDir,
}

pub(crate) fn open(address: &str) -> Result<Registry, RegistryError> {
    let address = ServerAddress::new(address).expect("an address");
    Registry::at(&Location::Server(address), Access::EXISTING)
}

/// A database with nothing but a registry in it, of which others are copies.
fn model() -> &'static str {
    static MODEL: OnceLock<&str> = OnceLock::new();
    MODEL.get_or_init(|| {
        let cluster = Cluster::shared();
        cluster.raw("postgres").batch_execute("CREATE DATABASE model").expect("made");
        let address = ServerAddress::new(&cluster.address(OWNER, "model")).expect("an address");
        assert!(address.make().expect("made"));
        assert!(!address.make().expect("there"), "a second time nothing is made");
        for role in ["reader", "opener", "admin"] {
            let made = format!("CREATE ROLE {role} LOGIN; GRANT plis_{role} TO {role}");
            cluster.raw("postgres").batch_execute(&made).expect("made");
        }
        "model"
    })
}

impl World {
    /// Sequences of commands that are tried: each has a database of its own.
    pub(crate) const CASES: u32 = 40;

    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let database = format!("w{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let made = format!("CREATE DATABASE {database} TEMPLATE {}", model());
        // A model is copied by one at a time.
        let one = ONE.lock().expect("nobody panicked");
        Cluster::shared().raw("postgres").batch_execute(&made).expect("made");
        drop(one);
        Self { database, folder: tempfile::tempdir().expect("a folder") }
    }

    /// A folder for files of the user's.
    pub(crate) fn home(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn address(&self, user: &str) -> String {
        Cluster::shared().address(user, &self.database)
    }

    /// As its owner opens it.
    pub(crate) fn registry(&self) -> Registry {
        self.registry_of(OWNER)
    }

    pub(crate) fn registry_of(&self, user: &str) -> Registry {
        open(&self.address(user)).expect("a registry")
    }

    /// As any other program reaches it.
    pub(crate) fn raw(&self) -> postgres::Client {
        let mut raw = Cluster::shared().raw(&self.database);
        raw.batch_execute("SET search_path = plis").expect("set");
        raw
    }

    pub(crate) fn journal(&self) -> Vec<String> {
        let (expected, lines) = self.registry().into_journal().expect("a journal");
        let lines: Vec<_> = lines.lines().map(|line| line.expect("a line")).collect();
        assert_eq!(lines.len() as u64, expected.entries);
        lines
    }

    /// The copy of a key's file; `None` where it is not.
    pub(crate) fn copy_of(&self, key: &KeyRecord) -> Option<Vec<u8>> {
        let fingerprint = key.certificate.fingerprint.to_string();
        let copy = "SELECT octets FROM key_file WHERE fingerprint = $1";
        self.raw().query_opt(copy, &[&fingerprint]).expect("read").map(|row| row.get(0))
    }

    /// As if the copy of a key's file had been lost: its guards are the owner's to take away.
    pub(crate) fn lose_copy_of(&self, key: &KeyRecord) {
        let lost = format!(
            "ALTER TABLE key_file DISABLE TRIGGER key_file_guard; DELETE FROM key_file WHERE fingerprint = '{}'; \
             ALTER TABLE key_file ENABLE TRIGGER key_file_guard",
            key.certificate.fingerprint
        );
        self.raw().batch_execute(&lost).expect("lost");
    }

    /// How many copies there are.
    pub(crate) fn copies(&self) -> usize {
        let count: i64 = self.raw().query_one("SELECT count(*) FROM key_file", &[]).expect("read").get(0);
        usize::try_from(count).expect("a number")
    }

    /// Lets another process of this test find it, by [`Self::shown`].
    pub(crate) fn show_to(&self, other: &mut Command) {
        other.env(ADDRESS, self.address(OWNER));
    }

    /// Opens the registry that was shown to this process, if one was.
    pub(crate) fn shown() -> Option<impl Fn() -> Registry> {
        let address = std::env::var(ADDRESS).ok()?;
        Some(move || open(&address).expect("open"))
    }
}
