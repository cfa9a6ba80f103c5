//! Somebody meddles with the inputs of a run, at every moment that the cryptography tells: no test waits for luck.

use std::{fs, io::Write as _, path::Path};

use super::{Meddler, keyring, long, opened, opened_again, sealed};
use crate::{
    crypto::{AwsLc, hex, sha256},
    opening::outcome::{Reason, Receipt, Status},
    register::Register,
    time::Zone,
};

/// The register of one plaintext, in these blocks, with their digests.
fn register(blocks: &[(&str, &[u8])]) -> Register {
    let mut text = b"pli;fichier;nom;bloc;empreinte\n".to_vec();
    for (number, (file, octets)) in (1..).zip(blocks) {
        let bloc = if blocks.len() > 1 { number.to_string() } else { String::new() };
        writeln!(text, "1;{file};offre;{bloc};{}", hex(&sha256(octets))).expect("memory");
    }
    Register::parse(&text, Zone::PARIS).expect("a register")
}

/// Somebody does `act` to the input `file` at every moment of a run in turn: what is published is what was
/// deposited, or nothing is and the row says that the file was altered.
fn never_another_plaintext(blocks: &[(&str, &[u8], &[u8])], act: fn(&Path)) {
    let mut kept = 0;
    for moment in 0..100 {
        let base = tempfile::tempdir().expect("a folder");
        fs::create_dir(base.path().join("depots")).expect("folder");
        for (file, envelope, _) in blocks {
            fs::write(base.path().join("depots").join(file), envelope).expect("written");
        }
        let deposited: Vec<(&str, &[u8])> = blocks.iter().map(|(file, octets, _)| (*file, *octets)).collect();
        let last = base.path().join("depots").join(blocks[blocks.len() - 1].0);
        let meddler = Meddler::new(moment, move || act(&last));
        let rows = opened(base.path(), &meddler, Some(&register(&deposited)));
        if !meddler.acted() {
            assert!(moment > 4 && kept > 0 && kept < moment, "{kept} of {moment} moments came too late");
            return;
        }
        let [row] = &rows[..] else { panic!("{rows:?}") };
        let published = row.output.as_ref().map(|output| base.path().join("out").join(output));
        if row.status == Status::Opened {
            let plaintext: Vec<u8> = blocks.iter().flat_map(|(_, _, content)| content.to_vec()).collect();
            assert!(fs::read(published.expect("a name")).expect("there") == plaintext, "moment {moment}");
            assert_eq!(row.receipt, Receipt::Intact, "moment {moment}");
            assert_eq!(row.sha256, Some(hex(&sha256(&plaintext))), "moment {moment}");
            let digests: Vec<String> = blocks.iter().map(|(_, octets, _)| hex(&sha256(octets))).collect();
            assert_eq!(row.sha256_in, Some(digests.join(" ")), "moment {moment}");
            kept += 1;
        } else {
            assert_eq!(
                (row.reason, row.receipt),
                (Some(Reason::Altered), Receipt::Altered),
                "moment {moment}"
            );
            assert!(published.is_none_or(|path| !path.exists()), "moment {moment}");
        }
    }
    panic!("never the end of a run");
}

/// Changes a few octets in place, far from the padding.
fn overwrite(path: &Path) {
    let mut octets = fs::read(path).expect("there");
    let at = octets.len() - 100;
    octets[at..at + 16].fill(0);
    // Of the same inode, whoever has it open.
    let mut file = fs::OpenOptions::new().write(true).open(path).expect("opens");
    file.write_all(&octets).expect("written");
}

/// Puts another good envelope in its place.
fn exchange(path: &Path) {
    let beside = path.with_extension("autre");
    fs::write(&beside, sealed(b"another offer")).expect("written");
    let renamed = fs::rename(&beside, path);
    // Some systems keep what is open: then nothing is exchanged.
    assert!(cfg!(windows) || renamed.is_ok(), "{renamed:?}");
}

#[test]
fn what_is_overwritten_meanwhile_is_not_published_as_intact() {
    let content = long();
    never_another_plaintext(&[("a.p7m", &sealed(&content), &content)], overwrite);
}

#[test]
fn what_is_exchanged_meanwhile_is_not_published_as_intact() {
    let content = long();
    never_another_plaintext(&[("a.p7m", &sealed(&content), &content)], exchange);
}

#[test]
fn a_block_is_opened_when_its_turn_comes_and_is_what_was_deposited() {
    let content = long();
    let (first, last) = (b"the first block", b"the last block");
    never_another_plaintext(&[("a.p7m", &sealed(first), first), ("b.p7m", &sealed(last), last)], exchange);
    never_another_plaintext(
        &[("a.p7m", &sealed(first), first), ("b.p7m", &sealed(&content), &content)],
        overwrite,
    );
}

#[test]
fn a_file_that_grows_until_it_is_read_is_the_file_that_was_read() {
    let base = tempfile::tempdir().expect("a folder");
    fs::create_dir(base.path().join("depots")).expect("folder");
    let path = base.path().join("depots/a.p7m");
    let envelope = sealed(&long());
    // Half of it is there when the folder is looked through.
    fs::write(&path, &envelope[..envelope.len() / 2]).expect("written");
    let copying = {
        let (path, envelope) = (path.clone(), envelope.clone());
        Meddler::new(0, move || fs::write(&path, &envelope).expect("written"))
    };
    let (first, vouched) = opened_again(base.path(), &copying, &keyring(), None, None);
    assert!(copying.acted());
    assert_eq!((first[0].status, first[0].bytes_in), (Status::Opened, envelope.len() as u64));
    assert_eq!(first[0].sha256_in, Some(hex(&sha256(&envelope))));
    let (again, _) = opened_again(base.path(), &AwsLc, &keyring(), None, vouched);
    assert_eq!(again[0].status, Status::AlreadyOpened, "{:?}", again[0].reason);
}
