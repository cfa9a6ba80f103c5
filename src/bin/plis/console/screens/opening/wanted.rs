//! What is to be opened, understood of what was typed.

use std::path::{Path, PathBuf};

use plis::{
    desk::{ReadRegister, consultations::ShowConsultation},
    register::{Columns, Register},
    registry::ConsultationRecord,
    time::Zone,
};

use super::{
    CASES,
    keys::{self, Held},
};
use crate::{
    console::{
        parts::Wrong,
        places,
        trouble::{Trouble, where_there_is_one},
        visit::Visit,
    },
    words::number,
};

/// What is to be opened, with everything there.
pub(super) struct Wanted {
    pub(super) plis: PathBuf,
    pub(super) register: Option<(PathBuf, Register)>,
    pub(super) consultation: Option<ConsultationRecord>,
    pub(super) output: PathBuf,
    pub(super) held: Vec<Held>,
}

/// Why there is nothing to be opened yet.
pub(super) enum Refusal {
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
pub(in crate::console::screens) fn place(visit: &Visit, field: &'static str) -> Result<PathBuf, Wrong> {
    let text = visit.form().text(field).trim_matches('"').to_owned();
    let device = text.starts_with("\\\\?\\") || text.starts_with("\\\\.\\");
    if !Path::new(&text).is_absolute() || device {
        return Err(Wrong::at(field, visit.say().console_path_absolute()));
    }
    Ok(PathBuf::from(text))
}

/// Understands the form.
pub(super) fn wanted(visit: &Visit) -> Result<Wanted, Refusal> {
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
            let found = where_there_is_one(asked.run(&visit.desk()?))
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
    let held = keys::held(visit, consultation.as_ref())?;
    if held.is_empty() {
        return Err(Wrong::at("consultation", say.console_no_key_for_opening()).into());
    }
    if let Some(most) = keys::too_many(&held) {
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
