//! The keys of an opening, and the passwords of their files: each tried before anything is begun.

use std::{path::PathBuf, sync::Arc};

use maud::{Markup, html};
use plis::{
    keys::{KeyFileError, Role, needs_password, read_key_file},
    registry::ConsultationRecord,
    report::untrusted,
    secret::Password,
};

use super::shown;
use crate::{
    console::{
        ask,
        parts::{self, Field, Wrong},
        trouble::Trouble,
        visit::Visit,
    },
    words::error::keys,
};

/// Fields of passwords, by their place. More key files than this are opened with one password.
const FIELDS: [&str; 12] =
    ["mdp1", "mdp2", "mdp3", "mdp4", "mdp5", "mdp6", "mdp7", "mdp8", "mdp9", "mdp10", "mdp11", "mdp12"];

/// A key file of an opening.
pub(super) struct Held {
    name: String,
    role: Role,
    path: PathBuf,
    /// Given by its path, and not by its consultation.
    given: bool,
    /// `None` where it cannot be read.
    protected: Option<bool>,
}

impl Held {
    fn new(name: String, role: Role, path: PathBuf, given: bool) -> Self {
        let protected = ask::read(&path).ok().map(|octets| needs_password(&octets));
        Self { name, role, path, given, protected }
    }

    /// What names it to the opening, where its consultation does not.
    pub(super) fn option(&self) -> Option<(&'static str, String)> {
        let name = match self.role {
            Role::Entity => "key",
            Role::Emergency => "emergency-key",
        };
        self.given.then(|| (name, self.path.to_string_lossy().into_owned()))
    }
}

/// The files that were given, entity first; then those of the consultation, in the order that an opening takes them in.
pub(super) fn held(visit: &Visit, consultation: Option<&ConsultationRecord>) -> Result<Vec<Held>, Trouble> {
    let mut held = Vec::new();
    for (field, role) in [("cles", Role::Entity), ("secours", Role::Emergency)] {
        let paths = visit.form().text(field).split(['\n', '|']).map(|path| path.trim().trim_matches('"'));
        for path in paths.filter(|path| !path.is_empty()) {
            held.push(Held::new(untrusted::text(path), role, PathBuf::from(path), true));
        }
    }
    let Some((consultation, registry)) = consultation.zip(visit.registry()?) else { return Ok(held) };
    for recipient in registry.recipients(consultation.id)? {
        let key = recipient.key.map(|id| registry.key_by_id(id)).transpose()?;
        let path = match key.and_then(|key| registry.key_file(&key)) {
            Some(path) => Some(path),
            None => registry.key_file_of(&recipient.certificate.public_key)?,
        };
        if let Some(path) = path {
            held.push(Held::new(parts::name(&recipient.name), recipient.role, path, false));
        }
    }
    Ok(held)
}

/// A field for each file that is protected.
pub(super) fn fields(visit: &Visit, held: &[Held], wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    html! {
        @for (one, field) in held.iter().zip(FIELDS) {
            @let label = format!("{} ({})", one.name, shown::role(say, one.role));
            @match one.protected {
                Some(true) => {
                    @let own = Field::password(field, say.console_password_of(label));
                    @match (one.role, field == FIELDS[0]) {
                        (Role::Emergency, _) => (own.hint(say.console_password_emergency_hint()).show(wrong)),
                        (Role::Entity, false) => (own.hint(say.console_password_same_hint()).show(wrong)),
                        (Role::Entity, true) => (own.show(wrong)),
                    }
                }
                Some(false) => p { (label) " – " (say.console_not_protected()) },
                None => div.alert.warn { p { (label) " – " (say.console_key_file_unreadable(untrusted::path(&one.path))) } },
            }
        }
    }
}

/// A password for each file, by the variable it goes in; one that opens nothing is said beside its field. An empty field is
/// the password of the first. Emergency keys may go without: then they open nothing.
pub(super) fn passwords(visit: &Visit, held: &[Held]) -> Result<Vec<(String, Arc<Password>)>, Wrong> {
    let typed = visit.form();
    let first = typed.password(FIELDS[0]);
    let mut passwords = Vec::new();
    for (at, (one, field)) in held.iter().zip(FIELDS).enumerate() {
        // The opening passes over it too.
        let Some(protected) = one.protected else { continue };
        let own = typed.password(field);
        let password = if own.expose().is_empty() { Password::new(first.expose().to_owned()) } else { own };
        if protected {
            let octets = ask::read(&one.path).unwrap_or_default();
            match read_key_file(&octets, Some(&password)) {
                Err(KeyFileError::WrongPassword)
                    if one.role == Role::Emergency && typed.password(field).expose().is_empty() => {}
                Err(error) => {
                    let (sentence, _) = keys::key_file(&one.name, &error, visit.tongue());
                    return Err(Wrong::at(field, crate::console::wording::capitalized(&sentence)));
                }
                Ok(_) => {}
            }
        }
        passwords.push((format!("PLIS_CONSOLE_{at}"), Arc::new(password)));
    }
    Ok(passwords)
}
