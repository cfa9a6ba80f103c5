//! The words of a deposit that several rooms share: the kind of an envelope, and the lot it is for.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Which part of a pli an envelope holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum EnvelopeKind {
    /// Who the company is and what it can do.
    Candidature,
    /// What it offers.
    Offre,
    /// The technical half of an offer, opened on its own.
    OffreTechnique,
    /// The names behind an anonymous competition: opened last, and only when asked for by name.
    Anonymat,
}

impl EnvelopeKind {
    /// Every kind, in the order in which they are opened.
    pub const ALL: [Self; 4] = [Self::Candidature, Self::Offre, Self::OffreTechnique, Self::Anonymat];

    /// Its name in arguments, registers, reports and folders.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Candidature => "candidature",
            Self::Offre => "offre",
            Self::OffreTechnique => "offre-technique",
            Self::Anonymat => "anonymat",
        }
    }

    /// The kind that a path speaks of, where no register says it.
    ///
    /// The innermost folder that bears a kind's name decides (`DUPONT/Offre technique/memoire.zip.p7m`).
    /// Where there is none, the words of the names do, from the file's up to the first folder's
    /// (`DUPONT/offre-lot2.zip.p7m`); there the word "anonymat" decides wherever it stands, since what it
    /// names must not be opened by mistake. `None` where no name speaks of exactly one kind.
    pub fn of_path(path: &str) -> Option<Self> {
        let mut folders = path.rsplit(['/', '\\']).skip(1);
        if let Some(kind) = folders.find_map(|folder| folder.parse().ok()) {
            return Some(kind);
        }
        let spoken: Vec<_> = path.rsplit(['/', '\\']).map(Self::spoken_of).collect();
        if spoken.iter().flatten().any(|kind| *kind == Self::Anonymat) {
            return Some(Self::Anonymat);
        }
        if let Some(name) = path.rsplit(['/', '\\']).next().and_then(DepositName::of) {
            return Some(name.kind);
        }
        spoken.iter().find_map(|kinds| if let [kind] = kinds[..] { Some(kind) } else { None })
    }

    /// The kinds among the words of a name, each once.
    fn spoken_of(name: &str) -> Vec<Self> {
        let folded = fold(name);
        let mut words =
            folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
        let mut kinds = Vec::new();
        while let Some(word) = words.next() {
            let kind = match word {
                "candidature" | "candidatures" => Self::Candidature,
                "offre" | "offres" if matches!(words.peek(), Some(&("technique" | "techniques"))) => {
                    Self::OffreTechnique
                }
                "offre" | "offres" => Self::Offre,
                "anonymat" => Self::Anonymat,
                _ => continue,
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }
}

/// How a platform names what it hands over: `<procedure>_<kind>_<deposit>_<number>.crypt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepositName<'a> {
    /// Which envelope it is.
    pub kind: EnvelopeKind,
    /// The number of the deposit.
    pub deposit: &'a str,
}

impl<'a> DepositName<'a> {
    /// Reads a file's name; `None` where it is not of that form.
    pub fn of(file: &'a str) -> Option<Self> {
        let (stem, extension) = file.rsplit_once('.')?;
        let mut parts = stem.rsplitn(4, '_');
        let (number, deposit, kind, procedure) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
        let fits = extension.eq_ignore_ascii_case("crypt")
            && is_number(number)
            && is_number(deposit)
            && !procedure.is_empty();
        fits.then(|| Some(Self { kind: kind.parse().ok()?, deposit })).flatten()
    }
}

impl fmt::Display for EnvelopeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl From<EnvelopeKind> for String {
    fn from(kind: EnvelopeKind) -> Self {
        kind.name().to_owned()
    }
}

impl TryFrom<String> for EnvelopeKind {
    type Error = UnknownEnvelopeKind;

    fn try_from(text: String) -> Result<Self, UnknownEnvelopeKind> {
        text.parse()
    }
}

impl FromStr for EnvelopeKind {
    type Err = UnknownEnvelopeKind;

    /// Whatever the case, the accents, the plural and the separator: `Offre technique`, `OFFRES_TECHNIQUES`.
    fn from_str(text: &str) -> Result<Self, UnknownEnvelopeKind> {
        match fold(text).as_str() {
            "candidature" | "candidatures" => Ok(Self::Candidature),
            "offre" | "offres" => Ok(Self::Offre),
            "offre technique" | "offres techniques" => Ok(Self::OffreTechnique),
            "anonymat" => Ok(Self::Anonymat),
            _ => Err(UnknownEnvelopeKind { text: text.to_owned() }),
        }
    }
}

/// Not one of the four kinds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of envelope: {text:?}")]
pub struct UnknownEnvelopeKind {
    /// What was given.
    pub text: String,
}

/// A separately awarded part of a consultation.
///
/// Shown as it was written; `Lot 1`, `lot n° 01` and `1` are one lot.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Lot {
    text: Box<str>,
    canonical: Box<str>,
}

impl Lot {
    /// The lot of a cell or an argument; `None` where it is blank.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then(|| Self { canonical: canonical_lot(&text).into(), text: text.into() })
    }

    /// As it was written, white space aside.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Lowercase, without accents, without the word "lot" and without leading zeros.
