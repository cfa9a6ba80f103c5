//! The keys of an opening, and the passwords of their files: each tried before anything is begun.

use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use maud::{Markup, html};
use plis::{
    desk::{Error, is_protected, open::KeysOfConsultation, open_private_key},
    keys::{KeyFileError, Role, token::windows::Thumbprint},
    registry::{ConsultationRecord, PrivateKey},
    report::untrusted,
    secret::Password,
};

use crate::{
    console::{
        parts::{self, Field, Wrong},
        screens::shown,
        trouble::Trouble,
        visit::Visit,
        wording,
    },
    words::error::desk::desk,
};

/// Key files of one opening: each has a field for its password.
const MOST: usize = 200;

/// The fields, by their place.
static FIELDS: LazyLock<Vec<String>> =
    LazyLock::new(|| (1..=MOST).map(|number| format!("mdp{number}")).collect());

/// A key file of an opening.
pub(super) struct Held {
    name: String,
    role: Role,
    private: PrivateKey,
    /// Given by its path, and not by its consultation.
    given: bool,
    /// `None` where it cannot be read.
    protected: Option<bool>,
    /// In the certificate store of Windows.
    stored: bool,
}

impl Held {
    fn new(name: String, role: Role, private: PrivateKey, given: bool) -> Self {
        let stored = private.path().is_some_and(|path| Thumbprint::named(path).is_some());
        // An opening keeps the place of a password for what it was given, and not for what it finds in the store itself.
        let protected = if stored { given.then_some(false) } else { is_protected(&private).ok() };
        Self { name, role, private, given, protected, stored }
    }

    /// What names it to the opening, where its consultation does not.
    pub(super) fn option(&self) -> Option<(&'static str, String)> {
        let name = match self.role {
            Role::Entity => "key",
            Role::Emergency => "emergency-key",
        };
        let path = self.private.path().filter(|_| self.given)?;
        Some((name, path.to_string_lossy().into_owned()))
    }
}

/// The files that were given, entity first; then those of the consultation, in the order that an opening takes them in.
pub(super) fn held(visit: &Visit, consultation: Option<&ConsultationRecord>) -> Result<Vec<Held>, Trouble> {
    let mut held = Vec::new();
    for (field, role) in [("cles", Role::Entity), ("secours", Role::Emergency)] {
        let paths = visit.form().text(field).split(['\n', '|']).map(|path| path.trim().trim_matches('"'));
        for path in paths.filter(|path| !path.is_empty()) {
            held.push(Held::new(untrusted::text(path), role, PrivateKey::File(path.into()), true));
        }
    }
    let Some(consultation) = consultation else { return Ok(held) };
    let asked = KeysOfConsultation { reference: consultation.reference.clone() };
    for key in asked.run(&visit.desk()?)? {
        if key.private != PrivateKey::None {
            held.push(Held::new(parts::name(&key.name), key.role, key.private, false));
        }
    }
    Ok(held)
}

/// More of them than there are fields for.
pub(super) fn too_many(held: &[Held]) -> Option<usize> {
    (held.len() > MOST).then_some(MOST)
}

/// A field for each file that is protected.
pub(super) fn fields(visit: &Visit, held: &[Held], wrong: Option<&Wrong>) -> Markup {
    let say = visit.say();
    html! {
        @for (one, field) in held.iter().zip(FIELDS.iter()) {
            @let label = format!("{} ({})", one.name, shown::role(say, one.role));
            @match one.protected {
                Some(true) => {
                    @let own = Field::password(field, say.console_password_of(label));
                    @match (one.role, *field == FIELDS[0]) {
                        (Role::Emergency, _) => (own.hint(say.console_password_emergency_hint()).show(wrong)),
                        (Role::Entity, false) => (own.hint(say.console_password_same_hint()).show(wrong)),
                        (Role::Entity, true) => (own.show(wrong)),
                    }
                }
                _ if one.stored => p { (label) " – " (say.console_store_in()) },
                Some(false) => p { (label) " – " (say.console_not_protected()) },
                None => div.alert.warn { p { (label) " – " (say.console_key_file_unreadable(untrusted::path(one.private.path().unwrap_or(Path::new(&one.name))))) } },
            }
        }
    }
}

/// A password for each file, by the variable it goes in; one that opens nothing is said beside its field. An empty field is
/// the password of the first. Emergency keys may go without: then they open nothing.
pub(super) fn passwords(visit: &Visit, held: &[Held]) -> Result<Vec<(String, Arc<Password>)>, Wrong> {
    let typed = visit.form();
    let first = typed.password(&FIELDS[0]);
    let mut passwords = Vec::new();
    for (at, (one, field)) in held.iter().zip(FIELDS.iter()).enumerate() {
        // The opening passes over it too.
        let Some(protected) = one.protected else { continue };
        let own = typed.password(field);
        let password = if own.expose().is_empty() { Password::new(first.expose().to_owned()) } else { own };
        let password = Arc::new(password);
        if protected {
            match open_private_key(&mut Arc::clone(&password), at, &one.private, Path::new(&one.name)) {
                Err(Error::KeyFile { error, .. })
                    if *error == KeyFileError::WrongPassword
                        && one.role == Role::Emergency
                        && typed.password(field).expose().is_empty() => {}
                Err(error) => {
                    let (sentence, _) = desk(&error, visit.tongue());
                    return Err(Wrong::at(field, wording::capitalized(&sentence)));
                }
                Ok(_) => {}
            }
        }
        passwords.push((format!("PLIS_CONSOLE_{at}"), password));
    }
    Ok(passwords)
}
