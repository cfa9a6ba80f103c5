//! Which column a heading means: its own name, a synonym, or what a person says (`--columns`).

use super::{
    Heading, RegisterFault,
    synonyms::{Rank, key, meaning},
    table::Column,
};

/// Rows that may stand before the header: what a platform says of the procedure.
const HEAD: usize = 100;

/// Headings of a register that a person names: `nom=Intitulé,fichier=Chemin`. Without a heading (`etat=`), no column
/// of the register is that one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(Column, String)>);

/// Why a text names no columns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ColumnsError {
    /// It is not `column=heading`.
    #[error("{text:?} is not column=heading")]
    Shape {
        /// What was given.
        text: String,
    },
    /// There is no such column.
    #[error("there is no column {name:?}")]
    Unknown {
        /// What was given.
        name: String,
    },
    /// A column is named twice.
    #[error("column {name:?} is named twice")]
    Repeated {
        /// Its name.
        name: &'static str,
    },
}

impl Columns {
    /// Reads `column=heading,column=heading`. A heading may hold commas.
    ///
    /// # Errors
    ///
    /// The first thing that names no column.
    pub fn parse(text: &str) -> Result<Self, ColumnsError> {
        let mut pairs: Vec<(&str, String)> = Vec::new();
        for part in text.split(',') {
            match (part.split_once('='), pairs.last_mut()) {
                (Some((name, heading)), _) => pairs.push((name.trim(), heading.to_owned())),
                (None, Some((_, heading))) => *heading = format!("{heading},{part}"),
                (None, None) => return Err(ColumnsError::Shape { text: part.trim().to_owned() }),
            }
        }
        let mut columns = Self::default();
        for (name, heading) in pairs {
            let column =
                Column::of_name(name).ok_or_else(|| ColumnsError::Unknown { name: name.to_owned() })?;
            if columns.0.iter().any(|(named, _)| *named == column) {
                return Err(ColumnsError::Repeated { name: column.name() });
            }
            columns.0.push((column, heading.trim().to_owned()));
        }
        Ok(columns)
    }

    /// The names a register's columns can have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Column::ALL.into_iter().map(Column::name)
    }

    /// Whether a person says that no heading is this column.
    pub(super) fn is_none(&self, column: Column) -> bool {
        self.0.iter().any(|(named, heading)| *named == column && heading.is_empty())
    }

    /// The first column whose heading, as a person says it, no heading of the register is.
    pub(super) fn not_among(&self, headings: &[Heading]) -> Option<(Column, &str)> {
        let keys: Vec<String> = headings.iter().map(|heading| key(&heading.text)).collect();
        let said = self.0.iter().map(|(column, heading)| (*column, heading.as_str()));
        said.filter(|(_, heading)| !heading.is_empty()).find(|(_, heading)| !keys.contains(&key(heading)))
    }

    fn is_said(&self, column: Column) -> bool {
        self.0.iter().any(|(named, _)| *named == column)
    }

    /// The column of each heading.
    ///
    /// What a person names comes first, then a column's own name, then a synonym that is one column's only, then one
    /// that is several's, then one that is so general that it gives way to every other. Two headings that mean one column
    /// are refused: which of them counts is not for us to say.
    pub(super) fn assign(
        &self,
        headings: &[impl AsRef<str>],
    ) -> Result<Vec<Option<Column>>, (usize, RegisterFault)> {
        let keys: Vec<String> = headings.iter().map(|heading| key(heading.as_ref())).collect();
        let mut assigned: Vec<Option<Column>> = vec![None; keys.len()];
        for (column, heading) in &self.0 {
            if heading.is_empty() {
                continue;
            }
            let wanted = key(heading);
            for (index, _) in keys.iter().enumerate().filter(|(_, key)| **key == wanted) {
                if assigned.contains(&Some(*column)) {
                    return Err((index, RegisterFault::RepeatedColumn { name: column.name() }));
                }
                assigned[index] = Some(*column);
            }
        }
        for rank in Rank::ALL {
            let before = assigned.clone();
            for (index, heading) in headings.iter().enumerate() {
                let Some((known, columns)) = meaning(heading.as_ref()) else { continue };
                if known != rank || assigned[index].is_some() {
                    continue;
                }
                let is_free = |column: Column| !assigned.contains(&Some(column)) && !self.is_said(column);
                match columns.iter().find(|column| is_free(**column)) {
                    Some(column) => assigned[index] = Some(*column),
                    // Said by a person to be another's, or nobody's.
                    None if columns.iter().all(|column| self.is_said(*column)) => {}
                    // The column's own name is there as well: a synonym beside it is something else.
                    None if rank != Rank::Name && columns.iter().all(|column| is_named(&keys, *column)) => {}
                    None if rank == Rank::Weak
                        && columns.iter().all(|column| before.contains(&Some(*column))) => {}
                    None => {
                        return Err((index, RegisterFault::RepeatedColumn { name: columns[0].name() }));
                    }
                }
            }
        }
        // A time without a date is nothing: unless a person says so, it is another column's.
        for (time, day) in Column::TIMES {
            if !assigned.contains(&Some(day)) && !self.is_said(time) && !is_named(&keys, time) {
                assigned.iter_mut().filter(|column| **column == Some(time)).for_each(|column| *column = None);
            }
        }
        Ok(assigned)
    }
}

