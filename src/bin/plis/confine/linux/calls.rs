//! Seccomp: what no part of the program has a use for is refused (`EPERM`), to all of its threads and for good.
//!
//! A list of what is refused, and not of what is allowed: the C library, the database and the kernel find new ways to do
//! what they always did, and a run that fails for that on the day of the opening is worse than a call too many. What is
//! on it is what somebody who has taken over the process would go on with: another program or process, memory that can
//! be executed, a way out by a socket, other processes and their memory, the kernel's larger surfaces, and our own
//! defences.

use std::collections::BTreeMap;

use libc::{c_int, c_long};
#[cfg(feature = "console")]
use seccompiler::apply_filter;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter_all_threads,
};

/// No domain of sockets: neither console nor database is beyond a file.
pub(super) const NO_SOCKETS: &[c_int] = &[];
/// Those of a server that keeps the registry; which one of it is reached is Landlock's.
const SERVER: &[c_int] = &[libc::AF_UNIX, libc::AF_INET, libc::AF_INET6];

/// The domains of sockets that a command has a use for.
pub(super) const fn domains(has_server: bool) -> &'static [c_int] {
    if has_server { SERVER } else { NO_SOCKETS }
}

/// Refuses them from now on; whether the system goes along. Sockets of these domains stay.
pub(super) fn refuse(domains: &[c_int]) -> bool {
    programs(domains, false)
        .is_some_and(|programs| programs.iter().all(|program| apply_filter_all_threads(program).is_ok()))
}

/// The same of this thread and those it will start, which serve: who comes to a socket that listens already is let in, and
/// nobody is gone to.
#[cfg(feature = "console")]
pub(super) fn refuse_but_accept(domains: &[c_int]) -> bool {
    let apply = |programs: [BpfProgram; 2]| programs.iter().all(|program| apply_filter(program).is_ok());
    programs(domains, true).is_some_and(apply)
}

/// The filters, in the order they are put in place.
pub(super) fn programs(domains: &[c_int], accepts: bool) -> Option<[BpfProgram; 2]> {
    // What its flags are cannot be seen: the C library makes threads by `clone` where there is no `clone3`.
    let hidden = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    let mut refused = refused(domains)?;
    if accepts {
        refused.remove(&libc::SYS_accept4);
    }
    Some([program(hidden, libc::ENOSYS)?, program(refused, libc::EPERM)?])
}

fn program(rules: BTreeMap<c_long, Vec<SeccompRule>>, error: c_int) -> Option<BpfProgram> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    let refuse = SeccompAction::Errno(error.cast_unsigned());
    SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch).ok()?.try_into().ok()
}

/// The calls that are refused, always or with certain arguments.
fn refused(domains: &[c_int]) -> Option<BTreeMap<c_long, Vec<SeccompRule>>> {
    let mut rules: BTreeMap<c_long, Vec<SeccompRule>> =
        ALWAYS.iter().map(|call| (*call, Vec::new())).collect();
    for (call, argument, test) in with_arguments() {
        let condition =
            SeccompCondition::new(argument, SeccompCmpArgLen::Dword, test.operator, test.value).ok()?;
        rules.entry(call).or_default().push(SeccompRule::new(vec![condition]).ok()?);
    }
    // Looking at a limit is fine.
    let changed = SeccompCondition::new(2, SeccompCmpArgLen::Qword, SeccompCmpOp::Ne, 0).ok()?;
    rules.insert(libc::SYS_prlimit64, vec![SeccompRule::new(vec![changed]).ok()?]);
    sockets(&mut rules, domains)?;
    #[cfg(target_arch = "x86_64")]
    without_x32(&mut rules);
    Some(rules)
}

/// Where the kind of a socket stands beside its flags (`SOCK_TYPE_MASK`).
const KINDS: u64 = 0xf;

/// No sockets at all, or none but streams of some domains.
fn sockets(rules: &mut BTreeMap<c_long, Vec<SeccompRule>>, domains: &[c_int]) -> Option<()> {
    rules.extend([libc::SYS_socketpair, libc::SYS_listen, libc::SYS_accept4].map(|call| (call, Vec::new())));
    rules.extend([libc::SYS_accept, libc::SYS_bind].map(|call| (call, Vec::new())));
    if domains.is_empty() {
        rules.extend([libc::SYS_socket, libc::SYS_connect].map(|call| (call, Vec::new())));
        return Some(());
    }
    let other = domains.iter().map(|domain| {
        let domain = u64::from(domain.cast_unsigned());
        SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, domain).ok()
    });
    let mut refused = vec![SeccompRule::new(other.collect::<Option<_>>()?).ok()?];
    // What is no stream goes where Landlock does not look.
    let kinds = (0..=KINDS).filter(|kind| *kind != u64::from(libc::SOCK_STREAM.cast_unsigned()));
    for kind in kinds {
        let is = SeccompCmpOp::MaskedEq(KINDS);
        let condition = SeccompCondition::new(1, SeccompCmpArgLen::Dword, is, kind).ok()?;
        refused.push(SeccompRule::new(vec![condition]).ok()?);
    }
    rules.insert(libc::SYS_socket, refused);
    Some(())
}

