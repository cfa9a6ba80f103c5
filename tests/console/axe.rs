//! Every screen through axe-core: light and dark, French and English, wide and narrow. With `PLIS_PICTURES=<folder>` each
//! is kept as a picture, to be looked at.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    client::Console,
    driver::{self, Person, Script},
    programs,
    world::{Exit, PASSWORD, World},
};

/// The one that is tried in CI.
const AXE: &str = "axe-core@4.14.1";

/// The text of axe-core: where `PLIS_AXE` says, or fetched in CI, which may not do without.
fn axe() -> Option<String> {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("axe");
    let own = scratch.join("node_modules/axe-core/axe.min.js");
    let path = env::var_os("PLIS_AXE").map_or(own, PathBuf::from);
    if !path.exists() && env::var_os("PLIS_CI").is_some() {
        fs::create_dir_all(&scratch).expect("a folder");
        let fetched = Command::new("npm")
            .args(["install", "--silent", "--no-save", "--ignore-scripts", "--prefix"])
            .args([scratch.as_os_str(), AXE.as_ref()])
            .status();
        assert!(fetched.is_ok_and(|status| status.success()), "{AXE} is not to be had");
    }
    let text = fs::read_to_string(path).ok();
    if text.is_none() {
        programs::skip("axe-core is not there: PLIS_AXE says where axe.min.js is");
    }
    text
}

/// Who looks at a screen in every way there is.
struct Judge<'a> {
    person: &'a Person,
    axe: String,
    /// What is wrong, and on which screen.
    found: Vec<String>,
    screens: usize,
}

impl Judge<'_> {
    /// Looks at what is shown, as a person does who reads this language.
    fn sees(&mut self, name: &str) {
        self.screens += 1;
        for scheme in ["light", "dark"] {
            for wide in [1280, 360] {
                self.person.looks(wide, 900, scheme);
                if let Some(folder) = env::var_os("PLIS_PICTURES").map(PathBuf::from) {
                    fs::create_dir_all(&folder).expect("a folder");
                    let name = format!("{name}-{scheme}-{wide}.png");
                    fs::write(folder.join(name), self.person.picture(true)).expect("a picture");
                }
                let overflow =
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";
                let too_wide = self.person.runs(overflow, Vec::new());
                // Minutes are paper, which has a width of its own.
                if too_wide != 0 && !name.ends_with("proces-verbal") {
                    self.found.push(format!("{name}, {wide}: {too_wide} too wide"));
                }
                // A frame without scripts is looked at by itself.
                self.person.runs(&format!("{}; window.axe = axe;", self.axe), Vec::new());
                let violations = self.person.runs_later(
                    "const done = arguments[arguments.length - 1]; \
                     axe.run(document, {iframes: false, resultTypes: ['violations']}).then( \
                       told => done(told.violations.map(one => one.id + ': ' + one.help + ': ' \
                         + one.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))), \
                       error => done([String(error)]));",
                );
                let violations = violations.as_array().expect("a list").iter();
                self.found.extend(violations.map(|one| format!("{name}, {scheme}, {wide}: {one}")));
            }
        }
        self.person.looks(1280, 900, "light");
    }

    fn goes(&mut self, path: &str, name: &str) {
        self.person.goes(path);
        self.sees(name);
    }
}

/// A registry with something of everything, and plis of every fate.
fn full() -> World {
    let world = World::in_memory();
    for order in [
        "key import entite.p12 --name Marches --entity Colmar --password file:mdp.txt",
        "key import secours.p12 --name Secours --role emergency --entity Colmar --password file:mdp.txt",
        "consultation new R-9 --title Voirie --entity Colmar --deadline 2026-11-18T12:00",
        "consultation assign R-9 Marches",
        "consultation launch R-9 --reason essai",
        "consultation new R-10 --entity Colmar --deadline 2027-01-15T12:00",
        "consultation new R-11 --entity Colmar --deadline 2027-01-18T12:00",
        "consultation assign R-11 Marches",
        "consultation new R-12 --entity Colmar --deadline 2027-01-18T12:00",
        "consultation assign R-12 Marches",
        "consultation launch R-12 --reason essai",
        "consultation close R-12 --reason essai --confirm R-12",
    ] {
        world.plis(order).exits(Exit::Done);
    }
    world.deposit("plis/Pli 1/offre-a.pdf.p7m", b"offre A");
    world.deposit("plis/Pli 2/offre-b.pdf.p7m", b"offre B");
    world.put("plis/Pli 3/offre.pdf", "en clair");
    world.put("plis/Pli 4/offre.pdf.p7m", &world.read("plis/Pli 1/offre-a.pdf.p7m")[..900]);
    let heading = "pli;entreprise;enveloppe;fichier;nom;depot_fin;etat\n";
    world.put(
        "registre.csv",
        format!(
            "{heading}1;Dupré;offre;Pli 1/offre-a.pdf.p7m;Offre.pdf;2026-11-17T10:00;depose\n\
             2;Nguyên;offre;Pli 2/offre-b.pdf.p7m;Offre.pdf;2026-11-18T12:00:30;depose\n"
        ),
    );
    world
}

