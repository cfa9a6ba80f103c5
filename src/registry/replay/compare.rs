//! Every row of the tables, held against what the journal told of it.

use std::fmt::Display;

use rustc_hash::FxHashMap;

use super::{
    Difference, Replay, Unverifiable,
    told::{Assigned, ByShares, Key, Told},
};
use crate::{
    consultation::Fingerprint,
    crypto::hex,
    keys::{Certificate, quorum::Held},
    pli::Lot,
    registry::{
        RegistryError,
        key::by_fingerprint,
        port::{Columns, Tenant},
        record::CertificateFacts,
        row,
    },
    time::Timestamp,
};

pub(super) fn tables(tenant: &dyn Tenant, mut told: Told, replay: &mut Replay) -> Result<(), RegistryError> {
    let names = keys(tenant, &mut told, replay)?;
    tombstones(tenant, &told, replay)?;
    aside(tenant, &told, replay)?;
    consultations(tenant, &mut told, replay)?;
    assignments(tenant, &mut told, &names, replay)?;
    recipients(tenant, &mut told, replay)?;
    runs(tenant, &mut told, replay)?;
    leftovers(told, &names, replay);
    Ok(())
}

/// Names of the keys that are there, by their certificates.
type Names = FxHashMap<Fingerprint, Box<str>>;

/// One row of a table under comparison.
struct Case<'a> {
    replay: &'a mut Replay,
    table: &'static str,
    row: &'a str,
}

impl Case<'_> {
    /// What a row says of a key, from its second column on: kept, or set aside.
    fn key(&mut self, key: &Key, row: &dyn Columns) -> Result<(), RegistryError> {
        self.field("name", Some(&*key.name), Some(text(row, 1)?));
        self.field("role", Some(key.role.name()), Some(text(row, 2)?));
        self.field("entity", key.entity.as_deref(), maybe(row, 3)?);
        self.field("custody", Some(&*key.custody), Some(text(row, 4)?));
        self.field("path", key.path.as_deref(), maybe(row, 5)?);
        self.instant("created_at", Some(key.created_at), Some(row.get(6)?));
        self.instant("retired_at", key.retired_at, row.get(7)?);
        self.instant("proved_at", key.proved_at, row.get(8)?);
        self.instant("tried_at", key.tried.map(|(at, _)| at), row.get(9)?);
        self.field("tried", key.tried.map(|(_, result)| result.name()), maybe(row, 10)?);
        Ok(())
    }

    fn field<T: PartialEq + Display>(
        &mut self,
        field: &'static str,
        journal: Option<T>,
        registry: Option<T>,
    ) {
        if journal != registry {
            let shown = |value: Option<T>| value.map(|value| value.to_string());
            self.replay.differences.push(Difference {
                table: self.table,
                row: self.row.to_owned(),
                field,
                journal: shown(journal),
                registry: shown(registry),
            });
        }
    }

    fn instant(&mut self, field: &'static str, journal: Option<i64>, registry: Option<i64>) {
        self.field(field, journal.map(Instant), registry.map(Instant));
    }

    fn unverifiable(&mut self, field: &'static str) {
        let (table, row) = (self.table, self.row.to_owned());
        self.replay.unverifiable.push(Unverifiable { table, row, field });
    }
}

#[derive(PartialEq)]
struct Instant(i64);

impl Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match Timestamp::from_unix(self.0) {
            Some(at) => at.fmt(f),
            None => self.0.fmt(f),
        }
    }
}

/// A row that only one of them has.
fn alone(replay: &mut Replay, table: &'static str, row: String, in_journal: bool) {
    let said = Some(row.clone());
    let (journal, registry) = if in_journal { (said, None) } else { (None, said) };
    replay.differences.push(Difference { table, row, field: "", journal, registry });
}

fn text(row: &dyn Columns, index: usize) -> Result<&str, RegistryError> {
    row.get(index)
}

fn maybe(row: &dyn Columns, index: usize) -> Result<Option<&str>, RegistryError> {
    row.get(index)
}

