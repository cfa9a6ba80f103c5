//! A file system in memory that lacks what a place lacks, and that kills who writes to it when it is told to.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    io,
    path::Path,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use fuser::{
    BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags,
    Generation, INodeNo, InitFlags, KernelConfig, LockOwner, MountOption, OpenFlags, RenameFlags, ReplyAttr,
    ReplyCreate, ReplyData, ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyOpen, ReplyStatfs, ReplyWrite,
    Request, TimeOrNow, WriteFlags,
};
use rustix::process::{Pid, Signal};

/// What locks are in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Locks {
    /// The kernel keeps them, for this machine alone.
    Local,
    /// There are none (`ENOLCK`).
    None,
    /// What is locked, nobody else may read, not even by another handle; one that is shared does not become exclusive.
    Mandatory,
}

/// What a place has, and what it lacks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Has {
    pub(crate) links: bool,
    /// `RENAME_NOREPLACE`.
    pub(crate) no_replace: bool,
    pub(crate) locks: Locks,
    /// Octets of a name.
    pub(crate) longest: usize,
    /// Whether letter case makes a difference.
    pub(crate) cases: bool,
    /// Whether every character but `/` may stand in a name.
    pub(crate) characters: bool,
    /// The mode that everything has, where there is but one.
    pub(crate) mode: Option<u16>,
    /// Whether a folder can be synced.
    pub(crate) folder_sync: bool,
}

impl Has {
    /// All that a disk has but files without a name, which this kind of file system never has.
    pub(crate) const ALL: Self = Self {
        links: true,
        no_replace: true,
        locks: Locks::Local,
        longest: 255,
        cases: true,
        characters: true,
        mode: None,
        folder_sync: true,
    };
}

/// What the test tells the file system while it is in use.
#[derive(Debug, Default)]
pub(crate) struct Control {
    /// Changes that were asked for.
    changes: AtomicU64,
    /// The number of the change after which whoever asks for it gets a signal.
    at: AtomicU64,
    stops: AtomicBool,
    hit: AtomicBool,
    /// Octets that may still be written, less one: 0 is no bound.
    room: AtomicU64,
    read_only: AtomicBool,
    open: AtomicU64,
}

impl Control {
    /// From now on: `SIGKILL` after so many changes.
    pub(crate) fn kill_after(&self, changes: u64) {
        self.signal_after(changes, false);
    }

    /// From now on: `SIGSTOP` after so many changes.
    pub(crate) fn stop_after(&self, changes: u64) {
        self.signal_after(changes, true);
    }

    fn signal_after(&self, changes: u64, stops: bool) {
        self.changes.store(0, Ordering::SeqCst);
        self.hit.store(false, Ordering::SeqCst);
        self.stops.store(stops, Ordering::SeqCst);
        self.at.store(changes, Ordering::SeqCst);
    }

    /// No signal any more; whether there was one.
    pub(crate) fn calm(&self) -> bool {
        self.at.store(0, Ordering::SeqCst);
        self.room.store(0, Ordering::SeqCst);
        self.read_only.store(false, Ordering::SeqCst);
        self.was_hit()
    }

    pub(crate) fn was_hit(&self) -> bool {
        self.hit.load(Ordering::SeqCst)
    }

    /// From now on so many octets fit.
    pub(crate) fn fits(&self, octets: u64) {
        self.room.store(octets + 1, Ordering::SeqCst);
    }

    /// From now on nothing is written.
    pub(crate) fn is_read_only(&self) {
        self.read_only.store(true, Ordering::SeqCst);
    }

