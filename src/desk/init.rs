//! The registry made: a folder of its own, or tables, guards and roles on a server.

use crate::{
    desk::{Desk, Error},
    registry::{Location, Registry},
};

/// Make the registry, where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MakeRegistry;

/// A registry that is there now.
#[derive(Clone, Debug)]
pub struct MadeRegistry {
    /// Where it is.
    pub location: Location,
    /// Whether there was none.
    pub is_new: bool,
}

impl MakeRegistry {
    /// Makes it. One that is there stays as it is; on a server its roles get their rights anew.
    ///
    /// # Errors
    ///
    /// What opening the registry gives.
    pub fn run(&self, desk: &Desk<'_>) -> Result<MadeRegistry, Error> {
        let location = desk.home.clone().ok_or(Error::NoHome)?;
        let is_new = match &location {
            Location::Folder(_) => {
                let was_there = Registry::is_at(&location);
                desk.registry_made()?;
                !was_there
            }
            #[cfg(feature = "postgres")]
            Location::Server(address) => address.make()?,
        };
        Ok(MadeRegistry { location, is_new })
    }
}
