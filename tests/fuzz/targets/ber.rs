//! The streaming reader of tags, lengths and values, against itself read otherwise, and the way to DER.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plis::cms::fuzzing::{Slow, der, first_value, skipped, string, string_len};

fuzz_target!(|input: &[u8]| {
    let [step, octets @ ..] = input else { return };
    let step = usize::from(*step);
    let at_once = first_value(octets);
    let slowly = first_value(Slow::new(octets, step));
    assert_eq!(format!("{at_once:?}"), format!("{slowly:?}"), "how it is read makes a difference");
    let passed = skipped(octets);
    match (&at_once, &passed) {
        (Ok(value), Ok(len)) => {
            assert_eq!(value.len() as u64, *len);
            assert!(octets.starts_with(value));
        }
        (Err(one), Err(other)) => assert_eq!(format!("{one:?}"), format!("{other:?}")),
        (one, other) => panic!("{one:?} {other:?}"),
    }
    match (string(octets, 1 << 15), string(Slow::new(octets, 7), step), string_len(octets)) {
        (Ok(one), Ok(other), Ok(len)) => assert!(one == other && one.len() as u64 == len),
        (Err(one), Err(other), Err(third)) => {
            assert_eq!(format!("{one:?}"), format!("{other:?}"));
            assert_eq!(format!("{one:?}"), format!("{third:?}"));
        }
        other => panic!("{other:?}"),
    }
    let Ok(value) = at_once else { return };
    for sorted in [false, true] {
        if let Some(once) = der(&value, sorted) {
            assert_eq!(der(&once, sorted).as_ref(), Some(&once), "DER of DER");
            assert_eq!(first_value(&once[..]).ok().as_ref(), Some(&once), "DER is one value");
        }
    }
});
