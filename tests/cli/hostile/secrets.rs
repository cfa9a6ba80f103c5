//! No password, no content-encryption key and no private key is left: not in what a run writes, not in its memory
//! when it ends, not in what the system shows of it.
//!
//! `strace` holds the program at its last system call; its memory is read there.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use plis::{
    cms::envelope::{Envelope, Recipient},
    crypto::{AwsLc, ContentCipher, KeyTransport},
    keys::{Choice, Keyring, Role, Unwrap, read_key_file},
    secret::Password,
};

use crate::{
    programs,
    world::{PASSWORD, World},
};

/// What must not be found, by name.
type Secrets = BTreeMap<&'static str, Vec<u8>>;

fn world() -> World {
    let world = World::new().english();
    let recipients = ["entite.p12"];
    let oaep = KeyTransport::RsaOaep {
        hash: plis::crypto::Hash::Sha256,
        mgf_hash: plis::crypto::Hash::Sha256,
        label: Vec::new(),
    };
    for (name, cipher, transport) in
        [("a", ContentCipher::Aes256Gcm, KeyTransport::RsaPkcs1v15), ("b", ContentCipher::Aes256Cbc, oaep)]
    {
        world.put(
            format!("depots/{name}.p7m"),
            world.sealed_with(b"Prix : 12 345 euros", &recipients, cipher, transport),
        );
    }
    world
}

fn secrets(world: &World) -> Secrets {
    let password = Password::new(PASSWORD.to_owned());
    let file = read_key_file(&world.read("entite.p12"), Some(&password)).expect("key file");
    let mut secrets = Secrets::new();
    secrets.insert("password", PASSWORD.as_bytes().to_vec());
    secrets.insert(
        "password in UTF-16",
        PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>(),
    );
    let mut keyring = Keyring::new();
    for pair in file.pairs {
        for (name, number) in private_numbers(pair.private_key().expose()) {
            // As it is written, and as a computer counts.
            secrets.insert(name[0], number[..32].to_vec());
            secrets.insert(name[1], number.iter().rev().take(32).copied().collect());
        }
        keyring.add(&AwsLc, Role::Entity, None, pair).expect("usable");
    }
    for (name, file) in [("key of a", "depots/a.p7m"), ("key of b", "depots/b.p7m")] {
        let octets = world.read(file);
        let (envelope, _) = Envelope::read(&octets[..]).expect("an envelope");
        let Choice::Held { key, recipient } = keyring.choose(&envelope.recipients, false) else {
            panic!("our key")
        };
        let Recipient::KeyTrans(_) = &envelope.recipients[recipient] else { panic!("key transport") };
        let Unwrap::Opened(content_key) = key.unwrap(&envelope.recipients[recipient], 32) else {
            panic!("decrypts")
        };
        secrets.insert(name, content_key.expose().to_vec());
    }
    secrets
}

/// d, p and q of a PKCS#8 key (RFC 8017 appendix A.1.2): the integers after n and e.
fn private_numbers(pkcs8: &[u8]) -> Vec<([&'static str; 2], Vec<u8>)> {
    const NAMES: [[&str; 2]; 3] = [["d", "d reversed"], ["p", "p reversed"], ["q", "q reversed"]];
    let mut integers = Vec::new();
    let mut at = 0;
    while at + 4 < pkcs8.len() {
        if pkcs8[at] == 2 && pkcs8[at + 1] == 0x82 {
            let len = usize::from(u16::from_be_bytes([pkcs8[at + 2], pkcs8[at + 3]]));
            integers.push(pkcs8[at + 4..at + 4 + len].to_vec());
            at += 4 + len;
        } else if pkcs8[at] == 2 && pkcs8[at + 1] == 0x81 {
            let len = usize::from(pkcs8[at + 2]);
            integers.push(pkcs8[at + 3..at + 3 + len].to_vec());
            at += 3 + len;
        } else {
            at += 1;
        }
    }
    // The modulus comes first; e is short and not among these.
    let without_sign = |number: &Vec<u8>| number.iter().skip_while(|octet| **octet == 0).copied().collect();
    NAMES.into_iter().zip(integers.iter().skip(1).map(without_sign)).collect()
}

/// A run that `strace` holds at a system call.
struct Held {
    strace: Child,
    pid: String,
}

impl Held {
    /// `nth` counts the calls of that name.
    fn at(world: &World, call: (&str, &str), nth: u32, args: &str) -> Self {
        let plain = world.command(args.split(' '));
        let mut command = Command::new("strace");
        command
            .args(["-f", "-qq", "-e", &format!("trace={}", call.0), "-e"])
            .arg(format!("inject={}:delay_enter=60000000:when={nth}", call.0))
            .arg("-o")
            .arg(world.path("trace"))
            .arg(plain.get_program())
            .args(plain.get_args())
            .current_dir(world.path(""))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::null())
            .stdout(File::create(world.path("sortie")).expect("file"))
            .stderr(File::create(world.path("erreurs")).expect("file"));
        for (name, value) in plain.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
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
    fn shows(&self, secrets: &Secrets) -> Vec<&'static str> {
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
        assert!(seen > 1 << 20, "memory was read");
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // What is traced dies with its tracer.
        let _ = self.strace.kill();
        let _ = self.strace.wait();
    }
}

fn is_stopped(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && line.contains('t'))
}

fn holds(octets: &[u8], secrets: &Secrets) -> Vec<&'static str> {
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

fn files(folder: &Path) -> Vec<PathBuf> {
    let found = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    found.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn nothing_secret_is_left_when_a_run_ends() {
    if !programs::installed("strace") {
        return;
    }
    if !Path::new("/proc/self/syscall").exists() || std::env::consts::ARCH != "x86_64" {
        programs::skip("the numbers of system calls are those of x86-64");
        return;
    }
    let superuser = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !superuser {
        programs::skip("only the superuser may look into the memory of the program");
        return;
    }
    for source in ["env:MDP_OUVERTURE", "file:mdp.txt"] {
        for crypto in ["aws-lc", "rust-crypto"] {
            let mut world = world();
            if source.starts_with("env:") {
                world = world.with("MDP_OUVERTURE", PASSWORD);
            }
            let secrets = secrets(&world);
            assert_eq!(secrets.len(), 10);
            // Each run in a folder of its own: what one opened, the next would keep and decrypt nothing.
            let run = |out| {
                format!(
                    "open depots -o {out} --key entite.p12 --password {source} --crypto {crypto} -v --jobs 2"
                )
            };
            // While it runs its secrets are in memory: the search finds them.
            let working = Held::at(&world, ("fsync", "74"), 1, &run("essai"));
            assert!(!working.shows(&secrets).is_empty(), "the search finds nothing at all");
            drop(working);

            let ended = Held::at(&world, ("exit_group", "231"), 1, &run("ouverture"));
            assert_eq!(ended.shows(&secrets), Vec::<&str>::new(), "in memory, {source}, {crypto}");
            for shown in ["environ", "cmdline"] {
                let octets = fs::read(format!("/proc/{}/{shown}", ended.pid)).expect("shown");
                assert_eq!(holds(&octets, &secrets), Vec::<&str>::new(), "{shown}");
            }
            let written = files(&world.path("ouverture")).into_iter();
            for path in written.chain([world.path("sortie"), world.path("erreurs")]) {
                let octets = fs::read(&path).expect("file");
                assert_eq!(holds(&octets, &secrets), Vec::<&str>::new(), "{}", path.display());
            }
            let report = world.json("ouverture/opening.json");
            assert_eq!(report["summary"]["opened"], 2, "it came to its end, and decrypted");
        }
    }
}
