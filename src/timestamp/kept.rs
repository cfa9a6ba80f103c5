//! Stamps beside a journal: the request as `journal.N.tsq` and its answer as `journal.N.tsr`, N being the number of the
//! entry whose hash is stamped. Any tool that knows RFC 3161 reads both (`openssl ts -verify -queryfile ... -in ...`).

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use super::Request;
use crate::{
    fsx::{self, Folder},
    limits,
};

const BEFORE: &str = "journal.";
const ANSWER: &str = "tsr";
const ASKED: &str = "tsq";
/// Octets of a request: twice what any is that can be understood.
const REQUEST: u64 = 1024;
/// Stamps of one entry.
const MOST: u32 = 1000;

/// A stamp that is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// The entry that its name says it is of: a claim.
    pub entries: u64,
    number: u32,
}

/// A stamp and what it is the answer to, as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paired {
    /// The request, in DER.
    pub request: Vec<u8>,
    /// The response.
    pub response: Vec<u8>,
}

impl Kept {
    fn name(&self, extension: &str) -> PathBuf {
        let Self { entries, number } = self;
        match number {
            1 => format!("{BEFORE}{entries}.{extension}"),
            _ => format!("{BEFORE}{entries}-{number}.{extension}"),
        }
        .into()
    }

    /// The name of its file.
    pub fn response(&self) -> PathBuf {
        self.name(ANSWER)
    }

    /// The name of the file beside it.
    pub fn request(&self) -> PathBuf {
        self.name(ASKED)
    }

    fn of(name: &str, extension: &str) -> Option<Self> {
        let middle = name.strip_prefix(BEFORE)?.strip_suffix(extension)?.strip_suffix('.')?;
        let (entries, number) = match middle.split_once('-') {
            Some((entries, number)) => (entries, number.parse().ok().filter(|number| *number > 1)?),
            None => (middle, 1),
        };
        let kept = Self { entries: entries.parse().ok()?, number };
        // As it is written, and no other way: two files would be one.
        (kept.name(extension).to_str() == Some(name)).then_some(kept)
    }

    /// Reads both files.
    ///
    /// # Errors
    ///
    /// What the system says of one of them, with its name.
    pub fn read(&self, folder: &Path) -> Result<Paired, (PathBuf, io::Error)> {
        Ok(Paired { response: self.read_response(folder)?, request: self.read_request(folder)? })
    }

    pub(crate) fn read_response(&self, folder: &Path) -> Result<Vec<u8>, (PathBuf, io::Error)> {
        read(folder, self.response(), limits::TIME_STAMP.value)
    }

    pub(crate) fn read_request(&self, folder: &Path) -> Result<Vec<u8>, (PathBuf, io::Error)> {
        read(folder, self.request(), REQUEST)
    }
}

fn read(folder: &Path, name: PathBuf, limit: u64) -> Result<Vec<u8>, (PathBuf, io::Error)> {
    fsx::read_bounded(&folder.join(&name), limit).map_err(|error| (name, error))
}

/// The stamps in a folder, by the entries they are of; none where there is no such folder.
///
/// # Errors
///
/// What the system says of the folder.
pub fn kept(folder: &Path) -> io::Result<Vec<Kept>> {
    Ok(listed(folder)?.0)
}

/// The stamps in a folder, and the requests without an answer.
pub(crate) fn listed(folder: &Path) -> io::Result<(Vec<Kept>, Vec<Kept>)> {
    let (mut answered, mut asked) = (Vec::new(), Vec::new());
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((answered, asked)),
        listed => listed?,
    };
    for entry in listed {
        let name = entry?.file_name();
        let of = |extension| name.to_str().and_then(|name| Kept::of(name, extension));
        answered.extend(of(ANSWER));
        asked.extend(of(ASKED));
    }
    answered.sort_unstable();
    asked.sort_unstable();
    asked.retain(|kept| answered.binary_search(kept).is_err());
    Ok((answered, asked))
}

/// Keeps a stamp of the entry with this number and what it answers, durably, and beside those that are there. The request
/// has its name first: an answer never stands without it.
///
/// # Errors
///
/// What the system says of the folder or of a file.
pub fn keep(folder: &Folder, entries: u64, request: &Request, response: &[u8]) -> io::Result<Kept> {
    let kept = in_free_names(folder, entries, request, response);
    folder.tidy();
    kept
}

fn in_free_names(folder: &Folder, entries: u64, request: &Request, response: &[u8]) -> io::Result<Kept> {
    for number in 1..=MOST {
        let kept = Kept { entries, number };
        if folder.has(&kept.response())? {
            continue;
        }
        let written = write(folder, &kept.request(), &request.to_der())
            .and_then(|()| write(folder, &kept.response(), response));
        match written {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            written => return written.map(|()| kept),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn write(folder: &Folder, name: &Path, octets: &[u8]) -> io::Result<()> {
    let mut staged = folder.stage()?;
    staged.write_all(octets)?;
    staged.sync()?;
    staged.publish(folder, name)?;
    folder.sync_names(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in ["journal.1.tsr", "journal.12.tsr", "journal.12-2.tsr"] {
            assert_eq!(Kept::of(name, ANSWER).map(|kept| kept.response()), Some(PathBuf::from(name)));
        }
        for name in [
            "journal..tsr",
            "journal.01.tsr",
            "journal.+1.tsr",
            "journal.1-1.tsr",
            "journal.1-.tsr",
            "journal.1.tsq",
            "journal.jsonl",
            "journal.1.tsr.tsr",
            "1.tsr",
            "journal.99999999999999999999.tsr",
        ] {
            assert_eq!(Kept::of(name, ANSWER), None, "{name}");
        }
    }

    #[test]
    fn nothing_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = Folder::create(folder.path()).expect("there");
        let requests = [1, 2, 3].map(|octet| Request::new([octet; 32]).expect("random octets"));
        for (request, answer) in requests.iter().zip([b"a", b"b", b"c"]) {
            keep(&out, 7, request, answer).expect("kept");
        }
        // A request of its own alone is of nothing, and stays.
        fs::write(folder.path().join("journal.9.tsq"), "x").expect("written");
        keep(&out, 9, &requests[0], b"d").expect("kept");
        let found = kept(folder.path()).expect("a list");
        let names: Vec<_> = found.iter().map(Kept::response).collect();
        let expected = ["journal.7.tsr", "journal.7-2.tsr", "journal.7-3.tsr", "journal.9-2.tsr"];
        assert_eq!(names, expected.map(PathBuf::from));
        let (_, asked) = listed(folder.path()).expect("a list");
        assert_eq!(asked.iter().map(Kept::request).collect::<Vec<_>>(), [PathBuf::from("journal.9.tsq")]);
        // No request is that long, and none is read to its end.
        fs::write(folder.path().join("journal.9.tsq"), [0; 1025]).expect("written");
        let (name, error) = asked[0].read_request(folder.path()).expect_err("too long");
        assert_eq!((name, error.kind()), ("journal.9.tsq".into(), io::ErrorKind::FileTooLarge));
        for (kept, (request, answer)) in found.iter().zip(requests.iter().zip([b"a", b"b", b"c"])) {
            let paired = kept.read(folder.path()).expect("both");
            assert_eq!(paired, Paired { request: request.to_der(), response: answer.to_vec() });
        }
    }
}
