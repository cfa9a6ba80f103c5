//! Where plaintexts go.

use super::*;

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
