//! Passwords are asked for as often as there is another one, and only where one is needed.

use std::path::Path;

use super::{Typed, World};
use crate::{
    desk::{Error, NoPasswords, Purpose, open_key_file},
    keys::{KeyFileError, sample::pair},
};

#[test]
fn another_password_is_asked_for_until_there_is_none() {
    let world = World::new();
    let path = world.key_file("Une", &pair("Une", 0));
    let mut typed = Typed::new(&["faux", "encore", "mdp", "trop"]);
    let (file, password) = open_key_file(&mut typed, 3, &path, Path::new("Une")).expect("open");
    assert_eq!((file.pairs.len(), password.expect("one").expose()), (1, "mdp"));
    let shown = Path::new("Une").to_owned();
    let wanted: Vec<_> = (0..3).map(|wrong| (Purpose::Open, 3, shown.clone(), wrong)).collect();
    assert_eq!((typed.wanted, typed.right, typed.texts), (wanted, 1, vec!["trop"]));

    let mut typed = Typed::new(&["faux"]);
    let error = open_key_file(&mut typed, 0, &path, &path).expect_err("no other");
    assert!(matches!(error, Error::KeyFile { error, .. } if *error == KeyFileError::WrongPassword));
    assert_eq!((typed.wanted.len(), typed.right), (2, 0));
}

#[test]
fn nobody_is_asked_where_no_password_is_needed() {
    let world = World::new();
    let path = world.path("rien.p12");
    std::fs::write(&path, b"not a key file").expect("written");
    let error = open_key_file(&mut NoPasswords, 0, &path, &path).expect_err("not one");
    assert!(matches!(error, Error::KeyFile { error, .. } if *error == KeyFileError::NotAKeyFile));
    let gone = world.path("absent.p12");
    let error = open_key_file(&mut NoPasswords, 0, &gone, &gone).expect_err("gone");
    assert!(matches!(error, Error::KeyFileIo { .. }));
    let path = world.key_file("Une", &pair("Une", 0));
    let error = open_key_file(&mut NoPasswords, 0, &path, &path).expect_err("nobody");
    assert!(matches!(error, Error::NoPassword(_)));
}
