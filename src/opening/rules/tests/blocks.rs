//! Files in blocks, and files that are not there.

use super::*;

#[test]
fn a_file_in_blocks_ended_with_its_last_one() {
    let rows = ["P1;A;offre;;a1;1;a;11:59:00;", "P1;A;offre;;a2;2;a;12:00:01;"];
    assert_eq!(judged(&rows, &terms()), ["late"]);
    let wanted = &judge(&register(&rows), &terms(), &|_| true)[0];
    assert_eq!(
        (wanted.rows.as_slice(), wanted.ended_at),
        ([0, 1].as_slice(), Some(at("2026-12-18 12:00:01")))
    );
}

#[test]
fn blocks_are_put_in_order_and_counted() {
    let file = |blocks: &[&str]| -> Vec<String> {
        blocks.iter().enumerate().map(|(n, block)| format!("P1;A;offre;;f{n};{block};x.zip;10:00;")).collect()
    };
    let judged = |blocks: &[&str], absent: &[usize]| {
        let rows = file(blocks);
        let rows: Vec<_> = rows.iter().map(String::as_str).collect();
        let wanted = judge(&register(&rows), &terms(), &|row| !absent.contains(&row));
        assert_eq!(wanted.len(), 1, "one plaintext");
        (wanted[0].rows.clone(), word(&wanted[0].verdict))
    };
    assert_eq!(judged(&["3", "1", "10", "2", "4", "6", "5", "9", "8", "7"], &[]).1, "open");
    assert_eq!(judged(&["3", "1", "2"], &[]).0, [1, 2, 0]);
    assert_eq!(judged(&["1", "3", "6"], &[]).1, "missing_block [2, 4, 5]");
    assert_eq!(judged(&["2"], &[]).1, "missing_block [1]");
    assert_eq!(judged(&["1", "2", "3"], &[1]).1, "missing_block [2]");
    assert_eq!(judged(&["1", "2/4", "4/4"], &[2]).1, "missing_block [3, 4]");
    assert_eq!(judged(&["1/4", "2/4"], &[]).1, "missing_block [3, 4]", "the last ones are missed too");
    assert_eq!(judged(&["1", "2", "2", "1", "2"], &[]).1, "duplicate_block [1, 2]");
    assert_eq!(judged(&["1", "2"], &[0, 1]).1, "missing_file");
    assert_eq!(judged(&["1", "1000000"], &[]).1.matches(", ").count(), 99, "not all of a million are named");
}

#[test]
fn a_block_sent_again_or_taken_back() {
    let rows = [
        "P1;A;offre;;a;1;x.zip;10:00;",
        "P1;A;offre;;b;2;x.zip;10:01;remplace",
        "P1;A;offre;;c;2;x.zip;10:30;depose",
        "P2;B;offre;;d;1;x.zip;10:00;",
        "P2;B;offre;;e;2;x.zip;10:00;retire",
        "P2;B;offre;;f;3;x.zip;10:00;",
    ];
    assert_eq!(judged(&rows, &terms()), ["open", "superseded by P1", "missing_block [2]", "withdrawn"]);
    let wanted = judge(&register(&rows), &terms(), &|_| true);
    assert_eq!(
        wanted.iter().map(|wanted| wanted.rows.clone()).collect::<Vec<_>>(),
        [vec![0, 2], vec![1], vec![3, 5], vec![4]]
    );
}

#[test]
fn a_listed_file_that_is_absent() {
    let rows = ["P1;A;offre;;a;;;10:00;", "P2;B;offre;;b;;;10:00;retire"];
    let wanted = judge(&register(&rows), &terms(), &|_| false);
    // A withdrawn one need not be there.
    assert_eq!(
        wanted.iter().map(|wanted| word(&wanted.verdict)).collect::<Vec<_>>(),
        ["missing_file", "withdrawn"]
    );
}
