//! The stamps beside a journal, held against it: what of it was there, when, and by whose word.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use serde::{Serialize, Serializer};

use crate::{
    crypto::{Provider, hex},
    fsx::SystemError,
    timestamp::{Kept, Paired, Request, Stamp, StampError, kept},
    x509::Certificate,
};

/// A stamp beside a journal, and whether it is one of that journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampFound {
    /// Its file, below the folder.
    pub path: PathBuf,
    /// The entry that is stamped, and with it all before; `None` where it is none of this journal.
    pub entries: Option<u64>,
    /// What is vouched for, or why nothing is.
    pub judged: Result<Stamp, StampFault>,
}

/// Why a stamp vouches for nothing in a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StampFault {
    /// It, or the request beside it, cannot be read.
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: SystemError,
    },
    /// The request beside it cannot be understood.
    Request(StampError),
    /// No entry of the journal has the hash that was to be stamped: one of the two was changed, or it is another's.
    OtherJournal,
    /// It does not hold.
    Stamp(StampError),
}

impl StampFault {
    /// Its name in reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::Request(_) => "request",
            Self::OtherJournal => "other_journal",
            Self::Stamp(error) => error.code(),
        }
    }
}

impl Serialize for StampFault {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.code())
    }
}

/// A request and what it was answered.
type Read = Result<(Request, Vec<u8>), StampFault>;

/// Stamps that are read, while the journal passes.
#[derive(Debug, Default)]
pub(crate) struct Stamps {
    read: Vec<(Kept, Read)>,
    /// The entries that were to be stamped, by their hashes.
    wanted: HashMap<String, Option<u64>>,
}

impl Stamps {
    /// Reads the stamps in a folder.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let read: Vec<_> =
            kept(folder)?.into_iter().map(|kept| (kept.clone(), read(folder, &kept))).collect();
        let wanted = read.iter().filter_map(|(_, read)| Some((hex(&read.as_ref().ok()?.0.imprint), None)));
        Ok(Self { wanted: wanted.collect(), read })
    }

    /// Takes the next entry of the journal.
    pub(crate) fn see(&mut self, seq: u64, hash: &str) {
        if let Some(place) = self.wanted.get_mut(hash) {
            place.get_or_insert(seq);
        }
    }

    /// Judges them, once the journal has passed.
    pub(crate) fn judge(self, trusted: Option<&[Certificate]>, provider: &dyn Provider) -> Vec<StampFound> {
        let Self { read, wanted } = self;
        let one = |(kept, read): (Kept, Read)| {
            let of = |request: &Request| wanted.get(&hex(&request.imprint)).copied().flatten();
            let entries = read.as_ref().ok().and_then(|(request, _)| of(request));
            let judged = read.and_then(|(request, response)| {
                let stamp = crate::timestamp::judge(&response, &request, trusted, provider);
                // What is wrong with the stamp itself says more.
                let stamp = stamp.map_err(StampFault::Stamp)?;
                entries.map(|_| stamp).ok_or(StampFault::OtherJournal)
            });
            StampFound { path: kept.response(), entries, judged }
        };
        read.into_iter().map(one).collect()
    }
}

fn read(folder: &Path, kept: &Kept) -> Read {
    let unreadable =
        |(path, error): (PathBuf, io::Error)| StampFault::Unreadable { path, error: (&error).into() };
    let Paired { request, response } = kept.read(folder).map_err(unreadable)?;
    Ok((Request::read(&request).map_err(StampFault::Request)?, response))
}
