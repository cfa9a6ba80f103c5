//! Least privilege: what a run may still do once its arguments are read.
//!
//! [`harden`] comes first of all. Then each command names what it reads and writes, and the system holds it to that:
//! whatever an envelope might make the program do, it does it there only, and not on the network.

mod system;

use std::path::{Path, PathBuf};

use plis::fsx::folder_of;

use self::system::Held;
use crate::{
    args::{
        Command,
        key::KeyCommand,
        open::OpenOrder,
        record::JournalCommand,
        value::{PasswordSource, password_source},
    },
    ui::Session,
};

/// No core image of this process, and no other process of the same user that looks into it.
pub(crate) fn harden() {
    system::harden();
}

/// What a command touches.
#[derive(Debug, Default)]
struct Reach {
    reads: Vec<PathBuf>,
    /// Files and folders, which need not be there yet.
    writes: Vec<PathBuf>,
    /// Key files that only the registry knows the places of.
    reads_anywhere: bool,
    /// Whether the registry sorts in temporary files.
    temporary: bool,
}

/// Holds a command to its arguments. `open` does so itself, in two steps.
pub(crate) fn command(session: &Session, command: &Command) {
    let mut reach = Reach::default();
    match command {
        Command::Open(_) | Command::Completions(_) | Command::Man => return,
        Command::Inspect(args) => reach.reads.clone_from(&args.paths),
        Command::Seal(args) => {
            reach.reads = args.files.iter().chain(&args.to).cloned().collect();
            reach.writes.push(args.output.clone());
            if args.consultation.is_some() {
                reach.registry(session);
            }
        }
        Command::Key { command } => {
            reach.registry(session);
            reach.reads_anywhere = true;
            if let KeyCommand::Export(args) = command {
                reach.writes.push(folder_of(&args.to).to_owned());
            }
        }
        Command::Consultation { .. } => {
            reach.registry(session);
            reach.reads_anywhere = true;
        }
        Command::Audit(args) => {
            reach.registry(session);
            reach.reads_anywhere = true;
            reach.writes.extend(args.output.as_deref().map(|path| folder_of(path).to_owned()));
        }
        Command::Minutes(args) => {
            reach.reads.push(args.folder.clone());
            reach.writes.extend(args.output.as_deref().map(|path| folder_of(path).to_owned()));
        }
        Command::Journal { command } => match command {
            JournalCommand::Show { folder: Some(folder), .. }
            | JournalCommand::Verify { folder: Some(folder), .. } => reach.reads.push(folder.clone()),
            JournalCommand::Show { folder: None, .. } | JournalCommand::Verify { folder: None, .. } => {
                reach.registry(session);
            }
        },
    }
    for source in command.password_sources() {
        reach.reads.extend(password_source(source).ok().and_then(|source| place(&source)));
    }
    tell(session, reach.hold());
}

/// Holds `open` to what it was given: keys and register are still to be read.
pub(crate) fn open(session: &Session, order: &OpenOrder) {
    // Asked of the system's user database while it can be read.
    session.account();
    let mut reach = Reach::of_run(session, order);
    reach.reads.extend(order.keys.iter().chain(&order.emergency_keys).chain(&order.register).cloned());
    // Which files beside it the register names is known when it has been read.
    reach.reads.extend(order.register.as_deref().map(|path| folder_of(path).to_owned()));
    reach.reads.extend(order.passwords.iter().filter_map(place));
    reach.reads_anywhere = order.consultation.is_some();
    tell(session, reach.hold());
}

/// Holds `open` to envelopes, under the roots and `beside` the register, and to the output folder, which is there now:
/// everything else has been read.
pub(crate) fn run(session: &Session, order: &OpenOrder, beside: Vec<PathBuf>) {
    let mut reach = Reach::of_run(session, order);
    reach.reads.extend(beside);
    reach.hold();
}

impl Reach {
    fn of_run(session: &Session, order: &OpenOrder) -> Self {
        let mut reach = Self { reads: order.roots.clone(), ..Self::default() };
        reach.writes.push(order.output.clone());
        if order.consultation.is_some() {
            reach.registry(session);
        }
        reach
    }

    fn registry(&mut self, session: &Session) {
        // Asked of the system's user database while it can be read.
        session.who();
        self.writes.extend(session.home());
        self.temporary = true;
    }

    fn hold(self) -> Held {
        let mut writes: Vec<PathBuf> = self.writes.iter().map(|path| existing(path)).collect();
        if self.temporary {
            writes.extend(temporary_folders());
        }
        let mut reads = self.reads;
        if self.reads_anywhere {
            reads.push(PathBuf::from("/"));
        }
        system::hold(&reads, &writes)
    }
}

/// Says with `-v` how far the system goes along.
fn tell(session: &Session, held: Held) {
    if !session.is_verbose() {
        return;
    }
    let say = session.say();
    session.detail(&match held {
        Held::Fully => say.confined(),
        Held::Files => say.confined_files(),
        Held::Not => say.confined_not(),
    });
}

/// What an order names that is no deposit, whatever a register says: keys, passwords, the output folder.
pub(crate) fn apart(order: &OpenOrder) -> Vec<PathBuf> {
    let keys = order.keys.iter().chain(&order.emergency_keys);
    let passwords = order.passwords.iter().filter_map(place);
    keys.cloned().chain(passwords).chain([order.output.clone()]).collect()
}

/// What a password is read from, where that is a file.
fn place(source: &PasswordSource) -> Option<PathBuf> {
    match source {
        PasswordSource::File(path) => Some(path.clone()),
        PasswordSource::Descriptor(number) => Some(PathBuf::from(format!("/dev/fd/{number}"))),
        PasswordSource::Environment(_) | PasswordSource::Prompt => None,
    }
}

/// The path, or the nearest folder above it that is there: what is not there cannot be named to the system.
fn existing(path: &Path) -> PathBuf {
    let found = path.ancestors().find(|path| path.exists());
    found.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Where SQLite puts what does not fit in memory (<https://sqlite.org/tempfiles.html>, section 5).
fn temporary_folders() -> impl Iterator<Item = PathBuf> {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].into_iter().filter_map(std::env::var_os).map(PathBuf::from);
    named.chain(["/var/tmp", "/usr/tmp", "/tmp"].map(PathBuf::from)).filter(|folder| folder.is_dir()).take(1)
}
