//! Which consultation is opened, from the register and the options, and when it may be.

use plis::{consultation::Consultation, register::Register, time::Zone};

use crate::{args::open::OpenOrder, error::Error};

/// What is known of the consultation. Two sources that name different deadlines are refused, never chosen from.
pub(super) fn consultation(options: &OpenOrder, register: Option<&Register>) -> Result<Consultation, Error> {
    let listed = register.map(Register::consultation).cloned().unwrap_or_default();
    let zone = options.zone.or(listed.zone).unwrap_or(Zone::PARIS);
    let deadline = match (options.deadline, listed.deadline) {
        (Some(first), Some(second)) if first != second => {
            return Err(Error::TwoDeadlines { first, second, zone });
        }
        (first, second) => first.or(second),
    };
    Ok(Consultation { reference: listed.reference, title: None, entity: None, deadline, zone })
}
