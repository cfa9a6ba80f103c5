//! For whom an opening writes: its owner alone, or a team.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::names::PLAINTEXTS;
use crate::fsx::Team;

/// Why files cannot be given to a team.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// This system has no owners' groups.
    #[error("no groups here")]
    NoGroups,
    /// No group has that name.
    #[error("no group {name}")]
    Unknown {
        /// As given.
        name: String,
    },
    /// Who runs this is not in it.
    #[error("not in group {}", team.gid)]
    NotIn {
        /// The group.
        team: Team,
    },
    /// The output folder is for another group.
    #[error("{} is for group {}", folder.display(), team.gid)]
    OfOthers {
        /// The folder.
        folder: PathBuf,
        /// Its group.
        team: Team,
    },
    /// What was opened in the output folder was kept for one person.
    #[error("{} was kept for its owner", folder.display())]
    Private {
        /// The folder.
        folder: PathBuf,
    },
    /// The system does not give it to the group.
    #[error("{} is not given to group {}", folder.display(), team.gid)]
    NotGiven {
        /// The folder.
        folder: PathBuf,
        /// The group.
        team: Team,
        /// The system's words.
        #[source]
        source: io::Error,
    },
}

/// The team that an opening into a folder is for: the one asked for, by name or number, or the one that the folder is
/// for already. Nothing is changed.
///
/// # Errors
///
/// [`TeamError::NoGroups`] where the system has none, [`TeamError::Unknown`] for no group of that name,
/// [`TeamError::NotIn`] for one that this account is not in, [`TeamError::OfOthers`] for a folder that is for another
/// team, [`TeamError::Private`] for one that holds plaintexts of its owner's alone.
pub fn team_for(out: &Path, asked: Option<&str>) -> Result<Option<Team>, TeamError> {
    let there = Team::of_folder(out);
    let team = match asked {
        None => there,
        Some(_) if cfg!(not(unix)) => return Err(TeamError::NoGroups),
        Some(name) => {
            let team = Team::named(name).ok_or_else(|| TeamError::Unknown { name: name.to_owned() })?;
            match there {
                Some(other) if other.gid != team.gid => {
                    return Err(TeamError::OfOthers { folder: out.to_owned(), team: other });
                }
                None if out.join(PLAINTEXTS).exists() => {
                    return Err(TeamError::Private { folder: out.to_owned() });
                }
                _ => {}
            }
            Some(team)
        }
    };
    match team {
        Some(team) if !team.is_ours() => Err(TeamError::NotIn { team }),
        team => Ok(team),
    }
}
