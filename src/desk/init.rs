//! The registry made: a folder of its own, or tables, guards and roles on a server.

use crate::{
    desk::{Desk, Error},
    registry::{Location, Registry, SchemaDifference},
};

/// Make the registry, where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MakeRegistry {
    /// Whether the guards of one that is there on a server are made anew.
    pub renew: bool,
}

/// A registry that is there now.
#[derive(Clone, Debug)]
pub struct MadeRegistry {
    /// Where it is.
    pub location: Location,
    /// Whether there was none.
    pub is_new: bool,
    /// What was not as it should be, and was made anew.
    pub renewed: Vec<SchemaDifference>,
}

impl MakeRegistry {
    /// Makes it. One that is there stays as it is; on a server its roles get their rights anew, and its guards where that
    /// is asked for. What is done to one that somebody changed is for people to know first.
    ///
    /// # Errors
    ///
    /// What opening the registry gives; `RegistryError::Schema` for one whose guards are not what they should be, unless
    /// they were made anew.
    pub fn run(&self, desk: &Desk<'_>) -> Result<MadeRegistry, Error> {
        let location = desk.home.clone().ok_or(Error::NoHome)?;
        let (is_new, renewed) = match &location {
            Location::Folder(_) => {
                let was_there = Registry::is_at(&location);
                desk.registry_made()?;
                (!was_there, Vec::new())
            }
            #[cfg(feature = "postgres")]
            Location::Server(address) if self.renew => (false, address.renew()?),
            #[cfg(feature = "postgres")]
            Location::Server(address) => (address.make()?, Vec::new()),
        };
        Ok(MadeRegistry { location, is_new, renewed })
    }
}