fn keys(tenant: &dyn Tenant, told: &mut Told, replay: &mut Replay) -> Result<Names, RegistryError> {
    let mut names = Names::default();
    let mut split = Vec::new();
    let query = "SELECT certificate.fingerprint, key.name, key.role, entity.name, key.custody, key.path, key.created_at, \
         key.retired_at, key.proved_at, key.tried_at, key.tried, certificate.not_after, certificate.subject_cn \
         FROM key JOIN certificate ON certificate.id = key.certificate_id \
         LEFT JOIN entity ON entity.id = key.entity_id";
    tenant.rows(query, &[], &mut |row| {
        let fingerprint = row::fingerprint(text(row, 0)?)?;
        let name = text(row, 1)?;
        names.insert(fingerprint, name.into());
        let Some(key) = told.keys.remove(&fingerprint) else {
            alone(replay, "key", name.to_owned(), false);
            return Ok(());
        };
        let mut case = Case { replay, table: "key", row: name };
        case.key(&key, row)?;
        case.instant("not_after", Some(key.not_after), Some(row.get(11)?));
        case.field("subject_cn", key.subject_cn.as_deref(), maybe(row, 12)?);
        if key.quorum != ByShares::default() {
            split.push((fingerprint, key.quorum));
        }
        Ok(())
    })?;
    for (fingerprint, quorum) in split {
        shares(tenant, fingerprint, quorum, replay)?;
    }
    Ok(names)
}

/// What the file of a key that was split says of it. One that is not there, or may not be read, is the audit's.
fn shares(
    tenant: &dyn Tenant,
    fingerprint: Fingerprint,
    told: ByShares,
    replay: &mut Replay,
) -> Result<(), RegistryError> {
    let Some(key) = by_fingerprint(tenant, fingerprint)? else { return Ok(()) };
    let Ok(octets) = tenant.private(&key)?.read() else { return Ok(()) };
    let behind = Held::of(&octets).behind;
    let mut case = Case { replay, table: "key", row: &key.name };
    case.field("quorum", told.set, behind.quorum.map(|quorum| quorum.set.into()));
    let shown = |set: &str, proved: &[u8]| {
        let proved: Vec<String> = proved.iter().map(u8::to_string).collect();
        format!("{set}: {}", proved.join(", "))
    };
    let pending = behind.pending.map(|set| shown(&set.quorum.set, &set.proved));
    case.field("pending", told.pending.map(|(set, proved)| shown(&set, &proved)), pending);
    Ok(())
}

fn tombstones(tenant: &dyn Tenant, told: &Told, replay: &mut Replay) -> Result<(), RegistryError> {
    let query = "SELECT certificate.fingerprint, tombstone.name, tombstone.role, entity.name, deleted_at, deleted_by, reason, \
         restored_at, purged_at FROM tombstone JOIN certificate ON certificate.id = tombstone.certificate_id \
         LEFT JOIN entity ON entity.id = tombstone.entity_id ORDER BY tombstone.id";
    let mut gone = told.gone.iter().peekable();
    tenant.rows(query, &[], &mut |row| {
        let (fingerprint, name) = (text(row, 0)?, text(row, 1)?);
        // They are told in the order they went: what does not follow was put there or taken away.
        let Some(told) = gone.next_if(|gone| gone.fingerprint.to_string() == fingerprint) else {
            alone(replay, "tombstone", name.to_owned(), false);
            return Ok(());
        };
        let mut case = Case { replay, table: "tombstone", row: name };
        case.field("name", Some(&*told.key.name), Some(name));
        case.field("role", Some(told.key.role.name()), Some(text(row, 2)?));
        case.field("entity", told.key.entity.as_deref(), maybe(row, 3)?);
        case.instant("deleted_at", Some(told.at), Some(row.get(4)?));
        case.field("deleted_by", Some(&*told.by), Some(text(row, 5)?));
        case.field("reason", told.reason.as_deref(), maybe(row, 6)?);
        case.instant("restored_at", told.restored_at, row.get(7)?);
        case.instant("purged_at", told.purged_at, row.get(8)?);
        Ok(())
    })?;
    for gone in gone {
        alone(replay, "tombstone", gone.key.name.to_string(), true);
    }
    Ok(())
}

fn aside(tenant: &dyn Tenant, told: &Told, replay: &mut Replay) -> Result<(), RegistryError> {
    let query = "SELECT certificate.fingerprint, aside.name, aside.role, entity.name, custody, path, created_at, retired_at, \
         proved_at, tried_at, tried, until FROM aside JOIN certificate ON certificate.id = aside.certificate_id \
         LEFT JOIN entity ON entity.id = aside.entity_id ORDER BY tombstone_id";
    let mut kept = told.gone.iter().filter(|gone| gone.is_aside()).peekable();
    tenant.rows(query, &[], &mut |row| {
        let (fingerprint, name) = (text(row, 0)?, text(row, 1)?);
        let Some(gone) = kept.next_if(|gone| gone.fingerprint.to_string() == fingerprint) else {
            alone(replay, "aside", name.to_owned(), false);
            return Ok(());
        };
        let key = &gone.key;
        let mut case = Case { replay, table: "aside", row: name };
        case.key(key, row)?;
        case.instant("until", gone.until, Some(row.get(11)?));
        Ok(())
    })?;
    for gone in kept {
        alone(replay, "aside", gone.key.name.to_string(), true);
    }
    Ok(())
}

