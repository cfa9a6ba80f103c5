//! `register`: how a deposit register is understood, row by row. Opens nothing.

use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
    path::Path,
};

use plis::{
    crypto::hex,
    desk::ReadRegister,
    pli::{EnvelopeKind, Lot},
    register::{Encoding, Heading, Layout, PaperRow, Register, RegisterRow, State, letters},
    report::{
        array,
        document::{Column, Definition, Line, Row, Table, Tone},
        text, untrusted,
    },
    time::{Timestamp, Written, Zone},
};
use serde::Serialize;

use crate::{
    cli::{
        Session,
        args::{
            record::RegisterArgs,
            value::TextOrJson,
            value::{columns, zone},
        },
        error::Error,
        exit::Exit,
        session,
    },
    words::number,
};

/// Octets of a digest that are shown; whoever wants all of it asks for JSON.
const DIGEST: usize = 4;

pub(crate) fn run(session: &Session, args: &RegisterArgs) -> Result<Exit, Error> {
    let asked = args.timezone.as_deref().map(zone).transpose()?;
    let register = ReadRegister {
        path: args.file.clone(),
        zone: asked.unwrap_or(Zone::PARIS),
        columns: columns(&args.columns)?,
    }
    .run()?;
    let zone = register.consultation().zone.or(asked).unwrap_or(Zone::PARIS);
    let mut out = BufWriter::new(session.out());
    match args.format {
        TextOrJson::Json => json(&mut out, &register, zone),
        TextOrJson::Text => Shown { session, register: &register, zone }.write(&mut out, &args.file),
    }
    .and_then(|()| out.flush())
    .map_err(Error::Output)?;
    Ok(Exit::Done)
}

/// A row, electronic or on paper.
#[derive(Serialize)]
struct Seen<'a> {
    line: u64,
    mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pli: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    envelope: Option<EnvelopeKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lot: Option<&'a Lot>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposit_started_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposited_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plaintext_digest: Option<String>,
    state: &'static str,
    #[serde(skip)]
    is: State,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    register_columns: BTreeMap<&'a str, &'a str>,
}

/// An instant, and whether its seconds were not written.
#[derive(Serialize)]
struct Moment {
    at: Timestamp,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    to_the_minute: bool,
}

impl From<Written> for Moment {
    fn from(written: Written) -> Self {
        Self { at: written.at, to_the_minute: written.to_the_minute }
    }
}

impl<'a> From<&'a RegisterRow> for Seen<'a> {
    fn from(row: &'a RegisterRow) -> Self {
        Self {
            line: row.line,
            mode: "electronique",
            pli: row.pli.as_deref(),
            company: row.company.as_deref(),
            envelope: row.envelope,
            lot: row.lot.as_ref(),
            file: Some(&row.file),
            block: row.block.map(|block| block.number),
            name: row.name.as_deref(),
            deposit_started_at: row.started_at.map(Moment::from),
            deposited_at: row.ended_at.map(Moment::from),
            digest: row.digest.map(|digest| hex(&digest)),
            plaintext_digest: row.plaintext_digest.map(|digest| hex(&digest)),
            state: row.state.name(),
            is: row.state,
            register_columns: row.others.iter().map(|(name, text)| (&**name, &**text)).collect(),
        }
    }
}

impl<'a> From<&'a PaperRow> for Seen<'a> {
    fn from(row: &'a PaperRow) -> Self {
        Self {
            line: row.line,
            mode: "papier",
            pli: row.pli.as_deref(),
            company: row.company.as_deref(),
            envelope: row.envelope,
            lot: row.lot.as_ref(),
            file: None,
            block: None,
            name: None,
            deposit_started_at: None,
            deposited_at: row.ended_at.map(Moment::from),
            digest: None,
            plaintext_digest: None,
            state: row.state.name(),
            is: row.state,
            register_columns: row.others.iter().map(|(name, text)| (&**name, &**text)).collect(),
        }
    }
}

