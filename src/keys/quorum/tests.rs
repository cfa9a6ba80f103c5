//! The arithmetic against another way to do it, what too few shares tell, and every way in which a share is not good.

use std::{convert::Infallible, path::Path};

use getrandom::rand_core::{TryCryptoRng, TryRng};
use vsss_rs::Gf256;

use super::{
    behind::{Behind, Held},
    error::{QuorumError, ShareFault},
    join::{GivenShare, join, read_shares},
    scheme::{self, OCTETS},
    share::Share,
    split::{NewSet, split},
};
use crate::{
    crypto::sha256,
    keys::{Certificate, needs_password, sample::pair},
};

/// The product as FIPS 197 section 4.2 defines it: of polynomials, then what is left of it by x^8 + x^4 + x^3 + x + 1.
fn product(a: u8, b: u8) -> u8 {
    let whole = (0..8).filter(|bit| b >> bit & 1 == 1).fold(0_u16, |sum, bit| sum ^ (u16::from(a) << bit));
    let left = (8..16)
        .rev()
        .fold(whole, |left, bit| if left >> bit & 1 == 1 { left ^ (0x11b << (bit - 8)) } else { left });
    u8::try_from(left).expect("eight bits")
}

#[test]
fn every_product_of_the_field_is_right() {
    assert_eq!((product(0x57, 0x83), product(0x57, 0x13)), (0xc1, 0xfe), "FIPS 197, sections 4.2 and 4.2.1");
    for a in 0..=255 {
        for b in 0..=255 {
            assert_eq!((Gf256(a) * Gf256(b)).0, product(a, b), "{a} {b}");
            if b != 0 {
                assert_eq!(product((Gf256(a) / Gf256(b)).0, b), a, "{a} / {b}");
            }
        }
    }
}

/// The same numbers each time: digests of a counter.
struct Digests(u64);