fn is_named(keys: &[String], column: Column) -> bool {
    let name = key(column.name());
    keys.contains(&name)
}

/// A header and what its headings mean.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) texts: Vec<String>,
    pub(super) columns: Vec<Option<Column>>,
}

impl Header {
    /// # Errors
    ///
    /// The index of a heading, and what is wrong with it.
    pub(super) fn new(texts: Vec<String>, columns: &Columns) -> Result<Self, (usize, RegisterFault)> {
        let assigned = columns.assign(&texts)?;
        if !assigned.contains(&Some(Column::File)) {
            return Err((0, RegisterFault::MissingColumn { name: Column::File.name() }));
        }
        Ok(Self { texts, columns: assigned })
    }

    pub(super) fn headings(&self, place: impl Fn(usize) -> u64) -> Vec<Heading> {
        let filled =
            self.texts.iter().zip(&self.columns).enumerate().filter(|(_, (text, _))| !text.is_empty());
        filled
            .map(|(index, (text, column))| Heading {
                column: Some(place(index)),
                text: text.clone(),
                means: column.map(Column::name),
                looks_like: None,
            })
            .collect()
    }
}

/// Whether a row has the heading of the file, and how many columns its headings name.
pub(super) fn known(row: &[String], columns: &Columns) -> (bool, usize) {
    let assigned = columns.assign(row).unwrap_or_else(|_| {
        // A header all the same, or a line of the head: what is twice is told when it is taken for the header.
        let mut each: Vec<_> =
            row.iter().filter_map(|heading| columns.assign(&[heading]).ok()?.pop()).collect();
        each.dedup();
        each
    });
    (assigned.contains(&Some(Column::File)), assigned.iter().flatten().count())
}