/// Every row, in the order of the register's lines.
fn rows(register: &Register) -> impl Iterator<Item = Seen<'_>> {
    let (mut files, mut paper) = (register.rows().iter().peekable(), register.paper().iter().peekable());
    std::iter::from_fn(move || match (files.peek(), paper.peek()) {
        (Some(file), Some(sheet)) if sheet.line < file.line => paper.next().map(Seen::from),
        (None, _) => paper.next().map(Seen::from),
        (Some(_), _) => files.next().map(Seen::from),
    })
}

/// What stands before the rows of `plis.register/1`.
#[derive(Serialize)]
struct Head<'a> {
    schema: &'static str,
    format: &'static str,
    encoding: Option<&'static str>,
    separator: Option<char>,
    sheet: Option<&'a str>,
    header_line: Option<u64>,
    columns: Vec<Meant<'a>>,
    consultation: Said<'a>,
}

#[derive(Serialize)]
struct Meant<'a> {
    column: Option<u64>,
    heading: &'a str,
    means: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    looks_like: Option<&'static str>,
}

#[derive(Serialize)]
struct Said<'a> {
    reference: Option<&'a str>,
    deadline: Option<Timestamp>,
    timezone: &'static str,
}

fn json(out: &mut dyn Write, register: &Register, zone: Zone) -> io::Result<()> {
    let (layout, said) = (register.layout(), register.consultation());
    let head = Head {
        schema: "plis.register/1",
        format: layout.format.name(),
        encoding: layout.encoding.map(Encoding::name),
        separator: layout.separator,
        sheet: layout.sheet.as_deref(),
        header_line: layout.header_line,
        columns: layout.headings.iter().map(Meant::from).collect(),
        consultation: Said {
            reference: said.reference.as_deref(),
            deadline: said.deadline,
            timezone: zone.name(),
        },
    };
    let head = serde_json::to_string(&head)?;
    // The object goes on with the rows, written one by one.
    write!(out, "{},\n\"rows\":", head.strip_suffix('}').unwrap_or(&head))?;
    array::write(out, 0, rows(register).map(Ok), |out, row| Ok(serde_json::to_writer(out, &row)?))?;
    writeln!(out, "}}")
}

impl<'a> From<&'a Heading> for Meant<'a> {
    fn from(heading: &'a Heading) -> Self {
        Self {
            column: heading.column,
            heading: &heading.text,
            means: heading.means,
            looks_like: heading.looks_like,
        }
    }
}

/// A register for people.
struct Shown<'a> {
    session: &'a Session,
    register: &'a Register,
    zone: Zone,
}

