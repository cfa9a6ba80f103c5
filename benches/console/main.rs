//! The console: how soon it is there, what it holds, what its progress adds to an opening, and its pages of a registry of
//! 100,000 keys and as many consultations.
//!
//! `cargo bench --bench console`, or with `-- --keys 1000 --consultations 1000 --envelopes 200 --rounds 1`; a registry that
//! was filled before is taken with `--registry FOLDER`.
//!
//! Targets: its first page within 50 ms of its start, 40 MiB while nobody asks, 3 % of an opening of 2,000 envelopes, 100 ms
//! for a page, a filter or a search.

#![expect(clippy::print_stdout, reason = "its table")]

#[expect(dead_code, reason = "shared with the tests of the console, which ask more of it")]
#[path = "../../tests/console/client.rs"]
mod client;
#[path = "../registry/filling.rs"]
mod filling;
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
#[path = "../../tests/world/mod.rs"]
mod world;

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use client::{Browser, Console};
use filling::{NOW, Size, middle};
use world::{Exit, PASSWORD, World};

const START_MS: f64 = 50.0;
const IDLE_MIB: f64 = 40.0;
const PROGRESS_PERCENT: f64 = 3.0;
const PAGE_MS: f64 = 100.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut size = Size { keys: 100_000, consultations: 100_000 };
    let (mut envelopes, mut rounds, mut filled) = (2000, 5, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_default();
        match arg.as_str() {
            "--keys" => size.keys = value().parse()?,
            "--consultations" => size.consultations = value().parse()?,
            "--envelopes" => envelopes = value().parse()?,
            "--rounds" => rounds = value().parse::<usize>()?.max(1),
            "--registry" => filled = Some(PathBuf::from(value())),
            // What cargo says to every benchmark.
            "--bench" => {}
            other => return Err(format!("{other}: not an option").into()),
        }
    }
    begins(rounds);
    opens(envelopes, rounds)?;
    pages(size, filled.as_deref(), rounds)
}

/// From its start to its first page, and what it holds then.
fn begins(rounds: usize) {
    let (mut starts, mut held) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let world = World::in_memory();
        let start = Instant::now();
        let console = Console::of(&world);
        let browser = console.enter();
        browser.get("/").is(200);
        starts.push(milliseconds(start));
        for path in ["/cles", "/consultations", "/audit", "/journal", "/ouverture"] {
            browser.get(path).is(200);
        }
        held.extend(mebibytes(&console));
    }
    says("first page after its start", middle(starts), "ms", START_MS);
    says("memory after a look at every page", middle(held), "MiB", IDLE_MIB);
}

/// The same opening by the command line and with its progress watched by a tab, turn about.
fn opens(envelopes: u32, rounds: usize) -> Result<(), Box<dyn Error>> {
    let world = World::in_memory();
    let envelope = world.sealed(&vec![7; 20_000], &["entite.p12"]);
    for at in 0..envelopes {
        world.put(format!("plis/{at:05}.bin.p7m"), &envelope);
    }
    let console = Console::of(&world);
    let browser = console.enter();
    let (plis, key) =
        (world.path("plis").display().to_string(), world.path("entite.p12").display().to_string());
    let elapsed =
        |folder: &str| world.json(format!("{folder}/opening.json"))["summary"]["elapsed_ms"].as_f64();
    let (mut alone, mut watched) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let folder = format!("ligne-{round}");
        let key_file = world.path("entite.p12");
        world
            .run([
                "open",
                &plis,
                "--key",
                &key_file.display().to_string(),
                "--password",
                "file:mdp.txt",
                "--output",
                &folder,
            ])
            .exits(Exit::Done);
        alone.extend(elapsed(&folder));
        let folder = format!("console-{round}");
        let output = world.path(&folder).display().to_string();
        let fields = [
            ("plis", &*plis),
            ("cles", &*key),
            ("sortie", &*output),
            ("mdp1", PASSWORD),
            ("etape", "ouvrir"),
        ];
        let opened = browser.post("/ouverture", &fields).is(303);
        let place = opened.header("location").expect("a place");
        let path = place.strip_prefix(&browser.prefix).expect("ours");
        browser.get(&format!("{path}/direct")).is(200).shows("event: fin");
        watched.extend(elapsed(&folder));
        for folder in [format!("ligne-{round}"), folder] {
            fs::remove_dir_all(world.path(folder))?;
        }
    }
    let (alone, watched) = (middle(alone), middle(watched));
    println!("{envelopes} envelopes: {alone:.0} ms by the command line, {watched:.0} ms watched");
    says("progress of an opening", (watched - alone) / alone * 100.0, "%", PROGRESS_PERCENT);
    Ok(())
}

