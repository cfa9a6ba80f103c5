//! A deadline at noon on 18 December 2026 in Paris, and deposits around it.

use super::*;
use crate::time::Zone;

/// What a register is judged under.
#[derive(Default)]
struct Under {
    deadline: Option<Timestamp>,
    terms: Terms,
}

fn judge(register: &Register, under: &Under, present: &dyn Fn(usize) -> bool) -> Vec<Wanted> {
    super::judge(register, under.deadline, &under.terms, present)
}

const NOON: &str = "2026-12-18T11:00:00Z";

fn at(text: &str) -> Timestamp {
    Zone::PARIS.parse_instant(text).expect("an instant")
}

fn terms() -> Under {
    Under { deadline: Some(at(NOON)), ..Under::default() }
}

fn accepting(accept: Accept) -> Under {
    Under { terms: Terms { accept, ..Terms::default() }, ..terms() }
}

fn asking(envelopes: &[EnvelopeKind]) -> Under {
    Under { terms: Terms { envelopes: envelopes.to_vec(), ..Terms::default() }, ..terms() }
}

const LATE: Accept = Accept { late: true, superseded: false, withdrawn: false, altered: false };
const SUPERSEDED: Accept = Accept { late: false, superseded: true, withdrawn: false, altered: false };
const WITHDRAWN: Accept = Accept { late: false, superseded: false, withdrawn: true, altered: false };

/// Rows `pli;company;kind;lot;file;block;name;end;state`, the end an hour of that day.
fn register(rows: &[&str]) -> Register {
    let mut text = "pli;entreprise;enveloppe;lot;fichier;bloc;nom;depot_fin;etat\n".to_owned();
    for row in rows {
        let mut cells: Vec<_> = row.split(';').map(str::to_owned).collect();
        assert_eq!(cells.len(), 9, "{row}");
        if !cells[7].is_empty() && !cells[7].contains('-') {
            cells[7] = format!("2026-12-18 {}", cells[7]);
        }
        text.push_str(&cells.join(";"));
        text.push('\n');
    }
    Register::parse(text.as_bytes(), Zone::PARIS).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What becomes of each file, in a word and its fact.
fn judged(rows: &[&str], terms: &Under) -> Vec<String> {
    judge(&register(rows), terms, &|_| true).into_iter().map(|wanted| word(&wanted.verdict)).collect()
}

fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Open { accepted } if accepted.is_empty() => "open".to_owned(),
        Verdict::Open { accepted } => {
            format!("open, {}", accepted.iter().map(|reason| reason.code()).collect::<Vec<_>>().join("+"))
        }
        Verdict::Keep { reason, detail } => match detail {
            None | Some(Detail::Deposit { .. }) => reason.code().to_owned(),
            Some(Detail::ReplacedBy { pli }) => format!("{} by {pli}", reason.code()),
            Some(Detail::Blocks { numbers }) => format!("{} {numbers:?}", reason.code()),
            Some(Detail::SameOutputAs { input }) => format!("{} as {input}", reason.code()),
            Some(other) => format!("{} {other:?}", reason.code()),
        },
    }
}

#[test]
fn the_end_of_the_sending_decides_to_the_second() {
    let rows = [
        "P1;A;offre;;a;;;11:59:59;",
        "P2;B;offre;;b;;;12:00:00;",
        "P3;C;offre;;c;;;12:00:01;",
        "P4;D;offre;;d;;;;",
        "P5;E;offre;;e;;;2026-12-18T12:00:00.9+01:00;",
    ];
    assert_eq!(judged(&rows, &terms()), ["open", "open", "late", "open", "open"]);
    assert_eq!(judged(&rows, &accepting(LATE)), ["open", "open", "open, late", "open", "open"]);
    assert_eq!(judged(&rows, &Under::default()), ["open"; 5], "without a deadline nothing is late");

    let wanted = judge(&register(&rows), &terms(), &|_| true);
    let expected = Detail::Deposit {
        ended_at: "2026-12-18T11:00:01Z".to_owned(),
        deadline: "2026-12-18T11:00:00Z".to_owned(),
    };
    assert_eq!(wanted[2].verdict, Verdict::Keep { reason: Reason::Late, detail: Some(expected) });
    assert_eq!(
        wanted.iter().map(|wanted| wanted.late).collect::<Vec<_>>(),
        [false, false, true, false, false]
    );
}

