//! What the caller left for us: secrets in variables and descriptors.

use std::{collections::HashMap, fs::File, io};

use plis::secret::in_the_clear;

use crate::cli::{
    args::value::{PasswordSource, password_source},
    descriptor,
    environment::{self, Taken},
};

/// What the caller left for us, taken before anything else ran: variables, and descriptors by their number.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    pub(super) variables: HashMap<String, Taken>,
    pub(super) descriptors: HashMap<u32, io::Result<File>>,
}

impl Environment {
    /// Takes every variable and every descriptor that a source names.
    pub(crate) fn take<'a>(sources: impl IntoIterator<Item = &'a str>) -> Self {
        let mut taken = Self::default();
        for source in sources.into_iter().filter_map(|source| password_source(source).ok()) {
            match source {
                PasswordSource::Environment(name) => {
                    let take = |name: &String| in_the_clear(|| environment::take(name));
                    taken.variables.entry(name).or_insert_with_key(take);
                }
                PasswordSource::Descriptor(number) => {
                    taken.descriptors.entry(number).or_insert_with(|| descriptor::take(number));
                }
                PasswordSource::File(_) | PasswordSource::Prompt => {}
            }
        }
        taken
    }
}
