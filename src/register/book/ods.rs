//! A spreadsheet of OpenDocument 1.3 (`.ods`): the tables of its content.

use std::collections::HashSet;

use quick_xml::{escape::unescape, events::BytesStart};

use super::{
    super::{
        Foreign, RegisterFault,
        sheet::{COLUMNS, Kind, Merged, ROWS, Sheet},
    },
    package::{Package, text_of},
    xml::{Node, Xml, attribute},
};

/// Styles of tables that hide them, and merged cells of a sheet.
const KEPT: usize = 100_000;

pub(super) fn sheets<T>(
    package: &Package<'_>,
    take: &mut dyn FnMut(Sheet) -> Result<Option<T>, RegisterFault>,
) -> Result<Option<T>, RegisterFault> {
    let manifest = "META-INF/manifest.xml";
    if package.has(manifest) && text_of(package.part(manifest)?)?.contains("encryption-data") {
        return Err(RegisterFault::Foreign { found: Foreign::Protected });
    }
    let mut xml = Xml::new(package.part("content.xml")?);
    let (mut style, mut hidden) = (String::new(), HashSet::new());
    let mut is_spreadsheet = false;
    while let Some(node) = xml.next()? {
        let Node::Start(start) = node else { continue };
        match start.local_name().as_ref() {
            "style" => style = attribute(&start, "name")?.unwrap_or_default(),
            "table-properties"
                if hidden.len() < KEPT && attribute(&start, "display")?.as_deref() == Some("false") =>
            {
                hidden.insert(style.clone());
            }
            "spreadsheet" => is_spreadsheet = true,
            // Cells that were deleted while changes were recorded.
            "tracked-changes" => xml.skip("tracked-changes")?,
            "table" if is_spreadsheet => {
                let style = attribute(&start, "style-name")?.unwrap_or_default();
                let sheet = table(&mut xml, attribute(&start, "name")?.unwrap_or_default())?;
                if hidden.contains(&style) {
                    continue;
                }
                if let Some(found) = take(sheet)? {
                    return Ok(Some(found));
                }
            }
            _ => {}
        }
    }
    if is_spreadsheet { Ok(None) } else { Err(RegisterFault::Foreign { found: Foreign::Archive }) }
}

fn table(xml: &mut Xml<'_>, name: String) -> Result<Sheet, RegisterFault> {
    let mut sheet = Sheet::new(name, super::super::Format::Ods);
    let mut merged = Vec::new();
    let mut row = 0_u32;
    loop {
        match xml.next()?.ok_or(RegisterFault::Spreadsheet)? {
            Node::Start(start) => match start.local_name().as_ref() {
                "table-row" => {
                    let times = repeated(&start, "number-rows-repeated")?;
                    cells(xml, &mut sheet, row, &mut merged)?;
                    sheet.repeat(row, (times - 1).min(ROWS.saturating_sub(row)))?;
                    row = row.saturating_add(times);
                }
                // Rows and columns may stand in groups. What else a table holds has no cells of its own.
                "shapes" => xml.skip("shapes")?,
                "forms" => xml.skip("forms")?,
                _ => {}
            },
            Node::End(end) if end == "table" => break,
            Node::End(_) | Node::Text(_) => {}
        }
    }
    sheet.finish(merged)?;
    Ok(sheet)
}

