//! The wizard of an opening: where the plis are and what is known of them; then keys, passwords, and a rehearsal or the
//! real thing.

use std::path::{Path, PathBuf};

use maud::{Markup, html};
use plis::{
    desk::{
        ReadRegister,
        consultations::{ConsultationList, ShowConsultation},
    },
    register::{Columns, Register},
    registry::{ConsultationRecord, ConsultationState},
    report::untrusted,
    time::Zone,
};

use super::{
    opening_keys::{self, Held},
    shown,
};
use crate::{
    console::{
        page::{self, Place},
        parts::{self, Field, Wrong, form},
        places,
        run::Order,
        trouble::{Trouble, where_there_is_one},
        visit::{Answer, Reply, Visit},
    },
    words::number,
};

/// What is typed once, and carried from step to step.
pub(super) const TYPED: [&str; 9] =
    ["plis", "registre", "consultation", "cles", "secours", "sortie", "ouvreurs", "motif", "limite"];
/// What is refused by default and may be opened with a motif.
const CASES: [&str; 4] = ["late", "superseded", "withdrawn", "altered"];

/// The wizard.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    match visit.form().text("etape") {
        "" | "choix" => first(visit, None),
        step => match wanted(visit) {
            Err(Refusal::Trouble(trouble)) => Err(trouble),
            Err(Refusal::Beside(wrong)) => first(visit, Some(&wrong)),
            Ok(wanted) if step == "cles" => Ok(second(visit, &wanted, None)),
            Ok(wanted) => Ok(begin(visit, &wanted, step == "repeter")),
        },
    }
}

/// What is to be opened, with everything there.
pub(super) struct Wanted {
    plis: PathBuf,
    register: Option<(PathBuf, Register)>,
    consultation: Option<ConsultationRecord>,
    output: PathBuf,
    held: Vec<Held>,
}

enum Refusal {
    Beside(Wrong),
    Trouble(Trouble),
}

impl From<Trouble> for Refusal {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::Beside(wrong)
    }
}

/// What is refused of a field, beside it.
fn beside(visit: &Visit, field: &'static str, trouble: Trouble) -> Refusal {
    match Wrong::of(visit, field, trouble) {
        Ok(wrong) => Refusal::Beside(wrong),
        Err(trouble) => Refusal::Trouble(trouble),
    }
}

/// A path that was typed or chosen: whole, and of no device. Where it leads is not looked at before that is so.
pub(super) fn place(visit: &Visit, field: &'static str) -> Result<PathBuf, Wrong> {
    let text = visit.form().text(field).trim_matches('"').to_owned();
    let device = text.starts_with("\\\\?\\") || text.starts_with("\\\\.\\");
    if !Path::new(&text).is_absolute() || device {
        return Err(Wrong::at(field, visit.say().console_path_absolute()));
    }
    Ok(PathBuf::from(text))
}

fn wanted(visit: &Visit) -> Result<Wanted, Refusal> {
    let (say, typed) = (visit.say(), visit.form());
    if typed.given("plis").is_none() {
        return Err(Wrong::at("plis", say.console_plis_missing()).into());
    }
    let plis = place(visit, "plis")?;
    if !plis.exists() {
        return Err(Wrong::at("plis", say.console_path_not_there()).into());
    }
    let consultation = match typed.given("consultation") {
        None => None,
        Some(reference) => {
            let asked = ShowConsultation { reference: reference.to_owned() };
            let found = where_there_is_one(asked.run(&visit.desk()))
                .map_err(|trouble| beside(visit, "consultation", trouble))?;
            found.map(|found| found.consultation)
        }
    };
    let register = if typed.given("registre").is_none() {
        None
    } else {
        let path = place(visit, "registre")?;
        let asked = ReadRegister {
            path: path.clone(),
            zone: consultation.as_ref().map_or(Zone::PARIS, |one| one.zone),
            columns: Columns::default(),
        };
        let register = asked.run().map_err(|error| beside(visit, "registre", error.into()))?;
        Some((path, register))
    };
    let output = match typed.given("sortie") {
        Some(_) => place(visit, "sortie")?,
        None => suggested(visit, &plis, typed.given("consultation")),
    };
    if output == plis {
        return Err(Wrong::at("sortie", say.console_output_is_root()).into());
    }
    if CASES.iter().any(|case| typed.all("accepter").any(|one| one == *case))
        && typed.given("motif").is_none()
    {
        return Err(Wrong::at("motif", say.console_motif_missing()).into());
    }
    let held = opening_keys::held(visit, consultation.as_ref())?;
    if held.is_empty() {
        return Err(Wrong::at("consultation", say.console_no_key_for_opening()).into());
    }
    if let Some(most) = opening_keys::too_many(&held) {
        return Err(
            Wrong::at("cles", say.console_too_many_keys(number::whole(visit.lang(), most as u64))).into()
        );
    }
    Ok(Wanted { plis, register, consultation, output, held })
}

