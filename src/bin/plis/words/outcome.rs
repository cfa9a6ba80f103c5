//! What became of an envelope, in words: the sentence of each reason, and what to do next.

mod reason;

pub(crate) use self::reason::device_words;

use plis::{
    cms::{content::Integrity, credential::Credential},
    consultation::EnvelopeKind,
    keys::Role,
    opening::{
        Item,
        outcome::{Detail, Reason, RecipientRow, Status},
        report::KeyRow,
    },
    report::{document::Tone, untrusted},
    time::{Timestamp, Zone},
};

use crate::words::{Lang, Messages, error::remedy, number};

/// How many recipients or keys a sentence names.
const NAMED: usize = 8;

/// What a sentence about an envelope rests on beside the envelope itself.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    /// The language.
    pub(crate) lang: Lang,
    /// Its sentences.
    pub(crate) say: &'a Messages,
    /// The keys that were held.
    pub(crate) keys: &'a [KeyRow],
    /// The zone people read times in.
    pub(crate) zone: Zone,
}

impl Words<'_> {
    /// One sentence: what happened to this envelope.
    pub(crate) fn sentence(&self, item: &Item) -> String {
        let sentence = match item.reason {
            Some(reason) => self.reason(reason, item),
            None => self.success(item),
        };
        self.with_remarks(sentence, item)
    }

    /// A sentence, and what else a reader should know of the envelope.
    fn with_remarks(&self, sentence: String, item: &Item) -> String {
        let mut sentences = vec![sentence];
        if !item.accepted.is_empty() {
            let cases: Vec<String> = item.accepted.iter().map(|case| self.case(*case)).collect();
            sentences.push(capitalized(&self.say.item_accepted(cases.join(", "))));
        }
        if item.trailing_octets > 0 {
            let octets = number::whole(self.lang, item.trailing_octets);
            sentences.push(capitalized(&self.say.item_trailing(item.trailing_octets, octets)));
        }
        if item.to_the_minute && item.reason != Some(Reason::Late) {
            sentences.push(capitalized(&self.say.item_to_the_minute()));
        }
        if let Some(path) = &item.listed_as {
            sentences.push(capitalized(&self.say.item_listed_as(untrusted::text(path))));
        }
        if let (Some(_), true, Some(output)) = (&item.own_name, item.reason.is_none(), item.place()) {
            sentences.push(capitalized(&self.say.item_renamed(untrusted::text(output))));
        }
        if item.listed == Some(false) {
            sentences.push(capitalized(&self.say.item_unlisted()));
        }
        sentences.join(" ")
    }

    /// The same beside a list of the keys at hand, which it does not repeat.
    pub(crate) fn sentence_beside_keys(&self, item: &Item) -> String {
        match (item.reason, &item.detail) {
            (Some(Reason::NoMatchingKey), None | Some(Detail::OtherIssuer { .. })) => {
                let sentence = self.say.item_no_matching_key_short(self.recipients(item));
                self.with_remarks(self.but_for_the_issuer(sentence, item), item)
            }
            _ => self.sentence(item),
        }
    }

    /// The same for a terminal, which has no room for whole digests.
    pub(crate) fn short_sentence(&self, item: &Item) -> String {
        match (item.reason, &item.detail) {
            (Some(Reason::Altered), Some(Detail::Digest { plaintext: false, .. })) => {
                self.with_remarks(self.say.item_altered_unknown(), item)
            }
            _ => self.sentence_beside_keys(item),
        }
    }

    /// What to do next, where something can be done.
    pub(crate) fn hint(&self, item: &Item) -> Option<String> {
        match (item.status, item.reason) {
            (_, Some(reason)) => Some(self.advice(reason, item)),
            (Status::Cancelled, None) => Some(self.say.item_cancelled_hint()),
            (
                Status::Opened | Status::AlreadyOpened | Status::Openable | Status::Refused | Status::Failed,
                None,
            ) => None,
        }
    }

    /// A status in a word or two.
    pub(crate) fn status(&self, status: Status) -> String {
        match status {
            Status::Opened => self.say.status_opened(),
            Status::AlreadyOpened => self.say.status_already_opened(),
            Status::Openable => self.say.status_openable(),
            Status::Refused => self.say.status_refused(),
            Status::Failed => self.say.status_failed(),
            Status::Cancelled => self.say.status_cancelled(),
        }
    }

    /// What the integrity of a plaintext rests on, in a word or two.
    pub(crate) fn integrity(&self, item: &Item) -> Option<String> {
        item.integrity.map(|integrity| match integrity {
            Integrity::Authenticated => self.say.integrity_authenticated(),
            Integrity::PaddingOnly => self.say.integrity_padding_only(),
        })
    }

    /// The kind of an envelope, as a heading.
    pub(crate) fn envelope(&self, item: &Item) -> Option<String> {
        item.envelope.map(|kind| self.kind(kind))
    }

    /// A lot, by the word that it already has or with it.
    pub(crate) fn lot(&self, lot: &str) -> String {
        let lot = untrusted::text(lot);
        if lot.to_lowercase().starts_with("lot") { lot } else { self.say.minutes_lot(lot) }
    }

    /// A kind of envelope, as a heading.
    pub(crate) fn kind(&self, kind: EnvelopeKind) -> String {
        match kind {
            EnvelopeKind::Candidature => self.say.kind_candidature(),
            EnvelopeKind::Offre => self.say.kind_offre(),
            EnvelopeKind::OffreTechnique => self.say.kind_offre_technique(),
            EnvelopeKind::Anonymat => self.say.kind_anonymat(),
        }
    }

    /// `d'entité` or `de secours`.
    pub(crate) fn role(&self, role: Role) -> String {
        match role {
            Role::Emergency => self.say.role_emergency(),
            Role::Entity => self.say.role_entity(),
        }
    }

    /// An instant as people read it, with its zone and UTC.
    pub(crate) fn instant(&self, at: Timestamp) -> String {
        number::instant(self.lang, at, self.zone)
    }

    fn success(&self, item: &Item) -> String {
        let key = item
            .key
            .as_ref()
            .and_then(|used| self.keys.iter().find(|key| key.fingerprint == used.fingerprint));
        match (item.status, key) {
            (Status::Opened | Status::Refused | Status::Failed, Some(key)) => {
                let (name, ended) = (key_name(key), self.instant(key.not_after));
                match (key.role, key.expired) {
                    (Role::Emergency, false) => self.say.item_opened_emergency(name),
                    (Role::Emergency, true) => self.say.item_opened_emergency_expired(name, ended),
                    (Role::Entity, false) => self.say.item_opened(name),
                    (Role::Entity, true) => self.say.item_opened_expired(name, ended),
                }
            }
            (Status::Opened | Status::Refused | Status::Failed, None) => self.say.item_opened_unnamed(),
            (Status::AlreadyOpened, Some(key)) if key.role == Role::Emergency => {
                self.say.item_already_opened_emergency(key_name(key))
            }
            (Status::AlreadyOpened, Some(key)) => self.say.item_already_opened_with(key_name(key)),
            (Status::AlreadyOpened, None) => self.say.item_already_opened(),
            (Status::Openable, Some(key)) if key.role == Role::Emergency => {
                self.say.item_openable_emergency(key_name(key))
            }
            (Status::Openable, Some(key)) => self.say.item_openable(key_name(key)),
            (Status::Openable, None) => self.say.item_openable_unnamed(),
            (Status::Cancelled, _) => self.say.item_cancelled(),
        }
    }

    /// Everybody the envelope names.
    pub(crate) fn recipients(&self, item: &Item) -> String {
        let one = |recipient: &RecipientRow| match recipient {
            RecipientRow::IssuerAndSerialNumber { issuer_cn, serial } => {
                self.say.item_recipient_issuer(quotable(issuer_cn), serial)
            }
            RecipientRow::SubjectKeyIdentifier { ski } => self.say.item_recipient_ski(ski),
            RecipientRow::Other { other } => self.say.item_recipient_other(other),
        };
        let more = usize::try_from(item.recipients_more).unwrap_or(usize::MAX);
        self.list(item.recipients.iter().map(one), more, self.say.item_no_recipient())
    }

    /// Every certificate that is held; by its key identifier too, beside envelopes that name one.
    pub(crate) fn held(&self, by_identifier: bool) -> String {
        let one = |key: &KeyRow| {
            let issuer = untrusted::text(key.issuer_cn.as_deref().unwrap_or("?"));
            match key.ski.as_ref().filter(|_| by_identifier) {
                Some(ski) => self.say.item_held_key_ski(key_name(key), issuer, &key.serial, ski),
                None => self.say.item_held_key(key_name(key), issuer, &key.serial),
            }
        };
        let held: Vec<&KeyRow> = self.keys.iter().filter(|key| !key.earlier).collect();
        self.list(held.into_iter().map(one), 0, self.say.item_no_held_key())
    }

    /// A sentence, and that a certificate at hand has the serial number but not the issuer.
    fn but_for_the_issuer(&self, sentence: String, item: &Item) -> String {
        let Some(Detail::OtherIssuer { named, held, serial }) = &item.detail else { return sentence };
        let issuers = self.say.item_other_issuer(serial, untrusted::text(named), untrusted::text(held));
        format!("{sentence} {}", capitalized(&issuers))
    }

    /// Names one after the other, the first of them when they are many, `more` of which are not even here.
    fn list(&self, mut names: impl ExactSizeIterator<Item = String>, more: usize, none: String) -> String {
        let shown: Vec<String> = names.by_ref().take(NAMED).collect();
        match (shown.is_empty(), names.len().saturating_add(more)) {
            (true, _) => none,
            (false, 0) => shown.join(&self.say.item_list_separator()),
            (false, more) => self.say.item_list_more(shown.join(&self.say.item_list_separator()), more),
        }
    }

    fn key_named(&self, fingerprint: &str) -> String {
        let key = self.keys.iter().find(|key| key.fingerprint == fingerprint);
        key.map_or_else(|| fingerprint.to_owned(), key_name)
    }

    fn written_instant(&self, text: &str) -> String {
        text.parse().map_or_else(|_| untrusted::text(text), |at| self.instant(at))
    }
}