#[test]
fn deadlines_on_the_days_the_clocks_change() {
    for (deadline, in_time, late) in [
        ("2026-03-29 12:00", "2026-03-29T10:00:00Z", "2026-03-29T10:00:01Z"),
        ("2026-10-25 12:00", "2026-10-25T11:00:00Z", "2026-10-25T11:00:01Z"),
        // The hour that comes twice, told apart by its offset.
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"),
    ] {
        let rows = [format!("P1;A;offre;;a;;;{in_time};"), format!("P2;B;offre;;b;;;{late};")];
        let rows: Vec<_> = rows.iter().map(String::as_str).collect();
        let terms = Under { deadline: Some(at(deadline)), ..Under::default() };
        assert_eq!(judged(&rows, &terms), ["open", "late"], "{deadline}");
    }
}

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
fn what_its_company_or_the_buyer_took_out() {
    let rows =
        ["P1;A;offre;;a;;;11:00;retire", "P2;B;offre;;b;;;11:00;ecarte", "P3;C;offre;;c;;;11:00;remplace"];
    assert_eq!(judged(&rows, &terms()), ["withdrawn", "set_aside", "superseded"]);
    assert_eq!(judged(&rows, &accepting(WITHDRAWN)), ["open, withdrawn", "set_aside", "superseded"]);
    assert_eq!(judged(&rows, &accepting(SUPERSEDED)), ["withdrawn", "set_aside", "open, superseded"]);
}

#[test]
fn every_refusal_must_be_accepted() {
    let rows = ["P1;A;offre;;a;;;12:00:01;retire", "P2;B;offre;;b;;;12:00:01;remplace"];
    assert_eq!(judged(&rows, &terms()), ["withdrawn", "late"]);
    assert_eq!(judged(&rows, &accepting(WITHDRAWN)), ["late", "late"]);
    assert_eq!(judged(&rows, &accepting(LATE)), ["withdrawn", "superseded"]);
    let all = Accept { late: true, superseded: true, withdrawn: true, altered: true };
    assert_eq!(judged(&rows, &accepting(all)), ["open, withdrawn+late", "open, late+superseded"]);
}

#[test]
fn only_the_last_deposit_in_time_is_opened() {
    let rows = [
        "P1;Dupont;offre;1;a;;;10:00:00;",
        "P2;DUPONT;offre;Lot 1;b;;;11:00:00;",
        "P3;Dupont;offre;1;c;;;10:30:00;",
        "P4;Durand;offre;1;d;;;09:00:00;",
    ];
    assert_eq!(judged(&rows, &terms()), ["superseded by P2", "open", "superseded by P2", "open"]);
    assert_eq!(
        judged(&rows, &accepting(SUPERSEDED)),
        ["open, superseded", "open", "open, superseded", "open"]
    );
}

#[test]
fn replacement_is_judged_by_envelope_and_lot() {
    let rows = [
        "P1;A;candidature;;a;;;10:00;",
        "P1;A;offre;1;b;;;10:00;",
        "P1;A;offre;2;c;;;10:00;",
        "P2;A;offre;1;d;;;11:00;",
        "P2;A;offre-technique;2;e;;;11:00;",
        "P2;A;offre;;f;;;11:00;",
    ];
    assert_eq!(judged(&rows, &terms()), ["open", "superseded by P2", "open", "open", "open", "open"]);
}

#[test]
fn a_late_deposit_replaces_nothing() {
    let rows = ["P1;A;offre;;a;;;11:00:00;", "P2;A;offre;;b;;;12:00:01;"];
    assert_eq!(judged(&rows, &terms()), ["open", "late"]);
    assert_eq!(judged(&rows, &accepting(LATE)), ["open", "open, late"]);
    // In time, it would.
    assert_eq!(judged(&rows, &Under::default()), ["superseded by P2", "open"]);
}

#[test]
fn what_was_taken_out_replaces_nothing() {
    for state in ["retire", "ecarte", "remplace"] {
        let second = format!("P2;A;offre;;b;;;11:00;{state}");
        let rows = ["P1;A;offre;;a;;;10:00;", second.as_str()];
        assert_eq!(judged(&rows, &terms())[0], "open", "{state}");
    }
}

