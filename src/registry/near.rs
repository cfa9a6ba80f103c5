//! What may have been meant by a name that nothing has.

use crate::registry::{RegistryError, name::folded};

/// How many are told.
const TOLD: usize = 3;

/// The names nearest to one that nothing has, the nearest first: one that is a part of the other, or a slip or two away.
pub(super) fn near(
    name: &str,
    known: impl Iterator<Item = Result<String, RegistryError>>,
) -> Result<Vec<String>, RegistryError> {
    let wanted: Vec<char> = folded(name).chars().collect();
    let mut found: Vec<(usize, String)> = Vec::new();
    for known in known {
        let known = known?;
        if let Some(slips) = slips(&wanted, &folded(&known).chars().collect::<Vec<_>>()) {
            let place = found.partition_point(|(other, _)| *other <= slips);
            found.insert(place, (slips, known));
            found.truncate(TOLD);
        }
    }
    Ok(found.into_iter().map(|(_, name)| name).collect())
}

/// How far a name is from what was wanted; `None`: too far to have been meant.
fn slips(wanted: &[char], known: &[char]) -> Option<usize> {
    /// Longer ones are compared by their beginnings: what is typed is short.
    const MOST: usize = 200;
    let (wanted, known) = (&wanted[..wanted.len().min(MOST)], &known[..known.len().min(MOST)]);
    let (short, long) = if wanted.len() < known.len() { (wanted, known) } else { (known, wanted) };
    if short.len() >= 3 && long.windows(short.len()).any(|part| part == short) {
        return Some(0);
    }
    // Levenshtein's distance, a row at a time.
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (i, a) in wanted.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in known.iter().enumerate() {
            let least = (diagonal + usize::from(a != b)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = least;
        }
    }
    let slips = row[known.len()];
    (slips <= 2 && slips < short.len().div_ceil(2)).then_some(slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_near() {
        let known = ["2026-01", "2026-02", "2025-12 VOIRIE", "Marchés 2026", "ab"];
        for (name, expected) in [
            ("2026-1", &["2026-01", "2026-02"][..]),
            ("voirie", &["2025-12 VOIRIE"]),
            ("MARCHÉS", &["Marchés 2026"]),
            ("Marchès 2026", &["Marchés 2026"]),
            ("ba", &[]),
            ("", &[]),
            ("tout autre chose", &[]),
        ] {
            let found = near(name, known.iter().map(|name| Ok((*name).to_owned()))).expect("names");
            assert_eq!(found, expected, "{name}");
        }
    }
}
