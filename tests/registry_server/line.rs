//! The program itself with its registry on a server: from `registry init` to an opening and what is verified after it.

use std::{fs, path::Path, process::Command};

use plis::keys::Role;
use postgres::{Client, NoTls};

use crate::{
    cluster::{Cluster, OWNER},
    world::{Deeds as _, World},
};

const CREATED: &str = "2026-03-01T10:00:00+01:00";
const AFTER: &str = "2026-06-02T10:00:00+02:00";

struct Line {
    folder: tempfile::TempDir,
    address: String,
}

impl Line {
    fn to(address: String) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), address }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, now: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plis"));
        command.env_clear().current_dir(self.folder.path()).env("HOME", self.folder.path());
        command.env("PLIS_REGISTRY", &self.address).env("MDP", "secret").env("LC_ALL", "C.UTF-8");
        command.args(args).args(["--lang", "en", "--now", now]);
        command
    }

    /// Runs it; gives what it says to people.
    fn on(&self, now: &str, args: &[&str], exit: i32) -> String {
        let output = self.command(now, args).output().expect("it runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(exit), "{args:?}: {said}");
        said
    }
}

/// A database with nothing in it.
fn database(name: &str) -> String {
    let cluster = Cluster::shared();
    cluster.raw("postgres").batch_execute(&format!("CREATE DATABASE {name}")).expect("made");
    cluster.address(OWNER, name)
}

#[test]
fn a_consultation_from_its_key_to_its_opening() {
    let line = Line::to(database("whole"));
    assert!(line.on(CREATED, &["key", "list"], 1).contains("plis registry init"));
    assert!(line.on(CREATED, &["registry", "init"], 0).contains("is made"));
    assert!(line.on(CREATED, &["registry", "init"], 0).contains("was there"));
    let password = ["--password", "env:MDP"];
    let new = ["key", "new", "Marchés", "--entity", "Ville"];
    line.on(CREATED, &[&new[..], &password].concat(), 0);
    let new = ["key", "new", "Secours", "--entity", "Ville", "--role", "emergency"];
    line.on(CREATED, &[&new[..], &password].concat(), 0);
    line.on(CREATED, &[&["key", "prove", "--all"][..], &password].concat(), 0);
    line.on(
        CREATED,
        &["consultation", "new", "2026-1", "--entity", "Ville", "--deadline", "2026-06-01 12:00"],
        0,
    );
    line.on(CREATED, &["consultation", "assign", "2026-1", "Marchés"], 0);
    line.on(CREATED, &["consultation", "launch", "2026-1"], 0);
    fs::write(line.path("offre.pdf"), b"%PDF offre").expect("written");
    line.on(CREATED, &["seal", "offre.pdf", "--consultation", "2026-1", "-o", "depots"], 0);
    let open = ["open", "depots", "-o", "ouverture", "--consultation", "2026-1"];
    line.on(CREATED, &[&open[..], &password].concat(), 5);
    line.on(AFTER, &[&open[..], &password].concat(), 0);
    assert_eq!(fs::read(line.path("ouverture/plis/offre.pdf")).expect("opened"), b"%PDF offre");
    line.on(AFTER, &["journal", "verify", "ouverture"], 0);
    line.on(AFTER, &["journal", "verify"], 0);
    line.on(AFTER, &["registry", "check"], 0);
    let export = [
        "key",
        "export",
        "Marchés",
        "--to",
        "copie.pfx",
        "--password",
        "env:MDP",
        "--new-password",
        "env:MDP",
    ];
    line.on(AFTER, &export, 0);
    let shown = line.command(AFTER, &["key", "show", "Marchés"]).output().expect("it runs");
    assert!(String::from_utf8_lossy(&shown.stdout).contains("in the registry itself"));
    // Nothing of it is anywhere here.
    assert!(!Path::new(&line.path(".local")).exists());
    let mut raw = Client::connect(&line.address, NoTls).expect("connected");
    let kinds = raw.query_one("SELECT count(*) FROM plis.journal WHERE line LIKE '%opening.ended%'", &[]);
    assert_eq!(kinds.expect("read").get::<_, i64>(0), 1);
}

#[test]
fn a_role_that_may_not_is_refused_and_a_server_that_is_not_there_is_named() {
    let world = World::new();
    world.registry().with_key("a", Role::Entity);
    let line = Line::to(world.address("reader"));
    line.on(CREATED, &["key", "list"], 0);
    line.on(CREATED, &["key", "show", "a"], 0);
    line.on(CREATED, &["audit"], 0);
    line.on(CREATED, &["consultation", "new", "A", "--entity", "V", "--deadline", "2026-06-01 12:00"], 1);
    let line = Line::to(world.address("opener"));
    let said =
        line.on(CREATED, &["consultation", "new", "A", "--entity", "V", "--deadline", "2026-06-01 12:00"], 5);
    assert!(said.contains("plis_admin"), "{said}");
    let nobody = Line::to(format!("postgres://{OWNER}@127.0.0.1:1/x"));
    assert!(nobody.on(CREATED, &["key", "list"], 6).contains("cannot be reached"));
    let said = Line::to("postgres://a:mot-de-passe@h/b".to_owned()).on(CREATED, &["key", "list"], 2);
    assert!(said.contains("PGPASSWORD") && !said.contains("mot-de-passe"), "{said}");
}

#[test]
fn passwords_of_the_server_come_from_their_file_and_the_environment() {
    let world = World::new();
    world.registry();
    let line = Line::to(world.address("clerk"));
    let mut raw = Cluster::shared().raw("postgres");
    raw.batch_execute("CREATE ROLE clerk LOGIN PASSWORD 'le mot'; GRANT plis_reader TO clerk").expect("made");
    assert!(line.on(CREATED, &["key", "list"], 6).contains("cannot be reached"));
    let right =
        line.command(CREATED, &["key", "list"]).env("PGPASSWORD", "le mot").output().expect("it runs");
    assert_eq!(right.status.code(), Some(0), "{right:?}");
    let wrong = line.command(CREATED, &["key", "list"]).env("PGPASSWORD", "autre").output().expect("it runs");
    assert_eq!(wrong.status.code(), Some(5), "{wrong:?}");
    let file = line.path(".pgpass");
    fs::write(&file, "127.0.0.1:*:*:clerk:le mot\n").expect("written");
    #[cfg(unix)] // modes
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
        assert!(line.on(CREATED, &["key", "list"], 1).contains("chmod 600"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("set");
    }
    line.on(CREATED, &["key", "list"], 0);
}
