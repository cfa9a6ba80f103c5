//! Live rows: what changes while an opening runs, sent as it changes.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures_core::Stream;
use serde_json::json;
use tokio::{
    sync::mpsc::{self, Receiver},
    time,
};

use super::{Console, door::Visitor, parts, run::Run, screens::watch};

/// Streams at once: a browser opens six connections to one host, and needs some for pages.
const STREAMS: usize = 4;
/// How often it is looked whether something changed.
const LOOK: Duration = Duration::from_millis(250);

/// How many are open.
#[derive(Default)]
pub(super) struct Streams(AtomicUsize);

/// Counts one as long as it lives.
struct Open(Arc<Console>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.streams.0.fetch_sub(1, SeqCst);
    }
}

/// What a tab is sent.
struct Live(Receiver<Bytes>);

impl Stream for Live {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(Ok))
    }
}

/// Streams an opening to a tab, from after the rows it has. One stream too many is refused: that tab reloads.
pub(super) fn stream(console: Arc<Console>, visitor: Visitor, run: Arc<Run>, seen: u64) -> Response {
    if console.streams.0.fetch_add(1, SeqCst) >= STREAMS {
        console.streams.0.fetch_sub(1, SeqCst);
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let open = Open(Arc::clone(&console));
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(async move {
        let _open = open;
        let mut seen = seen;
        let mut last = String::new();
        loop {
            console.pulse.beat();
            let over = run.is_over();
            let event = event(&console, &visitor, &run, &mut seen);
            if event != last && sender.send(Bytes::from(event.clone())).await.is_err() {
                return;
            }
            last = event;
            if over {
                let _ = sender.send(Bytes::from_static(b"event: fin\ndata: {}\n\n")).await;
                return;
            }
            time::sleep(LOOK).await;
            // A tab that was closed is noticed when something is sent to it.
            if sender.is_closed() {
                return;
            }
        }
    });
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (StatusCode::OK, headers, Body::from_stream(Live(receiver))).into_response()
}

fn event(console: &Console, visitor: &Visitor, run: &Run, seen: &mut u64) -> String {
    let state = run.state();
    let first = state.done_items - state.rows.len() as u64;
    let skipped = usize::try_from(seen.saturating_sub(first)).unwrap_or(usize::MAX);
    let rows: Vec<_> = state
        .rows
        .iter()
        .skip(skipped)
        .map(|row| json!({"tone": parts::class(row.tone), "text": row.text}))
        .collect();
    *seen = state.done_items;
    let texts = watch::texts(console.tongue(visitor.lang), &state);
    let texts: serde_json::Map<_, _> =
        texts.into_iter().map(|(id, text)| (id.to_owned(), text.into())).collect();
    let data = json!({"texts": texts, "total": state.bytes.max(1), "done": state.done_bytes(), "rows": rows});
    format!("id: {seen}\nevent: etat\ndata: {data}\n\n")
}
