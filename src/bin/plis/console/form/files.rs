//! Forms with files: what is small stays in memory, what may be large goes to the staging folder.

use std::{path::PathBuf, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest as _, Multipart, Request, multipart::Field},
    http::request::Parts,
};
use plis::limits;
use tokio::{task::spawn_blocking, time};
use zeroize::{Zeroize as _, Zeroizing};

use super::{FIELDS, FORM, Form, Pace, TOKEN, Upload, announced};
use crate::console::{
    door::Visitor,
    refused::Refused,
    staging::{Arriving, Batch, Staging},
};

/// Octets of all files of one form that stay in memory.
const FILES: u64 = limits::KEY_FILE.value + (64 << 10);
/// For what is left of a form that is refused.
const REST: Duration = Duration::from_secs(5);
/// Fields of files that go to the staging folder, and the fields of paths that say then where they are.
const STAGED: [(&str, &str); 2] = [("depot", "plis"), ("depot-registre", "registre")];

/// Reads a body of parts.
pub(super) async fn read(
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

/// The last part of what a browser calls a file.
fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
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
    fn a_files_name_has_no_folder() {
        for (given, kept) in
            [("a.p12", "a.p12"), ("C:\\x\\a.p12", "a.p12"), ("../../etc/passwd", "passwd"), ("", "")]
        {
            assert_eq!(base(given), kept);
        }
    }
}
