//! Whatever is done to a journal is found, and its line is named.

use std::io::BufReader;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::time::Timestamp;

fn at(n: u32) -> Timestamp {
    Timestamp::from_unix(1_797_591_600 + i64::from(n)).expect("in range")
}

/// A journal of so many entries, as octets.
fn journal(entries: u32) -> Vec<u8> {
    let mut journal = Journal::new(Vec::new());
    for n in 0..entries {
        let kind = if n == 0 { kind::RUN_STARTED } else { kind::OUTCOME };
        let data = json!({ "input": format!("plis/société {n}.p7m"), "bytes_in": n, "blocks": [1, 2, 3] });
        journal.append(kind, at(n), &data).expect("memory");
    }
    journal.into_inner()
}

fn lines(octets: &[u8]) -> Vec<&[u8]> {
    octets.split_inclusive(|octet| *octet == b'\n').collect()
}

fn head(octets: &[u8]) -> Expected {
    let Verified { entries, head, .. } = verify(octets, None).expect("whole");
    Expected { entries, head }
}

/// The line and the fault that are found.
fn found(octets: &[u8], expected: Option<&Expected>) -> (u64, LineFault) {
    let damage = verify(octets, expected).expect_err("damaged");
    (damage.line, damage.what)
}

#[test]
fn a_whole_journal_is_verified() {
    let octets = journal(30);
    let expected = head(&octets);
    assert_eq!(expected.entries, 30);
    let verified = verify(octets.as_slice(), Some(&expected)).expect("whole");
    assert_eq!(verified, Verified { entries: 30, head: expected.head, since: 0 });
    let empty = verify(&b""[..], None).expect("nothing is wrong with nothing");
    assert_eq!((empty.entries, empty.head.as_str()), (0, GENESIS));
}

#[test]
fn a_reader_gives_each_entry_and_its_place() {
    let octets = journal(5);
    let mut reader = Reader::new(BufReader::with_capacity(7, octets.as_slice()));
    let mut offset = 0;
    for (n, line) in lines(&octets).iter().enumerate() {
        let located = reader.next().expect("five").expect("whole");
        assert_eq!((located.offset, located.length), (offset, line.len() as u64));
        assert_eq!(located.entry.seq, n as u64 + 1);
        assert_eq!(located.entry.parse::<serde_json::Value>().expect("JSON")["bytes_in"], json!(n));
        offset += line.len() as u64;
    }
    assert!(reader.next().is_none());
    assert_eq!(reader.position().offset, octets.len() as u64);
}

#[test]
fn the_last_entries_removed_are_missed_by_the_head_alone() {
    let octets = journal(10);
    let expected = head(&octets);
    for kept in 0..10 {
        let shorter = lines(&octets)[..kept].concat();
        verify(shorter.as_slice(), None).expect("nothing in it speaks of what was removed");
        let (line, what) = found(&shorter, Some(&expected));
        assert_eq!(line, kept as u64 + 1);
        assert!(
            matches!(what, LineFault::EndsEarly { expected: 10, found } if found == kept as u64),
            "{what}"
        );
    }
}

#[test]
fn a_journal_written_anew_has_another_head() {
    let expected = head(&journal(10));
    let mut forged = Journal::new(Vec::new());
    for n in 0..10 {
        forged.append(kind::OUTCOME, at(n), &json!({ "n": n })).expect("memory");
    }
    let (line, what) = found(&forged.into_inner(), Some(&expected));
    assert!(matches!((line, &what), (10, LineFault::AnotherHead { .. })), "{line} {what}");
    let nothing = Expected { entries: 0, head: "f".repeat(64) };
    assert!(matches!(found(&journal(2), Some(&nothing)).1, LineFault::AnotherHead { .. }));
}

#[test]
fn entries_after_the_expected_head_are_counted() {
    let octets = journal(10);
    let expected = head(&lines(&octets)[..7].concat());
    assert_eq!(verify(octets.as_slice(), Some(&expected)).expect("whole").since, 3);
}

#[test]
fn a_line_written_anew_breaks_the_link_after_it() {
    let octets = journal(5);
    let mut lines: Vec<Vec<u8>> = lines(&octets).into_iter().map(<[u8]>::to_vec).collect();
    let mut chain = Chain::new();
    for line in &lines[..2] {
        chain.check(line).expect("whole");
    }
    lines[2] = chain.link(kind::OUTCOME, at(2), &json!({ "forged": true })).expect("a line").line;
    let (line, what) = found(&lines.concat(), None);
    assert!(matches!((line, &what), (4, LineFault::BrokenLink { .. })), "{line} {what}");
}

#[test]
fn a_torn_last_line_is_told_apart_and_can_be_cut() {
    let octets = journal(3);
    let whole = lines(&octets)[..2].concat();
    for cut in 1..lines(&octets)[2].len() {
        let torn = &octets[..whole.len() + cut];
        let damage = verify(torn, None).expect_err("torn");
        assert!(matches!(damage.what, LineFault::Torn), "{damage}");
        assert_eq!((damage.line, damage.offset), (3, whole.len() as u64));
        let position = recover(torn).expect("only its end is torn");
        assert_eq!((position.entries, position.offset, position.torn), (2, whole.len() as u64, true));
        assert_eq!(position.head, head(&whole).head);
    }
    // What is torn in the middle is not torn: something was written after it.
    let middle = [&whole[..whole.len() - 9], b"\n", lines(&octets)[2]].concat();
    assert!(matches!(recover(middle.as_slice()).expect_err("damaged").what, LineFault::NotAnEntry { .. }));
}

