//! Which path leads to which screen.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, Request},
    http::{StatusCode, header},
    response::IntoResponse as _,
    routing::{MethodRouter, get, post},
};

use super::{
    Console,
    admitted::Admitted,
    answer,
    door::Visitor,
    events, form,
    screens::{
        audit, browse, consultation, consultations, home, journal, key, key_export, keys, new_key, opened,
        opening, session, watch,
    },
    visit::{Reply, Screen},
};

/// Every route, below the prefix of this process.
pub(super) fn all(console: &Arc<Console>) -> Router {
    let at = |path: &str| format!("/{}{path}", console.door.instance());
    let screens: [(&str, Screen); 12] = [
        ("/", home::show),
        ("/cles", keys::show),
        ("/cles/{empreinte}", key::show),
        ("/consultations", consultations::show),
        ("/consultations/{reference}", consultation::show),
        ("/audit", audit::show),
        ("/journal", journal::show),
        ("/cles/{empreinte}/certificat", key_export::certificate),
        ("/ouverture/suivi/{numero}", watch::show),
        ("/ouverture/suivi/{numero}/proces-verbal", watch::minutes),
        ("/ouvertures/{run}", opened::show),
        ("/ouvertures/{run}/proces-verbal", opened::minutes_of),
    ];
    let forms: [(&str, Screen); 4] = [
        ("/cles/ajouter", new_key::show),
        ("/ouverture", opening::show),
        ("/consultations/creer", consultations::create),
        ("/consultations/importer", consultations::import),
    ];
    let deeds: [(&str, Screen); 17] = [
        ("/cles/{empreinte}/renommer", key::rename),
        ("/cles/{empreinte}/retirer", key::retire),
        ("/cles/{empreinte}/supprimer", key::delete),
        ("/cles/{empreinte}/verifier", key::prove),
        ("/cles/{empreinte}/exporter", key_export::private),
        ("/cles/{empreinte}/magasin", key_export::into_store),
        ("/cles/restaurer", keys::restore),
        ("/consultations/{reference}/affecter", consultation::assign),
        ("/consultations/{reference}/desaffecter", consultation::unassign),
        ("/consultations/{reference}/lancer", consultation::launch),
        ("/consultations/{reference}/clore", consultation::close),
        ("/ouverture/parcourir", browse::show),
        ("/ouverture/suivi/{numero}/interrompre", watch::stop),
        ("/ouverture/suivi/{numero}/dossier", watch::folder),
        ("/ouvertures/{run}/dossier", opened::folder_of),
        ("/langue", session::speak),
        ("/fin", session::end),
    ];
    let mut router = Router::new()
        .route(&at("/style.css"), file("text/css; charset=utf-8", include_str!("style.css")))
        .route(&at("/icone.svg"), file("image/svg+xml", include_str!("icon.svg")))
        .route(&at("/live.js"), file("text/javascript; charset=utf-8", include_str!("live.js")))
        .route(&at("/ouverture/suivi/{numero}/direct"), live(console));
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

/// What happens in an opening, as it happens.
fn live(console: &Arc<Console>) -> MethodRouter {
    let console = Arc::clone(console);
    get(move |Path(number): Path<String>, request: Request| {
        let console = Arc::clone(&console);
        async move {
            let admitted = request.extensions().get::<Admitted>();
            let (Some(run), Some(Admitted { visitor, .. })) = (console.bench.run(&number), admitted) else {
                return StatusCode::NOT_FOUND.into_response();
            };
            let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
            let asked = || {
                let pairs = form::pairs(request.uri().query().unwrap_or_default());
                pairs.iter().find(|(name, _)| name == "depuis").and_then(|(_, seen)| seen.parse().ok())
            };
            let seen = last.or_else(asked).unwrap_or(0);
            let visitor: Visitor = visitor.clone();
            events::stream(console, visitor, run, seen)
        }
    })
}

/// A file of the program's own.
fn file(kind: &'static str, text: &'static str) -> MethodRouter {
    get(move || async move {
        let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "private, max-age=3600")];
        (StatusCode::OK, headers, text).into_response()
    })
}
