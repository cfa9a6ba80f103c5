//! What screens are made of: forms, fields, tags, instants.

use maud::{Markup, html};
use plis::{
    report::{document::Tone, untrusted},
    time::{Timestamp, Zone},
};

use super::{form::TOKEN, trouble::Trouble, visit::Visit};
use crate::words::number;

/// What was refused, and in which field; a field without a name is the form itself.
pub(super) struct Wrong {
    pub(super) field: &'static str,
    pub(super) sentence: String,
    pub(super) hint: Option<String>,
}

impl Wrong {
    /// A sentence beside a field.
    pub(super) fn at(field: &'static str, sentence: String) -> Self {
        Self { field, sentence, hint: None }
    }

    /// What the library refuses beside a field; what is no refusal is trouble.
    pub(super) fn of(visit: &Visit, field: &'static str, trouble: Trouble) -> Result<Self, Trouble> {
        if !trouble.is_refusal() {
            return Err(trouble);
        }
        let (sentence, hint) = trouble.words(visit.tongue());
        Ok(Self { field, sentence, hint })
    }
}

/// A form that changes something, with the token of the session first.
pub(super) fn form(visit: &Visit, action: &str, inner: &Markup) -> Markup {
    html! {
        form method="post" action=(visit.at(action)) {
            input type="hidden" name=(TOKEN) value=(visit.admitted.visitor.form);
            (inner)
        }
    }
}

/// The same with files.
pub(super) fn form_with_files(visit: &Visit, action: &str, inner: &Markup) -> Markup {
    html! {
        form method="post" action=(visit.at(action)) enctype="multipart/form-data" {
            input type="hidden" name=(TOKEN) value=(visit.admitted.visitor.form);
            (inner)
        }
    }
}

/// A line to type in.
pub(super) struct Field<'a> {
    pub(super) label: String,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) value: &'a str,
    pub(super) hint: Option<String>,
    pub(super) required: bool,
    /// Whether there is a list of proposals.
    pub(super) list: bool,
}

impl<'a> Field<'a> {
    /// A text.
    pub(super) fn text(name: &'static str, label: String, value: &'a str) -> Self {
        Self { label, name, kind: "text", value, hint: None, required: false, list: false }
    }

    /// A password: what was typed is never sent back.
    pub(super) fn password(name: &'static str, label: String) -> Self {
        Self { label, name, kind: "password", value: "", hint: None, required: false, list: false }
    }

    pub(super) fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    pub(super) fn hint(self, hint: String) -> Self {
        Self { hint: Some(hint), ..self }
    }

    pub(super) fn list(self) -> Self {
        Self { list: true, ..self }
    }

    pub(super) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The field, with what is wrong with it.
    pub(super) fn show(&self, wrong: Option<&Wrong>) -> Markup {
        let wrong = wrong.filter(|wrong| wrong.field == self.name);
        let described = match (self.hint.is_some(), wrong.is_some()) {
            (false, false) => None,
            (true, false) => Some(format!("{}-aide", self.name)),
            (false, true) => Some(format!("{}-erreur", self.name)),
            (true, true) => Some(format!("{0}-aide {0}-erreur", self.name)),
        };
        let autocomplete = if self.kind == "password" { "new-password" } else { "off" };
        html! {
            div.field.wrong[wrong.is_some()] {
                label for=(self.name) { (self.label) }
                @if let Some(hint) = &self.hint { p.hint id={ (self.name) "-aide" } { (hint) } }
                (beside(self.name, wrong))
                input #(self.name) name=(self.name) type=(self.kind) value=[(self.kind != "file").then_some(self.value)]
                    list=[self.list.then(|| format!("{}-liste", self.name))] autocomplete=(autocomplete) spellcheck="false" required[self.required]
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[described];
            }
        }
    }
}

/// What is wrong with a field, beside it.
pub(super) fn beside(name: &str, wrong: Option<&Wrong>) -> Markup {
    html! {
        @if let Some(wrong) = wrong {
            p.error id={ (name) "-erreur" } {
                (lines(&wrong.sentence))
                @if let Some(hint) = &wrong.hint { br; (lines(hint)) }
            }
        }
    }
}

/// What was refused, above the form, with the way to its field.
pub(super) fn summary(visit: &Visit, wrong: Option<&Wrong>) -> Markup {
    html! {
        @if let Some(wrong) = wrong {
            div.alert.bad role="alert" {
                p { strong { (visit.say().console_refused_form_title()) } }
                @if wrong.field.is_empty() {
                    p { (lines(&wrong.sentence)) }
                    @if let Some(hint) = &wrong.hint { p { (lines(hint)) } }
                } @else {
                    p { a href={ "#" (wrong.field) } { (lines(&wrong.sentence)) } }
                }
            }
        }
    }
}