#[test]
fn a_line_without_end_is_bounded() {
    let octets =
        [journal(1), vec![b' '; usize::try_from(crate::limits::JOURNAL_LINE.value).expect("small") + 1]]
            .concat();
    assert!(matches!(found(&octets, None), (2, LineFault::TooLong { .. })));
}

#[test]
fn lines_that_are_no_entries() {
    for line in ["\n", "{}\n", "pli;entreprise\n", "\u{feff}\n"] {
        let octets = [journal(1).as_slice(), line.as_bytes()].concat();
        assert!(matches!(found(&octets, None), (2, LineFault::NotAnEntry { .. })), "{line:?}");
    }
}

#[test]
fn a_place_that_is_not_an_entrys_is_refused() {
    let octets = journal(3);
    let first = lines(&octets)[0].len() as u64;
    let at = |offset, length| read_at(&mut std::io::Cursor::new(&octets), offset, length);
    assert_eq!(at(0, first).expect("the first").seq, 1);
    at(1, first).expect_err("one octet too far");
    at(0, first - 1).expect_err("one octet too short");
    at(octets.len() as u64, 100).expect_err("after the end");
}

#[test]
fn damage_says_its_line_in_words() {
    let mut octets = journal(3);
    let second = lines(&octets)[0].len();
    octets[second + 40] ^= 1;
    let damage = verify(octets.as_slice(), None).expect_err("edited");
    assert_eq!(damage.to_string(), "line 2: the line was changed: its hash is not that of its octets");
}

/// The number of the line that an octet is in.
fn line_of(octets: &[u8], place: usize) -> u64 {
    octets[..place].split(|octet| *octet == b'\n').count() as u64
}

#[test]
fn every_bit_of_every_octet_counts() {
    let octets = journal(4);
    for place in 0..octets.len() {
        for bit in 0..8 {
            let mut changed = octets.clone();
            changed[place] ^= 1 << bit;
            assert_eq!(found(&changed, None).0, line_of(&octets, place), "bit {bit} of octet {place}");
        }
    }
}

/// A failure prints its case; no file of them is left in the tree.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn any_octet_changed_is_found(place in any::<prop::sample::Index>(), change in 1..=255_u8) {
        let octets = journal(12);
        let place = place.index(octets.len());
        let mut changed = octets.clone();
        changed[place] ^= change;
        let (line, _) = found(&changed, None);
        // A line feed that comes or goes makes two lines of one, or one of two.
        prop_assert_eq!(line, line_of(&octets, place));
    }

    #[test]
    fn any_octet_removed_or_added_is_found(place in any::<prop::sample::Index>(), octet in any::<u8>()) {
        let octets = journal(12);
        let place = place.index(octets.len());
        let shorter = [&octets[..place], &octets[place + 1..]].concat();
        prop_assert_eq!(found(&shorter, None).0, line_of(&octets, place));
        let longer = [&octets[..place], &[octet], &octets[place..]].concat();
        // The same octet beside itself may be the one that was added; both are in the same line.
        prop_assert_eq!(found(&longer, None).0, line_of(&octets, place));
    }

    #[test]
    fn any_line_removed_is_found(place in 0..11_usize, count in 1..12_usize) {
        let octets = journal(12);
        let mut lines = lines(&octets);
        let until = (place + count).min(11);
        lines.drain(place..until);
        let (line, what) = found(&lines.concat(), None);
        prop_assert_eq!(line, place as u64 + 1);
        prop_assert!(matches!(what, LineFault::OutOfOrder { .. }), "{}", what);
    }

    #[test]
    fn any_two_lines_exchanged_are_found(one in 0..12_usize, other in 0..12_usize) {
        prop_assume!(one != other);
        let octets = journal(12);
        let mut lines = lines(&octets);
        lines.swap(one, other);
        let (line, what) = found(&lines.concat(), None);
        prop_assert_eq!(line, one.min(other) as u64 + 1);
        prop_assert!(matches!(what, LineFault::OutOfOrder { .. }), "{}", what);
    }

    #[test]
    fn any_line_repeated_is_found(place in 0..12_usize, to in 0..=12_usize) {
        let octets = journal(12);
        let mut lines = lines(&octets);
        lines.insert(to, lines[place]);
        let (_, what) = found(&lines.concat(), None);
        prop_assert!(matches!(what, LineFault::OutOfOrder { .. }), "{}", what);
    }

    #[test]
    fn any_cut_is_found_against_the_head(place in any::<prop::sample::Index>()) {
        let octets = journal(12);
        let expected = head(&octets);
        let cut = &octets[..place.index(octets.len())];
        prop_assert_eq!(found(cut, Some(&expected)).0, line_of(&octets, cut.len()));
    }
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn what_is_appended_is_read_again(
        entries in prop::collection::vec((".*", any::<i64>(), prop::collection::vec(any::<String>(), 0..4)), 0..20)
    ) {
        let mut journal = Journal::new(Vec::new());
        for (kind, number, texts) in &entries {
            journal.append(kind, at(3), &(number, texts)).expect("memory");
        }
        let octets = journal.into_inner();
        let read: Vec<_> = Reader::new(octets.as_slice())
            .map(|located| located.expect("whole").entry)
            .map(|entry| {
                let (number, texts) = entry.parse::<(i64, Vec<String>)>().expect("JSON");
                (entry.kind, number, texts)
            })
            .collect();
        prop_assert_eq!(read, entries);
    }
}
