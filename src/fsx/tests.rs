//! Staging, publishing without replacing, locks, links: with names and without.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    sync::atomic::Ordering,
};

use super::{system::link_then_unlink, *};

fn folder() -> (tempfile::TempDir, Folder) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let folder = Folder::create(&dir.path().join("out")).expect("folder");
    (dir, folder)
}

fn both_ways(check: impl Fn(&Folder)) {
    for unnamed in [true, false] {
        let (_dir, folder) = folder();
        folder.unnamed.store(unnamed && cfg!(target_os = "linux"), Ordering::Relaxed);
        check(&folder);
    }
}

#[test]
fn a_staged_file_has_no_name_until_it_is_published() {
    both_ways(|folder| {
        let mut staged = folder.stage().expect("staged");
        staged.write_all(b"offre").expect("written");
        assert!(!folder.path().join("a/offre.pdf").exists());
        folder.prepare_parents(Path::new("a/offre.pdf")).expect("parents");
        staged.publish(folder, Path::new("a/offre.pdf")).expect("published");
        assert_eq!(fs::read(folder.path().join("a/offre.pdf")).expect("read"), b"offre");
    });
}

#[test]
fn nothing_is_replaced() {
    both_ways(|folder| {
        fs::write(folder.path().join("x"), b"first").expect("written");
        let mut staged = folder.stage().expect("staged");
        staged.write_all(b"second").expect("written");
        let refused = staged.publish(folder, Path::new("x")).expect_err("exists");
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(folder.path().join("x")).expect("read"), b"first");
        folder.sweep().expect("swept");
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
    });
}

#[test]
fn a_dropped_staged_file_is_gone() {
    both_ways(|folder| {
        drop(folder.stage().expect("staged"));
        // Removes nothing but a folder that is empty.
        folder.tidy();
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 0);
    });
}

/// What is left to systems and file systems that cannot rename without replacing.
#[test]
fn nothing_is_replaced_by_a_link_either() {
    let (_dir, folder) = folder();
    let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
    fs::write(&from, b"second").expect("written");
    fs::write(&to, b"first").expect("written");
    let refused = link_then_unlink(&from, &to).expect_err("exists");
    assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&to).expect("read"), b"first");
    fs::remove_file(&to).expect("removed");
    link_then_unlink(&from, &to).expect("free");
    assert_eq!(fs::read(&to).expect("read"), b"second");
    assert!(!from.exists());
}

#[cfg(unix)]
#[test]
fn staged_and_published_files_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    both_ways(|folder| {
        let staged = folder.stage().expect("staged");
        assert_eq!(staged.file.metadata().expect("metadata").permissions().mode() & 0o777, 0o600);
        staged.publish(folder, Path::new("x")).expect("published");
        let mode = fs::metadata(folder.path().join("x")).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    });
}

#[cfg(unix)]
#[test]
fn parents_do_not_go_through_links() {
    let (dir, folder) = folder();
    std::os::unix::fs::symlink(dir.path(), folder.path().join("plis")).expect("link");
    let refused = folder.prepare_parents(Path::new("plis/x")).expect_err("a link");
    assert_eq!(refused.kind(), io::ErrorKind::NotADirectory);
    assert!(folder.prepare_parents(Path::new("../x")).is_err());
}

#[test]
fn two_appenders_do_not_share_a_file() {
    let (_dir, folder) = folder();
    let path = folder.path().join("journal.jsonl");
    let first = Appender::open(&path).expect("first");
    assert!(matches!(Appender::open(&path), Err(AppendError::Locked)));
    drop(first);
    Appender::open(&path).expect("after the first is gone");
}

#[cfg(unix)]
#[test]
fn nothing_is_appended_through_a_link() {
    let (dir, folder) = folder();
    let path = folder.path().join("journal.jsonl");
    std::os::unix::fs::symlink(dir.path().join("elsewhere"), &path).expect("link");
    assert!(matches!(Appender::open(&path), Err(AppendError::Io(_))));
    assert!(!dir.path().join("elsewhere").exists());
}

#[test]
fn a_replaced_file_is_whole_or_as_before() {
    let (_dir, folder) = folder();
    folder.replace("r", &mut |out| out.write_all(b"one")).expect("one");
    let failed = folder.replace("r", &mut |out| {
        out.write_all(b"tw")?;
        Err(io::Error::other("full"))
    });
    assert!(failed.is_err());
    assert_eq!(fs::read(folder.path().join("r")).expect("read"), b"one");
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
}
