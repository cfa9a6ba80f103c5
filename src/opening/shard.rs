//! The number of a share, and where it is.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// One of so many shares, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shard {
    /// Its number.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl Shard {
    /// Shares at most.
    pub const MOST: u32 = 10_000;

    /// Share `number` of so many; `None` when there is no such share.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        (number < of && of <= Self::MOST).then_some(Self { number, of })
    }

    /// Name of its folder.
    pub fn name(self) -> String {
        format!("{PREFIX}{}", self.number)
    }

    /// Its folder in the output folder of the whole.
    pub fn folder(self, out: &Path) -> PathBuf {
        out.join(self.name())
    }

    /// The number that the name of a folder says, written as it is written here.
    pub(super) fn number_in(name: &str) -> Option<u32> {
        let digits = name.strip_prefix(PREFIX)?;
        digits.parse().ok().filter(|number: &u32| number.to_string() == digits)
    }
}

/// How the name of a share's folder begins.
const PREFIX: &str = ".shard-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_share_beyond_the_last() {
        assert!(Shard::new(3, 3).is_none() && Shard::new(0, 0).is_none());
        assert!(Shard::new(0, Shard::MOST).is_some() && Shard::new(0, Shard::MOST + 1).is_none());
        for (name, number) in [
            (".shard-0", Some(0)),
            (".shard-12", Some(12)),
            (".shard-01", None),
            (".shard-", None),
            ("plis", None),
        ] {
            assert_eq!(Shard::number_in(name), number, "{name}");
        }
    }
}
