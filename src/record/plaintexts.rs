//! Plaintexts against the journal: each that it speaks of, and none beside them.

use std::{
    io,
    path::{Component, Path},
};

use walkdir::WalkDir;

use super::{Finding, papers::measure};
use crate::{
    fsx::Fault,
    opening::{names, story::Story},
};

/// How many are what the journal says.
pub(super) fn compare(folder: &Path, story: &Story, findings: &mut Vec<Finding>) -> u64 {
    let mut same = 0;
    for (path, expected) in &story.plaintexts {
        // A journal made by others could name any file.
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            findings.push(Finding::Unreadable { path: path.clone(), error: Fault::BadName.into() });
            continue;
        }
        match measure(&folder.join(path)) {
            Ok(found) if found.bytes == expected.bytes && found.sha256 == expected.sha256 => same += 1,
            Ok(found) => findings.push(Finding::Changed {
                path: path.clone(),
                expected: expected.bytes,
                found: found.bytes,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                findings.push(Finding::Missing { path: path.clone() });
            }
            Err(error) => {
                findings.push(Finding::Unreadable { path: path.clone(), error: (&error).into() });
            }
        }
    }
    let plaintexts = folder.join(names::PLAINTEXTS);
    for entry in WalkDir::new(&plaintexts).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
                if !story.plaintexts.contains_key(&path) && !story.others.contains(&path) {
                    findings.push(Finding::Unrecorded { path });
                }
            }
            Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
            Err(error) => {
                let path = error.path().and_then(|path| path.strip_prefix(folder).ok());
                let path = path.unwrap_or(Path::new(names::PLAINTEXTS)).to_owned();
                findings.push(Finding::Unreadable { path, error: (&io::Error::from(error)).into() });
            }
        }
    }
    same
}
