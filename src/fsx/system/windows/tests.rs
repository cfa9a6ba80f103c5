//! With another process that holds what we want: this program again, told to.

use std::{
    cell::Cell,
    env,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdout, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

use windows_sys::Win32::Foundation::ERROR_FILE_NOT_FOUND;

use super::*;
use crate::fsx::{AppendError, Appender, Folder, open_given, open_regular, write_new};

thread_local! {
    /// How often this thread waited for what was held.
    pub(super) static WAITS: Cell<usize> = const { Cell::new(0) };
}

/// Where the other process finds what to hold, and how much it shares.
const PATH: &str = "PLIS_TEST_HOLD_PATH";
const SHARE: &str = "PLIS_TEST_HOLD_SHARE";

/// The other process: holds a file until its standard input ends. Without its variables it is no test.
#[test]
fn holder() {
    let (Some(path), Ok(share)) = (env::var_os(PATH), env::var(SHARE)) else { return };
    let flags = FILE_FLAG_BACKUP_SEMANTICS;
    let share = share.parse().expect("a number");
    let held = calls::open(Path::new(&path), GENERIC_READ, share, OPEN_EXISTING, flags, false);
    let _held = held.expect("held");
    println!("\nheld");
    let mut line = String::new();
    io::stdin().read_line(&mut line).expect("the end");
}

struct Holder {
    child: Child,
    /// What it says is not read any more, and must have where to go.
    _said: BufReader<ChildStdout>,
}

impl Holder {
    fn of(path: &Path, share: u32) -> Self {
        let mut child = Command::new(env::current_exe().expect("this program"))
            .args(["fsx::system::windows::tests::holder", "--exact", "--nocapture", "--test-threads=1"])
            .env(PATH, verbatim(path).expect("a path"))
            .env(SHARE, share.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let mut said = BufReader::new(child.stdout.take().expect("its output"));
        let held = said.by_ref().lines().map_while(Result::ok).any(|line| line == "held");
        assert!(held, "it holds nothing");
        Self { child, _said: said }
    }

    /// It lets go when its input ends.
    fn lets_go(mut self) {
        drop(self.child.stdin.take());
        self.child.wait().expect("ended");
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> (tempfile::TempDir, Folder) {
    let dir = tempfile::tempdir().expect("temporary folder");
    let folder = Folder::create(&dir.path().join("out")).expect("folder");
    (dir, folder)
}

#[test]
fn a_file_that_another_process_keeps_for_itself_is_in_use_by_name() {
    let (_dir, folder) = folder();
    let path = folder.path().join("a.p7m");
    fs::write(&path, b"pli").expect("written");
    let holder = Holder::of(&path, 0);
    for refused in [
        open_regular(&path).expect_err("held"),
        open_given(&path).expect_err("held"),
        folder.open_regular(Path::new("a.p7m")).expect_err("held"),
    ] {
        assert_eq!(Fault::of(&refused), Fault::InUse);
    }
    holder.lets_go();
    open_regular(&path).expect("let go");
}

#[test]
fn a_removal_that_is_held_back_is_tried_again_and_then_named() {
    let (_dir, folder) = folder();
    let path = folder.path().join("a");
    fs::write(&path, b"1").expect("written");
    // As an antivirus does that shares reading only.
    let holder = Holder::of(&path, FILE_SHARE_READ);
    let refused = crate::fsx::remove(&path).expect_err("held for good");
    assert!(matches!(Fault::of(&refused), Fault::InUse | Fault::Denied), "{refused}");
    assert!(path.exists());
    let removal = thread::spawn({
        let path = path.clone();
        move || crate::fsx::remove(&path)
    });
    holder.lets_go();
    removal.join().expect("no panic").expect("removed in the end");
    assert!(!path.exists());
}

#[test]
fn a_rename_that_is_held_back_is_tried_again() {
    let (_dir, folder) = folder();
    fs::write(folder.path().join("report"), b"old").expect("written");
    let holder = Holder::of(&folder.path().join("report"), FILE_SHARE_READ);
    let replaced = thread::scope(|scope| {
        let replacing = scope.spawn(|| folder.replace("report", &mut |out| out.write_all(b"new")));
        holder.lets_go();
        replacing.join().expect("no panic")
    });
    replaced.expect("replaced in the end");
    assert_eq!(fs::read(folder.path().join("report")).expect("read"), b"new");
}

/// Counted, not timed.
#[test]
fn trying_again_has_an_end_and_is_for_what_is_held_only() {
    let tried = AtomicUsize::new(0);
    let refuse = |code: u32| {
        tried.store(0, Ordering::Relaxed);
        let error = patiently(|| -> io::Result<()> {
            tried.fetch_add(1, Ordering::Relaxed);
            Err(io::Error::from_raw_os_error(code.cast_signed()))
        });
        assert_eq!(error.expect_err("refused").raw_os_error(), Some(code.cast_signed()));
        tried.load(Ordering::Relaxed)
    };
    assert_eq!(refuse(ERROR_SHARING_VIOLATION), 23);
    assert_eq!(refuse(ERROR_FILE_NOT_FOUND), 1);
}

/// Two seconds of each run went by where a folder was removed that this process held itself.
#[test]
fn nobody_waits_for_himself() {
    let (_dir, folder) = folder();
    WAITS.set(0);
    folder.try_publication().expect("tried");
    folder.stage().expect("staged").publish(&folder, Path::new("a")).expect("published");
    folder.replace("report", &mut |out| out.write_all(b"new")).expect("replaced");
    write_new(&folder.path().join("key"), b"key").expect("written");
    folder.sweep().expect("swept");
    let path = folder.path().to_owned();
    drop(folder);
    assert_eq!(WAITS.get(), 0);
    assert!(!path.join(crate::fsx::STAGING).exists());
}

#[test]
fn a_journal_is_one_process_s_to_write_and_everybody_s_to_read() {
    let (_dir, folder) = folder();
    let mut journal = Appender::open(&folder, "journal").expect("opened");
    assert!(journal.is_locked());
    journal.append(b"one\n").expect("written");
    assert!(matches!(Appender::open(&folder, "journal"), Err(AppendError::Locked)));
    assert_eq!(fs::read(folder.path().join("journal")).expect("read meanwhile"), b"one\n");
    fs::write(folder.path().join("journal"), b"").expect_err("nobody else writes");
    fs::remove_file(folder.path().join("journal")).expect_err("nor removes");
    let mut back = String::new();
    journal.reread().read_to_string(&mut back).expect("read back");
    journal.append(b"two\n").expect("at the end, wherever was read");
    journal.truncate(4).expect("cut");
    journal.append(b"three\n").expect("at the new end");
    drop(journal);
    let mut journal = Appender::open(&folder, "journal").expect("opened again");
    journal.append(b"four\n").expect("at the end");
    drop(journal);
    assert_eq!(fs::read(folder.path().join("journal")).expect("read"), b"one\nthree\nfour\n");
}

/// `icacls` of the system is asked where there is one; here, what the system keeps of it.
#[test]
fn what_is_made_for_its_owner_says_so_from_the_beginning() {
    let (_dir, folder) = folder();
    let mut staged = folder.stage().expect("staged");
    staged.write_all(b"offre").expect("written");
    let staging = folder.path().join(crate::fsx::STAGING);
    let name = fs::read_dir(&staging).expect("listed").next().expect("one").expect("an entry").path();
    write_new(&folder.path().join("key"), b"key").expect("written");
    for path in [folder.path(), &staging, &name, &folder.path().join("key")] {
        let list = calls::access_list(&verbatim(path).expect("a path")).expect("told");
        println!("{}: {list}", path.display());
        assert!(is_private(path).expect("told"), "{}: {list}", path.display());
    }
    assert!(calls::private_list().expect("told").starts_with("D:P(A;OICI;FA;;;"));
}

// Lists as `icacls` and the manual of the notation show them
// (<https://learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format>).
#[test]
fn whose_a_list_is() {
    let ours = "D:P(A;OICI;FA;;;S-1-5-21-1-2-3-1000)";
    for (list, private) in [
        ("D:P(A;OICI;FA;;;S-1-5-21-1-2-3-1000)", true),
        ("D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;S-1-5-21-1-2-3-1000)", true),
        ("D:(A;;FA;;;S-1-5-21-1-2-3-1001)", false),
        ("D:AI(A;ID;0x1301bf;;;AU)(A;ID;FA;;;SY)", false),
        ("D:(A;;FA;;;S-1-5-21-1-2-3-1000)(A;;0x1200a9;;;WD)", false),
        ("D:NO_ACCESS_CONTROL", false),
        ("", false),
    ] {
        assert_eq!(names_only(list, ours), private, "{list}");
    }
}

#[test]
fn a_path_over_260_characters_is_a_path() {
    let (_dir, folder) = folder();
    let part = "p".repeat(100);
    let long: PathBuf = [&part, &part, &part, "offre.pdf"].iter().collect();
    folder.prepare_parents(&long).expect("parents");
    let mut staged = folder.stage().expect("staged");
    staged.write_all(b"offre").expect("written");
    staged.publish(&folder, &long).expect("published");
    assert!(folder.has(&long).expect("looked at"));
    open_given(&folder.path().join(&long)).expect("read");
    assert_eq!(folder.open_regular(&long).expect("read").metadata().expect("facts").len(), 5);
}

#[test]
fn devices_and_streams_are_neither_read_nor_written() {
    let (_dir, folder) = folder();
    fs::write(folder.path().join("a.pdf"), b"offre").expect("written");
    for name in ["NUL", "CON", "COM1.txt", "a.pdf:x", "aux.pdf", "a. ", "a."] {
        let refused = write_new(&folder.path().join(name), b"x").expect_err(name);
        assert!(matches!(Fault::of(&refused), Fault::BadName | Fault::NotRegular), "{name}: {refused}");
        let refused = folder.stage().expect("staged").publish(&folder, Path::new(name)).expect_err(name);
        assert_eq!(Fault::of(&refused), Fault::BadName, "{name}");
    }
    for given in ["NUL", "CON", "nul.txt", r"\\.\PhysicalDrive0", r"\\.\pipe\plis", r"\\.\NUL"] {
        open_given(Path::new(given)).expect_err(given);
        open_regular(Path::new(given)).expect_err(given);
    }
    folder.tidy();
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1, "nothing was made");
}

/// Where making links needs a right that this user has not, there is nothing to follow either.
#[test]
fn links_are_followed_only_where_a_person_named_them() {
    let (dir, folder) = folder();
    let real = dir.path().join("real");
    fs::create_dir(&real).expect("folder");
    fs::write(real.join("a"), b"a").expect("written");
    let link = folder.path().join("link");
    let is_link = std::os::windows::fs::symlink_dir(&real, &link).is_ok()
        && fs::symlink_metadata(&link).is_ok_and(|found| found.is_symlink());
    if !is_link {
        println!("no links here");
        return;
    }
    folder.prepare_parents(Path::new("link/b")).expect_err("nothing is written through it");
    folder.open_regular(Path::new("link/a")).expect_err("nor read");
    assert_eq!(Fault::of(&open_regular(&link).expect_err("nor itself")), Fault::Link);
    open_given(&link.join("a")).expect("a person may go through it");
}
