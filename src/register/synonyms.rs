//! What platforms and people write for each column.

use std::{collections::HashMap, sync::LazyLock};

use super::table::Column;
use crate::pli::fold;

/// How surely a heading means a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// It is the column's own name.
    Name,
    /// Another name for it.
    Synonym,
    /// A name that several columns have.
    Shared,
    /// A name that means the column where nothing else does.
    Weak,
}

impl Rank {
    /// From the surest on.
    pub(super) const ALL: [Self; 4] = [Self::Name, Self::Synonym, Self::Shared, Self::Weak];
}

/// What a heading can mean: how surely, and which columns, that which comes first before the others.
pub(super) fn meaning(heading: &str) -> Option<(Rank, &'static [Column])> {
    let named = NAMES.get(key(heading).as_str()).map(|column| (Rank::Name, std::slice::from_ref(column)));
    named.or_else(|| KNOWN.get(gist(heading).as_str()).map(|(rank, columns)| (*rank, columns.as_slice())))
}

/// A heading for comparison: lowercase, without accents and punctuation.
pub(super) fn key(heading: &str) -> String {
    words(&fold(heading)).collect::<Vec<_>>().join(" ")
}

fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric() || c == 'º').filter(|word| !word.is_empty())
}

/// What a heading says whatever the order of its words and what joins them: `N° du pli`, `Numéro pli`.
fn gist(heading: &str) -> String {
    let folded = fold(heading);
    let mut words: Vec<&str> = words(&folded)
        .filter(|word| !matches!(*word, "de" | "du" | "des" | "d" | "l" | "la" | "et" | "en"))
        .map(|word| match word {
            "n" | "no" | "num" => "numero",
            "ref" => "reference",
            word => word,
        })
        .collect();
    words.sort_unstable();
    words.join(" ")
}

static NAMES: LazyLock<HashMap<String, Column>> =
    LazyLock::new(|| Column::ALL.into_iter().map(|column| (key(column.name()), column)).collect());

static KNOWN: LazyLock<HashMap<String, (Rank, Vec<Column>)>> = LazyLock::new(|| {
    let mut known: HashMap<String, (Rank, Vec<Column>)> = HashMap::new();
    for (of_rank, table) in [(Rank::Synonym, SYNONYMS), (Rank::Weak, WEAK)] {
        for (column, synonyms) in table {
            for synonym in *synonyms {
                let (rank, columns) = known.entry(gist(synonym)).or_insert((of_rank, Vec::new()));
                if !columns.contains(column) {
                    columns.push(*column);
                }
                if columns.len() > 1 {
                    *rank = Rank::Shared;
                }
            }
        }
    }
    known
});

