//! JSON that is harmless where it is shown: what acts on a terminal or a page is escaped in its texts.
//!
//! JSON escapes the controls below U+0020 only. The others, and all that [`untrusted`](super::untrusted) escapes, are
//! written as `\uXXXX` here: who reads the JSON gets the same text as ever.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{
    Result, Serializer,
    ser::{CompactFormatter, Formatter, PrettyFormatter},
};

use super::untrusted::acts;

/// Writes a value on one line.
///
/// # Errors
///
/// What `out` says; `value` when it is no JSON, as a map whose keys are no texts.
pub fn to_writer<W: Write>(out: W, value: &(impl Serialize + ?Sized)) -> Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Inert(CompactFormatter)))
}

/// The same as a text.
///
/// # Errors
///
/// `value` when it is no JSON, as a map whose keys are no texts.
pub fn to_string(value: &(impl Serialize + ?Sized)) -> Result<String> {
    text(value, CompactFormatter)
}

/// A value as a text of several lines.
///
/// # Errors
///
/// `value` when it is no JSON, as a map whose keys are no texts.
pub fn to_string_pretty(value: &(impl Serialize + ?Sized)) -> Result<String> {
    text(value, PrettyFormatter::new())
}

/// JSON as it stands, of which only the texts may hold what acts.
pub fn raw(json: &str) -> String {
    let mut octets = Vec::with_capacity(json.len());
    // Writing to memory does not fail.
    let _ = Inert(CompactFormatter).write_string_fragment(&mut octets, json);
    String::from_utf8_lossy(&octets).into_owned()
}

fn text(value: &(impl Serialize + ?Sized), formatter: impl Formatter) -> Result<String> {
    let mut octets = Vec::with_capacity(128);
    value.serialize(&mut Serializer::with_formatter(&mut octets, Inert(formatter)))?;
    Ok(String::from_utf8(octets).expect("JSON is UTF-8"))
}

/// A form of JSON, with texts that do nothing.
struct Inert<F>(F);

impl<F: Formatter> Formatter for Inert<F> {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(acts) {
            let (before, from) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut characters = from.chars();
            let mut units = [0; 2];
            for unit in characters.next().unwrap_or_default().encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = characters.as_str();
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_acts_is_escaped_and_read_as_it_was() {
        let value =
            json!({"nom\u{202e}": ["a\u{1b}[2J\u{9b}b\u{7f}", "é 北 🏗 \"\\\n", "\u{e0041}\u{feff}x"]});
        let compact = to_string(&value).expect("JSON");
        let escaped = r#"{"nom\u202e":["a\u001b[2J\u009bb\u007f","é 北 🏗 \"\\\n","\udb40\udc41\ufeffx"]}"#;
        assert_eq!(compact, escaped);
        let pretty = to_string_pretty(&value).expect("JSON");
        assert!(pretty.starts_with("{\n  \"nom\\u202e\": [\n    \"a"), "{pretty}");
        assert_eq!(raw(&value.to_string()), compact);
        for text in [compact, pretty] {
            assert!(!text.chars().any(|c| acts(c) && c != '\n'), "{text}");
            assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
        }
    }

    #[test]
    fn everything_else_is_as_ever() {
        let value = json!({"a": [], "b": {}, "c": [1, null, true, {"d": 0.5}], "e": "texte"});
        assert_eq!(to_string(&value).expect("JSON"), value.to_string());
        assert_eq!(
            to_string_pretty(&value).expect("JSON"),
            serde_json::to_string_pretty(&value).expect("JSON")
        );
    }
}
