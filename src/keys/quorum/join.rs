//! Enough shares, brought together in memory only.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{
    behind::Quorum,
    error::{QuorumError, ShareFault},
    share::Share,
    split::joined,
};
use crate::{
    keys::{KeyFile, read_key_file},
    secret::in_the_clear,
};

/// A share, and what people know it by.
#[derive(Debug)]
pub struct GivenShare {
    /// The file it is from.
    pub path: PathBuf,
    /// The share.
    pub share: Share,
}

/// The shares that opened a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinedBy {
    /// The splitting, in hexadecimal digits.
    pub set: String,
    /// How many it takes.
    pub threshold: u8,
    /// How many there are.
    pub shares: u8,
    /// The numbers of those that were joined, in their order.
    pub numbers: Vec<u8>,
}

/// Reads the files of shares.
///
/// # Errors
///
/// [`QuorumError::Share`]: which file is no share, and why; or is the same as another.
pub fn read_shares<'f>(
    files: impl IntoIterator<Item = (&'f Path, &'f [u8])>,
) -> Result<Vec<GivenShare>, QuorumError> {
    let mut read: Vec<GivenShare> = Vec::new();
    for (path, octets) in files {
        let wrong = |fault| QuorumError::Share { path: path.to_owned(), fault };
        let share = Share::from_text(octets).map_err(wrong)?;
        let same = |known: &&GivenShare| known.share.set == share.set && known.share.number == share.number;
        if let Some(known) = read.iter().find(same) {
            return Err(wrong(ShareFault::Twice { other: known.path.clone() }));
        }
        read.push(GivenShare { path: path.to_owned(), share });
    }
    Ok(read)
}

/// Opens a key file with the shares of its quorum among those given. Each of them must be good, also where fewer would
/// do.
///
/// # Errors
///
/// [`QuorumError`].
pub fn join(quorum: &Quorum, file: &[u8], given: &[GivenShare]) -> Result<(KeyFile, JoinedBy), QuorumError> {
    let (mut own, others): (Vec<&GivenShare>, Vec<_>) =
        given.iter().partition(|given| quorum.is_of(&given.share));
    for GivenShare { path, share } in &own {
        quorum.check(share).map_err(|fault| QuorumError::Share { path: path.clone(), fault })?;
    }
    let threshold = usize::from(quorum.threshold);
    if own.len() < threshold {
        return Err(QuorumError::Missing {
            missing: quorum.threshold - u8::try_from(own.len()).unwrap_or_default(),
            threshold: quorum.threshold,
            shares: quorum.shares(),
            foreign: others.into_iter().map(|given| given.path.clone()).collect(),
        });
    }
    own.sort_by_key(|given| given.share.number);
    own.truncate(threshold);
    let read = in_the_clear(|| {
        let password = joined(own.iter().map(|given| &given.share));
        // With all of them good, and none of them twice, there is one.
        let password = password.ok_or(crate::keys::KeyFileError::WrongPassword)?;
        read_key_file(file, Some(&password))
    });
    let mut read = read.map_err(QuorumError::NotOpened)?;
    let numbers = own.iter().map(|given| given.share.number).collect();
    let by =
        JoinedBy { set: quorum.set.clone(), threshold: quorum.threshold, shares: quorum.shares(), numbers };
    read.pairs = read.pairs.into_iter().map(|pair| pair.joined_by(by.clone())).collect();
    Ok((read, by))
}
