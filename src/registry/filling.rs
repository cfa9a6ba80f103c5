//! What a registry is made of, table by table, and a place that is being filled with it.

use crate::registry::{
    error::RegistryError,
    port::{Columns, Given, Kept, Tenant},
};

/// A place that gets all that another registry holds: it is none before it is finished, and nothing where it is not.
pub(super) trait Filling {
    /// What is in it; to be read once it is settled.
    fn tenant(&self) -> &dyn Tenant;

    /// Adds a row: table by table, in the order of [`TABLES`].
    fn add(&mut self, table: &'static Table, row: &[Given<'_>]) -> Result<(), RegistryError>;

    /// Adds a key file, once every row is there.
    fn file(&mut self, kept: Kept, octets: &[u8]) -> Result<(), RegistryError>;

    /// Nothing more is added: the highest numbers that were ever given, by their tables, and the head of the journal. What
    /// guards a registry guards this one from here on.
    fn settle(
        &mut self,
        numbers: &[(&'static str, i64)],
        entries: u64,
        head: &str,
    ) -> Result<(), RegistryError>;

    /// Makes it a registry, durably.
    fn finish(self: Box<Self>) -> Result<(), RegistryError>;
}

/// What a column holds.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Integer,
    Text,
    Octets,
}

/// A table: its columns, and what its rows are read in the order of.
pub(super) struct Table {
    pub(super) name: &'static str,
    order: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
}

macro_rules! table {
    ($name:literal by $order:literal: $($column:literal $kind:ident),*) => {
        Table { name: $name, order: $order, columns: &[$(($column, Kind::$kind)),*] }
    };
}

/// All of them but those of key files, in the order in which a row may name another's. What a tenant has for itself alone
/// (files under way, numbers of changes) stays where it is.
pub(super) static TABLES: [Table; 13] = [
    table!("entity" by "id": "id" Integer, "name" Text, "folded" Text),
    table!("certificate" by "id": "id" Integer, "fingerprint" Text, "public_key" Octets, "subject_cn" Text,
        "issuer_cn" Text, "serial" Text, "ski" Text, "not_before" Integer, "not_after" Integer, "bits" Integer,
        "exponent" Integer, "key_usage" Integer, "sha1" Integer),
    table!("certificate_der" by "certificate_id": "certificate_id" Integer, "der" Octets),
    table!("chain" by "certificate_id, position": "certificate_id" Integer, "position" Integer, "der" Octets),
    table!("key" by "id": "id" Integer, "certificate_id" Integer, "name" Text, "folded" Text, "role" Text,
        "entity_id" Integer, "custody" Text, "path" Text, "state" Text, "created_at" Integer, "retired_at" Integer,
        "proved_at" Integer, "tried_at" Integer, "tried" Text),
    table!("tombstone" by "id": "id" Integer, "certificate_id" Integer, "name" Text, "role" Text, "entity_id" Integer,
        "deleted_at" Integer, "deleted_by" Text, "reason" Text, "restored_at" Integer, "purged_at" Integer),
    table!("aside" by "tombstone_id": "tombstone_id" Integer, "key_id" Integer, "certificate_id" Integer, "name" Text,
        "role" Text, "entity_id" Integer, "custody" Text, "path" Text, "state" Text, "created_at" Integer,
        "retired_at" Integer, "proved_at" Integer, "tried_at" Integer, "tried" Text, "until" Integer),
    table!("consultation" by "id": "id" Integer, "reference" Text, "folded" Text, "title" Text, "entity_id" Integer,
        "deadline" Integer, "zone" Text, "state" Text, "created_at" Integer, "launched_at" Integer,
        "launch_reason" Text, "closed_at" Integer, "close_reason" Text),
    table!("assignment" by "consultation_id, certificate_id, envelope, lot": "consultation_id" Integer,
        "certificate_id" Integer, "envelope" Text, "lot" Text),
    table!("recipient" by "consultation_id, certificate_id": "consultation_id" Integer, "certificate_id" Integer,
        "role" Text, "name" Text),
    table!("run" by "id": "id" Text, "consultation_id" Integer, "at" Integer, "folder" Text, "head" Text),
    table!("stranger" by "consultation_id, issuer_cn, serial, ski": "consultation_id" Integer, "issuer_cn" Text,
        "serial" Text, "ski" Text, "at" Integer),
    table!("journal" by "seq": "seq" Integer, "hash" Text, "prev" Text, "line" Text),
];

/// The key files of a tenant that has tables for them: those of keys, of deleted keys, and those that were replaced.
#[cfg(feature = "postgres")]
pub(super) static FILES: [Table; 3] = [
    table!("key_file" by "fingerprint": "fingerprint" Text, "octets" Octets),
    table!("aside_file" by "tombstone_id": "tombstone_id" Integer, "octets" Octets),
    table!("former_file" by "id": "id" Integer, "fingerprint" Text, "octets" Octets),
];

/// Tables whose numbers are given once and never again, be their rows gone.
pub(super) const NUMBERED: [&str; 3] = ["key", "tombstone", "consultation"];

impl Table {
    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn select(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.names(), self.name, self.order)
    }

    /// Where rows of it go, but for what they are.
    pub(super) fn insert(&self) -> String {
        format!("INSERT INTO {} ({})", self.name, self.names())
    }

    pub(super) fn values<'r>(&self, row: &'r dyn Columns) -> Result<Vec<Given<'r>>, RegistryError> {
        let value = |(at, (_, kind)): (usize, &(&str, Kind))| {
            Ok(match kind {
                Kind::Integer => Given::Integer(row.integer(at)?),
                Kind::Text => Given::Text(row.text(at)?),
                Kind::Octets => Given::Octets(row.get::<Option<&[u8]>>(at)?.unwrap_or_default()),
            })
        };
        self.columns.iter().enumerate().map(value).collect()
    }
}
