//! What threatens an opening: findings with what to do, and the picture of it.

use maud::{Markup, html};
use plis::{
    audit::{Thresholds, finding::Finding},
    desk::Overview,
    report::audit::Sentences as _,
};

use super::{home, shown, timeline};
use crate::{
    console::{
        page::{self, Place},
        parts,
        trouble::where_there_is_one,
        visit::{Answer, Visit},
        wording,
    },
    words::{
        findings::{self, Telling},
        number,
    },
};

/// Findings of a page.
const ROWS: usize = 100;

/// Findings, then the timeline and the table it stands for.
pub(in crate::console) fn show(visit: &Visit) -> Answer {
    let say = visit.say();
    let asked = visit.console.lookout.overview(&visit.desk()?, &Thresholds::default());
    let Some(seen) = where_there_is_one(asked)? else {
        let body = html! { div.alert.good { p { (wording::capitalized(&say.audit_nothing())) } } };
        return Ok(page::page(visit, Place::Audit, &say.audit_title(), &body));
    };
    let Overview { snapshot, audit } = &*seen;
    let telling = Telling { tongue: visit.tongue(), snapshot, audit };
    let page = parts::page_number(visit);
    let pages = audit.findings.len().div_ceil(ROWS);
    let counts = say.audit_counts(
        number::whole(visit.lang(), audit.summary.critical),
        number::whole(visit.lang(), audit.summary.warning),
    );
    let body = html! {
        p { (wording::capitalized(&counts)) }
        section {
            h2 { (say.audit_findings()) }
            @if audit.findings.is_empty() { div.alert.good { p { (wording::capitalized(&say.audit_nothing())) } } }
            @else {
                table.cards {
                    thead { tr { th scope="col" { (say.audit_column_severity()) } th scope="col" { (say.audit_column_message()) } th scope="col" { (say.audit_column_remedy()) } } }
                    tbody { @for finding in audit.findings.iter().skip((page - 1) * ROWS).take(ROWS) { (row(visit, &telling, finding)) } }
                }
                (parts::pager(visit, "/audit", "", page, pages))
            }
        }
        (timeline::show(visit, snapshot, audit))
    };
    Ok(page::page(visit, Place::Audit, &say.audit_title(), &body))
}

fn row(visit: &Visit, telling: &Telling<'_>, finding: &Finding) -> Markup {
    let say = visit.say();
    let sentence = |text: &str| wording::capitalized(&wording::on_screen(text));
    html! {
        tr {
            td data-label=(say.audit_column_severity()) { span { (parts::tag(home::tone(finding.severity), &findings::severity(finding.severity, say))) } }
            td data-label=(say.audit_column_message()) {
                span {
                    (sentence(&telling.message(finding)))
                    (shown::key_of(visit, telling, finding))
                }
            }
            td data-label=(say.audit_column_remedy()) { (sentence(&telling.remedy(finding))) }
        }
    }
}
