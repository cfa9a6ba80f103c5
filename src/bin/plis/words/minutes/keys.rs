//! The keys that were held, and what is found of them.

use plis::{
    audit::finding::{Code, Severity},
    opening::report::KeyRow,
    report::document::{Block, Cell, Column, Line, Row, Table, Tone},
};
use serde_json::Value;

use super::Minutes;
use crate::words::{
    findings, number,
    outcome::{self, capitalized},
    quorum,
};

impl Minutes<'_> {
    pub(super) fn keys(&self) -> Block<'_> {
        let say = self.say;
        Block::Table(Table {
            caption: say.minutes_keys_caption(),
            columns: vec![
                Column::text(say.minutes_key()).share(26),
                Column::text(say.minutes_key_role()).share(14),
                Column::text(say.minutes_key_end()).share(24),
                Column::text(say.minutes_key_certificate()).share(36),
            ],
            rows: Box::new(self.head.keys.iter().map(|key| Ok(self.key(key)))),
            empty: say.minutes_no_key(),
        })
    }

    /// What the audit said of the keys. Its sentences stand in the language of the opening; in the other one,
    /// each finding has its name and its key.
    pub(super) fn findings(&self) -> Block<'_> {
        let say = self.say;
        let same_language = self.head.language.as_deref() == Some(self.lang.code());
        let row = move |finding: &Value| {
            let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
            let severity = Severity::ALL.into_iter().find(|severity| severity.name() == text("severity"));
            let code = Code::ALL.into_iter().find(|code| code.name() == text("code"));
            let name = code.map_or_else(|| text("code"), |code| findings::name(code, say));
            let key = finding["key"]["name"].as_str();
            let title = [key, Some(name.as_str())].into_iter().flatten().collect::<Vec<_>>().join(" – ");
            let mut lines = vec![Line::strong(capitalized(&title))];
            if same_language {
                lines.extend([Line::plain(text("message")), Line::small(text("remedy"))]);
            }
            let tone = match severity {
                Some(Severity::Critical) => Tone::Bad,
                Some(Severity::Warning) => Tone::Warn,
                Some(Severity::Info) | None => Tone::Plain,
            };
            let severity =
                severity.map_or_else(|| text("severity"), |severity| findings::severity(severity, say));
            Row { tone, cells: vec![Line::strong(severity).tone(tone).into(), lines.into()] }
        };
        Block::Table(Table {
            caption: say.minutes_findings_caption(),
            columns: vec![
                Column::text(say.minutes_column_severity()).share(16),
                Column::text(say.minutes_column_finding()).share(84),
            ],
            rows: Box::new(self.tail.findings.iter().map(move |finding| Ok(row(finding)))),
            empty: String::new(),
        })
    }

    fn key(&self, key: &KeyRow) -> Row {
        let say = self.say;
        // A name that a certificate gives itself is no sentence of ours.
        let cn = key.subject_cn.as_deref().map(|cn| say.minutes_key_cn(outcome::quotable(cn)));
        let mut name = match (&key.name, &cn) {
            (None, Some(cn)) => vec![Line::strong(cn)],
            _ => vec![Line::strong(outcome::key_name(key))],
        };
        if key.name.is_some() && key.name != key.subject_cn {
            name.extend(cn.map(Line::small));
        }
        let mut end = vec![Line::plain(self.instant(key.not_after))];
        if key.earlier {
            end.push(Line::small(say.minutes_key_earlier()));
        }
        if key.expired {
            end.push(Line::strong(say.minutes_key_expired()).tone(Tone::Warn));
        }
        let issuer = outcome::quotable(key.issuer_cn.as_deref().unwrap_or("–"));
        let mut certificate = vec![
            Line::plain(say.minutes_key_issuer(issuer, &key.serial)),
            Line::small(match (key.curve, key.kem) {
                (Some(curve), _) => say.key_curve(curve.title()),
                (None, Some(kem)) => kem.title().to_owned(),
                (None, None) => say.minutes_key_bits(key.bits.to_string()),
            }),
            Line::code(&key.fingerprint),
        ];
        certificate.extend(key.joined_by.as_ref().map(|by| Line::strong(quorum::joined(by, say))));
        if key.trailing_octets > 0 {
            let count = number::whole(self.lang, key.trailing_octets);
            certificate.push(Line::small(say.minutes_key_trailing(count)));
        }
        Row {
            tone: Tone::Plain,
            cells: vec![name.into(), Cell::from(self.words().role(key.role)), end.into(), certificate.into()],
        }
    }
}
