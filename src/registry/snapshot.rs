//! What an audit judges: keys, the consultations that are not closed, and what ties them, at one instant.
//!
//! Compact, since a hundred thousand of each must fit: consultations are named by their index, and what a key
//! is tied to is a slice of one array.

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use crate::{
    consultation::Fingerprint,
    keys::Role,
    registry::{
        Registry, RegistryError, Tried, deletion,
        record::{CertificateFacts, Proof, ProofResult, SetAside, Stranger, UsageMask},
        row,
    },
    time::Timestamp,
};

/// Keys and open consultations at one instant.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The keys.
    pub keys: Vec<KeyFacts>,
    /// The consultations that are not closed.
    pub consultations: Vec<ConsultationFacts>,
    /// The buyers that both name.
    pub entities: Vec<String>,
    /// Which consultation needs which key. Kept in order by [`Snapshot::tie`].
    ties: Vec<Tie>,
    /// Certificates that envelopes named and nobody here has.
    pub strangers: Vec<StrangerFacts>,
    /// Keys that were deleted and are kept aside.
    pub set_aside: Vec<SetAside>,
}

/// Index of a buyer in [`Snapshot::entities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIndex(pub u32);

/// Index of a key in [`Snapshot::keys`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyIndex(pub u32);

/// Index of a consultation in [`Snapshot::consultations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsultationIndex(pub u32);

/// A key that a consultation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tie {
    /// The key.
    pub key: KeyIndex,
    /// The consultation.
    pub consultation: ConsultationIndex,
}

/// A key, as far as an audit needs to know it.
#[derive(Clone, Debug)]
pub struct KeyFacts {
    /// Its name.
    pub name: Box<str>,
    /// What it is for.
    pub role: Role,
    /// The buyer it belongs to; `None` for a key that serves them all.
    pub entity: Option<EntityIndex>,
    /// Common name of its subject.
    pub subject_cn: Option<Box<str>>,
    /// SHA-256 of its certificate.
    pub fingerprint: Fingerprint,
    /// SHA-256 of its public key.
    pub public_key: [u8; 32],
    /// First instant of its certificate.
    pub not_before: Timestamp,
    /// Last instant of its certificate.
    pub not_after: Timestamp,
    /// Bits of the RSA modulus.
    pub bits: u32,
    /// The RSA public exponent; the largest integer stands for all above it.
    pub exponent: u64,
    /// What its certificate says it may be used for.
    pub key_usage: Option<UsageMask>,
    /// Whether its certificate is signed with SHA-1.
    pub sha1: bool,
    /// Whether it is for no new consultation.
    pub retired: bool,
    /// Where its private half is.
    pub file: FileFacts,
    /// Last success of a proof.
    pub proved_at: Option<Timestamp>,
    /// Last proof, whatever it gave.
    pub last_proof: Option<Proof>,
    /// Whether a consultation, open or closed, ever had it.
    pub ever_tied: bool,
}

/// Where the private half of a key is, and what is known of that file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// What is kept.
    pub kept: FileKept,
    /// What looking at it gave, if anybody did: for this snapshot, not at an earlier proof.
    pub seen: Option<Seen>,
}

/// What is kept of the private half of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FileKept {
    /// A copy of our own.
    #[default]
    Copy,
    /// A file of the user's, by its path.
    Reference(Box<str>),
    /// Only the certificate is known.
    Certificate,
}

/// What looking at a key file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is there; nobody tried to open it.
    There,
    /// It was opened, and gave this.
    Tried(Tried),
}

impl KeyFacts {
    /// The facts that are its certificate's; everything else as for a key that was just taken in.
    pub fn new(name: &str, role: Role, certificate: &CertificateFacts) -> Self {
        Self {
            name: name.into(),
            role,
            entity: None,
            subject_cn: certificate.subject_cn.as_deref().map(Into::into),
            fingerprint: certificate.fingerprint,
            public_key: certificate.public_key,
            not_before: certificate.validity.not_before,
            not_after: certificate.validity.not_after,
            bits: certificate.bits,
            exponent: certificate.exponent,
            key_usage: certificate.key_usage,
            sha1: certificate.sha1,
            retired: false,
            file: FileFacts::default(),
            proved_at: None,
            last_proof: None,
            ever_tied: false,
        }
    }
}

