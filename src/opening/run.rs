//! One run, from what is asked to what came of it.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    time::Instant,
};

use super::{
    JOURNAL,
    beside::Listed,
    collisions,
    commit::Committer,
    crew, discover,
    event::{Event, Observer},
    finished::{Finished, later},
    ground::{enter, hold, is_root, open_journal, output, refuse_strangers},
    names, naming, octets,
    plan::{self, Decision, Task},
    record::{begin, finish, started},
    report::{JournalHead, Room, Run, Summary},
    request::{Permit, Request, RunError},
    rows::Rows,
    rules,
    share::ShardPlan,
    shared::Shared,
    team::TeamError,
};
use crate::{
    cms::envelope::{Envelope, EnvelopeError},
    fsx::{self, Folder, Roots},
    journal::kind,
};

/// Opens what is under the roots. Set `stop` to end early: what is in hand is finished or dropped.
///
/// # Errors
///
/// [`RunError`], for what ends the run as a whole: before anything is opened [`Root`](RunError::Root),
/// [`OutputIsRoot`](RunError::OutputIsRoot), [`Locked`](RunError::Locked), [`NameTaken`](RunError::NameTaken),
/// [`Team`](RunError::Team) and [`Journal`](RunError::Journal); [`Output`](RunError::Output) at any time: what was
/// published before stays, recorded. An envelope that does not open is a row, and no error.
pub fn run(
    request: &Request<'_>,
    observer: &mut dyn Observer,
    stop: &AtomicBool,
) -> Result<Finished, RunError> {
    let began = Instant::now();
    let started_at = request.permit.at();
    let clock = || later(started_at, began.elapsed());
    let rehearsal = matches!(request.permit, Permit::Rehearsal(_));

    if is_root(&request.out, &request.roots) {
        return Err(RunError::OutputIsRoot { path: request.out.clone() });
    }
    let Planned { roots, passed_over, mut tasks } = plan(request, observer, stop)?;

    let place = request.place();
    let mut folder = enter(&request.out, request.shard)?;
    let journal_path = place.join(JOURNAL);
    refuse_strangers(&folder)?;
    if let Some(team) = &request.team {
        folder.give_to(team).map_err(|source| TeamError::NotGiven {
            folder: place.to_path_buf(),
            team: team.clone(),
            source,
        })?;
    }
    let (record, earlier) = open_journal(&folder, request.vouched.as_ref())?;
    let fence = request.shard.map(|shard| hold(request, shard, &folder, &earlier)).transpose()?;
    naming::give_names(&mut tasks, &earlier, folder.longest_name().min(names::NAME_OCTETS));
    collisions::settle_collisions(&mut tasks, &is_envelope);
    // Before anything is decrypted: where no name can be given, nothing is to be opened.
    let publication = folder.try_publication().map_err(output(&place))?;
    let paper = request.listed.as_ref().map_or_else(Vec::new, |listed| {
        rules::paper(listed.register, request.permit.consultation().deadline)
    });
    let (plan, ranks) = ShardPlan::take(request, &mut tasks, &paper).map_err(output(&journal_path))?.unzip();
    if !rehearsal {
        tasks.extend(earlier.beside(&tasks, &folder).map_err(output(&journal_path))?);
    }
    let without_locks = !record.get_ref().is_locked();
    let open_to_others = !record.get_ref().is_private().map_err(output(&journal_path))?;
    let rows = Rows::new(record.get_ref().reread(), tasks.len());
    let mut committer = Committer {
        folder: &folder,
        record,
        clock: &clock,
        rows,
        summary: Summary { passed_over, ..Summary::default() },
        ranks,
        fence,
        kept_with: BTreeSet::new(),
    };
    let begins = match (rehearsal, earlier.is_resumed()) {
        (true, _) => kind::REHEARSAL,
        (false, false) => kind::RUN_STARTED,
        (false, true) => kind::RESUMED,
    };
    let started = started(request, publication, tasks.len(), plan);
    committer.holds().map_err(output(&journal_path))?;
    let first = begin(&mut committer, begins, started_at, &started, &paper).map_err(output(&journal_path))?;
    let needed = tasks.iter().filter(|task| task.decision == Decision::Open).map(Task::bytes).sum();
    let room = Room { needed, free: fsx::free_space(&place) };
    observer.observe(&Event::Planned { items: tasks.len(), bytes: needed });

    let beside = request.listed.as_ref().map(|listed| fsx::folder_of(listed.path));
    let held_roots = Roots::open(request.roots.iter().map(PathBuf::as_path).chain(beside));
    let whole =
        request.shard.map(|_| Folder::create(&request.out)).transpose().map_err(output(&request.out))?;
    let progress = AtomicU64::new(0);
    let idle = AtomicUsize::new(0);
    let shared = Shared {
        roots: &roots,
        held: &held_roots,
        folder: &folder,
        whole: whole.as_ref(),
        keyring: request.keyring,
        provider: request.provider,
        emergency_allowed: request.emergency_allowed(),
        rehearsal,
        earlier: &earlier,
        stop,
        progress: &progress,
        idle: &idle,
    };
    crew::open_all(&shared, &tasks, request.jobs, &mut committer, observer).map_err(output(&journal_path))?;

    let interrupted = stop.load(Ordering::Relaxed);
    let published = committer.summary.opened > 0 && !rehearsal;
    finish(&mut committer, &tasks, &roots, published, interrupted, began).map_err(output(&journal_path))?;
    let Committer { record, rows, summary, kept_with, fence, .. } = committer;
    let mut keys = started.keys;
    let held: BTreeSet<String> = keys.iter().map(|key| key.fingerprint.clone()).collect();
    keys.extend(kept_with.difference(&held).filter_map(|fingerprint| earlier.key(fingerprint)));
    observer.observe(&Event::Ended { summary: &summary });
    let (earlier_runs, backwards) = earlier.into_runs((first, started_at));
    Ok(Finished {
        tool: started.tool,
        run: Run {
            id: started.run,
            started_at,
            finished_at: clock(),
            openers: started.openers,
            reason: started.reason,
            host: started.host,
            account: started.account,
            clock_given: started.clock_given,
            system_at: started.system_at,
            jobs: request.jobs,
            dry_run: rehearsal,
            publication: started.publication,
            without_locks,
            open_to_others,
            group: request.team.clone(),
            shard: request.shard,
            shards: Vec::new(),
        },
        consultation: started.consultation,
        keys,
        earlier_runs,
        backwards,
        summary,
        journal: JournalHead::of(&record),
        paper,
        rows,
        room,
        interrupted,
        folder,
        record,
        fence,
        began,
    })
}