/// One of several, all seen at once.
pub(super) fn choices(
    legend: &str,
    name: &'static str,
    chosen: &str,
    all: &[(&str, String, Option<String>)],
) -> Markup {
    html! {
        fieldset #(name) {
            legend { (legend) }
            @for (value, label, hint) in all {
                div.choice {
                    input type="radio" name=(name) id={ (name) "-" (value) } value=(value) checked[*value == chosen]
                        aria-describedby=[hint.as_ref().map(|_| format!("{name}-{value}-aide"))];
                    label for={ (name) "-" (value) } { (label) }
                    @if let Some(hint) = hint { p.hint id={ (name) "-" (value) "-aide" } { (hint) } }
                }
            }
        }
    }
}

/// A box to tick.
pub(super) fn tick(name: &str, value: &str, label: &str, ticked: bool) -> Markup {
    let id = format!("{name}-{value}");
    html! {
        div.choice {
            input type="checkbox" name=(name) id=(id) value=(value) checked[ticked];
            label for=(id) { (label) }
        }
    }
}

/// A word with its tone: never the colour alone.
pub(super) fn tag(tone: Tone, word: &str) -> Markup {
    html! { span class={ "tag " (class(tone)) } { (word) } }
}

/// The style of a tone.
pub(super) const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "good",
        Tone::Warn => "warn",
        Tone::Bad => "bad",
        Tone::Quiet => "quiet",
    }
}

/// Local time, then UTC below it: ends of certificates are shown so everywhere.
pub(super) fn two_clocks(visit: &Visit, at: Timestamp, zone: Zone) -> Markup {
    let lang = visit.lang();
    html! {
        time datetime=(at) {
            (number::local(lang, at, zone))
            @if zone == Zone::UTC { " UTC" } @else { " (" (zone.name()) ")" br; small { (number::local(lang, at, Zone::UTC)) " UTC" } }
        }
    }
}

/// A name of somebody else's, made harmless.
pub(super) fn name(text: &str) -> String {
    untrusted::text(text)
}

/// Lines of a text, one below the other.
pub(super) fn lines(text: &str) -> Markup {
    html! { @for (at, line) in text.lines().enumerate() { @if at > 0 { br; } (line.trim()) } }
}

/// A path segment.
pub(super) fn segment(text: &str) -> String {
    text.bytes().fold(String::new(), |path, octet| match octet {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' => path + &char::from(octet).to_string(),
        // A dot alone would be a step in the path.
        _ => path + &format!("%{octet:02X}"),
    })
}

/// The way through pages of a list.
pub(super) fn pager(visit: &Visit, path: &str, query: &str, page: usize, pages: usize) -> Markup {
    let say = visit.say();
    let to = |page: usize| {
        let query = if query.is_empty() { String::new() } else { format!("q={}&", segment(query)) };
        visit.at(&format!("{path}?{query}page={page}"))
    };
    html! {
        @if pages > 1 {
            nav.pager aria-label=(say.console_pages()) {
                @if page > 1 { a rel="prev" href=(to(page - 1)) { (say.console_previous()) } }
                span { (say.console_page_of(page.to_string(), pages.to_string())) }
                @if page < pages { a rel="next" href=(to(page + 1)) { (say.console_next()) } }
            }
        }
    }
}

/// The way through a list that is read as far as it is shown: from its beginning, and on after the last name. `kept` is what
/// else the address says.
pub(super) fn leaves(
    visit: &Visit,
    path: &str,
    title: &str,
    kept: &[(&str, &str)],
    field: &str,
    begun: bool,
    next: Option<&str>,
) -> Markup {
    let say = visit.say();
    let to = |more: Option<(&str, &str)>| {
        let pairs = kept.iter().copied().chain(more).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", segment(value))).collect();
        visit.at(&format!("{path}?{}", pairs.join("&")))
    };
    html! {
        @if begun || next.is_some() {
            nav.pager aria-label={ (say.console_pages()) " – " (title) } {
                @if begun { a href=(to(None)) { (say.console_first_page()) } }
                @if let Some(next) = next { a rel="next" href=(to(Some((field, next)))) { (say.console_next()) } }
            }
        }
    }
}

/// A page asked for, from 1.
pub(super) fn page_number(visit: &Visit) -> usize {
    visit.query("page").parse().unwrap_or(1).max(1)
}

/// A field to look for something with; works without script.
pub(super) fn search(visit: &Visit, path: &str) -> Markup {
    let say = visit.say();
    html! {
        form.search role="search" method="get" action=(visit.at(path)) {
            label.unseen for="q" { (say.console_search()) }
            input #q name="q" type="search" value=(visit.query("q"));
            button type="submit" { (say.console_search_go()) }
        }
    }
}
