//! The row of a task, before anything of it is read.

use std::path::PathBuf;

use super::{
    outcome::{Item, Reason, Receipt, Status},
    plan::Task,
    rules, written,
};

/// A row with all that is known before anything is read.
pub(super) fn blank(task: &Task, roots: &[PathBuf]) -> Item {
    let first = task.inputs.first();
    let deposit = task.deposit.as_deref();
    Item {
        input: first.map_or_else(String::new, |input| written::path(&input.path)),
        input_b64: first.and_then(|input| written::path_b64(&input.path)),
        root: roots.get(task.root).map_or_else(String::new, |root| written::path(root)),
        blocks: if task.inputs.len() > 1 {
            task.inputs.iter().map(|input| written::path(&input.path)).collect()
        } else {
            Vec::new()
        },
        pli: deposit.and_then(|deposit| deposit.pli.clone()).or_else(|| task.named.pli.clone()),
        company: deposit.and_then(|deposit| deposit.company.clone()).or_else(|| task.named.company.clone()),
        envelope: task.envelope,
        lot: deposit.and_then(|deposit| deposit.lot.clone()),
        deposit_started_at: deposit.and_then(|deposit| deposit.sending.started_at),
        deposited_at: deposit.and_then(|deposit| deposit.sending.ended_at),
        status: Status::Failed,
        reason: None,
        detail: None,
        message: String::new(),
        output: None,
        output_b64: None,
        wanted_output: task.output.as_deref().map(written::path),
        wanted_output_b64: task.output.as_deref().and_then(written::path_b64),
        own_name: task.own_name.as_deref().map(written::path),
        own_name_b64: task.own_name.as_deref().and_then(written::path_b64),
        bytes_in: task.bytes(),
        trailing_octets: 0,
        bytes_out: None,
        sha256: None,
        sha256_in: None,
        integrity: None,
        receipt: Receipt::Unverifiable,
        key: None,
        structure: None,
        key_transport: None,
        content_cipher: None,
        recipients: Vec::new(),
        recipients_more: 0,
        backup_copy_case: None,
        accepted: deposit.map_or_else(Vec::new, |deposit| deposit.accepted.clone()),
        listed: deposit.map(|deposit| deposit.listed),
        listed_as: deposit.and_then(|deposit| deposit.listed_as.clone()),
        to_the_minute: deposit.is_some_and(|deposit| deposit.unsure),
        register_columns: deposit.map_or_else(Default::default, |deposit| deposit.columns.clone()),
        shard: None,
        duration_ms: 0,
    }
}

/// The row of what an earlier run opened: what it says of the envelope, under the names and with what was read today.
pub(super) fn kept(today: &Item, recorded: Item) -> Item {
    let altered = |reason: &Reason| *reason == Reason::Altered;
    let lifted_then = recorded.accepted.iter().filter(|reason| !altered(reason));
    let lifted_now = today.accepted.iter().filter(|reason| altered(reason));
    Item {
        input: today.input.clone(),
        input_b64: today.input_b64.clone(),
        root: today.root.clone(),
        blocks: today.blocks.clone(),
        pli: today.pli.clone(),
        company: today.company.clone(),
        envelope: today.envelope,
        lot: today.lot.clone(),
        deposit_started_at: today.deposit_started_at,
        deposited_at: today.deposited_at,
        listed: today.listed,
        listed_as: today.listed_as.clone(),
        to_the_minute: today.to_the_minute,
        register_columns: today.register_columns.clone(),
        own_name: today.own_name.clone(),
        own_name_b64: today.own_name_b64.clone(),
        status: Status::AlreadyOpened,
        receipt: today.receipt,
        accepted: lifted_then.chain(lifted_now).copied().collect(),
        ..recorded
    }
}

/// Which case of the backup-copy rule applies, where the register says when the sending began.
pub(super) fn note_backup_copy(item: &mut Item, task: &Task) {
    if let Some(deposit) = task.deposit.as_deref() {
        item.backup_copy_case = rules::backup_copy_case(item.reason, deposit.sending, deposit.deadline);
    }
}
