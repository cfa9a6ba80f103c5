//! What another user planted, in a folder that he may write to, leads nothing of ours elsewhere.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, chown, symlink},
    path::Path,
    process::Command,
};

use crate::world::{Exit, World};

const OPEN: &str = "open depots -o ouverture --key entite.p12 --password file:mdp.txt";
/// The user that nobody is.
const NOBODY: u32 = 65_534;

fn folder(world: &World, below: &str, mode: u32) {
    fs::DirBuilder::new().recursive(true).create(world.path(below)).expect("folder");
    fs::set_permissions(world.path(below), fs::Permissions::from_mode(mode)).expect("mode");
}

/// Gives a folder to another user, which only root may.
fn given_away(path: &Path) -> bool {
    let given = chown(path, Some(NOBODY), Some(NOBODY)).is_ok();
    if !given {
        crate::programs::skip("only root gives folders away");
    }
    given
}

/// A link for the process that is to come, by the name that it would have used: the shell takes its place.
#[test]
fn a_link_for_each_process_leads_no_audit_over_the_registry() {
    let world = World::new().english();
    world.plis("key import entite.p12 --name E --password file:mdp.txt").exits(Exit::Done);
    folder(&world, "partage/.plis-staging", 0o700);
    let registry = world.path("registre/registry.db");
    let before = fs::read(&registry).expect("a registry");
    let audit = world.command(["audit", "--format", "prometheus", "--output", "partage/plis.prom"]);
    let ran = Command::new("sh")
        .args(["-c", "ln -s \"$0\" partage/.plis-staging/plis.prom-$$; exec \"$@\""])
        .arg(&registry)
        .arg(audit.get_program())
        .args(audit.get_args())
        .envs(audit.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .current_dir(world.path(""))
        .output()
        .expect("it runs");
    assert!(ran.status.code().is_some_and(|code| code != Exit::Failed as i32), "{ran:?}");
    assert!(world.read("partage/plis.prom").starts_with(b"# HELP"));
    let after = fs::read(&registry).expect("a registry");
    assert!(
        after.starts_with(b"SQLite format 3") && after.len() >= before.len(),
        "the registry was overwritten"
    );
    world.plis("key show E").exits(Exit::Done);
}

#[test]
fn a_folder_of_another_user_is_no_place_for_plaintexts() {
    for planted in ["ouverture/plis", "ouverture/.plis-staging"] {
        let world = World::new().english();
        world.deposit("depots/offre.pdf.p7m", b"une offre");
        folder(&world, planted, 0o700);
        if !given_away(&world.path(planted)) {
            return;
        }
        let refused = world
            .plis(OPEN)
            .exits(Exit::Failed)
            .tells("belongs to another user")
            .tells("a folder of your own");
        refused.leaves_only("ouverture/plis", &[]);
        fs::remove_dir(world.path(planted)).expect("removed");
        world.plis(OPEN).exits(Exit::Done).leaves("ouverture/plis/offre.pdf", b"une offre");
    }
}

/// Deeper down, one envelope's folder stops that envelope only.
#[test]
fn a_folder_of_another_user_below_is_a_row() {
    let world = World::new().english();
    world.deposit("depots/A/offre.pdf.p7m", b"une offre");
    world.deposit("depots/B/offre.pdf.p7m", b"une autre");
    folder(&world, "ouverture/plis", 0o700);
    folder(&world, "ouverture/plis/A", 0o755);
    if !given_away(&world.path("ouverture/plis/A")) {
        return;
    }
    world.plis(OPEN).exits(Exit::Partial).leaves("ouverture/plis/B/offre.pdf", b"une autre");
    let items = world.json("ouverture/opening.json")["items"].clone();
    assert_eq!((&items[0]["status"], &items[0]["reason"]), (&"failed".into(), &"write_failed".into()));
    let message = items[0]["message"].as_str().expect("a message");
    assert!(message.contains("belongs to another user"), "{message}");
    assert_eq!(items[1]["status"], "opened");
}

#[test]
fn where_everybody_may_write_nothing_is_opened() {
    let world = World::new().english();
    world.deposit("depots/offre.pdf.p7m", b"une offre");
    folder(&world, "ouverture", 0o777);
    world
        .plis(OPEN)
        .exits(Exit::Failed)
        .tells("others than you may write to it")
        .leaves_only("ouverture", &[]);
    // As `/tmp` is: there, nobody removes what is another's.
    folder(&world, "ouverture", 0o1777);
    world.plis(OPEN).exits(Exit::Done).leaves("ouverture/plis/offre.pdf", b"une offre");
    // A team's folder.
    folder(&world, "equipe", 0o2770);
    folder(&world, "equipe/plis", 0o2770);
    world.plis(&OPEN.replace("ouverture", "equipe")).exits(Exit::Done);
}

/// A folder of the envelopes that is a link when they are read: walked as a folder, it was swapped since.
#[test]
fn a_link_in_the_middle_of_an_input_is_not_followed() {
    let world = World::new().english();
    world.put("ailleurs/offre.p7m", world.sealed(b"un secret", &["entite.p12"]));
    folder(&world, "depots", 0o700);
    symlink(world.path("ailleurs"), world.path("depots/lot")).expect("link");
    world.put("registre.csv", b"pli;entreprise;enveloppe;fichier\n1;A;offre;depots/lot/offre.p7m\n");
    world.plis(&format!("{OPEN} --register registre.csv")).exits(Exit::Partial);
    assert!(!world.path("ouverture/plis").exists() || world.files("ouverture/plis").is_empty());
}
