//! One run of one program: wall clock, processor time, peak memory.

use std::{
    fs, io,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// Seconds on the wall.
    pub(crate) wall: f64,
    /// Seconds of processor, user and system, of all its processes.
    pub(crate) processor: Option<f64>,
    /// Peak resident memory of its largest process, in MiB.
    pub(crate) peak: Option<u64>,
}

/// Where GNU time is: it asks the system for the peak memory of a process and its children.
const GNU_TIME: &str = "/usr/bin/time";

/// Runs a command to its end.
///
/// `detailed` puts GNU time around it, which costs one more process (about 1 ms): not for a run of a few
/// milliseconds.
pub(crate) fn run(
    command: &Command,
    input: Option<&Path>,
    detailed: bool,
    scratch: &Path,
) -> io::Result<Taken> {
    let detailed = detailed && Path::new(GNU_TIME).exists();
    let figures = scratch.join("figures");
    let errors = scratch.join("errors");
    let mut measured;
    if detailed {
        measured = Command::new(GNU_TIME);
        measured.args(["-f", "%U %S %M", "-o"]).arg(&figures).arg(command.get_program());
    } else {
        measured = Command::new(command.get_program());
    }
    measured.args(command.get_args());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            measured.env(name, value);
        }
    }
    measured.stdin(match input {
        Some(path) => Stdio::from(fs::File::open(path)?),
        None => Stdio::null(),
    });
    measured.stdout(Stdio::null()).stderr(fs::File::create(&errors)?);

    let start = Instant::now();
    let status = measured.status()?;
    let wall = start.elapsed().as_secs_f64();
    if !status.success() {
        let said = String::from_utf8_lossy(&fs::read(&errors)?).into_owned();
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
        return Err(io::Error::other(format!("{status}: {last}")));
    }
    if !detailed {
        return Ok(Taken { wall, processor: None, peak: None });
    }
    let said = fs::read_to_string(&figures)?;
    let numbers: Vec<f64> =
        said.lines().last().unwrap_or_default().split(' ').filter_map(|number| number.parse().ok()).collect();
    let [user, system, peak] = numbers[..] else {
        return Err(io::Error::other("GNU time said something else"));
    };
    Ok(Taken { wall, processor: Some(user + system), peak: Some((peak / 1024.0).ceil() as u64) })
}

/// The middle of some figures, and both ends.
pub(crate) struct Spread {
    /// The median.
    pub(crate) median: f64,
    /// The smallest.
    pub(crate) min: f64,
    /// The largest.
    pub(crate) max: f64,
}

impl Spread {
    /// Of at least one figure.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_unstable_by(f64::total_cmp);
        let (min, max) = (*figures.first()?, *figures.last()?);
        let half = figures.len() / 2;
        let median = if figures.len() % 2 == 1 {
            figures[half]
        } else {
            f64::midpoint(figures[half - 1], figures[half])
        };
        Some(Self { median, min, max })
    }
}

/// MiB of memory that programs can still have, where the system tells.
pub(crate) fn memory_available() -> Option<u64> {
    let said = fs::read_to_string("/proc/meminfo").ok()?;
    let line = said.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? / 1024)
}