#[test]
fn what_the_register_says_is_replaced_names_what_replaces_it() {
    let rows = ["P1;A;offre;;a;;;10:00;remplace", "P2;A;offre;;b;;;11:00;"];
    assert_eq!(judged(&rows, &terms()), ["superseded by P2", "open"]);
}

#[test]
fn two_deposits_of_one_second_are_both_opened() {
    let rows = [
        "P1;A;offre;;a;;;10:00;",
        "P2;A;offre;;b;;;2026-12-18T11:00:00.2+01:00;",
        "P3;A;offre;;c;;;2026-12-18T11:00:00.7+01:00;",
    ];
    assert_eq!(judged(&rows, &terms()), ["superseded by P2", "open", "open"]);
}

#[test]
fn the_files_of_one_deposit_do_not_replace_each_other() {
    let rows = [
        "P1;A;offre;;a;;;10:00:00;",
        "P1;A;offre;;b;;;10:00:05;",
        "P2;A;offre;;c;;;10:00:03;",
        "P2;A;offre;;d;;;10:00:06;",
    ];
    // P2 ended after P1, although one of its files ended before one of P1's.
    assert_eq!(judged(&rows, &terms()), ["superseded by P2", "superseded by P2", "open", "open"]);
}

#[test]
fn a_file_sent_again_in_its_pli_replaces_the_first() {
    let rows = [
        "P1;A;offre;;a;;prix.pdf;10:00;",
        "P1;A;offre;;b;;prix.pdf;11:00;",
        "P1;A;offre;;c;;plan.pdf;10:00;",
        "P1;A;offre;2;d;;prix.pdf;10:00;",
        "P1;A;offre;;e;;prix.pdf;12:00:01;",
    ];
    assert_eq!(judged(&rows, &terms()), ["superseded by P1", "open", "open", "open", "late"]);
}

#[test]
fn what_cannot_be_compared_is_not() {
    // No end, no company, no pli.
    let rows = [
        "P1;A;offre;;a;;;;",
        "P2;A;offre;;b;;;11:00;",
        "P3;;offre;;c;;;10:00;",
        "P4;;offre;;d;;;11:00;",
        ";B;offre;;e;;;10:00;",
        ";B;offre;;f;;;11:00;",
    ];
    assert_eq!(judged(&rows, &terms()), ["open"; 6]);
}

#[test]
fn phases_open_what_is_asked_for() {
    let rows = [
        "P1;A;candidature;;a;;;10:00;",
        "P1;A;offre;;b;;;10:00;",
        "P1;A;offre-technique;;c;;;10:00;",
        "P1;A;anonymat;;d;;;10:00;",
        "P1;A;;;e;;;10:00;",
        "P1;A;;;anonymat/f;;;10:00;",
    ];
    let opened = |terms: &Under| {
        judged(&rows, terms)
            .iter()
            .enumerate()
            .filter(|(_, word)| *word == "open")
            .map(|(index, _)| index)
            .collect::<Vec<_>>()
    };
    assert_eq!(opened(&terms()), [0, 1, 2, 4], "anonymity is never opened unasked");
    assert_eq!(opened(&asking(&[EnvelopeKind::Candidature])), [0]);
    assert_eq!(opened(&asking(&[EnvelopeKind::Offre, EnvelopeKind::OffreTechnique])), [1, 2]);
    assert_eq!(opened(&asking(&[EnvelopeKind::Anonymat])), [3, 5]);
    assert_eq!(judged(&rows, &asking(&[EnvelopeKind::Offre]))[0], "other_envelope");
    // Not asked for is said before anything else.
    let withdrawn = ["P1;A;offre;;a;;;12:00:01;retire"];
    assert_eq!(judged(&withdrawn, &asking(&[EnvelopeKind::Candidature])), ["other_envelope"]);
}