/// What can be done about what the system said of an envelope.
fn remedied(item: &Item, say: &Messages) -> Option<String> {
    let Some(Detail::System(error)) = &item.detail else { return None };
    remedy(error.fault, say).map(|remedy| say.item_remedy(remedy))
}

/// What a file is that holds keys or certificates, with its article.
pub(crate) fn credential(say: &Messages, what: Credential) -> String {
    match what {
        Credential::KeyFile => say.credential_key_file(),
        Credential::PrivateKey => say.credential_private_key(),
        Credential::PublicKey => say.credential_public_key(),
        Credential::Certificate => say.credential_certificate(),
        Credential::CertificateRequest => say.credential_certificate_request(),
        Credential::RevocationList => say.credential_revocation_list(),
    }
}

/// Whether an envelope names a key identifier.
pub(crate) fn names_an_identifier(item: &Item) -> bool {
    item.recipients.iter().any(|one| matches!(one, RecipientRow::SubjectKeyIdentifier { .. }))
}

/// How a status looks.
pub(crate) fn tone(item: &Item) -> Tone {
    match item.status {
        Status::Opened | Status::AlreadyOpened | Status::Openable => Tone::Good,
        Status::Refused | Status::Cancelled => Tone::Warn,
        Status::Failed => Tone::Bad,
    }
}

