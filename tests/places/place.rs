//! The places by their names, and the program at work in them.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

use crate::{
    disk::{Control, Has, Locks, Mounted, mount},
    folders::files_below,
    programs,
};

/// A place as people have it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) name: &'static str,
    /// What it has; `None`: a folder in memory, as it is.
    pub(crate) has: Option<Has>,
}

/// The places, by what the drivers that are used most say there. Where they were tried themselves:
/// `src/manual/durability.md`.
pub(crate) const PLACES: [Place; 10] = [
    Place { name: "tmpfs", has: None },
    Place { name: "disk without O_TMPFILE", has: Some(Has::ALL) },
    Place {
        name: "exFAT",
        has: Some(Has {
            links: false,
            no_replace: false,
            cases: false,
            characters: false,
            mode: Some(0o777),
            ..Has::ALL
        }),
    },
    Place {
        name: "FAT",
        has: Some(Has { links: false, cases: false, characters: false, mode: Some(0o755), ..Has::ALL }),
    },
    Place { name: "NTFS (ntfs-3g)", has: Some(Has { no_replace: false, mode: Some(0o777), ..Has::ALL }) },
    Place {
        name: "rclone mount",
        has: Some(Has { links: false, no_replace: false, mode: Some(0o755), folder_sync: false, ..Has::ALL }),
    },
    Place {
        name: "SMB, nobrl",
        has: Some(Has { cases: false, characters: false, mode: Some(0o755), folder_sync: false, ..Has::ALL }),
    },
    Place {
        name: "SMB",
        has: Some(Has {
            cases: false,
            characters: false,
            mode: Some(0o755),
            locks: Locks::Mandatory,
            ..Has::ALL
        }),
    },
    Place { name: "NFSv3, nolock", has: Some(Has { no_replace: false, locks: Locks::None, ..Has::ALL }) },
    Place { name: "eCryptfs", has: Some(Has { longest: 143, ..Has::ALL }) },
];

/// Names of envelopes that some place refuses, cuts, or takes for another's; the plaintexts are their numbers.
pub(crate) const NAMES: [&str; 8] = [
    "Lot 1/offre.pdf",
    "Lot 1/Offre.pdf",
    "LOT 1/offre.pdf",
    "prix: 1 ?.pdf",
    "CON",
    "fin .",
    "a\\b.pdf",
    "mémoire technique, avec un nom que son auteur a voulu complet et dont il n'a rien retranché, ni l'objet du marché, ni le lot, ni la date de sa remise.pdf",
];

/// What is opened in every place, made once.
struct Deposits {
    folder: PathBuf,
    /// What an opening on a disk that lacks nothing gives, by final name below `plis`.
    expected: BTreeMap<PathBuf, Vec<u8>>,
}

impl Deposits {
    /// Seals the envelopes by the program itself, and opens them.
    fn made_in(folder: &Path) -> Self {
        for (number, name) in NAMES.iter().enumerate() {
            let clear = folder.join("clair").join(number.to_string()).join(name);
            fs::create_dir_all(clear.parent().expect("a folder")).expect("folder");
            fs::write(&clear, format!("pli {number}\n").repeat(number * 900 + 1)).expect("written");
            let depots = folder.join("depots").join(name);
            let words = [OsStr::new("seal"), clear.as_os_str(), "--to".as_ref()].into_iter();
            let to = fixture("cles/entite.cer");
            let into = depots.parent().expect("a folder");
            fs::create_dir_all(into).expect("folder");
            done(command(words.chain([to.as_os_str(), "-o".as_ref(), into.as_os_str()])));
        }
        let out = folder.join("sans-heurt");
        done(command(opening(&folder.join("depots"), &out)));
        let expected = files_below(&out.join("plis"));
        assert_eq!(expected.len(), NAMES.len());
        Self { folder: folder.to_owned(), expected }
    }
}

/// The arguments of an opening.
fn opening(depots: &Path, out: &Path) -> Vec<OsString> {
    let password = format!("file:{}", fixture("cles/mot-de-passe.txt").display());
    let mut words: Vec<OsString> = vec!["open".into(), depots.into(), "-o".into(), out.into()];
    words.extend(["--key".into(), fixture("cles/entite.p12").into(), "--password".into(), password.into()]);
    words.extend(["--jobs".into(), "2".into()]);
    words
}

