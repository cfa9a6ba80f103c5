//! Spreadsheets: `.xlsx` (ECMA-376) and `.ods` (OpenDocument 1.3), read cell by cell within bounds.
//!
//! A cell is kept where it is not blank, so that a million empty rows or 16,384 empty columns take nothing. What is
//! unpacked, what one node of XML takes, the cells and their texts are bounded ([`crate::limits`]).

mod formats;
mod ods;
mod package;
mod xlsx;
mod xml;

use self::package::Package;
use super::{Foreign, RegisterFault, sheet::Sheet};

pub(super) use self::package::is_package;

/// Gives each visible sheet of a spreadsheet in its order, until `take` is content with one.
pub(super) fn sheets<T>(
    octets: &[u8],
    mut take: impl FnMut(Sheet) -> Result<Option<T>, RegisterFault>,
) -> Result<Option<T>, RegisterFault> {
    let package = Package::new(octets)?;
    if package.has("content.xml") {
        ods::sheets(&package, &mut take)
    } else if package.has("_rels/.rels") && package.has("[Content_Types].xml") {
        xlsx::sheets(&package, &mut take)
    } else {
        Err(RegisterFault::Foreign { found: Foreign::Archive })
    }
}
