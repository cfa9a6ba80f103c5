use std::collections::HashSet;

use super::*;
use crate::{
    limits,
    x509::{Name, Serial},
};

fn attribute(kind: &str, identifier: u8, value: &[u8]) -> Vec<u8> {
    tlv(id::SEQUENCE, &[&oid(kind), &tlv(identifier, &[value])])
}

fn name(relative: &[&[Vec<u8>]]) -> Name {
    let sets: Vec<Vec<u8>> = relative.iter().map(|members| tlv(id::SET, &[&members.concat()])).collect();
    Name::from_der(&tlv(id::SEQUENCE, &[&sets.concat()])).expect("a name")
}

const CN: &str = "2.5.4.3";
const O: &str = "2.5.4.10";

fn cn(identifier: u8, value: &[u8]) -> Name {
    name(&[&[attribute(CN, identifier, value)]])
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn utf32(text: &str) -> Vec<u8> {
    text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect()
}

#[test]
fn string_types_case_and_blanks_do_not_matter() {
    let same = [
        cn(0x0c, b"Ville de Strasbourg"),
        cn(0x13, b"Ville de Strasbourg"),
        cn(0x14, b"Ville de Strasbourg"),
        cn(0x16, b"VILLE DE STRASBOURG"),
        cn(0x1a, b"  ville  de\tstrasbourg "),
        cn(0x1e, &utf16("Ville de Strasbourg")),
        cn(0x1c, &utf32("Ville\u{a0}de Strasbourg")),
        cn(0x0c, "Vi\u{ad}lle de Strasbourg\u{200b}".as_bytes()),
    ];
    for other in &same {
        assert_eq!(&same[0], other, "{other}");
    }
    assert_eq!(HashSet::<Name>::from_iter(same).len(), 1);
}

#[test]
fn accents_are_letters_in_every_string_type() {
    let text = "Société Générale d'Œuvre ÿ ẞ";
    let base = cn(0x0c, text.as_bytes());
    assert_eq!(base, cn(0x1e, &utf16(text)));
    assert_eq!(base, cn(0x1c, &utf32(text)));
    assert_eq!(base, cn(0x0c, text.to_uppercase().as_bytes()));
    // e and a combining acute accent.
    assert_eq!(base, cn(0x0c, text.replace('é', "e\u{301}").as_bytes()));
    assert_eq!(cn(0x0c, "Société".as_bytes()), cn(0x14, b"Soci\xe9t\xe9"));
    assert_ne!(base, cn(0x0c, b"Societe Generale d'Oeuvre y ss"));
}

#[test]
fn everything_else_matters() {
    let names = [
        cn(0x0c, b"A"),
        cn(0x0c, b"B"),
        cn(0x0c, b""),
        cn(0x0c, b"A A"),
        cn(0x0c, b"AA"),
        cn(0x03, b"\x00A"),
        name(&[]),
        name(&[&[attribute(O, 0x0c, b"A")]]),
        name(&[&[attribute(CN, 0x0c, b"A")], &[attribute(O, 0x0c, b"A")]]),
        name(&[&[attribute(O, 0x0c, b"A")], &[attribute(CN, 0x0c, b"A")]]),
        name(&[&[attribute(CN, 0x0c, b"A"), attribute(O, 0x0c, b"A")]]),
        name(&[&[attribute(CN, 0x0c, b"A")], &[attribute(CN, 0x0c, b"A")]]),
    ];
    for (place, one) in names.iter().enumerate() {
        for other in &names[place + 1..] {
            assert_ne!(one, other);
        }
    }
    assert!(format!("{:?}", names[0]).contains("CN=A"));
    assert!(format!("{:?}", Serial::from_be_bytes(&[0x8f])).contains("8f"));
    let sorted = name(&[&[attribute(CN, 0x0c, b"A"), attribute(O, 0x0c, b"B")]]);
    let unsorted = name(&[&[attribute(O, 0x13, b"b"), attribute(CN, 0x13, b"a")]]);
    assert_eq!(sorted, unsorted);
}

// Expected: `openssl req -x509 -subj ... ` then `openssl x509 -noout -subject -nameopt RFC2253,-esc_msb`, for a
// subject of C=FR, O="Dupont, Fils + Cie", OU=" espaces ", CN="#A\<é>;\"" (OpenSSL 3.0.19).
#[test]
fn names_are_shown_as_rfc_4514_says() {
    let shown = name(&[
        &[attribute("2.5.4.6", 0x13, b"FR")],
        &[attribute(O, 0x0c, b"Dupont, Fils + Cie")],
        &[attribute("2.5.4.11", 0x0c, b" espaces ")],
        &[attribute(CN, 0x0c, "#A\\<é>;\"".as_bytes())],
    ]);
    assert_eq!(shown.to_string(), r#"CN=\#A\\\<é\>\;\",OU=\ espaces\ ,O=Dupont\, Fils \+ Cie,C=FR"#);
    assert_eq!(shown.common_name().as_deref(), Some("#A\\<é>;\""));
    let odd = name(&[
        &[attribute("2.5.4.45", 0x03, b"\x00\x01"), attribute(O, 0x0c, b"a\nb")],
        &[attribute("1.3.6.1.4.1.99999.1", 0x0c, b"x")],
    ]);
    assert_eq!(odd.to_string(), r"1.3.6.1.4.1.99999.1=x,2.5.4.45=#03020001+O=a\0ab");
    assert_eq!(odd.common_name(), None);
    // Strings of two and of four octets a character that are cut are shown as they are.
    assert_eq!(cn(0x1e, b"A").to_string(), "CN=#1e0141");
    assert_eq!(cn(0x1c, b"\0\0\0A\0").to_string(), "CN=#1c050000004100");
}

#[test]
fn the_most_specific_common_name_is_the_one() {
    let two = name(&[&[attribute(CN, 0x0c, b"authority")], &[attribute(CN, 0x0c, b"entity")]]);
    assert_eq!(two.common_name().as_deref(), Some("entity"));
    // As it is shown, no text has a U+0000; two names that differ in it alone are one all the same (RFC 4518).
    let odd = cn(0x0c, b"a\0b");
    assert_eq!((odd.common_name().as_deref(), odd.to_string().as_str()), (Some("a\u{fffd}b"), r"CN=a\00b"));
    assert_eq!(odd, cn(0x0c, b"ab"));
    assert_eq!(cn(0x1e, b"\0a\0\0").common_name().as_deref(), Some("a\u{fffd}"));
}

#[test]
fn what_is_no_name_is_refused() {
    let good = tlv(id::SEQUENCE, &[&tlv(id::SET, &[&attribute(CN, 0x0c, b"A")])]);
    assert!(Name::from_der(&good).is_ok());
    for cut in 0..good.len() {
        assert!(Name::from_der(&good[..cut]).is_err(), "cut at {cut}");
    }
    assert!(Name::from_der(&[good.as_slice(), &[0]].concat()).is_err());
    assert!(Name::from_der(&tlv(id::SET, &[])).is_err());
    // Odd numbers of octets, and halves of surrogates.
    for (identifier, value) in
        [(0x1e, b"\xd8\x00".as_slice()), (0x1e, b"A"), (0x1c, b"\xff\xff\xff\xff"), (0x0c, b"\xff")]
    {
        let _ = cn(identifier, value).to_string();
    }
}

#[test]
fn serial_numbers_have_no_leading_zeros() {
    assert_eq!(Serial::from_be_bytes(&[0, 0, 0x8f, 0]), Serial::from_be_bytes(&[0x8f, 0]));
    assert_eq!(Serial::from_be_bytes(&[0, 0x0a]).to_string(), "0a");
    assert_eq!(Serial::from_be_bytes(&[0]).to_string(), "00");
    assert_eq!(Serial::from_be_bytes(&[0, 0x8f]).as_bytes(), [0x8f]);
}

#[test]
fn relative_names_in_reverse_order() {
    let one_each = |attributes: &[&Vec<u8>]| {
        let sets: Vec<&[Vec<u8>]> =
            attributes.iter().map(|attribute| std::slice::from_ref(*attribute)).collect();
        name(&sets)
    };
    let country = &attribute("2.5.4.6", 0x13, b"FR");
    let organization = &attribute(O, 0x0c, "Société".as_bytes());
    let in_capitals = &attribute(O, 0x1e, &utf16("SOCIÉTÉ"));
    let common = &attribute(CN, 0x0c, b"A");
    let base = one_each(&[country, organization, common]);
    assert!(one_each(&[common, in_capitals, country]).is_reverse_of(&base));
    // The exact reverse, and nothing else.
    for other in [
        one_each(&[country, organization, common]),
        one_each(&[common, country, organization]),
        one_each(&[common, organization]),
        one_each(&[common, organization, country, country]),
        one_each(&[common, &attribute(O, 0x0c, b"Autre"), country]),
        name(&[]),
    ] {
        assert!(!other.is_reverse_of(&base), "{other}");
    }
    // Members of one relative name stay together, in any order.
    let (pair, turned) = ([common.clone(), organization.clone()], [in_capitals.clone(), common.clone()]);
    let multi = name(&[std::slice::from_ref(country), &pair]);
    assert!(name(&[&turned, std::slice::from_ref(country)]).is_reverse_of(&multi));
    assert!(!one_each(&[common, organization, country]).is_reverse_of(&multi));
}

/// Folding what a stranger wrote costs no more than what it is compared with is long.
#[test]
fn long_names_cost_nothing() {
    let ours = cn(0x0c, b"Bi-cle de la commune");
    // One character that becomes eighteen, as often as a header allows.
    let hostile: Vec<Name> = [limits::NAME.value - 100, 900_000]
        .map(|octets| cn(0x0c, "\u{fdfa}".repeat(usize::try_from(octets / 3).expect("small")).as_bytes()))
        .into();
    let marks = cn(0x0c, ("B".to_owned() + &"\u{301}\u{323}".repeat(1000)).as_bytes());
    let started = std::time::Instant::now();
    for name in hostile.iter().chain([&marks]) {
        for _ in 0..1000 {
            assert!(name != &ours && !name.is_reverse_of(&ours));
        }
    }
    // Several minutes before; a bound that no busy machine passes.
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    // What is too long is the same as itself only.
    let long = |identifier| cn(identifier, &vec![b'a'; 5000]);
    assert_eq!(long(0x0c), long(0x0c));
    assert_ne!(long(0x0c), long(0x13));
}
