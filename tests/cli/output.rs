//! What goes where: data on the standard output, everything for people on the standard error; languages; colours.

use serde_json::Value;

use crate::world::{Exit, PASSWORD, World};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

fn world() -> World {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.put("depots/clair.pdf", b"%PDF");
    world
}

#[test]
fn json_is_the_report_and_nothing_else() {
    let world = world();
    let ran = world.plis(&format!("{OPEN} --format json")).exits(Exit::Partial).tells("1 pli ouvert sur 2");
    let shown: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(shown, world.json("out/opening.json"));
}

#[test]
fn ndjson_is_one_event_a_line() {
    let world = world();
    let ran = world.plis(&format!("{OPEN} --format ndjson")).exits(Exit::Partial);
    let events: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let kinds: Vec<&str> = events.iter().map(|event| event["event"].as_str().expect("kind")).collect();
    assert_eq!((kinds[0], kinds[1], kinds[kinds.len() - 1]), ("discovered", "planned", "ended"));
    let ended = &events[events.len() - 1];
    assert_eq!(ended["exit"], 3);
    for (field, file) in
        [("report", "opening.json"), ("minutes", "proces-verbal.html"), ("journal", "journal.jsonl")]
    {
        assert_eq!(ended[field], world.path("out").join(file).to_str().expect("UTF-8"), "{field}");
    }
    for event in &events {
        assert_eq!(event["schema"], "plis.event/1");
        let at = event["at"].as_str().expect("an instant");
        at.parse::<plis::time::Timestamp>().expect("RFC 3339");
    }
    let mut rows: Vec<&Value> =
        events.iter().filter(|event| event["event"] == "finished").map(|event| &event["item"]).collect();
    rows.sort_by_key(|row| row["input"].as_str());
    let report = world.json("out/opening.json");
    assert_eq!(rows, report["items"].as_array().expect("rows").iter().collect::<Vec<_>>());
}

#[test]
fn events_say_how_much_is_to_do_and_how_much_is_done() {
    let world = World::new();
    world.deposit("depots/offre/a.pdf.p7m", &vec![1; 300_000]);
    world.deposit("depots/offre/b.pdf.p7m", b"deux");
    // Known beforehand not to be opened: another kind of envelope.
    world.deposit("depots/candidature/c.pdf.p7m", b"c");
    let size = |file: &str| world.read(file).len();
    let ran = world.plis(&format!("{OPEN} --envelope offre --format ndjson"));
    let events: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let planned = events.iter().find(|event| event["event"] == "planned").expect("planned");
    let done = events.iter().filter(|event| event["event"] == "progress");
    let done: u64 = done.map(|event| event["bytes"].as_u64().expect("octets")).sum();
    let report = world.json("out/opening.json");
    let opened = report["items"].as_array().expect("rows").iter().filter(|item| item["status"] == "opened");
    let total = |field: &str| {
        let rows = report["items"].as_array().expect("rows").iter();
        rows.map(|item| item[field].as_u64().unwrap_or(0)).sum::<u64>()
    };
    assert_eq!(report["summary"]["bytes_in"], total("bytes_in"));
    assert_eq!(report["summary"]["bytes_out"], total("bytes_out"));
    let (mut to_read, mut out) = (0, 0);
    for item in opened {
        to_read += size(item["input"].as_str().expect("a path"));
        out += item["bytes_out"].as_u64().expect("octets");
    }
    assert!(out > 0, "{report}");
    assert_eq!(planned["items"], 3);
    assert_eq!(planned["bytes"], to_read);
    assert_eq!(done, out);
}

#[test]
fn the_language_is_the_caller_s_and_machines_see_none() {
    let french = world();
    french.plis(OPEN).exits(Exit::Partial).says("Résultat").says("1 pli ouvert sur 2");
    let english = world().english();
    english.plis(OPEN).exits(Exit::Partial).says("Result").says("1 of 2 is open");
    let strip = |world: &World| {
        let mut report = world.json("out/opening.json");
        for item in report["items"].as_array_mut().expect("rows") {
            item["message"] = Value::Null;
            item["duration_ms"] = Value::Null;
            item["sha256_in"] = Value::Null;
        }
        (report["items"].clone(), report["keys"].clone())
    };
    let (french, english) = (strip(&french), strip(&english));
    assert_eq!(french.1, english.1);
    assert_eq!(french.0[1], english.0[1]);
}

#[test]
fn the_language_of_the_system_is_read_and_french_is_the_default() {
    let run = |variables: &[(&str, &str)]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_plis"))
            .env_clear()
            .envs(variables.iter().copied())
            .arg("nimporte")
            .output()
            .expect("it runs");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    assert!(run(&[]).starts_with("erreur"));
    assert!(run(&[("LANG", "en_GB.UTF-8")]).starts_with("error"));
    assert!(run(&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "fr_FR.UTF-8")]).starts_with("erreur"));
    assert!(run(&[("LC_ALL", "en"), ("LC_MESSAGES", "fr_FR.UTF-8")]).starts_with("error"));
}