    /// Waits until nobody has a file open: the kernel closes those of the dead in its own time.
    pub(crate) fn settles(&self) {
        let began = Instant::now();
        while self.open.load(Ordering::SeqCst) > 0 && began.elapsed() < Duration::from_secs(10) {
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn may_change(&self) -> Result<(), Errno> {
        if self.read_only.load(Ordering::SeqCst) { Err(Errno::EROFS) } else { Ok(()) }
    }

    fn takes(&self, octets: u64) -> Result<(), Errno> {
        let room = self.room.load(Ordering::SeqCst);
        if room == 0 {
            return Ok(());
        }
        let left = (room - 1).checked_sub(octets).ok_or(Errno::ENOSPC)?;
        self.room.store(left + 1, Ordering::SeqCst);
        Ok(())
    }

    /// A change was made and is not answered yet.
    fn changed(&self, by: &Request) {
        let number = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
        if number != self.at.load(Ordering::SeqCst) {
            return;
        }
        self.hit.store(true, Ordering::SeqCst);
        let signal = if self.stops.load(Ordering::SeqCst) { Signal::STOP } else { Signal::KILL };
        if let Some(pid) = Pid::from_raw(by.pid().cast_signed()) {
            let _ = rustix::process::kill_process(pid, signal);
        }
    }
}

/// A mounted place; unmounted when dropped.
pub(crate) struct Mounted {
    pub(crate) control: Arc<Control>,
    _session: BackgroundSession,
}

/// Mounts a place.
pub(crate) fn mount(at: &Path, has: Has) -> io::Result<Mounted> {
    let control = Arc::new(Control::default());
    let root = Node::new(FileType::Directory, has.mode.unwrap_or(0o755), rustix::process::getgid().as_raw());
    let nodes = BTreeMap::from([(1, root)]);
    let state = Mutex::new(State { nodes, next: 2, handles: BTreeMap::new() });
    let disk = Disk { has, state, control: control.clone() };
    let mut config = Config::default();
    config.mount_options = vec![MountOption::FSName("plis-place".to_owned()), MountOption::NoAtime];
    let session = fuser::spawn_mount(disk, at, &config)?;
    Ok(Mounted { control, _session: session })
}

#[derive(Debug)]
struct Disk {
    has: Has,
    state: Mutex<State>,
    control: Arc<Control>,
}

#[derive(Debug)]
struct State {
    nodes: BTreeMap<u64, Node>,
    next: u64,
    /// Open files, by their handles.
    handles: BTreeMap<u64, u64>,
}

#[derive(Debug)]
struct Node {
    kind: FileType,
    mode: u16,
    group: u32,
    names: u32,
    content: Vec<u8>,
    below: BTreeMap<OsString, u64>,
    locks: Vec<Lock>,
}

#[derive(Clone, Copy, Debug)]
struct Lock {
    owner: u64,
    handle: u64,
    from: u64,
    to: u64,
    exclusive: bool,
}

impl Lock {
    fn meets(&self, from: u64, to: u64) -> bool {
        self.from <= to && from <= self.to
    }
}

impl Node {
    fn new(kind: FileType, mode: u16, group: u32) -> Self {
        let (content, below, locks) = Default::default();
        Self { kind, mode, group, names: 1, content, below, locks }
    }
}

const NO_TIME: Duration = Duration::ZERO;

impl Disk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test panics in it")
    }

    fn fold(&self, name: &OsStr) -> OsString {
        if self.has.cases { name.to_owned() } else { name.to_string_lossy().to_lowercase().into() }
    }

    fn find(&self, state: &State, parent: u64, name: &OsStr) -> Result<(OsString, u64), Errno> {
        let folder = state.nodes.get(&parent).ok_or(Errno::ENOENT)?;
        let wanted = self.fold(name);
        let found = folder.below.iter().find(|(known, _)| self.fold(known) == wanted);
        found.map(|(known, ino)| (known.clone(), *ino)).ok_or(Errno::ENOENT)
    }

