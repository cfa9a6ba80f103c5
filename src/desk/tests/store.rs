//! The certificate store of Windows, where there is none.

use super::{
    World,
    keys::{import, make},
    password,
};
use crate::{
    desk::{
        Error, NoPasswords,
        keys::{ImportKeys, KeySource, MakeKey, PutInStore},
    },
    keys::token::windows::{Keep, StoreError},
};

#[test]
fn where_there_is_no_certificate_store_nobody_is_asked_for_a_password() {
    let world = World::new();
    let asked = MakeKey { store: Some(Keep::default()), ..make("Sète") };
    let not_here = |error| matches!(error, Error::Store(StoreError::NotHere));
    assert!(not_here(asked.run(&world.desk(), &mut NoPasswords).expect_err("no store")));
    make("Sète").run(&world.desk(), &mut password("mdp")).expect("the name is still free");
    let put = PutInStore { name: "Sète".to_owned(), how: Keep::default() };
    assert!(not_here(put.run(&world.desk(), &mut NoPasswords).expect_err("no store")));
    let referred = KeySource::Referred(format!("store:{}", "0".repeat(40)).into());
    let asked = ImportKeys { files: vec![referred], ..import(&world, &[], true) };
    let failed = asked.run(&world.desk(), &mut NoPasswords, &mut |_| ()).expect("nothing of the registry");
    assert!(failed.is_some_and(not_here));
}