#[test]
fn every_screen_can_be_read_by_everybody() {
    let Some(axe) = driver::is_there().then(axe).flatten() else { return };
    let world = full();
    let console = Console::of(&world);
    let person = Person::new(&world, Script::On);
    person.comes_to(&console);
    let key = format!("/cles/{}", world.certificate("entite.p12").fingerprint_hex());
    let emergency = format!("/cles/{}", world.certificate("secours.p12").fingerprint_hex());
    let mut judge = Judge { person: &person, axe, found: Vec::new(), screens: 0 };
    for lang in ["fr", "en"] {
        if lang == "en" {
            person.goes("/");
            person.clicks("English");
        }
        for (path, name) in [
            ("/", "accueil"),
            ("/cles", "cles"),
            ("/cles?q=rien", "cles-rien"),
            (&*key, "cle"),
            (&*emergency, "cle-de-secours"),
            ("/cles/ajouter", "cle-generer"),
            ("/cles/ajouter?maniere=importer", "cle-importer"),
            ("/cles/ajouter?maniere=referencer", "cle-referencer"),
            ("/consultations", "consultations"),
            ("/consultations/R-9", "consultation-lancee"),
            ("/consultations/R-10", "consultation-sans-cle"),
            ("/consultations/R-11", "consultation-a-lancer"),
            ("/consultations/R-12", "consultation-close"),
            ("/consultations/creer", "consultation-creer"),
            ("/consultations/importer", "consultation-reprendre"),
            ("/audit", "audit"),
            ("/journal", "journal"),
            ("/ouverture", "ouverture"),
            ("/rien", "introuvable"),
        ] {
            judge.goes(path, &format!("{lang}-{name}"));
        }
        opened(&mut judge, &world, lang);
    }
    // A registry that is away.
    let (here, away) = (world.path("registre"), world.path("debranche"));
    fs::rename(&here, &away).expect("renamed");
    judge.goes("/", "registre-absent");
    fs::rename(&away, &here).expect("renamed");
    #[cfg(target_os = "linux")] // processes as the system tells of them
    running(&mut judge, &world, &console);
    // Refusals and the end have no style and no way further, and are read as well.
    person.goes(&format!("http://127.0.0.1:{}/?jeton=0", console.port));
    judge.sees("refus");
    assert!(judge.found.is_empty(), "{} screens:\n{}", judge.screens, judge.found.join("\n"));
}

/// The screen of an opening that is at work: it is held there.
#[cfg(target_os = "linux")] // processes as the system tells of them
fn running(judge: &mut Judge<'_>, world: &World, console: &Console) {
    let person = judge.person;
    let envelope = world.read("plis/Pli 1/offre-a.pdf.p7m");
    for at in 0..1000 {
        world.put(format!("beaucoup/{at:04}.bin.p7m"), &envelope);
    }
    person.goes("/ouverture");
    person.types("plis", &world.path("beaucoup").display().to_string());
    person.picks("consultation", "R-9");
    person.clicks("Continue");
    person.types("mdp1", PASSWORD);
    person.click("//button[@value='ouvrir']");
    let opening = crate::processes::child_of(console.pid());
    // Rows come first.
    let rows = "return document.querySelectorAll('#lignes li, iframe').length";
    while person.runs(rows, Vec::new()).as_u64() == Some(0) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    crate::processes::signal(opening, "STOP");
    person.reads("Opening running");
    judge.sees("ouverture-en-cours");
    crate::processes::signal(opening, "CONT");
    person.reads("Opening done");
}

/// The screens of an opening, from the first field to its minutes.
fn opened(judge: &mut Judge<'_>, world: &World, lang: &str) {
    let person = judge.person;
    let said = |fr: &'static str, en: &'static str| if lang == "fr" { fr } else { en };
    let named = |name: &str| format!("{lang}-{name}");
    person.goes("/ouverture");
    person.types("plis", "nulle part");
    person.clicks(said("Autres réglages", "More settings"));
    person.clicks(said("Continuer", "Continue"));
    judge.sees(&named("ouverture-refusee"));
    person.types("plis", &world.path("plis").display().to_string());
    person.click("//button[@value='registre']");
    judge.sees(&named("parcourir"));
    person.goes("/ouverture");
    person.types("plis", &world.path("plis").display().to_string());
    person.types("registre", &world.path("registre.csv").display().to_string());
    person.picks("consultation", "R-9");
    person.types("ouvreurs", "Anne Martin");
    person.clicks(said("Autres réglages", "More settings"));
    person.types("sortie", &world.path(format!("ouverture-{lang}")).display().to_string());
    person.clicks(said("Continuer", "Continue"));
    judge.sees(&named("mots-de-passe"));
    person.types("mdp1", "faux");
    person.click("//button[@value='ouvrir']");
    judge.sees(&named("mot-de-passe-refuse"));
    person.types("mdp1", PASSWORD);
    person.click("//button[@value='repeter']");
    person.reads(said("Répétition terminée", "Rehearsal done"));
    judge.sees(&named("repetition"));
    person.clicks(said("Ouvrir maintenant", "Open now"));
    person.types("mdp1", PASSWORD);
    person.click("//button[@value='ouvrir']");
    person.reads(said("Ouverture terminée", "Opening done"));
    judge.sees(&named("ouverture-terminee"));
    person.goes("/");
    person.click("//a[contains(@href, '/ouvertures/')]");
    judge.sees(&named("ouverture-faite"));
    // The minutes in a tab of their own: sealed they run no script, and axe is one.
    person.goes(&format!("file://{}", world.path(format!("ouverture-{lang}/proces-verbal.html")).display()));
    judge.sees(&named("proces-verbal"));
    person.comes_back();
}