#[test]
fn a_file_that_no_register_lists_is_judged_by_its_path() {
    let judged = |path, envelopes: &[EnvelopeKind]| {
        word(&judge_unlisted(EnvelopeKind::of_path(path), &asking(envelopes).terms))
    };
    assert_eq!(judged("A/x.p7m", &[]), "open");
    assert_eq!(judged("A/anonymat/x.p7m", &[]), "other_envelope");
    assert_eq!(judged("A/anonymat/x.p7m", &[EnvelopeKind::Anonymat]), "open");
    assert_eq!(judged("A/candidature/x.p7m", &[EnvelopeKind::Candidature]), "open");
    assert_eq!(judged("A/x.p7m", &[EnvelopeKind::Candidature]), "other_envelope");
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

fn outputs(rows: &[&str]) -> Vec<String> {
    judge(&register(rows), &terms(), &|_| true).into_iter().map(|wanted| wanted.output).collect()
}

#[test]
fn each_plaintext_has_its_place() {
    let rows = [
        "P1;Société Éléonore;offre-technique;Lot 1;in/a.p7m;;Mémoire.pdf;;",
        "P1;;candidature;;in/b.zip.p7m;;;;",
        "P2;;;;c.p7m;;;;",
        ";Sté X;offre;;d.enc;;;;",
        ";;offre;2;dossier/sous/e.pdf.p7m;;;;",
        "P3;B;offre;;f1;1;f.zip;;",
        "P3;B;offre;;f2;2;f.zip;;",
    ];
    assert_eq!(
        outputs(&rows),
        [
            "plis/P1-Société Éléonore/offre-technique/Lot 1/Mémoire.pdf",
            "plis/P1-Société Éléonore/candidature/b.zip",
            "plis/P2/c",
            "plis/Sté X/offre/d",
            "plis/dossier/sous/offre/2/e.pdf",
            "plis/P3-B/offre/f.zip",
        ]
    );
}

#[test]
fn no_name_leaves_its_folder() {
    let rows = [
        "../P1;..\\..\\A;offre;../2;a;;../../etc/passwd;;",
        "..;;;;b;;..;;",
        ";;;;.ssh/c.p7m;;\u{202e}CON;;",
        ";;;;d;;con.txt;;",
    ];
    assert_eq!(
        outputs(&rows),
        ["plis/_._P1-.._.._A/offre/_._2/_._.._etc_passwd", "plis/_/_", "plis/_ssh/_CON", "plis/_con.txt"]
    );
}

#[test]
fn no_two_plis_share_a_folder() {
    let rows =
        ["P1-A;B;offre;;a;;x;;", "P1;A-B;offre;;b;;x;;", "p1;a-b;offre;;c;;x;;", "P1;a-B;offre;;d;;y;;"];
    let outputs = outputs(&rows);
    assert_eq!(outputs[0], "plis/P1-A-B/offre/x");
    let folders: Vec<_> = outputs.iter().map(|output| output.split('/').nth(1).expect("a folder")).collect();
    assert!(folders[1].starts_with("P1-A-B~") && folders[2].starts_with("p1-a-b~"), "{folders:?}");
    assert_ne!(folders[1].to_lowercase(), folders[2].to_lowercase());
    assert_eq!(folders[3], folders[1], "one pli, however its company is written");
}

#[test]
fn no_two_files_share_a_name() {
    let rows = [
        "P1;A;offre;;a;;prix.pdf;10:00;",
        "P1;A;offre;;b;;PRIX.PDF;10:00;",
        "P1;A;offre;;c;;autre.pdf;10:00;",
        "P1;A;candidature;;d;;prix.pdf;10:00;",
        "P2;B;offre;;e;;é.pdf;10:00;",
        "P2;B;offre;;f;;e\u{301}.pdf;10:00;",
        "P2;B;offre;;g;;é.pdf;10:00;retire",
    ];
    assert_eq!(
        judged(&rows, &terms()),
        [
            "output_collision as b",
            "output_collision as a",
            "open",
            "open",
            "output_collision as f",
            "output_collision as e",
            "withdrawn"
        ]
    );
}

#[test]
fn an_accepted_file_takes_no_name_from_another() {
    let rows = ["P1;A;offre;;a;;x;12:00:01;", "P1;A;offre;;b;;X;10:00;", "P1;A;offre;;c;;x;12:00:02;"];
    assert_eq!(judged(&rows, &terms()), ["late", "open", "late"]);
    assert_eq!(judged(&rows, &accepting(LATE)), ["output_collision as b", "open", "output_collision as b"]);
    assert_eq!(
        judged(&[rows[0], rows[2]], &accepting(LATE)),
        ["output_collision as c", "output_collision as a"]
    );
}

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

#[test]
fn judging_a_large_register_takes_no_time_to_speak_of() {
    let mut text = "pli;entreprise;enveloppe;lot;fichier;depot_fin\n".to_owned();
    for n in 0..20_000 {
        use std::fmt::Write as _;
        writeln!(text, "P{n};A;offre;1;f{n};2026-12-18 10:00:{:02}", n % 60).expect("memory");
    }
    let register = Register::parse(text.as_bytes(), Zone::PARIS).expect("a register");
    let wanted = judge(&register, &terms(), &|_| true);
    let opened = wanted.iter().filter(|wanted| matches!(wanted.verdict, Verdict::Open { .. })).count();
    assert_eq!(opened, 20_000 / 60, "those of the last second");
}

/// Excel drops the seconds: a deposit of 12:00 may have ended at 12:00:59.
#[test]
fn a_time_without_seconds_in_the_deadlines_minute_is_not_in_time_without_a_word() {
    let rows = ["P1;A;offre;;a;;;11:59;", "P2;B;offre;;b;;;12:00;", "P3;C;offre;;c;;;12:01;"];
    assert_eq!(judged(&rows, &terms()), ["open", "late", "late"]);
    assert_eq!(judged(&rows, &accepting(LATE)), ["open", "open, late", "open, late"]);
    let wanted = judge(&register(&rows), &terms(), &|_| true);
    assert_eq!(wanted.iter().map(|wanted| wanted.unsure).collect::<Vec<_>>(), [false, true, false]);
    assert!(wanted.iter().all(|wanted| wanted.to_the_minute));
    // A deadline at the end of its minute leaves no doubt, one within it does, and so do blocks.
    let until = |text: &str| Under { deadline: Some(at(text)), ..Under::default() };
    assert_eq!(judged(&rows[1..2], &until("2026-12-18 12:00:59")), ["open"]);
    assert_eq!(judged(&rows[1..2], &until("2026-12-18 12:00:30")), ["late"]);
    let blocks = ["P;A;offre;;a;1;n;11:58:00;", "P;A;offre;;b;2;n;12:00;"];
    assert_eq!(judged(&blocks, &terms()), ["late"]);
    // Whether its sending began in time cannot be told either.
    let minute =
        Sending { ended_at: Some(at("2026-12-18 12:00")), to_the_minute: true, ..Sending::default() };
    let second = Sending { to_the_minute: false, ..minute };
    assert_eq!(backup_copy_case(Some(Reason::Late), minute, Some(at(NOON))), None);
    assert_eq!(backup_copy_case(Some(Reason::Late), second, Some(at(NOON))), Some(2));
}

#[test]
fn which_of_two_deposits_of_one_minute_came_last_cannot_be_told() {
    let both = |first: &str, second: &str| {
        judged(&[&format!("P1;A;offre;;a;;;{first};"), &format!("P2;A;offre;;b;;;{second};")], &terms())
    };
    assert_eq!(both("10:00", "10:00:30"), ["open", "open"]);
    assert_eq!(both("10:00:30", "10:00"), ["open", "open"]);
    assert_eq!(both("10:00", "10:01"), ["superseded by P2", "open"]);
    assert_eq!(both("10:00:30", "10:00:31"), ["superseded by P2", "open"]);
}

/// Of a signature, a register often says neither the envelope nor the lot.
#[test]
fn a_signature_stays_beside_its_file() {
    let rows = [
        "P1;A;offre;1;f1.p7m;;acte.pdf;10:00;",
        "P1;A;;;f2.p7m;;acte.pdf.p7s;10:00;",
        "P1;A;;;f3.p7m;;acte.pdf - Signature 1.xml;10:00;",
        "P1;A;candidature;;f4.p7m;;dc1.pdf;10:00;",
        "P1;A;;;f5.p7m;;dc1.pdf.SIG;10:00;",
        "P1;A;;;f6.p7m;;autre.pdf.sig;10:00;",
        "P2;B;;;f7.p7m;;acte.pdf.p7s;10:00;",
    ];
    assert_eq!(
        outputs(&rows),
        [
            "plis/P1-A/offre/1/acte.pdf",
            "plis/P1-A/offre/1/acte.pdf.p7s",
            "plis/P1-A/offre/1/acte.pdf - Signature 1.xml",
            "plis/P1-A/candidature/dc1.pdf",
            "plis/P1-A/candidature/dc1.pdf.SIG",
            "plis/P1-A/autre.pdf.sig",
            "plis/P2-B/acte.pdf.p7s",
        ]
    );
}
