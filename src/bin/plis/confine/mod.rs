//! Least privilege: what a run may still do once its arguments are read.
//!
//! [`harden`] comes first of all. Then each command names what it reads and writes, and the system holds it to that:
//! whatever an envelope might make the program do, it does it there only, not on the network, to no other process, and by
//! no system call that the program has no use for.

mod held;
#[cfg(target_os = "linux")] // what confines a process is the system's
mod linux;
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod portable;
mod reach;

use std::path::{Path, PathBuf};

use plis::{
    desk::{CopyRegistry, Places},
    fsx::folder_of,
    keys::token::TokenUri,
    registry::{Location, Mode},
};

use self::held::Held;
#[cfg(target_os = "linux")]
use self::linux as system;
#[cfg(not(target_os = "linux"))]
use self::portable as system;
pub(crate) use self::reach::{Port, Reach};
pub(crate) use self::system::Line;
use crate::cli::{
    Session,
    args::{
        Command,
        consultation::ConsultationCommand,
        key::KeyCommand,
        open::OpenOrder,
        record::{JournalCommand, StampArgs},
        registry::RegistryCommand,
        value::{PasswordSource, password_source},
    },
};

/// No core image of this process, and no other process of the same user that looks into it.
pub(crate) fn harden() {
    system::harden();
}

/// Holds a command to its arguments. `open` does so itself, in two steps, `registry copy` once it has read the addresses of
/// servers, and the console once its browser is started.
pub(crate) fn command(session: &Session, command: &Command) {
    match command {
        Command::Open(_)
        | Command::Journal { command: JournalCommand::Stamp(_) }
        | Command::Registry { command: RegistryCommand::Copy(_) } => {}
        #[cfg(feature = "console")]
        Command::Console(_) => {}
        _ => Reach::of(session, command).begin(session),
    }
}

/// Holds the threads of the console that serve: they answer on the port they have, go to nobody, start nothing, write the
/// registry and what is sent to them, and read what a person may choose. The thread that starts openings was there before;
/// each of them holds itself to what it was ordered.
#[cfg(feature = "console")]
pub(crate) fn console(session: &Session, staging: &Path) {
    let mut reach = Reach { reads_anywhere: true, writes: vec![staging.to_owned()], ..Reach::default() };
    reach.registry(session);
    let held = reach.hold().and(system::refuse_calls_but_accept(reach.has_server()));
    tell(session, held);
    session.remember(reach);
}

/// Holds a command that opens key files of the registry to those: what it may read has been anywhere until here, since
/// only the registry knows where the files are that it refers to.
pub(crate) fn key_files(session: &Session, places: &Places) {
    let Some(mut reach) = session.reach().cloned() else { return };
    reach.reads_anywhere = false;
    reach.reads.extend(places.reads.iter().cloned());
    reach.hold();
}

/// Holds `open` to what it was given: keys and register are still to be read.
pub(crate) fn open(session: &Session, order: &OpenOrder) {
    // Asked of the system's user database while it can be read.
    session.account();
    let mut reach = Reach::of_run(order);
    if order.consultation.is_some() {
        reach.registry(session);
    } else {
        reach.registry_if_there(session);
    }
    reach.reads.extend(order.keys.iter().chain(&order.emergency_keys).chain(&order.register).cloned());
    // Which files beside it the register names is known when it has been read.
    reach.reads.extend(order.register.as_deref().map(|path| folder_of(path).to_owned()));
    reach.reads.extend(order.passwords.iter().chain(&order.shares).filter_map(file));
    reach.tokens(order);
    reach.reads_anywhere = order.consultation.is_some();
    reach.begin(session);
}

/// Holds `registry copy` to the two registries; a backup is unpacked where there is room for what is temporary.
pub(crate) fn copy(session: &Session, request: &CopyRegistry) {
    let mut reach = Reach::default();
    for place in [&request.from, &request.to] {
        reach.registry_at(session, Some(place.clone()));
    }
    reach.writes.extend([std::env::temp_dir(), PathBuf::from("/var/tmp")]);
    reach.begin(session);
}

/// Begins a process that does this at the other end of a line, before this one is held to anything; `None` where that
/// cannot be, or would be no help.
pub(crate) fn detach(deed: impl FnOnce(Line)) -> Option<Line> {
    system::detach(deed)
}

/// Holds a process that writes in the registry to just that.
pub(crate) fn recorder(session: &Session) {
    let mut reach = Reach::default();
    reach.registry(session);
    reach.hold();
    system::refuse_calls(reach.has_server());
}

