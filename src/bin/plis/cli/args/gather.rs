//! `gather`, and the share that `open --shard` names.

use std::{env, path::PathBuf};

use clap::Args;
use plis::opening::Shard;

use super::{usage::Mistake, value::TextOrJson};

/// `gather`.
#[derive(Debug, Args)]
pub(crate) struct GatherArgs {
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    #[arg(long)]
    pub(crate) allow_empty: bool,
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TextOrJson,
}

/// The share that was typed: `I/N`, or `auto` for what the scheduler says.
pub(super) fn shard(text: &str) -> Result<Shard, Mistake> {
    if text == "auto" {
        return of_environment(&|name| env::var(name).ok());
    }
    let wrong = || Mistake::Shard { value: text.to_owned() };
    let (number, of) = text.split_once('/').ok_or_else(wrong)?;
    let whole = |text: &str| text.bytes().all(|c| c.is_ascii_digit()).then(|| text.parse().ok()).flatten();
    let (Some(number), Some(of)) = (whole(number), whole(of)) else { return Err(wrong()) };
    Shard::new(number, of).ok_or_else(wrong)
}

/// A task of a Slurm array, whatever its first number is, or a pod of an Indexed Job.
fn of_environment(variable: &dyn Fn(&str) -> Option<String>) -> Result<Shard, Mistake> {
    const TASK: &str = "SLURM_ARRAY_TASK_ID";
    const COUNT: &str = "SLURM_ARRAY_TASK_COUNT";
    const FIRST: &str = "SLURM_ARRAY_TASK_MIN";
    const STEP: &str = "SLURM_ARRAY_TASK_STEP";
    const INDEX: &str = "JOB_COMPLETION_INDEX";
    const SHARDS: &str = "PLIS_SHARDS";
    let wrong = |name, value| Mistake::ShardVariable { name, value };
    let whole = |name: &'static str| match variable(name) {
        None => Err(wrong(name, None)),
        Some(value) => value.parse::<u32>().map_err(|_| wrong(name, Some(value))),
    };
    let (name, number, of) = if variable(TASK).is_some() {
        let step = if variable(STEP).is_some() { whole(STEP)?.max(1) } else { 1 };
        let after = whole(TASK)?.checked_sub(whole(FIRST)?).filter(|after| after % step == 0);
        (TASK, after.map(|after| after / step), whole(COUNT)?)
    } else if variable(INDEX).is_some() {
        (INDEX, Some(whole(INDEX)?), whole(SHARDS)?)
    } else {
        return Err(Mistake::NoScheduler);
    };
    number.and_then(|number| Shard::new(number, of)).ok_or_else(|| wrong(name, variable(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<(u32, u32), Mistake> {
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        of_environment(&variable).map(|shard| (shard.number, shard.of))
    }

    #[test]
    fn a_share_is_typed_as_a_number_of_others() {
        assert_eq!(shard("2/4").ok(), Shard::new(2, 4));
        for wrong in ["4/4", "0/0", "-1/4", "1", "1/", "/4", "+1/4", "1/4/2", "a/b", "", "1/100000", " 1/4"] {
            assert!(matches!(shard(wrong), Err(Mistake::Shard { value }) if value == wrong), "{wrong}");
        }
    }

    // The names and what they mean: sbatch(1), "Output environment variables"; Kubernetes, "Indexed Job".
    #[test]
    fn schedulers_say_which_share_it_is() {
        let task = |id, count, min| {
            [("SLURM_ARRAY_TASK_ID", id), ("SLURM_ARRAY_TASK_COUNT", count), ("SLURM_ARRAY_TASK_MIN", min)]
        };
        assert_eq!(of(&task("0", "4", "0")).expect("a share"), (0, 4));
        assert_eq!(of(&task("4", "4", "1")).expect("a share"), (3, 4));
        let mut stepped = task("6", "4", "0").to_vec();
        stepped.push(("SLURM_ARRAY_TASK_STEP", "2"));
        assert_eq!(of(&stepped).expect("a share"), (3, 4));
        assert_eq!(of(&[("JOB_COMPLETION_INDEX", "2"), ("PLIS_SHARDS", "3")]).expect("a share"), (2, 3));
    }

    #[test]
    fn what_a_scheduler_leaves_out_is_named() {
        assert!(matches!(of(&[]), Err(Mistake::NoScheduler)));
        for (variables, name) in [
            (vec![("SLURM_ARRAY_TASK_ID", "1")], "SLURM_ARRAY_TASK_MIN"),
            (vec![("SLURM_ARRAY_TASK_ID", "1"), ("SLURM_ARRAY_TASK_MIN", "0")], "SLURM_ARRAY_TASK_COUNT"),
            (vec![("SLURM_ARRAY_TASK_ID", "x"), ("SLURM_ARRAY_TASK_MIN", "0")], "SLURM_ARRAY_TASK_ID"),
            (vec![("JOB_COMPLETION_INDEX", "1")], "PLIS_SHARDS"),
            (vec![("JOB_COMPLETION_INDEX", "3"), ("PLIS_SHARDS", "3")], "JOB_COMPLETION_INDEX"),
        ] {
            let found = of(&variables).expect_err("a mistake");
            assert!(matches!(found, Mistake::ShardVariable { name: found, .. } if found == name), "{name}");
        }
    }
}
