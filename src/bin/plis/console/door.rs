//! Who may come in: an address that works once, and the session it becomes.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use plis::crypto::hex;
use subtle::ConstantTimeEq as _;

use crate::words::Lang;

/// How long an address waits for its browser.
const PATIENCE: Duration = Duration::from_mins(1);
/// Spent addresses that are remembered, to tell a second use from a guess.
const REMEMBERED: usize = 8;

/// The console's own secrets.
pub(super) struct Door {
    port: u16,
    /// First part of every path: cookies ignore ports, paths they do not.
    instance: String,
    state: Mutex<State>,
}

struct State {
    token: String,
    made: Instant,
    spent: Vec<String>,
    visitor: Option<Visitor>,
}

/// Somebody who came by the address.
#[derive(Clone)]
pub(super) struct Visitor {
    cookie: String,
    /// In every form, so that no other page can send one.
    pub(super) form: String,
    pub(super) lang: Lang,
    /// What was just done, for the next page.
    note: Option<String>,
}

/// What an address is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// The session begins.
    Welcome,
    /// It was used already: whoever has the session may not be who it was for.
    Spent,
    /// It waited too long.
    Stale,
    /// It never was one.
    Unknown,
}

impl Door {
    /// A closed door with one address.
    pub(super) fn new(port: u16) -> Result<Self, getrandom::Error> {
        let state = State { token: secret()?, made: Instant::now(), spent: Vec::new(), visitor: None };
        Ok(Self { port, instance: secret()?, state: Mutex::new(state) })
    }

    /// The port.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The part of the path that is this process's.
    pub(super) fn instance(&self) -> &str {
        &self.instance
    }

    /// What a browser is given to open.
    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/?jeton={}", self.port, self.state().token)
    }

    /// The name of the cookie: another console on another port has another.
    pub(super) fn cookie_name(&self) -> String {
        format!("plis-{}", self.port)
    }

    /// Somebody comes with an address. Gives what it is worth, and whether a new address was made.
    pub(super) fn enter(&self, token: &str, lang: Lang) -> Result<Entry, getrandom::Error> {
        let (cookie, form, next) = (secret()?, secret()?, secret()?);
        let mut state = self.state();
        if is(&state.token, token) {
            let too_late = state.made.elapsed() > PATIENCE;
            state.renew(next);
            if too_late {
                return Ok(Entry::Stale);
            }
            state.visitor = Some(Visitor { cookie, form, lang, note: None });
            return Ok(Entry::Welcome);
        }
        if state.spent.iter().any(|spent| is(spent, token)) {
            state.visitor = None;
            state.renew(next);
            return Ok(Entry::Spent);
        }
        Ok(Entry::Unknown)
    }

    /// The visitor whose cookie this is.
    pub(super) fn visitor(&self, cookie: &str) -> Option<Visitor> {
        self.state().visitor.clone().filter(|visitor| is(&visitor.cookie, cookie))
    }

    /// What the browser is to keep.
    pub(super) fn set_cookie(&self) -> Option<String> {
        let state = self.state();
        let cookie = &state.visitor.as_ref()?.cookie;
        let (name, instance) = (self.cookie_name(), &self.instance);
        Some(format!("{name}={cookie}; Path=/{instance}/; HttpOnly; SameSite=Strict"))
    }

    /// The visitor reads another language from now on.
    pub(super) fn speak(&self, lang: Lang) {
        if let Some(visitor) = &mut self.state().visitor {
            visitor.lang = lang;
        }
    }

    /// Something was done: the next page says so.
    pub(super) fn leave_note(&self, note: String) {
        if let Some(visitor) = &mut self.state().visitor {
            visitor.note = Some(note);
        }
    }

    /// What was just done.
    pub(super) fn take_note(&self) -> Option<String> {
        self.state().visitor.as_mut()?.note.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn renew(&mut self, next: String) {
        if self.spent.len() == REMEMBERED {
            self.spent.remove(0);
        }
        self.spent.push(std::mem::replace(&mut self.token, next));
        self.made = Instant::now();
    }
}

impl Visitor {
    /// Whether a form was made for this session.
    pub(super) fn sent(&self, token: &str) -> bool {
        is(&self.form, token)
    }
}

/// 128 random bits, in the letters of an address.
fn secret() -> Result<String, getrandom::Error> {
    let mut octets = [0; 16];
    getrandom::fill(&mut octets)?;
    Ok(hex(&octets))
}

fn is(ours: &str, given: &str) -> bool {
    ours.as_bytes().ct_eq(given.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(door: &Door) -> String {
        door.address().split_once("jeton=").expect("a token").1.to_owned()
    }

    #[test]
    fn an_address_waits_for_a_minute() {
        let door = Door::new(1).expect("random octets");
        let first = token(&door);
        let minute = PATIENCE + Duration::from_secs(1);
        // A machine that was just started has no such instant.
        let Some(earlier) = Instant::now().checked_sub(minute) else { return };
        door.state().made = earlier;
        assert_eq!(door.enter(&first, Lang::Fr).expect("random octets"), Entry::Stale);
        assert!(door.set_cookie().is_none());
        let second = token(&door);
        assert_ne!(first, second);
        assert_eq!(door.enter(&second, Lang::Fr).expect("random octets"), Entry::Welcome);
        // What was stale is spent as well: it ends what somebody else has.
        assert_eq!(door.enter(&first, Lang::Fr).expect("random octets"), Entry::Spent);
        assert!(door.set_cookie().is_none());
    }
}
