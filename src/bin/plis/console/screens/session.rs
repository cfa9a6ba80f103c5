//! The language, and the end.

use crate::{
    console::{
        page,
        visit::{Answer, Reply, Visit},
    },
    words::Lang,
};

/// Another language, on the page it was asked on.
#[expect(clippy::unnecessary_wraps, reason = "every screen answers so")]
pub(in crate::console) fn speak(visit: &Visit) -> Answer {
    let lang = if visit.form().text("langue") == "en" { Lang::En } else { Lang::Fr };
    visit.console.door.speak(lang);
    let back = visit.form().text("retour");
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_%~.".contains(c);
    let ours =
        back.starts_with('/') && !back.contains("//") && !back.contains("..") && back.chars().all(plain);
    Ok(Reply::See(visit.at(if ours { back } else { "/" })))
}

/// The console ends once nothing is at work in it.
#[expect(clippy::unnecessary_wraps, reason = "every screen answers so")]
pub(in crate::console) fn end(visit: &Visit) -> Answer {
    visit.console.pulse.close();
    Ok(Reply::Page(page::farewell(visit)))
}