/// The name people know a key by: its own, else its CN, else its fingerprint.
pub(crate) fn key_name(key: &KeyRow) -> String {
    let name = key.name.as_ref().or(key.subject_cn.as_ref());
    untrusted::text(name.unwrap_or(&key.fingerprint))
}

/// A name that a stranger wrote, to stand between quotation marks: it has none of its own to end them.
pub(crate) fn quotable(name: &str) -> String {
    untrusted::text(name).replace(['«', '»', '“', '”', '„', '‟'], "\"")
}

/// Numbers with commas, the first of them when they are many.
fn listed(numbers: &[u32]) -> String {
    let shown: Vec<String> = numbers.iter().take(NAMED).map(u32::to_string).collect();
    shown.join(", ") + if numbers.len() > NAMED { "…" } else { "" }
}

/// The path of an envelope below the folder it was found in.
pub(crate) fn path_below_root(item: &Item) -> &str {
    let below = item.input.strip_prefix(item.root.as_str()).map(|path| path.trim_start_matches(['/', '\\']));
    below.filter(|path| !path.is_empty()).unwrap_or(&item.input)
}

/// The name of the file in an envelope: its output's, else the envelope's own.
pub(crate) fn file_name(item: &Item) -> &str {
    let path = item.place().unwrap_or_else(|| path_below_root(item));
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A sentence that begins one.
pub(crate) fn capitalized(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