/// A consultation that is not closed, as far as an audit needs to know it.
#[derive(Clone, Debug)]
pub struct ConsultationFacts {
    /// Its reference.
    pub reference: Box<str>,
    /// The buyer.
    pub entity: EntityIndex,
    /// The instant after which deposits are late.
    pub deadline: Timestamp,
    /// Whether it is launched; a draft otherwise.
    pub launched: bool,
}

/// A certificate that an envelope named and nobody here has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrangerFacts {
    /// The certificate, as the envelope names it.
    pub stranger: Stranger,
    /// Reference of the consultation that was opened.
    pub reference: String,
    /// Its deadline.
    pub deadline: Timestamp,
}

impl Snapshot {
    /// Keys and consultations that nothing ties yet.
    pub fn new(keys: Vec<KeyFacts>, consultations: Vec<ConsultationFacts>, entities: Vec<String>) -> Self {
        Self { keys, consultations, entities, ..Self::default() }
    }

    /// Says which consultations need which keys; the same tie may be given twice.
    pub fn tie(&mut self, ties: impl IntoIterator<Item = Tie>) {
        self.ties.extend(ties);
        self.ties.sort_unstable();
        self.ties.dedup();
    }

    /// What a key is tied to, by the consultations' indexes.
    pub fn ties_of(&self, key: KeyIndex) -> &[Tie] {
        let start = self.ties.partition_point(|tie| tie.key < key);
        let end = start + self.ties[start..].partition_point(|tie| tie.key == key);
        &self.ties[start..end]
    }

    /// All ties, in the order of the keys, then of the consultations.
    pub fn ties(&self) -> &[Tie] {
        &self.ties
    }

    /// A key.
    pub fn key(&self, index: KeyIndex) -> &KeyFacts {
        &self.keys[index.0 as usize]
    }

    /// A consultation.
    pub fn consultation(&self, index: ConsultationIndex) -> &ConsultationFacts {
        &self.consultations[index.0 as usize]
    }

    /// A buyer's name.
    pub fn entity(&self, index: EntityIndex) -> &str {
        &self.entities[index.0 as usize]
    }
}

impl Registry {
    /// Everything that an audit judges, as it stands; a look at where the key files are included.
    ///
    /// Keys are in the order of their names, consultations in that of their deadlines.
    pub fn snapshot(&self) -> Result<Snapshot, RegistryError> {
        // One read transaction: the parts belong together.
        let read = self.connection().unchecked_transaction()?;
        let mut snapshot = Snapshot::default();
        let entities = read_entities(&read, &mut snapshot)?;
        let keys = read_keys(&read, &entities, &mut snapshot)?;
        let consultations = read_consultations(&read, &entities, &mut snapshot)?;
        read_ties(&read, &keys, &consultations, &mut snapshot)?;
        read_strangers(&read, &mut snapshot)?;
        snapshot.set_aside = deletion::set_aside(&read, self.home())?;
        let there = self.copies_there()?;
        for key in &mut snapshot.keys {
            let is_there = match &key.file.kept {
                FileKept::Copy => there.contains(&key.fingerprint),
                // What cannot be told (a folder that may not be entered) is not told.
                FileKept::Reference(path) => match std::fs::metadata(&**path) {
                    Ok(_) => true,
                    Err(error) if ProofResult::of_io(&error) == ProofResult::Missing => false,
                    Err(_) => continue,
                },
                FileKept::Certificate => continue,
            };
            key.file.seen =
                Some(if is_there { Seen::There } else { Seen::Tried(ProofResult::Missing.into()) });
        }
        Ok(snapshot)
    }
}

/// Where each row of the database went, by its number.
type Numbered<I> = FxHashMap<i64, I>;

fn read_entities(read: &Connection, snapshot: &mut Snapshot) -> Result<Numbered<EntityIndex>, RegistryError> {
    let mut numbered = Numbered::default();
    let mut statement = read.prepare("SELECT id, name FROM entity")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        numbered.insert(row.get(0)?, EntityIndex(index(snapshot.entities.len())?));
        snapshot.entities.push(row.get(1)?);
    }
    Ok(numbered)
}

