//! Archives: whatever a directory says, names stay inside, and an entry gives what it claims or an error, twice the same.

#![no_main]

use std::{
    cell::RefCell,
    env, fs,
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::{Component, Path},
    process,
};

use libfuzzer_sys::fuzz_target;
use plis::depot::{Content, Source, zip::Archive};

thread_local! {
    /// The archive of each input, in a file without a name.
    static ARCHIVE: RefCell<File> = RefCell::new(nameless());
}

fn nameless() -> File {
    let path = env::temp_dir().join(format!("plis-fuzz-archive-{}", process::id()));
    let file = File::options().read(true).write(true).create(true).truncate(true).open(&path).expect("a file");
    let _ = fs::remove_file(&path);
    file
}

fn read(archive: &Archive, file: &File, number: u32) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    let entry = archive.open(file.try_clone().expect("the same"), number).ok()?;
    // Claims are bounded by what is there: a hundred times that, or 64 KiB.
    entry.take(64 << 20).read_to_end(&mut octets).ok()?;
    Some(octets)
}

fuzz_target!(|octets: &[u8]| {
    ARCHIVE.with_borrow_mut(|file| {
        file.set_len(0).expect("emptied");
        file.seek(SeekFrom::Start(0)).expect("at its start");
        file.write_all(octets).expect("written");
        let Ok((archive, entries)) = Archive::list(file.try_clone().expect("the same")) else { return };
        for entry in &entries {
            let Content::File(number) = entry.content else { continue };
            let inside = |part| matches!(part, Component::Normal(_));
            assert!(Path::new(&entry.name).components().all(inside), "{:?} leaves the archive", entry.name);
            let first = read(&archive, file, number);
            assert!(first.as_ref().is_none_or(|first| first.len() as u64 == entry.octets), "not as long as it says");
            assert_eq!(first, read(&archive, file, number));
        }
    });
});
