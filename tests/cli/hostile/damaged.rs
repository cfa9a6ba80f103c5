//! Ten thousand envelopes of the fixtures, damaged at random, and two good ones among them, in one run.

use std::{fs, io::Write as _, path::PathBuf, process::Stdio, thread, time::Duration};

use serde_json::Value;

use crate::world::{self, Exit, World};

const ENVELOPES: usize = 10_000;
const JOBS: u64 = 2;
/// Memory of a run, whatever the envelopes: 64 MiB, and 8 MiB a job.
const MOST_KIB: u64 = (64 + 8 * JOBS) << 10;

/// Numbers that are the same in every run (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("64 bits");
        usize::try_from(self.next() % end).expect("below")
    }

    fn octet(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }
}

/// Envelopes that open with `vector.p12`, with the SHA-256 of their plaintext.
fn good() -> Vec<(Vec<u8>, String)> {
    let folder = world::fixtures().join("vectors");
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder).expect("vectors").map(|entry| entry.expect("entry").path()).collect();
    names.retain(|path| path.extension().is_none_or(|end| end != "toml"));
    names.sort();
    names
        .into_iter()
        .filter_map(|path| {
            let case = fs::read_to_string(path.with_extension("toml")).expect("sidecar");
            let says = |name| case.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
            let opens = says("expects")? == "\"opened\"" && says("key")? == "\"vector.p12\"";
            let octets = fs::read(&path).ok().filter(|octets| opens && octets.len() <= 64 << 10)?;
            Some((octets, says("sha256")?.trim_matches('"').to_owned()))
        })
        .collect()
}

/// One to six changes: bits, octets, lengths that lie, parts that go, come twice, or come from another envelope.
fn damaged(numbers: &mut Numbers, whole: &[u8], other: &[u8]) -> Vec<u8> {
    let mut octets = whole.to_vec();
    for _ in 0..=numbers.below(6) {
        let at = numbers.below(octets.len());
        let len = 1 + numbers.below(64);
        let end = (at + len).min(octets.len());
        match numbers.below(8) {
            0 if !octets.is_empty() => octets[at] ^= 1 << numbers.below(8),
            1 if !octets.is_empty() => octets[at] = numbers.octet(),
            2 if !octets.is_empty() => octets[at] = [0, 0x30, 0x80, 0x84, 0x88, 0xa0, 0xff][numbers.below(7)],
            3 => octets.truncate(at),
            4 => drop(octets.drain(at..end)),
            5 => {
                let copy = octets[at..end].to_vec();
                drop(octets.splice(at..at, copy));
            }
            6 => {
                let from = numbers.below(other.len());
                let taken = other[from..(from + len).min(other.len())].to_vec();
                drop(octets.splice(at..end, taken));
            }
            _ => octets.extend((0..len).map(|_| numbers.octet())),
        }
    }
    octets
}