fn cells(
    xml: &mut Xml<'_>,
    sheet: &mut Sheet,
    row: u32,
    merged: &mut Vec<Merged>,
) -> Result<(), RegisterFault> {
    let mut column = 0_u32;
    loop {
        match xml.next()?.ok_or(RegisterFault::Spreadsheet)? {
            Node::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                if !matches!(name.as_str(), "table-cell" | "covered-table-cell") {
                    xml.skip(&name)?;
                    continue;
                }
                let times = repeated(&start, "number-columns-repeated")?;
                let (kind, text) = cell(xml, &start, &name)?;
                let blank = text.trim().is_empty() && kind == Kind::Value;
                if !blank && name == "table-cell" {
                    for beside in 0..times.min(COLUMNS.into()) {
                        let column = u16::try_from(column.saturating_add(beside)).unwrap_or(u16::MAX);
                        sheet.push(row, column, kind, &text)?;
                    }
                    let rows = repeated(&start, "number-rows-spanned")?;
                    let columns = repeated(&start, "number-columns-spanned")?;
                    if (rows > 1 || columns > 1) && merged.len() < KEPT {
                        let number = |column: u32| u16::try_from(column).unwrap_or(u16::MAX);
                        merged.push(Merged {
                            first: row,
                            last: row.saturating_add(rows - 1),
                            column: number(column),
                            last_column: number(column.saturating_add(columns - 1)),
                        });
                    }
                }
                column = column.saturating_add(times);
            }
            Node::End(end) if end == "table-row" => return Ok(()),
            Node::End(_) | Node::Text(_) => {}
        }
    }
}

/// A count that is 1 where it is not said.
fn repeated(start: &BytesStart<'_>, name: &str) -> Result<u32, RegisterFault> {
    Ok(attribute(start, name)?.and_then(|text| text.parse().ok()).filter(|times| *times > 0).unwrap_or(1))
}

/// What a cell holds, up to its end.
fn cell(xml: &mut Xml<'_>, start: &BytesStart<'_>, name: &str) -> Result<(Kind, String), RegisterFault> {
    let mut shown = String::new();
    let mut has_text = false;
    loop {
        match xml.next()?.ok_or(RegisterFault::Spreadsheet)? {
            Node::Start(inside) => match inside.local_name().as_ref() {
                "p" => {
                    if has_text {
                        shown.push('\n');
                    }
                    has_text = true;
                    paragraph(xml, &mut shown)?;
                }
                // A note, a picture.
                other => {
                    let other = other.to_owned();
                    xml.skip(&other)?;
                }
            },
            Node::End(end) if end == name => break,
            Node::End(_) | Node::Text(_) => {}
        }
    }
    let (mut sort, mut value, mut has_formula) = (String::new(), None, false);
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| RegisterFault::Spreadsheet)?;
        let text = || unescape(&attribute.value).map_err(|_| RegisterFault::Spreadsheet);
        match attribute.key.local_name().as_ref() {
            // LibreOffice says "error" beside the "string" of the standard.
            "value-type" if sort != "error" => sort = text()?.into_owned(),
            "value" | "date-value" | "time-value" | "boolean-value" => value = Some(text()?.into_owned()),
            "formula" => has_formula = true,
            _ => {}
        }
    }
    Ok(match (sort.as_str(), value) {
        ("error", _) => (Kind::Error, shown),
        ("date", Some(value)) => (Kind::Value, instant(&value, &shown)),
        ("time", Some(value)) => (Kind::Value, time(&value, &shown).unwrap_or(shown)),
        ("float", Some(value)) => (Kind::Value, number(value, shown)),
        ("percentage" | "currency", Some(value)) => (Kind::Value, value),
        ("boolean", Some(value)) => (Kind::Value, if value == "true" { "VRAI" } else { "FAUX" }.to_owned()),
        ("", None) if has_formula && shown.is_empty() => (Kind::Formula, shown),
        _ => (Kind::Value, shown),
    })
}

