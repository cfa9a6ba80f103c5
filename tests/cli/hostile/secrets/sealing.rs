//! `seal`.

use std::fs;

use super::{
    END, Left, content_key, files,
    fragments::Secrets,
    memory::{self, Held},
    private_keys,
};
use crate::world::World;

#[test]
fn nothing_secret_is_left_by_sealing() {
    if !memory::can_be_read() {
        return;
    }
    let mut left = Left::default();
    for crypto in ["aws-lc", "rust-crypto"] {
        for options in [
            "--cipher aes-256-gcm",
            "--cipher aes-256-cbc --pem",
            "--cipher aes-256-gcm --key-transport rsaes-pkcs1-v1_5",
        ] {
            let world = World::new().english();
            world.put("prix.txt", "Prix : 12 345 euros");
            world.put("entite.cer", world.certificate("entite.p12").der());
            let command = format!("seal prix.txt --to entite.cer {options} --crypto {crypto} -o scelle");
            let ended = Held::at(&world, END, 1, &command);
            let keyring = private_keys(&world.read("entite.p12"), &mut Secrets::new());
            let [envelope] = &files(&world.path("scelle"))[..] else { panic!("one envelope") };
            let key = content_key(&keyring, &fs::read(envelope).expect("envelope"));
            left.look(&ended, &Secrets::from([("content-encryption key", key)]), &command);
        }
    }
    left.is_nothing();
}