/// The row of the header, among the first that are not blank: the one with the most known headings, that of the file
/// among them; the first of those.
pub(super) fn find_header(rows: impl Iterator<Item = Vec<String>>, columns: &Columns) -> Option<usize> {
    let mut best = None;
    for (index, row) in rows.take(HEAD).enumerate() {
        let (has_file, count) = known(&row, columns);
        if has_file && best.is_none_or(|(_, most)| count > most) {
            best = Some((index, count));
        }
    }
    best.map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(headings: &[&str], named: &str) -> Vec<Option<&'static str>> {
        let columns = if named.is_empty() { Columns::default() } else { Columns::parse(named).expect(named) };
        let assigned = columns.assign(headings).expect("no column twice");
        assigned.into_iter().map(|column| column.map(Column::name)).collect()
    }

    #[test]
    fn headings_are_read_whatever_their_case_accents_and_punctuation() {
        for (heading, column) in [
            ("fichier", Some("fichier")),
            ("FICHIER", Some("fichier")),
            ("Dépôt début", Some("depot_debut")),
            ("depot-fin", Some("depot_fin")),
            (" E\u{301}tat ", Some("etat")),
            ("Empreinte_Clair", Some("empreinte_clair")),
            ("Date limite :", Some("date_limite")),
            ("N° d’ordre", Some("pli")),
            ("Nº d'ordre", Some("pli")),
            ("N° du pli", Some("pli")),
            ("No pli", Some("pli")),
            ("N° enregistrement", Some("pli")),
            ("Numéro", Some("pli")),
            ("Réf.", Some("pli")),
            ("Reçu le", Some("depot_fin")),
            ("DÉPOSÉ LE :", Some("depot_fin")),
            ("Date et heure réception", Some("depot_fin")),
            ("Réception (date et heure)", Some("depot_fin")),
            ("Date limite de remise des plis", Some("date_limite")),
            ("Reçu", None),
            ("Date", None),
            ("Heure dépôt", None),
            ("n°  de\u{a0}pli", Some("pli")),
            ("Empreinte (SHA-256)", Some("empreinte")),
            ("Date / heure d'arrivée", Some("depot_fin")),
            ("", None),
            ("fichiers", None),
            ("remarque", None),
            ("Taille", None),
            ("empreinte clair 2", None),
        ] {
            assert_eq!(meant(&[heading], ""), [column], "{heading}");
        }
        for column in Column::ALL {
            assert_eq!(meant(&[column.name()], ""), [Some(column.name())]);
        }
    }

    #[test]
    fn a_shared_name_means_what_is_not_there_by_another() {
        let file = Some("fichier");
        assert_eq!(meant(&["Nom du fichier"], ""), [file]);
        assert_eq!(meant(&["Nom du fichier", "Fichier"], ""), [Some("nom"), file]);
        assert_eq!(meant(&["Nom du fichier", "Chemin"], ""), [Some("nom"), file]);
        assert_eq!(meant(&["Nom du fichier", "Fichier", "Nom"], ""), [None, file, Some("nom")]);
        // What is general gives way to what is not, and does not count twice.
        assert_eq!(meant(&["N°", "N° du pli", "Réf"], ""), [None, Some("pli"), None]);
        assert_eq!(Columns::default().assign(&["N°", "Réf"]).expect_err("both").0, 1);
        // A time goes with a date.
        assert_eq!(meant(&["Heure", "Date dépôt"], ""), [Some("heure_fin"), Some("depot_fin")]);
        assert_eq!(
            meant(&["Heure", "Date", "Heure de début"], "depot_fin=Date"),
            [Some("heure_fin"), Some("depot_fin"), None]
        );
        // A synonym beside the column's own name is something else.
        assert_eq!(meant(&["Raison sociale", "entreprise"], ""), [None, Some("entreprise")]);
    }

    #[test]
    fn what_a_person_names_comes_first() {
        let headings = ["Chemin, sur le disque", "Fichier", "Statut"];
        assert_eq!(meant(&headings, "fichier=chemin sur le disque"), [Some("fichier"), None, Some("etat")]);
        assert_eq!(
            meant(&headings, "fichier=Chemin, sur le disque,nom=Fichier"),
            [Some("fichier"), Some("nom"), Some("etat")]
        );
        assert_eq!(meant(&headings, "etat="), [None, Some("fichier"), None]);
    }

    #[test]
    fn two_headings_of_one_column_are_refused() {
        let twice = |headings: &[&str]| Columns::default().assign(headings).expect_err("twice").0;
        assert_eq!(twice(&["fichier", "Etat", "état"]), 2);
        assert_eq!(twice(&["Date de dépôt", "fichier", "Date de réception"]), 2);
    }

    #[test]
    fn columns_are_named_by_their_names() {
        let wrong = |text: &str| Columns::parse(text).expect_err(text);
        assert_eq!(wrong("fichier"), ColumnsError::Shape { text: "fichier".into() });
        assert_eq!(wrong("plis=x"), ColumnsError::Unknown { name: "plis".into() });
        assert_eq!(wrong("nom=a,Nom=b"), ColumnsError::Repeated { name: "nom" });
        assert_eq!(Columns::names().count(), Column::COUNT);
    }

    #[test]
    fn a_header_may_stand_below_a_head() {
        let find = |rows: &[&[&str]]| {
            let rows = rows.iter().map(|row| row.iter().map(|&text| text.to_owned()).collect());
            find_header(rows, &Columns::default())
        };
        assert_eq!(
            find(&[&["Auteur", "Ville"], &["Votre référence", "26S001"], &["N° d'ordre", "Fichier"]]),
            Some(2)
        );
        assert_eq!(find(&[&["Fichier", "registre.csv"], &["pli", "fichier"], &["1", "fichier"]]), Some(1));
        assert_eq!(find(&[&["fichier"], &["a.p7m"]]), Some(0));
        assert_eq!(find(&[&["pli", "nom"]]), None);
    }
}
