//! Forms: what was typed and what was sent along, bounded before it is kept.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::{self, Body, Bytes},
    extract::{FromRequest as _, Multipart, Request, multipart::Field},
    http::{header, request::Parts},
};
use plis::{limits, secret::Password};
use tokio::{task::spawn_blocking, time};
use zeroize::{Zeroize as _, Zeroizing};

use super::{
    door::Visitor,
    refused::Refused,
    staging::{Arriving, Batch, Staging},
};

/// Octets of a form without files. The allocator wipes what is no larger.
const FORM: usize = 60 << 10;
/// Octets of all files of one form.
const FILES: u64 = limits::KEY_FILE.value + (64 << 10);
/// Fields of one form, files included.
const FIELDS: usize = 400;
/// For the whole of a form, to which what arrives of its files adds a little.
const WHOLE: Duration = Duration::from_secs(20);
/// For what is left of a form that is refused.
const REST: Duration = Duration::from_secs(5);
/// Octets of files that earn a second more.
const PACE: u64 = 1 << 20;
/// Fields of files that go to the staging folder, and the fields of paths that say then where they are.
pub(super) const STAGED: [(&str, &str); 2] = [("depot", "plis"), ("depot-registre", "registre")];
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
        "application/x-www-form-urlencoded" => Pace::new().waits(typed(parts, body, visitor)).await,
        "multipart/form-data" => with_files(parts, body, visitor, staging).await,
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

async fn with_files(
    parts: &Parts,
    body: Body,
    visitor: &Visitor,
    staging: Option<&Arc<Staging>>,
) -> Result<Form, Refused> {
    let bound = FILES + staging.map_or(0, |staging| staging.octets);
    if announced(parts).is_some_and(|octets| octets > bound) {
        return Err(Refused::TooLarge);
    }
    let request = Request::from_parts(parts.clone(), body);
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| Refused::Malformed)?;
    let read = fields(&mut multipart, visitor, staging).await;
    if matches!(read, Err(Refused::TooLarge | Refused::NoRoom)) {
        // A browser that is still sending would not hear why.
        let rest = async {
            while let Ok(Some(mut field)) = multipart.next_field().await {
                while let Ok(Some(_)) = field.chunk().await {}
            }
        };
        let _ = time::timeout(REST, rest).await;
    }
    read
}

