//! Takes a descriptor that the caller opened for us: the same one, which reads on from where it is, whatever it is of.

use std::{fs::File, io};

/// A second name for a descriptor by its number.
///
/// Called by `main` before anything else opens one.
#[cfg(target_os = "linux")]
pub(crate) fn take(number: u32) -> io::Result<File> {
    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};

    let closed = || io::Error::from(io::ErrorKind::NotFound);
    if number == 0 {
        return Ok(rustix::stdio::stdin().try_clone_to_owned().map_err(|_| closed())?.into());
    }
    let wanted = number.try_into().map_err(|_| closed())?;
    let this = pidfd_open(getpid(), PidfdFlags::empty());
    match this.and_then(|this| pidfd_getfd(this, wanted, PidfdGetfdFlags::empty())) {
        Ok(descriptor) => Ok(descriptor.into()),
        Err(rustix::io::Errno::BADF) => Err(closed()),
        // A kernel before 5.6, a container that forbids it.
        Err(_) => again(number),
    }
}

/// Opening it by its name gives the same one, but on Linux.
#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) fn take(number: u32) -> io::Result<File> {
    File::open(format!("/dev/fd/{number}"))
}

#[cfg(not(unix))]
pub(crate) fn take(_: u32) -> io::Result<File> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// What it is of, opened a second time, from where the first one is. Not for sockets.
#[cfg(target_os = "linux")]
fn again(number: u32) -> io::Result<File> {
    use std::io::{Seek as _, SeekFrom};

    let mut file = File::open(format!("/dev/fd/{number}"))?;
    let facts = std::fs::read_to_string(format!("/proc/self/fdinfo/{number}")).unwrap_or_default();
    let place = facts.lines().find_map(|line| line.strip_prefix("pos:")?.trim().parse().ok());
    if file.metadata()?.is_file()
        && let Some(place) = place
    {
        file.seek(SeekFrom::Start(place))?;
    }
    Ok(file)
}

#[cfg(all(test, target_os = "linux"))] // numbers of descriptors
mod tests {
    use std::{
        io::{Read as _, Write as _},
        os::{fd::AsRawFd, unix::net::UnixStream},
    };

    use super::*;

    fn number(of: &impl AsRawFd) -> u32 {
        of.as_raw_fd().try_into().expect("not negative")
    }

    #[test]
    fn it_reads_on_from_where_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, b"first second").expect("written");
        for take in [take, again] {
            let mut file = File::open(&path).expect("opened");
            file.read_exact(&mut [0; 6]).expect("read");
            let mut rest = String::new();
            take(number(&file)).expect("taken").read_to_string(&mut rest).expect("read");
            assert_eq!(rest, "second");
        }
    }

    #[test]
    fn a_socket_is_as_good_as_a_pipe() {
        let (mut given, ours) = UnixStream::pair().expect("sockets");
        let mut taken = take(number(&ours)).expect("taken");
        given.write_all(b"secret").expect("written");
        drop(given);
        let mut text = String::new();
        taken.read_to_string(&mut text).expect("read");
        assert_eq!(text, "secret");
        assert!(again(number(&ours)).is_err());
    }

    #[test]
    fn one_that_is_closed_is_not_there() {
        assert_eq!(take(1 << 20).expect_err("closed").kind(), io::ErrorKind::NotFound);
        assert_eq!(take(u32::MAX).expect_err("no number").kind(), io::ErrorKind::NotFound);
    }
}
