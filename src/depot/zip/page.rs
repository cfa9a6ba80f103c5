//! Names without a word of how they are written: which code page they were written in.
//!
//! The format says code page 437. Windows writes the machine's OEM page, which is 850 in France, and programs that ask
//! nobody write Windows-1252. They differ where it matters: `È` of page 850 is a frame's corner in 437, `é` of 1252 is
//! `Ú` in 850. So all such names of an archive are read in each, and the page stands in which they are names.

/// A code page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// Of MS-DOS and Windows in western Europe.
    Cp850,
    /// Of MS-DOS in the United States, and of the format.
    Cp437,
    /// Of Windows itself.
    Windows1252,
}

/// The characters of the octets from 128 on (Unicode's mapping tables CP437.TXT and CP850.TXT).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
                     αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
                     ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// The same of the octets from 128 to 159; the others are Latin-1's (WHATWG Encoding Standard, index windows-1252).
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

impl Page {
    /// The one in which these are names; 850 where that makes no difference.
    pub(super) fn of(names: &[&[u8]]) -> Self {
        let others = [Self::Cp437, Self::Windows1252];
        let worth = |page: Self| {
            let tables = page.table();
            names.iter().map(|name| worth(&read(&tables, name))).sum::<i64>()
        };
        let mut best = (Self::Cp850, worth(Self::Cp850));
        for page in others {
            let worth = worth(page);
            if worth > best.1 {
                best = (page, worth);
            }
        }
        best.0
    }

    /// A name in it.
    pub(super) fn read(self, octets: &[u8]) -> String {
        read(&self.table(), octets)
    }

    /// What the octets from 128 on stand for.
    fn table(self) -> [char; 128] {
        let written = match self {
            Self::Cp850 => CP850,
            Self::Cp437 => CP437,
            Self::Windows1252 => WINDOWS_1252,
        };
        let mut characters = written.chars();
        let mut table = ['\0'; 128];
        for (octet, character) in (0x80..=0xff_u8).zip(&mut table) {
            // What the page does not say is Latin-1's.
            *character = characters.next().unwrap_or(char::from(octet));
        }
        table
    }
}

fn read(table: &[char; 128], octets: &[u8]) -> String {
    let character = |&octet: &u8| match octet.checked_sub(0x80) {
        Some(high) => table[usize::from(high)],
        None => char::from(octet),
    };
    octets.iter().map(character).collect()
}

/// How much a text looks like the names that people give: letters of French most, letters where they stand well, and
/// neither frames nor controls.
fn worth(text: &str) -> i64 {
    const FRENCH: &str = "éèêëàâçîïôûùüœæÿÉÈÊËÀÂÇÎÏÔÛÙÜŒÆŸ°’–«»€";
    const OTHERS: &str = "ºª²³½¼¾£§µ·“”‘—…®©±\u{a0}ΓΘΣΦΩαδεπστφ≈≤≥√∞";
    let mut worth = 0;
    let mut before = ' ';
    for character in text.chars() {
        worth += match character {
            '\0'..='\u{7f}' => 0,
            '\u{80}'..='\u{9f}' => -5,
            // A capital within a word: what was written is another letter.
            _ if character.is_uppercase() && before.is_lowercase() => -2,
            _ if FRENCH.contains(character) => 3,
            'ð' | 'Ð' | 'þ' | 'Þ' | '×' | '÷' => -2,
            'À'..='ÿ' | 'Š' | 'š' | 'Ž' | 'ž' => 0,
            _ if OTHERS.contains(character) => 0,
            _ => -2,
        };
        before = character;
    }
    worth
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `python3 -c 'print(bytes(range(128, 256)).decode("cp850"))'`, and the same of cp437 and cp1252.
    #[test]
    fn every_octet_is_a_character() {
        for page in [Page::Cp850, Page::Cp437, Page::Windows1252] {
            let table = page.table();
            assert!(!table.contains(&'\0'), "{page:?}");
            let mut characters = table.to_vec();
            characters.sort_unstable();
            characters.dedup();
            assert_eq!(characters.len(), 128, "{page:?}");
        }
        let octets = b"\x80\x82\x8a\x90\xb5\xb7\xd4\xe2\xea\xf8\xfd\xff";
        assert_eq!(Page::Cp850.read(octets), "ÇéèÉÁÀÈÔÛ°²\u{a0}");
        assert_eq!(Page::Cp437.read(octets), "ÇéèÉ╡╖╘ΓΩ°²\u{a0}");
        assert_eq!(Page::Windows1252.read(b"\x80\x8c\x92\xa0\xc9\xe9\xff"), "€Œ’\u{a0}Ééÿ");
    }

    #[test]
    fn names_tell_their_page() {
        let of = Page::of;
        // "Société Dupré", "Éléonore", "ÉLECTRICITÉ GÉNÉRALE", "À faire" as programs of Windows write them.
        assert_eq!(of(&[b"Soci\x82t\x82 Dupr\x82"]), Page::Cp850);
        assert_eq!(of(&[b"\x90l\x82onore", b"\x90LECTRICIT\x90"]), Page::Cp850);
        assert_eq!(of(&[b"\xb7 faire", b"TR\xd4S"]), Page::Cp850);
        // The same in Windows-1252.
        assert_eq!(of(&[b"Soci\xe9t\xe9 Dupr\xe9"]), Page::Windows1252);
        assert_eq!(of(&[b"\xc9LECTRICIT\xc9 G\xc9N\xc9RALE"]), Page::Windows1252);
        assert_eq!(of(&[b"Pli n\xb0 2 \x96 l\x92offre"]), Page::Windows1252);
        // "D ≥ 10 mm": of page 437 alone.
        assert_eq!(of(&[b"D \xf2 10 mm"]), Page::Cp437);
        // "Straße", "Ø 10 mm": no letters of French, and the same in the page that is likeliest.
        assert_eq!(of(&[b"Stra\xe1e", b"\x9d 10 mm"]), Page::Cp850);
        assert_eq!(of(&[]), Page::Cp850);
    }
}
