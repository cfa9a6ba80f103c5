//! What of an archive can be opened: names that lead out of it or are there twice, entries that lie over each other,
//! and those that claim what cannot be.

use std::{
    collections::{HashMap, HashSet},
    io,
};

use super::{
    directory::Record,
    entry::{Member, Packing},
    page::Page,
};
use crate::{
    depot::{
        fault::{ArchiveError, ArchiveFault},
        source::{Content, Entry},
    },
    limits,
};

/// What is too small to be a bomb, in octets.
const SMALL: u64 = 1 << 16;

/// Judges the entries of an archive whose directory begins there.
pub(super) fn settle(records: Vec<Record>, directory: u64) -> io::Result<(Vec<Member>, Vec<Entry>)> {
    let page = Page::of(&records.iter().filter_map(|record| record.name.unknown()).collect::<Vec<_>>());
    let ends = ends(&records, directory);
    let mut named: Vec<(String, Result<(), ArchiveError>, Record, u64)> = records
        .into_iter()
        .zip(ends)
        .map(|(mut record, end)| {
            let (name, is_inside) = std::mem::take(&mut record.name).settled(page);
            (name, is_inside, record, end)
        })
        .collect();
    // As a walk of folders has them: by the parts of their paths.
    named.sort_by(|(one, ..), (other, ..)| one.split('/').cmp(other.split('/')));
    let twice: HashSet<String> = {
        let mut seen: HashMap<&str, bool> = HashMap::with_capacity(named.len());
        for (name, is_inside, ..) in &named {
            if is_inside.is_ok() {
                seen.entry(name).and_modify(|twice| *twice = true).or_default();
            }
        }
        seen.into_iter().filter(|(_, twice)| *twice).map(|(name, _)| name.to_owned()).collect()
    };
    let mut members = Vec::with_capacity(named.len());
    let mut entries = Vec::with_capacity(named.len());
    for (name, is_inside, record, end) in named {
        if let Some(fault) = record.special {
            entries.push(Entry { name, octets: 0, content: Content::Special(fault.into()) });
            continue;
        }
        let packing = is_inside
            .and_then(|()| if twice.contains(&name) { Err(ArchiveFault::Duplicate.into()) } else { Ok(()) })
            .and(record.packing)
            .and_then(|packing| is_possible(&record, packing, end, directory).map(|()| packing));
        let number =
            u32::try_from(members.len()).map_err(|_| ArchiveError::TooLarge(limits::ARCHIVE_ENTRIES))?;
        // What is refused is not read: what it claims to be counts for nothing.
        let (octets, content) = match packing {
            Ok(_) => (record.octets, Content::File(number)),
            Err(error) => (0, Content::Refused(number, error)),
        };
        entries.push(Entry { name, octets, content });
        members.push(Member {
            at: record.at,
            end,
            packed: record.packed,
            octets: record.octets,
            crc: record.crc,
            packing: packing.map_err(Box::new),
        });
    }
    Ok((members, entries))
}

/// Where each entry has to end: where the next one begins, or the directory. Of several in one place none has room.
fn ends(records: &[Record], directory: u64) -> Vec<u64> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_unstable_by_key(|&index| records[index].at);
    let mut ends = vec![directory; records.len()];
    for (place, &index) in order.iter().enumerate() {
        let at = records[index].at;
        let is_shared = place > 0 && records[order[place - 1]].at == at;
        let next = order.get(place + 1).map_or(directory, |&next| records[next].at);
        ends[index] = if is_shared { at } else { next.min(directory) };
    }
    ends
}

/// Whether what the directory says of an entry can be.
fn is_possible(record: &Record, packing: Packing, end: u64, directory: u64) -> Result<(), ArchiveError> {
    let ends = record.at.checked_add(Member::HEADER).and_then(|begins| begins.checked_add(record.packed));
    if ends.is_none_or(|ends| ends > directory) {
        return Err(ArchiveFault::CutOff.into());
    }
    if ends.is_none_or(|ends| ends > end) {
        return Err(ArchiveFault::Overlapping.into());
    }
    match packing {
        Packing::Stored if record.packed != record.octets => Err(ArchiveFault::Size.into()),
        Packing::Deflated
            if record.octets > SMALL && record.octets / limits::ARCHIVE_RATIO.value > record.packed =>
        {
            Err(ArchiveError::TooLarge(limits::ARCHIVE_RATIO))
        }
        _ => Ok(()),
    }
}
