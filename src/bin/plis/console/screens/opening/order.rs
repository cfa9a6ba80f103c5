//! From the wizard to an opening at work: the command line of its process.

use plis::registry::Location;

use super::{CASES, check, keys, typed, wanted::Wanted};
use crate::console::{
    run::Order,
    screens::watch,
    visit::{Reply, Visit},
};

/// Starts it, when every password is right.
pub(super) fn begin(visit: &Visit, wanted: &Wanted, rehearsal: bool) -> Reply {
    let passwords = match keys::passwords(visit, &wanted.held) {
        Ok(passwords) => passwords,
        Err(wrong) => return check::show(visit, wanted, Some(&wrong)),
    };
    let typed_text = visit.form();
    let mut arguments: Vec<std::ffi::OsString> = Vec::new();
    let mut add = |words: &[&std::ffi::OsStr]| arguments.extend(words.iter().map(|word| (*word).to_owned()));
    add(&["open".as_ref(), "--format".as_ref(), "ndjson".as_ref(), "--color".as_ref(), "never".as_ref()]);
    add(&["--lang".as_ref(), visit.lang().code().as_ref()]);
    if let Some(home) = &visit.console.setting.home {
        match home {
            Location::Folder(home) => add(&["--home".as_ref(), home.as_os_str()]),
            #[cfg(feature = "postgres")]
            Location::Server(address) => add(&["--registry".as_ref(), address.text().as_ref()]),
        }
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
    Reply::See(visit.at(&watch::path(&run)))
}
