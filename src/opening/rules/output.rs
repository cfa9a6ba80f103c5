//! Where each plaintext goes: `plis/<pli>-<company>/<kind>/<lot>/<nom>`.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    iter,
};

use super::{Verdict, Wanted, deposits::name_of};
use crate::{
    opening::{
        names::{collision_key, safe_component, told_apart},
        outcome::{Detail, Reason},
    },
    pli::{EnvelopeKind, Lot},
    register::RegisterRow,
};

/// Who a folder is for.
type Depositor<'a> = (Option<&'a str>, Option<&'a str>);

fn depositor(row: &RegisterRow) -> Depositor<'_> {
    match row.pli.as_deref() {
        // One pli is one company's, however its name is written: its folder is named by the first row.
        Some(pli) => (Some(pli), None),
        None => (None, row.company.as_deref()),
    }
}

/// What a file is of: a kind of envelope, and a lot.
type Part<'a> = (Option<EnvelopeKind>, Option<&'a Lot>);

/// The folder of each pli: no two share one, on any file system.
pub(super) struct Folders<'a> {
    of: HashMap<Depositor<'a>, String>,
    /// The part of each file, by its name: a signature of it may not say.
    parts: HashMap<(Depositor<'a>, &'a str), Part<'a>>,
}

impl<'a> Folders<'a> {
    pub(super) fn new(rows: &'a [RegisterRow]) -> Self {
        let mut folders = HashMap::new();
        let mut parts = HashMap::new();
        let mut taken = HashSet::new();
        for row in rows {
            let depositor = depositor(row);
            if part(row) != (None, None) {
                parts.entry((depositor, name_of(row))).or_insert(part(row));
            }
            let Entry::Vacant(folder) = folders.entry(depositor) else { continue };
            let full = match (row.pli.as_deref(), row.company.as_deref()) {
                (Some(pli), Some(company)) => format!("{pli}-{company}"),
                (Some(one), None) | (None, Some(one)) => one.to_owned(),
                (None, None) => continue,
            };
            let plain = safe_component(&full);
            let (pli, company) = (row.pli.as_deref().unwrap_or(""), row.company.as_deref().unwrap_or(""));
            // Two plis whose names a file system, or the joining by "-", makes one.
            let others = (0_u32..).map(|n| told_apart(&plain, &format!("{n}\0{pli}\0{company}")));
            let free = iter::once(plain.clone()).chain(others).find(|name| taken.insert(collision_key(name)));
            folder.insert(free.unwrap_or(plain));
        }
        Self { of: folders, parts }
    }

    /// What a row is of; of a signature that does not say, what the file beside it is of.
    fn part_of(&self, row: &'a RegisterRow) -> Part<'a> {
        let own = part(row);
        if own != (None, None) {
            return own;
        }
        let signed = signed_by(name_of(row));
        signed.and_then(|file| self.parts.get(&(depositor(row), file)).copied()).unwrap_or(own)
    }

    /// The output path of a row's file. A row of no pli and no company keeps the folders it is in.
    pub(super) fn output_of(&self, row: &'a RegisterRow) -> String {
        let mut components = vec!["plis".to_owned()];
        if let Some(folder) = self.of.get(&depositor(row)) {
            components.push(folder.clone());
        } else {
            let folders = row.file.rsplit_once('/').map_or("", |(folders, _)| folders);
            components.extend(folders.split('/').filter(|name| !name.is_empty()).map(safe_component));
        }
        let (kind, lot) = self.part_of(row);
        components.extend(kind.map(|kind| kind.name().to_owned()));
        components.extend(lot.map(|lot| safe_component(lot.as_str())));
        components.push(safe_component(name_of(row)));
        components.join("/")
    }
}

fn part(row: &RegisterRow) -> Part<'_> {
    (row.envelope, row.lot.as_ref())
}

/// The file that a signature is of, by its name: `acte.pdf.p7s`, `acte.pdf - Signature 1.xml`.
fn signed_by(name: &str) -> Option<&str> {
    let (file, extension) = name.rsplit_once('.')?;
    if !["p7s", "xml", "sig"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
        return None;
    }
    let numbered = file.rsplit_once(" - Signature ");
    Some(
        numbered
            .filter(|(_, number)| number.bytes().all(|c| c.is_ascii_digit()))
            .map_or(file, |(file, _)| file),
    )
}

/// Refuses the files whose output another one that opens has too.
///
/// All of those that nothing was accepted for are refused together: none has more right to the name. A
/// file that a person accepted gives way to them, so that accepting it later takes no name away from a
/// file that an earlier run opened.
pub(super) fn refuse_collisions(wanted: &mut [Wanted], rows: &[RegisterRow]) {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::with_capacity(wanted.len());
    for (index, file) in wanted.iter().enumerate() {
        if matches!(file.verdict, Verdict::Open { .. }) {
            by_name.entry(collision_key(&file.output)).or_default().push(index);
        }
    }
    let mut refused = Vec::new();
    for sharing in by_name.into_values().filter(|sharing| sharing.len() > 1) {
        let by_default: Vec<_> = sharing
            .iter()
            .copied()
            .filter(
                |&index| matches!(&wanted[index].verdict, Verdict::Open { accepted } if accepted.is_empty()),
            )
            .collect();
        for &index in &sharing {
            let has_the_name = by_default == [index];
            let other = by_default.iter().chain(&sharing).find(|&&other| other != index);
            if let (false, Some(&other)) = (has_the_name, other) {
                refused.push((index, other));
            }
        }
    }
    for (index, other) in refused {
        let input = rows[wanted[other].rows[0]].file.to_string();
        wanted[index].verdict =
            Verdict::Keep { reason: Reason::OutputCollision, detail: Some(Detail::SameOutputAs { input }) };
    }
}
