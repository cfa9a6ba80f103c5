//! A team: a group of this system, whose people read what is written for them.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{read::read_bounded, system};

/// Where groups have names. Read as a file: a program that holds its C library has no other way to ask, and a
/// directory's groups are given by their numbers.
const NAMES: &str = "/etc/group";
/// Octets of it, at most.
const LONGEST: u64 = 1 << 24;

/// A group of this system, whose people read what is written for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its name, where this system's own file of groups has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its number.
    pub gid: u32,
}

impl Team {
    /// A group by its name, else by its number; `None`: there is no such name here.
    pub fn named(text: &str) -> Option<Self> {
        Self::among(&names(), text)
    }

    fn among(names: &str, text: &str) -> Option<Self> {
        let known = groups(names).find(|(name, _)| *name == text);
        let gid = known.map_or_else(|| number(text), |(_, gid)| Some(gid))?;
        Some(Self::of(names, gid))
    }

    fn of(names: &str, gid: u32) -> Self {
        let name = groups(names).find(|(_, known)| *known == gid).map(|(name, _)| name.to_owned());
        Self { name, gid }
    }

    /// The team that a folder is for: its group may enter it and read, and what is made in it is the group's (the
    /// set-group-ID bit). A folder that only has the bit from the one above is its owner's.
    pub fn of_folder(path: &Path) -> Option<Self> {
        system::team_of(path).map(|gid| Self::of(&names(), gid))
    }

    /// Whether this process may give files to it: who runs it is in the group, or is root.
    pub fn is_ours(&self) -> bool {
        system::is_in(self.gid)
    }
}

/// What cannot be read names nobody.
fn names() -> String {
    let octets = if cfg!(unix) { read_bounded(Path::new(NAMES), LONGEST) } else { Ok(Vec::new()) };
    octets.map(|octets| String::from_utf8_lossy(&octets).into_owned()).unwrap_or_default()
}

/// `name:password:number:people`, as group(5) has it.
fn groups(names: &str) -> impl Iterator<Item = (&str, u32)> {
    names.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let (name, gid) = (fields.next()?, fields.nth(1)?);
        Some((name, number(gid)?))
    })
}

/// The last number means that nothing is to be changed (`chown(2)`).
fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|gid| *gid != u32::MAX && text.bytes().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str =
        "root:x:0:\n# a comment\nmarches:x:1042:ana,luc\n2026:x:7:\nbroken\nno:x:number:\n+nis\n";

    #[test]
    fn a_group_has_a_name_or_a_number() {
        let team = |name: Option<&str>, gid| Some(Team { name: name.map(str::to_owned), gid });
        for (text, expected) in [
            ("marches", team(Some("marches"), 1042)),
            ("1042", team(Some("marches"), 1042)),
            ("4711", team(None, 4711)),
            // As chgrp has it: a name first.
            ("2026", team(Some("2026"), 7)),
            ("ana", None),
            ("no", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("4294967295", None),
            ("4294967296", None),
        ] {
            assert_eq!(Team::among(SAMPLE, text), expected, "{text:?}");
        }
    }
}