/// What lies under the roots, and what the rules say of it.
struct Planned {
    roots: Vec<PathBuf>,
    passed_over: u64,
    tasks: Vec<Task>,
}

fn plan(request: &Request<'_>, observer: &mut dyn Observer, stop: &AtomicBool) -> Result<Planned, RunError> {
    let listed = request.listed.as_ref();
    let mut excluded = vec![request.out.clone()];
    excluded.extend(listed.map(|listed| listed.path.to_owned()));
    let discovery = discover::discover(&request.roots, &excluded, listed.and_then(Listed::itself))
        .map_err(|error| root_error(&request.roots, error))?;
    observer.observe(&Event::Discovered {
        files: discovery.found.len(),
        bytes: discovery.bytes,
        passed_over: discovery.passed_over,
    });
    let terms = request.terms();
    let mut tasks = plan::plan(&discovery.roots, discovery.found, listed, &request.permit, &terms, stop);
    if stop.load(Ordering::Relaxed) {
        plan::nothing_is_missing(&mut tasks);
    }
    let roots = discovery.roots.into_iter().map(|root| root.path).collect();
    Ok(Planned { roots, passed_over: discovery.passed_over as u64, tasks })
}

/// Whether a file begins like an envelope; asked only about files that share an output's name.
fn is_envelope(task: &Task) -> bool {
    task.inputs.iter().all(|input| {
        octets::open(&input.path, input.within.as_ref(), fsx::open_regular)
            .is_ok_and(|file| !matches!(Envelope::read(file), Err(EnvelopeError::NotAnEnvelope { .. })))
    })
}

fn root_error(roots: &[PathBuf], error: discover::RootError) -> RunError {
    let path = roots.get(error.root).cloned().unwrap_or_default();
    RunError::Root { path, source: error.source }
}