/// A column that stands first is the one that a shared name means unless it is there by another. Small words, the order of
/// words, `N°` for `Numéro` and `Réf.` for `Référence` make no difference.
#[rustfmt::skip]
const SYNONYMS: &[(Column, &[&str])] = &[
    (Column::Pli, &[
        "N° pli", "Référence du pli", "Identifiant du pli", "ID pli", "Code pli", "N° d'enveloppe",
    ]),
    (Column::Company, &[
        "Raison sociale", "Société", "Nom de la société", "Nom de l'entreprise", "Dénomination", "Dénomination sociale",
        "Opérateur économique", "Nom de l'opérateur économique", "Candidat", "Nom du candidat", "Soumissionnaire",
        "Nom du soumissionnaire", "Fournisseur", "Nom du fournisseur", "Entreprise candidate", "Société candidate",
        "Entreprise soumissionnaire", "Nom ou raison sociale", "Répondant", "Nom du répondant",
    ]),
    (Column::Envelope, &["Type d'enveloppe", "Nature de l'enveloppe", "Enveloppe type"]),
    (Column::Lot, &["N° de lot", "Lot concerné", "Lot(s)", "Lots"]),
    (Column::File, &[
        "Chemin", "Chemin du fichier", "Chemin d'accès", "Chemin relatif", "Fichier chiffré", "Nom du fichier chiffré",
        "Fichier crypté", "Nom du fichier crypté", "Fichier déposé", "Fichier du pli", "Nom du fichier du pli",
        "Fichier de l'enveloppe", "Nom du fichier de l'enveloppe", "Nom du fichier",
    ]),
    (Column::Block, &["N° de bloc", "Bloc chiffré"]),
    (Column::Name, &[
        "Nom d'origine", "Nom original", "Fichier d'origine", "Nom du fichier d'origine", "Nom du fichier original",
        "Nom en clair", "Nom du fichier en clair", "Nom du document", "Nom de la pièce", "Nom du fichier",
    ]),
    (Column::StartedAt, &[
        "Début du dépôt", "Date de début", "Date de début de dépôt", "Date et heure de début",
        "Date et heure de début de dépôt", "Début de transmission", "Date de début de transmission",
        "Date et heure de début de transmission", "Début d'envoi", "Date de début d'envoi", "Début de téléversement",
    ]),
    (Column::StartedTime, &["Heure de début", "Heure de début de dépôt", "Heure de début de transmission"]),
    (Column::EndedAt, &[
        "Fin du dépôt", "Date de fin", "Date et heure de fin", "Date de fin de dépôt", "Date et heure de fin de dépôt",
        "Date de dépôt", "Date et heure de dépôt", "Date de dépôt du pli", "Date et heure de dépôt du pli",
        "Date de dépôt de l'offre", "Date et heure de dépôt de l'offre", "Date d'arrivée", "Date et heure d'arrivée",
        "Date d'arrivée du pli", "Date et heure d'arrivée du pli", "Date de réception", "Date et heure de réception",
        "Date de réception du pli", "Date et heure de réception du pli", "Date de réception de l'offre",
        "Date et heure de réception de l'offre", "Date de remise", "Date et heure de remise", "Date de remise du pli",
        "Date et heure de remise du pli", "Date de remise de l'offre", "Date et heure de remise de l'offre",
        "Fin de transmission", "Date de fin de transmission", "Date et heure de fin de transmission", "Fin d'envoi",
        "Date de fin d'envoi", "Fin de téléversement", "Horodatage", "Horodatage du dépôt", "Horodatage de réception",
        "Horodatage de fin", "Reçu le", "Pli reçu le", "Déposé le", "Pli déposé le", "Remis le", "Pli remis le",
        "Arrivé le", "Pli arrivé le",
    ]),
    (Column::EndedTime, &[
        "Heure de fin", "Heure de fin de dépôt", "Heure de dépôt", "Heure d'arrivée", "Heure de réception",
        "Heure de remise", "Heure de fin de transmission", "Heure de dépôt du pli", "Heure de réception du pli",
        "Heure de remise du pli",
    ]),
    (Column::Digest, &[
        "Empreinte SHA-256", "Empreinte SHA256", "SHA-256", "SHA256", "Empreinte du fichier",
        "Empreinte du fichier chiffré", "Empreinte du pli", "Empreinte numérique", "Hash", "Hash SHA-256", "Hash SHA256",
        "Condensat", "Condensat SHA-256", "Somme de contrôle SHA-256",
    ]),
    (Column::PlaintextDigest, &[
        "Empreinte en clair", "Empreinte du clair", "Empreinte du fichier en clair", "Empreinte SHA-256 en clair",
    ]),
    (Column::State, &["Statut", "Statut du pli", "Statut du dépôt", "État du pli", "État du dépôt", "Situation du pli"]),
    (Column::Mode, &[
        "Mode de dépôt", "Mode de remise", "Mode de transmission", "Mode de réponse", "Mode d'envoi",
        "Mode de réception", "Support", "Type de dépôt", "Type de transmission",
    ]),
    (Column::Consultation, &[
        "Référence de la consultation", "N° de consultation", "Identifiant de la consultation", "Votre référence",
        "Référence de la procédure", "N° de procédure", "Référence du marché",
    ]),
    (Column::Deadline, &[
        "DLRO", "DLRP", "DLRC", "Date limite de remise", "Date limite de remise des plis",
        "Date limite de remise des offres", "Date limite de remise des candidatures", "Date et heure limites",
        "Date et heure limite", "Date et heure limites de remise des plis", "Date et heure limites de remise des offres",
        "Date limite de réception", "Date limite de réception des plis", "Date limite de réception des offres",
        "Date et heure limites de réception des plis", "Date et heure limites de réception des offres",
        "Date limite de dépôt", "Date limite de dépôt des plis", "Date limite de dépôt des offres",
    ]),
    (Column::Zone, &["Fuseau horaire", "Zone horaire"]),
];

/// Names that are too general to count beside another of the same column.
#[rustfmt::skip]
const WEAK: &[(Column, &[&str])] = &[
    (Column::Pli, &[
        "N°", "Référence", "N° d'ordre", "Ordre d'arrivée", "N° d'arrivée", "N° de dépôt", "N° d'enregistrement",
        "N° de réponse", "N° de registre",
    ]),
    (Column::Company, &["Déposant", "Nom du déposant", "Mandataire"]),
    (Column::EndedAt, &[
        "Date d'enregistrement", "Date et heure d'enregistrement", "Enregistré le", "Date de soumission",
        "Date et heure de soumission",
    ]),
    (Column::EndedTime, &["Heure", "Heure d'enregistrement", "Heure de soumission"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A name of two columns is meant to be; one that is in both tables is not.
    #[test]
    fn no_name_stands_in_both_tables() {
        let gists = |table: &[(Column, &[&str])]| {
            table.iter().flat_map(|(_, names)| names.iter().map(|name| gist(name))).collect::<Vec<_>>()
        };
        let surely = gists(SYNONYMS);
        for name in gists(WEAK) {
            assert!(!surely.contains(&name), "{name}");
        }
        let shared: Vec<_> = KNOWN.iter().filter(|(_, (rank, _))| *rank == Rank::Shared).collect();
        assert_eq!(shared.len(), 1, "{shared:?}");
        assert_eq!(shared[0].1.1, [Column::File, Column::Name]);
    }
}
