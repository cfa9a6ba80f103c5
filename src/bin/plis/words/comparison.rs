//! What differs between a journal and what stands beside it, in words.

use plis::{
    opening::report::Backwards,
    record::{Finding, Part},
    report::untrusted,
    time::Zone,
};

use crate::words::{Tongue, error::system_words, number, stamps};

/// A finding, with its place.
pub(crate) fn finding(finding: &Finding, tongue: Tongue<'_>) -> String {
    let say = tongue.say;
    let instant = |at| number::instant(tongue.lang, at, Zone::PARIS);
    let octets = |count: u64| number::whole(tongue.lang, count);
    match finding {
        Finding::Empty => say.differs_empty(),
        Finding::Cut { at, .. } => say.differs_cut(instant(*at)),
        Finding::NoPapers { at, .. } => say.differs_no_papers(instant(*at)),
        Finding::Stamp { path, why } => say.differs_stamp(untrusted::path(path), stamps::fault(why, tongue)),
        Finding::StampedHead { path, imprint, claimed, entries, stamp } => {
            stamps::head_gone((path, imprint), (*claimed, *entries), stamp.as_deref(), tongue)
        }
        Finding::NoStamps { path } => say.differs_no_stamps(untrusted::path(path)),
        Finding::Missing { path } => say.differs_missing(untrusted::path(path)),
        Finding::Changed { path, expected, found } if expected == found => {
            say.differs_changed(untrusted::path(path))
        }
        Finding::Changed { path, expected, found } => {
            say.differs_size(untrusted::path(path), octets(*found), octets(*expected))
        }
        Finding::Report { part, fields } => {
            let fields = untrusted::whole(&fields.join(", "));
            match part {
                Part::Whole => say.differs_report_whole(),
                Part::Head => say.differs_report_head(fields),
                Part::Row { number, input } => {
                    say.differs_report_row(octets(*number), untrusted::text(input), fields)
                }
                Part::Rows { expected, found } => say.differs_report_rows(octets(*found), octets(*expected)),
            }
        }
        Finding::ReportHead { entries } => say.differs_report_head_gone(octets(*entries)),
        Finding::Unrecorded { path } => say.differs_unrecorded(untrusted::path(path)),
        Finding::Unreadable { path, error } => {
            say.differs_unreadable(untrusted::path(path), system_words(*error, say))
        }
        Finding::Registry { error } => say.differs_registry(untrusted::whole(error)),
        Finding::RegistryDamaged { .. } => say.differs_registry_damaged(),
        Finding::RegistryEntry { seq, .. } => say.differs_registry_entry(octets(*seq)),
        Finding::RegistryJournal { seq, .. } => say.differs_registry_journal(octets(*seq)),
        Finding::RegistryHead { seq, entries, .. } => {
            say.differs_registry_head(octets(*seq), octets(*entries))
        }
        Finding::RegistryCount { seq, field, journal, registry, .. } => {
            say.differs_registry_count(octets(*seq), *field, octets(*registry), octets(*journal))
        }
        Finding::RegistryRun { run } => say.differs_registry_run(untrusted::text(run)),
        Finding::RegistryUnended { seq, .. } => say.differs_registry_unended(octets(*seq)),
        Finding::RegistryOnly { seq, at, .. } => say.differs_registry_only(octets(*seq), instant(*at)),
        Finding::RegistryFacts { reference, field, journal, registry } => {
            let field = match *field {
                "deadline" => say.minutes_deadline(),
                "entity" => say.minutes_entity(),
                _ => say.minutes_object(),
            };
            let shown = |text: &str| untrusted::text(text);
            say.differs_registry_facts(shown(reference), field, shown(registry), shown(journal))
        }
    }
}

/// An entry that is earlier than the one before it.
pub(crate) fn backwards(back: &Backwards, tongue: Tongue<'_>) -> String {
    let instant = |at| number::instant(tongue.lang, at, Zone::PARIS);
    let seq = number::whole(tongue.lang, back.seq);
    tongue.say.journal_backwards(seq, instant(back.at), instant(back.before))
}