    fn takes_name(&self, name: &OsStr) -> Result<(), Errno> {
        if name.len() > self.has.longest {
            return Err(Errno::ENAMETOOLONG);
        }
        if self.has.characters {
            return Ok(());
        }
        let name = name.to_str().ok_or(Errno::EINVAL)?;
        let refused = name.chars().any(|c| c.is_control() || r#"\:*?"<>|"#.contains(c));
        if refused || name.ends_with(['.', ' ']) { Err(Errno::EINVAL) } else { Ok(()) }
    }

    fn attributes(&self, ino: u64, node: &Node) -> FileAttr {
        let size = node.content.len() as u64;
        FileAttr {
            ino: INodeNo(ino),
            size,
            blocks: size.div_ceil(512),
            atime: UNIX_EPOCH,
            mtime: UNIX_EPOCH,
            ctime: UNIX_EPOCH,
            crtime: UNIX_EPOCH,
            kind: node.kind,
            perm: self.has.mode.unwrap_or(node.mode),
            nlink: node.names,
            uid: rustix::process::getuid().as_raw(),
            gid: node.group,
            rdev: 0,
            blksize: 4096,
            flags: 0,
        }
    }

    fn make(
        &self,
        by: &Request,
        parent: u64,
        name: &OsStr,
        kind: FileType,
        mode: u32,
    ) -> Result<FileAttr, Errno> {
        self.control.may_change()?;
        self.takes_name(name)?;
        self.control.takes(0)?;
        let mut state = self.state();
        if self.find(&state, parent, name).is_ok() {
            return Err(Errno::EEXIST);
        }
        let ino = state.next;
        state.next += 1;
        let above = &state.nodes[&parent];
        let of_the_folder = above.mode & 0o2000 != 0;
        let group = if of_the_folder { above.group } else { by.gid() };
        let mut mode = u16::try_from(mode & 0o7777).expect("twelve bits");
        if of_the_folder && kind == FileType::Directory {
            mode |= 0o2000;
        }
        let node = Node::new(kind, mode, group);
        let attributes = self.attributes(ino, &node);
        state.nodes.insert(ino, node);
        state.nodes.get_mut(&parent).ok_or(Errno::ENOENT)?.below.insert(name.to_owned(), ino);
        self.control.changed(by);
        Ok(attributes)
    }

    fn handle(&self, ino: u64) -> u64 {
        let mut state = self.state();
        let handle = state.next;
        state.next += 1;
        state.handles.insert(handle, ino);
        self.control.open.fetch_add(1, Ordering::SeqCst);
        handle
    }

    /// What is locked is read through what holds the lock: nothing of it is kept beside the server.
    fn opened(&self) -> FopenFlags {
        match self.has.locks {
            Locks::Mandatory => FopenFlags::FOPEN_DIRECT_IO,
            Locks::Local | Locks::None => FopenFlags::empty(),
        }
    }

    fn may_touch(&self, node: &Node, handle: u64, from: u64, octets: u64, writes: bool) -> Result<(), Errno> {
        let to = from + octets.max(1) - 1;
        let others = |lock: &&Lock| lock.handle != handle && lock.meets(from, to);
        let kept = node.locks.iter().filter(others).any(|lock| lock.exclusive || writes);
        if self.has.locks == Locks::Mandatory && kept { Err(Errno::EACCES) } else { Ok(()) }
    }

    fn remove(&self, by: &Request, parent: INodeNo, name: &OsStr, kind: FileType) -> Result<(), Errno> {
        self.control.may_change()?;
        let mut state = self.state();
        let (known, ino) = self.find(&state, parent.0, name)?;
        let node = &state.nodes[&ino];
        match (kind, node.kind) {
            (FileType::Directory, FileType::Directory) if !node.below.is_empty() => Err(Errno::ENOTEMPTY),
            (FileType::Directory, FileType::Directory) => Ok(()),
            (FileType::Directory, _) => Err(Errno::ENOTDIR),
            (_, FileType::Directory) => Err(Errno::EISDIR),
            _ => Ok(()),
        }?;
        state.nodes.get_mut(&parent.0).ok_or(Errno::ENOENT)?.below.remove(&known);
        state.nodes.get_mut(&ino).ok_or(Errno::ENOENT)?.names -= 1;
        self.control.changed(by);
        Ok(())
    }

    fn locks(
        &self,
        ino: u64,
        handle: u64,
        owner: u64,
        (from, to): (u64, u64),
        kind: i32,
    ) -> Result<(), Errno> {
        /// `F_RDLCK`, `F_UNLCK` of Linux.
        const SHARED: i32 = 0;
        const NONE: i32 = 2;
        if self.has.locks == Locks::None {
            return Err(Errno::ENOLCK);
        }
        let mut state = self.state();
        let node = state.nodes.get_mut(&ino).ok_or(Errno::ENOENT)?;
        if kind == NONE {
            node.locks.retain(|lock| lock.owner != owner || !lock.meets(from, to));
            return Ok(());
        }
        let exclusive = kind != SHARED;
        let kept = node
            .locks
            .iter()
            .any(|lock| lock.meets(from, to) && (exclusive || (lock.exclusive && lock.owner != owner)));
        if kept {
            return Err(Errno::EACCES);
        }
        node.locks.push(Lock { owner, handle, from, to, exclusive });
        Ok(())
    }
}

fn answered(reply: ReplyEmpty, result: Result<(), Errno>) {
    match result {
        Ok(()) => reply.ok(),
        Err(error) => reply.error(error),
    }
}

impl Filesystem for Disk {
    fn init(&mut self, _: &Request, config: &mut KernelConfig) -> io::Result<()> {
        if self.has.locks != Locks::Local {
            let locks = InitFlags::FUSE_POSIX_LOCKS | InitFlags::FUSE_FLOCK_LOCKS;
            config.add_capabilities(locks).map_err(|_| io::ErrorKind::Unsupported)?;
        }
        Ok(())
    }

    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let state = self.state();
        match self.find(&state, parent.0, name) {
            Ok((_, ino)) => {
                reply.entry(&NO_TIME, &self.attributes(ino, &state.nodes[&ino]), Generation(0));
            }
            Err(error) => reply.error(error),
        }
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.state().nodes.get(&ino.0) {
            Some(node) => reply.attr(&NO_TIME, &self.attributes(ino.0, node)),
            None => reply.error(Errno::ENOENT),
        }
    }

