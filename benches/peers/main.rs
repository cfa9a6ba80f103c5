//! Peers: the same folders of envelopes opened by everybody, in turn, in one run, on a memory file system.
//!
//! ```text
//! cargo bench --bench peers                            the table, and benches/results/<date>.md
//! cargo bench --bench peers -- --only W1,W2 --rounds 5
//! cargo bench --bench peers -- scale                   cost per envelope from 100 to 100,000
//! cargo bench --bench peers -- large 8192              memory for one envelope of so many MiB
//! cargo bench --bench peers -- floor IN OUT KEY JOBS   the bare loop alone
//! ```
//!
//! Options: `--rounds N` (3), `--scale X` or `PLIS_BENCH_SCALE` (1), `--only W1,..`, `--without bc,openssl,..`,
//! `--jobs N` (all cores), `--dir DIR` (`/dev/shm`), `--no-write`.
//!
//! What counts are ratios inside one run: machines, and neighbours on them, differ. A memory file system makes
//! a sync cost nothing; what syncing costs on a disk is measured apart (see the manual's page on performance).
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and sizes, times a scale"
)]

mod entrant;
mod floor;
mod measure;
mod scale;
mod table;
mod workload;

use std::{env, error::Error, fs, path::PathBuf, process, thread};

use crate::{
    entrant::Entrant,
    measure::Spread,
    table::{Line, Table},
    workload::{Keys, Workload},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("floor") => floor::run(&arguments[1..]),
        Some("scale") => scale::cost_per_envelope(&Options::read(&arguments[1..])?),
        Some("large") => {
            let mebibytes = arguments.get(1).ok_or("large MIB")?.parse()?;
            scale::large(mebibytes, &Options::read(&arguments[2..])?)
        }
        // `cargo test --all-targets` runs this too, without the argument that `cargo bench` adds.
        None if !env::args().any(|argument| argument == "--bench") => Ok(()),
        _ => compare(&Options::read(&arguments)?),
    }
}

/// What a run is asked.
struct Options {
    rounds: usize,
    scale: f64,
    only: Vec<String>,
    without: Vec<String>,
    jobs: usize,
    dir: PathBuf,
    write: bool,
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self, Box<dyn Error>> {
        let memory = PathBuf::from("/dev/shm");
        let mut options = Self {
            rounds: 3,
            scale: env::var("PLIS_BENCH_SCALE").map_or(Ok(1.0), |scale| scale.parse())?,
            only: Vec::new(),
            without: Vec::new(),
            jobs: thread::available_parallelism()?.get(),
            dir: if memory.is_dir() { memory } else { env::temp_dir() },
            write: true,
        };
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{name}: a value is missing"));
            match name.as_str() {
                "--rounds" => options.rounds = value()?.parse::<usize>()?.max(1),
                "--scale" => options.scale = value()?.parse()?,
                "--only" => options.only = value()?.split(',').map(str::to_owned).collect(),
                "--without" => options.without = value()?.split(',').map(str::to_owned).collect(),
                "--jobs" => options.jobs = value()?.parse()?,
                "--dir" => options.dir = PathBuf::from(value()?),
                "--no-write" => options.write = false,
                _ => return Err(format!("{name}: no such option").into()),
            }
        }
        Ok(options)
    }

    /// A folder for this run, gone with it.
    fn scratch(&self) -> Result<Scratch, Box<dyn Error>> {
        let path = self.dir.join(format!("plis-bench-{}", process::id()));
        fs::create_dir_all(&path)?;
        Ok(Scratch(path))
    }
}

/// A folder that is removed in the end.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays in a memory file system is seen, and can be removed by hand.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn compare(options: &Options) -> Result<(), Box<dyn Error>> {
    let scratch = options.scratch()?;
    let scratch = &scratch.0;
    let mut entrants = Entrant::all(scratch);
    entrants.retain(|entrant| !options.without.iter().any(|name| name == entrant.name()));
    let mut table = Table::new(options.rounds, options.scale, options.jobs);
    let page = options.write.then(table::place).transpose()?;
    for workload in Workload::all(options.scale) {
        if !options.only.is_empty() && !options.only.iter().any(|name| name == workload.name) {
            continue;
        }
        // The envelopes, one set of plaintexts, and what OpenSSL holds of one in memory.
        let largest = workload.sizes.iter().max().copied().unwrap_or_default();
        let wanted = (2 * workload.octets() + 2 * largest) >> 20;
        if let Some(there) = measure::memory_available().filter(|there| *there < wanted) {
            println!("SKIPPED: {} ({wanted} MiB wanted, {there} MiB there)", workload.name);
            continue;
        }
        for line in open_in_turn(&workload, &entrants, options, scratch)? {
            table.add(&workload, line);
        }
        // After each workload: a run that is stopped keeps what it has.
        if let Some(page) = &page {
            table::write(page, &table.markdown())?;
        }
    }
    println!("\n{}", table.markdown());
    if let Some(page) = page {
        println!("written: {}", page.display());
    }
    Ok(())
}

/// All rounds of one workload: every entrant once a round, so that a slow minute of the machine is everybody's.
fn open_in_turn(
    workload: &Workload,
    entrants: &[Entrant],
    options: &Options,
    scratch: &std::path::Path,
) -> Result<Vec<Line>, Box<dyn Error>> {
    println!("{}: {}", workload.name, workload.what);
    let keys = Keys::make(scratch, workload.bits).map_err(|error| error.to_string())?;
    let input = scratch.join(workload.name);
    let digests = workload.seal(&input, &keys).map_err(|error| error.to_string())?;
    let output = scratch.join("out");
    let mut lines: Vec<Line> = entrants
        .iter()
        .filter(|entrant| entrant.enters(workload))
        .map(|entrant| Line::new(entrant.clone()))
        .collect();
    for round in 0..options.rounds {
        for line in &mut lines {
            if line.failed.is_some() {
                continue;
            }
            let mut walls = Vec::new();
            for repeat in 0..workload.repeat {
                match line.entrant.open(
                    &input,
                    &output,
                    &keys,
                    options.jobs,
                    workload.repeat == 1 || repeat == 0,
                    scratch,
                ) {
                    Ok(taken) => {
                        walls.push(taken.wall);
                        line.peak = line.peak.max(taken.peak);
                        if workload.repeat == 1 {
                            line.processor.extend(taken.processor);
                        }
                    }
                    Err(error) => line.failed = Some(error.to_string()),
                }
                if line.failed.is_none() && round == 0 && repeat == 0 {
                    line.entrant.check(&output, &digests)?;
                }
                if output.exists() {
                    fs::remove_dir_all(&output)?;
                }
            }
            // The first of several was measured in detail, which takes longer.
            let walls = walls.split_off(usize::from(walls.len() > 1));
            line.walls.extend(Spread::of(walls).map(|spread| spread.median));
            println!("  round {} {:8} {}", round + 1, line.entrant.name(), line.last());
        }
    }
    fs::remove_dir_all(&input)?;
    Ok(lines)
}
