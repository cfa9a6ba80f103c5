//! How a deposit register is understood.

use std::path::PathBuf;

use crate::{
    desk::Error,
    register::{Columns, Register},
    time::Zone,
};

/// Read a deposit register, and open nothing.
#[derive(Clone, Debug)]
pub struct ReadRegister {
    /// The file.
    pub path: PathBuf,
    /// The zone of times that name none.
    pub zone: Zone,
    /// What its columns are called.
    pub columns: Columns,
}

impl ReadRegister {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// [`Error::Register`] with the line and the column that are not understood.
    pub fn run(&self) -> Result<Register, Error> {
        Register::read_with(&self.path, self.zone, &self.columns)
            .map_err(|error| Error::Register { path: self.path.clone(), error: Box::new(error) })
    }
}
