//! What a registry lies on: whether a write-ahead log is safe there.
//!
//! SQLite's write-ahead log needs memory that all its processes share, which a network folder does not give
//! (<https://www.sqlite.org/wal.html>, "all processes using a database must be on the same host computer").
//! The guide recommends network folders for bi-clés, so a registry there uses the rollback journal instead,
//! with a full sync.

use std::path::Path;

/// The file system of another machine that a folder is on, where the system tells.
#[cfg(target_os = "linux")]
pub(super) fn network(folder: &Path) -> Option<&'static str> {
    let stat = rustix::fs::statfs(folder).ok()?;
    // The field's type differs from one architecture to the next; the number is 32 bits wide on all.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "32 bits wide on all")]
    let magic = stat.f_type as u32;
    named(magic)
}

/// The same where the path itself tells: `\\server\share`.
#[cfg(not(target_os = "linux"))]
pub(super) fn network(folder: &Path) -> Option<&'static str> {
    use std::path::{Component, Prefix};
    let folder = folder.canonicalize().ok()?;
    match folder.components().next()? {
        Component::Prefix(prefix) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)) => {
            Some("UNC")
        }
        _ => None,
    }
}

/// Numbers of `statfs(2)` for what is, or may be, on another machine.
#[cfg(target_os = "linux")]
fn named(number: u32) -> Option<&'static str> {
    const NETWORK: [(u32, &str); 14] = [
        (0x0000_6969, "NFS"),
        (0x0000_517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x6573_5546, "FUSE"), // sshfs, GVfs and others; it may be local, which cannot be told
        (0x0102_1997, "9P"),
        (0x5346_414F, "AFS"),
        (0x6B41_4653, "AFS"),
        (0x7375_7245, "Coda"),
        (0x00C3_6400, "Ceph"),
        (0x0BD0_0BD0, "Lustre"),
        (0x0116_1970, "GFS2"),
        (0x7461_636F, "OCFS2"),
        (0x786F_4256, "VirtualBox"),
    ];
    NETWORK.iter().find(|(known, _)| *known == number).map(|(_, name)| *name)
}

#[cfg(all(test, target_os = "linux"))] // numbers of statfs
mod tests {
    use super::*;

    // Numbers from /usr/include/linux/magic.h and the manual page of statfs(2).
    #[test]
    fn network_file_systems_are_known_by_their_numbers() {
        assert_eq!(named(0x6969), Some("NFS"));
        assert_eq!(named(0xFF53_4D42), Some("CIFS"));
        assert_eq!(named(0xFE53_4D42), Some("SMB2"));
        for local in [0xEF53, 0x0102_1994, 0x9123_683E, 0x5846_5342, 0x794C_7630] {
            assert_eq!(named(local), None, "{local:x}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_no_network_folder() {
        assert_eq!(network(Path::new("/nonexistent/folder")), None);
        assert_eq!(network(&std::env::temp_dir()), None);
    }
}
