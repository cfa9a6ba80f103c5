//! Finds fragments of secrets: any 16 octets of a long one, in whatever order of octets, at whatever place.
//!
//! What is left behind is seldom whole: a cipher leaves its last blocks, an allocator writes over the beginning of what
//! was freed, a register holds 16 to 64 octets. How many octets differs from processor to processor; 16 are left by all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What must not be found, by name.
pub(super) type Secrets = BTreeMap<&'static str, Vec<u8>>;

/// Octets that give a secret away; a shorter one is found whole.
const FRAGMENT: usize = 16;
/// Memory is looked at in steps of as many octets.
const STEP: usize = 8;
/// Different octets under which a fragment says nothing (a run of zeros). Of random ones, none in 10^12 has as few.
const DISTINCT: usize = 5;

/// A search for some secrets.
pub(super) struct Search {
    forms: Vec<(&'static str, Vec<u8>)>,
    /// Where in which form these octets stand.
    places: HashMap<[u8; STEP], Vec<(usize, usize)>>,
    /// Whether octets with such a beginning are looked for at all.
    beginnings: Vec<bool>,
}

impl Search {
    pub(super) fn new(secrets: &Secrets) -> Self {
        let mut search = Self { forms: Vec::new(), places: HashMap::new(), beginnings: vec![false; 1 << 16] };
        for (name, secret) in secrets {
            // So that a fragment, wherever it stands, holds one whole step.
            assert!(secret.len() >= 2 * STEP - 1, "{name} is too short to be found");
            search.look_for(name, secret.clone());
            search.look_for(name, secret.iter().rev().copied().collect());
        }
        search
    }

    fn look_for(&mut self, name: &'static str, form: Vec<u8>) {
        for (place, octets) in form.windows(STEP).enumerate() {
            let octets: [u8; STEP] = octets.try_into().expect("as many");
            self.beginnings[beginning(octets)] = true;
            self.places.entry(octets).or_default().push((self.forms.len(), place));
        }
        self.forms.push((name, form));
    }

    /// Names of the secrets of which something stands in some octets.
    pub(super) fn of(&self, octets: &[u8]) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::new();
        for (index, step) in octets.as_chunks::<STEP>().0.iter().enumerate() {
            if !self.beginnings[beginning(*step)] {
                continue;
            }
            for (form, place) in self.places.get(step).into_iter().flatten() {
                let (name, form) = &self.forms[*form];
                if !found.contains(name) && is_fragment(octets, index * STEP, form, *place) {
                    found.insert(*name);
                }
            }
        }
        found
    }
}

fn beginning([first, second, ..]: [u8; STEP]) -> usize {
    usize::from(u16::from_be_bytes([first, second]))
}

/// Whether as much of a secret stands there as gives it away, around one step that does.
fn is_fragment(octets: &[u8], at: usize, form: &[u8], place: usize) -> bool {
    let same = |(left, right): &(&u8, &u8)| left == right;
    let before = octets[..at].iter().rev().zip(form[..place].iter().rev()).take_while(same).count();
    let after = octets[at..].iter().zip(&form[place..]).take_while(same).count();
    let fragment = &octets[at - before..at + after];
    let distinct: BTreeSet<u8> = fragment.iter().copied().collect();
    fragment.len() >= FRAGMENT.min(form.len()) && distinct.len() >= DISTINCT
}

#[test]
fn any_sixteen_octets_are_found_and_fifteen_are_not() {
    let number: Vec<u8> = (0..64).map(|at: u8| at.wrapping_mul(37).wrapping_add(11)).collect();
    let search =
        Search::new(&Secrets::from([("number", number.clone()), ("word", b"fifteen octets!".to_vec())]));
    for shift in 0..STEP {
        let at = |octets: &[u8]| search.of(&[&vec![0xee; shift], octets, &[0xee; 20]].concat());
        for start in 0..=number.len() - FRAGMENT {
            let mut fragment = number[start..start + FRAGMENT].to_vec();
            assert_eq!(at(&fragment), ["number"].into(), "{start} at {shift}");
            fragment.reverse();
            assert_eq!(at(&fragment), ["number"].into(), "{start} at {shift}, reversed");
            assert!(at(&fragment[1..]).is_empty());
        }
        assert_eq!(at(b"fifteen octets!"), ["word"].into());
        assert!(at(b"fifteen octets").is_empty());
    }
    let zeros = Search::new(&Secrets::from([("number", [number, vec![0; 32]].concat())]));
    assert!(zeros.of(&[0; 64]).is_empty(), "zeros are everywhere");
}
