//! One request: who asks, what for, and with what in the form.

use std::sync::Arc;

use axum::http::Uri;
use maud::Markup;
use plis::{
    desk::Desk,
    time::{Clock, Timestamp},
};

use super::{
    Console,
    admitted::Admitted,
    form::{self, Form},
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
    /// A document of its own, that nothing in it may leave.
    Sealed(Vec<u8>),
    /// There is no such thing.
    NotFound,
}

/// A screen's answer. What goes wrong is told on a page of its own.
pub(super) type Answer = Result<Reply, Trouble>;

/// What a route leads to.
pub(super) type Screen = fn(&Visit) -> Answer;

impl Visit {
    /// A request that came through the gate.
    pub(super) fn new(
        console: Arc<Console>,
        admitted: Admitted,
        uri: &Uri,
        parts: Vec<(String, String)>,
    ) -> Self {
        let query = uri.query().map(form::pairs).unwrap_or_default();
        let (path, clock) = (uri.path().to_owned(), console.clock());
        Self { console, admitted, path, parts, query, clock }
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

    /// Entries of a journal that are told at once; all of them where that was asked for.
    pub(super) fn entries_at_once(&self) -> u64 {
        const MANY: u64 = 20_000;
        if self.query("tout").is_empty() { MANY } else { u64::MAX }
    }

    /// Where everything is asked.
    pub(super) fn desk(&self) -> Result<Desk<'static>, Trouble> {
        self.console.desk(self.clock)
    }
}
