//! Object identifiers as people write them.

use std::fmt::Write as _;

use crate::hex::hex;

/// The dots of an OBJECT IDENTIFIER (X.690 section 8.19), whatever its size; hex where it has none.
pub(crate) fn dotted(oid: &[u8]) -> String {
    const LONGEST: usize = 64;
    let mut text = String::new();
    let complete = oid.last().is_some_and(|octet| octet & 0x80 == 0) && oid.len() <= LONGEST;
    let mut arc = 0_u128;
    for octet in oid.iter().take(if complete { LONGEST } else { 0 }) {
        let Some(shifted) = arc.checked_mul(128) else {
            text.clear();
            break;
        };
        arc = shifted | u128::from(octet & 0x7f);
        if octet & 0x80 == 0 {
            if text.is_empty() {
                let root = (arc / 40).min(2);
                let _ = write!(text, "{root}.{}", arc - root * 40);
            } else {
                let _ = write!(text, ".{arc}");
            }
            arc = 0;
        }
    }
    if text.is_empty() {
        text.push_str("0x");
        text.push_str(&hex(&oid[..oid.len().min(LONGEST)]));
    }
    text
}