fn paragraph(xml: &mut Xml<'_>, text: &mut String) -> Result<(), RegisterFault> {
    loop {
        match xml.next()?.ok_or(RegisterFault::Spreadsheet)? {
            Node::Start(inside) => match inside.local_name().as_ref() {
                "s" => {
                    let count = repeated(&inside, "c")?.min(1_000);
                    text.extend(std::iter::repeat_n(' ', count as usize));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "annotation" => xml.skip("annotation")?,
                _ => {}
            },
            Node::End(end) if end == "p" => return Ok(()),
            Node::End(_) => {}
            Node::Text(piece) => text.push_str(&piece),
        }
    }
}

/// `2026-11-01T10:00:05` as other spreadsheets give it: a whole minute without its seconds where the cell shows none.
fn instant(value: &str, shown: &str) -> String {
    let shows_seconds = shown.matches(':').count() > 1 || shown.contains('s');
    let Some((day, clock)) = value.split_once('T') else {
        // LibreOffice writes midnight as a day.
        let midnight = match (shown.contains(':'), shows_seconds) {
            (false, _) => "",
            (true, false) => " 00:00",
            (true, true) => " 00:00:00",
        };
        return format!("{value}{midnight}");
    };
    match clock.strip_suffix(":00") {
        Some(minute) if minute.len() == 5 && !shows_seconds => format!("{day} {minute}"),
        _ => format!("{day} {clock}"),
    }
}

/// A time of the day, which OpenDocument writes as what has passed of it: `PT10H00M05S`. Its seconds as in [`instant`].
fn time(value: &str, shown: &str) -> Option<String> {
    let (hours, rest) = value.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds = rest.strip_suffix('S')?;
    let (seconds, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    let number = |text: &str, limit: u32| text.parse::<u32>().ok().filter(|number| *number < limit);
    let (hours, minutes, seconds) = (number(hours, 24)?, number(minutes, 60)?, number(seconds, 60)?);
    let fraction = fraction.trim_end_matches('0');
    let shows_seconds = shown.matches(':').count() > 1;
    Some(match (fraction.is_empty(), seconds) {
        (true, 0) if !shows_seconds => format!("{hours:02}:{minutes:02}"),
        (true, _) => format!("{hours:02}:{minutes:02}:{seconds:02}"),
        (false, _) => format!("{hours:02}:{minutes:02}:{seconds:02}.{fraction}"),
    })
}

/// A number; with the zeros before it that its cell shows.
fn number(value: String, shown: String) -> String {
    let is_padded = shown.starts_with('0') && shown.bytes().all(|octet| octet.is_ascii_digit());
    let same = || {
        shown
            .parse::<f64>()
            .ok()
            .zip(value.parse::<f64>().ok())
            .is_some_and(|(one, other)| (one - other).abs() < f64::EPSILON)
    };
    if is_padded && same() { shown } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_as_precise_as_they_show() {
        assert_eq!(instant("2026-11-01", "01/11/26"), "2026-11-01");
        assert_eq!(instant("2026-11-01", "01/11/26 00:00"), "2026-11-01 00:00");
        assert_eq!(instant("2026-11-01", "01/11/2026 00:00:00"), "2026-11-01 00:00:00");
        assert_eq!(instant("2026-11-01T10:00:05", "01/11/26 10:00"), "2026-11-01 10:00:05");
        assert_eq!(instant("2026-11-01T10:00:00", "01/11/26 10:00"), "2026-11-01 10:00");
        assert_eq!(instant("2026-11-01T10:00:00", "01/11/2026 10:00:00"), "2026-11-01 10:00:00");
        assert_eq!(instant("2026-11-01T10:00:00.25", "x"), "2026-11-01 10:00:00.25");
    }

    #[test]
    fn times_are_as_precise_as_they_show() {
        let of = |value, shown| time(value, shown);
        assert_eq!(of("PT10H00M00S", "10:00").as_deref(), Some("10:00"));
        assert_eq!(of("PT10H00M00S", "10:00:00").as_deref(), Some("10:00:00"));
        assert_eq!(of("PT10H00M05S", "10:00").as_deref(), Some("10:00:05"));
        assert_eq!(of("PT09H59M59.7500000S", "10:00 AM").as_deref(), Some("09:59:59.75"));
        for value in ["PT36H00M00S", "10:00", "PT10H", "P1DT10H00M00S", "PT10H61M00S"] {
            assert_eq!(of(value, "10:00"), None, "{value}");
        }
    }

    #[test]
    fn numbers_keep_the_zeros_that_are_shown() {
        let of = |value: &str, shown: &str| number(value.to_owned(), shown.to_owned());
        assert_eq!(of("1", "001"), "001");
        assert_eq!(of("1", "1"), "1");
        assert_eq!(of("98.2", "98,20 Mo"), "98.2");
        assert_eq!(of("2", "001"), "2");
    }
}
