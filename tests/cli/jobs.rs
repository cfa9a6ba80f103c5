//! The jobs that packages ship, and those of the README, run with what systemd and cron give to a job and nothing else.

use std::{path::Path, process::Command};

use crate::world::{Exit, Ran, World};

const README: &str = include_str!("../../README.md");
const SUMMER: &str = "2026-07-01T10:00:00+02:00";

/// A registry as the account of the jobs has it: an entity's key and the emergency one, and a consultation whose
/// deadline has passed since.
fn world() -> World {
    let world = World::new();
    let on = |args: &[&str]| world.on(SUMMER, args).exits(Exit::Done);
    for (file, name, role) in [("entite.p12", "Marchés", "entity"), ("secours.p12", "Secours", "emergency")]
    {
        on(&["key", "import", file, "--name", name, "--role", role, "--password", "file:mdp.txt"]);
    }
    on(&["key", "prove", "--all", "--password", "file:mdp.txt"]);
    let new = ["consultation", "new", "2026-42", "--entity", "Ville", "--deadline", "2026-09-18T12:00"];
    on(&new);
    on(&["consultation", "assign", "2026-42", "Marchés"]);
    on(&["consultation", "launch", "2026-42"]);
    world.deposit("srv/depots/2026-42/a.pdf.p7m", b"a");
    for folder in ["var/cache/plis", "srv/ouvertures"] {
        std::fs::create_dir_all(world.path(folder)).expect("folder");
    }
    world
}

/// The lines of a unit that is shipped, by what stands before their `=`.
fn unit(name: &str, key: &str) -> Vec<String> {
    let path = format!("{}/.ci/packages/files/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a unit");
    text.lines().filter_map(|line| Some(line.strip_prefix(key)?.strip_prefix('=')?.to_owned())).collect()
}

/// A service with the environment that systemd gives where `User=` is set, its paths being those of the world.
fn service(world: &World, name: &str) -> Command {
    let here = |text: &str| {
        let mut text = text.replace("%d", world.path("").to_str().expect("UTF-8").trim_end_matches('/'));
        for folder in ["/var/lib", "/var/cache", "/srv"] {
            text = text.replace(folder, world.path(&folder[1..]).to_str().expect("UTF-8"));
        }
        text.replace("%i", "2026-42")
    };
    registry_at(world, "var/lib/plis");
    let environment: Vec<(String, String)> = unit(name, "Environment")
        .iter()
        .map(|line| line.split_once('=').expect("a variable"))
        .map(|(name, value)| (name.to_owned(), here(value)))
        .collect();
    let given = |text: &str| {
        let text = here(text).replace("/mot-de-passe", "/mdp.txt");
        environment.iter().fold(text, |text, (name, value)| text.replace(&format!("${{{name}}}"), value))
    };
    let line = unit(name, "ExecStart").remove(0);
    let mut words = line.split(' ').map(given);
    assert_eq!(words.next().as_deref(), Some("/usr/bin/plis"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_plis"));
    command.env_clear().current_dir("/").stdin(std::process::Stdio::null());
    command.args(words).env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin");
    for (name, value) in
        [("USER", "plis"), ("LOGNAME", "plis"), ("HOME", "/"), ("SHELL", "/usr/sbin/nologin")]
    {
        command.env(name, value);
    }
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// The registry of the world becomes the account's.
fn registry_at(world: &World, home: &str) {
    let home = world.path(home);
    std::fs::create_dir_all(home.parent().expect("a folder")).expect("folder");
    std::fs::rename(world.path("registre"), home).expect("moved");
}

fn run(world: &World, mut command: Command) -> Ran<'_> {
    Ran::new(world, command.output().expect("it runs"))
}

#[test]
fn the_audit_of_every_night() {
    let world = world();
    let ran = run(&world, service(&world, "plis-audit.service"));
    let accepted = unit("plis-audit.service", "SuccessExitStatus");
    let code = ran.code.expect("it ends").to_string();
    assert!(accepted.contains(&code), "{ran}");
    let metrics = String::from_utf8(world.read("var/cache/plis/plis.prom")).expect("UTF-8");
    assert!(metrics.contains("plis_audit_timestamp_seconds"), "{metrics}");
}

#[test]
fn the_opening_of_the_deadline() {
    let world = world();
    let ran = run(&world, service(&world, "plis-open@.service")).exits(Exit::Done);
    assert!(ran.err.is_empty(), "{ran}");
    ran.leaves("srv/ouvertures/2026-42/plis/a.pdf", b"a");
}

/// A share that is not mounted is an empty folder.
#[test]
fn the_same_when_its_share_is_not_mounted() {
    let world = world();
    std::fs::remove_file(world.path("srv/depots/2026-42/a.pdf.p7m")).expect("removed");
    run(&world, service(&world, "plis-open@.service")).exits(Exit::Partial);
}

/// cron gives `/bin/sh`, HOME, LOGNAME and a short PATH; what the job prints is mailed.
#[test]
fn the_audit_by_cron() {
    let world = world();
    let line = README.lines().find_map(|line| line.strip_prefix("30 5 * * * ")).expect("the line of cron");
    let plis = Path::new(env!("CARGO_BIN_EXE_plis"));
    let path = format!("/usr/bin:/bin:{}", plis.parent().expect("a folder").display());
    let mut job = Command::new("/bin/sh");
    job.args(["-c", line]).current_dir("/").env_clear().stdin(std::process::Stdio::null());
    job.env("PATH", path).env("LOGNAME", "plis").env("SHELL", "/bin/sh").env("HOME", world.path(""));
    // Where an account has its registry when nothing else says so.
    registry_at(&world, ".local/share/plis");
    let ran = run(&world, job);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(ran.out.contains("Marchés"), "{ran}");
}
