//! The passwords of a form.

use std::sync::Arc;

use plis::{
    desk::{self, NoPassword, Purpose, Wanted},
    secret::Password,
};

/// What was typed, for a file that is there and for one to be written. Each is tried once.
pub(super) struct Passwords {
    pub(super) old: Arc<Password>,
    pub(super) new: Arc<Password>,
}

impl Passwords {
    pub(super) fn new(old: Password, new: Password) -> Self {
        Self { old: Arc::new(old), new: Arc::new(new) }
    }
}

impl desk::Passwords for Passwords {
    fn give(&mut self, wanted: &Wanted<'_>) -> Result<Option<Arc<Password>>, NoPassword> {
        let typed = match wanted.purpose {
            Purpose::Open | Purpose::Pin | Purpose::Sign => &self.old,
            Purpose::Protect => &self.new,
        };
        Ok((wanted.wrong == 0).then(|| Arc::clone(typed)))
    }
}
