//! `key` and `audit --check-files`.

use std::fs;

use super::{
    END, Left, files,
    fragments::Secrets,
    memory::{self, Held},
    no_error_is_said, nothing_is_shown, password, private_keys,
};
use crate::world::World;

#[test]
fn nothing_secret_is_left_by_the_commands_on_keys() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
    let world = World::new().english();
    let mut secrets = password();
    private_keys(&world.read("entite.p12"), &mut secrets);
    for command in [
        "key import entite.p12 --name marches --password file:mdp.txt",
        "key prove marches --password file:mdp.txt",
        "audit --check-files --password file:mdp.txt",
        "key export marches --to copie.pfx --password file:mdp.txt --new-password file:mdp.txt",
        "key export marches --to vieux.pfx --pfx-encryption tripledes-sha1 --password file:mdp.txt \
         --new-password file:mdp.txt",
        "key new fille --issuer entite.p12 --issuer-password file:mdp.txt --bits 2048 --password file:mdp.txt",
    ] {
        if command.starts_with("key export") {
            // The last salt is drawn while the key and its password are in memory: the search finds them.
            let counted = command.replace(".pfx", "-compte.pfx");
            world.traced(&["-e", "trace=getrandom"], &counted).output().expect("strace runs");
            let drawn = String::from_utf8_lossy(&world.read("trace")).matches("getrandom(").count();
            let last = u32::try_from(drawn).expect("a few");
            let working = Held::at(&world, ("getrandom", "318"), last, command);
            assert!(working.shows(&secrets).len() > 1, "the search finds nothing at all");
        }
        let ended = Held::at(&world, END, 1, command);
        no_error_is_said(&world, command);
        left.look(&ended, &secrets, command);
        nothing_is_shown(&world, &ended, &secrets, "registre");
    }
    left.is_nothing();
}

#[test]
fn nothing_secret_is_left_of_a_key_that_was_just_made() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
    let world = World::new().english();
    for (name, bits) in [("a", 2048), ("b", 3072)] {
        let before = files(&world.path("registre/keys"));
        let command = format!("key new {name} --bits {bits} --password file:mdp.txt");
        let ended = Held::at(&world, END, 1, &command);
        no_error_is_said(&world, &command);
        let after = files(&world.path("registre/keys"));
        let [new] = &after.iter().filter(|path| !before.contains(path)).collect::<Vec<_>>()[..] else {
            panic!("one file is new: {after:?}")
        };
        let mut made = Secrets::new();
        private_keys(&fs::read(new).expect("key file"), &mut made);
        assert_eq!(made.len(), 6);
        left.look(&ended, &made, &command);
        nothing_is_shown(&world, &ended, &made, "registre");
    }
    left.is_nothing();
}

/// Files without protection hold their key as it is: it gets a password when it is copied.
#[test]
fn nothing_secret_is_left_of_key_files_without_protection() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
    let world = World::new().english();
    world.copy("keys/pem-pkcs8.pem", "cle.pem");
    world.copy("keys/pem-pkcs1.pem", "ancienne.pem");
    let mut secrets = password();
    private_keys(&world.read("cle.pem"), &mut secrets);
    for command in [
        "key import cle.pem --home un --name marches --password file:mdp.txt",
        "key import ancienne.pem --home deux --name marches --reference",
        "key prove marches --home deux",
        "audit --home deux --check-files",
    ] {
        let ended = Held::at(&world, END, 1, command);
        no_error_is_said(&world, command);
        left.look(&ended, &secrets, command);
        nothing_is_shown(&world, &ended, &secrets, "un");
    }
    left.is_nothing();
}
