//! Instants as a calendar (RFC 5545) that people subscribe to: the ends of keys, the deadlines of consultations.

use std::io::{self, Write};

use super::untrusted::{self, acts};
use crate::time::Timestamp;

/// Longest line in octets, its end aside (RFC 5545 section 3.1).
const LINE: usize = 75;

/// An instant in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is known by, from one writing to the next.
    pub uid: String,
    /// When it is.
    pub at: Timestamp,
    /// Its title.
    pub summary: String,
    /// What stands below it.
    pub description: String,
    /// Days before it at which people are reminded.
    pub alarms: Vec<u32>,
}

/// Writes a calendar made at `now`.
///
/// # Errors
///
/// What `out` says.
pub fn write<W: Write>(
    out: &mut W,
    name: &str,
    now: Timestamp,
    events: impl IntoIterator<Item = Event>,
) -> io::Result<()> {
    let mut calendar = Calendar { out, line: String::new() };
    let made = date_time(now);
    calendar.line("BEGIN", "VCALENDAR")?;
    calendar.line("VERSION", "2.0")?;
    calendar.line("PRODID", concat!("-//plis//plis ", env!("CARGO_PKG_VERSION"), "//EN"))?;
    calendar.line("CALSCALE", "GREGORIAN")?;
    calendar.line("METHOD", "PUBLISH")?;
    calendar.text("X-WR-CALNAME", name)?;
    for event in events {
        calendar.line("BEGIN", "VEVENT")?;
        calendar.text("UID", &event.uid)?;
        calendar.line("DTSTAMP", &made)?;
        calendar.line("DTSTART", &date_time(event.at))?;
        calendar.text("SUMMARY", &event.summary)?;
        calendar.text("DESCRIPTION", &event.description)?;
        calendar.line("TRANSP", "TRANSPARENT")?;
        for days in &event.alarms {
            calendar.line("BEGIN", "VALARM")?;
            calendar.line("ACTION", "DISPLAY")?;
            calendar.text("DESCRIPTION", &event.summary)?;
            calendar.line("TRIGGER", &format!("-P{days}D"))?;
            calendar.line("END", "VALARM")?;
        }
        calendar.line("END", "VEVENT")?;
    }
    calendar.line("END", "VCALENDAR")
}

/// Form 2 of section 3.3.5: UTC.
fn date_time(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

struct Calendar<'a, W> {
    out: &'a mut W,
    /// The content line being made.
    line: String,
}

impl<W: Write> Calendar<'_, W> {
    /// A value of type TEXT (section 3.3.11).
    fn text(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.begin(name);
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => self.line.extend(['\\', c]),
                '\n' => self.line.push_str("\\n"),
                // Section 3.1: no other control character may stand in a text.
                c if acts(c) => {
                    let shown = untrusted::whole(c.encode_utf8(&mut [0; 4])).replace('\\', "\\\\");
                    self.line.push_str(&shown);
                }
                c => self.line.push(c),
            }
        }
        self.end()
    }

    fn line(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.begin(name);
        self.line.push_str(value);
        self.end()
    }

    fn begin(&mut self, name: &str) {
        self.line.clear();
        self.line.push_str(name);
        self.line.push(':');
    }

    /// Writes the content line, folded between characters.
    fn end(&mut self) -> io::Result<()> {
        let mut rest = self.line.as_str();
        let mut room = LINE;
        while rest.len() > room {
            let end = rest.floor_char_boundary(room);
            self.out.write_all(&rest.as_bytes()[..end])?;
            self.out.write_all(b"\r\n ")?;
            rest = &rest[end..];
            // The space that begins a continuation counts.
            room = LINE - 1;
        }
        self.out.write_all(rest.as_bytes())?;
        self.out.write_all(b"\r\n")
    }
}

#[cfg(test)]
mod tests {
    use icalendar::{Calendar, CalendarComponent, Component as _};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn written(events: Vec<Event>) -> String {
        let mut out = Vec::new();
        write(&mut out, "Bi-clés ; échéances", at("2026-03-01T09:00:00Z"), events).expect("written");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn another_program_reads_it() {
        let awkward = "Fin de la bi-clé « Été ; 2026, \\ lot 1 »\nà renouveler — ".repeat(5);
        let event = Event {
            uid: "key-1@plis".to_owned(),
            at: at("2026-07-01T10:00:00Z"),
            summary: awkward.clone(),
            description: "a".repeat(300),
            alarms: vec![60, 30],
        };
        let text = written(vec![event]);
        let calendar: Calendar = text.parse().expect("a calendar");
        let [CalendarComponent::Event(event)] = &calendar.components[..] else { panic!("{text}") };
        assert_eq!(event.get_uid(), Some("key-1@plis"));
        assert_eq!(event.property_value("DTSTART"), Some("20260701T100000Z"));
        assert_eq!(event.property_value("DTSTAMP"), Some("20260301T090000Z"));
        let description = "a".repeat(300);
        assert_eq!(event.get_description(), Some(description.as_str()));
        let unescaped = |text: &str| {
            text.replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",").replace("\\\\", "\\")
        };
        assert_eq!(unescaped(event.property_value("SUMMARY").expect("a title")), awkward);
    }

    #[test]
    fn lines_are_folded_at_75_octets_between_characters() {
        for length in 60..90 {
            let event = Event {
                uid: "u".to_owned(),
                at: at("2026-07-01T10:00:00Z"),
                summary: "é".repeat(length),
                description: String::new(),
                alarms: vec![],
            };
            let text = written(vec![event]);
            assert!(text.ends_with("END:VCALENDAR\r\n"));
            for line in text.split("\r\n") {
                assert!(line.len() <= LINE && !line.contains('\n'), "{line}");
            }
            assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY:{}\r\n", "é".repeat(length))));
        }
    }
}
