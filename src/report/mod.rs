//! PAPER: values to bytes. Nothing here knows a language: words come from the caller.
//!
//! | file | what it writes |
//! |---|---|
//! | [`json`] | the report `plis.opening/1`, streamed both ways |
//! | [`mod@array`] | rows of any number, one a line |
//! | [`audit`] | the audit `plis.audit/1`, as JSON and as rows |
//! | [`nagios`], [`prometheus`], [`calendar`] | the audit for monitors and calendars |
//! | [`csv`] | rows for RFC 4180 readers and for French spreadsheets |
//! | [`document`] | the model of a document: title, definitions, tables, notes, signatures |
//! | [`text`] | documents and tables for a terminal |
//! | [`html`] | documents as one page without script, for screens, readers and A4 paper |
//! | [`inert`] | JSON whose texts do nothing where they are shown |
//! | [`untrusted`] | strangers' names, made harmless |
//!
//! What writes rows takes them one by one: a report of 100,000 rows does not hold the machine.

#![warn(clippy::missing_errors_doc)]

pub mod array;
pub mod audit;
pub mod calendar;
pub mod csv;
pub mod document;
pub mod html;
pub mod inert;
pub mod json;
pub mod nagios;
pub mod prometheus;
pub mod text;
pub mod untrusted;