fn read_keys(
    read: &Connection,
    entities: &Numbered<EntityIndex>,
    snapshot: &mut Snapshot,
) -> Result<Numbered<KeyIndex>, RegistryError> {
    let mut numbered = Numbered::default();
    let mut statement = read.prepare(&format!(
        "SELECT key.certificate_id, key.name, key.role, key.entity_id, key.custody, key.path, key.state, \
         key.proved_at, key.tried_at, key.tried, \
         EXISTS (SELECT 1 FROM recipient WHERE recipient.certificate_id = key.certificate_id) \
         OR EXISTS (SELECT 1 FROM assignment WHERE assignment.certificate_id = key.certificate_id), {} \
         FROM key JOIN certificate ON certificate.id = key.certificate_id ORDER BY key.folded",
        row::CERTIFICATE
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let certificate = row::certificate(row, 11)?;
        let name = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let role = row::role(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
        let mut key = KeyFacts::new(name, role, &certificate);
        key.entity = match row.get::<_, Option<i64>>(3)? {
            Some(id) => Some(known(entities, id)?),
            None => None,
        };
        key.file.kept = match row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)? {
            "copy" => FileKept::Copy,
            "reference" => FileKept::Reference(row.get::<_, String>(5)?.into()),
            _ => FileKept::Certificate,
        };
        key.retired = row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)? == "retired";
        key.proved_at = row.get::<_, Option<i64>>(7)?.map(row::instant).transpose()?;
        if let Some(at) = row.get::<_, Option<i64>>(8)? {
            let result = row::proof_result(row.get_ref(9)?.as_str().map_err(rusqlite::Error::from)?)?;
            key.last_proof = Some(Proof { at: row::instant(at)?, result });
        }
        key.ever_tied = row.get(10)?;
        numbered.insert(row.get(0)?, KeyIndex(index(snapshot.keys.len())?));
        snapshot.keys.push(key);
    }
    Ok(numbered)
}

fn read_consultations(
    read: &Connection,
    entities: &Numbered<EntityIndex>,
    snapshot: &mut Snapshot,
) -> Result<Numbered<ConsultationIndex>, RegistryError> {
    let mut numbered = Numbered::default();
    let mut statement = read.prepare(
        "SELECT id, reference, entity_id, deadline, state FROM consultation WHERE state <> 'closed' \
         ORDER BY deadline, folded",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        numbered.insert(row.get(0)?, ConsultationIndex(index(snapshot.consultations.len())?));
        snapshot.consultations.push(ConsultationFacts {
            reference: row.get::<_, String>(1)?.into(),
            entity: known(entities, row.get(2)?)?,
            deadline: row::instant(row.get(3)?)?,
            launched: row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)? == "launched",
        });
    }
    Ok(numbered)
}

fn read_ties(
    read: &Connection,
    keys: &Numbered<KeyIndex>,
    consultations: &Numbered<ConsultationIndex>,
    snapshot: &mut Snapshot,
) -> Result<(), RegistryError> {
    let mut statement = read.prepare("SELECT certificate_id, consultation_id FROM need")?;
    let mut rows = statement.query([])?;
    let mut ties = Vec::new();
    while let Some(row) = rows.next()? {
        // A certificate without its key cannot be: the database refuses to delete a needed one.
        if let (Some(key), Some(consultation)) = (keys.get(&row.get(0)?), consultations.get(&row.get(1)?)) {
            ties.push(Tie { key: *key, consultation: *consultation });
        }
    }
    snapshot.tie(ties);
    Ok(())
}

fn read_strangers(read: &Connection, snapshot: &mut Snapshot) -> Result<(), RegistryError> {
    let mut statement = read.prepare(
        "SELECT issuer_cn, serial, ski, reference, deadline FROM stranger \
         JOIN consultation ON consultation.id = consultation_id \
         WHERE state <> 'closed' ORDER BY deadline, folded, issuer_cn, serial, ski",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let ski: String = row.get(2)?;
        let stranger = if ski.is_empty() {
            Stranger::IssuerAndSerialNumber { issuer_cn: row.get(0)?, serial: row.get(1)? }
        } else {
            Stranger::SubjectKeyIdentifier { ski }
        };
        snapshot.strangers.push(StrangerFacts {
            stranger,
            reference: row.get(3)?,
            deadline: row::instant(row.get(4)?)?,
        });
    }
    Ok(())
}

fn index(length: usize) -> Result<u32, RegistryError> {
    u32::try_from(length).map_err(|_| RegistryError::Damaged { what: "four billion rows".to_owned() })
}

fn known<I: Copy>(numbered: &Numbered<I>, id: i64) -> Result<I, RegistryError> {
    numbered
        .get(&id)
        .copied()
        .ok_or_else(|| RegistryError::Damaged { what: format!("row {id} is named and is not there") })
}
