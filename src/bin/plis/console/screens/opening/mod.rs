//! The wizard of an opening: where the plis are and what is known of them; then keys, passwords, and a rehearsal or the
//! real thing.
//!
//! In reading order: the [`choice`] is made, what is [`wanted`] is understood of it, the [`check`] shows that and asks for
//! the passwords of the [`keys`], and it becomes an [`order`].

mod check;
mod choice;
mod keys;
mod order;
mod wanted;

use maud::{Markup, html};

pub(super) use self::wanted::place;
use self::wanted::{Refusal, wanted};
use crate::console::visit::{Answer, Visit};

/// What is typed once, and carried from step to step.
const TYPED: [&str; 9] =
    ["plis", "registre", "consultation", "cles", "secours", "sortie", "ouvreurs", "motif", "limite"];
/// What is refused by default and may be opened with a motif.
const CASES: [&str; 4] = ["late", "superseded", "withdrawn", "altered"];

/// The wizard.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    match visit.form().text("etape") {
        "" | "choix" => choice::show(visit, None),
        step => match wanted(visit) {
            Err(Refusal::Trouble(trouble)) => Err(trouble),
            Err(Refusal::Beside(wrong)) => choice::show(visit, Some(&wrong)),
            Ok(wanted) if step == "cles" => Ok(check::show(visit, &wanted, None)),
            Ok(wanted) => Ok(order::begin(visit, &wanted, step == "repeter")),
        },
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
