//! One machine's share of an opening: every machine makes the same plan, and opens its part of it.

use std::{cmp::Reverse, collections::BinaryHeap, io};

use serde::{Deserialize, Serialize};

use super::{
    outcome::{Detail, Reason},
    paper::Measured,
    plan::{Decision, Deposit, Task},
    report::PaperDeposit,
    request::Request,
    shard::Shard,
    written,
};
use crate::{crypto::hex, pli::EnvelopeKind};

/// What an envelope costs beside its octets: a share of small ones is one of their number.
const EACH: u64 = 1 << 14;

impl Shard {
    /// The places in the plan of its tasks, in the order of the plan. Largest first, each to the share that has least:
    /// the same on every machine.
    pub(super) fn share(self, tasks: &[Task]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..tasks.len()).collect();
        order.sort_by_key(|&index| Reverse(tasks[index].bytes()));
        let mut shares: BinaryHeap<_> = (0..self.of).map(|number| Reverse((0_u64, number))).collect();
        let mut ours = Vec::new();
        for index in order {
            let Some(mut least) = shares.peek_mut() else { break };
            let Reverse((load, number)) = &mut *least;
            *load = load.saturating_add(EACH).saturating_add(tasks[index].bytes());
            if *number == self.number {
                ours.push(index);
            }
        }
        ours.sort_unstable();
        ours
    }
}

/// What the first entry of a share's run says of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardPlan {
    /// Which share it is.
    #[serde(flatten)]
    pub shard: Shard,
    /// Rows of the whole plan.
    pub total: u64,
    /// SHA-256 of the rules that judged it: the version, the consultation, what is asked for, what is lifted and why.
    pub rules: String,
    /// SHA-256 of the plan: names, sizes, kinds, the register's rows as they were judged, final names.
    pub plan: String,
}

impl ShardPlan {
    /// Leaves of the whole plan, under final names, the share that is asked for; with the places of its tasks in the whole.
    pub(super) fn take(
        request: &Request<'_>,
        tasks: &mut Vec<Task>,
        paper: &[PaperDeposit],
    ) -> io::Result<Option<(Self, Vec<usize>)>> {
        let Some(shard) = request.shard else { return Ok(None) };
        let plan = Self::of(shard, request, tasks, paper)?;
        let ours = shard.share(tasks);
        let mut all: Vec<Option<Task>> = tasks.drain(..).map(Some).collect();
        tasks.extend(ours.iter().filter_map(|&index| all[index].take()));
        Ok(Some((plan, ours)))
    }

    fn of(shard: Shard, request: &Request<'_>, tasks: &[Task], paper: &[PaperDeposit]) -> io::Result<Self> {
        Ok(Self {
            shard,
            total: tasks.len() as u64,
            rules: rules(shard, request)?,
            plan: plan(tasks, paper)?,
        })
    }
}

fn rules(shard: Shard, request: &Request<'_>) -> io::Result<String> {
    let consultation = request.permit.consultation();
    let accept = request.terms().accept;
    let mut digest = Measured::new(io::sink());
    serde_json::to_writer(
        &mut digest,
        &(
            env!("CARGO_PKG_VERSION"),
            shard.of,
            (&consultation.reference, consultation.deadline, consultation.zone.name()),
            &request.envelopes,
            [accept.late, accept.superseded, accept.withdrawn, accept.altered],
            request.reason(),
        ),
    )?;
    Ok(digest.paper().sha256)
}

fn plan(tasks: &[Task], paper: &[PaperDeposit]) -> io::Result<String> {
    let mut digest = io::BufWriter::new(Measured::new(io::sink()));
    for task in tasks {
        serde_json::to_writer(&mut digest, &Told::of(task))?;
        io::Write::write_all(&mut digest, b"\n")?;
    }
    serde_json::to_writer(&mut digest, paper)?;
    let digest = digest.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(digest.paper().sha256)
}