fn command(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plis"));
    command.args(["--lang", "en"]).args(args).env_clear().stdin(Stdio::null());
    command.env("PLIS_PASSWORD", "saint-exemple-2026");
    command
}

fn done(mut command: Command) {
    let ran = command.output().expect("the program runs");
    assert_eq!(ran.status.code(), Some(0), "{}", said(&ran));
}

/// What all places share.
pub(crate) struct Common {
    _folder: tempfile::TempDir,
    deposits: Deposits,
}

impl Common {
    pub(crate) fn new() -> Self {
        let folder = in_memory();
        let deposits = Deposits::made_in(folder.path());
        Self { _folder: folder, deposits }
    }
}

fn in_memory() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a folder")
}

/// A place in use, and what is opened there.
pub(crate) struct Stay<'a> {
    // Unmounted before its folder is removed.
    mounted: Option<Mounted>,
    folder: tempfile::TempDir,
    deposits: &'a Path,
    /// What an opening on a disk that lacks nothing gives, by final name below `plis`.
    pub(crate) expected: &'a BTreeMap<PathBuf, Vec<u8>>,
}

impl<'a> Stay<'a> {
    /// `None` where such a place cannot be made here; that is said.
    pub(crate) fn at(place: Place, common: &'a Common) -> Option<Self> {
        let folder = in_memory();
        fs::create_dir(folder.path().join("lieu")).expect("a folder");
        let mounted = match place.has {
            None => None,
            Some(has) => match mount(&folder.path().join("lieu"), has) {
                Ok(mounted) => Some(mounted),
                Err(error) => {
                    programs::skip(&format!("no file system of our own can be mounted here: {error}"));
                    return None;
                }
            },
        };
        let Deposits { folder: deposits, expected } = &common.deposits;
        Some(Self { mounted, folder, deposits, expected })
    }

    /// What the file system is told; not in a plain folder.
    pub(crate) fn control(&self) -> Option<&Control> {
        self.mounted.as_ref().map(|mounted| &*mounted.control)
    }

    /// A path in the place.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join("lieu").join(below)
    }

    /// A path beside it, on a disk that lacks nothing.
    pub(crate) fn beside(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// A file that was sealed.
    pub(crate) fn clear(&self) -> PathBuf {
        self.deposits.join("clair/0").join(NAMES[0])
    }

    /// The arguments of an opening.
    pub(crate) fn open(&self, out: &Path) -> Vec<OsString> {
        opening(&self.deposits.join("depots"), out)
    }

    /// The program, not yet run; its registry is in the place.
    pub(crate) fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = command(args);
        command.env("PLIS_HOME", self.path("registre"));
        command
    }

    pub(crate) fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Output {
        let ran = self.command(args).output().expect("the program runs");
        assert!(!said(&ran).contains("panicked"), "{}", said(&ran));
        ran
    }

    pub(crate) fn start(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    }
}

pub(crate) fn fixture(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(below)
}

/// How a run ended, and all that it said.
pub(crate) fn said(ran: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    format!("{}\n{out}{err}", ran.status)
}

/// The rows of an opening's report.
pub(crate) fn rows(out: &Path) -> Vec<Value> {
    let report: Value =
        serde_json::from_slice(&fs::read(out.join("opening.json")).expect("a report")).expect("JSON");
    report["items"].as_array().expect("rows").clone()
}

/// Two folders hold the same; what differs is told by name and length.
pub(crate) fn are_same(
    found: &BTreeMap<PathBuf, Vec<u8>>,
    expected: &BTreeMap<PathBuf, Vec<u8>>,
    after: &str,
) {
    let lengths = |files: &BTreeMap<PathBuf, Vec<u8>>| -> Vec<String> {
        let one = |(name, octets): (&PathBuf, &Vec<u8>)| format!("{}: {}", name.display(), octets.len());
        files.iter().map(one).collect()
    };
    assert_eq!(lengths(found), lengths(expected), "{after}");
    assert!(found == expected, "{after}: other contents");
}
