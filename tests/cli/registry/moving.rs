//! `registry copy` and `registry backup`: the same registry elsewhere, or nothing.

use std::{fs, path::Path};

use super::assigned;
use crate::{
    programs::installed,
    world::{Exit, World},
};

/// A launched consultation, and a key that was deleted and is kept.
fn world() -> World {
    let world = assigned();
    world.run(["consultation", "launch", "A", "--reason", "essai"]).exits(Exit::Done);
    world.plis("key new Gone --bits 2048 --password file:mdp.txt").exits(Exit::Done);
    world.plis("key delete Gone --confirm Gone").exits(Exit::Done);
    world
}

/// The last digest of a registry's journal, once it was held against its tables.
fn head(world: &World, home: &str) -> String {
    let checked = world.run(["registry", "check", "--format", "json", "--home", home]).exits(Exit::Done);
    let checked: serde_json::Value = serde_json::from_str(&checked.out).expect("JSON");
    checked["head"].as_str().expect("a digest").to_owned()
}

/// Every row of a registry in a folder, table by table, as another program reads them.
fn rows(world: &World, home: &str) -> Vec<String> {
    let raw = rusqlite::Connection::open(world.path(home).join("registry.db")).expect("open");
    let tables: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
        .expect("tables");
    let mut found = Vec::new();
    for table in tables {
        let mut all = raw.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).expect("a table");
        let columns = all.column_count();
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let values: Vec<_> =
                (0..columns).map(|at| format!("{:?}", row.get_ref(at).expect("it"))).collect();
            found.push(format!("{table}: {}", values.join(", ")));
        }
    }
    found
}

fn key_files(world: &World, home: &str) -> Vec<(String, Vec<u8>)> {
    let files = world.files(home).into_iter();
    files.filter(|(name, _)| Path::new(name).extension().is_some_and(|ending| ending == "p12")).collect()
}

#[test]
fn a_copy_is_the_same_registry() {
    let world = world();
    let copied =
        world.plis("registry copy registre copie/ici").exits(Exit::Done).tells("copié dans copie/ici");
    assert!(copied.out.contains("3 fichiers de clé"), "{}", copied.out);
    assert!(copied.out.contains(&head(&world, "registre")), "{}", copied.out);
    assert_eq!(rows(&world, "copie/ici"), rows(&world, "registre"));
    assert_eq!(key_files(&world, "copie/ici"), key_files(&world, "registre"));
    assert_eq!(key_files(&world, "registre").len(), 3);
    assert_eq!(head(&world, "copie/ici"), head(&world, "registre"));
    world
        .run(["key", "prove", "Marchés", "--password", "file:mdp.txt", "--home", "copie/ici"])
        .exits(Exit::Done);
    world.run(["key", "restore", "Gone", "--home", "copie/ici"]).exits(Exit::Done);
}

#[test]
fn a_place_that_is_not_empty_is_refused_and_left_alone() {
    let world = world();
    world.put("plein/note.txt", "x");
    world
        .plis("registry copy registre plein")
        .exits(Exit::Refused)
        .tells("plein n'est pas vide")
        .leaves_only("plein", &["note.txt"]);
    world.plis("registry copy registre registre").exits(Exit::Refused);
    let world = world.english();
    world.plis("registry copy registre plein").exits(Exit::Refused).tells("plein is not empty");
    world.plis("registry copy nulle-part copie").exits(Exit::Failed).leaves_nothing_at("copie");
    world.plis("registry copy plein copie").exits(Exit::Failed).leaves_nothing_at("copie");
}

#[test]
fn an_unfinished_copy_is_no_registry() {
    let world = world();
    world.put("copie/registry.db.part", "");
    for command in [
        "key list --home copie",
        "key import entite.p12 --name E --password file:mdp.txt --home copie",
        "registry init --home copie",
        "registry check --home copie",
        "registry copy copie ailleurs",
        "registry copy registre copie",
    ] {
        world.plis(command).exits(Exit::Failed).tells("copie de registre a été interrompue dans copie");
    }
    let world = world.english();
    world.plis("key list --home copie").exits(Exit::Failed).tells("copy of a registry was interrupted");
}

