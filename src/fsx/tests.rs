//! Staging, publishing without replacing, locks, links: with names and without.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    sync::atomic::Ordering,
};

#[cfg(unix)] // walks, which are tried beside it
use super::system::Dir;
use super::*;

fn folder() -> (tempfile::TempDir, Folder) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let folder = Folder::create(&dir.path().join("out")).expect("folder");
    (dir, folder)
}

/// Checks the same in each way that a place may have.
fn every_way(check: impl Fn(&Folder)) {
    use Publication::{Link, Rename, Reserved, Unnamed};
    for way in [Unnamed, Rename, Link, Reserved] {
        let (_dir, folder) = folder();
        folder.unnamed.store(way == Unnamed && cfg!(target_os = "linux"), Ordering::Relaxed);
        folder.way.is_at_best(if way == Unnamed { Rename } else { way });
        check(&folder);
    }
}

#[cfg(unix)] // the tests that have a use for it are
fn put(folder: &Folder, name: &str, octets: &[u8]) -> io::Result<()> {
    let mut staged = folder.stage()?;
    staged.write_all(octets)?;
    staged.publish(folder, Path::new(name))
}

/// Report and minutes are written at the same time: who is done first takes nothing away from the other.
#[test]
fn papers_that_are_written_at_once_are_all_there() {
    let (dir, folder) = folder();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let folder = &folder;
            scope.spawn(move || {
                for paper in 0..100 {
                    let name = format!("{writer}-{paper}");
                    folder.replace(&name, &mut |out| out.write_all(name.as_bytes())).expect("written");
                }
            });
        }
    });
    let written = fs::read_dir(dir.path().join("out")).expect("the folder").count();
    assert_eq!(written, 400, "and no staging folder");
}

