//! Looks for secrets in the memory of the program while `strace` holds it at a system call.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::{fragments::Secrets, process};
use crate::{programs, world::World};

/// A run that `strace` holds at a system call.
pub(super) struct Held {
    /// `strace`, or what it runs below.
    above: Child,
    pub(super) pid: String,
}

impl Held {
    /// `nth` counts the calls of that name.
    pub(super) fn at(world: &World, call: (&str, &str), nth: u32, args: &str) -> Self {
        Self::run(world, traced(world, call.0, nth, args), call)
    }

    /// The same, started by another program.
    pub(super) fn by_way_of(world: &World, starter: &[&str], call: (&str, &str), args: &str) -> Self {
        let traced = traced(world, call.0, 1, args);
        let mut command = Command::new(starter[0]);
        command
            .args(&starter[1..])
            .arg(traced.get_program())
            .args(traced.get_args())
            .current_dir(world.path(""))
            .env_clear()
            .envs(traced.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::null());
        Self::run(world, command, call)
    }

    fn run(world: &World, mut command: Command, call: (&str, &str)) -> Self {
        command
            .stdout(File::create(world.path("sortie")).expect("file"))
            .stderr(File::create(world.path("erreurs")).expect("file"));
        Self::when(world, command.spawn().expect("it runs"), call)
    }

    /// The same on a terminal, where somebody types a password as soon as it is asked for.
    pub(super) fn on_a_terminal(world: &World, call: (&str, &str), args: &str, password: &str) -> Self {
        let traced = traced(world, call.0, 1, args);
        let words = [traced.get_program()].into_iter().chain(traced.get_args());
        let words: Vec<String> = words.map(|word| format!("'{}'", word.to_str().expect("UTF-8"))).collect();
        let mut command = Command::new("script");
        command
            .args(["-qec", &words.join(" "), "/dev/null"])
            .current_dir(world.path(""))
            .env_clear()
            .envs(traced.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::piped())
            .stdout(File::create(world.path("sortie")).expect("file"))
            .stderr(File::create(world.path("erreurs")).expect("file"));
        let mut above = command.spawn().expect("script runs");
        let keys = above.stdin.as_mut().expect("a keyboard");
        keys.write_all(format!("{password}\n").as_bytes()).expect("typed");
        Self::when(world, above, call)
    }

    /// When the program, somewhere below, has come to its call.
    fn when(world: &World, above: Child, call: (&str, &str)) -> Self {
        let mut held = Self { above, pid: String::new() };
        for _ in 0..3000 {
            thread::sleep(Duration::from_millis(10));
            for pid in below(&held.above.id().to_string()) {
                let doing = fs::read_to_string(format!("/proc/{pid}/syscall")).unwrap_or_default();
                let named = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
                if named.trim() == "plis" && doing.split(' ').next() == Some(call.1) && is_stopped(&pid) {
                    held.pid = pid;
                    return held;
                }
            }
        }
        panic!("never reached {}: {}", call.0, fs::read_to_string(world.path("erreurs")).unwrap_or_default());
    }

    /// Which secrets something stands of in its memory, and where.
    pub(super) fn shows(&self, secrets: &Secrets) -> BTreeSet<String> {
        let found = process::shown(&self.pid, secrets).into_iter();
        found.map(|(name, place)| format!("{name} in {place}")).collect()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // The program first: without its tracer it would go on.
        if !self.pid.is_empty() {
            let _ = Command::new("kill").args(["-9", &self.pid]).status();
        }
        let _ = self.above.kill();
        let _ = self.above.wait();
    }
}

/// The program under `strace`, which holds it at the `nth` call of that name.
fn traced(world: &World, call: &str, nth: u32, args: &str) -> Command {
    let trace = format!("trace={call}");
    let inject = format!("inject={call}:delay_enter=60000000:when={nth}");
    world.traced(&["-e", &trace, "-e", &inject], args)
}

/// All processes below one.
fn below(pid: &str) -> Vec<String> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    let children = children.split_whitespace().map(str::to_owned);
    children.flat_map(|child| [vec![child.clone()], below(&child)].concat()).collect()
}

fn is_stopped(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && line.contains('t'))
}

/// Whether memory can be looked at here; says why not.
pub(super) fn can_be_read() -> bool {
    if !programs::installed("strace") {
        return false;
    }
    if !Path::new("/proc/self/syscall").exists() || std::env::consts::ARCH != "x86_64" {
        programs::skip("the numbers of system calls are those of x86-64");
        return false;
    }
    process::can_be_read()
}
