//! Names from strangers, made safe: no path outside the output folder, no name that a system refuses or
//! hides, and a way to find two names that a file system takes for one.

use std::{ffi::OsStr, path::Path};

use unicode_normalization::UnicodeNormalization as _;

use crate::crypto::{hex, sha256};

/// Folder of the plaintexts in an output folder.
pub const PLAINTEXTS: &str = "plis";

/// The longest name that file systems take, in octets.
pub(super) const NAME_OCTETS: usize = 255;

/// The longest extension that survives the cutting of a name, its dot included.
const EXTENSION_OCTETS: usize = 16;

/// One component of an output path, safe on every system, whatever a stranger wrote.
///
/// - Control characters, those that no Windows name can have (`/ \ < > : " | ? *`), those that are
///   invisible and those that turn the direction of writing become `_`.
/// - Blanks around it and dots after it go; a dot before it, which hides a file, becomes `_`, and so does
///   a name of which nothing is left.
/// - A device's name (`CON`, `nul.txt`, `COM1`) gets a `_` before it.
/// - Accents are composed (NFC). More than 255 octets are cut, with a short hash of the whole name before
///   the extension.
///
/// It is never empty, never `.` or `..`, and making it safe again changes nothing. Two names may become
/// one: [`collision_key`] finds that.
pub fn safe_component(name: &str) -> String {
    safe_within(name, NAME_OCTETS)
}

/// The same for a place that takes so many octets, and for octets that are no text: each run of them becomes `_`.
pub(super) fn safe_name(name: &OsStr, longest: usize) -> String {
    match name.to_str() {
        Some(name) => safe_within(name, longest),
        None => safe_within(&name.to_string_lossy().replace('\u{fffd}', "_"), longest),
    }
}

fn safe_within(name: &str, longest: usize) -> String {
    let replaced: String = name.nfc().map(|c| if is_unsafe(c) { '_' } else { c }).collect();
    let trimmed = replaced.trim_start().trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let mut safe = match trimmed.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None if trimmed.is_empty() => "_".to_owned(),
        None => trimmed.to_owned(),
    };
    if is_device(&safe) {
        safe.insert(0, '_');
    }
    if safe.len() > longest { marked(&safe, name.as_bytes(), true, longest) } else { safe }
}

/// The same component with a short hash of what it stands for, before its extension where it is a file's.
pub(super) fn told_apart(component: &str, by: &str) -> String {
    told_apart_from(component, by.as_bytes(), false, NAME_OCTETS)
}

/// The same within so many octets, before the extension of a file.
pub(super) fn told_apart_from(component: &str, by: &[u8], is_file: bool, longest: usize) -> String {
    // What is cut keeps its extension, whatever it is.
    marked(component, by, is_file || component.len() + MARK_OCTETS > longest, longest)
}

/// Whether two paths are the same to a reader, part by part: composed alike, whatever strokes they are written with.
pub(super) fn looks_the_same(one: &Path, other: &Path) -> bool {
    let same = |(one, other): (&OsStr, &OsStr)| match (one.to_str(), other.to_str()) {
        (Some(one), Some(other)) => one.nfc().eq(other.nfc()),
        _ => one == other,
    };
    one.iter().count() == other.iter().count() && one.iter().zip(other).all(same)
}

/// Extensions that say "encrypted", and nothing of what is inside.
pub(super) const SUFFIXES: [&str; 7] = ["p7m", "p7", "cms", "der", "pem", "enc", "crypt"];

/// Whether an extension, without its dot, is one that a plaintext does not have.
pub(super) fn is_envelope_suffix(extension: &OsStr) -> bool {
    SUFFIXES.iter().any(|suffix| extension.eq_ignore_ascii_case(suffix))
}

/// The name of an envelope's plaintext: the last `.p7m`, `.p7`, `.cms`, `.der`, `.pem`, `.enc` or `.crypt` dropped,
/// whatever its case. A name that is nothing else is kept.
pub fn without_envelope_suffix(name: &str) -> &str {
    match name.rsplit_once('.') {
        // "..p7m" and "...p7m": what is left of them would be a folder's own name.
        Some((stem, extension)) if stem.bytes().any(|octet| octet != b'.') => {
            if is_envelope_suffix(extension.as_ref()) { stem } else { name }
        }
        _ => name,
    }
}

