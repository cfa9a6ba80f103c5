//! The kernel holds a run to its arguments: a way out that the files themselves lay leads nowhere.

use std::{os::unix::fs::symlink, process::Command};

use crate::{
    programs,
    world::{Exit, World},
};

const OPEN: &str = "open depots -o ouverture --key entite.p12 --password file:mdp.txt";

/// Whether this kernel holds programs to anything.
fn held(world: &World) -> bool {
    let ran = world.plis("inspect -v depots");
    let holds = ran.err.lines().find(|line| line.contains("Landlock"));
    let held = holds.is_some_and(|line| line.contains("its own inputs and outputs only"));
    if !held {
        programs::skip("the kernel has no Landlock");
    }
    held
}

fn world() -> World {
    let world = World::new().english();
    world.deposit("depots/offre.pdf.p7m", b"une offre");
    world
}

#[test]
fn a_link_in_the_output_folder_is_no_way_to_write_elsewhere() {
    let world = world();
    // In the place of the journal, a link to a file of somebody else.
    world.put("ailleurs/precieux", b"");
    world.put("ouverture/notes", b"");
    symlink(world.path("ailleurs/precieux"), world.path("ouverture/journal.jsonl")).expect("link");
    world.plis(OPEN).exits(Exit::Failed).tells("links are not followed").leaves("ailleurs/precieux", b"");
}

#[test]
fn a_link_where_files_are_staged_is_no_way_to_write_elsewhere() {
    // Not where everything else is: the registry's temporary files may be written there.
    let world = World::new().english();
    world.put("sqlite/rien", b"");
    let temporary = world.path("sqlite");
    let world = world.with("SQLITE_TMPDIR", temporary.to_str().expect("UTF-8"));
    if !held(&world) {
        return;
    }
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt").exits(Exit::Done);
    world.put("ailleurs/precieux", b"");
    world.put("metriques/plis.prom", b"");
    symlink(world.path("ailleurs"), world.path("metriques/.plis-staging")).expect("link");
    let audit = world.plis("audit --format prometheus --output metriques/plis.prom");
    audit.exits(Exit::Failed).tells("is not a folder").leaves("metriques/plis.prom", b"");
    assert_eq!(std::fs::read_dir(world.path("ailleurs")).expect("listed").count(), 1);
}

/// When the envelopes are opened, not even the key files may be read any more.
#[test]
fn an_opening_is_held_again_once_its_keys_are_read() {
    let world = world();
    if !held(&world) || !programs::installed("strace") {
        return;
    }
    let run = world.command(OPEN.split(' '));
    let traced = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=openat,openat2,landlock_restrict_self", "-o"])
        .arg(world.path("trace"))
        .arg(run.get_program())
        .args(run.get_args())
        .current_dir(world.path(""))
        .output()
        .expect("strace runs");
    assert_eq!(traced.status.code(), Some(Exit::Done as i32), "{}", String::from_utf8_lossy(&traced.stderr));
    let trace = String::from_utf8(world.read("trace")).expect("UTF-8");
    let steps = ["landlock_restrict_self(", "\"entite.p12\"", "\"mdp.txt\"", "\"offre.pdf.p7m\""];
    // Naming a file to the kernel is not reading it.
    let lines = trace.lines().filter(|line| !line.contains("O_PATH"));
    let seen = lines.filter_map(|line| steps.into_iter().find(|step| line.contains(step)));
    let mut seen: Vec<&str> = seen.collect();
    seen.dedup();
    let [hold, key, password, envelope] = steps;
    assert_eq!(seen, [hold, key, password, hold, envelope]);
}

#[test]
fn a_link_in_an_opening_is_no_way_to_read_elsewhere() {
    let world = world();
    if !held(&world) {
        return;
    }
    world.plis(OPEN).exits(Exit::Done);
    for ours in ["journal.jsonl", "opening.json"] {
        std::fs::rename(world.path("ouverture").join(ours), world.path(ours)).expect("moved");
        symlink(world.path(ours), world.path("ouverture").join(ours)).expect("link");
    }
    world.plis("journal verify ouverture").exits(Exit::Failed).tells("it is a link");
    world.plis("minutes ouverture").exits(Exit::Failed).tells("it is a link");
}

#[test]
fn what_a_run_is_given_it_may_use_wherever_it_is() {
    let world = world();
    world.copy("keys/entity.p12", "serveur/cles/entite.p12");
    world.put("secrets/mdp", b"plis-essai-2026\n");
    world.put("depots/registre.csv", "pli;entreprise;enveloppe;fichier\n1;A;offre;offre.pdf.p7m\n");
    symlink(world.path("serveur/cles/entite.p12"), world.path("lien.p12")).expect("link");
    let options = "--password file:secrets/mdp --register depots/registre.csv";
    for (out, key) in [("a/b/c", "serveur/cles/entite.p12"), ("d", "lien.p12")] {
        world.plis(&format!("open depots -o {out} --key {key} {options}")).exits(Exit::Done);
        world.plis(&format!("open depots -o {out} --key {key} {options}")).exits(Exit::Done);
        let page = out.replace('/', "-");
        world.plis(&format!("minutes {out} -o pv-{page}.html")).exits(Exit::Done);
    }
    // By way of the registry, which knows the file's place and nobody says it again.
    world.plis("key import serveur/cles/entite.p12 --reference --name Marchés --password file:secrets/mdp");
    world.plis("consultation new C1 --entity Ville --deadline 2026-11-01T12:00").exits(Exit::Done);
    world.plis("consultation assign C1 Marchés").exits(Exit::Done);
    world
        .plis("open depots/offre.pdf.p7m -o e --consultation C1 --password file:secrets/mdp")
        .exits(Exit::Done);
}

