//! Backup copies.

use super::*;

#[test]
fn the_backup_copy_when_the_sending_began_in_time() {
    let case = |reason, started: Option<&str>, ended: Option<&str>| {
        let sending = Sending { started_at: started.map(at), ended_at: ended.map(at), ..Sending::default() };
        backup_copy_case(reason, sending, Some(at(NOON)))
    };
    let late = Some(Reason::Late);
    let (before, noon, after) =
        (Some("2026-12-18 11:59:59"), Some("2026-12-18 12:00:00"), Some("2026-12-18 12:00:01"));
    assert_eq!(case(late, before, after), Some(2));
    assert_eq!(case(late, noon, after), Some(2));
    assert_eq!(case(late, after, after), None, "it began too late");
    assert_eq!(case(late, None, after), None, "nobody knows when it began");
    assert_eq!(case(Some(Reason::Corrupted), None, noon), Some(2), "it ended in time, so it began in time");
    assert_eq!(case(Some(Reason::Corrupted), None, None), None);
    assert_eq!(case(None, before, noon), None, "it was opened");
    let sending = Sending { started_at: before.map(at), ended_at: noon.map(at), ..Sending::default() };
    assert_eq!(backup_copy_case(Some(Reason::Corrupted), sending, None), None, "no deadline is known");
}

#[test]
fn the_backup_copy_is_for_what_is_wrong_with_the_pli() {
    let sending = Sending {
        started_at: Some(at("2026-12-18 11:00")),
        ended_at: Some(at("2026-12-18 11:01")),
        ..Sending::default()
    };
    let concerned: Vec<_> = Reason::ALL
        .into_iter()
        .filter(|reason| backup_copy_case(Some(*reason), sending, Some(at(NOON))) == Some(2))
        .map(Reason::code)
        .collect();
    assert_eq!(
        concerned,
        [
            "late",
            "no_matching_key",
            "corrupted",
            "truncated",
            "altered",
            "unsupported",
            "missing_block",
            "duplicate_block",
            "missing_file",
            "too_large"
        ]
    );
}
