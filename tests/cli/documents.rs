//! What is around envelopes, behind them, or in their place: nothing of it disappears in silence.

use base64ct::{Base64, Encoding as _};
use serde_json::json;

use crate::world::{Exit, World};

const OPEN: &str = "open depots --key entite.p12 --password file:mdp.txt -o out";

/// A mail with these documents, each in base64.
fn mail(documents: &[(&str, &[u8])]) -> String {
    let head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nBonjour\n";
    let parts = documents.iter().flat_map(|(kind, octets)| {
        let fields = format!("--b\nContent-Type: {kind}\nContent-Transfer-Encoding: base64\n\n");
        [fields, Base64::encode_string(octets), "\n".to_owned()]
    });
    head.to_owned() + &parts.collect::<String>() + "--b--\n"
}

#[test]
fn a_mail_with_several_documents_is_refused_with_their_number() {
    let world = World::new();
    let envelope = world.sealed(b"offre", &["entite.p12"]);
    let other = world.sealed(b"offre", &["secours.p12"]);
    let (message, pdf) =
        (("application/pkcs7-mime", envelope.as_slice()), ("application/pdf", b"%PDF".as_slice()));
    world.put("depots/un.eml", mail(&[message]));
    world.put("depots/deux.eml", mail(&[message, message]));
    world.put("depots/clair.eml", mail(&[message, pdf, message]));
    // Not even a key that is missing hides that there are two.
    world.put("depots/autre.eml", mail(&[("application/pkcs7-mime", &other), message]));
    world
        .plis(&format!("{OPEN} --dry-run"))
        .exits(Exit::Partial)
        .says("1 pli sur 4 s'ouvrirait")
        .says("3 pièces");
    world
        .plis(OPEN)
        .exits(Exit::Partial)
        .says("ce fichier contient 2 pièces : aucune n'a été ouverte")
        .says("ce fichier contient 3 pièces : aucune n'a été ouverte")
        .says("Enregistrez chaque pièce jointe");
    let report = world.json("out/opening.json");
    let rows: Vec<_> = report["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["status"].as_str(), row["reason"].as_str(), row["detail"]["count"].as_u64()))
        .collect();
    let refused = |count| (Some("failed"), Some("unsupported"), Some(count));
    for row in [refused(3), (Some("opened"), None, None)] {
        assert!(rows.contains(&row), "{rows:?}");
    }
    assert_eq!(rows.iter().filter(|row| **row == refused(2)).count(), 2, "{rows:?}");
}

#[test]
fn octets_after_the_end_are_said() {
    let world = World::new();
    let envelope = world.sealed(b"offre", &["entite.p12"]);
    world.put("depots/a.pdf.p7m", [envelope.as_slice(), b"\r\n"].concat());
    world.put("depots/b.pdf.p7m", [envelope.as_slice(), &[0; 4096]].concat());
    world.put("depots/c.pdf.p7m", &envelope);
    world.plis(OPEN).exits(Exit::Done).leaves("out/plis/a.pdf", b"offre").leaves("out/plis/b.pdf", b"offre");
    let report = world.json("out/opening.json");
    let octets = |place: usize| report["items"][place].get("trailing_octets").cloned();
    assert_eq!([octets(0), octets(1), octets(2)], [Some(json!(2)), Some(json!(4096)), None]);
    let minutes = String::from_utf8(world.read("out/proces-verbal.html"))
        .expect("text")
        .replace(['\u{a0}', '\u{202f}'], " ");
    assert!(minutes.contains("4 096 octets après la fin du pli ont été laissés de côté."), "{minutes}");
    // A rerun keeps what is known of them.
    world.plis(OPEN).exits(Exit::Done);
    let again = world.json("out/opening.json");
    assert_eq!(again["items"][1]["trailing_octets"], 4096);
    world.plis("inspect depots/a.pdf.p7m").exits(Exit::Done).says("Octets après la fin");
}

#[test]
fn what_is_no_envelope_is_named() {
    let world = World::new();
    let vector = |name: &str| {
        let path = format!("{}/fixtures/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    for name in [
        "not-zip.zip",
        "not-xlsx.xlsx",
        "not-winmail.dat",
        "not-signed-envelope.p7m",
        "not-encrypted-data.p7m",
        "not-pdf.pdf",
        "not-zip-locked.zip",
        "not-openpgp.gpg",
        "not-openpgp-text.asc",
        "not-request-pem.csr",
        "not-revocations.crl",
        "not-key.key",
        "not-key-locked.p7m",
        "not-key-openssh.p7m",
        "not-key-curve.p7m",
        "not-key-file.pfx",
        "not-certificate.p7m",
        "not-certificate-pem.pem",
    ] {
        world.put(format!("depots/{name}"), vector(name));
    }
    world.plis(OPEN).exits(Exit::Partial).says("Sortez ce qu'il contient dans un dossier");
    let report = world.json("out/opening.json");
    let rows = report["items"].as_array().expect("rows");
    for (reason, words) in [
        ("unsupported", "une archive .zip, qui n'a pas été parcourue"),
        ("unsupported", "un contenant, Office Open XML"),
        ("unsupported", "un contenant, TNEF (winmail.dat)"),
        ("unsupported", "autour d'un pli : le pli est à l'intérieur"),
        ("unsupported", "EncryptedData (1.2.840.113549.1.7.6)"),
        ("not_an_envelope", "il a peut-être été déposé en clair"),
        ("unsupported", "un contenant protégé par un mot de passe, ZIP"),
    ] {
        let said = |row: &&serde_json::Value| {
            let message = row["message"].as_str().unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ");
            row["reason"] == reason && message.contains(words)
        };
        assert_eq!(rows.iter().filter(said).count(), 1, "{words}: {rows:#?}");
    }
    for (words, count) in [
        ("un contenant, OpenPGP", 2),
        ("mais une demande de certificat : aucune offre ne s'y trouve, ni en clair ni chiffrée", 1),
        ("mais une liste de certificats révoqués", 1),
        ("mais une clé privée", 4),
        ("mais un fichier de clés", 1),
        ("mais un certificat :", 2),
    ] {
        let said = |row: &&serde_json::Value| {
            let message = row["message"].as_str().unwrap_or_default().replace(['\u{a0}', '\u{202f}'], " ");
            row["reason"] == "unsupported" && message.contains(words)
        };
        assert_eq!(rows.iter().filter(said).count(), count, "{words}: {rows:#?}");
    }
}

#[test]
fn rows_are_bounded() {
    let world = World::new();
    let to: Vec<&str> = std::iter::repeat_n("secours.p12", 40).collect();
    world.put("depots/a.pdf.p7m", world.sealed(b"offre", &to));
    world.plis(OPEN).exits(Exit::Partial).says("et 32 de plus");
    let report = world.json("out/opening.json");
    assert_eq!(report["items"][0]["recipients"].as_array().map(Vec::len), Some(32));
    assert_eq!(report["items"][0]["recipients_more"], 8);
}