/// Every command, the smallest too, is held to its files and to its system calls before it does anything.
#[test]
fn every_command_is_held() {
    let world = world();
    if !held(&world) || !programs::installed("strace") {
        return;
    }
    world.put("entite.cer", world.certificate("entite.p12").der());
    world.put("roles.csv", "reference;titre;entite;date_limite\nC2;Titre;Ville;2027-01-10 12:00\n");
    for command in [
        "completions bash",
        "man",
        "inspect depots",
        "seal roles.csv --to entite.cer -o scelle",
        OPEN,
        "minutes ouverture",
        "journal verify ouverture",
        "journal show ouverture",
        "key import entite.p12 --name Marchés --password file:mdp.txt",
        "key new N --bits 2048 --password file:mdp.txt",
        "key list",
        "key show Marchés",
        "key prove Marchés --password file:mdp.txt",
        "key export Marchés --to E.pfx --password file:mdp.txt --new-password file:mdp.txt",
        "key rename N M",
        "key retire M",
        "consultation new C1 --entity Ville --deadline 2027-01-10T12:00",
        "consultation list",
        "consultation show C1",
        "consultation assign C1 Marchés",
        "audit",
        "audit --check-files --password file:mdp.txt",
        "journal verify",
    ] {
        let traced = world.traced(&["-e", "trace=seccomp,landlock_restrict_self,openat"], command).output();
        let traced = traced.expect("strace runs");
        let trace = String::from_utf8(world.read("trace")).expect("UTF-8");
        let at = |call: &str| trace.lines().position(|line| line.contains(call) && line.ends_with("= 0"));
        let (files, calls) = (at("landlock_restrict_self("), at("seccomp(SECCOMP_SET_MODE_FILTER"));
        let (Some(files), Some(calls)) = (files, calls) else { panic!("{command} is not held:\n{trace}") };
        let touched = |line: &str| {
            ["depots", "entite", "roles", "mdp", "registry.db", "journal.jsonl"]
                .iter()
                .any(|name| line.contains(name) && !line.contains("O_PATH"))
        };
        let first = trace.lines().position(touched).unwrap_or(usize::MAX);
        assert!(files < first && calls < first, "{command} reads before it is held:\n{trace}");
        let said = String::from_utf8_lossy(&traced.stderr).into_owned();
        assert!(!said.contains("error:"), "{command}: {said}");
    }
}

/// What only the registry knows the place of is all that may be read beside it, once it is known.
#[test]
fn key_files_of_the_registry_are_all_that_may_be_read() {
    let world = world();
    if !held(&world) || !programs::installed("strace") {
        return;
    }
    world.copy("keys/entity.p12", "serveur/cles/entite.p12");
    world.put("ailleurs/mdp.txt", "plis-essai-2026\n");
    world
        .plis("key import serveur/cles/entite.p12 --reference --name Marchés --password file:mdp.txt")
        .exits(Exit::Done);
    for command in [
        "key prove Marchés --password file:mdp.txt",
        "audit --check-files --password file:mdp.txt",
        "key export Marchés --to copie.pfx --password file:mdp.txt --new-password file:ailleurs/mdp.txt",
    ] {
        let traced = world.traced(&["-e", "trace=landlock_restrict_self,openat"], command).output();
        let trace = String::from_utf8(world.read("trace")).expect("UTF-8");
        let steps = ["landlock_restrict_self(", "registry.db\"", "serveur/cles/entite.p12"];
        let lines = trace.lines().filter(|line| !line.contains("O_PATH"));
        let mut seen: Vec<&str> =
            lines.filter_map(|line| steps.into_iter().find(|step| line.contains(step))).collect();
        seen.dedup();
        let [hold, registry, key] = steps;
        assert!(seen.starts_with(&[hold, registry, hold]), "{command}: {seen:?}\n{trace}");
        // An audit looks into the registry once more, on a thread of its own.
        assert!(seen[3..].contains(&key), "{command}: {seen:?}\n{trace}");
        let said = String::from_utf8_lossy(&traced.expect("strace runs").stderr).into_owned();
        assert!(!said.contains("error:"), "{command}: {said}");
    }
}

#[test]
fn a_link_in_the_place_of_the_registry_is_no_way_to_read_elsewhere() {
    let world = world();
    if !held(&world) {
        return;
    }
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt").exits(Exit::Done);
    std::fs::create_dir(world.path("ailleurs")).expect("folder");
    std::fs::rename(world.path("registre/registry.db"), world.path("ailleurs/registry.db")).expect("moved");
    symlink(world.path("ailleurs/registry.db"), world.path("registre/registry.db")).expect("link");
    for command in ["key list", "consultation list", "audit", "journal show"] {
        world.plis(command).exits(Exit::Failed).never_shows("Marchés ");
    }
}
