//! From octets to rows: what CSV and JSON have in common.

use std::path::Path;

use super::{Register, RegisterError};
use crate::time::Zone;

impl Register {
    /// Reads a register's file; `zone` is that of its local times, unless its column `fuseau` names one.
    ///
    /// # Errors
    ///
    /// It cannot be read, or not be understood.
    pub fn read(path: &Path, zone: Zone) -> Result<Self, RegisterError> {
        let _ = (path, zone);
        unimplemented!("not read yet")
    }

    /// Understands a register's octets.
    pub fn parse(octets: &[u8], zone: Zone) -> Result<Self, RegisterError> {
        let _ = (octets, zone);
        unimplemented!("not read yet")
    }
}