fn canonical_lot(text: &str) -> String {
    let folded = fold(text);
    let mut rest = folded.as_str();
    for prefix in ["lot", "n°", "no", "numero"] {
        if let Some(after) = rest.strip_prefix(prefix)
            && after.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == 'n')
        {
            rest = after.trim_start();
        }
    }
    if rest.bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty() {
        let significant = rest.trim_start_matches('0');
        rest = if significant.is_empty() { "0" } else { significant };
    }
    rest.to_owned()
}

impl PartialEq for Lot {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Lot {}

impl Hash for Lot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl PartialOrd for Lot {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Lot {
    /// Numbers as people count, then words.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_text = || self.canonical.cmp(&other.canonical);
        match (self.canonical.parse::<u64>(), other.canonical.parse::<u64>()) {
            (Ok(number), Ok(other)) => number.cmp(&other).then_with(by_text),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => by_text(),
        }
    }
}

impl fmt::Display for Lot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl From<Lot> for String {
    fn from(lot: Lot) -> Self {
        lot.text.into()
    }
}

impl From<String> for Lot {
    /// A blank text is the lot of no name; readers of cells use [`Lot::new`].
    fn from(text: String) -> Self {
        Self::new(&text).unwrap_or(Self { text: "".into(), canonical: "".into() })
    }
}

/// A word for comparison: lowercase, without accents, with one space for any run of blanks, `-` and `_`.
pub fn fold(text: &str) -> String {
    let mut folded = String::new();
    fold_into(&mut folded, text);
    folded
}

/// The same, in the place of what is there: a search through a hundred thousand names asks for room once.
pub(crate) fn fold_into(folded: &mut String, text: &str) {
    folded.clear();
    let mut spaced = false;
    let mut push = |c: char| {
        if matches!(c, '-' | '_' | '\u{feff}') || c.is_whitespace() {
            spaced = !folded.is_empty();
        } else {
            if std::mem::take(&mut spaced) {
                folded.push(' ');
            }
            folded.push(c);
        }
    };
    // Letter by letter: what is put in another order within one of them are its marks, which go.
    for c in text.chars() {
        if c.is_ascii() {
            push(c.to_ascii_lowercase());
        } else {
            let bare = std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c));
            bare.flat_map(char::to_lowercase).for_each(&mut push);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_as_people_write_them() {
        for (text, kind) in [
            ("candidature", EnvelopeKind::Candidature),
            ("Candidatures ", EnvelopeKind::Candidature),
            ("OFFRE", EnvelopeKind::Offre),
            ("Offre technique", EnvelopeKind::OffreTechnique),
            ("offre-technique", EnvelopeKind::OffreTechnique),
            ("OFFRES_TECHNIQUES", EnvelopeKind::OffreTechnique),
            ("Anonymat", EnvelopeKind::Anonymat),
        ] {
            assert_eq!(text.parse(), Ok(kind), "{text}");
        }
        for text in ["", "offre financière", "anonyme ?", "candidature et offre"] {
            assert!(text.parse::<EnvelopeKind>().is_err(), "{text}");
        }
        for kind in EnvelopeKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
    }

    #[test]
    fn a_path_names_its_kind() {
        let of = EnvelopeKind::of_path;
        // A folder's name, the innermost first.
        assert_eq!(of("DUPONT/Offre technique/lot 2.zip.p7m"), Some(EnvelopeKind::OffreTechnique));
        assert_eq!(of("Offres/DUPONT/Candidature/lettre d'offre.p7m"), Some(EnvelopeKind::Candidature));
        assert_eq!(of("DUPONT\\ANONYMAT\\offre.p7m"), Some(EnvelopeKind::Anonymat));
        // The words of names.
        assert_eq!(of("DUPONT/offre-technique_lot1.zip.p7m"), Some(EnvelopeKind::OffreTechnique));
        assert_eq!(of("plis (offre)/DUPONT candidature.p7m"), Some(EnvelopeKind::Candidature));
        assert_eq!(of("enveloppe offre/candidature et offre.p7m"), Some(EnvelopeKind::Offre));
        assert_eq!(of("enveloppe anonymat/offre.p7m"), Some(EnvelopeKind::Anonymat));
        assert_eq!(of("DUPONT/coffre.p7m"), None);
        assert_eq!(of("candidature et offre.p7m"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn one_lot_however_it_is_written() {
        let lot = |text| Lot::new(text).expect("not blank");
        for text in ["1", "01", "Lot 1", "LOT n° 1", "lot n°01", " lot  1 ", "Lot numéro 1", "lot-1"] {
            assert_eq!(lot(text), lot("1"), "{text}");
        }
        assert_ne!(lot("1"), lot("10"));
        assert_ne!(lot("1"), lot("1 bis"));
        assert_ne!(lot("lotissement"), lot("issement"));
        assert_ne!(lot("0"), lot("1"));
        assert_eq!(lot("Gros œuvre").to_string(), "Gros œuvre");
        assert_eq!(Lot::new("  "), None);
    }

    #[test]
    fn lots_are_in_the_order_people_count() {
        let mut lots: Vec<_> =
            ["10", "Voirie", "2", "Lot 1"].iter().filter_map(|text| Lot::new(text)).collect();
        lots.sort();
        assert_eq!(lots.iter().map(Lot::as_str).collect::<Vec<_>>(), ["Lot 1", "2", "10", "Voirie"]);
    }
}
