//! Taking in a list of consultations from elsewhere, as often as one likes.

use crate::{
    desk::{Desk, Error, GivenFile},
    limits,
    motif::Motif,
    registry::{Taken, read_roll},
};

/// Take in a list of consultations, all of it or nothing. The registry is made where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportConsultations {
    /// The list: CSV.
    pub file: GivenFile,
    /// Why consultations are closed that the list says are, and that closing gives up.
    pub closing: Option<Motif>,
}

impl ImportConsultations {
    /// Takes it in.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], [`Error::Roll`] for lines that are not understood, [`Error::NotTaken`] for lines that a rule
    /// refuses; what opening a registry gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<Taken, Error> {
        let path = self.file.shown().to_owned();
        let octets = self
            .file
            .read(limits::REGISTER.value)
            .map_err(|error| Error::Read { path: path.clone(), error })?;
        let rows = read_roll(&octets).map_err(|errors| Error::Roll { path: path.clone(), errors })?;
        let mut registry = desk.registry_made()?;
        let by = desk.by(Motif::new(&format!("import {}", path.display())).as_ref());
        registry.take_roll(&by, &rows, self.closing.as_ref())?.map_err(Error::NotTaken)
    }
}