/// What two names or paths have in common when some file system takes them for one: letter case (Windows,
/// macOS, network shares) and the composition of accents (macOS) make no difference.
pub fn collision_key(path: &str) -> String {
    // Through upper case first: "ß" and "SS", "ſ" and "s" are one there.
    let upper: String = path.nfd().flat_map(char::to_uppercase).collect();
    upper.chars().flat_map(char::to_lowercase).nfc().collect()
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '/' | '\\' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
        // Turns the direction of writing: "annexe\u{202e}fdp.exe" reads as "annexeexe.pdf".
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        // Invisible: two names that look the same.
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}')
        || matches!(c, '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
        // No characters at all.
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether Windows takes the name for a device, with any extension
/// (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$" => true,
        stem => {
            let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
            port.is_some_and(|port| {
                let mut characters = port.chars();
                let number = matches!(characters.next(), Some('0'..='9' | '¹' | '²' | '³'));
                number && characters.next().is_none()
            })
        }
    }
}

/// Octets of a `~` and a short hash.
const MARK_OCTETS: usize = 9;

/// As much of a name as fits before the hash of `whole` and the extension.
fn marked(name: &str, whole: &[u8], has_extension: bool, longest: usize) -> String {
    let (stem, extension) = match name.rfind('.').filter(|_| has_extension) {
        // A dot at its beginning would leave nothing before it.
        Some(dot) if dot > 0 && name.len() - dot <= EXTENSION_OCTETS => name.split_at(dot),
        _ => (name, ""),
    };
    let room = stem.floor_char_boundary(longest.saturating_sub(MARK_OCTETS + extension.len()));
    let stem = stem[..room].trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    format!("{stem}~{}{extension}", short_hash(whole))
}

