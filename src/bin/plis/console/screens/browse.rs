//! The folders of this machine, to choose where plis, registers and keys are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use maud::{Markup, html};
use plis::report::untrusted;

use super::opening;
use crate::console::{
    page::{self, Place},
    parts::{Wrong, form, lines},
    places::{disks, own, top},
    visit::{Answer, Visit},
};

/// Entries of a folder that are shown.
const ENTRIES: usize = 1000;

/// Places of past openings that are proposed, and openings that they are looked for in.
const RECENT: usize = 5;
const OPENINGS: usize = 50;

/// A folder, and what can be chosen in it for a field of the wizard.
#[expect(clippy::unnecessary_wraps, reason = "every screen answers so")]
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let say = visit.say();
    let field = match visit.form().text("champ") {
        "registre" => "registre",
        "cles" => "cles",
        "secours" => "secours",
        "sortie" => "sortie",
        _ => "plis",
    };
    let here = start(visit, field);
    let listed = list(&here);
    let title = match field {
        "plis" => say.console_place_of_plis(),
        "registre" => say.console_register(),
        "sortie" => say.console_output_folder(),
        _ => say.console_key_files(),
    };
    let body = html! {
        (form(visit, "/ouverture/parcourir", &html! {
            (opening::carried(visit))
            input type="hidden" name="champ" value=(field);
            p { (say.console_here()) " " code { (untrusted::path(&here)) } }
            div.actions {
                @for (name, path) in places(visit, &here) { button.quiet type="submit" name="aller" value=(path.display()) { (name.unwrap_or_else(|| say.console_folder_above())) } }
                @if field == "plis" || field == "sortie" { (choose(visit, field, &here, &say.console_choose_folder())) }
                button.quiet type="submit" name="etape" value="choix" formaction=(visit.at("/ouverture")) { (say.console_back()) }
            }
            @match listed {
                Err(wrong) => div.alert.bad { p { (lines(&wrong.sentence)) } },
                Ok(entries) => {
                    @if entries.is_empty() { p { (say.console_folder_empty()) } }
                    ul.entries {
                        @for entry in entries.iter().take(ENTRIES) {
                            li {
                                @if entry.folder { button.quiet type="submit" name="aller" value=(entry.path.display()) { (entry.name) "/" } }
                                @else if field == "sortie" { (entry.name) }
                                @else { (choose(visit, field, &entry.path, &entry.name)) }
                            }
                        }
                    }
                    @if entries.len() > ENTRIES { p.small { (say.console_folder_more()) } }
                }
            }
        }))
    };
    Ok(page::page(visit, Place::Opening, &title, &body))
}

/// Chooses a path for a field: back to the wizard with it. It comes first, and so before what was typed.
fn choose(visit: &Visit, field: &str, path: &Path, label: &str) -> Markup {
    html! { button type="submit" name={ "choisi-" (field) } value=(path.display()) formaction=(visit.at("/ouverture")) { (label) } }
}

struct Entry {
    name: String,
    path: PathBuf,
    folder: bool,
}

/// The folder asked for; else that of what was typed; else the person's own.
fn start(visit: &Visit, field: &'static str) -> PathBuf {
    let asked = opening::place(visit, "aller").ok();
    let near = |field| {
        let path = opening::place(visit, field).ok()?;
        if path.is_dir() {
            Some(path)
        } else {
            path.parent().filter(|above| above.is_dir()).map(Path::to_owned)
        }
    };
    // What is handed over with the plis is mostly beside them.
    asked.or_else(|| near(field)).or_else(|| near("plis")).or_else(own).unwrap_or_else(top)
}

/// Where openings were made last: nothing of it is looked at before it is chosen.
fn recent(visit: &Visit) -> Vec<PathBuf> {
    let told = visit.desk().ok().and_then(|desk| visit.console.lookout.last_openings(&desk, OPENINGS).ok());
    let mut places: Vec<PathBuf> = Vec::new();
    for told in told.iter().flatten() {
        if let Some(beside) = Path::new(&told.started.folder).parent()
            && places.len() < RECENT
            && places.iter().all(|place| place != beside)
        {
            places.push(beside.to_owned());
        }
    }
    places
}

/// The folder above, and places that people know.
fn places(visit: &Visit, here: &Path) -> Vec<(Option<String>, PathBuf)> {
    let above = here.parent().map(|above| (None, above.to_owned()));
    let known = own()
        .into_iter()
        .chain(disks())
        .chain(recent(visit))
        .map(|place| (Some(untrusted::path(&place)), place));
    above.into_iter().chain(known).collect()
}

/// Folders first, then files, by their names; nothing hidden, and no links.
fn list(folder: &Path) -> Result<Vec<Entry>, Wrong> {
    let wrong = |error: std::io::Error| Wrong::at("", error.to_string());
    let mut entries: Vec<Entry> = fs::read_dir(folder)
        .map_err(wrong)?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let kind = entry.file_type().ok()?;
            let name = entry.file_name().to_str()?.to_owned();
            let shown = !name.starts_with('.') && (kind.is_dir() || kind.is_file());
            shown.then(|| Entry { name: untrusted::text(&name), path: entry.path(), folder: kind.is_dir() })
        })
        .collect();
    entries.sort_by_key(|entry| (!entry.folder, entry.name.to_lowercase()));
    Ok(entries)
}