#[test]
fn a_staged_file_has_no_name_until_it_is_published() {
    every_way(|folder| {
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
    every_way(|folder| {
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

/// A library's caller may write no papers after a run.
#[test]
fn the_staging_folder_goes_with_the_folder_and_what_is_in_it_stays() {
    let (dir, folder) = folder();
    let (path, staging) = (folder.path().to_owned(), folder.path().join(STAGING));
    let staged = folder.stage_named().expect("staged");
    staged.publish(&folder, Path::new("x")).expect("published");
    assert!(staging.exists());
    drop(folder);
    assert_eq!(fs::read_dir(&path).expect("listed").count(), 1);

    let folder = Folder::create(&path).expect("folder");
    let _staged = folder.stage_named().expect("staged");
    drop(folder);
    assert_eq!(fs::read_dir(&staging).expect("listed").count(), 1, "another's");
    drop(dir);
}

#[test]
fn a_dropped_staged_file_is_gone() {
    every_way(|folder| {
        drop(folder.stage().expect("staged"));
        // Removes nothing but a folder that is empty.
        folder.tidy();
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 0);
    });
}

#[cfg(unix)] // modes
#[test]
fn staged_and_published_files_are_private() {
    use std::os::unix::fs::PermissionsExt as _;
    every_way(|folder| {
        let staged = folder.stage().expect("staged");
        assert_eq!(staged.file.metadata().expect("metadata").permissions().mode() & 0o777, 0o600);
        staged.publish(folder, Path::new("x")).expect("published");
        let mode = fs::metadata(folder.path().join("x")).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    });
}

#[cfg(unix)] // links that anybody may make
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
    let first = Appender::open(&folder, "journal.jsonl").expect("first");
    assert!(first.is_locked());
    assert!(matches!(Appender::open(&folder, "journal.jsonl"), Err(AppendError::Locked)));
    let reread = first.reread();
    drop(first);
    assert!(matches!(Appender::open(&folder, "journal.jsonl"), Err(AppendError::Locked)), "it is still read");
    drop(reread);
    Appender::open(&folder, "journal.jsonl").expect("after the first is gone");
}

#[cfg(unix)] // links that anybody may make
#[test]
fn nothing_is_appended_through_a_link() {
    let (dir, folder) = folder();
    let path = folder.path().join("journal.jsonl");
    std::os::unix::fs::symlink(dir.path().join("elsewhere"), &path).expect("link");
    assert!(matches!(Appender::open(&folder, "journal.jsonl"), Err(AppendError::Io(_))));
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

#[test]
fn what_is_appended_is_read_back_through_the_same_handle() {
    use io::{Read as _, Seek as _};
    let (_dir, folder) = folder();
    let mut file = Appender::open(&folder, "journal.jsonl").expect("opened");
    file.append(b"un\ndeux\n").expect("written");
    let mut reread = file.reread();
    let mut text = String::new();
    reread.read_to_string(&mut text).expect("read");
    file.append(b"trois\n").expect("written");
    reread.read_to_string(&mut text).expect("read");
    assert_eq!(text, "un\ndeux\ntrois\n");
    reread.seek(io::SeekFrom::End(-6)).expect("there");
    text.clear();
    reread.read_to_string(&mut text).expect("read");
    assert_eq!(text, "trois\n");
    assert!(reread.seek(io::SeekFrom::Current(-99)).is_err());
}

#[test]
fn a_name_that_was_only_reserved_is_free_again() {
    let (_dir, folder) = folder();
    fs::create_dir(folder.path().join("plis")).expect("folder");
    let path = Path::new("plis/x");
    fs::write(folder.path().join(path), b"").expect("reserved");
    assert!(folder.has(path).expect("looked"));
    assert!(folder.remove_reserved(path).expect("removed"));
    assert!(!folder.has(path).expect("looked"));
    fs::write(folder.path().join(path), b"x").expect("written");
    assert!(!folder.remove_reserved(path).expect("kept"));
    assert_eq!(fs::read(folder.path().join(path)).expect("read"), b"x");
}

#[test]
fn the_way_is_tried_and_told() {
    every_way(|folder| {
        let unnamed = folder.unnamed.load(Ordering::Relaxed);
        let best = if unnamed { Publication::Unnamed } else { folder.way.best() };
        assert_eq!(folder.try_publication().expect("a way"), best);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 0);
    });
}

/// A subfolder is swapped for a link after it was looked at and before the plaintext gets its name.
#[cfg(unix)] // links that anybody may make
#[test]
fn a_folder_that_becomes_a_link_leads_no_plaintext_elsewhere() {
    use std::os::unix::fs::symlink;
    every_way(|folder| {
        let elsewhere = tempfile::tempdir().expect("temporary folder");
        let target = Path::new("plis/lot/offre.pdf");
        folder.prepare_parents(target).expect("parents");
        fs::rename(folder.path().join("plis/lot"), folder.path().join("plis/ancien")).expect("moved");
        symlink(elsewhere.path(), folder.path().join("plis/lot")).expect("link");
        put(folder, "plis/lot/offre.pdf", b"offre").expect("in the folder that was looked at");
        assert_eq!(fs::read_dir(elsewhere.path()).expect("listed").count(), 0);
        assert_eq!(fs::read(folder.path().join("plis/ancien/offre.pdf")).expect("read"), b"offre");
        // And one that was not looked at before is refused.
        symlink(elsewhere.path(), folder.path().join("autre")).expect("link");
        for refused in [
            put(folder, "autre/offre.pdf", b"offre"),
            folder.prepare_parents(Path::new("autre/x/y")),
            folder.has(Path::new("autre/x")).map(drop),
        ] {
            assert_eq!(refused.expect_err("a link").kind(), io::ErrorKind::NotADirectory);
        }
        assert!(folder.open_regular(Path::new("plis/lot/x")).is_err());
        assert_eq!(fs::read_dir(elsewhere.path()).expect("listed").count(), 0);
    });
}

/// Four thousand links, one for each process that may come: none is written through.
#[cfg(unix)] // links that anybody may make
#[test]
fn links_planted_where_files_are_staged_are_not_written_through() {
    use std::os::unix::fs::{DirBuilderExt as _, symlink};
    let (dir, folder) = folder();
    let precious = dir.path().join("registry.db");
    fs::write(&precious, b"precieux").expect("written");
    let staging = folder.path().join(STAGING);
    fs::DirBuilder::new().mode(0o700).create(&staging).expect("folder");
    let us = std::process::id();
    for name in [format!("r-{us}"), format!("{us}-0"), format!("{us}-1")] {
        symlink(&precious, staging.join(name)).expect("link");
    }
    replace(&folder.path().join("r"), &mut |out| out.write_all(b"metriques")).expect("written");
    replace_readable(&folder.path().join("r"), &mut |out| out.write_all(b"metriques")).expect("written");
    write_new(&folder.path().join("n"), b"cle").expect("written");
    folder.sweep().expect("swept");
    assert_eq!(fs::read(&precious).expect("read"), b"precieux");
    assert_eq!(fs::read(folder.path().join("r")).expect("read"), b"metriques");
}

#[cfg(unix)] // owners and modes
#[test]
fn a_staging_folder_that_is_not_ours_alone_is_refused() {
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
    let write = |folder: &Folder| folder.replace("r", &mut |out| out.write_all(b"x"));
    let refused = |folder: &Folder| Fault::of(&write(folder).expect_err("not ours"));
    let (dir, folder) = folder();
    let staging = folder.path().join(STAGING);
    symlink(dir.path(), &staging).expect("link");
    assert_eq!(refused(&folder), Fault::NotFolder);
    folder.sweep().expect("passed over");
    fs::remove_file(&staging).expect("removed");
    fs::create_dir(&staging).expect("folder");
    fs::set_permissions(&staging, fs::Permissions::from_mode(0o777)).expect("mode");
    assert_eq!(refused(&folder), Fault::OpenToOthers);
    // Only root gives a folder away.
    if chown(&staging, Some(65_534), Some(65_534)).is_ok() {
        fs::set_permissions(&staging, fs::Permissions::from_mode(0o700)).expect("mode");
        fs::write(staging.join("0123456789abcdef0123456789abcdef"), b"").expect("a file of that user's");
        assert_eq!(refused(&folder), Fault::Foreign);
        folder.sweep().expect("passed over");
        assert_eq!(fs::read_dir(&staging).expect("listed").count(), 1, "what is not ours stays");
    }
    assert!(!folder.path().join("r").exists());
}

#[cfg(unix)] // owners and modes
#[test]
fn a_folder_of_ours_in_the_place_of_the_staging_one_is_not_emptied() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_dir, folder) = folder();
    folder.prepare_parents(Path::new("plis/x")).expect("parents");
    put(&folder, "plis/x", b"offre").expect("written");
    fs::rename(folder.path().join("plis"), folder.path().join(STAGING)).expect("moved");
    let mode = fs::metadata(folder.path().join(STAGING)).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    folder.sweep().expect("swept");
    folder.tidy();
    assert_eq!(fs::read(folder.path().join(STAGING).join("x")).expect("read"), b"offre");
}

#[cfg(unix)] // owners and modes
#[test]
fn folders_below_are_ours() {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    let (_dir, folder) = folder();
    let plis = folder.path().join("plis");
    fs::create_dir(&plis).expect("folder");
    fs::set_permissions(&plis, fs::Permissions::from_mode(0o777)).expect("mode");
    let refused = folder.prepare_parents(Path::new("plis/a")).expect_err("open to all");
    assert_eq!(Fault::of(&refused), Fault::OpenToOthers);
    fs::set_permissions(&plis, fs::Permissions::from_mode(0o755)).expect("mode");
    folder.prepare_parents(Path::new("plis/a")).expect("ours");
    folder.refuse_if_open().expect("ours");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("mode");
    assert_eq!(Fault::of(&folder.refuse_if_open().expect_err("open")), Fault::OpenToOthers);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).expect("mode");
    folder.refuse_if_open().expect("the sticky bit keeps what is in it");
    if chown(&plis, Some(65_534), None).is_ok() {
        let again = Folder::create(folder.path()).expect("folder");
        let refused = again.has(Path::new("plis/a")).expect_err("another user's");
        assert_eq!(Fault::of(&refused), Fault::Foreign);
    }
}

