//! Deposit registers, CSV, JSON and spreadsheets.

#![no_main]

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use plis::{register::Register, time::Zone};

fuzz_target!(|octets: &[u8]| {
    let Ok(register) = Register::parse(octets, Zone::PARIS) else { return };
    for row in register.rows() {
        let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
        assert!(Path::new(&*row.file).components().all(inside), "{:?} leaves the folder", row.file);
        let found = register.find(&row.file).expect("listed");
        assert_eq!(register.rows()[found].file, row.file);
    }
});