async fn fields(
    multipart: &mut Multipart,
    visitor: &Visitor,
    staging: Option<&Arc<Staging>>,
) -> Result<Form, Refused> {
    let mut pace = Pace::new();
    let mut form = Form::default();
    let mut landing =
        Landing { batch: None, left: staging.map_or(0, |staging| staging.octets), roots: Vec::new() };
    let mut left = FILES;
    loop {
        let next = pace.waits(async { multipart.next_field().await.map_err(|_| Refused::Malformed) }).await?;
        let Some(mut field) = next else { break };
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        if form.fields.is_empty() && name != TOKEN {
            return Err(Refused::FormToken);
        }
        let staged = STAGED.iter().find(|(staged, _)| *staged == name);
        if let (Some(staging), Some(file), Some((own, path))) = (staging, &file, staged) {
            landing.take(staging, own, path, base(file), &mut field, &mut pace).await?;
            continue;
        }
        let mut octets = Zeroizing::new(Vec::new());
        while let Some(chunk) = piece(&mut field, &mut pace).await? {
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
    let form = form.finish()?;
    Ok(landing.land(form))
}

async fn piece(field: &mut Field<'_>, pace: &mut Pace) -> Result<Option<Bytes>, Refused> {
    let piece = pace.waits(async { field.chunk().await.map_err(|_| Refused::Malformed) }).await?;
    pace.octets += piece.as_ref().map_or(0, |piece| piece.len() as u64);
    Ok(piece)
}

/// Files on their way to the staging folder.
struct Landing {
    batch: Option<Batch>,
    left: u64,
    /// Fields of paths, and what they say then.
    roots: Vec<(&'static str, PathBuf)>,
}

impl Landing {
    async fn take(
        &mut self,
        staging: &Arc<Staging>,
        own: &'static str,
        path: &'static str,
        name: &str,
        field: &mut Field<'_>,
        pace: &mut Pace,
    ) -> Result<(), Refused> {
        let mut next = piece(field, pace).await?;
        while next.as_ref().is_some_and(Bytes::is_empty) {
            next = piece(field, pace).await?;
        }
        // A field that was left empty sends a file without a name.
        if name.is_empty() && next.is_none() {
            return Ok(());
        }
        let batch = match &mut self.batch {
            Some(batch) => batch,
            none => none.insert(Batch::begin(Arc::clone(staging)).map_err(|_| Refused::NoRoom)?),
        };
        let mut arriving = batch.file(own, name).map_err(|_| Refused::NoRoom)?.ok_or(Refused::TooLarge)?;
        while let Some(chunk) = next {
            self.left = self.left.checked_sub(chunk.len() as u64).ok_or(Refused::TooLarge)?;
            arriving = written(arriving, chunk).await?;
            next = piece(field, pace).await?;
        }
        // One file is itself, and several are their folder.
        let several = self.roots.iter().any(|(field, _)| *field == path);
        self.roots.retain(|(field, _)| *field != path);
        self.roots.push((path, if several { batch.folder(own) } else { arriving.path }));
        Ok(())
    }

    /// All of it is there: the paths of the form say where.
    fn land(self, mut form: Form) -> Form {
        for (name, root) in self.roots {
            // The folder's own name, and names that were made safe.
            form.fields.retain(|(found, _)| found != name);
            form.fields.push((name.to_owned(), Zeroizing::new(root.to_string_lossy().into_owned())));
        }
        if let Some(batch) = self.batch {
            batch.keep();
        }
        form
    }
}

/// A disk may take its time; whoever looks at other pages does not wait for it.
async fn written(mut arriving: Arriving, octets: Bytes) -> Result<Arriving, Refused> {
    let done = spawn_blocking(move || arriving.write(&octets).map(|()| arriving)).await;
    done.map_err(|_| Refused::Internal)?.map_err(|_| Refused::NoRoom)
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
    use crate::{console::door::Door, words::Lang};

    /// Reads a body of files for a staging folder that takes a thousand octets.
    fn sent(sizes: &[usize]) -> (Result<Form, Refused>, usize) {
        let place = tempfile::tempdir().expect("a folder");
        let staging = Arc::new(Staging::within(Some(place.path()), 1000, 3).expect("a folder"));
        let door = Door::new(1).expect("random octets");
        let token = door.address().split_once("jeton=").expect("a token").1.to_owned();
        door.enter(&token, Lang::Fr).expect("random octets");
        let cookie = door.set_cookie().expect("a cookie");
        let cookie = cookie.split(['=', ';']).nth(1).expect("a value").to_owned();
        let visitor = door.visitor(&cookie).expect("a visitor");
        let part = |name: &str, text: &str| {
            format!("--limite\r\nContent-Disposition: form-data; name={name}\r\n\r\n{text}\r\n")
        };
        let mut body = part("\"jeton\"", &visitor.form) + &part("\"plis\"", "/ailleurs");
        for size in sizes {
            body += &part("\"depot\"; filename=\"a.p7m\"", &"x".repeat(*size));
        }
        body += "--limite--\r\n";
        let request = Request::builder().header("content-type", "multipart/form-data; boundary=limite");
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let form = runtime.block_on(read(&parts, Body::from(body), &visitor, Some(&staging)));
        let batches = std::fs::read_dir(staging.path()).expect("there").count() - 1;
        if let Ok(form) = &form {
            let path = std::path::Path::new(form.text("plis"));
            assert!(path.starts_with(staging.path()) && path.exists(), "{path:?}");
        }
        (form, batches)
    }

    #[test]
    fn what_is_sent_is_bounded_in_octets_and_in_files() {
        assert!(matches!(sent(&[400, 600]), (Ok(_), 1)));
        assert!(matches!(sent(&[400, 601]), (Err(Refused::TooLarge), 0)));
        assert!(matches!(sent(&[1001]), (Err(Refused::TooLarge), 0)));
        assert!(matches!(sent(&[1, 1, 1]), (Ok(_), 1)));
        assert!(matches!(sent(&[1, 1, 1, 1]), (Err(Refused::TooLarge), 0)));
    }

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
