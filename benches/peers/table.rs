//! The table: what is printed, and what is kept in `benches/results/`.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    entrant::{self, Entrant},
    measure::Spread,
    workload::Workload,
};

/// One entrant at one workload.
pub(crate) struct Line {
    /// Who.
    pub(crate) entrant: Entrant,
    /// Seconds on the wall, a round each.
    pub(crate) walls: Vec<f64>,
    /// Seconds of processor, a round each.
    pub(crate) processor: Vec<f64>,
    /// Peak resident memory of its largest process, in MiB.
    pub(crate) peak: Option<u64>,
    /// What it said when it could not.
    pub(crate) failed: Option<String>,
}

impl Line {
    /// Nothing measured yet.
    pub(crate) const fn new(entrant: Entrant) -> Self {
        Self { entrant, walls: Vec::new(), processor: Vec::new(), peak: None, failed: None }
    }

    /// What the last round gave, for who watches.
    pub(crate) fn last(&self) -> String {
        match (&self.failed, self.walls.last()) {
            (Some(why), _) => format!("failed: {why}"),
            (None, Some(wall)) => seconds(*wall),
            (None, None) => String::new(),
        }
    }
}

/// All workloads.
pub(crate) struct Table {
    rounds: usize,
    scale: f64,
    jobs: usize,
    workloads: Vec<(&'static str, String, Vec<Line>)>,
}

/// What `plis` is held to: workload, entrant it is compared with, at most so many times.
const TARGETS: [(&str, &str, f64); 7] = [
    ("W0", "openssl", 3.0),
    ("W0", "floor", 2.0),
    ("W1", "floor", 1.10),
    ("W2", "floor", 1.10),
    ("W3", "cp", 2.0),
    ("W4", "floor", 1.10),
    ("W5", "floor", 1.10),
];

impl Table {
    /// An empty one.
    pub(crate) const fn new(rounds: usize, scale: f64, jobs: usize) -> Self {
        Self { rounds, scale, jobs, workloads: Vec::new() }
    }

    /// Adds a line to its workload.
    pub(crate) fn add(&mut self, workload: &Workload, line: Line) {
        match self.workloads.last_mut() {
            Some((name, _, lines)) if *name == workload.name => lines.push(line),
            _ => self.workloads.push((workload.name, workload.what.clone(), vec![line])),
        }
    }

    /// The whole page.
    pub(crate) fn markdown(&self) -> String {
        let mut page = String::new();
        let _ = writeln!(
            page,
            "{}, {} jobs, {} rounds in turn, scale {}.\n",
            machine(),
            self.jobs,
            self.rounds,
            self.scale
        );
        for version in entrant::versions() {
            let _ = writeln!(page, "- {version}");
        }
        let _ = writeln!(
            page,
            "\nSeconds are medians of the rounds, then the fastest and the slowest. Ratios are taken within each \
             round, then their median. Peak is that of the largest process.\n"
        );
        let _ = writeln!(
            page,
            "| workload | entrant | seconds | from | to | processor s | peak MiB | / floor | / plis |"
        );
        let _ = writeln!(page, "|---|---|---:|---:|---:|---:|---:|---:|---:|");
        for (name, what, lines) in &self.workloads {
            for (index, line) in lines.iter().enumerate() {
                let title = if index == 0 { format!("**{name}** {what}") } else { String::new() };
                let who = line.entrant.name();
                if let Some(why) = &line.failed {
                    let _ = writeln!(page, "| {title} | {who} | failed: {why} | | | | | | |");
                    continue;
                }
                let Some(walls) = Spread::of(line.walls.iter().copied()) else { continue };
                let processor =
                    Spread::of(line.processor.iter().copied()).map(|spread| format!("{:.2}", spread.median));
                let _ = writeln!(
                    page,
                    "| {title} | {who} | {} | {} | {} | {} | {} | {} | {} |",
                    seconds(walls.median),
                    seconds(walls.min),
                    seconds(walls.max),
                    processor.unwrap_or_default(),
                    line.peak.map(|peak| format!("{peak}")).unwrap_or_default(),
                    ratio(lines, who, "floor").map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
                    ratio(lines, who, "plis").map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
                );
            }
        }
        page.push('\n');
        for (workload, other, at_most) in TARGETS {
            let lines =
                self.workloads.iter().find(|(name, _, _)| *name == workload).map(|(_, _, lines)| lines);
            if let Some(ratio) = lines.and_then(|lines| ratio(lines, "plis", other)) {
                let verdict = if ratio <= at_most { "met" } else { "MISSED" };
                let _ = writeln!(page, "- {workload}: {ratio:.2} times {other}, target {at_most}: {verdict}");
            }
        }
        page
    }
}

/// Where a run keeps its page: under today's date; a second one of a day gets a number.
pub(crate) fn place() -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/results");
    fs::create_dir_all(&folder)?;
    let date = today();
    let mut path = folder.join(format!("{date}.md"));
    let mut number = 2;
    loop {
        match fs::File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|_| path),
        }
        path = folder.join(format!("{date}-{number}.md"));
        number += 1;
    }
}

/// Writes the page, as far as the run has come.
pub(crate) fn write(path: &Path, page: &str) -> io::Result<()> {
    fs::write(path, format!("# Peers, {}, {}\n\n{page}", today(), commit()))
}

fn today() -> String {
    chrono::Utc::now().format("%Y-%m-%d").to_string()
}

/// How many times longer than another an entrant takes: the median over the rounds.
fn ratio(lines: &[Line], who: &str, other: &str) -> Option<f64> {
    let walls = |name: &str| {
        lines.iter().find(|line| line.entrant.name() == name && line.failed.is_none()).map(|line| &line.walls)
    };
    let ratios = walls(who)?.iter().zip(walls(other)?).map(|(ours, theirs)| ours / theirs);
    Spread::of(ratios).map(|spread| spread.median)
}

/// Three figures that mean something.
pub(crate) fn seconds(seconds: f64) -> String {
    if seconds < 0.1 { format!("{:.2} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |line| line.trim_start_matches([' ', '\t', ':']));
    let count = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let memory = read("/proc/meminfo");
    let memory = memory
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<u64>().ok())
        .map_or(0, |kib| kib >> 20);
    format!(
        "{model}, {count} cores, {memory} GiB, {} {}",
        std::env::consts::OS,
        read("/proc/sys/kernel/osrelease").trim().split('-').next().unwrap_or_default()
    )
}

fn commit() -> String {
    let output = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}
