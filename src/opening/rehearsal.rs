//! A rehearsal: everything but the decryption.

use super::{
    failure::{self, Failure, Unopened},
    header::{choose, describe},
    outcome::{Item, Status},
    plan::Task,
    read::{Ended, Reading, read_once},
    receipt,
    shared::Shared,
};
use crate::cms::{content::Buffer, envelope::Envelope};

/// A rehearsal: whose is it, is its key transport one that is read, and is it what was deposited.
pub(super) fn rehearse(
    shared: &Shared<'_>,
    task: &Task,
    item: &mut Item,
    buffer: &mut Buffer,
) -> Result<(), Unopened> {
    let mut seen = Vec::with_capacity(task.inputs.len());
    let mut wrong = Ok(());
    for input in &task.inputs {
        let header = |reading: &mut Reading<'_, '_>, _: &mut Buffer| match &wrong {
            Ok(()) => read_header(shared, reading, item),
            Err(_) => Ok(()),
        };
        let (read, result) = match read_once(shared, input, buffer, header) {
            Ended::Interrupted => return Err(Unopened::Interrupted),
            Ended::Read(read, result) => (Some(read), result),
            Ended::Unread(failure) => (None, Err(failure)),
        };
        seen.push(read);
        wrong = wrong.and(result);
    }
    receipt::judge(task, &seen, false, item)?;
    wrong?;
    item.status = Status::Openable;
    Ok(())
}

fn read_header(shared: &Shared<'_>, reading: &mut Reading<'_, '_>, item: &mut Item) -> Result<(), Failure> {
    let (envelope, content) = Envelope::read(reading).map_err(failure::of_envelope)?;
    describe(item, &envelope);
    content.alone().map_err(failure::of_content)?;
    let (_, recipient) = choose(shared, &envelope, item)?;
    match envelope.recipients[recipient].unsupported() {
        Some(algorithm) => Err(failure::of_algorithm(algorithm)),
        None => Ok(()),
    }
}
