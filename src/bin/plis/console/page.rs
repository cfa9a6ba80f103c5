//! The page around every screen.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use maud::{DOCTYPE, Markup, html};
use plis::report::untrusted;

use super::{
    Console,
    parts::form,
    refused::Refused,
    visit::{Reply, Visit},
};
use crate::words::{Lang, Messages};

/// The screens that the navigation leads to, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Opening,
    Keys,
    Consultations,
    Audit,
    Journal,
}

impl Place {
    const ALL: [Self; 6] =
        [Self::Home, Self::Opening, Self::Keys, Self::Consultations, Self::Audit, Self::Journal];

    const fn path(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Opening => "/ouverture",
            Self::Keys => "/cles",
            Self::Consultations => "/consultations",
            Self::Audit => "/audit",
            Self::Journal => "/journal",
        }
    }

    fn name(self, say: &Messages) -> String {
        match self {
            Self::Home => say.console_home(),
            Self::Opening => say.console_opening(),
            Self::Keys => say.console_keys(),
            Self::Consultations => say.console_consultations(),
            Self::Audit => say.console_audit(),
            Self::Journal => say.console_journal(),
        }
    }
}

/// A screen in its page.
pub(super) fn page(visit: &Visit, place: Place, title: &str, body: &Markup) -> Reply {
    Reply::Page(whole(visit, Some(place), title, body, false))
}

/// The same, of what changes by itself: without a script the page is asked for again now and then.
pub(super) fn changing(visit: &Visit, place: Place, title: &str, body: &Markup) -> Reply {
    Reply::Page(whole(visit, Some(place), title, body, true))
}

/// The same, of a form that was refused.
pub(super) fn refused(visit: &Visit, place: Place, title: &str, body: &Markup) -> Reply {
    Reply::Refused(whole(visit, Some(place), title, body, false))
}

fn whole(visit: &Visit, place: Option<Place>, title: &str, body: &Markup, changes: bool) -> Markup {
    let say = visit.say();
    let note = visit.console.door.take_note();
    html! {
        (DOCTYPE)
        html lang=(visit.lang().code()) {
            head {
                meta charset="utf-8";
                title { (title) " – plis" }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" type="image/svg+xml" href=(visit.at("/icone.svg"));
                link rel="stylesheet" href=(visit.at("/style.css"));
                @if changes { noscript { meta http-equiv="refresh" content="2"; } }
            }
            body {
                a.skip href="#contenu" { (say.console_skip()) }
                header.top {
                    a.mark href=(visit.at("/")) { "plis" }
                    nav aria-label=(say.console_navigation()) {
                        ul {
                            @for one in Place::ALL {
                                li { a href=(visit.at(one.path())) aria-current=[(place == Some(one)).then_some("page")] { (one.name(say)) } }
                            }
                        }
                    }
                    (other_language(visit))
                }
                main #contenu tabindex="-1" {
                    h1 { (title) }
                    div.status role="status" { @if let Some(note) = note { p { (note) } } }
                    (body)
                }
                footer {
                    p {
                        "plis " (env!("CARGO_PKG_VERSION"))
                        @if let Some(home) = &visit.console.setting.home {
                            " · " (say.console_registry_in(untrusted::path(home.shown())))
                        }
                    }
                    (form(visit, "/fin", &html! { button.quiet type="submit" { (say.console_close()) } }))
                }
            }
        }
    }
}

fn other_language(visit: &Visit) -> Markup {
    let (code, name) = match visit.lang() {
        Lang::Fr => ("en", "English"),
        Lang::En => ("fr", "Français"),
    };
    form(
        visit,
        "/langue",
        &html! {
            input type="hidden" name="retour" value={ "/" (visit.here()) };
            button.quiet type="submit" name="langue" value=(code) lang=(code) { (name) }
        },
    )
}

/// There is no such page, or no such key or consultation any more.
pub(super) fn not_found(visit: &Visit) -> Markup {
    let say = visit.say();
    let body = html! {
        p { (say.console_not_found_sentence()) }
        p { a href=(visit.at("/")) { (say.console_back_home()) } }
    };
    whole(visit, None, &say.console_not_found(), &body, false)
}

/// Something went wrong that no form can mend.
pub(super) fn trouble(visit: &Visit, id: &str, sentence: &str, hint: Option<&str>, waits: bool) -> Markup {
    let say = visit.say();
    let body = html! {
        div.alert.bad role="alert" {
            p { (sentence) }
            @if let Some(hint) = hint { p { (hint) } }
            @if waits { p { (say.console_tries_again()) } }
        }
        p { a.button href=(visit.at(&format!("/{}", visit.here()))) { (say.console_try_again()) } " " a href=(visit.at("/")) { (say.console_back_home()) } }
        p.small { (say.console_trouble_id(id)) }
    };
    whole(visit, None, &say.console_trouble(), &body, false)
}

/// The console is closed, and says so while it can.
pub(super) fn farewell(visit: &Visit) -> Markup {
    let say = visit.say();
    bare(visit.lang(), &say.console_closed(), &say.console_closed_sentence())
}

/// What somebody is told who does not come in: no style, no way further, nothing of ours.
pub(super) fn refusal(console: &Console, refused: Refused) -> Markup {
    let tongue = console.tongue(console.setting.lang);
    let say = tongue.say;
    let sentence = match refused {
        Refused::Host => say.console_refused_host(),
        Refused::Method | Refused::Media | Refused::Malformed => say.console_refused_malformed(),
        Refused::Prefetch => say.console_refused_prefetch(),
        Refused::Spent => say.console_refused_spent(),
        Refused::Stale => say.console_refused_stale(),
        Refused::NoSession => say.console_refused_session(),
        Refused::CrossSite => say.console_refused_cross_site(),
        Refused::TooLarge => say.console_refused_large(),
        Refused::TooSlow => say.console_refused_slow(),
        Refused::NoRoom => say.console_refused_room(),
        Refused::FormToken => say.console_refused_form(),
        Refused::Internal => say.console_trouble(),
    };
    bare(tongue.lang, &say.console_refused(), &sentence)
}

fn bare(lang: Lang, title: &str, sentence: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                title { (title) " – plis" }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
            }
            body { main { h1 { (title) } p { (sentence) } } }
        }
    }
}

/// A page as it is sent.
pub(super) fn html(status: StatusCode, markup: &Markup) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], markup.0.clone()).into_response()
}
