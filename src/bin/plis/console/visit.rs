//! One request: who asks, what for, and with what in the form.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use axum::{
    RequestExt as _,
    extract::{RawPathParams, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use maud::Markup;
use plis::{
    registry::{Access, By, Registry, RegistryError},
    time::{Clock, Timestamp},
};

use super::{
    Console,
    form::{self, Form},
    gate::Admitted,
    page,
    trouble::Trouble,
};
use crate::words::{Lang, Messages, Tongue};

/// One request, as a screen sees it.
pub(super) struct Visit {
    pub(super) console: Arc<Console>,
    pub(super) admitted: Admitted,
    path: String,
    parts: Vec<(String, String)>,
    query: Vec<(String, String)>,
    clock: Clock,
}

/// What a screen gives.
pub(super) enum Reply {
    /// A page.
    Page(Markup),
    /// A page again, with what was refused in it.
    Refused(Markup),
    /// Another page is to be looked at.
    See(String),
    /// A file to keep.
    File { name: String, kind: &'static str, octets: Vec<u8> },
    /// There is no such thing.
    NotFound,
}

/// A screen's answer. What goes wrong is told on a page of its own.
pub(super) type Answer = Result<Reply, Trouble>;

/// What a route leads to.
pub(super) type Screen = fn(&Visit) -> Answer;

impl Visit {
    /// Answers a request with a screen, on a thread that may wait.
    pub(super) async fn pay(console: Arc<Console>, screen: Screen, mut request: Request) -> Response {
        // A fallback has no parts.
        let parts = request.extract_parts::<RawPathParams>().await;
        let parts = parts.map_or_else(
            |_| Vec::new(),
            |parts| parts.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        );
        let Some(admitted) = request.extensions_mut().remove::<Admitted>() else {
            // Nothing comes here but through the gate.
            return StatusCode::FORBIDDEN.into_response();
        };
        let query = request.uri().query().map(form::pairs).unwrap_or_default();
        let path = request.uri().path().to_owned();
        let clock = console.clock();
        let visit = Self { console, admitted, path, parts, query, clock };
        let answered = tokio::task::spawn_blocking(move || visit.answer(screen)).await;
        answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }

    fn answer(&self, screen: Screen) -> Response {
        match screen(self) {
            Ok(Reply::Page(markup)) => html(StatusCode::OK, &markup),
            Ok(Reply::Refused(markup)) => html(StatusCode::UNPROCESSABLE_ENTITY, &markup),
            Ok(Reply::See(to)) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
            Ok(Reply::File { name, kind, octets }) => {
                (StatusCode::OK, [(header::CONTENT_TYPE, kind.to_owned()), attachment(&name)], octets)
                    .into_response()
            }
            Ok(Reply::NotFound) => html(StatusCode::NOT_FOUND, &page::not_found(self)),
            Err(trouble) => self.trouble(&trouble),
        }
    }

    /// A page that says what went wrong, under a number that is on the standard error too. Where waiting helps, it looks
    /// again by itself.
    fn trouble(&self, trouble: &Trouble) -> Response {
        let id = number();
        let (sentence, hint) = trouble.words(self.tongue());
        let ours = self.console.tongue(self.console.setting.lang);
        (self.console.setting.notes)(&ours.say.console_trouble_line(&id, trouble.words(ours).0));
        let waits = trouble.passes();
        let status = if waits { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
        let mut answer = html(status, &page::trouble(self, &id, &sentence, hint.as_deref(), waits));
        // A form would be sent again.
        if waits && self.form().is_empty() {
            answer.headers_mut().insert(header::REFRESH, HeaderValue::from_static("5"));
        }
        answer
    }

    pub(super) fn lang(&self) -> Lang {
        self.admitted.visitor.lang
    }

    pub(super) fn tongue(&self) -> Tongue<'_> {
        self.console.tongue(self.lang())
    }

    pub(super) fn say(&self) -> &Messages {
        self.tongue().say
    }

    pub(super) fn form(&self) -> &Form {
        &self.admitted.form
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Where a path of the console stands in this process.
    pub(super) fn at(&self, path: &str) -> String {
        format!("/{}{path}", self.console.door.instance())
    }

    /// This page's own path, without the prefix.
    pub(super) fn here(&self) -> &str {
        self.path.strip_prefix('/').and_then(|path| path.split_once('/')).map_or("", |(_, below)| below)
    }

    /// A part of the path.
    pub(super) fn part(&self, name: &str) -> &str {
        self.parts.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// A value of the query.
    pub(super) fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// The registry, where there is one.
    pub(super) fn registry(&self) -> Result<Option<Registry>, Trouble> {
        match self.open(Access::EXISTING) {
            Err(Trouble::Registry(RegistryError::Missing { .. })) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// The registry, made where there is none.
    pub(super) fn registry_made(&self) -> Result<Registry, Trouble> {
        self.open(Access::CREATE)
    }

    fn open(&self, access: Access) -> Result<Registry, Trouble> {
        let home = self.console.setting.home.as_ref().ok_or(Trouble::NoHome)?;
        Ok(Registry::open(home, access)?)
    }

    /// Who does it, and why.
    pub(super) fn by(&self, reason: Option<&str>) -> By {
        self.console.by(self.clock, reason)
    }
}

/// A page as it is sent.
pub(super) fn html(status: StatusCode, markup: &Markup) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], markup.0.clone()).into_response()
}

/// The name in letters that every browser takes, and as it is.
fn attachment(name: &str) -> (header::HeaderName, String) {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' }).collect();
    let encoded = name.bytes().fold(String::new(), |text, octet| match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => text + &char::from(octet).to_string(),
        _ => text + &format!("%{octet:02X}"),
    });
    (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
}

/// What a page of trouble is known by, in this process.
fn number() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{:04}", NEXT.fetch_add(1, Relaxed))
}
