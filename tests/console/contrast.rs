//! Contrast of the colours that the style sheet names, computed as WCAG 2.1 says (success criteria 1.4.3 and 1.4.11), light
//! and dark. The figures are printed.

use std::{collections::BTreeMap, fs, io::Write as _};

use crate::world::fixtures;

/// What is written on what.
const TEXTS: [(&str, &str); 15] = [
    ("ink", "ground"),
    ("ink", "raised"),
    ("soft", "ground"),
    ("soft", "raised"),
    ("accent", "ground"),
    ("accent", "raised"),
    ("on-accent", "accent"),
    ("good", "good-ground"),
    ("warn", "warn-ground"),
    ("bad", "bad-ground"),
    ("ink", "good-ground"),
    ("ink", "warn-ground"),
    ("ink", "bad-ground"),
    ("bad", "ground"),
    ("ground", "bad"),
];
/// Edges of fields and what tells parts of the timeline from its ground.
const SHAPES: [(&str, &str); 6] = [
    ("field", "ground"),
    ("accent", "ground"),
    ("good", "raised"),
    ("warn", "raised"),
    ("bad", "raised"),
    ("field", "raised"),
];

/// The colours of a scheme, by their names.
fn colours(block: &str) -> BTreeMap<&str, [f64; 3]> {
    let named = block.split("--").skip(1).filter_map(|rest| {
        let (name, value) = rest.split_once(':')?;
        let digits = value.trim().strip_prefix('#')?.get(..6)?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok().map(f64::from);
        Some((name, [part(0)?, part(2)?, part(4)?]))
    });
    named.collect()
}

/// Relative luminance.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        let part = part / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126f64.mul_add(red, 0.7152f64.mul_add(green, 0.0722 * blue))
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn everybody_can_read_every_colour_on_its_ground() {
    // A published pair: grey #767676 on white is 4.54 (WCAG 2.1, G18).
    let (grey, white) = ([118.0; 3], [255.0; 3]);
    assert!((contrast(grey, white) - 4.54).abs() < 0.005 && (contrast([0.0; 3], white) - 21.0).abs() < 0.001);
    let style = fixtures().join("../src/bin/plis/console/style.css");
    let style = fs::read_to_string(style).expect("the style sheet");
    let blocks: Vec<&str> =
        style.split(":root {").skip(1).filter_map(|rest| rest.split('}').next()).take(2).collect();
    let mut said = std::io::stderr();
    for (scheme, block) in ["light", "dark"].iter().zip(&blocks) {
        let colours = colours(block);
        let colour = |name: &str| *colours.get(name).unwrap_or_else(|| panic!("no {name} in {scheme}"));
        for (pairs, least) in [(&TEXTS[..], 4.5), (&SHAPES[..], 3.0)] {
            for (one, other) in pairs {
                let figure = contrast(colour(one), colour(other));
                writeln!(said, "{scheme}: {one} on {other}: {figure:.2}").expect("standard error");
                assert!(figure >= least, "{scheme}: {one} on {other}: {figure:.2}, not {least}");
            }
        }
    }
    assert_eq!(blocks.len(), 2);
}
