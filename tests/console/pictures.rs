//! The pictures of the README: of these screens, and small. `PLIS_GOLDEN=write` takes them again.

use std::{env, fs, path::PathBuf};

use crate::{
    client::Console,
    driver::{self, Person, Script},
    story,
    world::{Exit, World, fixtures},
};

/// Octets of one at most.
const SMALL: usize = 150_000;
/// The instant of the audit.
const DAY: &str = "2026-12-18T14:00:00+01:00";

/// The picture that the README shows is there, small, and of this size; or it is taken again.
fn keeps(person: &Person, name: &str, (wide, high): (u32, u32)) {
    let path: PathBuf = fixtures().join("pictures").join(name);
    let taken = person.picture(false);
    if env::var_os("PLIS_GOLDEN").is_some() {
        fs::write(&path, &taken).expect("a picture");
    }
    let kept = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for picture in [&kept, &taken] {
        assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four octets"));
        assert_eq!((number(16), number(20)), (wide, high), "{name}");
    }
    assert!(kept.len() < SMALL, "{name}: {} octets", kept.len());
    let readme = fs::read_to_string(fixtures().join("../README.md")).expect("README");
    assert!(readme.contains(&format!("fixtures/pictures/{name}")), "the README shows {name}");
}

#[test]
fn the_readme_shows_an_opening() {
    let Some((world, _console, person)) = story::somebody("consultation-en-difficulte", Script::On) else {
        return;
    };
    story::opens(&person, &world, "consultation-en-difficulte");
    person.looks(1000, 760, "light");
    keeps(&person, "ouverture.png", (1000, 760));
}

#[test]
fn the_readme_shows_the_timeline_of_an_audit() {
    if !driver::is_there() {
        return;
    }
    let world = World::in_memory().at(DAY);
    let ville = "Ville de Saint-Exemple";
    for (file, role) in [
        ("marches-2026.p12", "entity"),
        ("travaux.p12", "entity"),
        ("musee.p12", "entity"),
        ("parcs.p12", "entity"),
        ("secours.p12", "emergency"),
    ] {
        world.copy(&format!("registre-en-difficulte/{file}"), file);
        let import = ["key", "import", file, "--role", role, "--entity", ville, "--password", "file:mdp.txt"];
        world.run(import).exits(Exit::Done);
    }
    for (reference, deadline, key) in [
        ("2026-11 VOIRIE", "2027-01-20 12:00", "Marchés 2026"),
        ("2026-12 VITRINES", "2027-02-15 17:00", "Musée"),
        ("2027-01 MOBILIER", "2027-03-31 12:00", "Parcs et jardins"),
    ] {
        let new = ["consultation", "new", reference, "--entity", ville, "--deadline", deadline];
        world.run(new).exits(Exit::Done);
        world.run(["consultation", "assign", reference, key]).exits(Exit::Done);
    }
    let console = Console::of(&world);
    let person = Person::new(&world, Script::On);
    person.comes_to(&console);
    person.goes("/audit");
    person.looks(1000, 350, "light");
    person.runs("document.querySelector('.timeline').closest('section').scrollIntoView();", Vec::new());
    keeps(&person, "audit.png", (1000, 350));
}
