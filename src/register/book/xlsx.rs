//! A workbook of ECMA-376 (`.xlsx`): its sheets, its shared texts, and how its cells show numbers.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::{
    super::{
        Foreign, RegisterFault,
        sheet::{COLUMNS, Kind, Merged, ROWS, Sheet},
    },
    formats::{self, Format},
    package::Package,
    xml::{Node, Xml, attribute},
};
use crate::limits::{CELL_TEXT, CELLS};

/// Formats of cells in one workbook; programs know of 65,490.
const FORMATS: usize = 1 << 16;
/// Merged cells of one sheet.
const MERGED: usize = 100_000;
/// Sheets of one workbook.
const SHEETS: usize = 1_000;

pub(super) fn sheets<T>(
    package: &Package<'_>,
    take: &mut dyn FnMut(Sheet) -> Result<Option<T>, RegisterFault>,
) -> Result<Option<T>, RegisterFault> {
    let main =
        targets(package, "", "_rels/.rels")?.into_values().find(|target| target.kind == "officeDocument");
    let main = main.ok_or(RegisterFault::Foreign { found: Foreign::Archive })?.part;
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
    if name.rsplit_once('.').is_none_or(|(_, kind)| kind != "xml") {
        return Err(RegisterFault::Foreign { found: Foreign::BinaryWorkbook });
    }
    let rels =
        if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let targets = targets(package, folder, &rels)?;
    let part_of = |kind: &str| targets.values().find(|target| target.kind == kind).map(|target| &target.part);
    let (sheets, is_1904) = workbook(package, &main)?;
    let read = Read {
        shared: part_of("sharedStrings")
            .map(|part| Shared::read(package, part))
            .transpose()?
            .unwrap_or_default(),
        formats: part_of("styles").map(|part| cell_formats(package, part)).transpose()?.unwrap_or_default(),
        epoch: formats::epoch(is_1904),
    };
    for (name, id) in sheets {
        let Some(target) = targets.get(&id).filter(|target| target.kind == "worksheet") else { continue };
        let sheet = read.sheet(package, &target.part, name)?;
        if let Some(found) = take(sheet)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// What a relationship leads to.
struct Target {
    /// The last word of its type.
    kind: String,
    part: String,
}

fn targets(
    package: &Package<'_>,
    folder: &str,
    rels: &str,
) -> Result<HashMap<String, Target>, RegisterFault> {
    let mut xml = Xml::new(package.part(rels)?);
    let mut targets = HashMap::new();
    while let Some(node) = xml.next()? {
        let Node::Start(start) = node else { continue };
        if start.local_name().as_ref() != "Relationship" || targets.len() > SHEETS * 4 {
            continue;
        }
        let of = |name| attribute(&start, name).map(Option::unwrap_or_default);
        let (id, kind, target) = (of("Id")?, of("Type")?, of("Target")?);
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        let part = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None if folder.is_empty() => target,
            None => format!("{folder}/{target}"),
        };
        targets.insert(id, Target { kind, part });
    }
    Ok(targets)
}

/// The visible sheets, name and relationship, and whether days are counted from 1904.
fn workbook(package: &Package<'_>, part: &str) -> Result<(Vec<(String, String)>, bool), RegisterFault> {
    let mut xml = Xml::new(package.part(part)?);
    let (mut sheets, mut is_1904) = (Vec::new(), false);
    while let Some(node) = xml.next()? {
        let Node::Start(start) = node else { continue };
        match start.local_name().as_ref() {
            "workbookPr" => {
                is_1904 = matches!(attribute(&start, "date1904")?.as_deref(), Some("1" | "true" | "on"));
            }
            "sheet" if sheets.len() < SHEETS => {
                let state = attribute(&start, "state")?;
                if matches!(state.as_deref(), None | Some("visible")) {
                    let id = relationship(&start)?;
                    sheets.push((attribute(&start, "name")?.unwrap_or_default(), id));
                }
            }
            _ => {}
        }
    }
    Ok((sheets, is_1904))
}

/// `r:id`, which stands beside other identifiers without a prefix.
fn relationship(start: &BytesStart<'_>) -> Result<String, RegisterFault> {
    let prefixed =
        start.attributes().with_checks(false).filter_map(Result::ok).find(|attribute| {
            attribute.key.local_name().as_ref() == "id" && attribute.key.prefix().is_some()
        });
    Ok(prefixed.ok_or(RegisterFault::Spreadsheet)?.value.into_owned())
}

/// Texts that cells name by their number.
#[derive(Default)]
struct Shared {
    texts: String,
    ends: Vec<u32>,
}

impl Shared {
    fn read(package: &Package<'_>, part: &str) -> Result<Self, RegisterFault> {
        let mut xml = Xml::new(package.part(part)?);
        let mut shared = Self::default();
        while let Some(node) = xml.next()? {
            if let Node::Start(start) = node
                && start.local_name().as_ref() == "si"
            {
                rich_text(&mut xml, "si", &mut shared.texts)?;
                let end = u32::try_from(shared.texts.len()).unwrap_or(u32::MAX);
                shared.ends.push(end);
                let limits = [(shared.ends.len() as u64, CELLS), (end.into(), CELL_TEXT)];
                if let Some((_, limit)) = limits.into_iter().find(|(count, limit)| *count > limit.value) {
                    return Err(RegisterFault::TooLarge { limit });
                }
            }
        }
        Ok(shared)
    }

    fn get(&self, number: &str) -> Option<&str> {
        let number: usize = number.trim().parse().ok()?;
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.texts.get(start..end)
    }
}

/// The texts of an element, without how they are pronounced.
fn rich_text(xml: &mut Xml<'_>, name: &str, text: &mut String) -> Result<(), RegisterFault> {
    let start = text.len();
    loop {
        match xml.next()?.ok_or(RegisterFault::Spreadsheet)? {
            Node::Start(start) => match start.local_name().as_ref() {
                "t" => xml.text("t", text)?,
                "rPh" => xml.skip("rPh")?,
                _ => {}
            },
            Node::End(end) if end == name => break,
            Node::End(_) | Node::Text(_) => {}
        }
    }
    if text[start..].contains("_x") {
        let decoded = unescaped(&text[start..]);
        text.truncate(start);
        text.push_str(&decoded);
    }
    Ok(())
}

/// `_x000D_` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19).
fn unescaped(text: &str) -> String {
    let mut rest = text;
    let mut decoded = String::with_capacity(text.len());
    while let Some(at) = rest.find("_x") {
        decoded.push_str(&rest[..at]);
        let code =
            rest.get(at + 2..at + 6).filter(|code| code.bytes().all(|octet| octet.is_ascii_hexdigit()));
        let ends = rest.as_bytes().get(at + 6) == Some(&b'_');
        let character = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        if let (Some(character), true) = (character, ends) {
            decoded.push(character);
            rest = &rest[at + 7..];
        } else {
            decoded.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    decoded + rest
}

/// How each format of a cell shows its number.
fn cell_formats(package: &Package<'_>, part: &str) -> Result<Vec<Format>, RegisterFault> {
    let mut xml = Xml::new(package.part(part)?);
    let mut written = HashMap::new();
    let mut formats = Vec::new();
    let mut in_cells = false;
    while let Some(node) = xml.next()? {
        let start = match node {
            Node::Start(start) => start,
            Node::End(end) => {
                in_cells &= end != "cellXfs";
                continue;
            }
            Node::Text(_) => continue,
        };
        let number = |name| -> Result<Option<u32>, RegisterFault> {
            Ok(attribute(&start, name)?.and_then(|text| text.parse().ok()))
        };
        match start.local_name().as_ref() {
            "numFmt" if !in_cells && written.len() < FORMATS => {
                if let Some(id) = number("numFmtId")? {
                    let code = attribute(&start, "formatCode")?.unwrap_or_default();
                    written.insert(id, Format::of_code(&code));
                }
            }
            "cellXfs" => in_cells = true,
            "xf" if in_cells && formats.len() < FORMATS => {
                let id = number("numFmtId")?.unwrap_or_default();
                formats.push(written.get(&id).copied().unwrap_or(Format::built_in(id)));
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// What the cells of every sheet rest on.
struct Read {
    shared: Shared,
    formats: Vec<Format>,
    epoch: chrono::NaiveDate,
}

impl Read {
    fn sheet(&self, package: &Package<'_>, part: &str, name: String) -> Result<Sheet, RegisterFault> {
        let mut xml = Xml::new(package.part(part)?);
        let mut sheet = Sheet::new(name, super::super::Format::Xlsx);
        let mut merged = Vec::new();
        let (mut row, mut column) = (0, 0);
        let mut is_first = true;
        while let Some(node) = xml.next()? {
            let Node::Start(start) = node else { continue };
            match start.local_name().as_ref() {
                "row" => {
                    let said =
                        attribute(&start, "r")?.and_then(|text| text.parse::<u32>().ok()?.checked_sub(1));
                    row = said.unwrap_or(if is_first { 0 } else { row + 1 });
                    (is_first, column) = (false, 0);
                }
                "c" => {
                    if let Some(place) = attribute(&start, "r")? {
                        (row, column) = place_of(&place).ok_or(RegisterFault::Spreadsheet)?;
                    }
                    self.cell(&mut xml, &start, &mut sheet, row, column)?;
                    column = column.saturating_add(1);
                }
                "mergeCell" if merged.len() < MERGED => {
                    let area = attribute(&start, "ref")?.unwrap_or_default();
                    let ends =
                        area.split_once(':').and_then(|(from, to)| Some((place_of(from)?, place_of(to)?)));
                    let is_area = |(from, to): &((u32, u16), (u32, u16))| from.0 <= to.0 && from.1 <= to.1;
                    if let Some(((first, column), (last, last_column))) = ends.filter(is_area) {
                        merged.push(Merged { first, last, column, last_column });
                    }
                }
                _ => {}
            }
        }
        sheet.finish(merged)?;
        Ok(sheet)
    }

    fn cell(
        &self,
        xml: &mut Xml<'_>,
        start: &BytesStart<'_>,
        sheet: &mut Sheet,
        row: u32,
        column: u16,
    ) -> Result<(), RegisterFault> {
        let sort = attribute(start, "t")?.unwrap_or_default();
        let style = attribute(start, "s")?.and_then(|text| text.parse::<usize>().ok()).unwrap_or_default();
        let (mut value, mut has_formula) = (String::new(), false);
        loop {
            match xml.next()?.ok_or(RegisterFault::Spreadsheet)? {
                Node::Start(inside) => match inside.local_name().as_ref() {
                    "v" => xml.text("v", &mut value)?,
                    "is" => rich_text(xml, "is", &mut value)?,
                    "f" => {
                        has_formula = true;
                        xml.skip("f")?;
                    }
                    _ => {}
                },
                Node::End(end) if end == "c" => break,
                Node::End(_) | Node::Text(_) => {}
            }
        }
        if value.is_empty() {
            let kind = if has_formula && sort != "str" { Kind::Formula } else { Kind::Value };
            return sheet.push(row, column, kind, "");
        }
        match sort.as_str() {
            "s" => {
                let text = self.shared.get(&value).ok_or(RegisterFault::Spreadsheet)?;
                sheet.push(row, column, Kind::Value, text)
            }
            "b" => sheet.push(row, column, Kind::Value, if value.trim() == "1" { "VRAI" } else { "FAUX" }),
            "e" => sheet.push(row, column, Kind::Error, &value),
            "inlineStr" | "d" => sheet.push(row, column, Kind::Value, &value),
            "str" => sheet.push(row, column, Kind::Value, &unescaped(&value)),
            _ => {
                let format = self.formats.get(style).copied().unwrap_or_default();
                sheet.push(row, column, Kind::Value, &formats::number(&value, format, self.epoch))
            }
        }
    }
}

/// `C7`: row and column, from 0.
fn place_of(text: &str) -> Option<(u32, u16)> {
    let text = text.trim_matches('$');
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    let digits = digits.trim_start_matches('$');
    let mut column = 0_u32;
    for letter in letters.bytes() {
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    let column = u16::try_from(column.checked_sub(1)?).ok()?;
    (row < ROWS && column < COLUMNS).then_some((row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_letters_and_digits() {
        assert_eq!(place_of("A1"), Some((0, 0)));
        assert_eq!(place_of("AB12"), Some((11, 27)));
        assert_eq!(place_of("$C$7"), Some((6, 2)));
        assert_eq!(place_of("XFD1048576"), Some((1_048_575, 16_383)));
        for text in ["", "A", "1", "A0", "XFE1", "A1048577", "ZZZZZZZZZZ1", "é1"] {
            assert_eq!(place_of(text), None, "{text}");
        }
    }

    #[test]
    fn characters_that_xml_cannot_hold_are_escaped() {
        assert_eq!(unescaped("a_x000D_b_x005F_x"), "a\rb_x");
        assert_eq!(unescaped("_xyz_x00_x000g_ é_x"), "_xyz_x00_x000g_ é_x");
    }
}
