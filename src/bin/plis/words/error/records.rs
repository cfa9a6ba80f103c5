//! Deposit registers and journals that do not hold together, in words.

use plis::{
    fsx::Fault,
    journal::{Damage, LineFault},
    register::{Columns, ColumnsError, Foreign, RegisterError, RegisterFault, UnsafePath},
    report::untrusted,
};

use super::{instant, limit_words, remedy, system};
use crate::words::{Messages, Tongue, number};

pub(crate) fn register(file: &str, error: &RegisterError, tongue: Tongue<'_>) -> (String, Option<String>) {
    let say = tongue.say;
    if let RegisterFault::Io(error) = &error.fault {
        let hint = remedy(Fault::of(error), say).unwrap_or_else(|| say.error_read_hint());
        return (say.error_read(file, system(error, say)), Some(hint));
    }
    let what = fault(&error.fault, tongue);
    let hint = match &error.fault {
        RegisterFault::Encoding { .. } | RegisterFault::Foreign { .. } => say.register_foreign_hint(),
        RegisterFault::MissingColumn { .. } | RegisterFault::NoSheet { .. } => {
            say.register_missing_column_hint()
        }
        RegisterFault::NoHeading { headings, .. } => {
            say.register_no_heading_hint(untrusted::text(&headings.join(" | ")))
        }
        RegisterFault::RepeatedColumn { name } => say.register_repeated_column_hint(*name),
        RegisterFault::StateElsewhere { heading, .. } => {
            say.register_elsewhere_hint("etat", untrusted::text(heading))
        }
        RegisterFault::EndElsewhere { heading } => {
            say.register_elsewhere_hint("depot_fin", untrusted::text(heading))
        }
        _ => say.register_hint(),
    };
    let sentence = match &error.place {
        None => say.register_wrong(file, what),
        Some(place) if let Some(sheet) = &place.sheet => {
            let cell = match &place.name {
                Some(name) => format!("{} ({})", place.cell(), untrusted::text(name)),
                None => place.cell(),
            };
            say.register_wrong_in(file, untrusted::text(sheet), cell, what)
        }
        Some(place) => {
            let column = match &place.name {
                Some(name) => format!("{} ({})", place.column, untrusted::text(name)),
                None => place.column.to_string(),
            };
            say.register_wrong_at(file, place.line.to_string(), column, what)
        }
    };
    (sentence, Some(hint))
}

fn fault(fault: &RegisterFault, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    match fault {
        RegisterFault::Io(error) => system(error, say),
        RegisterFault::TooLarge { limit } => {
            say.register_too_large(number::whole(tongue.lang, limit.value), limit_words(limit.name, say))
        }
        RegisterFault::Foreign { found } => match found {
            Foreign::Pdf => say.register_foreign_pdf(),
            Foreign::OldWorkbook => say.register_foreign_xls(),
            Foreign::BinaryWorkbook => say.register_foreign_xlsb(),
            Foreign::Protected => say.register_foreign_protected(),
            Foreign::WebPage => say.register_foreign_page(),
            Foreign::Xml => say.register_foreign_xml(),
            Foreign::Archive => say.register_foreign_archive(),
        },
        RegisterFault::Spreadsheet => say.register_damaged(),
        RegisterFault::NoSheet { name } => say.register_no_sheet(*name),
        RegisterFault::CellError { text } => say.register_cell_error(untrusted::text(text)),
        RegisterFault::Formula => say.register_formula(),
        RegisterFault::Mode { text } => say.register_mode(untrusted::text(text)),
        RegisterFault::PaperWithFile => say.register_paper_file(),
        RegisterFault::Encoding { found } => say.register_encoding(found.name()),
        RegisterFault::Empty => say.register_empty(),
        RegisterFault::Json(error) => say.register_json(untrusted::text(&error.to_string())),
        RegisterFault::Shape { .. } => say.register_shape(),
        RegisterFault::OpenQuote => say.register_open_quote(),
        RegisterFault::CellCount { expected, found } => say.register_cell_count(*found, *expected),
        RegisterFault::MissingColumn { name } => say.register_missing_column(*name),
        RegisterFault::NoHeading { name, heading, .. } => {
            say.register_no_heading(untrusted::text(heading), *name)
        }
        RegisterFault::RepeatedColumn { name } => say.register_repeated_column(*name),
        RegisterFault::Blank => say.register_blank(),
        RegisterFault::Path { path, why } => {
            let path = untrusted::text(path);
            match why {
                UnsafePath::Absolute => say.register_path_absolute(path),
                UnsafePath::Parent => say.register_path_parent(path),
                UnsafePath::Control => say.register_path_control(path),
            }
        }
        RegisterFault::RepeatedFile { path, first } => {
            say.register_repeated_file(untrusted::text(path), first.to_string())
        }
        RegisterFault::Envelope { text } => say.register_envelope(untrusted::text(text)),
        RegisterFault::Block { text } => say.register_block(untrusted::text(text)),
        RegisterFault::UnnamedBlock => say.register_unnamed_block(),
        RegisterFault::Digest { text, length } => say.register_digest(untrusted::text(text), *length),
        RegisterFault::State { text } => say.register_state(untrusted::text(text)),
        RegisterFault::StateElsewhere { heading, text } => {
            say.register_state_elsewhere(untrusted::text(text), untrusted::text(heading))
        }
        RegisterFault::EndElsewhere { heading } => say.register_end_elsewhere(untrusted::text(heading)),
        RegisterFault::Time(error) => instant(&say.register_this_cell(), error, say),
        RegisterFault::EndsBeforeItBegins => say.register_ends_early(),
        RegisterFault::Contradiction { found, other, line } => {
            say.register_contradiction(untrusted::text(found), untrusted::text(other), line.to_string())
        }
    }
}

/// `--columns` that names no columns.
pub(crate) fn columns(error: &ColumnsError, say: &Messages) -> (String, Option<String>) {
    let sentence = match error {
        ColumnsError::Shape { text } => say.columns_shape(untrusted::text(text)),
        ColumnsError::Unknown { name } => say.columns_unknown(untrusted::text(name)),
        ColumnsError::Repeated { name } => say.columns_repeated(*name),
    };
    let names: Vec<&str> = Columns::names().collect();
    (sentence, Some(say.columns_hint(names.join(", "))))
}

pub(crate) fn journal(file: &str, damage: &Damage, tongue: Tongue<'_>) -> (String, Option<String>) {
    let say = tongue.say;
    let what = what(&damage.what, say);
    (say.journal_damaged(file, damage.line.to_string(), what), Some(say.journal_damaged_hint()))
}

fn what(what: &LineFault, say: &Messages) -> String {
    match what {
        LineFault::Torn => say.journal_torn(),
        LineFault::NotAnEntry { .. } => say.journal_not_an_entry(),
        LineFault::Edited => say.journal_edited(),
        LineFault::OutOfOrder { expected, found } => {
            say.journal_out_of_order(found.to_string(), expected.to_string())
        }
        LineFault::BrokenLink { .. } => say.journal_broken_link(),
        LineFault::EndsEarly { expected, found } => {
            say.journal_ends_early(found.to_string(), expected.to_string())
        }
        LineFault::AnotherHead { .. } => say.journal_another_head(),
        LineFault::TooLong { limit } => say.journal_too_long(limit.to_string()),
        LineFault::Io(error) => system(error, say),
    }
}