    fn setattr(
        &self,
        by: &Request,
        ino: INodeNo,
        mode: Option<u32>,
        _: Option<u32>,
        group: Option<u32>,
        size: Option<u64>,
        _: Option<TimeOrNow>,
        _: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        if let Err(error) = self.control.may_change() {
            return reply.error(error);
        }
        let mut state = self.state();
        let Some(node) = state.nodes.get_mut(&ino.0) else { return reply.error(Errno::ENOENT) };
        // Where all have one mode, another one is refused.
        if self.has.mode.is_some() && (mode.is_some() || group.is_some()) {
            return reply.error(Errno::EPERM);
        }
        node.mode = mode.map_or(node.mode, |mode| u16::try_from(mode & 0o7777).expect("twelve bits"));
        node.group = group.unwrap_or(node.group);
        if let Some(size) = size {
            node.content.resize(usize::try_from(size).expect("a small file"), 0);
            self.control.changed(by);
        }
        reply.attr(&NO_TIME, &self.attributes(ino.0, node));
    }

    fn mkdir(&self, by: &Request, parent: INodeNo, name: &OsStr, mode: u32, umask: u32, reply: ReplyEntry) {
        match self.make(by, parent.0, name, FileType::Directory, mode & !umask) {
            Ok(attributes) => reply.entry(&NO_TIME, &attributes, Generation(0)),
            Err(error) => reply.error(error),
        }
    }

    fn create(
        &self,
        by: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        _: i32,
        reply: ReplyCreate,
    ) {
        match self.make(by, parent.0, name, FileType::RegularFile, mode & !umask) {
            Ok(attributes) => {
                let handle = self.handle(attributes.ino.0);
                reply.created(&NO_TIME, &attributes, Generation(0), FileHandle(handle), self.opened());
            }
            Err(error) => reply.error(error),
        }
    }

    fn unlink(&self, by: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        answered(reply, self.remove(by, parent, name, FileType::RegularFile));
    }

    fn rmdir(&self, by: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        answered(reply, self.remove(by, parent, name, FileType::Directory));
    }

    fn rename(
        &self,
        by: &Request,
        from: INodeNo,
        name: &OsStr,
        to: INodeNo,
        new: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let renamed = || {
            self.control.may_change()?;
            let new_only = flags.contains(RenameFlags::RENAME_NOREPLACE);
            if new_only && !self.has.no_replace {
                return Err(Errno::EINVAL);
            }
            self.takes_name(new)?;
            let mut state = self.state();
            let (known, ino) = self.find(&state, from.0, name)?;
            if let Ok((replaced, other)) = self.find(&state, to.0, new) {
                if new_only {
                    return Err(Errno::EEXIST);
                }
                state.nodes.get_mut(&to.0).ok_or(Errno::ENOENT)?.below.remove(&replaced);
                state.nodes.get_mut(&other).ok_or(Errno::ENOENT)?.names -= 1;
            }
            state.nodes.get_mut(&from.0).ok_or(Errno::ENOENT)?.below.remove(&known);
            state.nodes.get_mut(&to.0).ok_or(Errno::ENOENT)?.below.insert(new.to_owned(), ino);
            self.control.changed(by);
            Ok(())
        };
        answered(reply, renamed());
    }

