//! `minutes`: the minutes of an opening again, in another language or format.

use std::io::{self, BufWriter, Write};

use plis::{
    desk::{ReadRecord, RecordRead, must_have_folder},
    fsx, opening,
    report::{csv::Dialect, html, text},
};

use crate::{
    cli::{
        Session,
        args::record::{CsvDialect, MinutesArgs, MinutesFormat},
        error::Error,
        exit::Exit,
        session,
    },
    words::{Lang, comparison, minutes::Minutes},
};

/// Columns of minutes in text that go to a file.
const FILE_WIDTH: usize = 100;

/// Writes the minutes of a folder on the standard output, or to a new file.
pub(crate) fn run(session: &Session, args: &MinutesArgs) -> Result<Exit, Error> {
    if let Some(path) = &args.output {
        must_have_folder(path)?;
    }
    let RecordRead { story, papers, findings } = ReadRecord { folder: args.folder.clone() }.run()?;
    let report = args.folder.join(opening::REPORT);
    // What others see of the opening is not what the journal says: these minutes are.
    for finding in &findings {
        session.warn(&comparison::finding(finding, session.tongue()));
    }
    let minutes = Minutes::of_story(session.tongue(), story, papers)
        .map_err(|error| Error::Read { path: report, error })?;
    let dialect = match (args.csv, session.lang()) {
        (Some(CsvDialect::Excel), _) | (None, Lang::Fr) => Dialect::FrenchExcel,
        (Some(CsvDialect::Rfc4180), _) | (None, Lang::En) => Dialect::Rfc4180,
    };
    let write = |out: &mut dyn Write, width| match args.format {
        MinutesFormat::Html => html::document(out, minutes.document()?),
        MinutesFormat::Text => text::document(out, minutes.document()?, width),
        MinutesFormat::Csv => minutes.csv(out, dialect),
    };
    match &args.output {
        None => {
            let mut out = BufWriter::new(session.out());
            write(&mut out, session::width()).and_then(|()| out.flush()).map_err(Error::Output)?;
        }
        Some(path) => {
            let failed = |error: io::Error| match error.kind() {
                io::ErrorKind::AlreadyExists => Error::Exists { path: path.clone() },
                _ => Error::Write { path: path.clone(), error },
            };
            let octets = session::without_colours(|out| write(out, FILE_WIDTH)).map_err(failed)?;
            fsx::write_new(path, &octets).map_err(failed)?;
            session.note(&session.say().written(plis::report::untrusted::path(path)));
        }
    }
    Ok(Exit::Done)
}
