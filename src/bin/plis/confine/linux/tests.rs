//! A probe from inside: a thread that is held tries each thing, and the things it needs.

#![expect(
    unsafe_code,
    reason = "calls that are refused have no safe interface; each is given nothing to touch"
)]

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    os::{
        fd::AsRawFd as _,
        linux::net::SocketAddrExt as _,
        unix::net::{SocketAddr, UnixListener, UnixStream},
    },
    panic,
    path::PathBuf,
    process::{Command, Stdio},
    slice, thread,
};

use libc::{c_int, c_long};
use plis::registry::{Access, By, Registry};
use seccompiler::apply_filter;

use super::{calls, files};

/// Does something in a thread of its own, which alone is held.
fn in_a_thread<T: Send + 'static>(deed: impl FnOnce() -> T + Send + 'static) -> T {
    thread::spawn(deed).join().expect("it ended well")
}

fn refuse(domains: &[c_int]) {
    apply(domains, false);
}

fn apply(domains: &[c_int], accepts: bool) {
    for program in calls::programs(domains, accepts).expect("filters") {
        apply_filter(&program).expect("this system has seccomp");
    }
    let status = fs::read_to_string("/proc/thread-self/status").expect("status");
    // Else what is tried below would be done.
    assert!(status.contains("Seccomp:\t2"), "{status}");
}

/// What a call says; 0 when it was done.
fn call(number: c_long, arguments: [c_long; 4]) -> c_int {
    let [a, b, c, d] = arguments;
    // SAFETY: the calls are refused, or are given no memory, descriptor or process that is in use.
    let done = unsafe { libc::syscall(number, a, b, c, d, 0, 0) };
    // SAFETY: the C library's own.
    if done < 0 { unsafe { *libc::__errno_location() } } else { 0 }
}