/// Holds the process that asks an authority: it writes nothing, reads what vouches for servers, and goes to one port.
pub(crate) fn asker(port: u16) {
    let reads = ["/etc", "/usr/share", "/usr/local/share"].map(PathBuf::from);
    let named = ["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().filter_map(std::env::var_os).map(PathBuf::from);
    let reads = reads.into_iter().chain(named).collect();
    let reach = Reach { reads, servers: vec![Port::At(port)], ..Reach::default() };
    reach.hold();
    system::refuse_calls(true);
}

/// Holds `journal stamp` to its journal and to where the stamp is kept; another process asks.
pub(crate) fn stamp(session: &Session, args: &StampArgs) {
    let mut reach = Reach::default();
    reach.reads.extend(args.tsa_ca.clone());
    reach.writes.extend([&args.folder, &args.stamps].into_iter().flatten().cloned());
    if args.folder.is_none() {
        reach.registry(session);
    }
    reach.begin(session);
}

/// Holds `open` to envelopes, under the roots and `beside` the register, and to the output folder, which is there now:
/// everything else has been read.
///
/// A registry that is still `open` here is written once more at the end, by what is open of it: its folder, key files
/// too, can be read only. But where it keeps a rollback journal, which is made and removed each time.
pub(crate) fn run(session: &Session, order: &OpenOrder, beside: Vec<PathBuf>, registry: Option<Mode>) {
    let mut reach = Reach::of_run(order);
    reach.reads.extend(beside);
    reach.tokens(order);
    match registry {
        // A connection that is lost is made anew.
        Some(Mode::Rollback(_) | Mode::Server) => reach.registry(session),
        Some(Mode::WriteAheadLog) => {
            reach.reads.extend(session.place().and_then(|place| Some(place.folder()?.to_owned())));
            reach.temporary = true;
        }
        Some(Mode::Copy) | None => {}
    }
    reach.hold();
    if !reach.has_server() && session.place().is_some_and(|place| place.folder().is_none()) {
        // The server has been asked, and another process goes on with it.
        system::refuse_calls(false);
    }
}

impl Reach {
    fn of(session: &Session, command: &Command) -> Self {
        let mut reach = Self::default();
        match command {
            Command::Open(_)
            | Command::Registry { command: RegistryCommand::Copy(_) }
            | Command::Completions(_) => {}
            Command::Complete(args) => match args.home() {
                Some(home) => reach.writes.extend(Some(home).filter(|home| home.is_dir())),
                None => reach.registry_if_there(session),
            },
            Command::Man(args) => reach.writes.extend(args.to.clone()),
            #[cfg(feature = "console")]
            Command::Console(_) => {}
            Command::Gather(args) => {
                reach.writes.push(args.folder.clone());
                reach.registry_if_there(session);
            }
            Command::Inspect(args) => reach.reads.clone_from(&args.paths),
            Command::Seal(args) => {
                reach.reads = args.files.iter().chain(&args.to).cloned().collect();
                reach.writes.push(args.output.clone());
                if args.consultation.is_some() {
                    reach.registry(session);
                }
            }
            Command::Key { command: KeyCommand::Tokens(args) } => reach.tokens_of([&args.address]),
            Command::Key { command } => {
                reach.registry(session);
                match command {
                    KeyCommand::New(args) => reach.reads.extend(args.issuer.clone()),
                    KeyCommand::Import(args) => {
                        reach.reads.clone_from(&args.files);
                        reach.reads_anywhere = true;
                    }
                    KeyCommand::Export(args) => {
                        reach.writes.extend(args.to.as_deref().map(|path| folder_of(path).to_owned()));
                        reach.reads_anywhere = true;
                    }
                    KeyCommand::Prove(_) => reach.reads_anywhere = true,
                    KeyCommand::Split(args) => {
                        reach.reads.extend(args.to.iter().cloned());
                        reach.writes.push(args.output.clone());
                        reach.reads_anywhere = true;
                    }
                    _ => {}
                }
            }
            Command::Consultation { command } => {
                reach.registry(session);
                if let ConsultationCommand::Import { file, .. } = command {
                    reach.reads.push(file.clone());
                }
            }
            Command::Registry { command } => {
                reach.registry(session);
                if let RegistryCommand::Backup { to } = command {
                    reach.writes.push(folder_of(to).to_owned());
                }
            }
            Command::Audit(args) => {
                reach.registry(session);
                reach.reads_anywhere = args.check_files;
                reach.writes.extend(args.output.as_deref().map(|path| folder_of(path).to_owned()));
            }
            Command::Register(args) => reach.reads.push(args.file.clone()),
            Command::Minutes(args) => {
                reach.reads.push(args.folder.clone());
                reach.writes.extend(args.output.as_deref().map(|path| folder_of(path).to_owned()));
            }
            Command::Journal { command } => match command {
                JournalCommand::Show { folder: Some(folder), .. } => reach.reads.push(folder.clone()),
                JournalCommand::Show { folder: None, .. } => reach.registry(session),
                JournalCommand::Verify(args) => {
                    reach
                        .reads
                        .extend([&args.folder, &args.stamps, &args.tsa_ca].into_iter().flatten().cloned());
                    if args.folder.is_some() {
                        reach.registry_if_there(session);
                    } else {
                        reach.registry(session);
                    }
                }
                // It holds itself.
                JournalCommand::Stamp(_) => {}
            },
        }
        let sources = command.password_sources().into_iter();
        reach.reads.extend(sources.filter_map(|source| file(&password_source(source).ok()?)));
        reach
    }

    fn of_run(order: &OpenOrder) -> Self {
        Self { reads: order.roots.clone(), writes: vec![order.output.clone()], ..Self::default() }
    }

    /// What the module of a token reads is its own: where systems keep what is no user's, and the folders that somebody
    /// names, where tokens that are files keep their state.
    fn tokens(&mut self, order: &OpenOrder) {
        self.tokens_of(order.keys.iter().chain(&order.emergency_keys));
    }

    fn tokens_of<'a>(&mut self, keys: impl IntoIterator<Item = &'a PathBuf>) {
        if keys.into_iter().any(|key| TokenUri::is(key)) {
            self.reads.extend(OF_SYSTEMS.map(PathBuf::from));
            let named = std::env::var_os(TOKEN_FOLDERS);
            self.writes.extend(named.iter().flat_map(std::env::split_paths));
        }
    }

    fn has_server(&self) -> bool {
        !self.servers.is_empty()
    }

    /// Where there is one it may be concerned, even when nothing of it is named.
    fn registry_if_there(&mut self, session: &Session) {
        if session.desk().has_registry() {
            self.registry(session);
        }
    }

    fn registry(&mut self, session: &Session) {
        self.registry_at(session, session.place());
    }

    fn registry_at(&mut self, session: &Session, place: Option<Location>) {
        // Asked of the system's user database while it can be read, and libraries can be loaded for it.
        session.who();
        match place {
            Some(Location::Folder(home)) => {
                self.writes.push(home);
                self.temporary = true;
            }
            #[cfg(feature = "postgres")]
            Some(Location::Server(address)) => {
                // What it takes of this machine, while it can be read. Whoever opens the registry says what is wrong.
                let _ = address.prepare();
                self.servers.push(address.port().map_or(Port::Here, Port::At));
            }
            None => {}
        }
    }

    /// Holds the process for the first time, and says so.
    fn begin(self, session: &Session) {
        let held = self.hold().and(system::refuse_calls(self.has_server()));
        tell(session, held);
        session.remember(self);
    }

    fn hold(&self) -> Held {
        let mut writes: Vec<PathBuf> = self.writes.iter().map(|path| existing(path)).collect();
        if self.temporary {
            writes.extend(temporary_folders());
        }
        let mut reads = self.reads.clone();
        if self.reads_anywhere {
            reads.push(PathBuf::from("/"));
        }
        system::hold(&reads, &writes, &self.servers)
    }
}

