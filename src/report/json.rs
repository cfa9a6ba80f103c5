//! The report `plis.opening/1` as JSON, written and read row by row.
//!
//! One row stands on one line, so that people can search it with the tools they have.

use std::{
    fmt, io,
    io::{BufRead, Read, Seek, SeekFrom, Write},
};

use serde::{
    Deserialize, Serialize,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::{array, inert};
use crate::opening::{
    outcome::Item,
    report::{ConsultationRow, EarlierRun, JournalHead, KeyRow, PaperDeposit, Run, SCHEMA, Summary, Tool},
};

/// What stands before the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The program.
    pub tool: Tool,
    /// Who ran what, when.
    pub run: Run,
    /// The runs before it in the same folder.
    #[serde(default)]
    pub earlier_runs: Vec<EarlierRun>,
    /// The consultation, where one is known.
    pub consultation: Option<ConsultationRow>,
    /// The keys that were held.
    pub keys: Vec<KeyRow>,
    /// The language of the sentences in it (BCP 47).
    #[serde(default)]
    pub language: Option<String>,
}

/// What stands after the rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tail {
    /// What the audit says of the keys this opening used.
    #[serde(default)]
    pub findings: Vec<Value>,
    /// Deposits on paper that the register lists.
    #[serde(default)]
    pub paper: Vec<PaperDeposit>,
    /// Counts.
    pub summary: Summary,
    /// Where the journal stands.
    pub journal: JournalHead,
}

/// Writes a report. The rows are taken one by one; their first error ends it.
///
/// # Errors
///
/// The first error of a row, or of `out`.
pub fn write<W: Write + ?Sized>(
    out: &mut W,
    head: &Head,
    items: impl IntoIterator<Item = io::Result<Item>>,
    tail: &Tail,
) -> io::Result<()> {
    writeln!(out, "{{")?;
    field(out, "schema", &SCHEMA, ",")?;
    field(out, "tool", &head.tool, ",")?;
    field(out, "language", &head.language, ",")?;
    field(out, "run", &head.run, ",")?;
    if !head.earlier_runs.is_empty() {
        field(out, "earlier_runs", &head.earlier_runs, ",")?;
    }
    field(out, "consultation", &head.consultation, ",")?;
    field(out, "keys", &head.keys, ",")?;
    write!(out, "  \"items\": ")?;
    array::write(out, 4, items, |out, item| Ok(inert::to_writer(out, &item)?))?;
    writeln!(out, ",")?;
    if !tail.paper.is_empty() {
        field(out, "paper", &tail.paper, ",")?;
    }
    field(out, "findings", &tail.findings, ",")?;
    field(out, "summary", &tail.summary, ",")?;
    field(out, "journal", &tail.journal, "")?;
    writeln!(out, "}}")
}

/// These parts are small; no line end stands inside a JSON string, so every one may be moved to the right.
fn field<W: Write + ?Sized>(out: &mut W, name: &str, value: &impl Serialize, end: &str) -> io::Result<()> {
    let pretty = inert::to_string_pretty(value)?.replace('\n', "\n  ");
    writeln!(out, "  \"{name}\": {pretty}{end}")
}

/// Where a row begins in a report, to come back to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(u64);

/// Reads a report from its first octet, handing each row to `visit` as it comes.
///
/// # Errors
///
/// `InvalidData` when it is not a report of this schema, and what `visit` or the reader gives.
pub fn read<R: BufRead>(
    source: R,
    visit: &mut dyn FnMut(Position, Item) -> io::Result<()>,
) -> io::Result<(Head, Tail)> {
    let count = std::cell::Cell::new(0);
    let mut stopped = None;
    let mut reader = serde_json::Deserializer::from_reader(Counting { source, count: &count });
    let seed = Report { count: &count, visit, stopped: &mut stopped };
    let result = seed.deserialize(&mut reader).and_then(|report| reader.end().map(|()| report));
    match (result, stopped) {
        (_, Some(error)) => Err(error),
        (Ok(report), None) => Ok(report),
        (Err(error), None) if error.is_io() => Err(error.into()),
        (Err(error), None) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
    }
}

/// Reads one row again.
///
/// # Errors
///
/// What `source` says; `InvalidData` when no row begins there.
pub fn item_at<R: BufRead + Seek>(source: &mut R, position: Position) -> io::Result<Item> {
    source.seek(SeekFrom::Start(position.0))?;
    // What stands between two rows belongs to none of them.
    while let Some(b' ' | b'\n' | b'\r' | b'\t' | b',' | b'[') = source.fill_buf()?.first() {
        source.consume(1);
    }
    Item::deserialize(&mut serde_json::Deserializer::from_reader(source))
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Counts the octets taken from a reader. serde_json takes them one by one, and none after a closing brace.
struct Counting<'a, R> {
    source: R,
    count: &'a std::cell::Cell<u64>,
}

impl<R: Read> Read for Counting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

struct Report<'a> {
    count: &'a std::cell::Cell<u64>,
    visit: &'a mut dyn FnMut(Position, Item) -> io::Result<()>,
    stopped: &'a mut Option<io::Error>,
}