/// One call where the kernel has it, one for each component elsewhere: the same answers.
#[cfg(unix)] // links that anybody may make
#[test]
fn what_is_read_below_a_folder_is_read_by_no_link() {
    use std::os::unix::fs::symlink;

    use rustix::fs::{Mode, OFlags};

    let dir = tempfile::tempdir().expect("temporary folder");
    let base = dir.path();
    fs::create_dir_all(base.join("a/b")).expect("folders");
    fs::write(base.join("a/b/x"), b"x").expect("file");
    symlink(base.join("a"), base.join("lien")).expect("link");
    symlink("x", base.join("a/b/y")).expect("link");
    symlink("/etc", base.join("a/etc")).expect("link");
    let held = Dir::open(base).expect("held");
    let walked = rustix::fs::open(base, OFlags::DIRECTORY, Mode::empty()).expect("held");
    for (path, there) in [
        ("a/b/x", true),
        ("a/b/y", false),
        ("lien/b/x", false),
        ("a/etc/passwd", false),
        ("../x", false),
        ("a/../a/b/../../../x", false),
        ("absent", false),
        ("", false),
    ] {
        let path = Path::new(path);
        assert_eq!(held.read_below(path).is_ok(), there, "{}", path.display());
        assert_eq!(system::walk(&walked, path, OFlags::RDONLY).is_ok(), there, "{}", path.display());
    }
    let roots = Roots::open([base, Path::new("/nonexistent/plis")]);
    assert!(roots.open_regular(&base.join("a/b/x")).is_ok());
    assert!(roots.open_regular(&base.join("lien/b/x")).is_err());
    assert!(roots.open_regular(&base.join("a/b")).is_err());
    let alone = Roots::open([base.join("a/b/x").as_path()]);
    assert!(alone.open_regular(&base.join("a/b/x")).is_ok());
}

