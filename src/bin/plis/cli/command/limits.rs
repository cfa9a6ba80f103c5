//! `inspect --limits`: what everything from strangers is held to.

use std::io::{self, Write};

use plis::{
    limits,
    report::{
        document::{Column, Row, Table},
        inert, text,
    },
};
use serde::Serialize;

use crate::{
    cli::{Session, args::value::TextOrJson, session},
    words::{error::limit_words, number},
};

/// A limit, as machines read it.
#[derive(Serialize)]
struct LimitRow {
    name: &'static str,
    value: u64,
    unit: &'static str,
}

/// Shows every limit.
pub(super) fn show(session: &Session, out: &mut dyn Write, format: TextOrJson) -> io::Result<()> {
    if format == TextOrJson::Json {
        let rows: Vec<LimitRow> = limits::ALL
            .iter()
            .map(|limit| LimitRow { name: limit.name, value: limit.value, unit: limit.unit })
            .collect();
        let rows = inert::to_string(&rows)?;
        return writeln!(out, "{{\"schema\":\"plis.limits/1\",\"limits\":{rows}}}");
    }
    let say = session.say();
    let rows = limits::ALL.iter().map(|limit| {
        Ok(Row::plain([
            limit.name.to_owned(),
            number::whole(session.lang(), limit.value),
            limit_words(limit.name, say),
        ]))
    });
    let columns = vec![
        Column::text(say.inspect_limit()),
        Column::number(say.inspect_limit_value()),
        Column::text(say.inspect_limit_unit()),
    ];
    let table = Table { caption: String::new(), columns, rows: Box::new(rows), empty: String::new() };
    text::table(out, table, session::width())
}
