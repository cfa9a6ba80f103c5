//! Forms: what was typed and what was sent along, bounded before it is kept.

mod encoded;
mod files;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{header, request::Parts},
};
use plis::secret::Password;
use tokio::time;
use zeroize::Zeroizing;

pub(super) use self::encoded::pairs;
use super::{door::Visitor, refused::Refused, staging::Staging};

/// Octets of a form without files. The allocator wipes what is no larger.
const FORM: usize = 60 << 10;
/// Fields of one form, files included.
const FIELDS: usize = 400;
/// For the whole of a form, to which what arrives of its files adds a little.
const WHOLE: Duration = Duration::from_secs(20);
/// Octets of files that earn a second more.
const PACE: u64 = 1 << 20;
/// The field that every form begins with.
pub(super) const TOKEN: &str = "jeton";

/// What was typed and what was sent along.
#[derive(Default)]
pub(super) struct Form {
    fields: Vec<(String, Zeroizing<String>)>,
    files: Vec<Upload>,
}

/// A file that was sent along.
pub(super) struct Upload {
    field: String,
    pub(super) name: String,
    pub(super) octets: Zeroizing<Vec<u8>>,
}

impl Form {
    /// Whether nothing was sent: the page was only asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// What was typed in a field, without the spaces around it; nothing where nothing was.
    pub(super) fn text(&self, name: &str) -> &str {
        self.raw(name).unwrap_or_default().trim()
    }

    /// The same; `None` where nothing was typed.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value of a field that may be there several times.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub(super) fn ticked(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// A password, as it was typed.
    pub(super) fn password(&self, name: &str) -> Password {
        Password::new(self.raw(name).unwrap_or_default().to_owned())
    }

    /// A file that was sent along; a field that was left empty sends one without a name.
    pub(super) fn file(&self, name: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == name && !(file.name.is_empty() && file.octets.is_empty()))
    }

    fn raw(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a body as a form of this visitor. Its token comes first: what follows a wrong one is not read. Where there is a
/// `staging` folder, files that may be large go there.
pub(super) async fn read(
    parts: &Parts,
    body: Body,
    visitor: &Visitor,
    staging: Option<&Arc<Staging>>,
) -> Result<Form, Refused> {
    let kind =
        parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/x-www-form-urlencoded" => Pace::new().waits(encoded::read(parts, body, visitor)).await,
        "multipart/form-data" => files::read(parts, body, visitor, staging).await,
        _ => Err(Refused::Media),
    }
}

/// How long a form is waited for.
struct Pace {
    began: Instant,
    octets: u64,
}

impl Pace {
    fn new() -> Self {
        Self { began: Instant::now(), octets: 0 }
    }

    async fn waits<T>(&self, deed: impl Future<Output = Result<T, Refused>>) -> Result<T, Refused> {
        let until = self.began + WHOLE + Duration::from_secs(self.octets / PACE);
        time::timeout_at(until.into(), deed).await.unwrap_or(Err(Refused::TooSlow))
    }
}

impl Form {
    fn take(&mut self, name: String, value: Zeroizing<String>, visitor: &Visitor) -> Result<(), Refused> {
        if self.fields.is_empty() && (name != TOKEN || !visitor.sent(&value)) {
            return Err(Refused::FormToken);
        }
        if self.fields.len() == FIELDS {
            return Err(Refused::TooLarge);
        }
        self.fields.push((name, value));
        Ok(())
    }

    fn finish(self) -> Result<Self, Refused> {
        if self.fields.is_empty() { Err(Refused::FormToken) } else { Ok(self) }
    }
}

fn announced(parts: &Parts) -> Option<u64> {
    parts.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
