//! Looks for secrets in the memory of the program while `strace` holds it at a system call.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    os::unix::fs::MetadataExt as _,
    path::Path,
    process::{Child, Command},
    thread,
    time::Duration,
};

use crate::{programs, world::World};

/// What must not be found, by name.
pub(super) type Secrets = BTreeMap<&'static str, Vec<u8>>;

/// A run that `strace` holds at a system call.
pub(super) struct Held {
    strace: Child,
    pub(super) pid: String,
}

impl Held {
    /// `nth` counts the calls of that name.
    pub(super) fn at(world: &World, call: (&str, &str), nth: u32, args: &str) -> Self {
        let trace = format!("trace={}", call.0);
        let inject = format!("inject={}:delay_enter=60000000:when={nth}", call.0);
        let mut command = world.traced(&["-e", &trace, "-e", &inject], args);
        command
            .stdout(File::create(world.path("sortie")).expect("file"))
            .stderr(File::create(world.path("erreurs")).expect("file"));
        let mut held = Self { strace: command.spawn().expect("strace runs"), pid: String::new() };
        let children = format!("/proc/{0}/task/{0}/children", held.strace.id());
        for _ in 0..3000 {
            thread::sleep(Duration::from_millis(10));
            let pid = fs::read_to_string(&children).unwrap_or_default().trim().to_owned();
            let doing = fs::read_to_string(format!("/proc/{pid}/syscall")).unwrap_or_default();
            let named = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            if named.trim() == "plis" && doing.split(' ').next() == Some(call.1) && is_stopped(&pid) {
                held.pid = pid;
                return held;
            }
        }
        panic!("never reached {}: {}", call.0, fs::read_to_string(world.path("erreurs")).unwrap_or_default());
    }

    /// Names of the secrets that stand in its memory.
    pub(super) fn shows(&self, secrets: &Secrets) -> Vec<&'static str> {
        let maps = fs::read_to_string(format!("/proc/{}/maps", self.pid)).expect("maps");
        let mut memory = File::open(format!("/proc/{}/mem", self.pid)).expect("memory");
        let mut found = Vec::new();
        let mut seen = 0;
        for line in maps.lines() {
            let mut fields = line.split_whitespace();
            let (range, mode) = (fields.next().expect("range"), fields.next().expect("mode"));
            if !mode.starts_with("rw") {
                continue;
            }
            let (start, end) = range.split_once('-').expect("a range");
            let number = |text| u64::from_str_radix(text, 16).expect("hexadecimal");
            let mut octets = vec![0; usize::try_from(number(end) - number(start)).expect("memory")];
            memory.seek(SeekFrom::Start(number(start))).expect("sought");
            if memory.read_exact(&mut octets).is_err() {
                continue;
            }
            seen += octets.len();
            found.extend(holds(&octets, secrets));
        }
        assert!(seen > 1 << 16, "memory was read");
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // The program first: without its tracer it would go on.
        if !self.pid.is_empty() {
            let _ = Command::new("kill").args(["-9", &self.pid]).status();
        }
        let _ = self.strace.kill();
        let _ = self.strace.wait();
    }
}

fn is_stopped(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && line.contains('t'))
}

/// Names of the secrets that stand in some octets.
pub(super) fn holds(octets: &[u8], secrets: &Secrets) -> Vec<&'static str> {
    let found = |secret: &[u8]| {
        let first = secret[0];
        let mut rest = octets;
        while let Some(at) = rest.iter().position(|octet| *octet == first) {
            if rest[at..].starts_with(secret) {
                return true;
            }
            rest = &rest[at + 1..];
        }
        false
    };
    secrets.iter().filter(|(_, secret)| found(secret)).map(|(name, _)| *name).collect()
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
    let superuser = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !superuser {
        programs::skip("only the superuser may look into the memory of the program");
    }
    superuser
}