/// What an argument is compared with.
struct Test {
    operator: SeccompCmpOp,
    value: u64,
}

/// Calls that are refused when an argument, by its place from 0, is such.
fn with_arguments() -> Vec<(c_long, u8, Test)> {
    let number = |value: c_int| u64::from(value.cast_unsigned());
    let is = |value| Test { operator: SeccompCmpOp::Eq, value };
    let is_not = |value| Test { operator: SeccompCmpOp::Ne, value };
    let has = |bits| Test { operator: SeccompCmpOp::MaskedEq(bits), value: bits };
    let lacks = |bits| Test { operator: SeccompCmpOp::MaskedEq(bits), value: 0 };
    let own = u64::from(std::process::id());
    let executable = number(libc::PROT_EXEC);
    let mut rules = vec![
        (libc::SYS_mmap, 2, has(executable)),
        (libc::SYS_mprotect, 2, has(executable)),
        (libc::SYS_pkey_mprotect, 2, has(executable)),
        (libc::SYS_prctl, 0, is(number(libc::PR_SET_DUMPABLE))),
        (libc::SYS_prctl, 0, is(number(libc::PR_SET_PTRACER))),
        (libc::SYS_prctl, 0, is(number(libc::PR_SET_MM))),
        // A process of its own, and no thread of this one.
        (libc::SYS_clone, 0, lacks(number(libc::CLONE_THREAD))),
        // What is typed into a terminal is another program's command.
        (libc::SYS_ioctl, 1, is(TIOCSTI)),
        (libc::SYS_ioctl, 1, is(TIOCLINUX)),
        (libc::SYS_kill, 0, is_not(own)),
        (libc::SYS_tgkill, 0, is_not(own)),
    ];
    for namespace in [
        libc::CLONE_NEWNS,
        libc::CLONE_NEWCGROUP,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWNET,
    ] {
        rules.push((libc::SYS_clone, 0, has(number(namespace))));
    }
    rules
}

/// `libc` does not name it everywhere.
const SETRLIMIT: c_long = if cfg!(target_arch = "aarch64") { 164 } else { 160 };
const TIOCSTI: u64 = 0x5412;
const TIOCLINUX: u64 = 0x541c;

/// Calls that are refused whatever their arguments.
pub(super) const ALWAYS: &[c_long] = &[
    // Another program.
    libc::SYS_execve,
    libc::SYS_execveat,
    // Files that are only memory, and memory of several processes: both can be executed.
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_remap_file_pages,
    // Other processes: their memory, their descriptors, signals to them.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_kcmp,
    libc::SYS_tkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    // Messages to them.
    libc::SYS_msgget,
    libc::SYS_semget,
    libc::SYS_mq_open,
    // Ways around what is checked call by call.
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_setup,
    libc::SYS_userfaultfd,
    libc::SYS_open_by_handle_at,
    libc::SYS_fanotify_init,
    // The kernel.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_syslog,
    libc::SYS_acct,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_quotactl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    // The machine's name and clock.
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    // File systems, and another view of them.
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_mknodat,
    // Who this is, and what it may.
    libc::SYS_setuid,
    libc::SYS_setgid,
    libc::SYS_setreuid,
    libc::SYS_setregid,
    libc::SYS_setresuid,
    libc::SYS_setresgid,
    libc::SYS_setfsuid,
    libc::SYS_setfsgid,
    libc::SYS_setgroups,
    libc::SYS_capset,
    libc::SYS_personality,
    SETRLIMIT,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mknod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
];

/// The same calls by their numbers for 32-bit pointers, and those that have a number of their own there.
#[cfg(target_arch = "x86_64")]
fn without_x32(rules: &mut BTreeMap<c_long, Vec<SeccompRule>>) {
    const X32: c_long = 0x4000_0000;
    // ioctl, execve, ptrace, rt_sigqueueinfo, kexec_load, rt_tgsigqueueinfo, process_vm_readv and _writev, io_setup,
    // execveat.
    let own = [514, 520, 521, 524, 528, 536, 539, 540, 543, 545];
    let also: Vec<c_long> = rules.keys().copied().chain(own).map(|call| call | X32).collect();
    // Without their arguments: nothing here is built for it.
    rules.extend(also.into_iter().map(|call| (call, Vec::new())));
}
