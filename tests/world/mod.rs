//! A world for tests of the command line: its own folder, a fixed clock, a language, a width, keys and envelopes;
//! and assertions that read like the specification.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use plis::{
    cms::{
        armor::Armor,
        seal::{SealOptions, SealRecipient, seal},
    },
    crypto::{AwsLc, ContentCipher, KeyTransport},
    keys::{Certificate, read_key_file},
    secret::Password,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Password of the key files that this world gives out.
pub(crate) const PASSWORD: &str = "plis-essai-2026";

/// How the program ends: the table of the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    Partial = 3,
    NoUsableKey = 4,
    Refused = 5,
    Locked = 6,
    AuditWarnings = 20,
    AuditCritical = 21,
}

/// A folder of its own, and how the program is run in it.
pub(crate) struct World {
    dir: tempfile::TempDir,
    lang: &'static str,
    now: &'static str,
    environment: BTreeMap<&'static str, String>,
}

impl World {
    /// In French, at a fixed instant, with `entite.p12` and `secours.p12` of the fixtures and their password in
    /// `mdp.txt`.
    pub(crate) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// The same in memory where that can be: for tests of many runs that have no use for a disk.
    pub(crate) fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        // To Windows, under Wine, that is a path without its drive.
        if memory.is_absolute() && memory.is_dir() { Self::within(memory) } else { Self::new() }
    }

    fn within(folder: &Path) -> Self {
        let dir = tempfile::tempdir_in(folder).expect("temporary folder");
        let world = Self { dir, lang: "fr", now: "2026-11-18T14:00:00+01:00", environment: BTreeMap::new() };
        world.copy("keys/entity.p12", "entite.p12");
        world.copy("keys/emergency.p12", "secours.p12");
        world.put("mdp.txt", format!("{PASSWORD}\n"));
        world
    }

    /// The same in English.
    pub(crate) fn english(mut self) -> Self {
        self.lang = "en";
        self
    }

    /// The same at another instant.
    pub(crate) fn at(mut self, now: &'static str) -> Self {
        self.now = now;
        self
    }

    /// The same with a variable in the environment.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.insert(name, value.to_owned());
        self
    }

    /// A path in it.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(below)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn put(&self, below: impl AsRef<Path>, octets: impl AsRef<[u8]>) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        fs::write(path, octets).expect("file");
    }

    /// Reads a file.
    pub(crate) fn read(&self, below: impl AsRef<Path>) -> Vec<u8> {
        let path = self.path(below);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Reads a file as JSON.
    pub(crate) fn json(&self, below: impl AsRef<Path>) -> Value {
        serde_json::from_slice(&self.read(below)).expect("JSON")
    }

    /// Copies a file of the fixtures.
    pub(crate) fn copy(&self, fixture: &str, below: impl AsRef<Path>) {
        self.put(below, fs::read(fixtures().join(fixture)).expect("fixture"));
    }

    /// The certificate of one of this world's key files.
    pub(crate) fn certificate(&self, key_file: &str) -> Certificate {
        let password = Password::new(PASSWORD.to_owned());
        let file = read_key_file(&self.read(key_file), Some(&password)).expect("key file");
        file.pairs[0].certificate().clone()
    }

    /// Seals octets to the certificates of key files; gives the envelope.
    pub(crate) fn sealed(&self, content: &[u8], to: &[&str]) -> Vec<u8> {
        self.sealed_with(content, to, ContentCipher::Aes256Gcm, KeyTransport::RsaPkcs1v15)
    }

    /// The same with chosen algorithms.
    pub(crate) fn sealed_with(
        &self,
        content: &[u8],
        to: &[&str],
        cipher: ContentCipher,
        transport: KeyTransport,
    ) -> Vec<u8> {
        let certificates: BTreeMap<&str, Certificate> =
            BTreeSet::from_iter(to).into_iter().map(|file| (*file, self.certificate(file))).collect();
        let recipients: Vec<SealRecipient<'_>> =
            to.iter().map(|file| &certificates[file]).map(SealRecipient::from).collect();
        let options = SealOptions { cipher, transport, armor: Armor::Der, ..SealOptions::default() };
        let mut envelope = Vec::new();
        let length = Some(content.len() as u64);
        seal(&AwsLc, &recipients, &options, length, content, &mut envelope).expect("sealed");
        envelope
    }

    /// Seals octets to the entity and the emergency key, into a file.
    pub(crate) fn deposit(&self, below: &str, content: &[u8]) {
        self.put(below, self.sealed(content, &["entite.p12", "secours.p12"]));
    }

    /// The program in this world, not yet run; nothing of the caller's environment or terminal reaches it.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.plain_command();
        command.args(["--lang", self.lang, "--now", self.now]).args(args);
        command
    }

    /// The same under `strace`, which follows its threads and writes its log to a file of this world, with these options.
    #[cfg(unix)] // strace
    pub(crate) fn traced(&self, strace: &[&str], args: &str) -> Command {
        let plain = self.command(args.split(' '));
        let mut command = Command::new("strace");
        command
            .args(["-f", "-qq", "-o"])
            .arg(self.path("trace"))
            .args(strace)
            .arg(plain.get_program())
            .args(plain.get_args())
            .current_dir(self.path(""))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .stdin(Stdio::null());
        command
    }

    fn plain_command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plis"));
        // Where Windows itself is, and its temporary files.
        let of_system = ["SystemRoot", "TEMP", "TMP"].into_iter().filter(|_| cfg!(windows));
        command
            .current_dir(self.dir.path())
            .env_clear()
            .env("COLUMNS", "100")
            .env("PLIS_HOME", self.path("registre"))
            .envs(of_system.filter_map(|name| Some((name, std::env::var_os(name)?))))
            .envs(&self.environment)
            .stdin(Stdio::null());
        command
    }

    /// Runs the program at another instant.
    pub(crate) fn on<S: AsRef<OsStr>>(&self, now: &str, args: impl IntoIterator<Item = S>) -> Ran<'_> {
        let mut command = self.plain_command();
        command.args(["--lang", self.lang, "--now", now]).args(args);
        Ran::new(self, output(&mut command))
    }

    /// The program, not yet run, that judges by the system's clock.
    pub(crate) fn by_the_clock<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.plain_command();
        command.args(["--lang", self.lang]).args(args);
        command
    }

    /// Runs the program. Arguments are separated by spaces.
    pub(crate) fn plis(&self, args: &str) -> Ran<'_> {
        self.run(args.split_whitespace())
    }

    /// Runs the program with arguments that may hold spaces.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran<'_> {
        Ran::new(self, output(&mut self.command(args)))
    }

    /// Every file below a folder with its octets, `/` between the parts of its name.
    pub(crate) fn files(&self, below: impl AsRef<Path>) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(below);
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok) {
            if entry.file_type().is_file() {
                let name =
                    entry.path().strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(entry.path()).expect("file"));
            }
        }
        files
    }
}

