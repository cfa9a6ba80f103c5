//! Seals the forty plis of the table, and writes their register as CSV and as JSON.

use std::collections::BTreeMap;

use plis::crypto::{ContentCipher, KeyTransport};
use serde_json::{Map, Value};

use super::rows;
use crate::world::{World, sha256};

/// What was deposited.
const DEPOSITED: &str = include_str!("depots.txt");
/// Columns of the register that the table gives as they are.
const COLUMNS: [&str; 10] =
    ["pli", "entreprise", "enveloppe", "lot", "fichier", "bloc", "nom", "depot_debut", "depot_fin", "etat"];
const FILE: usize = 4;
const BLOCK: usize = 5;
const HOW: usize = 10;

/// The plaintexts that were sealed, by the file of their first block.
pub(crate) struct Deposits(BTreeMap<String, Vec<u8>>);

impl Deposits {
    pub(super) fn plaintext(&self, file: &str) -> &[u8] {
        &self.0[file]
    }
}

/// Puts `depots/`, `registre.csv`, `registre.json` and the key that was lost into a world.
pub(super) fn deposit(world: &World) -> Deposits {
    world.copy("keys/entity-before.p12", "perdue.p12");
    // A direction of writing that was turned would turn the table too.
    let table = DEPOSITED.replace("{RLO}", "\u{202e}");
    let table: Vec<Vec<&str>> = rows(&table).collect();
    let whole = plaintexts(&table);
    let mut register = Vec::new();
    for row in &table {
        let (receipt, of_file) = (one(world, row), &whole[first_block(row).as_str()]);
        let mut line: Vec<(&str, String)> =
            COLUMNS.iter().zip(row).map(|(name, cell)| (*name, (*cell).to_owned())).collect();
        line[FILE].1 = format!("depots/{}", row[FILE]);
        let (of_envelope, of_plaintext) = match row[HOW] {
            how if how.contains("no-receipt") => (String::new(), String::new()),
            how if how.contains("other-plaintext") => (receipt, sha256(b"another plaintext")),
            _ => (receipt, sha256(of_file)),
        };
        line.extend([("empreinte", of_envelope), ("empreinte_clair", of_plaintext)]);
        line.push(("accuse", format!("AR-{}", row[0])));
        register.push(line);
    }
    world.put("registre.csv", csv(&register));
    world.put("registre.json", json(&register));
    // What no register lists.
    world.deposit("depots/inconnu.pdf.p7m", b"deposited outside of the platform");
    world.deposit("depots/anonymat/inconnu.p7m", b"anonymous");
    world.put("depots/.DS_Store", b"litter");
    let mut plaintexts: BTreeMap<String, Vec<u8>> = whole.into_iter().collect();
    plaintexts.insert("inconnu.pdf.p7m".to_owned(), b"deposited outside of the platform".to_vec());
    Deposits(plaintexts)
}

/// The file of the first block of a row's file: `blanc/1.3.p7m` is the third of `blanc/1.1.p7m`.
fn first_block(row: &[&str]) -> String {
    if row[BLOCK].is_empty() {
        return row[FILE].to_owned();
    }
    let (file, _) = row[FILE].split_once('.').expect("a number of the block");
    format!("{file}.1.p7m")
}

/// What one row seals.
fn piece(row: &[&str]) -> Vec<u8> {
    format!("%PDF {} {}\n", row[FILE], row[0]).repeat(40).into_bytes()
}

/// What each file is when its blocks are put together, by its first block.
fn plaintexts(table: &[Vec<&str>]) -> BTreeMap<String, Vec<u8>> {
    let mut pieces: Vec<(String, &str, Vec<u8>)> =
        table.iter().map(|row| (first_block(row), row[BLOCK], piece(row))).collect();
    pieces.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    let mut whole = BTreeMap::<String, Vec<u8>>::new();
    for (file, _, piece) in pieces {
        whole.entry(file).or_default().extend(piece);
    }
    whole
}

/// Seals a row and puts its file where the table says; gives the digest of its receipt.
fn one(world: &World, row: &[&str]) -> String {
    let plaintext = piece(row);
    let mut how = row[HOW].split(", ");
    let mut envelope = sealed(world, &plaintext, how.next().expect("how it was sealed"));
    let after = how.next().unwrap_or_default();
    let middle = envelope.len() - 200;
    match after {
        "damaged" => envelope[middle] ^= 1,
        "cut" => envelope.truncate(middle),
        _ => {}
    }
    let receipt = sha256(&envelope);
    match after {
        "changed" => envelope[middle] ^= 1,
        "swapped" => envelope = world.sealed(&plaintext, &["entite.p12", "secours.p12"]),
        _ => {}
    }
    let path = format!("depots/{}", row[FILE]);
    match after {
        "absent" => {}
        "link" => {
            world.put("ailleurs.p7m", &envelope);
            let path = world.path(&path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
            std::os::unix::fs::symlink(world.path("ailleurs.p7m"), path).expect("link");
        }
        _ => world.put(&path, &envelope),
    }
    receipt
}

fn sealed(world: &World, plaintext: &[u8], how: &str) -> Vec<u8> {
    /// id-aes256-CBC and id-aes256-CFB (NIST, 2.16.840.1.101.3.4.1), which differ in their last octet.
    const CBC: [u8; 9] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a];
    let both = ["entite.p12", "secours.p12"];
    let cbc = || world.sealed_with(plaintext, &both, ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1v15);
    match how {
        "sealed" => world.sealed(plaintext, &both),
        "cbc" => cbc(),
        "cfb" => {
            let mut envelope = cbc();
            let place = envelope.windows(CBC.len()).position(|octets| octets == CBC).expect("its algorithm");
            envelope[place + CBC.len() - 1] = 0x2c;
            envelope
        }
        "lost" => world.sealed(plaintext, &["perdue.p12"]),
        "lost+emergency" => world.sealed(plaintext, &["perdue.p12", "secours.p12"]),
        "crowd" => world.sealed(plaintext, &vec!["entite.p12"; 1025]),
        "clear" => plaintext.to_vec(),
        other => panic!("{other}: the table says something that is not known"),
    }
}

/// As a French spreadsheet writes it: a byte order mark, semicolons, CR LF.
fn csv(register: &[Vec<(&str, String)>]) -> String {
    let line = |cells: Vec<String>| cells.join(";") + "\r\n";
    let quoted = |cell: &str| {
        if cell.contains(['"', ';']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
    };
    let header = line(register[0].iter().map(|(name, _)| (*name).to_owned()).collect());
    let rows = register.iter().map(|row| line(row.iter().map(|(_, cell)| quoted(cell)).collect()));
    // Spreadsheets leave blank rows at the end.
    format!("\u{feff}{header}{}{}\r\n", rows.collect::<String>(), ";".repeat(register[0].len() - 1))
}

fn json(register: &[Vec<(&str, String)>]) -> String {
    let row = |row: &Vec<(&str, String)>| -> Value {
        let cells = row.iter().map(|(name, cell)| ((*name).to_owned(), Value::from(cell.as_str())));
        cells.collect::<Map<_, _>>().into()
    };
    serde_json::to_string_pretty(&register.iter().map(row).collect::<Vec<_>>()).expect("JSON")
}
