//! Instructions of the parts that run on one thread and are ours, counted under callgrind and compared with the
//! figures kept in `benches/instructions.toml`.
//!
//! ```text
//! cargo bench --bench instructions               compare; fails over +5 %
//! cargo bench --bench instructions -- --update   write the figures again
//! ```
//!
//! Ciphers and hashes choose their code by the processor, and valgrind is another processor: a provider that
//! does nothing stands in for them, so that what is counted is the same everywhere. Time is not counted.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod nothing;
mod piece;
#[path = "../sealed.rs"]
mod sealed;

use std::{collections::BTreeMap, env, error::Error, fmt::Write as _, fs, path::PathBuf, process::Command};

/// How many hundredths more are let pass.
const MARGIN: u64 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [word, name] = &arguments[..]
        && word == "piece"
    {
        return piece::run(name);
    }
    // `cargo test --all-targets` runs this too, without the argument that `cargo bench` adds.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return Ok(());
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("SKIPPED: instruction counts (no valgrind)");
        return Ok(());
    }
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.toml");
    let before = read(&fs::read_to_string(&kept).unwrap_or_default())?;
    let update = arguments.iter().any(|argument| argument == "--update");
    let mut now = BTreeMap::new();
    let mut worse = Vec::new();
    println!("{:24} {:>14} {:>14} {:>8}", "piece", "kept", "now", "");
    for name in piece::NAMES {
        let count = count(name)?;
        let change = if let Some(&kept) = before.get(name) {
            if count * 100 > kept * (100 + MARGIN) {
                worse.push(name);
            }
            format!("{:+.1} %", (count as f64 / kept as f64 - 1.0) * 100.0)
        } else {
            worse.push(name);
            "new".to_owned()
        };
        let kept = before.get(name).map(ToString::to_string).unwrap_or_default();
        println!("{name:24} {kept:>14} {count:>14} {change:>8}");
        now.insert(name, count);
    }
    if update {
        let mut text = String::from(
            "# Instructions of each piece (cargo bench --bench instructions -- --update). They move with the compiler too.\n",
        );
        for (name, count) in now {
            let _ = writeln!(text, "{name} = {count}");
        }
        fs::write(kept, text)?;
    } else if !worse.is_empty() {
        return Err(format!("over +{MARGIN} %, or not kept yet: {}", worse.join(", ")).into());
    }
    Ok(())
}

/// Runs one piece under callgrind; gives the instructions inside of [`piece::counted`].
fn count(name: &str) -> Result<u64, Box<dyn Error>> {
    let output = tempfile::NamedTempFile::new()?;
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*piece*counted*"])
        .arg(format!("--callgrind-out-file={}", output.path().display()))
        .arg(env::current_exe()?)
        .args(["piece", name])
        .output()?;
    if !run.status.success() {
        return Err(format!("{name}: {}", String::from_utf8_lossy(&run.stderr)).into());
    }
    let said = fs::read_to_string(output.path())?;
    let total =
        said.lines().find_map(|line| line.strip_prefix("totals: ")).ok_or("callgrind gave no total")?;
    Ok(total.trim().parse()?)
}

/// The kept figures: lines of `name = number`.
fn read(text: &str) -> Result<BTreeMap<String, u64>, Box<dyn Error>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(|line| {
            let (name, count) = line.split_once('=').ok_or("not `name = number`")?;
            Ok((name.trim().to_owned(), count.trim().parse()?))
        })
        .collect()
}