/// Beside the plis, by the reference; of what was sent in, in the person's own folder.
fn suggested(visit: &Visit, plis: &Path, reference: Option<&str>) -> PathBuf {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = reference.unwrap_or_default().chars().map(plain).take(60).collect();
    let batch = visit.console.staging.batch_of(plis);
    let name = match (name.is_empty(), &batch) {
        (false, _) => format!("ouverture-{name}"),
        (true, None) => "ouverture".to_owned(),
        // Another one, each time.
        (true, Some(batch)) => format!("ouverture-{batch}"),
    };
    let above = if batch.is_some() { places::own() } else { plis.parent().map(Path::to_owned) };
    above.unwrap_or_else(|| plis.to_owned()).join(name)
}

/// Where the plis are, and what is known of them.
fn first(visit: &Visit, wrong: Option<&Wrong>) -> Answer {
    let say = visit.say();
    // What was just chosen among the folders comes before what was typed.
    let chosen_now = |name: &str| visit.form().given(&format!("choisi-{name}"));
    let typed = |name: &'static str| {
        chosen_now(name).or_else(|| visit.form().given(name)).unwrap_or_else(|| visit.query(name))
    };
    let body = html! {
        (parts::summary(visit, wrong))
        p { (say.console_opening_why()) }
        (parts::form_with_files(visit, "/ouverture", &html! {
            // What Enter does: the first button of a form is the one it presses.
            button.unseen type="submit" name="etape" value="cles" tabindex="-1" aria-hidden="true" { (say.console_continue()) }
            (chosen(visit, "plis", say.console_place_of_plis(), say.console_place_of_plis_hint(), typed("plis"), wrong))
            (dropped("depot", &say.console_drop_plis(), true))
            (chosen(visit, "registre", say.console_register(), say.console_register_hint(), typed("registre"), wrong))
            (dropped("depot-registre", &say.console_drop_register(), false))
            (consultations(visit, typed("consultation"), wrong)?)
            (Field::text("ouvreurs", say.console_openers(), typed("ouvreurs")).hint(say.console_openers_hint()).show(wrong))
            details open[wrong.is_some_and(|wrong| ["cles", "secours", "sortie", "motif", "limite"].contains(&wrong.field)) || !typed("sortie").is_empty()] {
                summary { (say.console_more()) }
                div {
                    (chosen(visit, "sortie", say.console_output_folder(), say.console_output_hint(), typed("sortie"), wrong))
                    (chosen(visit, "cles", say.console_key_files(), say.console_key_files_hint(), typed("cles"), wrong))
                    (chosen(visit, "secours", say.console_emergency_files(), say.console_emergency_files_hint(), typed("secours"), wrong))
                    (Field::text("limite", say.console_deadline(), typed("limite")).kind("datetime-local").hint(say.console_deadline_opening_hint()).show(wrong))
                    (Field::text("motif", say.console_motif(), typed("motif")).hint(say.console_motif_hint()).show(wrong))
                    fieldset {
                        legend { (say.console_accept()) }
                        p.hint { (say.console_accept_hint()) }
                        @for case in CASES { (parts::tick("accepter", case, &accepted(visit, case), visit.form().all("accepter").any(|one| one == case))) }
                    }
                }
            }
            button type="submit" name="etape" value="cles" { (say.console_continue()) }
        }))
    };
    let title = say.console_new_opening();
    Ok(match wrong {
        None => page::page(visit, Place::Opening, &title, &body),
        Some(_) => page::refused(visit, Place::Opening, &title, &body),
    })
}

fn accepted(visit: &Visit, case: &str) -> String {
    let say = visit.say();
    match case {
        "late" => say.console_accept_late(),
        "superseded" => say.console_accept_superseded(),
        "withdrawn" => say.console_accept_withdrawn(),
        _ => say.console_accept_altered(),
    }
}

