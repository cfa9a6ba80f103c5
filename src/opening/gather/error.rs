//! Why shares are not gathered.

use std::path::PathBuf;

use crate::opening::{RunError, Shard};

/// Why shares are not gathered: nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum GatherError {
    /// The folder has no shares.
    #[error("{} has no shares", path.display())]
    NoShards {
        /// The folder.
        path: PathBuf,
    },
    /// Shares that nobody began.
    #[error("{} shares of {of} are missing", numbers.len())]
    Missing {
        /// Their numbers.
        numbers: Vec<u32>,
        /// How many there are in all.
        of: u32,
    },
    /// A share that did not come to its end.
    #[error("share {} of {} is not finished", shard.number, shard.of)]
    Unfinished {
        /// Which.
        shard: Shard,
    },
    /// A folder whose journal is not of its share.
    #[error("{} is not of its share", path.display())]
    NotItsOwn {
        /// The folder.
        path: PathBuf,
    },
    /// A share of another number of shares.
    #[error("share {number} is one of {of}, not of {expected}")]
    OtherCount {
        /// Which.
        number: u32,
        /// How many it says there are.
        of: u32,
        /// How many the others say.
        expected: u32,
    },
    /// A share of another consultation.
    #[error("share {} is of another consultation", shard.number)]
    OtherConsultation {
        /// Which.
        shard: Shard,
    },
    /// A share that was judged by other rules, or by another version.
    #[error("share {} was judged by other rules", shard.number)]
    OtherRules {
        /// Which.
        shard: Shard,
    },
    /// A share that saw other files, or the same by other names or sizes.
    #[error("share {} saw other inputs", shard.number)]
    OtherInputs {
        /// Which.
        shard: Shard,
    },
    /// A plaintext in the folder of a share that is of no envelope of its plan.
    #[error("share {} keeps {name}, which is not of its plan", shard.number)]
    Stray {
        /// Which.
        shard: Shard,
        /// Its final name.
        name: String,
    },
    /// An envelope that two shares have.
    #[error("shares {} and {} both have {name}", shards[0], shards[1])]
    Twice {
        /// The envelope.
        name: String,
        /// Both.
        shards: [u32; 2],
    },
    /// Envelopes that no share has.
    #[error("{count} envelopes are in no share")]
    Lost {
        /// How many.
        count: u64,
    },
    /// A plaintext that is not what the journal of its share says.
    #[error("share {}: {name} is not what its journal says", shard.number)]
    Plaintext {
        /// Which.
        shard: Shard,
        /// Its final name.
        name: String,
        /// Whether there is one.
        there: bool,
    },
    /// A journal cannot be read or written, or somebody is at work in a folder.
    #[error(transparent)]
    Run(#[from] RunError),
}
