//! What must stay flat: the cost of each envelope as they grow in number, and memory as they grow in size.

use std::{error::Error, fs};

use crate::{
    Options,
    entrant::Entrant,
    measure::Spread,
    table::seconds,
    workload::{Keys, Workload},
};

/// How many envelopes are opened at once.
const COUNTS: [f64; 4] = [100.0, 1_000.0, 10_000.0, 100_000.0];

/// Cost per envelope and peak memory from 100 to 100,000 envelopes.
pub(crate) fn cost_per_envelope(options: &Options) -> Result<(), Box<dyn Error>> {
    let scratch = options.scratch()?;
    let keys = Keys::make(&scratch.0, 2048).map_err(|error| error.to_string())?;
    println!("| envelopes | plis | per envelope | peak MiB | floor | per envelope | plis / floor |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for count in COUNTS {
        let count = ((count * options.scale) as usize).max(2);
        let input = scratch.0.join("in");
        let output = scratch.0.join("out");
        let workload = Workload::small(count);
        let digests = workload.seal(&input, &keys).map_err(|error| error.to_string())?;
        let mut walls = [Vec::new(), Vec::new()];
        let mut peak = None;
        for round in 0..options.rounds {
            for (entrant, walls) in [Entrant::Plis, Entrant::Floor].into_iter().zip(&mut walls) {
                let taken = entrant.open(&input, &output, &keys, options.jobs, true, &scratch.0)?;
                if round == 0 {
                    entrant.check(&output, &digests)?;
                }
                fs::remove_dir_all(&output)?;
                walls.push(taken.wall);
                if entrant == Entrant::Plis {
                    peak = peak.max(taken.peak);
                }
            }
        }
        let [ours, floor] = walls.map(|walls| Spread::of(walls).map_or(0.0, |spread| spread.median));
        println!(
            "| {count} | {} | {:.1} µs | {} | {} | {:.1} µs | {:.2} |",
            seconds(ours),
            ours / count as f64 * 1e6,
            peak.map(|peak| format!("{peak}")).unwrap_or_default(),
            seconds(floor),
            floor / count as f64 * 1e6,
            ours / floor
        );
        fs::remove_dir_all(&input)?;
    }
    Ok(())
}

/// Time and peak memory for one envelope with a tag, of any size. Twice that room is needed in `--dir`.
pub(crate) fn large(mebibytes: u64, options: &Options) -> Result<(), Box<dyn Error>> {
    let scratch = options.scratch()?;
    let workload = Workload::large(mebibytes << 20);
    let keys = Keys::make(&scratch.0, workload.bits).map_err(|error| error.to_string())?;
    let input = scratch.0.join("in");
    let output = scratch.0.join("out");
    let digests = workload.seal(&input, &keys).map_err(|error| error.to_string())?;
    for round in 1..=options.rounds {
        let taken = Entrant::Plis.open(&input, &output, &keys, options.jobs, true, &scratch.0)?;
        if round == 1 {
            Entrant::Plis.check(&output, &digests)?;
        }
        fs::remove_dir_all(&output)?;
        let peak = taken.peak.map(|peak| format!("{peak} MiB at most")).unwrap_or_default();
        println!("{}: {}, {peak}", workload.what, seconds(taken.wall));
    }
    Ok(())
}