/// Pages of a large registry: the first look, and the middle of the others.
fn pages(size: Size, filled: Option<&Path>, rounds: usize) -> Result<(), Box<dyn Error>> {
    let world = World::in_memory();
    let home = match filled {
        Some(home) => home.to_owned(),
        None => world.path("registre"),
    };
    if filled.is_none() {
        let start = Instant::now();
        filling::fill(&home, size)?;
        println!(
            "{} keys, {} consultations, filled in {:.0} s",
            size.keys,
            size.consultations,
            milliseconds(start) / 1000.0
        );
    }
    let world = world.with("PLIS_HOME", home.to_str().ok_or("a path in UTF-8")?);
    let console = Console::on(&world, NOW);
    let browser = console.enter();
    let last = format!("Bi-clé {:06}", size.keys - 3);
    let key = key_of(&browser, &last);
    for (what, path) in [
        ("first page", "/".to_owned()),
        ("keys", "/cles".to_owned()),
        ("keys, from the middle", format!("/cles?entite=Bi-cl%C3%A9%20{:06}", size.keys / 2)),
        ("keys, the last by its name", format!("/cles?q=bi%20cle%20{:06}", size.keys - 3)),
        ("keys, one that is not there", "/cles?q=nulle%20part".to_owned()),
        ("keys, by a buyer", "/cles?q=saint-exemple-0007".to_owned()),
        ("one key", key),
        ("consultations", "/consultations".to_owned()),
        (
            "consultations, from the middle",
            format!("/consultations?apres=2026-{:06}", size.consultations / 2),
        ),
        ("consultations, one of them", format!("/consultations?q=2026-{:06}", size.consultations - 1)),
        ("consultations, one that is not there", "/consultations?q=nulle%20part".to_owned()),
        ("a draft", "/consultations/2026-000001".to_owned()),
        ("a draft, another buyer's keys", "/consultations/2026-000001?q=saint-exemple-0007".to_owned()),
        ("an opening's wizard", "/ouverture".to_owned()),
        ("audit", "/audit".to_owned()),
        ("audit, its page 9", "/audit?page=9".to_owned()),
        ("journal", "/journal".to_owned()),
    ] {
        let mut looks = Vec::new();
        for _ in 0..=rounds {
            let start = Instant::now();
            browser.get(&path).is(200);
            looks.push(milliseconds(start));
        }
        let first = looks.remove(0);
        says(&format!("{what} (at first {first:.0} ms)"), middle(looks), "ms", PAGE_MS);
    }
    says("memory then", mebibytes(&console).unwrap_or(f64::NAN), "MiB", f64::INFINITY);
    Ok(())
}

/// Where the key of a name is.
fn key_of(browser: &Browser, name: &str) -> String {
    let query = client::encoded(&[("q", name)]);
    let page = browser.get(&format!("/cles?{query}")).is(200).text();
    let mut paths = page.split("/cles/").skip(1).filter_map(|rest| rest.get(..64));
    let found = paths.find(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    format!("/cles/{}", found.unwrap_or_default())
}

fn says(what: &str, figure: f64, unit: &str, target: f64) {
    let verdict = if figure > target { format!("  over {target:.0} {unit}") } else { String::new() };
    println!("{what:<58} {figure:>8.1} {unit}{verdict}");
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// Memory that a console holds, where the system says so.
fn mebibytes(console: &Console) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", console.pid())).ok()?;
    let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    held.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kib| kib / 1024.0)
}
