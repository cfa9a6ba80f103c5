//! The `.toml` beside a fixture: what it is, and what must come of it.
//!
//! Only what `fixtures/README.md` describes: a name, `=`, and a text, a number, or a list of texts, on one line.

use std::{collections::BTreeMap, fs, path::Path};

use serde::de::DeserializeOwned;

/// Names and values of one sidecar.
#[derive(Debug)]
pub(crate) struct Sidecar(BTreeMap<String, String>);

impl Sidecar {
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let pairs =
            text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(|line| {
                let (name, value) =
                    line.split_once('=').unwrap_or_else(|| panic!("{}: not a pair: {line}", path.display()));
                (name.trim().to_owned(), value.trim().to_owned())
            });
        Self(pairs.collect())
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name)
    }

    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)
    }

    /// What is written on one line of TOML here is JSON too.
    pub(crate) fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let value = self.0.get(name)?;
        Some(serde_json::from_str(value).unwrap_or_else(|error| panic!("{name} = {value}: {error}")))
    }
}
