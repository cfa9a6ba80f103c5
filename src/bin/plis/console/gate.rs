//! The gate: every request passes the same checks in the same order, and nothing behind it checks again.
//!
//! 1. the peer is of this machine (the listener);
//! 2. `Host` is a loopback name with our port, before anything else: a name that was bound anew to this machine has an
//!    origin that equals its host;
//! 3. the method is one of three;
//! 4. the session: the address that opens it, once, or its cookie below our own prefix;
//! 5. no other page sent it;
//! 6. the body is a form, bounded in octets and time, and begins with the token of this session.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{
    Console,
    admitted::Admitted,
    door::{Entry, Visitor},
    form::{self, Form},
    headers, page,
    refused::Refused,
};

/// Whether a connection ever showed a session.
#[derive(Clone)]
pub(super) struct Known(pub(super) Arc<AtomicBool>);

/// What the checks come to.
enum Passed {
    To(Box<Request>),
    /// The address was good: the cookie, and the way to the first page.
    Welcome,
    /// Our own prefix without its last stroke, below which no cookie is sent: the way to the first page.
    Home,
}

/// The middleware in front of every route.
pub(super) async fn gate(State(console): State<Arc<Console>>, request: Request, next: Next) -> Response {
    let closes = request.method() == Method::POST;
    let mut answer = match pass(&console, request).await {
        Ok(Passed::To(request)) => next.run(*request).await,
        Ok(Passed::Welcome) => welcome(&console),
        Ok(Passed::Home) => (StatusCode::SEE_OTHER, [(header::LOCATION, home(&console))]).into_response(),
        Err(refused) => page::html(refused.status(), &page::refusal(&console, refused)),
    };
    headers::lay(&mut answer);
    if closes {
        // What was read goes with its connection: there may have been a password in it.
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}

async fn pass(console: &Console, mut request: Request) -> Result<Passed, Refused> {
    host(request.headers(), request.uri(), console.door.port())?;
    if ![Method::GET, Method::HEAD, Method::POST].contains(request.method()) {
        return Err(Refused::Method);
    }
    if request.uri().path() == "/"
        && let Some(token) = token(request.uri())
    {
        return enter(console, &request, token);
    }
    if request.method() != Method::POST
        && request.uri().path().strip_prefix('/') == Some(console.door.instance())
    {
        return Ok(Passed::Home);
    }
    let visitor = visitor(console, &request)?;
    if let Some(known) = request.extensions().get::<Known>() {
        known.0.store(true, Relaxed);
    }
    same_site(request.headers(), request.method(), console.door.port())?;
    let form = if request.method() == Method::POST {
        let (parts, body) = request.into_parts();
        let opens = parts.uri.path() == format!("/{}/ouverture", console.door.instance());
        let form = form::read(&parts, body, &visitor, opens.then_some(&console.staging)).await?;
        request = Request::from_parts(parts, axum::body::Body::empty());
        form
    } else {
        Form::default()
    };
    request.extensions_mut().insert(Admitted { visitor, form: Arc::new(form) });
    Ok(Passed::To(Box::new(request)))
}

/// One `Host`, and it is ours; so is the authority of a request line that has one.
fn host(headers: &HeaderMap, uri: &Uri, port: u16) -> Result<(), Refused> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(Refused::Host) };
    let ours = |host: &str| names(port).iter().any(|name| name.eq_ignore_ascii_case(host));
    let authority = uri.authority().is_none_or(|authority| ours(authority.as_str()));
    if host.to_str().is_ok_and(ours) && authority { Ok(()) } else { Err(Refused::Host) }
}

fn names(port: u16) -> [String; 3] {
    ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"))
}

/// The one-time token of `/?jeton=...`.
fn token(uri: &Uri) -> Option<&str> {
    uri.query()?.strip_prefix("jeton=")
}

fn enter(console: &Console, request: &Request, token: &str) -> Result<Passed, Refused> {
    let headers = request.headers();
    let says = |name: &str, words: &[&str]| {
        headers.get_all(name).iter().any(|value| {
            let value = value.to_str().unwrap_or_default().to_ascii_lowercase();
            words.iter().any(|word| value.contains(word))
        })
    };
    let looks_ahead = ["sec-purpose", "purpose", "x-purpose", "x-moz"];
    if request.method() != Method::GET
        || looks_ahead.iter().any(|name| says(name, &["prefetch", "prerender", "preview"]))
    {
        return Err(Refused::Prefetch);
    }
    // Typed, or opened by another program: no page leads here.
    if says("sec-fetch-site", &["cross-site", "same-site"]) {
        return Err(Refused::CrossSite);
    }
    match console.door.enter(token, console.setting.lang).map_err(|_| Refused::Internal)? {
        Entry::Welcome => Ok(Passed::Welcome),
        Entry::Spent => {
            console.tell_address();
            Err(Refused::Spent)
        }
        Entry::Stale => {
            console.tell_address();
            Err(Refused::Stale)
        }
        Entry::Unknown => Err(Refused::NoSession),
    }
}

fn welcome(console: &Console) -> Response {
    let Some(cookie) = console.door.set_cookie() else {
        return page::html(Refused::NoSession.status(), &page::refusal(console, Refused::NoSession));
    };
    (StatusCode::SEE_OTHER, [(header::LOCATION, home(console)), (header::SET_COOKIE, cookie)]).into_response()
}

/// The first page.
fn home(console: &Console) -> String {
    format!("/{}/", console.door.instance())
}

fn visitor(console: &Console, request: &Request) -> Result<Visitor, Refused> {
    let below = request.uri().path().strip_prefix('/').and_then(|path| path.split_once('/'));
    if below.is_none_or(|(instance, _)| instance != console.door.instance()) {
        return Err(Refused::NoSession);
    }
    let name = console.door.cookie_name();
    let cookies = request.headers().get_all(header::COOKIE).iter();
    let pairs = cookies.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut ours = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(found, _)| *found == name);
    ours.find_map(|(_, value)| console.door.visitor(value)).ok_or(Refused::NoSession)
}

/// A page of another origin sends nothing, and leads nowhere in here.
fn same_site(headers: &HeaderMap, method: &Method, port: u16) -> Result<(), Refused> {
    let site = headers.get("sec-fetch-site").map(|site| site.to_str().unwrap_or("?"));
    let changes = method == Method::POST;
    let site_is_ours = match site {
        None => true,
        Some("none") => !changes,
        Some(site) => site == "same-origin",
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("?"));
    let origin_is_ours = match origin {
        Some(origin) => origin == format!("http://{host}") && names(port).iter().any(|name| name == host),
        // A browser says where a change comes from, one way or the other.
        None => !changes || site.is_some(),
    };
    if site_is_ours && origin_is_ours { Ok(()) } else { Err(Refused::CrossSite) }
}