/// Folders that modules of tokens may use, as in `PATH`.
const TOKEN_FOLDERS: &str = "PLIS_TOKEN_FOLDERS";

/// Where systems keep libraries, their settings, and what of devices is there.
const OF_SYSTEMS: [&str; 7] = ["/etc", "/lib", "/lib64", "/opt", "/run", "/usr", "/var/lib"];

/// Says with `-v` what the system holds the run to, and what it does not.
fn tell(session: &Session, held: Held) {
    if !session.is_verbose() {
        return;
    }
    let say = session.say();
    let (holds, does_not): (Vec<_>, Vec<_>) = [
        (held.files, say.confined_files()),
        (held.network, say.confined_network()),
        (held.devices, say.confined_devices()),
        (held.others, say.confined_others()),
        (held.calls, say.confined_calls()),
    ]
    .into_iter()
    .partition(|(holds, _)| *holds);
    let list =
        |what: Vec<(bool, String)>| what.into_iter().map(|(_, what)| what).collect::<Vec<_>>().join(", ");
    if !holds.is_empty() {
        session.detail(&say.confined_held(list(holds)));
    }
    if !does_not.is_empty() {
        session.detail(&say.confined_not(list(does_not)));
    }
}

/// Files of an order that passwords are read from: they are no deposits, whatever a register says.
pub(crate) fn apart(order: &OpenOrder) -> Vec<PathBuf> {
    order.passwords.iter().chain(&order.shares).filter_map(place).collect()
}

/// The file a password is still to be read from. A descriptor was taken already.
fn file(source: &PasswordSource) -> Option<PathBuf> {
    let PasswordSource::File(path) = source else { return None };
    Some(path.clone())
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