/// What a run left: its exit, what it said, and the world it was in.
pub(crate) struct Ran<'a> {
    pub(crate) world: &'a World,
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl<'a> Ran<'a> {
    pub(crate) fn new(world: &'a World, output: Output) -> Self {
        Self {
            world,
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// How it ended.
    pub(crate) fn exits(self, exit: Exit) -> Self {
        assert_eq!(self.code, Some(exit as i32), "{self}");
        self
    }

    /// What the standard output holds.
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(flat(&self.out).contains(&flat(text)), "no {text:?} in:\n{self}");
        self
    }

    /// What the standard error holds.
    pub(crate) fn tells(self, text: &str) -> Self {
        assert!(flat(&self.err).contains(&flat(text)), "no {text:?} in:\n{self}");
        self
    }

    /// What is nowhere in what it said.
    pub(crate) fn never_shows(self, text: &str) -> Self {
        assert!(!self.out.contains(text) && !self.err.contains(text), "{text:?} in:\n{self}");
        self
    }

    /// What stands at a path.
    pub(crate) fn leaves(self, below: &str, octets: &[u8]) -> Self {
        assert_eq!(self.world.read(below), octets, "{below}");
        self
    }

    /// Nothing at a path.
    pub(crate) fn leaves_nothing_at(self, below: &str) -> Self {
        assert!(!self.world.path(below).exists(), "{below} is there\n{self}");
        self
    }

    /// Only these files in a folder.
    pub(crate) fn leaves_only(self, below: &str, names: &[&str]) -> Self {
        let files: Vec<String> = self.world.files(below).into_keys().collect();
        assert_eq!(files, names, "{self}");
        self
    }
}

impl std::fmt::Display for Ran<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {:?}\n--- stdout\n{}--- stderr\n{}", self.code, self.out, self.err)
    }
}

/// Runs a command to its end. Wine, busy, does not start one in some thousands: that is asked for again.
fn output(command: &mut Command) -> Output {
    /// `ERROR_INTERNAL_ERROR`, which no other system gives.
    const NOT_STARTED: i32 = 1359;
    let mut output = command.output();
    for _ in 0..3 {
        match &output {
            Err(error) if error.raw_os_error() == Some(NOT_STARTED) => output = command.output(),
            _ => break,
        }
    }
    output.expect("it runs")
}

/// As registers have it: lowercase hex.
pub(crate) fn sha256(octets: &[u8]) -> String {
    Sha256::digest(octets).iter().fold(String::new(), |mut hex, octet| {
        write!(hex, "{octet:02x}").expect("a string takes everything");
        hex
    })
}

/// The folder of fixtures.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Words as they are read: lines joined, spaces of any width as one.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
