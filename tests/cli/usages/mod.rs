//! What people type by mistake, or first, and what they are told: one page in each language, to be read as a buyer would.
//!
//! `PLIS_GOLDEN=write cargo test --test cli usages` writes the pages again; the difference is to be read before it is
//! kept.

use std::{env, ffi::OsString, fmt::Write as _, fs, path::Path};

use crate::world::{Exit, PASSWORD, World};

/// What is typed after `plis`, by subject; `'...'` is one argument, `^FF` an octet that is no UTF-8. The world has
/// envelopes in `depots`, a key file, its password in `mdp.txt`, another one in `faux.txt`, empty folders, and a registry.
const TYPED: &[&str] = &[
    "",
    "-v",
    "ouvrir",
    "opne depots",
    "open",
    "open depots",
    "open depots -o out",
    "open depots -o out --cle entite.p12",
    "open depots -o out --key",
    "open --key entite.p12 depots -o out",
    "open depots -o out --key absent.p12 --password file:mdp.txt",
    "open depots -o out --key entite.p12",
    "open depots -o out --key entite.p12 --password secret",
    "open depots -o out --key entite.p12 --password file:absent.txt",
    "open depots -o out --key entite.p12 --password env:ABSENTE",
    "open depots -o out --key entite.p12 --password fd:9",
    "open depots -o out --key entite.p12 --password file:faux.txt",
    "open depots -o out --key entite.p12 secours.p12 --password file:mdp.txt file:mdp.txt file:mdp.txt",
    "open depots -o out --key certificat.cer --password file:mdp.txt",
    "open depots -o out --key depots/a.pdf.p7m --password file:mdp.txt",
    "open absent -o out --key entite.p12 --password file:mdp.txt",
    "open depots -o depots --key entite.p12 --password file:mdp.txt",
    "open depots -o out --key entite.p12 --password file:mdp.txt --jobs 0",
    "open depots -o out --key entite.p12 --password file:mdp.txt --jobs beaucoup",
    "open depots -o out --key entite.p12 --password file:mdp.txt --format xml",
    "open depots -o out --key entite.p12 --password file:mdp.txt --envelope prix",
    "open depots -o out --key entite.p12 --password file:mdp.txt --accept late",
    "open depots -o out --emergency-key secours.p12 --password file:mdp.txt",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline demain",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline 2025-10-26T02:30",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline 2025-03-30T02:30",
    "open depots -o out --key entite.p12 --password file:mdp.txt --timezone Paris",
    "open depots -o out --consultation ABSENTE --password file:mdp.txt",
    "open depots -o out --key entite.p12 --password file:mdp.txt --register absent.csv",
    "open depots -o out --key entite.p12 --password file:mdp.txt --wait",
    "open vide -o out --key entite.p12 --password file:mdp.txt",
    "inspect",
    "inspect absent",
    "inspect depots/clair.txt",
    "seal",
    "seal depots/clair.txt -o scelles",
    "seal depots/clair.txt --to entite.p12 -o scelles",
    "seal depots/clair.txt --to absent.cer -o scelles",
    "key",
    "key new",
    "key new Neuve --password file:mdp.txt --bits 512",
    "key new Neuve --password file:mdp.txt --days 0",
    "key new Neuve --password file:vide.txt",
    "key new Marchés --password file:mdp.txt --bits 2048",
    "key show Absente",
    "key import absent.p12",
    "key import entite.p12 --password file:faux.txt",
    "key import depots/clair.txt --password file:mdp.txt",
    "key export Marchés --to entite.p12",
    "key delete Marchés",
    "key delete Marchés --confirm Autre",
    "key rename Marchés Marchés",
    "key prove Absente",
    "consultation",
    "consultation new 2026-01",
    "consultation show 2026-99",
    "consultation launch 2026-99 --confirm 2026-99",
    "consultation import depots/clair.txt",
    "audit --warn 30d --crit 60d",
    "audit --warn jamais",
    "audit --password file:mdp.txt",
    "minutes",
    "minutes absent",
    "minutes depots",
    "journal",
    "journal verify absent",
    "journal verify depots",
    "completions",
    "completions cobol",
    // Arguments in another order, or of another kind.
    "open -o out depots --key vide --password file:mdp.txt",
    "open depots -o out --key liste.csv --password file:mdp.txt",
    "open depots -o mdp.txt --key entite.p12 --password file:mdp.txt",
    "open depots -o mdp.txt/out --key entite.p12 --password file:mdp.txt",
    "open depots -o '' --key entite.p12 --password file:mdp.txt",
    "open '' -o out --key entite.p12 --password file:mdp.txt",
    "open depots -o out --key entite.p12 --password file:",
    "open depots -o out --key entite.p12 --password fd:x",
    "open depots -o out --key entite.p12 --password file:vide",
    "open depots -o out --key entite.p12 --password file:mdp.txt --register vide",
    "open depots -o out --key entite.p12 --password file:mdp.txt --register entite.p12",
    "open depots -o out --key entite.p12 --password file:mdp.txt --register vide.txt",
    "consultation new 2026-01 --entity Ville --deadline '01/12/2026 12:00'",
    "consultation assign 2026-01 Marchés",
    "open depots -o out --key entite.p12 --password file:mdp.txt",
    "open depots -o out --consultation 2026-1 --password file:mdp.txt",
    "open depots -o out --consultation 2026-01 --password file:mdp.txt",
    "open depots -o out --emergency-key secours.p12 --password file:mdp.txt --reason ' '",
    "open depots -o out -o autre --key entite.p12 --password file:mdp.txt",
    "open depots -o out --keys entite.p12 --password file:mdp.txt",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline ''",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline 01/12/26",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline 2026-12-01",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline '01/12/2026 12:00'",
    "open depots -o out --key entite.p12 --password file:mdp.txt --timezone paris",
    "open depots -o out --key entite.p12 --password file:mdp.txt --timezone +01:00",
    "open depots -o out --key entite.p12 --password file:mdp.txt --deadline ^FF",
    "--home mdp.txt key list",
    "--home vide key list",
    "--home '' key list",
    "key list list",
    "key delete Marchés --confirm Marchés",
    "key show Marché",
    "key show ''",
    "key rename Marchés ''",
    "key import vide",
    "key import entite.p12 --password file:mdp.txt",
    "key export Marchés --to absent/m.p12 --password file:mdp.txt --new-password file:mdp.txt",
    "key export Marchés --to m.p12 --password file:mdp.txt --new-password file:vide.txt",
    "key export Marchés --to m.p12 --password file:faux.txt --new-password file:mdp.txt",
    "key prove Marchés --password file:faux.txt",
    "key prove",
    "key restore Marchés",
    "consultation new 2026-01 --entity Ville --deadline '01/12/2026 12:00'",
    "consultation new 2020-01 --entity Ville --deadline '01/12/2020 12:00'",
    "consultation new '' --entity Ville --deadline '01/12/2026 12:00'",
    "consultation show 2026-O1",
    "consultation assign 2026-01 Absente",
    "consultation launch 2026-01",
    "consultation launch 2026-01 --reason essai",
    "consultation launch 2026-01 --reason essai",
    "consultation unassign 2026-01 Marchés",
    "consultation close 2026-01",
    "consultation import vide",
    "consultation import vide.txt",
    "consultation import entite.p12",
    "audit --fail-on grave",
    "audit --output absent/plis.prom --format prometheus",
    "audit --output absent/plis.txt --format nagios",
    "journal show vide",
    "minutes mdp.txt",
    "register vide",
    "register depots/a.pdf.p7m",
    "inspect vide",
    "inspect entite.p12",
    "seal vide --to certificat.cer -o scelles",
    "seal depots/clair.txt --to certificat.cer -o absent/scelles",
    "seal depots/clair.txt --to depots/clair.txt -o scelles",
    "help",
    "version",
    "'open depots'",
];

