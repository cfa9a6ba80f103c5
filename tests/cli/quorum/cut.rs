//! Killed at every call that makes something durable or gives a name: the password opens, or the shares do.

use std::{fs, path::Path};

use plis::{
    keys::{
        quorum::{Held, join, read_shares},
        read_key_file,
    },
    secret::Password,
};

use super::{Ceremony, OWN};
use crate::{
    programs,
    world::{Exit, PASSWORD},
};

const CALLS: [&str; 6] = ["fsync", "fdatasync", "renameat", "renameat2", "linkat", "unlinkat"];

/// What opens the file of the key that was split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opens {
    Password,
    Shares,
}

impl Ceremony {
    fn opens(&self, file: &str) -> Opens {
        let octets = self.world.read(file);
        let held = Held::of(&octets);
        let password = Password::new(PASSWORD.to_owned());
        let Some(quorum) = held.behind.quorum else {
            assert_eq!(read_key_file(&octets, Some(&password)).expect("opened").pairs.len(), 1);
            return Opens::Password;
        };
        let texts = ["parts/1.txt", "parts/2.txt"].map(|name| (Path::new(name), self.world.read(name)));
        let shares = read_shares(texts.iter().map(|(path, text)| (*path, text.as_slice()))).expect("shares");
        assert_eq!(join(&quorum, held.file, &shares).expect("opened").0.pairs.len(), 1);
        assert!(read_key_file(&octets, Some(&password)).is_err(), "the password is dead");
        Opens::Shares
    }

    /// The files of the registry, as they stand.
    fn keep(&self) -> Vec<(String, Vec<u8>)> {
        self.world.files("registre").into_iter().collect()
    }

    fn put_back(&self, files: &[(String, Vec<u8>)]) {
        fs::remove_dir_all(self.world.path("registre")).expect("removed");
        for (name, octets) in files {
            self.world.put(format!("registre/{name}"), octets);
        }
    }

    /// Kills a command at each of the calls, from the same beginning; what opens the key is then asked for.
    fn killed(&self, command: &str, mut then: impl FnMut(&Self, Opens)) {
        let before = self.keep();
        let file = before.iter().map(|(name, _)| name).find(|name| {
            let octets = self.world.read(format!("registre/{name}"));
            name.starts_with("keys/") && Held::of(&octets).behind.pending.is_some()
        });
        let file = format!("registre/{}", file.expect("the file of the key"));
        let mut kills = 0;
        for call in CALLS {
            for place in 1..40 {
                self.put_back(&before);
                let kill = format!("inject={call}:signal=KILL:when={place}");
                let trace = format!("trace={call}");
                let ran = self.world.traced(&["-e", &trace, "-e", &kill], command).output();
                if ran.expect("strace runs").status.success() {
                    break;
                }
                kills += 1;
                then(self, self.opens(&file));
            }
        }
        assert!(kills > 5, "only {kills} places");
    }
}

#[test]
fn a_kill_leaves_the_password_or_the_shares() {
    if !programs::installed("strace") {
        return;
    }
    let ceremony = Ceremony::new(2);
    ceremony.split("2", 2, "scellees", &OWN).exits(Exit::Done);
    ceremony.decrypt(2, "scellees", "parts");
    ceremony.answer(&["parts/1.txt"]).exits(Exit::Done);
    // Split again, over the set that waits: whatever becomes of it, the password opens.
    let split =
        "key split Secours --threshold 2 -o encore --to garde-1.cer garde-2.cer --password file:mdp.txt";
    ceremony.killed(split, |ceremony, opens| {
        assert_eq!(opens, Opens::Password);
        let _ = fs::remove_dir_all(ceremony.world.path("encore"));
    });
    let _ = fs::remove_dir_all(ceremony.world.path("encore"));
    let ceremony = Ceremony::new(2);
    ceremony.split("2", 2, "scellees", &OWN).exits(Exit::Done);
    ceremony.decrypt(2, "scellees", "parts");
    ceremony.answer(&["parts/1.txt"]).exits(Exit::Done);
    let (mut password, mut shares) = (0, 0);
    ceremony.killed("key prove Secours --share parts/2.txt", |ceremony, opens| {
        match opens {
            Opens::Password => {
                password += 1;
                ceremony
                    .answer(&["parts/2.txt"])
                    .exits(Exit::Done)
                    .tells("l'ancien mot de passe n'ouvre plus ce fichier");
            }
            Opens::Shares => {
                shares += 1;
                ceremony
                    .answer(&["parts/1.txt", "parts/2.txt"])
                    .exits(Exit::Done)
                    .says("la clé privée répond");
            }
        }
        // What the kill kept from being told was told since.
        ceremony.on(&["registry", "check"]).exits(Exit::Done);
    });
    assert!(password > 0 && shares > 0, "{password} before, {shares} after");
}
