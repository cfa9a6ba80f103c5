//! An opening from the form to the minutes, done by a process of its own and watched.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::{
    client::{Answer, Browser, Console},
    world::{Exit, PASSWORD, World},
};

/// A launched consultation whose deadline has passed, two plis for it, and one that is none.
pub(crate) fn ready() -> World {
    let world = World::in_memory();
    world
        .plis("key import entite.p12 --name Marches --entity Colmar --password file:mdp.txt")
        .exits(Exit::Done);
    let emergency =
        "key import secours.p12 --name Secours --role emergency --entity Colmar --password file:mdp.txt";
    world.plis(emergency).exits(Exit::Done);
    world.plis("consultation new R-9 --entity Colmar --deadline 2026-11-18T12:00").exits(Exit::Done);
    world.plis("consultation assign R-9 Marches").exits(Exit::Done);
    world.plis("consultation launch R-9 --reason essai").exits(Exit::Done);
    world.deposit("plis/offre-a.pdf.p7m", b"offre A");
    // No name on Windows has brackets.
    let marked = if cfg!(windows) { "plis/offre-b.pdf.p7m" } else { "plis/<b>offre-b.pdf.p7m" };
    world.deposit(marked, b"offre B");
    world
}

/// The fields of the wizard.
pub(crate) fn fields<'a>(
    plis: &'a str,
    step: &'a str,
    rest: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let own =
        [("plis", plis), ("consultation", "R-9"), ("ouvreurs", "Anne Martin, Luc Petit"), ("etape", step)];
    own.into_iter().chain(rest.iter().copied()).collect()
}