impl TryRng for Digests {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets)?;
        Ok(u32::from_le_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets)?;
        Ok(u64::from_le_bytes(octets))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for some in out.chunks_mut(32) {
            some.copy_from_slice(&sha256(&self.0.to_le_bytes())[..some.len()]);
            self.0 += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Digests {}

/// RUSTSEC-2024-0398, and the two first findings of the audit of April 2026: coefficients of the whole field, zero and
/// the leading one included, each as often as the others.
#[test]
fn coefficients_are_of_the_whole_field() {
    const SPLITS: u32 = 2000;
    let mut random = Digests(0);
    let (mut first, mut second) = ([0_u32; 256], [0_u32; 256]);
    for _ in 0..SPLITS {
        let secret = [0x5a; OCTETS];
        let shares = scheme::split(&secret, 3, 3, &mut random).expect("split");
        for at in 0..OCTETS {
            // f(1) = s + a + b and f(2) = s + 2a + 4b.
            let (one, two) = (shares[0][at] ^ secret[at], shares[1][at] ^ secret[at]);
            let b = two ^ product(2, one);
            // 4b + 2b = 6b.
            let b = (Gf256(b) / Gf256(6)).0;
            first[usize::from(one ^ b)] += 1;
            second[usize::from(b)] += 1;
        }
    }
    let expected = f64::from(SPLITS) * OCTETS as f64 / 256.0;
    for counts in [first, second] {
        let chi: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        // 255 degrees of freedom: more than 350 once in twenty thousand times; less than 170 as rarely.
        assert!((170.0..350.0).contains(&chi), "{chi}");
        assert!(counts.iter().all(|count| *count > 0));
    }
}

#[test]
fn places_are_distinct_and_never_zero() {
    let shares = scheme::split(&[7; OCTETS], 2, 64, Digests(1)).expect("split");
    assert_eq!(shares.len(), 64);
    let places: Vec<_> = shares.iter().zip(1..).map(|(value, place)| (place, &**value)).collect();
    for two in places.windows(2) {
        assert_eq!(*scheme::join(two).expect("joined"), [7; OCTETS]);
    }
    assert!(scheme::join(&[places[0], places[0]]).is_none());
    assert!(scheme::join(&[(0, places[0].1), places[1]]).is_none());
    assert!(scheme::split(&[7; OCTETS], 3, 2, Digests(2)).is_none());
}

/// Whatever the secret is, some third share would give it: two of three tell nothing of any octet.
#[test]
fn one_share_less_is_consistent_with_every_secret() {
    let secret: [u8; OCTETS] = std::array::from_fn(|at| u8::try_from(at * 7).expect("small"));
    let shares = scheme::split(&secret, 3, 5, Digests(3)).expect("split");
    let places: Vec<_> = shares.iter().zip(1_u8..).map(|(value, place)| (place, &**value)).collect();
    for one in 0..places.len() {
        for two in one + 1..places.len() {
            let third =
                (1..=5).find(|place| *place != places[one].0 && *place != places[two].0).expect("another");
            let mut met = vec![[false; 256]; OCTETS];
            for value in 0..=255 {
                let all = [value; OCTETS];
                let given = scheme::join(&[places[one], places[two], (third, &all)]).expect("joined");
                given.iter().zip(&mut met).for_each(|(octet, met)| met[usize::from(*octet)] = true);
            }
            assert!(met.iter().flatten().all(|met| *met), "{one} {two}");
        }
    }
}

fn made(threshold: u8, people: usize) -> (NewSet, Vec<Certificate>) {
    let key = pair("Secours", 0);
    let custodians: Vec<_> =
        (0..people).map(|number| pair(&format!("Garde {number}"), 1).certificate().clone()).collect();
    (split(&key, "Secours", threshold, &custodians).expect("split"), custodians)
}

fn texts(set: &NewSet) -> Vec<String> {
    set.shares.iter().map(|share| share.to_text("Une part.\n\nÀ garder secrète.").to_string()).collect()
}

fn given(texts: &[(&str, &str)]) -> Result<Vec<GivenShare>, QuorumError> {
    read_shares(texts.iter().map(|(path, text)| (Path::new(*path), text.as_bytes())))
}

/// The file once everybody has answered.
fn whole(set: &NewSet) -> Vec<u8> {
    let mut set = set.set.clone();
    set.proved = (1..=set.quorum.shares()).collect();
    set.into_file().expect("whole").to_vec()
}

#[test]
fn every_three_of_five_open_and_every_two_do_not() {
    let (set, _) = made(3, 5);
    let (texts, file) = (texts(&set), whole(&set));
    assert!(needs_password(&file), "it stays a key file for every program");
    let held = Held::of(&file);
    let quorum = held.behind.quorum.as_ref().expect("a quorum");
    for chosen in 0_u8..32 {
        let some: Vec<_> =
            (0..5).filter(|at| chosen >> at & 1 == 1).map(|at| ("part", &*texts[at])).collect();
        let joined = join(quorum, held.file, &given(&some).expect("read"));
        match u8::try_from(some.len()).expect("few") {
            3.. => {
                let (file, by) = joined.expect("opened");
                assert_eq!(by.numbers.len(), 3);
                assert_eq!(file.pairs[0].shares(), Some(&by));
                assert_eq!((file.pairs.len(), file.trailing_octets), (1, 0));
            }
            few => {
                let missing =
                    QuorumError::Missing { missing: 3 - few, threshold: 3, shares: 5, foreign: Vec::new() };
                assert_eq!(joined.expect_err("too few"), missing);
            }
        }
    }
}

#[test]
fn a_share_that_is_not_good_is_named() {
    let ((set, _), (other, _)) = (made(2, 3), made(2, 3));
    let (own, others, file) = (texts(&set), texts(&other), whole(&set));
    let held = Held::of(&file);
    let quorum = held.behind.quorum.as_ref().expect("a quorum");
    let fault = |texts: &[(&str, &str)]| {
        given(texts).and_then(|given| join(quorum, held.file, &given)).expect_err("not good")
    };
    let named = |fault| QuorumError::Share { path: "b".into(), fault };
    let twice = ShareFault::Twice { other: "a".into() };
    assert_eq!(fault(&[("a", &own[0]), ("b", &own[0])]), named(twice));
    assert_eq!(fault(&[("a", &own[0]), ("b", "bonjour")]), named(ShareFault::NotAShare));
    assert_eq!(
        fault(&[("a", &own[0]), ("b", &own[1].replace("plis-share: 1", "plis-share: 2"))]),
        named(ShareFault::Version { version: "2".into() })
    );
    let missing = |missing, foreign: &[&str]| QuorumError::Missing {
        missing,
        threshold: 2,
        shares: 3,
        foreign: foreign.iter().map(Into::into).collect(),
    };
    assert_eq!(fault(&[("a", &own[0]), ("b", &others[1])]), missing(1, &["b"]));
    // With a sum that is right, and a value that is not: of the same set, and another.
    let mut forged = Share::from_text(own[1].as_bytes()).expect("read");
    forged.value[5] ^= 1;
    let forged = forged.to_text("");
    for enough in [&own[0..1], &own[..]] {
        let mut texts: Vec<_> = enough.iter().map(|text| ("a", &**text)).collect();
        texts.retain(|(_, text)| *text != own[1]);
        texts.push(("b", &forged));
        assert_eq!(fault(&texts), named(ShareFault::Wrong));
    }
}

/// A letter that is not what was written, anywhere but in the words for the person.
#[test]
fn every_change_of_a_text_is_seen() {
    let (set, _) = made(2, 2);
    let text = texts(&set).remove(1);
    let lines = text.find("plis-share").expect("its first line");
    for at in lines..text.trim_end().len() {
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'7' { b'8' } else { b'7' };
        let fault = Share::from_text(&changed).expect_err("changed");
        let known = [ShareFault::Damaged, ShareFault::NotAShare];
        assert!(known.contains(&fault) || matches!(fault, ShareFault::Version { .. }), "{at}: {fault}");
        let cut = Share::from_text(&text.as_bytes()[..at]).expect_err("cut");
        assert!(known.contains(&cut) || matches!(cut, ShareFault::Version { .. }), "{at}: {cut}");
    }
}

#[test]
fn a_text_is_read_however_it_was_kept() {
    let (set, _) = made(2, 2);
    let text = texts(&set).remove(0);
    assert!(text.starts_with("# Une part.\n#\n# À garder secrète.\nplis-share: 1\nset: "), "{text}");
    let value = text.lines().find_map(|line| line.strip_prefix("value: ")).expect("its value");
    let typed = value.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).to_uppercase());
    let typed = typed.collect::<Vec<_>>().join(" ");
    for kept in [
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        text.replace('\n', "\n\n  "),
        text[text.find("plis-share").expect("it")..].to_owned(),
        text.replace(value, &typed),
    ] {
        let read = Share::from_text(kept.as_bytes()).expect("read");
        assert_eq!((*read.value, read.number), (*set.shares[0].value, 1));
    }
    let shown = format!("{:?} {:?}", set.shares[0], set.set);
    assert!(!shown.contains(value) && !shown.contains(&value[..8]), "{shown}");
}

