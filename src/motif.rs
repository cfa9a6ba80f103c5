//! Why somebody does what is not the rule, in their own words.

use std::fmt;

/// A motif. What takes one asks for this type: a blank text is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Motif(String);

impl Motif {
    /// The text without the blanks around it, unless nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        // Not every registry keeps a text that has U+0000.
        (!text.is_empty()).then(|| Self(text.replace('\0', "\u{fffd}")))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Motif {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_text_is_no_motif() {
        for text in ["", " ", "\t\n", "\u{a0}"] {
            assert_eq!(Motif::new(text), None, "{text:?}");
        }
        assert_eq!(Motif::new(" accord du 3 mai\n").as_ref().map(Motif::as_str), Some("accord du 3 mai"));
    }
}
