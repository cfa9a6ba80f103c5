//! From a request to what is sent back.

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

use super::{
    Console,
    admitted::Admitted,
    headers, page,
    trouble::Trouble,
    visit::{Reply, Screen, Visit},
};

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
    let visit = Visit::new(console, admitted, request.uri(), parts);
    let answered = tokio::task::spawn_blocking(move || answer(&visit, screen)).await;
    answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn answer(visit: &Visit, screen: Screen) -> Response {
    match screen(visit) {
        Ok(Reply::Page(markup)) => page::html(StatusCode::OK, &markup),
        Ok(Reply::Refused(markup)) => page::html(StatusCode::UNPROCESSABLE_ENTITY, &markup),
        Ok(Reply::See(to)) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Ok(Reply::File { name, kind, octets }) => {
            (StatusCode::OK, [(header::CONTENT_TYPE, kind.to_owned()), attachment(&name)], octets)
                .into_response()
        }
        Ok(Reply::Sealed(octets)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, headers::SANDBOX),
            ];
            (StatusCode::OK, headers, octets).into_response()
        }
        Ok(Reply::NotFound) => page::html(StatusCode::NOT_FOUND, &page::not_found(visit)),
        Err(trouble) => trouble_page(visit, &trouble),
    }
}

/// A page that says what went wrong, under a number that is on the standard error too. Where waiting helps, it looks
/// again by itvisit.
fn trouble_page(visit: &Visit, trouble: &Trouble) -> Response {
    let id = number();
    let (sentence, hint) = trouble.words(visit.tongue());
    let ours = visit.console.tongue(visit.console.setting.lang);
    (visit.console.setting.notes)(&ours.say.console_trouble_line(&id, trouble.words(ours).0));
    let waits = trouble.passes();
    let status = if waits { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
    let mut answer = page::html(status, &page::trouble(visit, &id, &sentence, hint.as_deref(), waits));
    // A form would be sent again.
    if waits && visit.form().is_empty() {
        answer.headers_mut().insert(header::REFRESH, HeaderValue::from_static("5"));
    }
    answer
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