/// Looks at a run until it is over.
pub(crate) fn over(browser: &Browser, answer: Answer, title: &str) -> (String, Answer) {
    let answer = answer.is(303);
    let place = answer.header("location").expect("a place");
    let path = place.strip_prefix(&browser.prefix).expect("ours").to_owned();
    let started = Instant::now();
    loop {
        let page = browser.get(&path).is(200);
        if page.text().contains(&format!("<h1>{title}</h1>")) {
            return (path, page);
        }
        assert!(started.elapsed() < Duration::from_mins(5), "{page:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn from_a_folder_of_plis_to_minutes_on_screen() {
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    let plis = world.path("plis").display().to_string();
    browser.get("/ouverture").is(200).shows("R-9");
    let keys = browser.post("/ouverture", &fields(&plis, "cles", &[])).is(200);
    keys.shows("Mot de passe de Marches").shows("Mot de passe de Secours").shows("Anne Martin, Luc Petit");

    // A wrong password is said at once, beside its field, and nothing is begun.
    let wrong = browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", "un autre")])).is(422);
    wrong.shows("mdp1-erreur");
    assert!(!world.path("ouverture-R-9").exists());

    let rehearsed = browser.post("/ouverture", &fields(&plis, "repeter", &[("mdp1", PASSWORD)]));
    let (_, page) = over(&browser, rehearsed, "Répétition terminée");
    page.shows("offre-a.pdf.p7m").shows("Ouvrir maintenant");
    assert!(!world.path("ouverture-R-9/plis").exists(), "nothing is decrypted by a rehearsal");

    // Where plis were opened is proposed the next time, and not before.
    let elsewhere = world.path("registre/keys").display().to_string();
    let browse = || browser.post("/ouverture/parcourir", &[("champ", "plis"), ("aller", &elsewhere)]).is(200);
    let beside = world.path("plis").parent().expect("a folder").display().to_string();
    let proposed = format!("value=\"{beside}\"");
    assert!(!browse().text().contains(&proposed));

    let opened = browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", PASSWORD)]));
    let (path, page) = over(&browser, opened, "Ouverture terminée");
    browse().shows(&proposed);
    let page = page.shows("<strong>2</strong>ouverts").shows("sandbox=\"\"");
    assert!(!page.text().contains("<b>"), "{page:?}");
    assert_eq!(world.read("ouverture-R-9/plis/offre-a.pdf"), b"offre A");
    let minutes = browser.get(&format!("{path}/proces-verbal")).is(200);
    assert_eq!(minutes.body, world.read("ouverture-R-9/proces-verbal.html"));
    let minutes = minutes.shows("Anne Martin");
    let policy = minutes.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
    world.run(["journal", "verify", "ouverture-R-9"]).exits(Exit::Done);

    // The registry knows it: it is found again from the first page, by another console too.
    let other = Console::of(&world);
    let elsewhere = other.enter();
    let home = elsewhere.get("/").is(200).text();
    let at = home.find("/ouvertures/").expect("an opening");
    let run = home[at..].split('"').next().expect("a path").to_owned();
    elsewhere.get(&run).is(200).shows("offre-a.pdf.p7m").shows("Luc Petit");
    elsewhere.get(&format!("{run}/proces-verbal")).is(200).shows("Anne Martin");
    elsewhere.get(&format!("{run}?voir=problemes")).is(200);
    elsewhere.get("/ouvertures/0000").is(404);
}

#[test]
fn what_is_refused_is_told_before_anything_is_begun() {
    let world = ready();
    world.plis("consultation new R-10 --entity Colmar --deadline 2026-12-18T12:00").exits(Exit::Done);
    world.plis("consultation assign R-10 Marches").exits(Exit::Done);
    world.plis("consultation launch R-10 --reason essai").exits(Exit::Done);
    world.put("registre.csv", "ce n'est;pas un registre\n1;2\n");
    let console = Console::of(&world);
    let browser = console.enter();
    let plis = world.path("plis").display().to_string();
    for (field, value) in [
        ("plis", "plis"),
        ("plis", "/nulle/part"),
        ("plis", "\\\\.\\pipe\\x"),
        ("plis", "\\\\?\\C:\\x"),
        ("registre", "registre.csv"),
        ("sortie", "ailleurs"),
        ("sortie", plis.as_str()),
    ] {
        let all: Vec<_> = fields(&plis, "cles", &[(field, value)]);
        let all: Vec<_> = all.into_iter().filter(|(name, old)| *name != field || *old == value).collect();
        browser.post("/ouverture", &all).is(422).shows(&format!("{field}-erreur"));
    }
    let register = world.path("registre.csv").display().to_string();
    browser
        .post("/ouverture", &fields(&plis, "cles", &[("registre", &register)]))
        .is(422)
        .shows("registre-erreur");
    browser.post("/ouverture", &fields(&plis, "cles", &[("accepter", "late")])).is(422).shows("motif-erreur");
    browser.post("/ouverture", &[("plis", &plis), ("etape", "cles")]).is(422).shows("consultation-erreur");
    // Before the deadline: a rehearsal is offered, and an opening that is asked for all the same is refused and journaled.
    let early = [("plis", plis.as_str()), ("consultation", "R-10"), ("mdp1", PASSWORD)];
    let page = browser.post("/ouverture", &[early[0], early[1], ("etape", "cles")]).is(200);
    let page = page.shows("seule une répétition est possible");
    assert!(!page.text().contains("value=\"ouvrir\""));
    let asked = browser.post("/ouverture", &[early[0], early[1], early[2], ("etape", "ouvrir")]);
    over(&browser, asked, "Ouverture terminée").1.shows("2026");
    assert!(!world.path("ouverture-R-10/plis").exists());
    world.plis("journal show").says("refus");
}

#[test]
fn the_folders_of_this_machine_can_be_looked_through() {
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    let here = world.path("").display().to_string();
    let page =
        browser.post("/ouverture/parcourir", &[("champ", "plis"), ("aller", &here), ("ouvreurs", "Anne")]);
    let page = page.is(200).shows("plis/").shows("value=\"Anne\"");
    assert!(page.text().contains("choisi-plis"));
    let plis = world.path("plis").display().to_string();
    let inside = browser.post("/ouverture/parcourir", &[("champ", "plis"), ("aller", &plis)]).is(200);
    assert!(!inside.text().contains("<b>"), "{inside:?}");
    let chosen = browser.post("/ouverture", &[("choisi-plis", &plis), ("ouvreurs", "Anne")]).is(200);
    chosen.shows(&format!("value=\"{plis}\"")).shows("value=\"Anne\"");
    browser.post("/ouverture/parcourir", &[("champ", "plis"), ("aller", "/nulle/part")]).is(200);
}

#[test]
fn live_rows_come_as_they_end_and_four_tabs_have_them() {
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    let plis = world.path("plis").display().to_string();
    let opened = browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", PASSWORD)])).is(303);
    let place = opened.header("location").expect("a place").to_owned();
    let path = place.strip_prefix(&browser.prefix).expect("ours").to_owned();
    let all = browser.get(&format!("{path}/direct")).is(200);
    assert_eq!(all.header("content-type"), Some("text/event-stream"));
    let all = all.shows("event: etat").shows("offre-a.pdf.p7m").shows("event: fin");
    // In the end all that there was to be read is read.
    let text = all.text();
    let last = text.lines().rfind(|line| line.contains("\"done\":")).expect("an event");
    let last: serde_json::Value = serde_json::from_str(last.trim_start_matches("data: ")).expect("JSON");
    assert_eq!(last["done"], last["total"], "{last}");
    assert!(last["done"].as_u64() > Some(500), "{last}");
    // Resumed after what was seen.
    let rest = browser.get_with(&format!("{path}/direct"), &[("Last-Event-ID", "2")]).is(200);
    assert!(!rest.text().contains("offre-a.pdf.p7m"), "{rest:?}");
    browser.get("/ouverture/suivi/99/direct").is(404);
    let stranger = Browser { cookie: String::new(), prefix: browser.prefix.clone(), port: browser.port };
    stranger.get(&format!("{path}/direct")).is(403);
}

#[test]
fn an_opening_goes_on_without_its_tab_and_is_interrupted_in_good_order() {
    let world = ready();
    // Enough that there is time to ask for something.
    let envelope = world.sealed(&vec![7; 1 << 16], &["entite.p12"]);
    for at in 0..200 {
        world.put(format!("plis/lot/{at:03}.bin.p7m"), &envelope);
    }
    let console = Console::of(&world);
    let browser = console.enter();
    let plis = world.path("plis").display().to_string();
    let opened = browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", PASSWORD)])).is(303);
    let place = opened.header("location").expect("a place").to_owned();
    let path = place.strip_prefix(&browser.prefix).expect("ours").to_owned();
    // A tab that begins to listen and goes.
    let mut tab = TcpStream::connect(("127.0.0.1", console.port)).expect("it listens");
    let head = format!(
        "GET {place}/direct HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n\r\n",
        console.port, browser.cookie
    );
    tab.write_all(head.as_bytes()).expect("sent");
    let _ = tab.read(&mut [0; 64]);
    drop(tab);
    let (_, page) = over(&browser, browser.post(&format!("{path}/interrompre"), &[]), "Ouverture terminée");
    // Interrupted or done, as fast as this machine is: what there is is whole, and the rest is resumed.
    let again = browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", PASSWORD)]));
    let (_, done) = over(&browser, again, "Ouverture terminée");
    done.shows("<strong>202</strong>ouverts");
    assert!(
        page.text().contains("Reprendre") || page.text().contains("<strong>202</strong>ouverts"),
        "{page:?}"
    );
    world.run(["journal", "verify", "ouverture-R-9"]).exits(Exit::Done);
}

#[test]
fn each_of_many_key_files_has_its_own_password() {
    let world = ready();
    world.copy("cles/entite.p12", "autre.p12");
    let mut files: Vec<String> = (1..=13)
        .map(|at| {
            world.copy("keys/entity.p12", format!("cle-{at}.p12"));
            world.path(format!("cle-{at}.p12")).display().to_string()
        })
        .collect();
    files.push(world.path("autre.p12").display().to_string());
    let (keys, plis) = (files.join("|"), world.path("plis").display().to_string());
    let console = Console::of(&world);
    let browser = console.enter();
    let own = [("plis", plis.as_str()), ("cles", keys.as_str()), ("mdp1", PASSWORD)];
    let page = browser.post("/ouverture", &[own[0], own[1], ("etape", "cles")]).is(200);
    page.shows("id=\"mdp14\"");
    let wrong = [("mdp14", "un autre"), ("etape", "ouvrir")];
    browser.post("/ouverture", &[own[0], own[1], own[2], wrong[0], wrong[1]]).is(422).shows("mdp14-erreur");
    let right = [("mdp14", "saint-exemple-2026"), ("etape", "ouvrir")];
    let opened = browser.post("/ouverture", &[own[0], own[1], own[2], right[0], right[1]]);
    over(&browser, opened, "Ouverture terminée").1.shows("<strong>2</strong>ouverts");
    let many = vec![files[0].as_str(); 201].join("|");
    browser.post("/ouverture", &[own[0], ("cles", &many), ("etape", "cles")]).is(422).shows("cles-erreur");
}