/// Opens a folder in which not everything opens, in bounded memory; gives the most that the run held, in KiB.
fn partly_opened(world: &World, folder: &str) -> u64 {
    let open =
        format!("open {folder} -o ouverture --key vecteur.p12 --password file:mdp.txt --jobs {JOBS} -q");
    let mut running =
        world.command(open.split(' ')).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
    let status = PathBuf::from(format!("/proc/{}/status", running.id()));
    let mut most_kib = 0;
    let ended = loop {
        if let Some(ended) = running.try_wait().expect("a child") {
            break ended;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        most_kib = peak.and_then(|peak| peak.trim().parse().ok()).unwrap_or(most_kib);
        thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(ended.code(), Some(Exit::Partial as i32));
    assert!(!cfg!(target_os = "linux") || most_kib > 0, "the peak was seen");
    assert!(most_kib <= MOST_KIB, "{most_kib} KiB at most, {MOST_KIB} allowed");
    most_kib
}

/// The hostile ones among the fixtures too: what a header claims is never what memory is taken for.
#[test]
fn every_vector_in_one_run() {
    let world = World::new();
    world.copy("keys/vector.p12", "vecteur.p12");
    let vectors = world::fixtures().join("vectors");
    partly_opened(&world, vectors.to_str().expect("UTF-8"));
}

/// Nor is a large content held in memory.
#[test]
fn a_content_larger_than_all_the_memory_of_a_run() {
    let world = World::in_memory();
    world.copy("keys/vector.p12", "vecteur.p12");
    let content = vec![7; usize::try_from(3 * MOST_KIB / 2 * 1024).expect("64 bits")];
    world.put("depots/grand.p7m", world.sealed(&content, &["vecteur.p12"]));
    world.put("depots/clair.pdf", b"%PDF");
    partly_opened(&world, "depots");
    assert!(world.read("ouverture/plis/grand") == content, "the whole content");
}

#[cfg_attr(
    windows,
    ignore = "what damage does is the same anywhere, and ten thousand files take minutes under Wine"
)]
#[test]
fn ten_thousand_damaged_envelopes_and_two_good_ones() {
    let world = World::new().english();
    world.copy("keys/vector.p12", "vecteur.p12");
    let good = good();
    assert!(good.len() > 80, "{} envelopes to damage", good.len());
    let mut numbers = Numbers(0x0706_2026);
    let mut expected = Vec::with_capacity(ENVELOPES);
    for number in 0..ENVELOPES {
        let (whole, sha256) = &good[numbers.below(good.len())];
        let (other, _) = &good[numbers.below(good.len())];
        let octets = damaged(&mut numbers, whole, other);
        expected.push(sha256.clone());
        world.put(format!("depots/{number:05}.p7m"), octets);
    }
    world.put("depots/03333-bon.p7m", &good[0].0);
    world.put("depots/06666-bon.p7m", &good[good.len() - 1].0);

    let most_kib = partly_opened(&world, "depots");

    let report = world.json("ouverture/opening.json");
    let items = report["items"].as_array().expect("items");
    assert_eq!(items.len(), ENVELOPES + 2);
    let mut opened = [0, 0, 0];
    for item in items {
        let name = item["input"].as_str().expect("a name");
        let name = name.rsplit('/').next().expect("its last part");
        assert_ne!(item["reason"], "internal", "{item}");
        let (standing, wanted) = (item["output"].as_str(), item["wanted_output"].as_str());
        assert_ne!(standing.is_some(), wanted.is_some(), "{item}");
        let there = world.path("ouverture").join(standing.or(wanted).expect("a name")).exists();
        assert_eq!(there, standing.is_some(), "{item}");
        assert_eq!(there, item["status"] == "opened", "{item}");
        if name.ends_with("-bon.p7m") {
            assert_eq!(item["status"], "opened", "{item}");
            continue;
        }
        if item["status"] != "opened" {
            assert_eq!(item["sha256"], Value::Null);
            continue;
        }
        let number: usize = name.trim_end_matches(".p7m").parse().expect("a number");
        let sha256 = &expected[number];
        // A content without a tag can be changed under its padding: the row says that only that was checked.
        let authenticated = item["integrity"] == "authenticated";
        assert!(!authenticated || item["sha256"] == *sha256, "{item}: another plaintext");
        let same = item["sha256"] == *sha256;
        opened[if authenticated { 0 } else { 1 + usize::from(!same) }] += 1;
    }
    writeln!(
        std::io::stderr(),
        "{ENVELOPES} damaged: {} open to their plaintext under a tag; with a padding only, {} to theirs and {} to \
         another; {most_kib} KiB at most",
        opened[0], opened[1], opened[2]
    )
    .expect("standard error");
}

#[test]
fn every_limit_is_shown() {
    let source = include_str!("../../../src/limits.rs");
    let names: Vec<&str> =
        source.split("name: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() >= 12);
    let world = World::new();
    let (text, json) = (world.plis("inspect --limits"), world.plis("inspect --limits --format json"));
    let shown: Value = serde_json::from_str(&json.out).expect("JSON");
    let shown = shown["limits"].as_array().expect("limits");
    assert_eq!(shown.len(), names.len());
    for name in names {
        assert!(text.out.contains(name), "{name} is not shown");
        assert!(shown.iter().any(|limit| limit["name"] == name), "{name} is not in the JSON");
    }
}
