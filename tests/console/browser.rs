//! A real browser, where there is one: what the wire does not show.

use std::process::{Command, Stdio};

use crate::{client::Console, programs, world::World};

/// What a browser makes of an address, with a profile of its own.
fn page(world: &World, address: &str) -> String {
    let profile = format!("--user-data-dir={}", world.path("profil").display());
    let output = Command::new("chromium")
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom", &profile, address])
        .env("HOME", world.path(""))
        .stderr(Stdio::null())
        .output()
        .expect("it runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_browser_comes_in_by_the_address_once() {
    if !programs::installed("chromium") {
        return;
    }
    let world = World::in_memory();
    let mut console = Console::of(&world);
    let port = console.port;
    let address = |token: &str| format!("http://127.0.0.1:{port}/?jeton={token}");
    let first = address(&console.token);
    let home = page(&world, &first);
    // It kept the cookie over the way to the first page, and asked for the address once.
    assert!(home.contains("Bienvenue") && home.contains("<h1>Accueil</h1>"), "{home}");
    let again = page(&world, &first);
    assert!(again.contains("Cette adresse a déjà servi"), "{again}");
    let token = console.next_token();
    let anew = page(&world, &address(&token));
    assert!(anew.contains("Bienvenue"), "{anew}");
}
