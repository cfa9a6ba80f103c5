//! What the journal says of a run as a whole.

use std::{
    io,
    path::{Path, PathBuf},
    time::Instant,
};

use super::{
    commit::{Committer, rank},
    entry::{Outcome, Started},
    outcome::Reason,
    plan::Task,
    report::{ConsultationRow, PaperDeposit, Tool},
    request::Request,
    rules::{Accept, Terms},
    share::ShardPlan,
    worker::not_begun,
    written,
};
use crate::{consultation::Consultation, fsx::Publication, journal::kind, time::Timestamp};

/// How a run begins: who opens, with what, where and by which clock.
pub(super) fn started(
    request: &Request<'_>,
    publication: Publication,
    items: usize,
    shard: Option<ShardPlan>,
) -> Started {
    let clock_given = request.permit.clock().system();
    Started {
        run: request.id.clone(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            crypto: request.provider.name().to_owned(),
        },
        openers: request.openers.clone(),
        reason: request.reason(),
        host: request.host.clone(),
        account: Some(request.account.clone()),
        clock_given: clock_given.is_some(),
        system_at: clock_given,
        consultation: consultation_row(request.permit.consultation()),
        keys: request.key_rows(),
        emergency_allowed: request.emergency_allowed(),
        envelopes: request.envelopes.clone(),
        accept: accepted(&request.terms()),
        publication: Some(publication),
        register: request.listed.as_ref().map(|listed| written::path(listed.path)),
        roots: request.roots.iter().map(|root| written::path(root)).collect(),
        items: items as u64,
        shard,
        gathers: Vec::new(),
        vouched: request.vouched.as_ref().map_or(0, |vouched| vouched.entries),
        registry: request.registry.clone(),
    }
}

/// Writes that a run begins, and the deposits on paper beside it; durable when this returns. Gives the entry's number.
pub(super) fn begin(
    committer: &mut Committer<'_>,
    begins: &str,
    at: Timestamp,
    started: &Started,
    paper: &[PaperDeposit],
) -> io::Result<u64> {
    let first = committer.record.append(begins, at, started)?;
    for deposit in paper {
        committer.record.append(kind::PAPER, at, deposit)?;
    }
    committer.summary.paper = paper.len() as u64;
    committer.record.get_ref().sync()?;
    Ok(first.seq)
}

/// Makes the final names durable, gives a row to what was not reached, and closes the run in the journal.
pub(super) fn finish(
    committer: &mut Committer<'_>,
    tasks: &[Task],
    roots: &[PathBuf],
    published: bool,
    interrupted: bool,
    began: Instant,
) -> io::Result<()> {
    committer.holds()?;
    let at = (committer.clock)();
    for (index, task) in tasks.iter().enumerate() {
        if committer.rows.is_missing(index) {
            let item = not_begun(task, roots);
            let rank = rank(committer.ranks.as_deref(), index);
            let line =
                committer.record.append(kind::OUTCOME, at, &Outcome { row: index, rank, item: &item })?;
            committer.rows.put(index, &line);
            committer.count(&item);
        }
    }
    if published && !committer.folder.sync_all()? {
        let mut folders: Vec<&Path> = tasks.iter().filter_map(|task| task.output.as_deref()).collect();
        folders.sort_unstable_by_key(|output| output.parent());
        folders.dedup_by_key(|output| output.parent());
        for output in folders {
            committer.folder.sync_names(output)?;
        }
    }
    let ends = if interrupted { kind::INTERRUPTED } else { kind::RUN_ENDED };
    close(committer, ends, at, began)
}

/// Closes a run in the journal, durably.
pub(super) fn close(
    committer: &mut Committer<'_>,
    ends: &str,
    at: Timestamp,
    began: Instant,
) -> io::Result<()> {
    committer.summary.elapsed_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    committer.record.append(ends, at, &committer.summary)?;
    committer.record.get_ref().sync()
}

/// The refusals that a person lifts.
fn accepted(terms: &Terms) -> Vec<Reason> {
    let Accept { late, superseded, withdrawn, altered } = terms.accept;
    [
        (late, Reason::Late),
        (superseded, Reason::Superseded),
        (withdrawn, Reason::Withdrawn),
        (altered, Reason::Altered),
    ]
    .into_iter()
    .filter(|(lifted, _)| *lifted)
    .map(|(_, reason)| reason)
    .collect()
}

fn consultation_row(consultation: &Consultation) -> Option<ConsultationRow> {
    let Consultation { reference, title, entity, deadline, zone } = consultation;
    if reference.is_none() && title.is_none() && entity.is_none() && deadline.is_none() {
        return None;
    }
    Some(ConsultationRow {
        reference: reference.clone(),
        title: title.clone(),
        entity: entity.clone(),
        deadline: *deadline,
        timezone: zone.name().to_owned(),
    })
}
