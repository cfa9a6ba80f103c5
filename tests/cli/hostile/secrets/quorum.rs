//! `key split`, and whatever takes shares: no share and no secret is left, of the people's or of the key's.

use super::{
    END, Left,
    fragments::Secrets,
    memory::{self, Held},
    no_error_is_said, nothing_is_shown, password, private_keys,
};
use crate::{
    quorum::{Ceremony, OWN},
    world::Exit,
};

/// The values of the shares in a folder, as they stand in their texts and as octets.
fn values(ceremony: &Ceremony, folder: &str, secrets: &mut Secrets) {
    let names = [("share 1", "share 1 in digits"), ("share 2", "share 2 in digits")];
    for ((octets, digits), number) in names.into_iter().zip(1..) {
        let text = String::from_utf8(ceremony.world.read(format!("{folder}/{number}.txt"))).expect("a text");
        let value = text.lines().find_map(|line| line.strip_prefix("value: ")).expect("its value");
        let value_of = |at: usize| u8::from_str_radix(&value[at..at + 2], 16).expect("digits");
        secrets.insert(octets, (0..value.len()).step_by(2).map(value_of).collect());
        secrets.insert(digits, value.as_bytes().to_vec());
    }
}

#[test]
fn nothing_secret_is_left_of_shares() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
    let ceremony = Ceremony::new(2);
    let world = &ceremony.world;
    let mut keys = password();
    private_keys(&world.read("secours.p12"), &mut keys);
    let split =
        "key split Secours --threshold 2 -o scellees --to garde-1.cer garde-2.cer --password file:mdp.txt";
    let ended = Held::at(world, END, 1, split);
    no_error_is_said(world, split);
    ceremony.decrypt(2, "scellees", "parts");
    let mut secrets = keys;
    values(&ceremony, "parts", &mut secrets);
    left.look(&ended, &secrets, split);
    nothing_is_shown(world, &ended, &secrets, "registre");
    drop(ended);
    for command in [
        "key prove Secours --share parts/1.txt",
        "key prove Secours --share parts/2.txt",
        "key prove Secours --share parts/1.txt parts/2.txt",
        "key export Secours --to copie.pfx --new-password file:mdp.txt --share parts/1.txt parts/2.txt",
        "open depots --consultation A --reason essai -o out --password file:mdp.txt --share parts/1.txt parts/2.txt",
    ] {
        let ended = Held::at(world, END, 1, command);
        no_error_is_said(world, command);
        left.look(&ended, &secrets, command);
        nothing_is_shown(world, &ended, &secrets, "registre");
    }
    left.is_nothing();
    ceremony.on(&["key", "prove", "Marchés"].into_iter().chain(OWN).collect::<Vec<_>>()).exits(Exit::Done);
}
