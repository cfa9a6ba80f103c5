//! The output folder and its journal, before a run begins: what refuses it, and what earlier runs left.

use std::{
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use super::{
    JOURNAL, MINUTES, REPORT,
    entry::{Actor, RefusedRun, RunRule},
    fence::{Fence, is_lost},
    outcome,
    request::{Request, RunError},
    resume::Earlier,
    shard::Shard,
};
use crate::{
    consultation::Consultation,
    fsx::{AppendError, Appender, Fault, Folder},
    journal::{self, Expected, Journal, kind},
};

/// Writes in the journal of an output folder that a rule refused a run; nothing else is made there.
///
/// # Errors
///
/// [`RunError::Output`] when the folder or its journal cannot be made or written to, [`RunError::Locked`] when
/// another run is at work there, [`RunError::NameTaken`] when a file that is not of an earlier run has the name of
/// one of ours, [`RunError::Journal`] when its journal does not hold together.
pub fn record_refusal(
    (out, shard): (&Path, Option<Shard>),
    actor: &Actor,
    consultation: &Consultation,
    rule: RunRule,
    tied: &[String],
) -> Result<(), RunError> {
    let folder = enter(out, shard)?;
    let path = folder.path().join(JOURNAL);
    let (mut record, _) = open_journal(&folder, None)?;
    let refused = RefusedRun {
        run: actor.run.clone(),
        reason: outcome::Reason::BeforeDeadline,
        rule,
        deadline: consultation.deadline,
        openers: actor.openers.clone(),
        host: actor.host.clone(),
        account: Some(actor.account.clone()),
        clock_given: actor.clock.system().is_some(),
        system_at: actor.clock.system(),
        consultation: consultation.reference.clone(),
        tied: tied.to_vec(),
    };
    record
        .append(kind::REFUSED_RUN, actor.clock.now(), &refused)
        .and_then(|_| record.get_ref().sync())
        .map_err(output(&path))
}

/// The folder that a run writes in, held by its handle. A share's is below that of the whole, and behind no link.
pub(super) fn enter(out: &Path, shard: Option<Shard>) -> Result<Folder, RunError> {
    let whole = Folder::create(out).map_err(output(out))?;
    let Some(shard) = shard else { return Ok(whole) };
    whole.refuse_if_open().map_err(output(out))?;
    whole.below(&shard.name(), true).map_err(output(&shard.folder(out)))
}

/// Takes the folder of a share, whose lock is held.
pub(super) fn hold(
    request: &Request<'_>,
    shard: Shard,
    folder: &Folder,
    earlier: &Earlier,
) -> Result<Fence, RunError> {
    if let Some(there) = earlier.shard.filter(|there| *there != shard) {
        return Err(RunError::OtherShard { path: folder.path().to_owned(), there: there.of });
    }
    is_not_whole(&request.out)?;
    Fence::take(folder, &request.id).map_err(output(&folder.path().join(JOURNAL)))
}

/// Refuses a share of what is gathered already, or what one machine opened as a whole: its plaintexts would be there
/// twice. Call it with the share's lock held.
fn is_not_whole(out: &Path) -> Result<(), RunError> {
    let whole = Folder::create(out).map_err(output(out))?;
    let path = out.join(JOURNAL);
    let journal = match whole.open_regular(Path::new(JOURNAL)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(output(&path))?,
    };
    for located in journal::Reader::new(BufReader::new(journal)) {
        match located {
            Ok(located) if [kind::RUN_STARTED, kind::RESUMED].contains(&&*located.entry.kind) => {
                return Err(RunError::OpenedAsAWhole { path: out.to_owned() });
            }
            Ok(_) | Err(journal::Damage { what: journal::LineFault::Torn, .. }) => {}
            Err(damage) => return Err(RunError::Journal { path, damage }),
        }
    }
    Ok(())
}

/// Refuses an output folder that everybody may write to, or whose plaintexts would stand in a folder of another user.
pub(super) fn refuse_strangers(folder: &Folder) -> Result<(), RunError> {
    folder.refuse_if_open().map_err(output(folder.path()))?;
    match folder.has(Path::new("plis/*")) {
        Err(error) if Fault::of(&error).is_of_others() => Err(output(&folder.path().join("plis"))(error)),
        // Anything else in the way is told with each envelope.
        _ => Ok(()),
    }
}

/// Refuses a folder without a journal in which others have put files of our names.
fn names_are_free(folder: &Folder) -> Result<(), RunError> {
    for ours in [REPORT, MINUTES] {
        let path = folder.path().join(ours);
        if folder.has(Path::new(ours)).map_err(output(&path))? {
            return Err(RunError::NameTaken { path });
        }
    }
    Ok(())
}

/// Opens the journal of an output folder, under its lock, and reads what earlier runs opened.
pub(super) fn open_journal(
    folder: &Folder,
    vouched: Option<&Expected>,
) -> Result<(Journal<Appender>, Earlier), RunError> {
    let path = &folder.path().join(JOURNAL);
    if !folder.has(Path::new(JOURNAL)).map_err(output(path))? {
        // Before anything is made: a refusal leaves nothing behind.
        names_are_free(folder)?;
    }
    let mut file = Appender::open(folder, JOURNAL).map_err(|error| match error {
        AppendError::Locked => RunError::Locked { path: folder.path().to_owned() },
        AppendError::Io(source) => RunError::Output { path: path.to_owned(), source },
    })?;
    let mut earlier = Earlier::new(file.reread(), vouched.map_or(0, |vouched| vouched.entries));
    if file.is_empty() {
        names_are_free(folder)?;
        return Ok((Journal::new(file), earlier));
    }
    let mut reader = journal::Reader::new(BufReader::new(file.reread()));
    let damaged = |damage| RunError::Journal { path: path.to_owned(), damage };
    for located in &mut reader {
        match located {
            Ok(located) => {
                if let Some(vouched) = vouched {
                    vouched.compare(&located).map_err(damaged)?;
                }
                earlier.take(&located);
            }
            // A torn last line: an interrupted run was writing it. It is cut below.
            Err(journal::Damage { what: journal::LineFault::Torn, .. }) => {}
            Err(damage) => return Err(damaged(damage)),
        }
    }
    let position = reader.position();
    if let Some(vouched) = vouched {
        vouched.reached(&position).map_err(damaged)?;
    }
    if position.torn {
        file.truncate(position.offset).map_err(output(path))?;
    }
    Ok((Journal::resume(file, position), earlier))
}

/// Whether the output folder is, by whatever name, one of the roots.
pub(super) fn is_root(out: &Path, roots: &[PathBuf]) -> bool {
    std::fs::canonicalize(out)
        .is_ok_and(|out| roots.iter().any(|root| std::fs::canonicalize(root).is_ok_and(|root| root == out)))
}

pub(super) fn output(path: &Path) -> impl FnOnce(io::Error) -> RunError {
    let path = path.to_owned();
    move |source| match path.parent() {
        Some(folder) if is_lost(&source) => RunError::Locked { path: folder.to_owned() },
        _ => RunError::Output { path, source },
    }
}
