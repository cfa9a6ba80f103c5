//! Looks for passwords in the memory of a console that has used them.

use std::collections::BTreeSet;

use crate::{
    client::Console,
    fragments::Secrets,
    memory_of,
    opening::{fields, over, ready},
};

#[test]
fn no_password_stays_in_the_memory_of_a_console() {
    if !memory_of::can_be_read() {
        return;
    }
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    let made = "Xq7bT2mVw9RkLz4NcY8dHs3G";
    let wrong = "Jf5uPa1ZoE6iWn0QrSt8MvBx";
    let given = crate::world::PASSWORD;
    let new = [("nom", "Neuve"), ("nouveau", made), ("encore", made)];
    browser.post("/cles/ajouter", &new).is(303);
    let list = browser.get("/cles?q=neuve").text();
    let found = list.match_indices("/cles/").find_map(|(at, _)| {
        let digits = list.get(at + 6..at + 70)?;
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| digits.to_owned())
    });
    let key = format!("/cles/{}", found.unwrap_or_else(|| panic!("no key in {list}")));
    browser.post(&format!("{key}/verifier"), &[("motdepasse", made)]).is(303);
    browser.post(&format!("{key}/verifier"), &[("motdepasse", wrong)]).is(422);
    let export = [("ancien", made), ("nouveau", given), ("encore", given), ("chiffrement", "aes256-sha256")];
    let pfx = browser.post(&format!("{key}/exporter"), &export).is(200).body;
    let import = [("maniere", "importer"), ("ancien", wrong)];
    browser.send("/cles/ajouter", &import, ("fichier", "a.pfx", &pfx)).is(422);
    let plis = world.path("plis").display().to_string();
    browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", wrong)])).is(422);
    let opened = browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", given)]));
    over(&browser, opened, "Ouverture terminée");
    // Forms as browsers send them that have files along.
    let all = fields(&plis, "ouvrir", &[("mdp1", wrong)]);
    browser.send("/ouverture", &all, ("depot", "", b"")).is(422);
    let token = browser.form_token();
    let secrets = Secrets::from([
        ("the password of a key that was made", made.as_bytes().to_vec()),
        ("a wrong password", wrong.as_bytes().to_vec()),
        ("the password of a key file", given.as_bytes().to_vec()),
        // What is no secret of a person is there: the search finds what there is.
        ("the token of the forms", token.into_bytes()),
    ]);
    let shown = memory_of::shown(&console.pid().to_string(), &secrets);
    let shown: BTreeSet<_> = shown.into_iter().map(|(name, _)| name).collect();
    assert_eq!(shown, BTreeSet::from(["the token of the forms"]));
}