/// A file system without modes shows the same for everybody; here, a mode that is changed afterwards.
#[cfg(unix)] // modes
#[test]
fn a_file_that_others_can_read_is_seen() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().expect("temporary folder");
    let path = dir.path().join("cle.p12");
    write_new(&path, b"key").expect("written");
    assert!(is_private(&path).expect("there"));
    for mode in [0o640, 0o604, 0o700, 0o755, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("mode");
        assert_eq!(is_private(&path).expect("there"), mode == 0o700, "{mode:o}");
    }
    assert!(is_private(&dir.path().join("absent")).is_err());
}

/// The group is this process's own, or, for root, one that nobody is in.
#[cfg(unix)] // groups
#[test]
fn a_team_reads_and_nobody_else_in_each_way() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    use Publication::{Link, Rename, Reserved, Unnamed};

    let gid = if rustix::process::geteuid().is_root() { 65_534 } else { rustix::process::getegid().as_raw() };
    let team = Team { name: None, gid };
    assert!(team.is_ours());
    for way in [Unnamed, Rename, Link, Reserved] {
        let (_dir, mut folder) = folder();
        folder.unnamed.store(way == Unnamed && cfg!(target_os = "linux"), Ordering::Relaxed);
        folder.way.is_at_best(if way == Unnamed { Rename } else { way });
        folder.give_to(&team).expect("given");
        assert_eq!(Team::of_folder(folder.path()).map(|team| team.gid), Some(gid), "{way:?}");
        // As a run leaves it that was killed before it gave it.
        system::make_private_folders(&folder.path().join("plis")).expect("folder");
        let appender = Appender::open(&folder, "journal.jsonl").expect("opened");
        assert!(appender.is_private().expect("looked at"), "{way:?}");
        folder.prepare_parents(Path::new("plis/a/b.txt")).expect("folders");
        put(&folder, "plis/a/b.txt", b"x").expect("published");
        folder.replace("opening.json", &mut |out| out.write_all(b"{}")).expect("written");
        assert_eq!(folder.stage().expect("staged").file.metadata().expect("there").mode() & 0o777, 0o600);
        for (name, mode) in [
            ("", 0o2750),
            ("plis", 0o2750),
            ("plis/a", 0o2750),
            ("plis/a/b.txt", 0o640),
            ("journal.jsonl", 0o640),
            ("opening.json", 0o640),
        ] {
            let found = fs::metadata(folder.path().join(name)).expect("there");
            assert_eq!((found.mode() & 0o7777, found.gid()), (mode, gid), "{way:?}: {name}");
        }
    }
    let (dir, mut folder) = folder();
    let team_wide = fs::Permissions::from_mode(0o2770);
    std::os::unix::fs::chown(folder.path(), None, Some(gid)).expect("given");
    fs::set_permissions(folder.path(), team_wide).expect("mode");
    folder.give_to(&team).expect("given");
    let mode = fs::metadata(folder.path()).expect("there").mode() & 0o7777;
    assert_eq!(mode, 0o2770, "a mode of somebody's choice stays");
    assert_eq!(Team::of_folder(&dir.path().join("absent")), None);
    // What only has the bit from the folder above it.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o2700)).expect("mode");
    assert_eq!(Team::of_folder(folder.path()), None);
}
