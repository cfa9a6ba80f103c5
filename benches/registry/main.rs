//! A registry of 100,000 keys and as many consultations: what an audit and the lists of it take.
//!
//! `cargo bench --bench registry`, or with `-- --keys 1000 --consultations 1000 --rounds 1`.
//!
//! Filled through the registry's own interface, journal and triggers included, on a memory file system where there
//! is one. The floor is a bare loop over the rows that an audit needs, by SQLite alone in this process. Targets: an
//! audit takes at most 2 s and 256 MiB; the lists stream, so their memory does not follow the number of keys.

#![expect(clippy::print_stdout, reason = "its table")]

mod filling;

use std::{
    error::Error,
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use filling::{NOW, Size, middle};

const TARGET_SECONDS: f64 = 2.0;
const TARGET_MIB: u64 = 256;

/// What is run of `plis`, and whether the target is for it.
const RUNS: [(&[&str], bool); 11] = [
    (&["audit"], true),
    (&["audit", "--all"], true),
    (&["audit", "--format", "json"], true),
    (&["audit", "--format", "csv", "--all"], true),
    (&["audit", "--format", "html", "--all"], true),
    (&["audit", "--format", "nagios"], true),
    (&["audit", "--format", "prometheus"], true),
    (&["audit", "--format", "ics"], true),
    (&["key", "list"], false),
    (&["key", "list", "--format", "json"], false),
    (&["consultation", "list", "--format", "csv"], false),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut size = Size { keys: 100_000, consultations: 100_000 };
    let mut rounds = 5;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().unwrap_or_default().parse();
        match arg.as_str() {
            "--keys" => size.keys = number()?,
            "--consultations" => size.consultations = number()?,
            "--rounds" => rounds = number()?,
            // What cargo says to every benchmark.
            "--bench" => {}
            other => return Err(format!("{other}: not an option").into()),
        }
    }
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
    let home = folder.path().join("registre");
    let start = Instant::now();
    filling::fill(&home, size)?;
    let filled = start.elapsed().as_secs_f64();
    println!("{} keys, {} consultations, filled in {filled:.1} s", size.keys, size.consultations);

    let floor = middle((0..rounds).map(|_| floor(&home)).collect::<Result<_, _>>()?);
    println!("floor: every row that an audit needs, read and dropped: {floor:.2} s\n");
    println!("{:<42} {:>8} {:>8} {:>9}", "plis", "seconds", "x floor", "peak MiB");
    for (args, is_audit) in RUNS {
        let taken: Vec<Taken> =
            (0..rounds).map(|_| run(args, &home, folder.path())).collect::<Result<_, _>>()?;
        let seconds = middle(taken.iter().map(|taken| taken.seconds).collect());
        let peak = taken.iter().filter_map(|taken| taken.mib).max();
        let shown = peak.map_or("?".to_owned(), |mib| mib.to_string());
        let missed = is_audit && (seconds > TARGET_SECONDS || peak.is_some_and(|mib| mib > TARGET_MIB));
        let verdict = if missed { "  over the target" } else { "" };
        println!("{:<42} {seconds:>8.2} {:>8.1} {shown:>9}{verdict}", args.join(" "), seconds / floor);
    }
    Ok(())
}

struct Taken {
    seconds: f64,
    /// Where GNU time is: it asks the system for the peak memory.
    mib: Option<u64>,
}

/// One run of the program, its output thrown away; an audit that found something is no failure.
fn run(args: &[&str], home: &Path, scratch: &Path) -> Result<Taken, Box<dyn Error>> {
    const GNU_TIME: &str = "/usr/bin/time";
    let figures = scratch.join("figures");
    let program = env!("CARGO_BIN_EXE_plis");
    let measured = Path::new(GNU_TIME).exists();
    let mut command = if measured {
        let mut command = Command::new(GNU_TIME);
        command.args(["-q", "-f", "%M", "-o"]).arg(&figures).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(["--now", NOW, "--home"]).arg(home).args(args);
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    let seconds = start.elapsed().as_secs_f64();
    if !matches!(output.status.code(), Some(0..=3 | 20 | 21)) {
        return Err(format!("{args:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let kib = if measured { fs::read_to_string(&figures)?.trim().parse::<u64>().ok() } else { None };
    Ok(Taken { seconds, mib: kib.map(|kib| kib.div_ceil(1024)) })
}

/// Seconds to read the rows and do nothing with them.
fn floor(home: &Path) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let database = rusqlite::Connection::open(home.join("registry.db"))?;
    for sql in [
        "SELECT * FROM key JOIN certificate ON certificate.id = key.certificate_id",
        "SELECT * FROM consultation WHERE state <> 'closed'",
        "SELECT * FROM need",
    ] {
        let mut statement = database.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                std::hint::black_box(row.get_ref(column)?);
            }
        }
    }
    Ok(start.elapsed().as_secs_f64())
}