fn consultations(tenant: &dyn Tenant, told: &mut Told, replay: &mut Replay) -> Result<(), RegistryError> {
    let query = "SELECT reference, title, entity.name, deadline, zone, state, created_at, launched_at, launch_reason, \
         closed_at, close_reason FROM consultation JOIN entity ON entity.id = entity_id";
    tenant.rows(query, &[], &mut |row| {
        let reference = text(row, 0)?;
        let Some(consultation) = told.consultations.get_mut(reference) else {
            alone(replay, "consultation", reference.to_owned(), false);
            return Ok(());
        };
        consultation.seen = true;
        let mut case = Case { replay, table: "consultation", row: reference };
        case.field("title", consultation.title.as_deref(), maybe(row, 1)?);
        case.field("entity", Some(&*consultation.entity), Some(text(row, 2)?));
        case.instant("deadline", Some(consultation.deadline), Some(row.get(3)?));
        case.field("zone", Some(&*consultation.zone), Some(text(row, 4)?));
        case.field("state", Some(consultation.state), Some(text(row, 5)?));
        case.instant("created_at", Some(consultation.created_at), Some(row.get(6)?));
        case.instant("launched_at", consultation.launched_at, row.get(7)?);
        case.field("launch_reason", consultation.launch_reason.as_deref(), maybe(row, 8)?);
        case.instant("closed_at", consultation.closed_at, row.get(9)?);
        case.field("close_reason", consultation.close_reason.as_deref(), maybe(row, 10)?);
        if consultation.partial {
            case.unverifiable("keys");
        }
        Ok(())
    })?;
    Ok(())
}

