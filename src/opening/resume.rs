//! What an earlier run in the same folder opened: verified and kept, not opened again.

use std::{
    collections::HashMap,
    fs::File,
    io,
    path::{Path, PathBuf},
};

use super::{
    outcome::{Item, Status},
    plan::Task,
    rows::Place,
    worker::{Shared, digest_of},
    written,
};
use crate::crypto::hex;

/// The openings that the journal records, by final name. Only places in the journal are held, not rows.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    journal: PathBuf,
    opened: HashMap<String, Place>,
}

impl Earlier {
    pub(super) fn new(journal: PathBuf) -> Self {
        Self { journal, opened: HashMap::new() }
    }

    /// Takes note of a row of the journal ; later ones prevail.
    pub(super) fn note(&mut self, item: &Item, place: Place) {
        let Some(output) = key(item) else { return };
        match item.status {
            Status::Opened => {
                self.opened.insert(output.to_owned(), place);
            }
            // The row says that what an earlier one announced was never published.
            Status::Failed if item.reason == Some(super::outcome::Reason::WriteFailed) => {
                self.opened.remove(output);
            }
            Status::AlreadyOpened
            | Status::Openable
            | Status::Refused
            | Status::Failed
            | Status::Cancelled => {}
        }
    }

    /// The row of what stands at a task's final name, if an earlier run put it there and it is still the same.
    pub(super) fn verify(&self, shared: &Shared<'_>, task: &Task, output: &Path) -> io::Result<Option<Item>> {
        let name = written::path_b64(output).unwrap_or_else(|| written::path(output));
        let Some(&place) = self.opened.get(&name) else { return Ok(None) };
        let mut item = place.read(&mut File::open(&self.journal)?)?;
        let root = shared.roots.get(task.root).map_or(Path::new(""), PathBuf::as_path);
        let same_input = task.inputs.first().is_some_and(|input| {
            written::path(below(&input.path, root))
                == written::path(below(item.input.as_ref(), item.root.as_ref()))
        }) && task.bytes() == item.bytes_in;
        if !same_input {
            return Ok(None);
        }
        let mut file = crate::fsx::open_regular(&shared.folder.path().join(output))?;
        if Some(file.metadata()?.len()) != item.bytes_out {
            return Ok(None);
        }
        if Some(hex(&digest_of(shared, &mut file)?)) != item.sha256 {
            return Ok(None);
        }
        item.status = Status::AlreadyOpened;
        Ok(Some(item))
    }
}

/// A file's path below its root, which may be spelled in many ways; its name where it is the root.
fn below<'a>(path: &'a Path, root: &Path) -> &'a Path {
    match path.strip_prefix(root) {
        Ok(rest) if rest.as_os_str().is_empty() => path.file_name().map_or(path, Path::new),
        Ok(rest) => rest,
        Err(_) => path,
    }
}

fn key(item: &Item) -> Option<&String> {
    item.output_b64.as_ref().or(item.output.as_ref())
}