impl<'de> DeserializeSeed<'de> for Report<'_> {
    type Value = (Head, Tail);

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Report<'_> {
    type Value = (Head, Tail);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a report {SCHEMA}")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut schema, mut tool, mut run, mut keys, mut language) = (None, None, None, None, None);
        let mut earlier_runs = Vec::new();
        let (mut consultation, mut findings, mut summary, mut journal) = (None, Vec::new(), None, None);
        let mut paper = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "schema" => schema = Some(map.next_value::<String>()?),
                _ if schema.as_deref() != Some(SCHEMA) => break,
                "tool" => tool = Some(map.next_value()?),
                "run" => run = Some(map.next_value()?),
                "earlier_runs" => earlier_runs = map.next_value()?,
                "language" => language = map.next_value()?,
                "consultation" => consultation = map.next_value()?,
                "keys" => keys = Some(map.next_value()?),
                "items" => map.next_value_seed(Items(&mut self))?,
                "paper" => paper = map.next_value()?,
                "findings" => findings = map.next_value()?,
                "summary" => summary = Some(map.next_value()?),
                "journal" => journal = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if schema.as_deref() != Some(SCHEMA) {
            return Err(A::Error::custom(format!("the schema is not {SCHEMA}")));
        }
        let missing = A::Error::missing_field;
        let head = Head {
            tool: tool.ok_or_else(|| missing("tool"))?,
            run: run.ok_or_else(|| missing("run"))?,
            earlier_runs,
            consultation,
            keys: keys.ok_or_else(|| missing("keys"))?,
            language,
        };
        let tail = Tail {
            findings,
            paper,
            summary: summary.ok_or_else(|| missing("summary"))?,
            journal: journal.ok_or_else(|| missing("journal"))?,
        };
        Ok((head, tail))
    }
}

struct Items<'a, 'b>(&'a mut Report<'b>);

impl<'de> DeserializeSeed<'de> for Items<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let report = self.0;
        // The opening bracket is taken; each row's end is where the next one's search begins.
        let mut position = Position(report.count.get());
        while let Some(item) = rows.next_element::<Item>()? {
            if let Err(error) = (report.visit)(position, item) {
                *report.stopped = Some(error);
                return Err(A::Error::custom("stopped"));
            }
            position = Position(report.count.get());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn head() -> Head {
        let at = "2026-03-01T11:00:00Z".parse().expect("instant");
        Head {
            tool: Tool { name: "plis".into(), version: "0.1.0".into(), crypto: "aws-lc".into() },
            run: Run {
                id: "r".into(),
                started_at: at,
                finished_at: at,
                openers: vec![],
                reason: None,
                host: "h".into(),
                account: None,
                clock_given: false,
                system_at: None,
                jobs: 2,
                publication: None,
                without_locks: false,
                open_to_others: false,
                group: None,
                dry_run: false,
                shard: None,
                shards: vec![],
            },
            earlier_runs: vec![],
            consultation: None,
            keys: vec![],
            language: Some("fr".into()),
        }
    }

    fn item(input: &str) -> Item {
        serde_json::from_value(serde_json::json!({
            "input": input, "root": "plis", "company": "Éole } ] , \" SARL", "status": "opened", "bytes_in": 1,
            "receipt": "unverifiable", "recipients": [], "duration_ms": 0,
        }))
        .expect("a row")
    }

    fn written(names: &[&str]) -> Vec<u8> {
        let mut out = Vec::new();
        let items = names.iter().map(|name| Ok(item(name)));
        write(&mut out, &head(), items, &Tail::default()).expect("written");
        out
    }

    #[test]
    fn what_is_written_is_read_and_found_again() {
        for names in [&[][..], &["a"], &["a", "b\n", "c"]] {
            let bytes = written(names);
            serde_json::from_slice::<Value>(&bytes).expect("it is JSON");
            let mut rows = Vec::new();
            let (read_head, tail) = read(Cursor::new(&bytes), &mut |at, item| {
                rows.push((at, item));
                Ok(())
            })
            .expect("read");
            assert_eq!((read_head, tail), (head(), Tail::default()));
            assert_eq!(rows.iter().map(|(_, item)| item.input.as_str()).collect::<Vec<_>>(), names);
            for (at, item) in rows.iter().rev() {
                assert_eq!(item_at(&mut Cursor::new(&bytes), *at).expect("found again"), *item);
            }
        }
    }

    #[test]
    fn any_layout_is_read() {
        let value: Value = serde_json::from_slice(&written(&["a", "b"])).expect("JSON");
        for text in [
            serde_json::to_string(&value).expect("compact"),
            serde_json::to_string_pretty(&value).expect("pretty"),
        ] {
            // A parser that sorts keys puts the schema behind them: put it first again.
            let text = text.replacen('{', &format!("{{\"schema\": \"{SCHEMA}\","), 1);
            let mut rows = Vec::new();
            read(Cursor::new(&text), &mut |at, _| {
                rows.push(at);
                Ok(())
            })
            .expect("read");
            let again: Vec<_> =
                rows.iter().map(|at| item_at(&mut Cursor::new(&text), *at).expect("row").input).collect();
            assert_eq!(again, ["a", "b"]);
        }
    }

    #[test]
    fn something_else_is_no_report() {
        for text in
            ["", "[]", "{}", r#"{"schema":"plis.audit/1","items":[]}"#, r#"{"schema":"plis.opening/1"}"#]
        {
            let error = read(Cursor::new(text), &mut |_, _| Ok(())).expect_err(text);
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{text}");
        }
    }

    #[test]
    fn the_visitor_can_stop_it() {
        let bytes = written(&["a", "b"]);
        let error =
            read(Cursor::new(&bytes), &mut |_, _| Err(io::Error::other("enough"))).expect_err("stopped");
        assert_eq!(error.to_string(), "enough");
    }
}