/// The deadline of a launched consultation is moved, and what guards it put back: the journal tells another one.
#[test]
fn a_forged_registry_is_neither_copied_nor_kept() {
    let world = world();
    let raw = rusqlite::Connection::open(world.path("registre/registry.db")).expect("open");
    let guard = "SELECT sql FROM sqlite_schema WHERE name = 'consultation_final'";
    let guard: String = raw.query_row(guard, [], |row| row.get(0)).expect("the guard");
    raw.execute_batch(
        "DROP TRIGGER consultation_final; UPDATE consultation SET deadline = deadline - 864000",
    )
    .expect("moved");
    raw.execute_batch(&guard).expect("put back");
    drop(raw);
    for command in ["registry copy registre copie", "registry backup copie"] {
        let told = "consultation A, deadline\u{a0}: le journal dit 2027-06-01";
        world.plis(command).exits(Exit::Failed).tells(told).leaves_nothing_at("copie");
    }
}

#[test]
fn a_forged_certificate_is_not_copied() {
    let world = world();
    let raw = rusqlite::Connection::open(world.path("registre/registry.db")).expect("open");
    let guard = "SELECT sql FROM sqlite_schema WHERE name = 'certificate_update'";
    let guard: String = raw.query_row(guard, [], |row| row.get(0)).expect("the guard");
    raw.execute_batch("DROP TRIGGER certificate_update; UPDATE certificate SET bits = 4096").expect("edited");
    raw.execute_batch(&guard).expect("put back");
    drop(raw);
    let copy = world.plis("registry copy registre copie").exits(Exit::Failed);
    copy.tells("bits\u{a0}: le journal dit 3072").leaves_nothing_at("copie");
}

#[test]
fn a_key_file_that_was_lost_is_named_and_the_rest_is_copied() {
    let world = world();
    let keys: Vec<_> = fs::read_dir(world.path("registre/keys")).expect("keys").collect();
    assert_eq!(keys.len(), 2);
    for key in keys {
        fs::remove_file(key.expect("a file").path()).expect("lost");
    }
    let copied = world.plis("registry copy registre copie").exits(Exit::Done).tells("« Marchés »");
    assert!(copied.out.contains("1 fichiers de clé") && copied.err.contains("Secours"), "{}", copied.err);
    assert_eq!(head(&world, "copie"), head(&world, "registre"));
}

#[cfg(unix)] // links
#[test]
fn a_link_among_key_files_is_not_followed() {
    let world = world();
    let key =
        fs::read_dir(world.path("registre/keys")).expect("keys").next().expect("one").expect("it").path();
    fs::remove_file(&key).expect("removed");
    std::os::unix::fs::symlink("/etc/passwd", &key).expect("linked");
    world.plis("registry copy registre copie").exits(Exit::Failed).leaves_nothing_at("copie");
}

#[test]
fn a_backup_is_read_by_other_programs_and_restored() {
    let world = world();
    world.plis("registry backup garde.zip").exits(Exit::Done).tells("sauvegardé dans garde.zip");
    #[cfg(unix)] // modes
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(world.path("garde.zip")).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let names: Vec<_> = world.files("").into_keys().filter(|name| name.contains("backup")).collect();
    assert!(names.is_empty(), "{names:?}");
    let before = world.read("garde.zip");
    world
        .plis("registry backup garde.zip")
        .exits(Exit::Failed)
        .tells("garde.zip")
        .leaves("garde.zip", &before);

    let restored =
        world.plis("registry copy garde.zip rendu").exits(Exit::Done).tells("restaurée dans rendu");
    assert!(restored.out.contains(&head(&world, "registre")), "{}", restored.out);
    assert_eq!(rows(&world, "rendu"), rows(&world, "registre"));
    assert_eq!(key_files(&world, "rendu"), key_files(&world, "registre"));
    world.plis("registry copy garde.zip rendu").exits(Exit::Refused);

    if !(cfg!(unix) && installed("python3") && installed("sha256sum")) {
        return;
    }
    let unpacked = std::process::Command::new("python3")
        .args(["-m", "zipfile", "-e", "garde.zip", "main"])
        .current_dir(world.path(""))
        .status();
    assert!(unpacked.expect("it runs").success());
    let sums = std::process::Command::new("sha256sum")
        .args(["--strict", "--check", "SHA256SUMS"])
        .current_dir(world.path("main"))
        .output()
        .expect("it runs");
    assert!(sums.status.success(), "{sums:?}");
    assert_eq!(String::from_utf8_lossy(&sums.stdout).lines().count(), 5, "{sums:?}");
    // By hand it is the registry's folder.
    assert_eq!(head(&world, "main"), head(&world, "registre"));
    assert_eq!(key_files(&world, "main"), key_files(&world, "registre"));
}