/// 32 bits: enough to tell names apart that a person wrote, and whoever makes two collide is found out.
fn short_hash(whole: &[u8]) -> String {
    hex(&sha256(whole)[..4])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in [
            "offre.pdf",
            "Mémoire technique (v2) – été.zip",
            "עברית.pdf",
            "a..b",
            "R&D 100% [1].odt",
            "comité",
        ] {
            assert_eq!(safe_component(name), name);
        }
    }

    #[test]
    fn strokes_are_no_part_of_what_a_reader_sees() {
        let same = |one: &str, other: &str| looks_the_same(Path::new(one), Path::new(other));
        assert!(same("plis/lot/e\u{301}", "plis/lot/é"));
        assert!(same("plis/lot/a", "plis//lot/a"));
        assert_eq!(same("plis/lot/a", "plis\\lot\\a"), cfg!(windows));
        for other in ["plis/lot/b", "plis/lot", "plis/lot/a/a", "plis/Lot/a", "lot/a"] {
            assert!(!same("plis/lot/a", other), "{other}");
        }
    }

    #[test]
    fn dangerous_names_become_harmless() {
        for (name, expected) in [
            ("", "_"),
            (".", "_"),
            ("..", "_"),
            (" .. ", "_"),
            ("../../etc/passwd", "_._.._etc_passwd"),
            ("C:\\Windows\\x", "C__Windows_x"),
            ("a/b", "a_b"),
            ("a\0b\nc\u{7f}d\u{85}", "a_b_c_d_"),
            ("prix: 10 < 20 ?.txt", "prix_ 10 _ 20 _.txt"),
            ("fichier. . .", "fichier"),
            ("  fichier\u{a0}", "fichier"),
            (".cache", "_cache"),
            ("annexe\u{202e}fdp.exe", "annexe_fdp.exe"),
            ("a\u{2066}b\u{200f}c\u{200b}d\u{feff}", "a_b_c_d_"),
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("Com1 .tar.gz", "_Com1 .tar.gz"),
            ("lpt³", "_lpt³"),
            ("COM10", "COM10"),
            ("CONSULTATION", "CONSULTATION"),
            ("e\u{301}te\u{301}", "été"),
        ] {
            assert_eq!(safe_component(name), expected, "{name:?}");
        }
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = |last: &str| format!("{}{last}.pdf", "é".repeat(200));
        let (first, second) = (safe_component(&long("1")), safe_component(&long("2")));
        for name in [&first, &second] {
            assert!((253..=255).contains(&name.len()), "{name}");
            assert_eq!((&name[..4], &name[name.len() - 4..]), ("éé", ".pdf"));
        }
        assert_ne!(first, second);
        let dots = safe_component(&format!("{}.x{}", "a".repeat(230), "b".repeat(60)));
        assert_eq!(dots.len(), 255, "an extension of 62 octets is none: {dots}");
        assert!(!safe_component(&format!("a{}b", " .".repeat(200))).contains(" ~"));
    }

    #[test]
    fn characters_that_are_none_are_replaced() {
        for c in ['\u{fdd0}', '\u{fffe}', '\u{ffff}', '\u{1fffe}', '\u{10ffff}'] {
            assert!(!safe_component(&format!("a{c}b")).contains(c), "{c:?}");
        }
    }

    #[test]
    fn names_told_apart_fit_too() {
        assert_eq!(told_apart("offre", "1").len(), "offre~".len() + 8);
        let whole = told_apart(&"a".repeat(246), "1");
        assert_eq!((whole.len(), whole.rfind('~')), (255, Some(246)));
        // What is too long to be an extension is cut like the rest.
        for (component, extension) in [
            ("a".repeat(247), ""),
            (format!("{}.pdf", "é".repeat(125)), ".pdf"),
            (format!("a.{}", "b".repeat(253)), ""),
            (format!("{}.{}", "a".repeat(100), "b".repeat(154)), ""),
        ] {
            let (first, second) = (told_apart(&component, "1"), told_apart(&component, "2"));
            assert_ne!(first, second);
            assert!((254..=255).contains(&first.len()), "{first}");
            let stem = first.strip_suffix(extension).expect("its extension");
            assert_eq!(stem.rfind('~'), Some(stem.len() - "~12345678".len()), "{first}");
        }
    }

    #[test]
    fn a_plaintext_has_its_envelopes_name_without_the_suffix() {
        for (name, expected) in [
            ("offre.pdf.p7m", "offre.pdf"),
            ("offre.P7M", "offre"),
            ("a.p7m.p7m", "a.p7m"),
            (".p7m", ".p7m"),
            ("...p7m", "...p7m"),
            ("offre.pdf", "offre.pdf"),
            ("offre", "offre"),
            ("a.enc", "a"),
            ("AO_offre_34_1.crypt", "AO_offre_34_1"),
        ] {
            assert_eq!(without_envelope_suffix(name), expected);
        }
    }

    #[test]
    fn names_that_a_file_system_takes_for_one_have_one_key() {
        for (one, other) in [
            ("Offre.PDF", "offre.pdf"),
            ("été", "e\u{301}te\u{301}"),
            ("ÉTÉ", "été"),
            ("STRASSE", "straße"),
            ("Σ", "ς"),
        ] {
            assert_eq!(collision_key(one), collision_key(other), "{one} {other}");
        }
        for (one, other) in [("ete", "été"), ("a b", "ab"), ("①", "1")] {
            assert_ne!(collision_key(one), collision_key(other), "{one} {other}");
        }
    }

    proptest! {
        // A failure prints its case; no file of them is left in the tree.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_written_is_one_safe_component(name in any::<String>(), again in 0_usize..40) {
            let safe = safe_component(&name.repeat(again));
            prop_assert!(!safe.is_empty() && safe.len() <= 255);
            prop_assert!(!safe.contains(is_unsafe), "{safe:?}");
            prop_assert!(!safe.starts_with(['.', ' ']) && !safe.ends_with(['.', ' ']));
            prop_assert!(!is_device(&safe));
            prop_assert_eq!(Path::new(&safe).components().count(), 1);
            prop_assert_eq!(&safe_component(&safe), &safe);
        }
    }
}
