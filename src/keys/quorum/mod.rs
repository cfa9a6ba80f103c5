//! Keys of several people: a key file under a random secret that nobody holds, and the shares of that secret.
//!
//! In reading order: `scheme` is the arithmetic, [`share`] the text that one person keeps, [`behind`] what a key file
//! says of its people, [`split()`] makes a set of shares, [`join()`] brings enough of them together, in memory only.
//!
//! A set is pending until each of its people has answered with a share: until then the file opens as it did before.

pub mod behind;
mod error;
mod join;
mod scheme;
pub mod share;
mod split;

#[cfg(test)]
mod tests;

pub use self::{
    behind::{Behind, Custodian, Held, Quorum, Set},
    error::{QuorumError, ShareFault, SplitError},
    join::{GivenShare, JoinedBy, join, read_shares},
    share::{SetId, Share},
    split::{NewSet, seal_share, split},
};

/// People that a key is split among, at most.
pub const MOST: u8 = 64;

/// People it takes to open one, at least.
pub const LEAST: u8 = 2;

/// Whether a key can be split so that so many of so many people open it.
pub fn is_quorum(threshold: u8, shares: usize) -> bool {
    (LEAST..=MOST).contains(&threshold) && (usize::from(threshold)..=usize::from(MOST)).contains(&shares)
}
