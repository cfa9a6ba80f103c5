//! Looks for secrets in the memory of a process.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom},
    os::unix::fs::MetadataExt as _,
};

use super::fragments::{Search, Secrets};
use crate::programs;

/// Which secrets something stands of in the memory of a process, and where.
pub(super) fn shown(process: &str, secrets: &Secrets) -> BTreeSet<(&'static str, String)> {
    let search = Search::new(secrets);
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("maps");
    let mut memory = File::open(format!("/proc/{process}/mem")).expect("memory");
    let mut found = BTreeSet::new();
    let mut seen = 0;
    for line in maps.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [range, mode, ..] = fields[..] else { panic!("a range and a mode") };
        if !mode.starts_with("rw") {
            continue;
        }
        let (start, end) = range.split_once('-').expect("a range");
        let number = |text| u64::from_str_radix(text, 16).expect("hexadecimal");
        let mut octets = vec![0; usize::try_from(number(end) - number(start)).expect("memory")];
        memory.seek(SeekFrom::Start(number(start))).expect("sought");
        if memory.read_exact(&mut octets).is_err() {
            continue;
        }
        seen += octets.len();
        let place = fields.get(5).map_or("memory that was asked for", |place| *place);
        found.extend(search.of(&octets).into_iter().map(|name| (name, place.to_owned())));
    }
    assert!(seen > 1 << 16, "memory was read");
    found
}

/// Whether the memory of another process can be looked at; says why not.
pub(super) fn can_be_read() -> bool {
    let superuser = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !superuser {
        programs::skip("only the superuser may look into the memory of the program");
    }
    superuser
}
