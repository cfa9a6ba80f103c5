//! Names: as they are compared, and as they are kept.

use unicode_normalization::UnicodeNormalization as _;

/// A name as it is compared: canonical form, lowercase, with single spaces.
pub(crate) fn folded(name: &str) -> String {
    let lower: String = name.nfc().flat_map(char::to_lowercase).nfc().collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is kept: without control characters, with single spaces.
pub(crate) fn tidy(name: &str) -> String {
    let printable: String =
        name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().nfc().collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_people_do() {
        assert_eq!(folded("  Bi-clé\tde  SÈTE "), "bi-clé de sète");
        assert_eq!(folded("e\u{301}"), folded("É"));
        assert_ne!(folded("bi-clé 1"), folded("bi-clé 2"));
        assert_eq!(tidy("a\u{7}b\n c"), "a b c");
    }
}
