//! A deadline at noon on 18 December 2026 in Paris, and deposits around it.

mod blocks;
mod copies;
mod names;

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
