//! Tokens that fail: each envelope is a row, none is blamed, and no PIN is tried twice.

use std::time::Instant;

use super::{Command, OPEN, PathBuf, SOFTHSM, count, deposits, fs, installed, rows, world};
use crate::world::{Exit, World};

/// The module before SoftHSM's, made once a test; what it is to do, after so many operations.
fn faulty(fault: &str, after: usize) -> Option<World> {
    if !installed("cc") {
        return None;
    }
    let world = world("entite.p12")?;
    let (source, made) = (PathBuf::from(env!("CARGO_MANIFEST_DIR")), world.path("faulty.so"));
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-O1", "-Wno-pointer-sign", "-o"]).arg(&made);
    let made_it = compiler.arg(source.join("tests/cli/tokens/faulty.c")).status().expect("cc runs");
    assert!(made_it.success());
    let log = world.path("jetons/connexions");
    let world = world.with("PKCS11_MODULE", made.to_str().expect("UTF-8")).with("FAULTY_BEHIND", SOFTHSM);
    let world = world.with("FAULTY_LOG", log.to_str().expect("UTF-8"));
    Some(world.with("FAULTY", fault).with("FAULTY_AFTER", &after.to_string()))
}

fn logins(world: &World) -> usize {
    fs::read_to_string(world.path("jetons/connexions")).map_or(0, |log| log.lines().count())
}

#[test]
fn a_token_that_goes_or_errs_is_a_row_each() {
    for (fault, told, code) in
        [("removed", "gone", "CKR_DEVICE_REMOVED"), ("error", "failed", "CKR_DEVICE_ERROR")]
    {
        let Some(world) = faulty(fault, 5) else { return };
        deposits(&world, 20);
        world.plis(OPEN).exits(Exit::Partial).says("Le pli n'est pas en cause");
        let left = rows(&world, "out");
        let (opened, unavailable) =
            (count(&left, "opened", None), count(&left, "failed", Some("key_unavailable")));
        // An operation, of each thread at most, made what stands in for bad paddings.
        assert!((3..=5).contains(&opened), "{fault} {opened}");
        assert_eq!(opened + unavailable, 20, "{fault}");
        for row in left.iter().filter(|row| row["status"] == "failed") {
            let detail = &row["detail"];
            assert_eq!(
                (&detail["device"], &detail["fault"], &detail["code"]),
                (&"Marchés 7".into(), &told.into(), &code.into())
            );
        }
        assert_eq!(logins(&world), 1);
        // With the token as it should be, the rest is opened.
        let world = world.with("FAULTY", "nothing at all");
        world.plis(OPEN).exits(Exit::Done);
        assert_eq!(count(&rows(&world, "out"), "opened", None), unavailable);
    }
}

/// A call that does not return ends its run in seconds, and not in half a minute for each envelope.
#[test]
fn a_token_that_blocks_is_a_row_each() {
    let Some(world) = faulty("blocks", 5) else { return };
    deposits(&world, 20);
    let began = Instant::now();
    world.plis(OPEN).exits(Exit::Partial).says("il ne répond pas");
    assert!(began.elapsed().as_secs() < 29, "{:?}", began.elapsed());
    let rows = rows(&world, "out");
    let opened = count(&rows, "opened", None);
    assert!((3..=5).contains(&opened), "{opened}");
    assert_eq!(opened + count(&rows, "failed", Some("key_unavailable")), 20);
}

/// Without raw RSA the device's own mechanisms come next; what it has none for is unsupported, by its name.
#[test]
fn what_a_token_lacks_is_named() {
    let lacking = |rows: &[serde_json::Value], name: &str| {
        let lacks = |row: &&serde_json::Value| {
            row["detail"]["mechanism"].as_str().is_some_and(|it| it.contains(name))
        };
        rows.iter().filter(|row| row["reason"] == "unsupported").filter(lacks).count()
    };
    // One in three is RSAES-PKCS1-v1_5, one OAEP with SHA-256, which SoftHSM does not do, one with SHA-1.
    for (fault, opened, oaep, pkcs1) in [("no-raw", 8, 4, 0), ("no-oaep", 4, 8, 0), ("nothing", 0, 8, 4)] {
        let Some(world) = faulty(fault, 0) else { return };
        deposits(&world, 12);
        let bad = {
            let mut bad = world.read("depots/000.pdf.p7m");
            let last = bad.len() - 1;
            bad[last] ^= 1;
            bad
        };
        world.put("depots/zz-abime.p7m", bad);
        world.plis(OPEN).exits(Exit::Partial);
        let rows = rows(&world, "out");
        assert_eq!(count(&rows, "opened", None), opened, "{fault}");
        let lacks = (
            lacking(&rows, "CKM_RSA_PKCS_OAEP"),
            lacking(&rows, "CKM_RSA_PKCS") - lacking(&rows, "CKM_RSA_PKCS_OAEP"),
        );
        assert_eq!(lacks, (oaep, pkcs1 + usize::from(fault == "nothing")), "{fault}");
        assert_eq!(count(&rows, "failed", Some("corrupted")), usize::from(fault != "nothing"), "{fault}");
    }
}

/// A wrong PIN is tried once; none where the token says that it would be the last.
#[test]
fn a_pin_is_tried_once_and_never_the_last_time() {
    let Some(world) = faulty("", 0) else { return };
    deposits(&world, 1);
    world.put("pin.txt", "000000");
    world.plis(OPEN).exits(Exit::NoUsableKey).tells("n'accepte pas ce code PIN").never_shows("000000");
    assert_eq!(logins(&world), 1);
    for (fault, told) in [("last", "aucun n'a été essayé"), ("locked", "est bloqué")] {
        let Some(world) = faulty(fault, 0) else { return };
        deposits(&world, 1);
        world.plis(OPEN).exits(Exit::NoUsableKey).tells(told);
        assert_eq!(logins(&world), 0);
    }
}