/// A path to type, or to look for among the folders of this machine.
fn chosen(
    visit: &Visit,
    name: &'static str,
    label: String,
    hint: String,
    value: &str,
    wrong: Option<&Wrong>,
) -> Markup {
    let field = Field::text(name, label, value).hint(hint);
    html! {
        (field.show(wrong))
        // Files that were chosen stay here.
        button.quiet type="submit" name="champ" value=(name) formaction=(visit.at("/ouverture/parcourir")) formenctype="application/x-www-form-urlencoded" formnovalidate { (visit.say().console_browse()) }
    }
}

/// Where files can be dropped, or chosen: a browser does both without a script.
fn dropped(name: &'static str, label: &str, several: bool) -> Markup {
    html! {
        div.field.drop {
            label for=(name) { (label) }
            input #(name) name=(name) type="file" multiple[several];
        }
    }
}

fn consultations(visit: &Visit, chosen: &str, wrong: Option<&Wrong>) -> Result<Markup, Trouble> {
    let say = visit.say();
    let mut launched = Vec::new();
    if let Some(list) = where_there_is_one(ConsultationList::at(&visit.desk()))? {
        for one in list.consultations() {
            let one = one?;
            if one.state == ConsultationState::Launched || one.reference == chosen {
                launched.push(one);
            }
        }
    }
    launched.sort_by_key(|one| one.deadline);
    Ok(html! {
        div.field.wrong[wrong.is_some_and(|wrong| wrong.field == "consultation")] {
            label for="consultation" { (say.console_consultation_word()) }
            p.hint { (say.console_consultation_opening_hint()) }
            (parts::beside("consultation", wrong.filter(|wrong| wrong.field == "consultation")))
            select #consultation name="consultation" {
                option value="" { (say.console_consultation_none()) }
                @for one in &launched {
                    option value=(one.reference) selected[one.reference == chosen] {
                        (parts::name(&one.reference)) " – " (say.console_deadline_of(shown::instant(visit, one.deadline, one.zone)))
                    }
                }
            }
        }
    })
}

/// How it was understood, whose keys open it, and their passwords.
fn second(visit: &Visit, wanted: &Wanted, wrong: Option<&Wrong>) -> Reply {
    let say = visit.say();
    let ahead = wanted.consultation.as_ref().filter(|one| visit.now().meets(one.deadline));
    let body = html! {
        (parts::summary(visit, wrong))
        dl.facts {
            dt { (say.console_place_of_plis()) } dd { @if wanted.plis.is_dir() && visit.console.staging.batch_of(&wanted.plis).is_some() { (say.console_dropped()) } @else { (place_of(visit, &wanted.plis)) } }
            @if let Some(one) = &wanted.consultation {
                dt { (say.console_consultation_word()) } dd { (parts::name(&one.reference)) @if let Some(title) = &one.title { " – " (parts::name(title)) } }
                dt { (say.consultation_column_deadline()) } dd { (parts::two_clocks(visit, one.deadline, one.zone)) }
            }
            dt { (say.console_output_folder()) } dd { (untrusted::path(&wanted.output)) }
            @if let Some(motif) = visit.form().given("motif") { dt { (say.console_motif()) } dd { (parts::name(motif)) } }
        }
        @if let Some((path, register)) = &wanted.register { (preview(visit, path, register)) }
        @if let Some(one) = ahead { div.alert.warn { p { (say.console_before_deadline(shown::instant(visit, one.deadline, one.zone))) } } }
        section {
            h2 { (say.console_keys_and_passwords()) }
            (form(visit, "/ouverture", &html! {
                (carried(visit))
                (opening_keys::fields(visit, &wanted.held, wrong))
                div.actions {
                    button type="submit" name="etape" value="repeter" { (say.console_rehearse()) }
                    @if ahead.is_none() { button.danger type="submit" name="etape" value="ouvrir" { (say.console_open()) } }
                    button.quiet type="submit" name="etape" value="choix" formnovalidate { (say.console_back()) }
                }
                p.small { (say.console_rehearse_why()) }
            }))
        }
    };
    let title = say.console_new_opening();
    match wrong {
        None => page::page(visit, Place::Opening, &title, &body),
        Some(_) => page::refused(visit, Place::Opening, &title, &body),
    }
}

/// What was typed before, for the next step.
pub(super) fn carried(visit: &Visit) -> Markup {
    let typed = typed(visit);
    html! { @for (name, value) in &typed { input type="hidden" name=(name) value=(value); } }
}