/// What is done to a backup that is unpacked, and what is said of it when it is packed again.
const HARMED: [(&str, &str); 7] = [
    ("z['registry.db'] = z['registry.db'][:-1] + b'x'", "registry.db n'est pas ce qu'il était"),
    ("k = [n for n in z if n.startswith('keys/')][0]; z[k] = b'x'", "n'est pas ce qu'il était"),
    ("k = [n for n in z if n.startswith('deleted/')][0]; del z[k]", "manque"),
    ("z['keys/%s.p12' % ('a' * 64)] = b'x'", "est en trop"),
    (
        "k = [n for n in z if n.startswith('keys/')][0]; z[k] = bytes((16 << 20) + 1)",
        "octets du fichier de clé",
    ),
    ("z['autre'] = b'x'", "autre est en trop"),
    ("del z['SHA256SUMS']", "n'est pas une sauvegarde"),
];

#[test]
fn a_backup_that_was_harmed_is_not_restored() {
    if !installed("python3") {
        return;
    }
    let world = world();
    world.plis("registry backup garde.zip").exits(Exit::Done);
    for (harm, told) in HARMED {
        let script = format!(
            "import zipfile\nwith zipfile.ZipFile('garde.zip') as f: z = {{n: f.read(n) for n in f.namelist()}}\n{harm}\n\
             with zipfile.ZipFile('abime.zip', 'w') as f:\n for n in z: f.writestr(n, z[n])\n"
        );
        let made =
            std::process::Command::new("python3").args(["-c", &script]).current_dir(world.path("")).status();
        assert!(made.expect("it runs").success(), "{harm}");
        let refused = world.plis("registry copy abime.zip rendu").exits(Exit::Failed);
        refused.tells(told).leaves_nothing_at("rendu");
    }
    // An octet on the disk, and an end that is not there.
    let mut octets = world.read("garde.zip");
    let half = octets.len() / 2;
    octets[half] ^= 1;
    world.put("abime.zip", &octets);
    world.plis("registry copy abime.zip rendu").exits(Exit::Failed).leaves_nothing_at("rendu");
    world.put("abime.zip", &octets[..half]);
    world.plis("registry copy abime.zip rendu").exits(Exit::Failed).leaves_nothing_at("rendu");
    world.plis("registry copy entite.p12 rendu").exits(Exit::Failed).tells("n'est pas une sauvegarde");
}

/// Killed at a call that changes files, one after the other: there is no registry, or the whole of it.
#[cfg(target_os = "linux")] // strace
#[test]
fn a_copy_that_is_killed_is_no_registry_or_the_whole_of_it() {
    const CALLS: &str =
        "openat,write,pwrite64,linkat,rename,renameat,renameat2,mkdir,mkdirat,syncfs,fsync,fdatasync";
    if !installed("strace") {
        return;
    }
    let world = world();
    let whole = head(&world, "registre");
    let (mut unfinished, mut at) = (0, 1);
    loop {
        let kill = format!("inject={CALLS}:signal=SIGKILL:when={at}");
        let traced = ["-e", &format!("trace={CALLS}"), "-e", &kill];
        let ran = world.traced(&traced, "registry copy registre copie").output().expect("it runs");
        if world.path("copie/registry.db").exists() {
            assert_eq!(head(&world, "copie"), whole, "{at}");
        } else if world.path("copie/registry.db.part").exists() {
            unfinished += 1;
            world.plis("registry check --home copie").exits(Exit::Failed).tells("interrompue");
        } else {
            world.plis("registry check --home copie").exits(Exit::Failed);
        }
        if ran.status.success() {
            break;
        }
        let _ = fs::remove_dir_all(world.path("copie"));
        at += 9;
    }
    assert!(world.path("copie/registry.db").exists());
    assert!(unfinished > 2, "{unfinished}");
}