#[test]
fn global_options_stand_before_or_after() {
    let world = world();
    let before = world.plis("--color always inspect depots").exits(Exit::Partial);
    let after = world.plis("inspect depots --color always").exits(Exit::Partial);
    assert_eq!(before.out, after.out);
}

#[test]
fn colours_are_for_those_who_see_them() {
    let world = world();
    world.plis("inspect depots").never_shows("\u{1b}[");
    assert!(world.plis("inspect depots --color always").out.contains("\u{1b}["));
    let never = self::world().with("NO_COLOR", "1").with("CLICOLOR_FORCE", "1");
    never.plis("inspect depots").never_shows("\u{1b}[");
    never.plis("inspect depots --color never").never_shows("\u{1b}[");
}

#[test]
fn quiet_says_errors_only() {
    let world = world();
    let ran = world.plis(&format!("-q {OPEN} --format json")).exits(Exit::Partial);
    assert_eq!(ran.err, "");
    let ran = world.plis("-q open depots --key absent.p12 -o autre").exits(Exit::NoUsableKey);
    assert!(ran.err.starts_with("erreur"), "{}", ran.err);
}

#[test]
fn a_narrow_terminal_is_respected() {
    let world = world().with("COLUMNS", "60");
    let ran = world.plis(OPEN).exits(Exit::Partial);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 60, "{line}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let world = world();
    let mut child = world
        .command(["inspect", "--limits"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn many_envelopes_make_a_short_summary() {
    let world = World::new();
    let envelope = world.sealed(b"x", &["entite.p12"]);
    for n in 0..60 {
        world.put(format!("depots/{n:03}.pdf.p7m"), &envelope);
    }
    let ran = world
        .plis(OPEN)
        .exits(Exit::Done)
        .says("... et 46 de plus ; la liste complète est dans le rapport")
        .says("Les 60 plis sont ouverts");
    assert!(ran.out.lines().count() <= 24, "{}", ran.out);
}

/// A share that is not mounted: folders of our own making would hide the file from whoever waits for it.
#[test]
fn a_file_in_a_folder_that_is_not_there_is_refused() {
    let world = World::new();
    world.deposit("depots/a.pdf.p7m", b"a");
    world.plis("key import entite.p12 --name M --password file:mdp.txt").exits(Exit::Done);
    world.plis("open depots -o ouverture --key entite.p12 --password file:mdp.txt").exits(Exit::Done);
    world.put("e.cer", world.certificate("entite.p12").der());
    for command in [
        "audit --output partage/plis.prom --format prometheus",
        "audit --output partage/bas/plis.html --format html",
        "key export M --to partage/m.cer --format der",
        "minutes ouverture --output partage/pv.html",
        "seal mdp.txt --to e.cer -o partage/scelles",
    ] {
        world
            .plis(command)
            .exits(Exit::Failed)
            .tells("le dossier partage")
            .tells("n'existe pas")
            .tells("créez d'abord ce dossier")
            .leaves_nothing_at("partage");
        world
            .plis(&command.replace("partage/", "mdp.txt/"))
            .exits(Exit::Failed)
            .tells("n'est pas un dossier")
            .leaves("mdp.txt", format!("{PASSWORD}\n").as_bytes());
    }
    world.plis("audit --output partage/a --format nagios").says("UNKNOWN");
    world.plis("seal mdp.txt --to e.cer -o scelles").exits(Exit::Done);
    world.plis("audit --output ici.html --format html").exits(Exit::Done);
}

#[test]
fn a_name_that_is_very_long_shows_its_ends() {
    let world = World::new();
    let long = format!("debut-{}-fin", "x".repeat(if cfg!(windows) { 10_000 } else { 100_000 }));
    for args in [
        &["inspect", &long][..],
        &["open", &long, "-o", "out", "--key", "entite.p12", "--password", "file:mdp.txt"],
        &["open", "depots", "-o", "out", "--key", &long],
        &["key", "import", &long],
        &["journal", "verify", &long],
        &["minutes", &long],
        &["consultation", "import", &long],
        &["register", &long],
        &["audit", "--home", &long],
        &["audit", "--output", &long],
        &["audit", "--warn", &long],
        &["key", "show", &long],
        &["consultation", "show", &long],
        &[&long],
        &["completions", &long],
        &["open", "depots", "-o", "out", "--key", "entite.p12", "--timezone", &long],
        &["open", "depots", "-o", "out", "--key", "entite.p12", "--deadline", &long],
        &["open", "depots", "-o", "out", "--key", "entite.p12", "--password", &format!("file:{long}")],
        &["open", "depots", "-o", "out", "--key", "entite.p12", "--password", &format!("env:{long}")],
    ] {
        let ran = world.run(args);
        assert_ne!(ran.code, Some(0), "{}", args[0]);
        let said = ran.out.len() + ran.err.len();
        assert!(said < 1500, "{said} octets for {}: {ran}", args[0]);
    }
    world.run(["inspect", &long]).says("debut-xxx").says("xxx-fin").says("x…x");
}
