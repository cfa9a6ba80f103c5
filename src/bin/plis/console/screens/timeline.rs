//! The timeline: how long each key lasts, against the consultations that need it.
//!
//! To screen readers it is a picture with a name: the table below says the same, row by row.

use maud::{Markup, html};
use plis::{
    audit::Audit,
    registry::{
        Snapshot,
        snapshot::{ConsultationFacts, KeyFacts, KeyIndex},
    },
    time::{Timestamp, Zone},
};

use crate::{
    console::{parts, visit::Visit},
    words::number,
};

/// Keys in one picture: those that end first of those that are needed.
const KEYS: usize = 200;
/// The picture in its own units: names on the left, then the years.
const WIDTH: i64 = 1000;
const NAMES: i64 = 240;
const HEAD: i64 = 34;
const DAY: i64 = 86_400;

/// One key's line.
struct Bar<'a> {
    index: KeyIndex,
    key: &'a KeyFacts,
    needed: Vec<&'a ConsultationFacts>,
}

/// The picture and its table.
pub(super) fn show(visit: &Visit, snapshot: &Snapshot, audit: &Audit) -> Markup {
    let say = visit.say();
    let bars = bars(snapshot);
    let left = snapshot.keys.len() - bars.len();
    html! {
        @if !bars.is_empty() {
            section {
                h2 #titre-frise { (say.console_timeline()) }
                p { (say.console_timeline_why(audit.thresholds.margin_days.to_string())) }
                // On a narrow screen it is wider than the page, and is moved with the keyboard too.
                div.scroll role="img" aria-labelledby="titre-frise" tabindex="0" { (picture(visit, audit, &bars)) }
                @if left > 0 { p.small { (say.console_timeline_left(number::whole(visit.lang(), left as u64))) } }
                details {
                    summary { (say.console_timeline_table()) }
                    div { (table(visit, audit, &bars)) }
                }
            }
        }
    }
}

/// Keys that something open needs first, then by their ends.
fn bars(snapshot: &Snapshot) -> Vec<Bar<'_>> {
    let mut first: Vec<_> = (0..)
        .zip(&snapshot.keys)
        .map(|(index, key)| (snapshot.ties_of(KeyIndex(index)).is_empty(), key.not_after, KeyIndex(index)))
        .collect();
    // Of a hundred thousand keys, only those that are shown are put in order.
    if first.len() > KEYS {
        first.select_nth_unstable(KEYS);
        first.truncate(KEYS);
    }
    first.sort_unstable_by_key(|(_, not_after, index)| (*not_after, *index));
    let bars = first.into_iter().map(|(.., index)| {
        let ties = snapshot.ties_of(index).iter();
        let mut needed: Vec<_> = ties.map(|tie| snapshot.consultation(tie.consultation)).collect();
        needed.sort_by_key(|consultation| consultation.deadline);
        Bar { index, key: snapshot.key(index), needed }
    });
    bars.collect()
}

/// From instants to places.
struct Scale {
    from: i64,
    to: i64,
}

