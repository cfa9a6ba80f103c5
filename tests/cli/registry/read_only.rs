//! A registry that can only be read is read: another user's, one on a read-only mount; and nothing is left beside it.

use std::{
    fs::{self, Permissions},
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::Path,
    process::Command,
};

use super::assigned;
use crate::{
    programs,
    world::{Exit, Ran, World},
};

/// The user that nobody is.
const NOBODY: u32 = 65_534;

/// What reads a registry, and how it ends.
const READS: [(&[&str], Exit); 11] = [
    (&["audit"], Exit::AuditWarnings),
    (&["audit", "--check-files"], Exit::AuditWarnings),
    (&["audit", "--format", "json", "--check-files", "--password", "file:mdp.txt"], Exit::AuditWarnings),
    (&["key", "list"], Exit::Done),
    (&["key", "show", "Marchés"], Exit::Done),
    (&["consultation", "list"], Exit::Done),
    (&["consultation", "show", "A", "--format", "json"], Exit::Done),
    (&["journal", "show"], Exit::Done),
    (&["journal", "verify"], Exit::Done),
    (&["registry", "check"], Exit::Done),
    (&["registry", "check", "--format", "json"], Exit::Done),
];

/// Two keys and a consultation, which everybody may read and only root may change.
fn world() -> World {
    let world = assigned();
    for folder in ["", "registre", "registre/keys"] {
        mode(&world, folder, 0o755);
    }
    for name in world.files("registre").into_keys() {
        mode(&world, &format!("registre/{name}"), 0o644);
    }
    world
}

fn mode(world: &World, below: &str, mode: u32) {
    fs::set_permissions(world.path(below), Permissions::from_mode(mode)).expect("mode");
}

/// Runs a command; `None`, said, where it cannot be run that way.
fn ran<'a>(world: &'a World, mut command: Command, why: &str) -> Option<Ran<'a>> {
    if !is_root(world) {
        programs::skip("only root runs programs as others");
        return None;
    }
    match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            programs::skip(why);
            None
        }
        output => Some(Ran::new(world, output.expect("it runs"))),
    }
}

fn is_root(world: &World) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(world.path("")).expect("a folder").uid() == 0
}

/// The program, run by another user.
fn by_nobody<'a>(world: &'a World, args: &[&str]) -> Option<Ran<'a>> {
    let mut command = world.command(args);
    command.uid(NOBODY).gid(NOBODY);
    ran(world, command, "the program is where others may not enter")
}

fn everything(world: &World) -> Vec<(String, usize)> {
    world.files("registre").into_iter().map(|(name, octets)| (name, octets.len())).collect()
}

#[test]
fn what_another_user_may_only_read_says_the_same() {
    let world = world();
    let before = everything(&world);
    for (args, exit) in READS {
        let own = world.run(args).exits(exit);
        let Some(read) = by_nobody(&world, args) else { return };
        let read = read.exits(exit);
        assert_eq!((&read.out, &read.err), (&own.out, &own.err), "{args:?}");
    }
    assert_eq!(everything(&world), before, "something was left beside it");
    let Some(refused) = by_nobody(&world, &["key", "retire", "Marchés"]) else { return };
    refused.exits(Exit::Failed).tells("ne peut être que lu");
}

/// Its folder may be written to, its file may not: what SQLite makes there would be another's, in the owner's way.
#[test]
fn nothing_of_a_reader_is_left_in_a_folder_of_many() {
    let world = world();
    mode(&world, "registre", 0o1777);
    let before = everything(&world);
    let Some(read) = by_nobody(&world, &["audit"]) else { return };
    read.exits(Exit::AuditWarnings);
    assert_eq!(everything(&world), before);
    world.plis("audit").exits(Exit::AuditWarnings);
}

/// A file that may be written, in a folder that may not: there is no place for a log.
#[test]
fn a_folder_that_may_not_be_written_to_is_read_too() {
    let world = world();
    mode(&world, "registre/registry.db", 0o666);
    let before = everything(&world);
    let Some(read) = by_nobody(&world, &["audit"]) else { return };
    read.exits(Exit::AuditWarnings);
    assert_eq!(everything(&world), before);
}

/// Its owner is at work: what is in the log only is judged as well.
#[test]
fn a_log_of_its_owner_is_read_and_never_passed_over() {
    let world = world();
    let owner = rusqlite::Connection::open(world.path("registre/registry.db")).expect("open");
    owner.pragma_update(None, "journal_mode", "WAL").expect("set");
    // A reader keeps the log from being emptied.
    let reader = rusqlite::Connection::open(world.path("registre/registry.db")).expect("open");
    reader.execute_batch("BEGIN; SELECT count(*) FROM key").expect("read");
    world.run(["key", "rename", "Secours", "Coffre"]).exits(Exit::Done);
    for name in ["registry.db-wal", "registry.db-shm"] {
        mode(&world, &format!("registre/{name}"), 0o644);
    }
    let Some(read) = by_nobody(&world, &["key", "list"]) else { return };
    read.exits(Exit::Done).says("Coffre");
    // A copy of the folder that lacks what the log is read by.
    for name in ["registry.db", "registry.db-wal"] {
        world.put(format!("copie/{name}"), world.read(format!("registre/{name}")));
    }
    let listed = everything(&world);
    let Some(refused) = by_nobody(&world, &["key", "list", "--home", "copie"]) else { return };
    refused.exits(Exit::Failed).tells("copie/registry.db-wal contient").tells("registry check");
    assert_eq!(everything(&world), listed);
}

#[test]
fn a_folder_that_may_not_be_entered_is_not_one_without_a_registry() {
    let world = world();
    mode(&world, "registre", 0o700);
    for args in [&["audit"][..], &["key", "list"], &["key", "new", "N", "--password", "file:mdp.txt"]] {
        let Some(refused) = by_nobody(&world, args) else { return };
        refused.exits(Exit::Failed).tells("accès refusé").tells("vérifiez vos droits").never_shows("key new");
    }
    mode(&world, "registre", 0o755);
    mode(&world, "registre/registry.db", 0o600);
    let Some(refused) = by_nobody(&world, &["audit"]) else { return };
    refused.exits(Exit::Failed).tells("registry.db n'est pas accessible").tells("accès refusé");
    world.plis("audit --home mdp.txt").exits(Exit::Failed).tells("n'est pas un dossier");
}

/// Where even root cannot write.
#[test]
fn a_read_only_mount_is_audited() {
    let world = world();
    let script = "mount --bind registre registre && mount -o remount,ro,bind registre && exec \"$@\"";
    let mounted = |args: &[&str]| {
        let plain = world.command(args);
        let mut command = Command::new("unshare");
        command
            .args(["-m", "sh", "-c", script, "sh"])
            .arg(plain.get_program())
            .args(plain.get_args())
            .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .current_dir(world.path(""));
        command.output().ok()
    };
    let possible = Command::new("unshare")
        .args(["-m", "sh", "-c", script, "sh", "true"])
        .current_dir(world.path(""))
        .output()
        .is_ok_and(|output| output.status.success());
    if !possible || !Path::new("/proc/self/ns/mnt").exists() {
        programs::skip("no mount of our own can be made");
        return;
    }
    for (args, exit) in READS {
        let own = world.run(args).exits(exit);
        let read = Ran::new(&world, mounted(args).expect("it runs")).exits(exit);
        assert_eq!((&read.out, &read.err), (&own.out, &own.err), "{args:?}");
    }
    let refused = Ran::new(&world, mounted(&["key", "retire", "Marchés"]).expect("it runs"));
    refused.exits(Exit::Failed).tells("ne peut être que lu");
}
