//! What stands around a message: nothing, PEM, base64, a MIME header.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plis::cms::{
    armor::Armor,
    fuzzing::{Slow, dearmored},
};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// PEM in lines of any width, by other code than the product's.
fn pem(octets: &[u8], width: usize) -> Vec<u8> {
    let mut text = b"-----BEGIN X-----\n".to_vec();
    let mut column = 0;
    for group in octets.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, place| bits << 8 | u32::from(*group.get(place).unwrap_or(&0)));
        for place in 0..4 {
            let value = usize::try_from(bits >> (18 - 6 * place) & 63).expect("six bits");
            text.push(if place <= group.len() { ALPHABET[value] } else { b'=' });
            column += 1;
            if column == width {
                text.push(b'\n');
                column = 0;
            }
        }
    }
    text.extend_from_slice(b"\n-----END X-----\n");
    text
}

fuzz_target!(|input: &[u8]| {
    let [step, octets @ ..] = input else { return };
    let step = usize::from(*step);
    let at_once = dearmored(octets);
    assert_eq!(at_once, dearmored(Slow::new(octets, step)), "how it is read makes a difference");
    if let Some((Armor::Der, message, whole)) = &at_once {
        assert!(*whole && message == octets);
    }
    let text = pem(octets, step + 1);
    assert_eq!(dearmored(&text[..]), Some((Armor::Pem, octets.to_vec(), true)));
});
