//! What is cut: the console is killed, and what it was doing is found again.

use std::{fs, time::Duration};

use crate::{
    client::{Browser, Console},
    opening::{fields, over, ready},
    processes,
    world::{Exit, PASSWORD, World},
};

/// An opening that goes on long enough to be stopped, stopped; gives its process.
fn at_work(world: &World, console: &Console, browser: &Browser) -> u32 {
    let envelope = world.sealed(&[7; 1000], &["entite.p12"]);
    for at in 0..600 {
        world.put(format!("plis/lot/{at:04}.bin.p7m"), &envelope);
    }
    let plis = world.path("plis").display().to_string();
    browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", PASSWORD)])).is(303);
    let opening = processes::child_of(console.pid());
    // Until the registry knows of it.
    let mut steps = 0;
    loop {
        processes::signal(opening, "STOP");
        let journal = fs::read_to_string(world.path("ouverture-R-9/journal.jsonl")).unwrap_or_default();
        if journal.contains("run_started") {
            return opening;
        }
        processes::signal(opening, "CONT");
        std::thread::sleep(Duration::from_millis(5));
        steps += 1;
        assert!(steps < 5000, "the opening does not begin");
    }
}

/// Takes the offer of the first page, and opens what is left.
fn resumed(browser: &Browser) {
    let home = browser.get("/").is(200).text();
    let (_, offer) = home.split_once("est à reprendre").expect("an offer");
    let (_, way) = offer.split_once("href=\"").expect("a way");
    let way = way.split('"').next().expect("a path").replace("&amp;", "&");
    let wizard = browser.get(way.strip_prefix(&browser.prefix).expect("ours")).is(200);
    // How it began is filled in.
    let value = |name: &str| {
        let page = wizard.text();
        let (_, rest) = page.split_once(&format!("name=\"{name}\" type=\"text\" value=\"")).expect("a field");
        rest.split('"').next().expect("a value").to_owned()
    };
    let (plis, output, openers) = (value("plis"), value("sortie"), value("ouvreurs"));
    assert_eq!(openers, "Anne Martin, Luc Petit");
    let rest = [("sortie", output.as_str()), ("mdp1", PASSWORD)];
    let again = browser.post("/ouverture", &fields(&plis, "ouvrir", &rest));
    over(browser, again, "Ouverture terminée").1.shows("<strong>602</strong>ouverts");
    let home = browser.get("/").is(200).text();
    assert!(!home.contains("est à reprendre"), "{home}");
}

#[test]
fn a_console_that_is_killed_offers_to_resume_what_was_cut() {
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    let opening = at_work(&world, &console, &browser);
    // The machine goes down.
    processes::signal(console.pid(), "KILL");
    processes::signal(opening, "KILL");
    processes::is_gone(opening);
    drop(console);
    let console = Console::of(&world);
    let browser = console.enter();
    resumed(&browser);
    world.run(["journal", "verify", "ouverture-R-9"]).exits(Exit::Done);
    world.plis("registry check").exits(Exit::Done);
}

#[test]
fn an_opening_outlives_its_console_in_good_order() {
    let world = ready();
    let console = Console::of(&world);
    let browser = console.enter();
    let opening = at_work(&world, &console, &browser);
    processes::signal(console.pid(), "KILL");
    drop(console);
    processes::signal(opening, "CONT");
    processes::is_gone(opening);
    // Whether it went on or stopped when nobody listened any more: what there is is whole.
    let console = Console::of(&world);
    let browser = console.enter();
    world.run(["journal", "verify", "ouverture-R-9"]).exits(Exit::Done);
    let plis = world.path("plis").display().to_string();
    let again = browser.post("/ouverture", &fields(&plis, "ouvrir", &[("mdp1", PASSWORD)]));
    over(&browser, again, "Ouverture terminée").1.shows("<strong>602</strong>ouverts");
    world.plis("registry check").exits(Exit::Done);
}

#[test]
fn two_consoles_of_one_registry_see_what_the_other_does() {
    let world = ready();
    let (one, two) = (Console::of(&world), Console::of(&world));
    let (here, there) = (one.enter(), two.enter());
    let new = [("reference", "R-20"), ("entite", "Colmar"), ("limite", "2027-01-01T12:00")];
    here.post("/consultations/creer", &new).is(303);
    there.get("/consultations").is(200).shows("R-20");
    there.post("/consultations/creer", &new).is(422).shows("reference-erreur");
    // The browser of the other is no guest here.
    let thief = Browser { port: one.port, prefix: here.prefix.clone(), cookie: there.cookie.clone() };
    thief.get("/").is(403);
}