impl Scale {
    fn of(audit: &Audit, bars: &[Bar<'_>]) -> Self {
        let now = audit.at.unix();
        let ends = bars.iter().map(|bar| bar.key.not_after.unix());
        let deadlines = bars.iter().flat_map(|bar| &bar.needed).map(|one| one.deadline.unix());
        let last = ends.chain(deadlines).max().unwrap_or(now);
        let first = bars.iter().map(|bar| bar.key.not_before.unix()).min().unwrap_or(now);
        // Half a year back, and no more than five ahead: what matters is near.
        let from = first.max(now - 182 * DAY).min(now - 30 * DAY);
        let to = last.clamp(now + 60 * DAY, now + 5 * 366 * DAY) + 20 * DAY;
        Self { from, to }
    }

    fn place(&self, at: i64) -> i64 {
        let at = at.clamp(self.from, self.to);
        NAMES + (at - self.from) * (WIDTH - NAMES - 10) / (self.to - self.from)
    }
}

fn picture(visit: &Visit, audit: &Audit, bars: &[Bar<'_>]) -> Markup {
    let scale = Scale::of(audit, bars);
    // Many keys stand closer together.
    let row: i64 = if bars.len() <= 40 { 26 } else { 16 };
    let count = i64::try_from(bars.len()).unwrap_or(i64::MAX / row);
    let height = HEAD + row * count + 10;
    let today = scale.place(audit.at.unix());
    html! {
        svg.timeline viewBox=(format!("0 0 {WIDTH} {height}")) width=(WIDTH) height=(height) role="presentation" focusable="false" {
            @for (at, name) in marks(&scale) {
                line.grid x1=(at) x2=(at) y1=(HEAD - 6) y2=(height) {}
                text.soft x=(at + 3) y="14" { (name) }
            }
            @for (place, bar) in (0..).zip(bars) { (line(visit, audit, &scale, bar, HEAD + row * place, row)) }
            line.today x1=(today) x2=(today) y1="18" y2=(height) {}
            text x=(today + 4) y="28" { (visit.say().console_today()) }
        }
    }
}

fn line(visit: &Visit, audit: &Audit, scale: &Scale, bar: &Bar<'_>, y: i64, row: i64) -> Markup {
    let now = audit.at.unix();
    let (begins, ends) = (bar.key.not_before.unix(), bar.key.not_after.unix());
    let margin = i64::from(audit.thresholds.margin_days) * DAY;
    let short = bar.needed.iter().any(|one| one.deadline.unix() + margin > ends);
    let class = if ends < now {
        "ended"
    } else if short {
        "bad"
    } else if ends - now < i64::from(audit.thresholds.warn_days) * DAY {
        "soon"
    } else {
        "valid"
    };
    let (from, to) = (scale.place(begins), scale.place(ends));
    let (top, thick) = (y + 4, row - 10);
    let name: String = parts::name(&bar.key.name);
    let shown: String =
        if name.chars().count() > 34 { name.chars().take(33).chain(['…']).collect() } else { name.clone() };
    let lang = visit.lang();
    html! {
        g {
            title { (name) " – " (number::local(lang, bar.key.not_after, Zone::PARIS)) }
            text x="6" y=(y + row / 2 + 3) { (shown) }
            rect class=(class) x=(from) y=(top) width=((to - from).max(2)) height=(thick) rx="2" {}
            @for one in &bar.needed {
                @let at = scale.place(one.deadline.unix());
                line.margin x1=(at) x2=(scale.place(one.deadline.unix() + margin)) y1=(top + thick / 2) y2=(top + thick / 2) {}
                circle.deadline cx=(at) cy=(top + thick / 2) r="4" { title { (parts::name(&one.reference)) " – " (number::local(lang, one.deadline, Zone::PARIS)) } }
            }
        }
    }
}

/// The first days of quarters, or of years where there are many.
fn marks(scale: &Scale) -> Vec<(i64, String)> {
    const MONTHS: [&str; 4] = ["01-01", "04-01", "07-01", "10-01"];
    let year = |at: i64| Timestamp::from_unix(at).map_or(2000, |at| chrono::Datelike::year(&at.utc()));
    let (first, last) = (year(scale.from), year(scale.to));
    let months: &[&str] = if last - first <= 2 { &MONTHS } else { &MONTHS[..1] };
    let mut marks = Vec::new();
    for year in first..=last {
        for month in months {
            let at = format!("{year:04}-{month}T00:00:00Z").parse::<Timestamp>();
            if let Ok(at) = at.map(Timestamp::unix)
                && (scale.from..scale.to).contains(&at)
            {
                marks.push((scale.place(at), format!("{}/{year}", &month[..2])));
            }
        }
    }
    marks
}

fn table(visit: &Visit, audit: &Audit, bars: &[Bar<'_>]) -> Markup {
    let say = visit.say();
    html! {
        table.cards {
            thead { tr {
                th scope="col" { (say.key_column_name()) } th scope="col" { (say.key_term_begins()) } th scope="col" { (say.key_column_ends()) }
                th.number scope="col" { (say.audit_column_days()) } th scope="col" { (say.console_needed_by()) }
            } }
            tbody {
                @for bar in bars {
                    tr {
                        th scope="row" data-label=(say.key_column_name()) { a href=(visit.at(&format!("/cles/{}", bar.key.fingerprint))) { (parts::name(&bar.key.name)) } }
                        td data-label=(say.key_term_begins()) { (parts::two_clocks(visit, bar.key.not_before, Zone::PARIS)) }
                        td data-label=(say.key_column_ends()) { (parts::two_clocks(visit, bar.key.not_after, Zone::PARIS)) }
                        td.number data-label=(say.audit_column_days()) { (audit.keys[bar.index.0 as usize].days_left) }
                        td data-label=(say.console_needed_by()) {
                            span { @for (at, one) in bar.needed.iter().enumerate() { @if at > 0 { br; } (parts::name(&one.reference)) " – " (number::local(visit.lang(), one.deadline, Zone::PARIS)) } }
                        }
                    }
                }
            }
        }
    }
}
