//! From the text of one cell to its value.

use super::{Block, Mode, RegisterFault, State, UnsafePath};
use crate::{
    pli::{EnvelopeKind, fold},
    time::{Written, Zone},
};

/// The largest number of a block: no file is sent in more slices.
const BLOCKS: u32 = 1_000_000;

/// A path below the register's folder, with `/` between its components, whichever separator was written.
pub(super) fn file(text: &str) -> Result<String, RegisterFault> {
    let refused = |why| RegisterFault::Path { path: text.to_owned(), why };
    if text.chars().any(char::is_control) {
        return Err(refused(UnsafePath::Control));
    }
    let drive = matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if drive || text.starts_with(['/', '\\']) {
        return Err(refused(UnsafePath::Absolute));
    }
    let mut components = Vec::new();
    for component in text.split(['/', '\\']) {
        match component {
            "" | "." => {}
            ".." => return Err(refused(UnsafePath::Parent)),
            component => components.push(component),
        }
    }
    if components.is_empty() { Err(RegisterFault::Blank) } else { Ok(components.join("/")) }
}

pub(super) fn envelope(text: &str) -> Result<EnvelopeKind, RegisterFault> {
    text.parse().map_err(|_| RegisterFault::Envelope { text: text.to_owned() })
}

/// `2`, or `2/5` where the register knows how many there are.
pub(super) fn block(text: &str) -> Result<Block, RegisterFault> {
    let number = |text: &str| {
        let text = text.trim();
        let digits = !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
        text.parse::<u32>().ok().filter(|number| digits && (1..=BLOCKS).contains(number))
    };
    let block = match text.split_once('/') {
        None => number(text).map(|number| Block { number, total: None }),
        Some((first, total)) => number(first)
            .zip(number(total))
            .filter(|(number, total)| number <= total)
            .map(|(number, total)| Block { number, total: Some(total) }),
    };
    block.ok_or_else(|| RegisterFault::Block { text: text.to_owned() })
}

/// 64 hexadecimal digits, of any case.
pub(super) fn digest(text: &str) -> Result<[u8; 32], RegisterFault> {
    let refused = || RegisterFault::Digest { text: text.to_owned(), length: text.chars().count() };
    let mut digest = [0; 32];
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(refused()) };
    if pairs.len() != digest.len() {
        return Err(refused());
    }
    let digit = |octet: u8| char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    for (octet, &[high, low]) in digest.iter_mut().zip(pairs) {
        let (high, low) = digit(high).zip(digit(low)).ok_or_else(refused)?;
        *octet = high << 4 | low;
    }
    Ok(digest)
}

pub(super) fn state(text: &str) -> Result<State, RegisterFault> {
    match fold(text).as_str() {
        "depose" | "deposee" | "recu" | "recue" => Ok(State::Deposited),
        "retire" | "retiree" => Ok(State::Withdrawn),
        "remplace" | "remplacee" => Ok(State::Replaced),
        "ecarte" | "ecartee" => Ok(State::SetAside),
        _ => Err(RegisterFault::State { text: text.to_owned() }),
    }
}

pub(super) fn mode(text: &str) -> Result<Mode, RegisterFault> {
    match fold(text).as_str() {
        "electronique"
        | "dematerialise"
        | "dematerialisee"
        | "en ligne"
        | "voie electronique"
        | "support electronique" => Ok(Mode::Electronic),
        "papier" | "support papier" => Ok(Mode::Paper),
        _ => Err(RegisterFault::Mode { text: text.to_owned() }),
    }
}

pub(super) fn instant(text: &str, zone: Zone) -> Result<Written, RegisterFault> {
    Ok(zone.parse_written(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_with_either_separator() {
        for text in ["a/b c/é.p7m", "a\\b c\\é.p7m", "./a//b c/./é.p7m"] {
            assert_eq!(file(text).expect(text), "a/b c/é.p7m");
        }
        assert_eq!(file("a..b/...").expect("dots are no parent"), "a..b/...");
    }

    #[test]
    fn no_path_leaves_the_registers_folder() {
        use UnsafePath::{Absolute, Control, Parent};
        for (text, expected) in [
            ("../x", Parent),
            ("a/../../x", Parent),
            ("a\\..\\x", Parent),
            ("..", Parent),
            ("/etc/passwd", Absolute),
            ("\\\\server\\share\\x", Absolute),
            ("C:\\x", Absolute),
            ("c:x", Absolute),
            ("a\0b", Control),
            ("a\nb", Control),
        ] {
            assert!(matches!(file(text), Err(RegisterFault::Path { why, .. }) if why == expected), "{text}");
        }
        for text in ["./", "."] {
            assert!(matches!(file(text), Err(RegisterFault::Blank)), "{text}");
        }
    }

    #[test]
    fn blocks_count_from_one() {
        let known = |number, total| Some(Block { number, total });
        for (text, expected) in [
            ("1", known(1, None)),
            ("002", known(2, None)),
            ("2/5", known(2, Some(5))),
            ("2 / 5", known(2, Some(5))),
            ("0", None),
            ("-1", None),
            ("+1", None),
            ("1.0", None),
            ("6/5", None),
            ("1/", None),
            ("4294967297", None),
            ("1000001", None),
            ("premier", None),
        ] {
            assert_eq!(block(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_digest_is_64_hexadecimal_digits_of_any_case() {
        let expected: [u8; 32] = std::array::from_fn(|n| if n % 2 == 0 { 0x0f } else { 0xa9 });
        assert_eq!(digest(&"0fa9".repeat(16)).expect("lowercase"), expected);
        assert_eq!(digest(&"0FA9".repeat(16)).expect("uppercase"), expected);
        for text in ["", "0f", &"0f".repeat(31), &"0f".repeat(33), &"0g".repeat(32), &"é".repeat(32)] {
            assert!(matches!(digest(text), Err(RegisterFault::Digest { .. })), "{text}");
        }
    }

    #[test]
    fn modes_are_electronic_or_paper() {
        for (text, expected) in [
            ("electronique", Mode::Electronic),
            ("Électronique", Mode::Electronic),
            ("Papier", Mode::Paper),
            ("SUPPORT PAPIER", Mode::Paper),
        ] {
            assert_eq!(mode(text).expect(text), expected);
        }
        assert!(matches!(mode("pigeon"), Err(RegisterFault::Mode { .. })));
    }

    #[test]
    fn states_are_read_with_and_without_accents() {
        for (text, expected) in [
            ("depose", State::Deposited),
            ("Déposé", State::Deposited),
            ("RETIRÉ", State::Withdrawn),
            ("retire", State::Withdrawn),
            ("Remplacée", State::Replaced),
            ("écarté", State::SetAside),
            ("e\u{301}carte\u{301}", State::SetAside),
        ] {
            assert_eq!(state(text).expect(text), expected);
        }
        for text in ["ouvert", "0", "depose retire"] {
            assert!(matches!(state(text), Err(RegisterFault::State { .. })), "{text}");
        }
    }
}