    fn link(&self, by: &Request, ino: INodeNo, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let linked = || {
            self.control.may_change()?;
            if !self.has.links {
                return Err(Errno::EPERM);
            }
            self.takes_name(name)?;
            let mut state = self.state();
            if self.find(&state, parent.0, name).is_ok() {
                return Err(Errno::EEXIST);
            }
            state.nodes.get_mut(&parent.0).ok_or(Errno::ENOENT)?.below.insert(name.to_owned(), ino.0);
            let node = state.nodes.get_mut(&ino.0).ok_or(Errno::ENOENT)?;
            node.names += 1;
            let attributes = self.attributes(ino.0, node);
            self.control.changed(by);
            Ok(attributes)
        };
        match linked() {
            Ok(attributes) => reply.entry(&NO_TIME, &attributes, Generation(0)),
            Err(error) => reply.error(error),
        }
    }

    fn open(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        reply.opened(FileHandle(self.handle(ino.0)), self.opened());
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        handle: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let state = self.state();
        let Some(node) = state.nodes.get(&ino.0) else { return reply.error(Errno::ENOENT) };
        if let Err(error) = self.may_touch(node, handle.0, offset, size.into(), false) {
            return reply.error(error);
        }
        let start = usize::try_from(offset).expect("a small file").min(node.content.len());
        let end = node.content.len().min(start + size as usize);
        reply.data(&node.content[start..end]);
    }

    fn write(
        &self,
        by: &Request,
        ino: INodeNo,
        handle: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let mut state = self.state();
        let Some(node) = state.nodes.get_mut(&ino.0) else { return reply.error(Errno::ENOENT) };
        let may = self.may_touch(node, handle.0, offset, data.len() as u64, true);
        if let Err(error) = may.and_then(|()| self.control.takes(data.len() as u64)) {
            return reply.error(error);
        }
        let start = usize::try_from(offset).expect("a small file");
        let end = start + data.len();
        if node.content.len() < end {
            node.content.resize(end, 0);
        }
        node.content[start..end].copy_from_slice(data);
        self.control.changed(by);
        reply.written(u32::try_from(data.len()).expect("a request's octets"));
    }

    fn flush(&self, _: &Request, ino: INodeNo, _: FileHandle, owner: LockOwner, reply: ReplyEmpty) {
        if let Some(node) = self.state().nodes.get_mut(&ino.0) {
            node.locks.retain(|lock| lock.owner != owner.0);
        }
        reply.ok();
    }

    fn release(
        &self,
        _: &Request,
        ino: INodeNo,
        handle: FileHandle,
        _: OpenFlags,
        _: Option<LockOwner>,
        _: bool,
        reply: ReplyEmpty,
    ) {
        let mut state = self.state();
        state.handles.remove(&handle.0);
        if let Some(node) = state.nodes.get_mut(&ino.0) {
            node.locks.retain(|lock| lock.handle != handle.0);
        }
        self.control.open.fetch_sub(1, Ordering::SeqCst);
        reply.ok();
    }

    fn fsync(&self, by: &Request, _: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        self.control.changed(by);
        reply.ok();
    }

    fn fsyncdir(&self, by: &Request, _: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        self.control.changed(by);
        answered(reply, if self.has.folder_sync { Ok(()) } else { Err(Errno::EINVAL) });
    }

    fn readdir(&self, _: &Request, ino: INodeNo, _: FileHandle, offset: u64, mut reply: ReplyDirectory) {
        let state = self.state();
        let Some(node) = state.nodes.get(&ino.0) else { return reply.error(Errno::ENOENT) };
        let dots = [(OsString::from("."), ino.0), (OsString::from(".."), 1)];
        let all = dots.into_iter().chain(node.below.iter().map(|(name, ino)| (name.clone(), *ino)));
        for (at, (name, ino)) in all.enumerate().skip(usize::try_from(offset).expect("few names")) {
            let kind = state.nodes.get(&ino).map_or(FileType::Directory, |node| node.kind);
            if reply.add(INodeNo(ino), at as u64 + 1, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        const BLOCKS: u64 = 1 << 20;
        let longest = u32::try_from(self.has.longest).expect("a length");
        reply.statfs(BLOCKS, BLOCKS, BLOCKS, BLOCKS, BLOCKS, 4096, longest, 4096);
    }

    fn setlk(
        &self,
        _: &Request,
        ino: INodeNo,
        handle: FileHandle,
        owner: LockOwner,
        from: u64,
        to: u64,
        kind: i32,
        _: u32,
        _: bool,
        reply: ReplyEmpty,
    ) {
        answered(reply, self.locks(ino.0, handle.0, owner.0, (from, to), kind));
    }
}
