//! Which consultation is opened, from the registry, the deposit register and the options, and when it may be.

use plis::{
    consultation::Consultation,
    register::Register,
    time::{Timestamp, Zone},
};

use crate::cli::{args::open::OpenOrder, error::Error};

/// What is known of the consultation. Two sources that name different deadlines are refused, never chosen from.
pub(super) fn consultation(
    order: &OpenOrder,
    register: Option<&Register>,
    known: Option<Consultation>,
) -> Result<Consultation, Error> {
    let listed = register.map(Register::consultation).cloned().unwrap_or_default();
    let known_zone = known.as_ref().map(|known| known.zone);
    let zone = order.zone.or(known_zone).or(listed.zone).unwrap_or(Zone::PARIS);
    let known = known.unwrap_or_default();
    let deadline = [order.deadline, known.deadline, listed.deadline].into_iter().flatten().try_fold(
        None,
        |first: Option<Timestamp>, second| match first {
            Some(first) if first != second => Err(Error::TwoDeadlines { first, second, zone }),
            _ => Ok(Some(second)),
        },
    )?;
    Ok(Consultation {
        reference: known.reference.or(listed.reference),
        title: known.title,
        entity: known.entity,
        deadline,
        zone,
    })
}
