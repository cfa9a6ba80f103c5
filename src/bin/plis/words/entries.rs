//! Entries of a journal, in words.

use plis::{
    account::Account,
    fsx::Team,
    journal::{Entry, kind},
    opening::{
        Item,
        entry::{RefusedRun, RunRule, Started},
        report::{KeyRow, PaperDeposit, Summary},
    },
    report::{document::Tone, untrusted},
    time::Zone,
};

use crate::words::{
    Tongue, deeds, number,
    outcome::{self, Words, capitalized},
};

/// Turns entries into sentences, one after the other: later ones rest on what the first said.
pub(crate) struct Entries<'a> {
    tongue: Tongue<'a>,
    keys: Vec<KeyRow>,
    zone: Zone,
}

/// A group of the operating system, as people read it: its name where it has one, and its number.
pub(crate) fn team_words(team: &Team) -> String {
    match &team.name {
        Some(name) => format!("{} ({})", untrusted::text(name), team.gid),
        None => team.gid.to_string(),
    }
}

/// An account of the operating system, as people read it: its name with the domain, its number, who it was before.
pub(crate) fn account_words(account: &Account) -> String {
    let name = untrusted::text(&account.name);
    let name = match &account.domain {
        Some(domain) => format!("{}\\{name}", untrusted::text(domain)),
        None => name,
    };
    let Some(uid) = account.uid else { return name };
    let login = account.login_uid.filter(|login| *login != uid).map(|login| format!(", login uid {login}"));
    let sudo = account.sudo_user.as_ref().map(|user| format!(", sudo {}", untrusted::text(user)));
    format!("{name} (uid {uid}{}{})", login.unwrap_or_default(), sudo.unwrap_or_default())
}

impl<'a> Entries<'a> {
    /// Nothing said yet.
    pub(crate) fn new(tongue: Tongue<'a>) -> Self {
        Self { tongue, keys: Vec::new(), zone: Zone::PARIS }
    }

    /// The zone that people read this journal in, as far as it was said.
    pub(crate) fn zone(&self) -> Zone {
        self.zone
    }

    /// What an entry says. One of a kind that is not known here is shown as it stands.
    pub(crate) fn sentence(&mut self, entry: &Entry) -> (Tone, String) {
        let known = match entry.kind.as_str() {
            kind::RUN_STARTED | kind::RESUMED | kind::REHEARSAL => {
                entry.parse().ok().map(|began| self.began(&entry.kind, began))
            }
            kind::REFUSED_RUN => entry.parse().ok().map(|refused: RefusedRun| self.refused(&refused)),
            kind::OUTCOME => entry.parse().ok().map(|item: Item| self.outcome(&item)),
            kind::PAPER => entry.parse().ok().map(|deposit: PaperDeposit| {
                let who = deposit.company.or(deposit.pli).unwrap_or_else(|| "–".to_owned());
                (Tone::Plain, self.tongue.say.journal_paper(untrusted::text(&who)))
            }),
            kind::PAPERS => Some((Tone::Plain, self.tongue.say.journal_papers())),
            kind::INTERRUPTED => {
                entry.parse().ok().map(|summary: Summary| (Tone::Warn, self.ended(&summary, true)))
            }
            kind::RUN_ENDED => {
                entry.parse().ok().map(|summary: Summary| (Tone::Plain, self.ended(&summary, false)))
            }
            _ => deeds::sentence(entry, self.tongue),
        };
        known.unwrap_or_else(|| {
            (Tone::Plain, format!("{} {}", entry.kind, untrusted::whole(entry.data.get())))
        })
    }

    fn began(&mut self, kind: &str, began: Started) -> (Tone, String) {
        let say = self.tongue.say;
        self.keys = began.keys;
        let zone = began.consultation.as_ref().and_then(|consultation| consultation.timezone.parse().ok());
        self.zone = zone.unwrap_or(Zone::PARIS);
        let items = number::whole(self.tongue.lang, began.items);
        let mut parts = vec![match kind {
            kind::RUN_STARTED => say.journal_run_started(began.items, items),
            kind::RESUMED => say.journal_resumed(began.items, items),
            _ => say.journal_rehearsal(began.items, items),
        }];
        if !began.openers.is_empty() {
            parts.push(say.journal_by(untrusted::whole(&began.openers.join(", "))));
        }
        if !began.host.is_empty() {
            parts.push(say.journal_on(untrusted::text(&began.host)));
        }
        parts.extend(began.account.as_ref().map(|account| say.journal_account(account_words(account))));
        if let Some(system) = began.system_at {
            parts.push(say.journal_clock_beside(number::instant(self.tongue.lang, system, self.zone)));
        } else if began.clock_given {
            parts.push(say.journal_clock_given());
        }
        if let Some(motif) = began.reason {
            parts.push(say.minutes_motif_is(untrusted::whole(&motif)));
        }
        (Tone::Plain, parts.join(" "))
    }

    fn refused(&self, refused: &RefusedRun) -> (Tone, String) {
        let words = self.words();
        let say = self.tongue.say;
        let rule = match refused.rule {
            RunRule::BeforeDeadline => None,
            RunRule::ClockAhead => Some(say.run_rule_clock_ahead()),
            RunRule::KeysTied => {
                let tied = untrusted::whole(&refused.tied.join(", "));
                Some(format!("{} ({tied})", say.run_rule_keys_tied()))
            }
        };
        if let Some(rule) = rule {
            return (Tone::Warn, say.journal_refused(rule));
        }
        let reason = words.reason_name(refused.reason);
        let deadline = refused.deadline.map(|deadline| words.instant(deadline));
        let sentence = match deadline {
            Some(deadline) => self.tongue.say.journal_refused_deadline(reason, deadline),
            None => self.tongue.say.journal_refused(reason),
        };
        (Tone::Warn, sentence)
    }

    fn outcome(&self, item: &Item) -> (Tone, String) {
        let words = self.words();
        let sentence = capitalized(&words.short_sentence(item));
        let company = item.company.as_ref().map(|company| format!("{company}, ")).unwrap_or_default();
        let name = untrusted::text(&format!("{company}{}", outcome::path_below_root(item)));
        (outcome::tone(item), self.tongue.say.journal_outcome(name, sentence))
    }

    fn ended(&self, summary: &Summary, interrupted: bool) -> String {
        let say = self.tongue.say;
        let whole = |count| number::whole(self.tongue.lang, count);
        let opened = whole(summary.opened + summary.already_opened + summary.openable);
        let (refused, failed) = (whole(summary.refused), whole(summary.failed));
        if interrupted {
            say.journal_interrupted(opened, refused, failed, whole(summary.cancelled))
        } else {
            say.journal_run_ended(opened, refused, failed)
        }
    }

    fn words(&self) -> Words<'_> {
        Words { lang: self.tongue.lang, say: self.tongue.say, keys: &self.keys, zone: self.zone }
    }
}