/// A task as the digest of its plan tells it.
#[derive(Serialize)]
struct Told<'a> {
    inputs: Vec<(String, Option<String>, u64, Option<String>)>,
    root: usize,
    output: Option<(String, Option<String>)>,
    settled: Option<(Reason, Option<&'a Detail>)>,
    envelope: Option<EnvelopeKind>,
    deposit: Option<&'a Deposit>,
    pli: &'a Option<String>,
    company: &'a Option<String>,
}

impl<'a> Told<'a> {
    fn of(task: &'a Task) -> Self {
        let inputs = task.inputs.iter().map(|input| {
            let digest = input.digest.as_ref().map(|digest| hex(&**digest));
            (written::path(&input.path), written::path_b64(&input.path), input.size, digest)
        });
        Self {
            inputs: inputs.collect(),
            root: task.root,
            output: task.output.as_deref().map(|path| (written::path(path), written::path_b64(path))),
            settled: match &task.decision {
                Decision::Settled(reason, detail) => Some((*reason, detail.as_deref())),
                Decision::Open | Decision::Elsewhere => None,
            },
            envelope: task.envelope,
            deposit: task.deposit.as_deref(),
            pli: &task.named.pli,
            company: &task.named.company,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opening::{named::Named, plan::Input};

    fn task(name: &str, sizes: &[u64]) -> Task {
        let input = |&size: &u64| Input { path: name.into(), size, digest: None, within: None };
        Task {
            inputs: sizes.iter().map(input).collect(),
            root: 0,
            output: Some(name.into()),
            own_name: None,
            decision: Decision::Open,
            envelope: None,
            deposit: None,
            named: Named::default(),
        }
    }

    fn shares(tasks: &[Task], of: u32) -> Vec<Vec<usize>> {
        (0..of).map(|number| Shard::new(number, of).expect("a share").share(tasks)).collect()
    }

    #[test]
    fn every_task_is_in_one_share_and_they_are_balanced() {
        let tasks: Vec<Task> = (0..100).map(|n| task("a", &[n * n * 1000, n])).collect();
        for of in [1, 2, 3, 7, 100, 150] {
            let shares = shares(&tasks, of);
            let mut all: Vec<usize> = shares.iter().flatten().copied().collect();
            assert!(shares.iter().all(|share| share.is_sorted()));
            all.sort_unstable();
            assert_eq!(all, (0..100).collect::<Vec<_>>(), "{of}");
        }
        let loads: Vec<u64> =
            shares(&tasks, 3).iter().map(|share| share.iter().map(|&i| tasks[i].bytes()).sum()).collect();
        let (least, most) = (loads.iter().min().expect("3"), loads.iter().max().expect("3"));
        assert!(most - least < 99 * 99 * 1000, "{loads:?}");
        assert_eq!(shares(&tasks, 1), [(0..100).collect::<Vec<_>>()]);
    }

    #[test]
    fn what_has_no_octets_is_shared_by_number() {
        let tasks: Vec<Task> = (0..7).map(|_| task("a", &[0])).collect();
        let counts: Vec<usize> = shares(&tasks, 3).iter().map(Vec::len).collect();
        assert_eq!(counts, [3, 2, 2]);
    }

    #[test]
    fn the_digest_of_a_plan_is_of_names_sizes_and_decisions() {
        let of = |tasks: &[Task]| plan(tasks, &[]).expect("a digest");
        let one = of(&[task("a", &[1])]);
        assert_eq!(one, of(&[task("a", &[1])]));
        assert_ne!(one, of(&[task("a", &[2])]));
        assert_ne!(one, of(&[task("b", &[1])]));
        assert_ne!(one, of(&[task("a", &[1]), task("b", &[1])]));
        let mut late = task("a", &[1]);
        late.decision = Decision::Settled(Reason::Late, None);
        assert_ne!(one, of(&[late]));
    }
}