#[test]
fn what_stands_behind_a_key_file_is_told_from_what_is_damaged() {
    let (set, custodians) = made(2, 3);
    let file = whole(&set);
    let held = Held::of(&file);
    let quorum = held.behind.quorum.clone().expect("a quorum");
    assert_eq!((quorum.threshold, quorum.shares()), (2, 3));
    assert_eq!(quorum.custodians[2].fingerprint, custodians[2].fingerprint_hex());
    assert!(held.behind.pending.is_none());
    assert!(Held::of(held.file).behind == Behind::default() && !Held::of(held.file).damaged);
    // Octets of another program are not ours, and what is put behind such a file is read.
    let padded = [held.file, b"\0\0"].concat();
    assert!(!Held::of(&padded).damaged);
    assert_eq!(Held::alone(&padded), held.file);
    let behind = held.file.len();
    for at in [behind, behind + 1, behind + 14, behind + 20, behind + 90, file.len() - 1] {
        let mut damaged = file.clone();
        damaged[at] ^= 1;
        let held = Held::of(&damaged);
        assert!(held.behind == Behind::default() && held.damaged, "{at}");
        assert!(needs_password(&damaged), "{at}");
    }
    let mut pending = set.set.clone();
    pending.proved = vec![2];
    assert_eq!(pending.awaited(), [1, 3]);
    assert!(pending.clone().into_file().is_none());
    let old = Behind { quorum: None, pending: Some(pending) }.after(b"\x30\x00");
    let held = Held::of(&old);
    assert_eq!(held.file, b"\x30\x00");
    assert_eq!(held.behind.pending.expect("pending").proved, [2]);
}
