//! Landlock: files by path, TCP, sockets and signals.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, LandlockStatus, NetPort,
    PathBeneath, PathFd, Ruleset, RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _, RulesetError,
    RulesetStatus, Scope, make_bitflags,
};

use crate::confine::{Port, held::Held};

/// What reading means, in a folder.
const READS: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | ReadDir});
/// What writing means: all that staging, publishing and a database do, and no devices, sockets or links.
const WRITES: BitFlags<AccessFs> = make_bitflags!(AccessFs::{
    ReadFile | ReadDir | WriteFile | Truncate | MakeReg | MakeDir | RemoveFile | RemoveDir | Refer
});
/// What there is of these for a file that is no folder.
const OF_FILES: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | WriteFile | Truncate});
/// What a terminal is for: its echo is switched off while a password is typed.
const DEVICES: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | WriteFile | IoctlDev});

/// Holds this thread, and those it will start, to these files and folders. A second call can only take away.
pub(in super::super) fn hold(reads: &[PathBuf], writes: &[PathBuf], servers: &[Port]) -> Held {
    restrict(reads, writes, servers).unwrap_or_default()
}

fn restrict(reads: &[PathBuf], writes: &[PathBuf], servers: &[Port]) -> Result<Held, RulesetError> {
    // Without `Refer` (Linux 5.19) no file could get its final name in another folder than it was staged in.
    let mut ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V2))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V5))?
        .handle_access(AccessNet::from_all(ABI::V4))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?;
    for path in reads {
        allow(&mut ruleset, path, READS);
    }
    for path in writes {
        allow(&mut ruleset, path, WRITES);
    }
    // Where passwords are asked for, and what programs throw away or draw at random.
    for device in ["/dev/tty", "/dev/null", "/dev/urandom"] {
        if let Ok(opened) = PathFd::new(device) {
            let _ = (&mut ruleset).add_rule(PathBeneath::new(opened, DEVICES));
        }
    }
    for server in servers {
        if let Port::At(port) = server {
            let _ = (&mut ruleset).add_rule(NetPort::new(*port, AccessNet::ConnectTcp));
        }
    }
    let status = ruleset.restrict_self()?;
    Ok(match (status.ruleset, status.landlock) {
        (RulesetStatus::NotEnforced, _) => Held::default(),
        (_, LandlockStatus::Available { effective_abi, .. }) => Held {
            files: true,
            network: effective_abi >= ABI::V4,
            devices: effective_abi >= ABI::V5,
            others: effective_abi >= ABI::V6,
            ..Held::default()
        },
        _ => Held::default(),
    })
}

/// A path that is not there, or is a pipe, needs no rule: the command says what it is, a pipe is not held.
fn allow(ruleset: &mut RulesetCreated, path: &Path, access: BitFlags<AccessFs>) {
    let Ok(opened) = PathFd::new(path) else { return };
    let access = if path.is_dir() { access } else { access & OF_FILES };
    let _ = ruleset.add_rule(PathBeneath::new(opened, access));
}
