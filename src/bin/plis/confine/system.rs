//! What only one system has, and the same for the others: nothing.

#[cfg(target_os = "linux")]
pub(super) use self::linux::{harden, hold};
#[cfg(not(target_os = "linux"))]
pub(super) use self::portable::{harden, hold};

/// How far a process is held to its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "other systems do not hold"))]
pub(super) enum Held {
    /// To its files, and away from the network.
    Fully,
    /// To its files only.
    Files,
    /// Not at all: another system, or an old kernel.
    Not,
}

/// `prctl(2)`, `setrlimit(2)` and Landlock.
#[cfg(target_os = "linux")]
mod linux {
    use std::path::PathBuf;

    use landlock::{
        ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, PathBeneath, PathFd,
        Ruleset, RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _, RulesetError, RulesetStatus,
        make_bitflags,
    };
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

    use super::Held;

    /// What reading means, in a folder.
    const READS: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | ReadDir});
    /// What writing means: all that staging, publishing and a database do, and no devices, sockets or links.
    const WRITES: BitFlags<AccessFs> = make_bitflags!(AccessFs::{
        ReadFile | ReadDir | WriteFile | Truncate | MakeReg | MakeDir | RemoveFile | RemoveDir | Refer
    });
    /// What there is of these for a file that is no folder.
    const OF_FILES: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | WriteFile | Truncate});

    /// Best effort: a system that forbids it forbids more than we would.
    pub(in super::super) fn harden() {
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        // Closes `/proc/<pid>/mem`, `environ` and `ptrace` to other processes of the user as well.
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }

    /// Holds this thread, and those it will start, to these files and folders. A second call can only take away.
    pub(in super::super) fn hold(reads: &[PathBuf], writes: &[PathBuf]) -> Held {
        restrict(reads, writes).unwrap_or(Held::Not)
    }

    fn restrict(reads: &[PathBuf], writes: &[PathBuf]) -> Result<Held, RulesetError> {
        // Without `Refer` (Linux 5.19) no file could get its final name in another folder than it was staged in.
        let mut ruleset = Ruleset::default()
            .set_compatibility(CompatLevel::HardRequirement)
            .handle_access(AccessFs::from_all(ABI::V2))?
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(ABI::V3))?
            .handle_access(AccessNet::from_all(ABI::V4))?
            .create()?;
        for path in reads {
            allow(&mut ruleset, path, READS);
        }
        for path in writes {
            allow(&mut ruleset, path, WRITES);
        }
        // Where passwords are asked for, and what programs throw away or draw at random.
        for device in ["/dev/tty", "/dev/null", "/dev/urandom"] {
            allow(&mut ruleset, &PathBuf::from(device), WRITES);
        }
        Ok(match ruleset.restrict_self()?.ruleset {
            RulesetStatus::FullyEnforced => Held::Fully,
            RulesetStatus::PartiallyEnforced => Held::Files,
            RulesetStatus::NotEnforced => Held::Not,
        })
    }

    /// A path that is not there, or is a pipe, needs no rule: the command says what it is, a pipe is not held.
    fn allow(ruleset: &mut RulesetCreated, path: &PathBuf, access: BitFlags<AccessFs>) {
        let Ok(opened) = PathFd::new(path) else { return };
        let access = if path.is_dir() { access } else { access & OF_FILES };
        let _ = ruleset.add_rule(PathBeneath::new(opened, access));
    }
}

/// Systems without any of it.
#[cfg(not(target_os = "linux"))]
mod portable {
    use std::path::PathBuf;

    use super::Held;

    pub(in super::super) fn harden() {}

    pub(in super::super) fn hold(_: &[PathBuf], _: &[PathBuf]) -> Held {
        Held::Not
    }
}