/// `2026-01, Marchés`, and for what, where it is not for everything.
fn tie(reference: &str, key: &str, envelope: Option<&str>, lot: Option<&Lot>) -> String {
    let parts = [Some(reference), Some(key), envelope, lot.map(Lot::as_str)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn named(names: &Names, key: Fingerprint) -> String {
    names.get(&key).map_or_else(|| key.to_string(), ToString::to_string)
}

fn assignments(
    tenant: &dyn Tenant,
    told: &mut Told,
    names: &Names,
    replay: &mut Replay,
) -> Result<(), RegistryError> {
    let query = "SELECT consultation.reference, certificate.fingerprint, envelope, lot FROM assignment \
         JOIN consultation ON consultation.id = consultation_id \
         JOIN certificate ON certificate.id = certificate_id";
    tenant.rows(query, &[], &mut |row| {
        let (reference, key) = (text(row, 0)?, row::fingerprint(text(row, 1)?)?);
        let envelope = Some(text(row, 2)?).filter(|envelope| !envelope.is_empty());
        let lot = Lot::new(text(row, 3)?);
        // A consultation that nobody told of is a difference already.
        let Some(consultation) = told.consultations.get_mut(reference) else { return Ok(()) };
        let is_same = |known: &Assigned| {
            known.key == key
                && known.envelope.as_deref() == envelope
                && known.lot.as_ref().map(Lot::as_str) == lot.as_ref().map(Lot::as_str)
        };
        match consultation.assigned.iter().position(is_same) {
            Some(place) => drop(consultation.assigned.swap_remove(place)),
            None if consultation.partial => {}
            None => {
                let row = tie(reference, &named(names, key), envelope, lot.as_ref());
                alone(replay, "assignment", row, false);
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn recipients(tenant: &dyn Tenant, told: &mut Told, replay: &mut Replay) -> Result<(), RegistryError> {
    let query = "SELECT consultation.reference, certificate.fingerprint, role, name FROM recipient \
         JOIN consultation ON consultation.id = consultation_id \
         JOIN certificate ON certificate.id = certificate_id";
    tenant.rows(query, &[], &mut |row| {
        let (reference, key) = (text(row, 0)?, row::fingerprint(text(row, 1)?)?);
        let (role, name) = (text(row, 2)?, text(row, 3)?);
        let Some(consultation) = told.consultations.get_mut(reference) else { return Ok(()) };
        match consultation.recipients.iter().position(|known| known.key == key) {
            Some(place) => {
                let known = consultation.recipients.swap_remove(place);
                let row = tie(reference, name, None, None);
                let mut case = Case { replay, table: "recipient", row: &row };
                case.field("role", Some(&*known.role), Some(role));
                case.field("name", Some(&*known.name), Some(name));
            }
            None if consultation.partial => {}
            None => alone(replay, "recipient", tie(reference, name, None, None), false),
        }
        Ok(())
    })?;
    Ok(())
}

fn runs(tenant: &dyn Tenant, told: &mut Told, replay: &mut Replay) -> Result<(), RegistryError> {
    let query = "SELECT run.id, consultation.reference, at, folder, head FROM run \
         JOIN consultation ON consultation.id = consultation_id";
    tenant.rows(query, &[], &mut |row| {
        let id = text(row, 0)?;
        let Some(run) = told.runs.remove(id) else {
            alone(replay, "run", id.to_owned(), false);
            return Ok(());
        };
        let mut case = Case { replay, table: "run", row: id };
        case.field("consultation", Some(&*run.reference), Some(text(row, 1)?));
        match run.at {
            Some(at) => case.instant("at", Some(at), Some(row.get(2)?)),
            None => case.unverifiable("at"),
        }
        case.field("folder", Some(&*run.folder), Some(text(row, 3)?));
        case.field("head", Some(&*run.head), Some(text(row, 4)?));
        Ok(())
    })?;
    Ok(())
}

/// The facts of each certificate, read again from its octets.
pub(in crate::registry) fn certificates(tenant: &dyn Tenant) -> Result<Vec<Difference>, RegistryError> {
    let mut replay = Replay::default();
    let query = &format!(
        "SELECT {}, der FROM certificate LEFT JOIN certificate_der ON certificate_id = certificate.id",
        row::CERTIFICATE
    );
    tenant.rows(query, &[], &mut |row| {
        let kept = row::certificate(row, 0)?;
        let name = kept.fingerprint.to_string();
        let der: Option<&[u8]> = row.get(12)?;
        let read =
            der.and_then(|der| Certificate::from_der(der).ok()).map(|read| CertificateFacts::of(&read));
        let Some(read) = read.filter(|read| read.fingerprint == kept.fingerprint) else {
            alone(&mut replay, "certificate_der", name, true);
            return Ok(());
        };
        if read != kept {
            let mut case = Case { replay: &mut replay, table: "certificate", row: &name };
            case.instant(
                "not_before",
                Some(read.validity.not_before.unix()),
                Some(kept.validity.not_before.unix()),
            );
            case.instant(
                "not_after",
                Some(read.validity.not_after.unix()),
                Some(kept.validity.not_after.unix()),
            );
            case.field("subject_cn", read.subject_cn, kept.subject_cn);
            case.field("issuer_cn", read.issuer_cn, kept.issuer_cn);
            case.field("serial", Some(read.serial), Some(kept.serial));
            case.field("ski", Some(read.ski), Some(kept.ski));
            case.field("bits", Some(read.bits), Some(kept.bits));
            case.field("exponent", Some(read.exponent), Some(kept.exponent));
            case.field("key_usage", read.key_usage.map(|usage| usage.0), kept.key_usage.map(|usage| usage.0));
            case.field("sha1", Some(read.sha1), Some(kept.sha1));
            case.field("public_key", Some(hex(&read.public_key)), Some(hex(&kept.public_key)));
        }
        Ok(())
    })?;
    Ok(replay.differences)
}

/// What the journal tells and no table has.
fn leftovers(told: Told, names: &Names, replay: &mut Replay) {
    let mut alone_in_journal = Vec::new();
    alone_in_journal.extend(told.keys.into_values().map(|key| ("key", String::from(key.name))));
    alone_in_journal.extend(told.runs.into_keys().map(|id| ("run", String::from(id))));
    for (reference, consultation) in told.consultations {
        if !consultation.seen {
            alone_in_journal.push(("consultation", String::from(reference)));
            continue;
        }
        for Assigned { key, envelope, lot } in consultation.assigned {
            let row = tie(&reference, &named(names, key), envelope.as_deref(), lot.as_ref());
            alone_in_journal.push(("assignment", row));
        }
        for recipient in consultation.recipients {
            alone_in_journal.push(("recipient", tie(&reference, &recipient.name, None, None)));
        }
    }
    alone_in_journal.sort_unstable();
    for (table, row) in alone_in_journal {
        alone(replay, table, row, true);
    }
}
