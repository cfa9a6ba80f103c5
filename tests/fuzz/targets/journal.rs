//! Journals: any octets, and a good one with something changed in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plis::{
    journal::{Expected, GENESIS, Journal, Reader, recover, verify},
    time::Timestamp,
};

fuzz_target!(|input: &[u8]| {
    as_it_is(input);
    if let [high, low, flip, texts @ ..] = input {
        changed(usize::from(u16::from_be_bytes([*high, *low])), *flip, texts);
    }
});

fn as_it_is(octets: &[u8]) {
    let mut reader = Reader::new(octets);
    let entries = reader.by_ref().take_while(Result::is_ok).count();
    let position = reader.position();
    assert_eq!(position.entries, entries as u64);
    let good = usize::try_from(position.offset).expect("small");
    let verified = verify(&octets[..good], None).expect("what was read is good");
    assert_eq!((verified.entries, verified.head), (position.entries, position.head.clone()));
    if let Ok(recovered) = recover(octets) {
        assert_eq!(recovered, position);
    }
}

/// Whatever is written is read; whatever octet is changed, it is found.
fn changed(place: usize, flip: u8, texts: &[u8]) {
    let mut written = Vec::new();
    let mut journal = Journal::new(&mut written);
    for text in texts.split(|octet| *octet == b'\n').take(8) {
        let text = String::from_utf8_lossy(text);
        journal.append("outcome", Timestamp::now(), &text).expect("memory");
    }
    let head = Expected { entries: journal.entries(), head: journal.head().to_owned() };
    assert_ne!(head.head, GENESIS);
    let verified = verify(&written[..], Some(&head)).expect("a good journal");
    assert_eq!(verified.entries, head.entries);
    if flip != 0 {
        let place = place % written.len();
        written[place] ^= flip;
        assert!(verify(&written[..], Some(&head)).is_err(), "octet {place} changed and not found");
    }
}
