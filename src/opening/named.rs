//! What the names of files and folders say of a deposit, where no register says it.

use std::path::{Component, Path};

use super::written;
use crate::pli::{DepositName, EnvelopeKind, Lot};

/// What names say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Which envelope it is.
    pub(super) kind: Option<EnvelopeKind>,
    /// The pli it belongs to.
    pub(super) pli: Option<String>,
    /// Whose it is.
    pub(super) company: Option<String>,
}

impl Named {
    /// By a path below a root: its first folder is the pli, which may name the company as well, and a platform's own
    /// file name gives the number of the deposit.
    pub(super) fn of(below: &Path) -> Self {
        let kind = EnvelopeKind::of_path(&written::path(below));
        let folder = first_folder(below).filter(|folder| !is_part(folder));
        let (number, company) = folder.as_deref().map_or((None, None), numbered);
        let file = below.file_name().map(|name| name.to_string_lossy());
        let deposit = file.as_deref().and_then(DepositName::of).map(|name| name.deposit.to_owned());
        Self { kind, pli: deposit.or(number).or(folder), company }
    }
}

/// Of several folders on the way, the outermost.
fn first_folder(below: &Path) -> Option<String> {
    let mut parts = below.parent()?.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    parts.next()
}

/// Whether a folder is named like a part of a pli, or of a consultation, and not like a pli.
fn is_part(folder: &str) -> bool {
    folder.parse::<EnvelopeKind>().is_ok()
        || (starts_with(folder, "lot")
            && Lot::new(folder).is_some()
            && folder.chars().any(|c| c.is_ascii_digit()))
}

fn starts_with(text: &str, word: &str) -> bool {
    let Some((start, rest)) = text.split_at_checked(word.len()) else { return false };
    start.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphabetic)
}

/// `Pli 3 - Company`, `PLI n° 3 – Company`: the number and the company.
fn numbered(folder: &str) -> (Option<String>, Option<String>) {
    let nothing = (None, None);
    if !starts_with(folder, "pli") {
        return nothing;
    }
    let rest = folder["pli".len()..].trim_start_matches([' ', '\u{a0}', '\u{202f}', '_', '-']);
    let rest =
        ["n°", "N°", "nº", "no ", "No ", "#"].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (number, after) = rest.split_at(end);
    if number.is_empty() || after.starts_with(char::is_alphanumeric) {
        return nothing;
    }
    let company = after.trim_start().strip_prefix(['-', '–', '—', '_', ':']).map(str::trim);
    (Some(number.to_owned()), company.filter(|company| !company.is_empty()).map(ToOwned::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files_say_whose_it_is() {
        use EnvelopeKind::{Anonymat, Candidature, Offre, OffreTechnique};
        for (path, kind, pli, company) in [
            ("a.p7m", None, None, None),
            ("Pli 3 - Atelier Cœur/a.p7m", None, Some("3"), Some("Atelier Cœur")),
            ("Pli 3 - Atelier Cœur/offre/lot 1/a.p7m", Some(Offre), Some("3"), Some("Atelier Cœur")),
            ("PLI n° 12 – R&D - Conseil/a.p7m", None, Some("12"), Some("R&D - Conseil")),
            ("pli_07/a.p7m", None, Some("07"), None),
            ("Pli 3bis - A/a.p7m", None, Some("Pli 3bis - A"), None),
            ("Plisson SA/a.p7m", None, Some("Plisson SA"), None),
            ("DUPONT/anonymat.zip.p7m", Some(Anonymat), Some("DUPONT"), None),
            ("DUPONT/Offre technique/a.p7m", Some(OffreTechnique), Some("DUPONT"), None),
            ("candidature/a.p7m", Some(Candidature), None, None),
            ("Lot 2/offre.p7m", Some(Offre), None, None),
            ("Lotissement SA/a.p7m", None, Some("Lotissement SA"), None),
            ("2026-T-14_offre_34_1.crypt", Some(Offre), Some("34"), None),
            ("Offre de travaux_candidature_7_12.CRYPT", Some(Candidature), Some("7"), None),
            ("Pli 2 - DUPONT/2026-T-14_offre_34_1.crypt", Some(Offre), Some("34"), Some("DUPONT")),
        ] {
            let expected = Named { kind, pli: pli.map(Into::into), company: company.map(Into::into) };
            assert_eq!(Named::of(Path::new(path)), expected, "{path}");
        }
    }
}