fn typed(visit: &Visit) -> Vec<(String, String)> {
    let texts =
        TYPED.iter().filter_map(|name| Some(((*name).to_owned(), visit.form().given(name)?.to_owned())));
    let cases = visit.form().all("accepter").map(|case| ("accepter".to_owned(), case.to_owned()));
    texts.chain(cases).collect()
}

/// A path as people know it: of what was sent in, the name.
fn place_of(visit: &Visit, path: &Path) -> String {
    match path.file_name() {
        Some(name) if visit.console.staging.batch_of(path).is_some() => untrusted::path(Path::new(name)),
        _ => untrusted::path(path),
    }
}

fn preview(visit: &Visit, path: &Path, register: &Register) -> Markup {
    let say = visit.say();
    let layout = register.layout();
    let count = |rows: usize| number::whole(visit.lang(), rows as u64);
    html! {
        section {
            h2 { (say.console_register()) }
            p { (place_of(visit, path)) " – " (layout.format.name()) " – " (say.console_register_rows(count(register.rows().len()), count(register.paper().len()))) }
            table.cards {
                caption.hint { (say.console_register_understood()) }
                thead { tr { th scope="col" { (say.console_heading()) } th scope="col" { (say.console_understood_as()) } } }
                tbody {
                    @for heading in &layout.headings {
                        tr { td data-label=(say.console_heading()) { (parts::name(&heading.text)) } td data-label=(say.console_understood_as()) { @match heading.means { Some(means) => code { (means) }, None => (say.console_only_kept()) } } }
                    }
                }
            }
        }
    }
}

/// Starts it, when every password is right.
fn begin(visit: &Visit, wanted: &Wanted, rehearsal: bool) -> Reply {
    let passwords = match opening_keys::passwords(visit, &wanted.held) {
        Ok(passwords) => passwords,
        Err(wrong) => return second(visit, wanted, Some(&wrong)),
    };
    let typed_text = visit.form();
    let mut arguments: Vec<std::ffi::OsString> = Vec::new();
    let mut add = |words: &[&std::ffi::OsStr]| arguments.extend(words.iter().map(|word| (*word).to_owned()));
    add(&["open".as_ref(), "--format".as_ref(), "ndjson".as_ref(), "--color".as_ref(), "never".as_ref()]);
    add(&["--lang".as_ref(), visit.lang().code().as_ref()]);
    if let Some(home) = &visit.console.setting.home {
        add(&["--home".as_ref(), home.as_os_str()]);
    }
    let now = visit.console.setting.given.map(|clock| clock.now().to_string());
    if let Some(now) = &now {
        add(&["--now".as_ref(), now.as_ref()]);
    }
    if rehearsal {
        add(&["--dry-run".as_ref()]);
    }
    add(&["--output".as_ref(), wanted.output.as_os_str()]);
    if let Some((path, _)) = &wanted.register {
        add(&["--register".as_ref(), path.as_os_str()]);
    }
    // One argument each: what a person types is never an option.
    let mut words: Vec<String> = Vec::new();
    let mut option = |name: &str, value: &str| words.push(format!("--{name}={value}"));
    if let Some(one) = &wanted.consultation {
        option("consultation", &one.reference);
    }
    for held in &wanted.held {
        if let Some((name, path)) = held.option() {
            option(name, &path);
        }
    }
    for opener in typed_text.text("ouvreurs").split([',', ';']).map(str::trim).filter(|name| !name.is_empty())
    {
        option("opener", opener);
    }
    for case in typed_text.all("accepter").filter(|case| CASES.contains(case)) {
        option("accept", case);
    }
    for (name, field) in [("reason", "motif"), ("deadline", "limite")] {
        if let Some(text) = typed_text.given(field) {
            option(name, text);
        }
    }
    for (name, _) in &passwords {
        option("password", &format!("env:{name}"));
    }
    arguments.extend(words.into_iter().map(Into::into));
    arguments.extend(["--".into(), wanted.plis.clone().into_os_string()]);
    let run = visit.console.bench.open(Order {
        arguments,
        passwords,
        output: wanted.output.clone(),
        consultation: wanted.consultation.as_ref().map(|one| one.reference.clone()),
        rehearsal,
        typed: typed(visit),
    });
    Reply::See(visit.at(&super::watch::path(&run)))
}
