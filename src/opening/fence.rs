//! Who writes in the folder of a share: where a lock was lost, or there are none, the one who began last.

use std::{
    fmt,
    io::{self, Read as _},
    path::Path,
};

use crate::fsx::Folder;

/// Name of the file that says which run writes.
const WRITER: &str = "writer";

/// A run's right to write in a folder, which another run takes by beginning there.
///
/// The file is opened anew each time: network file systems look at the server then, and only then.
#[derive(Debug)]
pub(super) struct Fence(String);

impl Fence {
    /// Takes the folder: whoever wrote there before notices before it publishes.
    pub(super) fn take(folder: &Folder, run: &str) -> io::Result<Self> {
        folder.replace(WRITER, &mut |out| out.write_all(run.as_bytes()))?;
        Ok(Self(run.to_owned()))
    }

    /// Whether nobody took it since; an error that [`is_lost`] knows where somebody did.
    pub(super) fn holds(&self, folder: &Folder) -> io::Result<()> {
        let mut writer = String::new();
        match folder.open_regular(Path::new(WRITER)) {
            Ok(file) => file.take(self.0.len() as u64 + 1).read_to_string(&mut writer).map(drop)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        if writer == self.0 { Ok(()) } else { Err(lost()) }
    }
}

/// Another run writes where this one did.
#[derive(Debug)]
struct Lost;

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("another run writes here")
    }
}

impl std::error::Error for Lost {}

pub(super) fn lost() -> io::Error {
    io::Error::other(Lost)
}

/// Whether an error says that another run writes where this one did.
pub(super) fn is_lost(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Lost>)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_began_last_writes() {
        let place = tempfile::tempdir().expect("a folder");
        let folder = Folder::create(place.path()).expect("opened");
        let first = Fence::take(&folder, "aa").expect("taken");
        first.holds(&folder).expect("held");
        let second = Fence::take(&folder, "aab").expect("taken");
        assert!(is_lost(&first.holds(&folder).expect_err("lost")));
        second.holds(&folder).expect("held");
        std::fs::remove_file(place.path().join(WRITER)).expect("removed");
        assert!(is_lost(&second.holds(&folder).expect_err("lost")));
        assert!(!is_lost(&io::ErrorKind::NotFound.into()));
    }
}
