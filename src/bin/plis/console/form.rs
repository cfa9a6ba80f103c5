//! Forms: what was typed and what was sent along, bounded before it is kept.

use std::time::Duration;

use axum::{
    body::{self, Body},
    extract::{FromRequest as _, Multipart, Request},
    http::{header, request::Parts},
};
use plis::{limits, secret::Password};
use tokio::time;
use zeroize::{Zeroize as _, Zeroizing};

use super::{door::Visitor, refused::Refused};

/// Octets of a form without files. The allocator wipes what is no larger.
const FORM: usize = 60 << 10;
/// Octets of all files of one form.
const FILES: u64 = limits::KEY_FILE.value + (64 << 10);
/// Fields of one form, files included.
const FIELDS: usize = 400;
/// For the whole of a form.
const WHOLE: Duration = Duration::from_secs(20);
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

/// Reads a body as a form of this visitor. Its token comes first: what follows a wrong one is not read.
pub(super) async fn read(parts: &Parts, body: Body, visitor: &Visitor) -> Result<Form, Refused> {
    let kind =
        parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let reading = async {
        match kind.as_str() {
            "application/x-www-form-urlencoded" => typed(parts, body, visitor).await,
            "multipart/form-data" => with_files(parts, body, visitor).await,
            _ => Err(Refused::Media),
        }
    };
    time::timeout(WHOLE, reading).await.unwrap_or(Err(Refused::TooSlow))
}

async fn typed(parts: &Parts, body: Body, visitor: &Visitor) -> Result<Form, Refused> {
    if announced(parts).is_some_and(|octets| octets > FORM as u64) {
        return Err(Refused::TooLarge);
    }
    let octets = body::to_bytes(body, FORM).await.map_err(|_| Refused::TooLarge)?;
    let mut form = Form::default();
    for pair in octets.split(|octet| *octet == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |octet| *octet == b'=');
        let [name, value] = [halves.next(), halves.next()].map(|half| decoded(half.unwrap_or_default()));
        form.take(name?.to_string(), value?, visitor)?;
    }
    form.finish()
}

async fn with_files(parts: &Parts, body: Body, visitor: &Visitor) -> Result<Form, Refused> {
    if announced(parts).is_some_and(|octets| octets > FILES) {
        return Err(Refused::TooLarge);
    }
    let request = Request::from_parts(parts.clone(), body);
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| Refused::Malformed)?;
    let mut form = Form::default();
    let mut left = FILES;
    while let Some(mut field) = multipart.next_field().await.map_err(|_| Refused::Malformed)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        if form.fields.is_empty() && name != TOKEN {
            return Err(Refused::FormToken);
        }
        let mut octets = Zeroizing::new(Vec::new());
        while let Some(chunk) = field.chunk().await.map_err(|_| Refused::Malformed)? {
            left = left.checked_sub(chunk.len() as u64).ok_or(Refused::TooLarge)?;
            if file.is_none() && octets.len() + chunk.len() > FORM {
                return Err(Refused::TooLarge);
            }
            append(&mut octets, &chunk);
        }
        match file {
            Some(file) if form.files.len() < FIELDS => {
                form.files.push(Upload { field: name, name: base(&file).to_owned(), octets });
            }
            Some(_) => return Err(Refused::TooLarge),
            None => {
                let text = String::from_utf8(std::mem::take(&mut *octets)).map_err(|error| {
                    error.into_bytes().zeroize();
                    Refused::Malformed
                })?;
                form.take(name, Zeroizing::new(text), visitor)?;
            }
        }
    }
    form.finish()
}

/// A buffer that grows leaves its copies wiped.
fn append(octets: &mut Zeroizing<Vec<u8>>, chunk: &[u8]) {
    if octets.capacity() - octets.len() < chunk.len() {
        let mut larger = Vec::with_capacity((octets.len() + chunk.len()) * 2);
        larger.extend_from_slice(octets);
        *octets = Zeroizing::new(larger);
    }
    octets.extend_from_slice(chunk);
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

/// The last part of what a browser calls a file.
fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// `+` is a space, `%41` an octet.
fn decoded(text: &[u8]) -> Result<Zeroizing<String>, Refused> {
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter();
    while let Some(octet) = rest.next() {
        octets.push(match octet {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|digit| char::from(*digit).to_digit(16));
                let (Some(high), Some(low)) = (digit(), digit()) else { return Err(Refused::Malformed) };
                u8::try_from(high * 16 + low).map_err(|_| Refused::Malformed)?
            }
            octet => *octet,
        });
    }
    let text = std::str::from_utf8(&octets).map_err(|_| Refused::Malformed)?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The pairs of a query.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let [name, value] = [name, value].map(|half| decoded(half.as_bytes()).ok());
        Some((name?.to_string(), value?.to_string()))
    };
    query.split('&').filter(|part| !part.is_empty()).take(FIELDS).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_as_it_was_typed() {
        let read = |text: &str| decoded(text.as_bytes()).map(|text| text.to_string());
        assert_eq!(read("a+b%20c%C3%A9%2B"), Ok("a b cé+".to_owned()));
        for wrong in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(read(wrong), Err(Refused::Malformed), "{wrong}");
        }
        let both = pairs("q=a%26b&page=2&&seul");
        let expected = [("q", "a&b"), ("page", "2"), ("seul", "")];
        assert_eq!(both, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_files_name_has_no_folder() {
        for (given, kept) in
            [("a.p12", "a.p12"), ("C:\\x\\a.p12", "a.p12"), ("../../etc/passwd", "passwd"), ("", "")]
        {
            assert_eq!(base(given), kept);
        }
    }
}
