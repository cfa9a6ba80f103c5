//! The minutes of the forty plis, as far as a program can judge them: strangers' names are text, the page loads and
//! runs nothing, those who listen hear the headings, and no spreadsheet runs a cell.

use super::{open, world};
use crate::world::{Exit, World, sha256};

const COMPANY: &str = "Groupement momentané d'entreprises solidaires";

fn opened() -> World {
    let (world, _) = world();
    open(&world, "registre.csv", &[]).exits(Exit::Partial);
    world
}

/// What stands between `<` and `>`.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()).collect()
}

#[test]
fn the_page_runs_nothing_and_loads_nothing() {
    let world = opened();
    for lang in ["fr", "en"] {
        let html = world.plis(&format!("minutes out --lang {lang}")).exits(Exit::Done).out;
        assert!(html.contains(&format!("<html lang=\"{lang}\">")));
        let names: Vec<&str> = tags(&html)
            .iter()
            .map(|tag| tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or(""))
            .collect();
        for name in &names {
            assert!(
                !["script", "img", "link", "iframe", "object", "embed", "a", "form", "svg", "base"]
                    .contains(name),
                "<{name}>"
            );
        }
        for tag in tags(&html) {
            for attribute in [" src", " href", " on", " action", " data", " srcset"] {
                assert!(!tag.contains(attribute), "<{tag}>");
            }
        }
        let style =
            html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style");
        assert!(!style.contains("url(") && !style.contains("@import"), "nothing is loaded by the style");
        assert!(html.contains("default-src 'none'"));
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(
            html.contains("<bdi>חברת בנייה \\u{202e}fdp.exe</bdi>"),
            "turned letters are shown, not obeyed"
        );
        assert!(!html.contains('\u{202e}'));
        assert!(html.contains("=HYPERLINK(&quot;http://x.example&quot;;&quot;ici&quot;)"));
        assert!(html.contains(COMPANY) && html.contains("et enviro"), "the name of 200 characters is whole");
    }
}

#[test]
fn those_who_listen_hear_what_stands_where() {
    let world = opened();
    let html = world.plis("minutes out").exits(Exit::Done).out;
    let tables = html.matches("<table>").count();
    // That of the signatures has a heading of its own.
    assert_eq!(html.matches("<caption>").count(), tables - 1);
    assert_eq!(html.matches("<thead>").count(), tables);
    for tag in tags(&html).iter().filter(|tag| tag.starts_with("th ") || **tag == "th") {
        assert!(tag.contains("scope=\"col\"") || tag.contains("scope=\"row\""), "<{tag}>");
    }
    assert_eq!(html.matches("<h1>").count(), 1);
    for (open, close) in [("<table", "</table>"), ("<tr", "</tr>"), ("<td", "</td>"), ("<main", "</main>")] {
        assert_eq!(html.matches(open).count(), html.matches(close).count(), "{open}");
    }
}

/// Opened or not: which file it was is known of each that could be read.
#[test]
fn the_digest_of_every_file_is_in_the_record() {
    let world = opened();
    let minutes = String::from_utf8(world.read("out/proces-verbal.html")).expect("UTF-8");
    let journal = String::from_utf8(world.read("out/journal.jsonl")).expect("UTF-8");
    let table = world.plis("minutes out --format csv").exits(Exit::Done).out;
    let report = world.json("out/opening.json");
    let mut known = 0;
    for row in report["items"].as_array().expect("rows") {
        let input = row["input"].as_str().expect("a path");
        if matches!(row["reason"].as_str(), Some("missing_file" | "unreadable")) {
            assert_eq!(row["sha256_in"], serde_json::Value::Null, "{input}");
            continue;
        }
        let blocks: Vec<&str> =
            row["blocks"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
        let files = if blocks.is_empty() { vec![input] } else { blocks };
        let digest = |file: &&str| {
            // A block that is missing.
            if world.path(file).exists() { sha256(&world.read(file)) } else { "-".to_owned() }
        };
        let digests: Vec<String> = files.iter().map(digest).collect();
        assert_eq!(row["sha256_in"], digests.join(" "), "{input}");
        for digest in &digests {
            assert!([&minutes, &journal, &table].iter().all(|record| record.contains(digest)), "{input}");
        }
        known += 1;
    }
    assert!(known > 40, "{known}");
}

#[test]
fn the_page_tells_what_a_court_asks() {
    let world = opened();
    let html = world.plis("minutes out --format text").exits(Exit::Done);
    let head = world.json("out/opening.json")["journal"]["head"].as_str().expect("head").to_owned();
    html.says("20 fichiers ouverts sur 48")
        .says("Au registre des dépôts : 40 plis")
        .says("Un pli a été ouvert avec une bi-clé de secours")
        .says("Motif donné : bi-clé d'entité de M. Morel perdue le 14/11/2026")
        .says("18/11/2026 12:00:00 (Europe/Paris), 11:00:00 UTC")
        .says("Claire Martin")
        .says("arrêté du 22 mars 2019, annexe 6, article 2")
        .says("15 plis ; leurs copies de sauvegarde peuvent être ouvertes")
        .says("Au-delà d'une limite")
        .says("2 fichiers ne sont pas au registre des dépôts")
        .never_shows("missing_block")
        .never_shows("withdrawn")
        .says(&head);
}

/// The rows of a CSV text, by a reader of its own.
fn records(text: &str, delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_table_opens_in_a_spreadsheet_and_runs_nothing_there() {
    let world = opened();
    let french = world.plis("minutes out --format csv").exits(Exit::Done).out;
    let english = world.plis("minutes out --lang en --format csv").exits(Exit::Done).out;
    assert!(french.starts_with("\u{feff}N°;Pli;Entreprise;"), "{french}");
    assert!(english.starts_with("No.,Pli,Company,"), "{english}");
    for (text, delimiter) in [(french.trim_start_matches('\u{feff}'), b';'), (&english, b',')] {
        assert_eq!(text.matches("\r\n").count(), text.matches('\n').count(), "each row ends with CR LF");
        let rows = records(text, delimiter);
        assert_eq!(rows.len(), 49);
        for row in &rows {
            assert_eq!(row.len(), rows[0].len());
            for cell in row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            }
        }
        // In their order of arrival: what came in the last second, then what no register lists.
        let plis: Vec<&str> = rows.iter().skip(1).map(|row| row[1].as_str()).collect();
        assert_eq!(plis[..4], ["01", "01", "05", "06"]);
        assert_eq!(plis[plis.len() - 6..], ["02", "03", "04", "11", "", ""]);
        assert!(rows.iter().any(|row| row[2] == "'=HYPERLINK(\"http://x.example\";\"ici\")"), "{text}");
        assert!(
            rows.iter().any(|row| row[13].ends_with("offre/1/@SUM(1;1).pdf")),
            "a path starts with a folder"
        );
    }
}
