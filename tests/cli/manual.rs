//! What comes with the program for who installs it: its manual pages, its completions, and what it says it is.

use std::{collections::BTreeSet, fs, process::Command};

use crate::{
    programs,
    world::{Exit, World},
};

const README: &str = include_str!("../../README.md");
const LOCK: &str = include_str!("../../Cargo.lock");

/// Pages in one language, by their files' names.
fn pages(world: &World, folder: &str) -> Vec<(String, String)> {
    fs::create_dir(world.path(folder)).expect("folder");
    world.plis(&format!("man --to {folder}")).exits(Exit::Done);
    let mut pages: Vec<(String, String)> = fs::read_dir(world.path(folder))
        .expect("folder")
        .map(|entry| {
            let path = entry.expect("entry").path();
            let name = path.file_name().expect("name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("UTF-8"))
        })
        .collect();
    pages.sort();
    pages
}

#[test]
fn every_command_has_a_page_in_both_languages() {
    let (french, english) = (World::new(), World::new().english());
    let (french, english) = (pages(&french, "man"), pages(&english, "man"));
    let names =
        |pages: &[(String, String)]| pages.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
    assert_eq!(names(&french), names(&english));
    for name in ["plis.1", "plis-open.1", "plis-key.1", "plis-key-new.1", "plis-journal-verify.1"] {
        assert!(names(&french).contains(name), "{name}");
    }
    assert!(!names(&french).contains("plis-__complete.1"), "it is hidden");
    for (pages, headings) in [
        (&french, ["NOM", "SYNOPSIS", "ENVIRONNEMENT", "FICHIERS", "\"CODES DE RETOUR\""]),
        (&english, ["NAME", "SYNOPSIS", "ENVIRONMENT", "FILES", "\"EXIT STATUS\""]),
    ] {
        for (name, page) in pages {
            for heading in headings {
                assert!(page.contains(&format!(".SH {heading}\n")), "{name}: {heading}");
            }
            assert!(!page.contains("\\-\\-now"), "{name}: a hidden option");
        }
    }
    let open = |pages: &[(String, String)]| {
        pages.iter().find(|(name, _)| name == "plis-open.1").map(|(_, page)| page.clone()).expect("page")
    };
    assert!(
        open(&french)
            .contains("[au choix : late, superseded, withdrawn, altered]".replace(" :", "\u{a0}:").as_str())
    );
    assert!(open(&english).contains("[one of: late, superseded, withdrawn, altered]"));
}

#[test]
fn pages_are_roff_that_man_takes() {
    if !programs::installed("man") {
        return;
    }
    let world = World::new();
    for (name, _) in pages(&world, "man") {
        let shown = Command::new("man")
            .args(["--warnings", "-E", "UTF-8", "-l"])
            .arg(world.path("man").join(&name))
            .env("MANWIDTH", "80")
            .output()
            .expect("man runs");
        let said = String::from_utf8_lossy(&shown.stderr);
        assert!(shown.status.success() && said.is_empty(), "{name}: {said}");
    }
}

/// The README's table of exit codes is that of the manual.
#[test]
fn exit_codes_are_those_of_the_readme() {
    let world = World::new().english();
    let page = String::from_utf8(world.plis("man").exits(Exit::Done).out.into()).expect("UTF-8");
    let (_, table) = page.split_once(".SH \"EXIT STATUS\"\n").expect("a section");
    let plain = table.split(".SH").next().expect("an end").replace("\\*(Aq", "'").replace('\\', "");
    let manual: Vec<(String, String)> = plain
        .split(".TP\n")
        .skip(1)
        .map(|item| {
            let (code, meaning) = item.split_once('\n').expect("two lines");
            (code.replace("fB", "").replace("fR", ""), meaning.trim().to_owned())
        })
        .collect();
    let (_, table) = README.split_once("### Exit codes\n").expect("a section");
    let readme: Vec<(String, String)> = table
        .split("\n#")
        .next()
        .expect("an end")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .skip(1)
        .map(|(code, meaning)| (code.to_owned(), meaning.to_owned()))
        .collect();
    assert_eq!(readme, manual);
}

/// Every variable of ours that the program reads is in the manual.
#[test]
fn variables_are_in_the_manual() {
    let world = World::new().english();
    let page = world.plis("man").exits(Exit::Done).out.replace('\\', "");
    let sources = walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut found = 0;
    for entry in sources.into_iter().filter_map(Result::ok) {
        let path = entry.path();
        let of_build = path.ends_with("bin/plis/about.rs") || path.ends_with("cli/args/about.rs");
        if path.extension().is_none_or(|end| end != "rs") || of_build {
            continue;
        }
        let text = fs::read_to_string(path).expect("UTF-8");
        for part in text.split('"').filter(|part| part.starts_with("PLIS_")) {
            if part.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !part.starts_with("PLIS_TEST") {
                assert!(page.contains(part), "{part} of {}", path.display());
                found += 1;
            }
        }
    }
    assert!(found > 2, "it is seen to look");
}

#[test]
fn an_unknown_page_is_bad_usage() {
    let world = World::new();
    world.plis("man ouvrir").exits(Exit::Usage).tells("commande inconnue");
    world.plis("man key new").exits(Exit::Done).says("PLIS");
    world.plis("man open --to man").exits(Exit::Usage);
    world.plis("man --to absent").exits(Exit::Failed).leaves_nothing_at("absent");
}

#[test]
fn a_program_says_what_exactly_it_is() {
    let world = World::new();
    let short = format!("plis {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(world.plis("--version").exits(Exit::Done).out, short);
    let long = world.plis("--version --verbose").exits(Exit::Done).out.clone();
    for other in ["-vV", "--verbose --version", "-V -v"] {
        assert_eq!(world.plis(other).exits(Exit::Done).out, long, "{other}");
    }
    let lines: Vec<&str> = long.lines().collect();
    assert_eq!(format!("{}\n", lines[0]), short);
    for (line, begins) in
        lines[1..6].iter().zip(["commit: ", "target: ", "features: ", "rustc: ", "libraries:"])
    {
        assert!(line.starts_with(begins), "{long}");
    }
    assert!(long.contains("features: cli") && long.contains("sqlite"), "{long}");
    for library in &lines[6..] {
        let (name, version) = library.trim().split_once(' ').expect("a name and a version");
        assert!(LOCK.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "{library}");
    }
    assert!(lines.len() > 12, "{long}");
    assert!(!long.contains(env!("CARGO_MANIFEST_DIR")), "no path of the machine that built it");
}

/// What stands before the first tabulator of each line.
fn candidates(world: &World, words: &[&str]) -> Vec<String> {
    let line = [&["__complete", "--", "plis"], words].concat();
    let said = world.run(line).exits(Exit::Done);
    said.out.lines().map(|line| line.split('\t').next().unwrap_or_default().to_owned()).collect()
}

/// With two keys and two consultations.
fn world() -> World {
    let world = World::new();
    let import = "key import entite.p12 --password file:mdp.txt --name";
    world.run(import.split(' ').chain(["Marchés de travaux"])).exits(Exit::Done);
    world
        .plis("key import secours.p12 --password file:mdp.txt --name Secours --role emergency")
        .exits(Exit::Done);
    for reference in ["2026-42", "2027-01"] {
        let new =
            format!("consultation new {reference} --entity Ville --deadline 2027-03-01T12:00 --title Voirie");
        world.plis(&new).exits(Exit::Done);
    }
    world
}

#[test]
fn a_line_is_completed_with_what_may_stand_there() {
    let world = world();
    let is = |words: &[&str], found: &[&str]| assert_eq!(candidates(&world, words), found, "{words:?}");
    is(&["insp"], &["inspect"]);
    is(&["key", "re"], &["rename", "retire", "restore"]);
    is(&["key", "show", "Mar"], &["Marchés de travaux"]);
    is(&["key", "show", ""], &["Marchés de travaux", "Secours"]);
    is(&["key", "prove", "Secours", "Mar"], &["Marchés de travaux"]);
    is(&["key", "new", ""], &[]);
    is(&["consultation", "show", "2026"], &["2026-42"]);
    is(&["consultation", "assign", "2026-42", "Sec"], &["Secours"]);
    is(&["consultation", "new", "2026"], &[]);
    is(&["open", "depots", "--consultation", "202"], &["2026-42", "2027-01"]);
    is(&["open", "depots", "--consultation=2027"], &["--consultation=2027-01"]);
    is(&["audit", "--format", "p"], &["prometheus"]);
    is(&["open", "depots", "--accept", "late,su"], &["late,superseded"]);
    // Files are the shell's.
    is(&["open", ""], &[]);
    is(&["open", "dep"], &[]);
    is(&["open", "depots", "--key", ""], &[]);
    // What is hidden stays so.
    is(&["--no"], &[]);
    is(&["complet"], &["completions"]);
    is(&["open", "--no"], &[]);
    assert!(
        world.run(["__complete", "--", "plis", "consultation", "show", ""]).out.contains("2026-42\tVoirie\n")
    );
}

#[test]
fn names_are_those_of_the_registry_that_the_line_names() {
    let world = world();
    let home = world.path("").join("ailleurs");
    let home = home.to_str().expect("UTF-8");
    let away = [
        &["--home", home][..],
        &["key", "import", "entite.p12", "--name", "Ailleurs", "--password", "file:mdp.txt"],
    ]
    .concat();
    world.run(away).exits(Exit::Done);
    assert_eq!(candidates(&world, &["--home", home, "key", "show", ""]), ["Ailleurs"]);
    assert_eq!(
        candidates(&world, &["key", "show", "A", "--home", home, "key", "show", ""]),
        Vec::<String>::new()
    );
    // A registry that is not there, or is on a server, has no names, and nobody is asked.
    assert_eq!(candidates(&world, &["--home", "absent", "key", "show", ""]), Vec::<String>::new());
    assert_eq!(
        candidates(&world, &["--registry", "postgres://u@h/b", "key", "show", ""]),
        Vec::<String>::new()
    );
    world.path("absent").try_exists().map(|there| assert!(!there, "nothing is made")).expect("seen");
}

/// The scripts, in the shells themselves.
#[test]
#[cfg(unix)] // the shells are Unix's
fn shells_complete_names() {
    let world = world();
    for (shell, ask, expected) in [
        (
            "bash",
            r#"source script; COMP_WORDS=(plis key show 'Mar'); COMP_CWORD=3; _plis plis; printf '%s\n' "${COMPREPLY[@]}"
               COMP_WORDS=(plis open d --consultation = 2027); COMP_CWORD=5; _plis plis; printf '%s\n' "${COMPREPLY[@]}"
               COMP_WORDS=(plis key show '"Mar'); COMP_CWORD=3; _plis plis; printf '%s\n' "${COMPREPLY[@]}"
               COMP_WORDS=(plis key show '$(touch fait)'); COMP_CWORD=3; _plis plis; ls"#,
            &["Marchés\\ de\\ travaux", "2027-01", "Marchés de travaux"][..],
        ),
        (
            "zsh",
            r#"compadd() { print -rl -- "${@[5,-1]}" }; _files() { }; source script
               words=(plis key show Mar); CURRENT=4; _plis
               words=(plis open d --consultation=2027); CURRENT=4; _plis; ls"#,
            &["Marchés de travaux", "--consultation=2027-01"],
        ),
        (
            "fish",
            "source script; complete -C 'plis key show Mar' | string split -f1 \\t; complete -C 'plis open d --consultation 2027' | string split -f1 \\t; ls",
            &["Marchés de travaux", "2027-01"],
        ),
    ] {
        if !programs::installed(shell) {
            continue;
        }
        let script = world.plis(&format!("completions {shell}")).exits(Exit::Done).out.clone();
        world.put("script", &script);
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_plis"), world.path("plis")).expect("link");
        let path = format!("{}:{}", world.path("").display(), std::env::var("PATH").unwrap_or_default());
        let like = world.command(["--version"]);
        let mut asked = Command::new(shell);
        asked.current_dir(world.path("")).args(["-c", ask]);
        for (name, value) in like.get_envs() {
            if let Some(value) = value {
                asked.env(name, value);
            }
        }
        let said = asked.env("PATH", path).env("LC_ALL", "C.UTF-8").output().expect("runs");
        fs::remove_file(world.path("plis")).expect("removed");
        let (out, err) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(&lines[..expected.len().min(lines.len())], expected, "{shell}: {out}{err}");
        assert!(!lines.contains(&"fait"), "{shell} runs nothing of the line");
    }
    for shell in ["powershell", "elvish"] {
        let script = world.plis(&format!("completions {shell}")).exits(Exit::Done);
        assert!(!script.out.contains("--now") && !script.out.contains("__complete"), "{shell}");
    }
}
