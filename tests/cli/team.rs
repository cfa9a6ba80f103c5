//! `open --group`: a team reads what was opened, and nobody else; by default its owner alone.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
};

use crate::{
    programs,
    world::{Exit, Ran, World},
};

const OPEN: &str = "open depots -o partage/out --key entite.p12 --password file:mdp.txt";
/// The user that nobody is.
const NOBODY: u32 = 65_534;
/// A group that no list of groups has.
const TEAM: u32 = 4_200_711;

/// A world in which another user opens into `partage`; `None`, said, where it cannot be.
fn world() -> Option<World> {
    let world = World::new().english();
    world.deposit("depots/Lot 1/a.pdf.p7m", b"a");
    fs::create_dir(world.path("partage")).expect("folder");
    if chown(world.path("partage"), Some(NOBODY), Some(NOBODY)).is_err() {
        programs::skip("only root runs programs as others");
        return None;
    }
    for (below, mode) in [("", 0o755), ("mdp.txt", 0o644), ("entite.p12", 0o644)] {
        fs::set_permissions(world.path(below), fs::Permissions::from_mode(mode)).expect("mode");
    }
    Some(world)
}

/// Nobody, whose one group it is, opens.
fn ran<'a>(world: &'a World, group: u32, options: &str) -> Option<Ran<'a>> {
    let order = format!("{OPEN} {options}");
    let mut command = world.command(order.split_whitespace());
    command.uid(NOBODY).gid(group);
    match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            programs::skip("the program is where others may not enter");
            None
        }
        output => Some(Ran::new(world, output.expect("it runs"))),
    }
}

/// Mode and group of all that an opening made.
fn are(world: &World, folders: u32, files: u32, group: u32) {
    for entry in walkdir::WalkDir::new(world.path("partage/out")).into_iter().map(Result::unwrap) {
        let found = fs::metadata(entry.path()).expect("there");
        let mode = if found.is_dir() { folders } else { files };
        let standing = (found.mode() & 0o7777, found.gid());
        assert_eq!(standing, (mode, group), "{}: {:o}", entry.path().display(), standing.0);
    }
}

#[test]
fn a_team_is_given_what_is_opened_and_keeps_it() {
    let Some(world) = world() else { return };
    let Some(first) = ran(&world, TEAM, &format!("--group {TEAM}")) else { return };
    first.exits(Exit::Done);
    are(&world, 0o2750, 0o640, TEAM);
    let report = world.json("partage/out/opening.json");
    assert_eq!(report["run"]["group"], serde_json::json!({ "gid": TEAM }));
    assert_eq!(report["run"]["open_to_others"], serde_json::Value::Null);
    let minutes = String::from_utf8(world.read("partage/out/proces-verbal.html")).expect("UTF-8");
    assert!(minutes.contains(&format!("group {TEAM}: its members can read")), "{minutes}");
    world.deposit("depots/Lot 2/b.pdf.p7m", b"b");
    // The folder is the team's: nobody has to say so again.
    let again = ran(&world, TEAM, "").expect("as before").exits(Exit::Done);
    assert!(!again.err.contains("keeps nobody out"), "{}", again.err);
    are(&world, 0o2750, 0o640, TEAM);
    world.plis("journal verify partage/out").exits(Exit::Done);
    ran(&world, NOBODY, &format!("--group {NOBODY}"))
        .expect("as before")
        .exits(Exit::Usage)
        .tells(&format!("is for another group, {TEAM}"));
}

#[test]
fn who_is_not_in_the_team_opens_nothing_for_it() {
    let Some(world) = world() else { return };
    let Some(refused) = ran(&world, NOBODY, &format!("--group {TEAM}")) else { return };
    refused.exits(Exit::Usage).tells(&format!("you are not in group {TEAM}")).tells("Nothing was opened");
    assert!(!world.path("partage/out").exists());
    let refused = ran(&world, NOBODY, "--group personne-de-ce-nom").expect("as before");
    refused.exits(Exit::Usage).tells("no group named personne-de-ce-nom").tells("getent group");
    // A folder of theirs, without the option.
    fs::create_dir(world.path("partage/out")).expect("folder");
    chown(world.path("partage/out"), Some(NOBODY), Some(TEAM)).expect("given");
    fs::set_permissions(world.path("partage/out"), fs::Permissions::from_mode(0o2770)).expect("mode");
    ran(&world, NOBODY, "").expect("as before").exits(Exit::Usage).tells("you are not in group");
    assert_eq!(fs::read_dir(world.path("partage/out")).expect("listed").count(), 0);
}

/// A share whose folders hand their group down makes no team of what one person opens there.
#[test]
fn without_a_team_only_its_owner_reads() {
    let Some(world) = world() else { return };
    chown(world.path("partage"), Some(NOBODY), Some(TEAM)).expect("given");
    fs::set_permissions(world.path("partage"), fs::Permissions::from_mode(0o2770)).expect("mode");
    let Some(ran_alone) = ran(&world, TEAM, "") else { return };
    ran_alone.exits(Exit::Done);
    are(&world, 0o2700, 0o600, TEAM);
    assert_eq!(world.json("partage/out/opening.json")["run"]["group"], serde_json::Value::Null);
    ran(&world, TEAM, &format!("--group {TEAM}"))
        .expect("as before")
        .exits(Exit::Usage)
        .tells("was kept for its owner alone");
    are(&world, 0o2700, 0o600, TEAM);
}
