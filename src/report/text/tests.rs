//! What a terminal shows.

use super::*;

fn plain(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("written");
    anstream::adapter::strip_str(&String::from_utf8(out).expect("UTF-8")).to_string()
}

fn table_of<'a>(columns: &[Column], rows: &'a [Row]) -> Table<'a> {
    Table {
        caption: String::new(),
        columns: columns.to_vec(),
        rows: Box::new(rows.iter().map(|row| Ok(row.clone()))),
        empty: "nothing".into(),
    }
}

#[test]
fn columns_line_up_whatever_they_hold() {
    let columns = [Column::text("Nom"), Column::number("Octets"), Column::text("État")];
    let rows = [
        Row::plain(["Éole", "7", "ouvert"]),
        Row::plain(["北京", "1234", "ouvert"]),
        Row::plain(["x", "", "échec"]),
    ];
    let shown = plain(|out| table(out, table_of(&columns, &rows), 80));
    assert_eq!(
        shown,
        "\
Nom   Octets  État
----  ------  ------
Éole       7  ouvert
北京    1234  ouvert
x             échec
"
    );
}

#[test]
fn a_narrow_terminal_folds_the_widest_column() {
    let columns = [Column::text("Pli"), Column::text("Motif")];
    let rows = [Row::plain(["dossier/offre.p7m", "le pli est arrivé après la date limite"])];
    let shown = plain(|out| table(out, table_of(&columns, &rows), 36));
    for line in shown.lines() {
        assert!(line.width() <= 36, "{line:?}");
    }
    assert_eq!(
        shown,
        "\
Pli                Motif
-----------------  -----------------
dossier/offre.p7m  le pli est arrivé
                   après la date
                   limite
"
    );
}

#[test]
fn long_words_are_broken_and_nothing_is_lost() {
    assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
    assert_eq!(wrap("un deux", 4), ["un", "deux"]);
    assert_eq!(wrap("", 4), [""]);
    assert_eq!(wrap("a/bcd/ef", 5), ["a/", "bcd/", "ef"]);
    assert_eq!(wrap("le 02/03/2026", 11), ["le", "02/03/2026"]);
    assert_eq!(shortened("Société Éole", 8), "Société…");
    assert_eq!(shortened_path("Société Éole/offre/dc1.pdf", 26), "Société Éole/offre/dc1.pdf");
    assert_eq!(shortened_path("Société Éole/offre/dc1.pdf", 16), "Société…/dc1.pdf");
    assert_eq!(shortened_path("a/mémoire technique.pdf", 10), "mémoire t…");
}

#[test]
fn spaces_that_fall_on_a_fold_are_dropped() {
    assert_eq!(wrap("un    deux", 4), ["un", "deux"]);
    assert_eq!(wrap("un   ", 4), ["un"]);
    assert_eq!(wrap("\u{e9}t\u{e9} 北京", 4), ["\u{e9}t\u{e9}", "北京"]);
    assert_eq!(wrap("北京", 1), ["北", "京"]);
    assert_eq!(wrap("北\u{301}京", 1), ["北\u{301}", "京"]);
}

#[test]
fn what_shows_below_u0300_takes_one_cell() {
    for c in ('\0'..'\u{300}').map(String::from).filter(|c| untrusted::whole(c) == *c) {
        assert_eq!(cells_of(&c), c.width(), "{c:?}");
    }
    assert_eq!(cells_of("e\u{301}"), 1);
}

#[test]
fn many_rows_keep_their_order() {
    let rows: Vec<Row> =
        (0..3 * HANDED + 7).map(|number| Row::plain([number.to_string(), String::new()])).collect();
    let columns = [Column::number("Rang"), Column::text("État")];
    let shown = plain(|out| table(out, table_of(&columns, &rows), 80));
    let shown: Vec<usize> = shown.lines().skip(2).map(|line| line.trim().parse().unwrap()).collect();
    assert!(shown.iter().copied().eq(0..rows.len()));
}

#[test]
fn a_number_that_is_wider_than_those_measured_stays_whole() {
    let rows: Vec<Row> =
        (0..=1_000).map(|number| Row::plain([number.to_string(), "ouvert".to_owned()])).collect();
    let columns = [Column::number("N"), Column::text("État")];
    let shown = plain(|out| table(out, table_of(&columns, &rows), 80));
    assert!(shown.ends_with("\n999  ouvert\n1000  ouvert\n"), "{}", &shown[shown.len() - 60..]);
}

#[test]
fn rows_before_one_that_cannot_be_made_are_written() {
    for fine in [0, 3, MEASURED, MEASURED + 3, MEASURED + HANDED] {
        let mut made = 0;
        let rows = iter::from_fn(|| {
            made += 1;
            Some(if made <= fine { Ok(Row::plain(["x"])) } else { Err(io::Error::other("gone")) })
        });
        let columns = vec![Column::text("Nom")];
        let table = Table { caption: String::new(), columns, rows: Box::new(rows), empty: String::new() };
        let mut out = Vec::new();
        assert_eq!(super::table(&mut out, table, 80).unwrap_err().to_string(), "gone");
        let written = String::from_utf8(out).expect("UTF-8").lines().filter(|line| *line == "x").count();
        assert_eq!(written, fine);
    }
}

#[test]
fn strangers_do_not_act() {
    let columns = [Column::text("Nom")];
    let rows = [Row::plain(["a\u{1b}[2J\u{202e}b"])];
    assert!(plain(|out| table(out, table_of(&columns, &rows), 80)).contains("a\\u{1b}[2J\\u{202e}b"));
}

#[test]
fn no_row_is_said_in_words() {
    assert_eq!(plain(|out| table(out, table_of(&[Column::text("Nom")], &[]), 80)), "nothing\n");
}
