//! How keys and consultations are named and marked on every screen.

use maud::{Markup, html};
use plis::{
    audit::finding::Finding,
    consultation::EnvelopeKind,
    keys::Role,
    registry::{Assigned, ConsultationState, Custody, KeyRecord, KeyState},
    report::document::Tone,
    time::{Timestamp, Zone},
};

use crate::{
    console::{parts, visit::Visit},
    words::{
        Messages,
        findings::{self, Telling},
        number,
    },
};

/// Every word that applies to a key, the gravest tone.
pub(super) fn key_state(visit: &Visit, key: &KeyRecord) -> Markup {
    let say = visit.say();
    let validity = key.certificate.validity;
    let mut tags = Vec::new();
    if validity.expired_at(visit.now()) {
        tags.push((Tone::Warn, say.key_state_expired()));
    } else if visit.now() < validity.not_before {
        tags.push((Tone::Warn, say.key_state_future()));
    }
    if matches!(key.state, KeyState::Retired(_)) {
        tags.push((Tone::Quiet, say.key_state_retired()));
    }
    if key.custody == Custody::Certificate {
        tags.push((Tone::Bad, say.key_state_no_private()));
    } else if let Some(proof) = key.failed_proof() {
        tags.push((Tone::Bad, findings::proof(proof.result, say)));
    }
    if tags.is_empty() {
        tags.push((Tone::Good, say.key_state_active()));
    }
    html! { @for (tone, word) in tags { (parts::tag(tone, &word)) " " } }
}

/// A key by its name, with the way to its screen.
pub(super) fn key_link(visit: &Visit, key: &KeyRecord) -> Markup {
    html! { a href=(visit.at(&key_path(key))) { (parts::name(&key.name)) } }
}

/// The way to the key that a finding is about.
pub(super) fn key_of(visit: &Visit, telling: &Telling<'_>, finding: &Finding) -> Markup {
    html! {
        @if let Some(key) = finding.key { " " a href=(visit.at(&format!("/cles/{}", telling.snapshot.key(key).fingerprint))) { (visit.say().console_see_key()) } }
    }
}

/// Where a key's screen is.
pub(super) fn key_path(key: &KeyRecord) -> String {
    format!("/cles/{}", key.certificate.fingerprint)
}

/// A consultation by its reference, with the way to its screen.
pub(super) fn consultation_link(visit: &Visit, reference: &str) -> Markup {
    html! { a href=(visit.at(&consultation_path(reference))) { (parts::name(reference)) } }
}

/// Where a consultation's screen is.
pub(super) fn consultation_path(reference: &str) -> String {
    format!("/consultations/{}", parts::segment(reference))
}

/// `bi-clé d'entité`, `bi-clé de secours`.
pub(super) fn role(say: &Messages, role: Role) -> String {
    match role {
        Role::Entity => say.key_role_entity(),
        Role::Emergency => say.key_role_emergency(),
    }
}

/// How far a consultation is.
pub(super) fn consultation_state(say: &Messages, state: ConsultationState) -> Markup {
    match state {
        ConsultationState::Draft => parts::tag(Tone::Plain, &say.consultation_state_draft()),
        ConsultationState::Launched => parts::tag(Tone::Good, &say.consultation_state_launched()),
        ConsultationState::Closed => parts::tag(Tone::Quiet, &say.consultation_state_closed()),
    }
}

/// An instant with both clocks, in one line.
pub(super) fn instant(visit: &Visit, at: Timestamp, zone: Zone) -> String {
    number::instant(visit.lang(), at, zone)
}

/// What of a consultation a key is assigned to.
pub(super) fn scope(say: &Messages, assigned: &Assigned) -> String {
    let kind = assigned.assignment.envelope.map(|kind| kind.name().to_owned());
    let lot = assigned.assignment.lot.as_ref();
    let lot = lot.map(|lot| say.consultation_scope_lot(parts::name(lot.as_str())));
    let scope: Vec<String> = kind.into_iter().chain(lot).collect();
    if scope.is_empty() { say.console_scope_all() } else { scope.join(", ") }
}

/// A kind of envelope by its name in a form.
pub(super) fn envelope(text: &str) -> Option<EnvelopeKind> {
    text.parse().ok()
}
