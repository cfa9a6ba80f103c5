//! Which path leads to which screen.

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::{StatusCode, header},
    response::IntoResponse as _,
    routing::{MethodRouter, get, post},
};

use super::{
    Console, answer,
    screens::{audit, consultation, consultations, home, journal, key, key_export, keys, new_key, session},
    visit::{Reply, Screen},
};

/// Every route, below the prefix of this process.
pub(super) fn all(console: &Arc<Console>) -> Router {
    let at = |path: &str| format!("/{}{path}", console.door.instance());
    let screens: [(&str, Screen); 8] = [
        ("/", home::show),
        ("/cles", keys::show),
        ("/cles/{empreinte}", key::show),
        ("/consultations", consultations::show),
        ("/consultations/{reference}", consultation::show),
        ("/audit", audit::show),
        ("/journal", journal::show),
        ("/cles/{empreinte}/certificat", key_export::certificate),
    ];
    let forms: [(&str, Screen); 3] = [
        ("/cles/ajouter", new_key::show),
        ("/consultations/creer", consultations::create),
        ("/consultations/importer", consultations::import),
    ];
    let deeds: [(&str, Screen); 12] = [
        ("/cles/{empreinte}/renommer", key::rename),
        ("/cles/{empreinte}/retirer", key::retire),
        ("/cles/{empreinte}/supprimer", key::delete),
        ("/cles/{empreinte}/verifier", key::prove),
        ("/cles/{empreinte}/exporter", key_export::private),
        ("/cles/restaurer", keys::restore),
        ("/consultations/{reference}/affecter", consultation::assign),
        ("/consultations/{reference}/desaffecter", consultation::unassign),
        ("/consultations/{reference}/lancer", consultation::launch),
        ("/consultations/{reference}/clore", consultation::close),
        ("/langue", session::speak),
        ("/fin", session::end),
    ];
    let mut router = Router::new()
        .route(&at("/style.css"), file("text/css; charset=utf-8", include_str!("style.css")))
        .route(&at("/icone.svg"), file("image/svg+xml", include_str!("icon.svg")));
    for (path, screen) in screens {
        router = router.route(&at(path), get(paid(console, screen)));
    }
    for (path, screen) in forms {
        router = router.route(&at(path), get(paid(console, screen)).post(paid(console, screen)));
    }
    for (path, screen) in deeds {
        router = router.route(&at(path), post(paid(console, screen)));
    }
    router.fallback(paid(console, |_| Ok(Reply::NotFound)))
}

fn paid(
    console: &Arc<Console>,
    screen: Screen,
) -> impl Fn(Request) -> std::pin::Pin<Box<dyn Future<Output = axum::response::Response> + Send>>
+ Clone
+ Send
+ Sync
+ 'static {
    let console = Arc::clone(console);
    move |request| {
        let console = Arc::clone(&console);
        Box::pin(answer::pay(console, screen, request))
    }
}

/// A file of the program's own.
fn file(kind: &'static str, text: &'static str) -> MethodRouter {
    get(move || async move {
        let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=3600")];
        (StatusCode::OK, headers, text).into_response()
    })
}