/// Calls that are harmless with these arguments, and that this program never makes so.
fn attempts() -> Vec<(&'static str, c_long, [c_long; 4])> {
    let parent = c_long::from(std::os::unix::process::parent_id().cast_signed());
    let page = 4096;
    let exec = c_long::from(libc::PROT_READ | libc::PROT_EXEC);
    let private = c_long::from(libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    vec![
        ("execve", libc::SYS_execve, [0; 4]),
        ("execveat", libc::SYS_execveat, [-1, 0, 0, 0]),
        ("memory to execute", libc::SYS_mmap, [0, page, exec, private]),
        ("memory made to be executed", libc::SYS_mprotect, [0, 0, exec, 0]),
        ("the same with a key", libc::SYS_pkey_mprotect, [0, 0, exec, -1]),
        ("memory as a file", libc::SYS_memfd_create, [0; 4]),
        ("shared memory", libc::SYS_shmget, [0, 0, 0, 0]),
        ("a socket", libc::SYS_socket, [c_long::from(libc::AF_UNIX), c_long::from(libc::SOCK_STREAM), 0, 0]),
        (
            "another socket",
            libc::SYS_socket,
            [c_long::from(libc::AF_NETLINK), c_long::from(libc::SOCK_RAW), 0, 0],
        ),
        ("ptrace", libc::SYS_ptrace, [-1, 0, 0, 0]),
        ("another's memory", libc::SYS_process_vm_readv, [parent, 0, 0, 0]),
        ("another's memory, written", libc::SYS_process_vm_writev, [parent, 0, 0, 0]),
        ("another's descriptors", libc::SYS_pidfd_open, [parent, -1, 0, 0]),
        ("a signal to another", libc::SYS_kill, [parent, 0, 0, 0]),
        ("a signal to a thread of another", libc::SYS_tgkill, [parent, parent, 0, 0]),
        ("userfaultfd", libc::SYS_userfaultfd, [-1, 0, 0, 0]),
        ("bpf", libc::SYS_bpf, [-1, 0, 0, 0]),
        ("another view of files", libc::SYS_unshare, [0; 4]),
        ("another's view", libc::SYS_setns, [-1, 0, 0, 0]),
        ("mount", libc::SYS_mount, [0; 4]),
        ("typing into a terminal", libc::SYS_ioctl, [-1, 0x5412, 0, 0]),
        ("another personality", libc::SYS_personality, [0xffff_ffff, 0, 0, 0]),
        ("a limit", libc::SYS_prlimit64, [0, -1, 1, 0]),
    ]
}

#[test]
fn what_no_part_needs_is_refused() {
    // As it is without: a container refuses some already, and shows nothing.
    let before = || attempts().iter().map(|(_, number, with)| call(*number, *with)).collect::<Vec<_>>();
    let possible = in_a_thread(before).into_iter().filter(|error| *error != libc::EPERM).count();
    assert!(possible >= 10, "{possible} can be tried here");
    in_a_thread(move || {
        refuse(calls::NO_SOCKETS);
        for (name, number, with) in attempts() {
            assert_eq!(call(number, with), libc::EPERM, "{name}");
        }
        for number in calls::ALWAYS {
            assert_eq!(call(*number, [-1, 0, 0, 0]), libc::EPERM, "call {number}");
        }
        let dumpable = c_long::from(libc::PR_SET_DUMPABLE);
        assert_eq!(call(libc::SYS_prctl, [dumpable, 1, 0, 0]), libc::EPERM);
        // A process by any other way.
        assert_eq!(call(libc::SYS_clone, [c_long::from(libc::SIGCHLD), 0, 0, 0]), libc::EPERM);
        assert_eq!(call(libc::SYS_clone3, [0; 4]), libc::ENOSYS);
        let program = Command::new("true").status();
        assert_eq!(program.expect_err("refused").kind(), ErrorKind::PermissionDenied);
        #[cfg(target_arch = "x86_64")]
        for number in [libc::SYS_socket, libc::SYS_mmap, 520, 521] {
            let refused = call(number | 0x4000_0000, [0; 4]);
            assert!(
                [libc::EPERM, libc::ENOSYS].contains(&refused),
                "{number} for 32-bit pointers: {refused}"
            );
        }
    });
}

#[test]
fn what_is_needed_is_not_refused() {
    in_a_thread(|| {
        let (mut given, mut read) = UnixStream::pair().expect("sockets");
        refuse(calls::NO_SOCKETS);
        assert_eq!(thread::spawn(|| 7).join().expect("a thread"), 7);
        assert!(panic::catch_unwind(|| panic!("as a worker may")).is_err());
        assert_eq!(vec![7_u8; 64 << 20].len(), 64 << 20);
        let mut octets = [0; 16];
        getrandom::fill(&mut octets).expect("random octets");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a"), b"a").expect("written");
        fs::rename(folder.path().join("a"), folder.path().join("b")).expect("renamed");
        assert_eq!(fs::read(folder.path().join("b")).expect("read"), b"a");
        // A password may come by a socket that somebody else made.
        given.write_all(b"a").expect("written");
        read.read_exact(&mut octets[..1]).expect("read");
        let own = c_long::from(std::process::id().cast_signed());
        assert_eq!(call(libc::SYS_kill, [own, 0, 0, 0]), 0);
        assert!(rustix::process::getrlimit(rustix::process::Resource::Nofile).current.is_some());
    });
}

#[test]
fn streams_of_some_domains_may_stay() {
    in_a_thread(|| {
        refuse(&[libc::AF_UNIX, libc::AF_INET]);
        let of = |domain, kind| call(libc::SYS_socket, [c_long::from(domain), c_long::from(kind), 0, 0]);
        let stream = |domain| of(domain, libc::SOCK_STREAM | libc::SOCK_CLOEXEC);
        assert_eq!([stream(libc::AF_UNIX), stream(libc::AF_INET)], [0, 0]);
        assert_eq!([stream(libc::AF_INET6), stream(libc::AF_NETLINK)], [libc::EPERM, libc::EPERM]);
        for kind in [libc::SOCK_DGRAM, libc::SOCK_RAW, libc::SOCK_SEQPACKET] {
            let datagrams = [of(libc::AF_INET, kind), of(libc::AF_UNIX, kind | libc::SOCK_NONBLOCK)];
            assert_eq!(datagrams, [libc::EPERM, libc::EPERM], "{kind}");
        }
    });
}

#[test]
fn who_serves_lets_in_and_goes_to_nobody() {
    in_a_thread(|| {
        let listens = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listens.local_addr().expect("an address");
        let comes = TcpStream::connect(port).expect("in the queue");
        apply(calls::NO_SOCKETS, true);
        let (_, peer) = listens.accept().expect("let in");
        assert_eq!(peer, comes.local_addr().expect("an address"));
        assert_eq!(TcpStream::connect(port).expect_err("refused").kind(), ErrorKind::PermissionDenied);
        assert_eq!(
            TcpListener::bind("127.0.0.1:0").expect_err("refused").kind(),
            ErrorKind::PermissionDenied
        );
        assert_eq!(Command::new("true").status().expect_err("refused").kind(), ErrorKind::PermissionDenied);
    });
}

#[test]
fn files_network_devices_and_others_are_out_of_reach() {
    let folder = tempfile::tempdir().expect("a folder");
    let [ours, theirs] = ["ours", "theirs"].map(|name| folder.path().join(name));
    for folder in [&ours, &theirs] {
        fs::create_dir(folder).expect("made");
        fs::write(folder.join("file"), b"text").expect("written");
    }
    let listens = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listens.local_addr().expect("an address");
    let name = format!("plis-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).expect("a name");
    let _listens = UnixListener::bind_addr(&address).expect("an abstract socket");
    let mut other = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().expect("another process");
    let pid = rustix::process::Pid::from_child(&other);
    let held = in_a_thread(move || {
        let denied = |error: std::io::Error| assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");
        let held = files::hold(&[ours.clone(), PathBuf::from("/dev")], &[], &[]);
        if held.files {
            assert_eq!(fs::read(ours.join("file")).expect("may be read"), b"text");
            denied(fs::write(ours.join("file"), b"").expect_err("may not be written"));
            denied(fs::read(theirs.join("file")).expect_err("may not be read"));
            denied(fs::read(ours.join("../theirs/file")).expect_err("may not be read"));
        }
        if held.network {
            denied(TcpStream::connect(port).expect_err("no connection"));
            denied(TcpListener::bind("127.0.0.1:0").expect_err("no port"));
        }
        if held.devices {
            // What is in the kernel's pool: a harmless control of a device.
            const RNDGETENTCNT: c_long = 0x8004_5200;
            let device = File::open("/dev/random").expect("may be read");
            let mut count: c_int = 0;
            let control = [
                c_long::from(device.as_raw_fd()),
                RNDGETENTCNT,
                (&raw mut count).addr().cast_signed() as c_long,
                0,
            ];
            assert_eq!(call(libc::SYS_ioctl, control), libc::EACCES);
        }
        if held.others {
            denied(UnixStream::connect_addr(&address).expect_err("no abstract socket"));
            let signal = rustix::process::test_kill_process(pid);
            assert_eq!(signal, Err(rustix::io::Errno::PERM));
        }
        held
    });
    other.kill().expect("killed");
    other.wait().expect("ended");
    if !held.others {
        writeln!(std::io::stderr(), "SKIPPED: {held:?} is all that this kernel holds")
            .expect("standard error");
    }
}

/// What a process that opens could do to the registry while it had it open, and what is left when it has not.
#[test]
fn a_registry_is_written_by_what_is_open_of_it_and_by_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().to_owned();
    let (at, who) = ("2026-11-18T13:00:00Z".parse().expect("an instant"), "somebody".to_owned());
    let by = By { who, at, system_at: None, account: None, reason: None };
    let held = in_a_thread(move || {
        let mut open = Registry::open(&home, Access::CREATE).expect("a registry");
        let held = files::hold(slice::from_ref(&home), &[], &[]);
        open.note(&by, "forged", serde_json::Map::new()).expect("an open registry is written");
        drop(open);
        if held.files {
            let forged = Registry::open(&home, Access::EXISTING)
                .and_then(|mut closed| closed.note(&by, "forged", serde_json::Map::new()));
            forged.expect_err("one that is closed is not");
            let file = fs::OpenOptions::new().write(true).open(home.join("registry.db"));
            assert_eq!(file.expect_err("nor by hand").kind(), ErrorKind::PermissionDenied);
        }
        held
    });
    let registry = Registry::open(folder.path(), Access::EXISTING).expect("it is whole");
    assert_eq!(registry.journal_head().expect("a head").0, 1);
    if !held.files {
        writeln!(std::io::stderr(), "SKIPPED: this kernel holds no files").expect("standard error");
    }
}
