//! Whose a folder is: what others may change, nothing of ours is put into.

use std::io;

use super::{
    fault::Fault,
    system::{Standing, user},
};

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// The folder that a person named: whose it is was that person's choice.
    Named,
    /// A folder or file of ours below it.
    Below,
    /// The folder of what has no final name yet.
    Staging,
}

/// Accepts what is ours: owned by this user (or by root, who needs no leave) and not writable by strangers.
///
/// A team's folder (its group may write, and its files are the group's by the set-group-ID bit) is its group's on
/// purpose, and a folder with the sticky bit keeps what is in it from all but its owner.
///
/// Some file systems know neither owners nor modes (a stick, a share): there all looks alike. So what looks wrong is
/// compared with a new file of ours in the same place, which is asked for then only.
pub(super) fn judge(
    standing: Option<Standing>,
    judged: Judged,
    new_file: &dyn Fn() -> io::Result<Option<Standing>>,
) -> io::Result<()> {
    let (Some(found), Some(user)) = (standing, user()) else { return Ok(()) };
    let owned =
        judged == Judged::Named || found.owner == user || (judged == Judged::Below && found.owner == 0);
    let open = is_open(found.mode, judged);
    if owned && !open {
        return Ok(());
    }
    let Some(ours) = new_file()? else { return Ok(()) };
    if !owned && found.owner != ours.owner {
        return Err(Fault::Foreign.into());
    }
    if open && ours.mode & 0o777 == 0o600 {
        return Err(Fault::OpenToOthers.into());
    }
    Ok(())
}

/// Whether others may write to it who were not let in on purpose.
fn is_open(mode: u32, judged: Judged) -> bool {
    const STICKY: u32 = 0o1000;
    const TEAM: u32 = 0o2000;
    const GROUP: u32 = 0o020;
    const EVERYBODY: u32 = 0o002;
    match judged {
        Judged::Named => mode & EVERYBODY != 0 && mode & STICKY == 0,
        Judged::Below => mode & EVERYBODY != 0 || (mode & GROUP != 0 && mode & TEAM == 0),
        Judged::Staging => mode & (EVERYBODY | GROUP) != 0,
    }
}

#[cfg(all(test, unix))] // owners and modes
mod tests {
    use super::*;

    fn judged(owner: u32, mode: u32, what: Judged, new: (u32, u32)) -> Option<Fault> {
        let new_file = || Ok(Some(Standing { owner: new.0, group: new.0, mode: new.1 }));
        let found = judge(Some(Standing { owner, group: owner, mode }), what, &new_file);
        found.err().map(|error| Fault::of(&error))
    }

    #[test]
    fn whose_a_folder_is_and_who_may_write_to_it() {
        use Judged::{Below, Named, Staging};
        let us = user().expect("a user");
        let other = us + 4_711;
        let (here, flat) = ((us, 0o600), (other, 0o777));
        for (owner, mode, what, new, expected) in [
            (us, 0o700, Below, here, None),
            (us, 0o755, Below, here, None),
            (us, 0o2770, Below, here, None),
            (us, 0o770, Below, here, Some(Fault::OpenToOthers)),
            (us, 0o1777, Below, here, Some(Fault::OpenToOthers)),
            (other, 0o700, Below, here, Some(Fault::Foreign)),
            (other, 0o2770, Below, here, Some(Fault::Foreign)),
            (0, 0o2770, Below, here, None),
            (us, 0o700, Staging, here, None),
            (us, 0o2770, Staging, here, Some(Fault::OpenToOthers)),
            (other, 0o700, Staging, here, Some(Fault::Foreign)),
            (other, 0o755, Named, here, None),
            (us, 0o775, Named, here, None),
            (other, 0o1777, Named, here, None),
            (us, 0o777, Named, here, Some(Fault::OpenToOthers)),
            // Owners and modes are the mount's.
            (other, 0o777, Below, flat, None),
            (other, 0o777, Staging, flat, None),
            (us, 0o777, Named, flat, None),
            (us + 1, 0o700, Below, flat, Some(Fault::Foreign)),
        ] {
            assert_eq!(judged(owner, mode, what, new), expected, "{owner} {mode:o} {what:?} {new:?}");
        }
    }
}
