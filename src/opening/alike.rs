//! When two paths are one to people: what a keyboard, a spreadsheet, an archive or a file system makes of a name.

use super::names::collision_key;

/// What paths have in common that differ only by letter case, the composition of accents, apostrophes and quotation
/// marks, dashes, blanks of any kind and number, blanks and dots at the end of a name, invisible characters, and the
/// characters that Windows replaces.
pub(super) fn folded(path: &str) -> String {
    path.split('/').map(folded_name).collect::<Vec<_>>().join("/")
}

/// The same of one name.
pub(super) fn folded_name(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '’' | '‘' | 'ʼ' | '`' | '´' | '′' | '‛' => plain.push('\''),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '“' | '”' | '«' | '»' | '″' | '<' | '>' | ':' | '"' | '|' | '?' | '*' => plain.push('_'),
            '…' => plain.push_str("..."),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            character if character.is_whitespace() => plain.push(' '),
            character => plain.push(character),
        }
    }
    let words = plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let bare = words.trim_end_matches(['.', ' ']);
    collision_key(if bare.is_empty() { name } else { bare })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_take_for_one_is_one() {
        for (one, other) in [
            ("Depots/A.P7M", "depots/a.p7m"),
            ("l'offre.p7m", "l’offre.p7m"),
            ("offre n° 2.p7m", "offre n°\u{a0}2.p7m"),
            ("offre n°\u{202f}2.p7m", "offre  n° 2.p7m"),
            ("e\u{301}te\u{301}.p7m", "ÉTÉ.p7m"),
            ("Pli 1./a.p7m", "Pli 1/a.p7m "),
            ("lot – 1.p7m", "lot - 1.p7m"),
            ("« offre ».p7m", "“ offre ”.p7m"),
            ("quoi ?.p7m", "quoi _.p7m"),
            ("a\u{200b}b.p7m", "ab.p7m"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        for (one, other) in [
            ("a.p7m", "b.p7m"),
            ("été.p7m", "ete.p7m"),
            ("a/b.p7m", "a b.p7m"),
            ("offre1.p7m", "offre 1.p7m"),
            ("..", "..."),
        ] {
            assert_ne!(folded(one), folded(other), "{one} {other}");
        }
    }
}