impl Shown<'_> {
    fn write(&self, out: &mut dyn Write, file: &Path) -> io::Result<()> {
        let width = session::width();
        text::definitions(out, &self.facts(file), width)?;
        writeln!(out)?;
        text::table(out, self.columns(), width)?;
        writeln!(out)?;
        text::table(out, self.rows(), width)
    }

    fn facts(&self, file: &Path) -> Vec<Definition> {
        let (say, layout, said) = (self.session.say(), self.register.layout(), self.register.consultation());
        let Layout { format, encoding, separator, sheet, header_line, headings: _ } = layout;
        let count = |count: usize| number::whole(self.session.lang(), count as u64);
        let mut facts = vec![
            Definition::new(say.register_file(), untrusted::path(file)),
            Definition::new(say.register_format(), format.name()),
        ];
        let mut fact = |term: String, text: Option<String>| {
            facts.extend(text.map(|text| Definition::new(term, text)));
        };
        fact(say.register_encoding_found(), encoding.map(|encoding| encoding.name().to_owned()));
        fact(
            say.register_separator(),
            separator.map(|separator| match separator {
                '\t' => say.register_separator_tab(),
                separator => separator.to_string(),
            }),
        );
        fact(say.register_sheet(), sheet.clone());
        fact(
            say.register_header(),
            header_line.map(|line| match line {
                1 => say.register_header_line("1"),
                line => say.register_header_head(line.to_string()),
            }),
        );
        fact(say.register_consultation(), said.reference.clone());
        let deadline = said.deadline.map(|at| number::instant(self.session.lang(), at, self.zone));
        fact(say.register_deadline(), deadline);
        fact(say.register_zone(), Some(self.zone.name().to_owned()));
        fact(say.register_rows(), Some(count(self.register.rows().len())));
        let paper = self.register.paper().len();
        fact(say.register_paper_rows(), (paper > 0).then(|| count(paper)));
        facts
    }

    fn columns(&self) -> Table<'_> {
        let say = self.session.say();
        let layout = self.register.layout();
        let row = move |heading: &Heading| {
            let place = match (heading.column, &layout.sheet) {
                (Some(column), Some(_)) => letters(column),
                (Some(column), None) => column.to_string(),
                (None, _) => String::new(),
            };
            let means = match heading.means {
                Some(name) => Line::strong(name),
                None => Line::plain(say.register_kept()).tone(Tone::Quiet),
            };
            let looks = heading.looks_like.map(|name| {
                Line::plain(say.register_looks_like(name, untrusted::text(&heading.text))).tone(Tone::Warn)
            });
            let means: Vec<Line> = std::iter::once(means).chain(looks).collect();
            let cells = vec![Line::plain(place).into(), Line::plain(&heading.text).into(), means.into()];
            Row { tone: Tone::Plain, cells }
        };
        Table {
            caption: say.register_columns_caption(),
            columns: vec![
                Column::text(say.register_column()),
                Column::text(say.register_heading()),
                Column::text(say.register_means()),
            ],
            rows: Box::new(layout.headings.iter().map(move |heading| Ok(row(heading)))),
            empty: String::new(),
        }
    }

    fn rows(&self) -> Table<'_> {
        let say = self.session.say();
        Table {
            caption: say.register_rows_caption(),
            columns: vec![
                Column::number(say.register_line()),
                Column::text(say.register_pli()),
                Column::text(say.register_envelope_column()),
                Column::text(say.register_file_column()),
                Column::text(say.register_end()),
                Column::text(say.register_state_column()),
            ],
            rows: Box::new(rows(self.register).map(|row| Ok(self.row(&row)))),
            empty: String::new(),
        }
    }

    fn row(&self, row: &Seen<'_>) -> Row {
        let say = self.session.say();
        let line = |text: Option<&str>| text.map(Line::plain);
        let mut who: Vec<Line> = [line(row.pli), line(row.company)].into_iter().flatten().collect();
        if who.is_empty() {
            who.push(Line::plain("–"));
        }
        let envelope = row.envelope.map(|kind| Line::plain(kind.name()));
        let lot = row.lot.map(|lot| Line::small(lot.as_str()));
        let what: Vec<Line> = envelope.into_iter().chain(lot).collect();
        let mut file = match row.file {
            Some(file) => vec![Line::plain(file)],
            None => vec![Line::strong(say.register_paper_word())],
        };
        file.extend(row.name.map(Line::small));
        file.extend(row.block.map(|block| Line::small(say.register_block_of(block.to_string()))));
        file.extend(
            row.digest.as_ref().map(|digest| Line::small(say.register_digest_column(&digest[..2 * DIGEST]))),
        );
        let end = row.deposited_at.as_ref().map_or_else(Vec::new, |end| {
            let mut lines = vec![Line::plain(number::local(self.session.lang(), end.at, self.zone))];
            if end.to_the_minute {
                lines.push(Line::small(say.register_to_the_minute()));
            }
            lines
        });
        let state = match row.is {
            State::Deposited => Line::plain(say.register_state_deposited()),
            State::Withdrawn => Line::plain(say.register_state_withdrawn()).tone(Tone::Warn),
            State::Replaced => Line::plain(say.register_state_replaced()).tone(Tone::Warn),
            State::SetAside => Line::plain(say.register_state_set_aside()).tone(Tone::Warn),
        };
        Row {
            tone: Tone::Plain,
            cells: vec![
                Line::plain(number::whole(self.session.lang(), row.line)).into(),
                who.into(),
                what.into(),
                file.into(),
                end.into(),
                state.into(),
            ],
        }
    }
}