fn world() -> World {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("depots/clair.txt", "une note en clair");
    world.put("faux.txt", "pas celui-la");
    world.put("vide.txt", "");
    world.put("certificat.cer", world.certificate("entite.p12").der());
    world.put("liste.csv", "pli;entreprise\n1;A\n");
    fs::create_dir(world.path("vide")).expect("folder");
    world.plis("key import entite.p12 --name Marchés --password file:mdp.txt").exits(Exit::Done);
    world
}

fn page(world: &World) -> String {
    let mut page = String::new();
    for typed in TYPED {
        let ran = world.run(arguments(typed));
        // Whatever was made is of no use to the next one.
        let _ = fs::remove_dir_all(world.path("out"));
        assert!(!ran.out.contains(PASSWORD) && !ran.err.contains(PASSWORD), "{ran}");
        let code = ran.code.expect("it ends by itself");
        writeln!(page, "$ plis {typed}\n{}{}[{code}]\n", ran.out, ran.err)
            .expect("a string takes everything");
    }
    page.replace(world.path("").to_str().expect("UTF-8"), "~/")
}

/// As a shell would part them.
fn arguments(typed: &str) -> Vec<OsString> {
    let mut arguments = Vec::new();
    for (index, part) in typed.split('\'').enumerate() {
        if index % 2 == 1 {
            arguments.push(part.into());
        } else {
            arguments.extend(part.split_whitespace().map(octets));
        }
    }
    arguments
}

fn octets(part: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    if part == "^FF" { OsString::from_vec(vec![0xff]) } else { part.into() }
}

#[test]
fn what_people_are_told_is_what_was_read() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/usages");
    let write = env::var("PLIS_GOLDEN").is_ok_and(|golden| golden == "write");
    let mut differ = Vec::new();
    for (language, world) in [("fr", world()), ("en", world().english())] {
        let now = page(&world);
        let path = golden.join(format!("{language}.txt"));
        if write {
            fs::write(&path, &now).expect("written");
        }
        if fs::read_to_string(&path).unwrap_or_default() != now {
            let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("usages-{language}.txt"));
            fs::write(&beside, &now).expect("written");
            differ.push(beside);
        }
    }
    assert!(differ.is_empty(), "not as people have read them: {differ:?}");
}
