//! `inspect`: what envelopes say without any key.

use std::{
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use plis::{
    cms::{
        content::{ContentError, ContentFacts},
        envelope::{Envelope, EnvelopeError, Found, Recipient, RecipientId},
    },
    depot::ArchiveError,
    fsx::{self, Fault, SystemError},
    opening::{archives, outcome::Reason},
    report::{
        document::{Definition, Line, Tone},
        inert, text, untrusted,
    },
};
use serde::Serialize;
use walkdir::WalkDir;

use super::limits;
use crate::{
    cli::{
        Session,
        args::seal::{InspectArgs, TextOrJson},
        error::Error,
        exit::Exit,
        session,
    },
    words::{
        archive,
        error::system_words,
        number,
        outcome::{capitalized, credential},
    },
};

/// Shows envelopes one after the other, or the limits they are held to.
pub(crate) fn run(session: &Session, args: &InspectArgs) -> Result<Exit, Error> {
    let mut out = BufWriter::new(session.out());
    let wrote = |result: io::Result<()>| result.map_err(Error::Output);
    if args.limits {
        wrote(limits::show(session, &mut out, args.format))?;
    }
    let mut exit = Exit::Done;
    let mut none = !args.paths.is_empty();
    let mut listed = Listing::new(args.format);
    let mut put = |seen: &Seen, exit: &mut Exit| {
        none = false;
        if seen.problem.is_some() && *exit == Exit::Done {
            *exit = Exit::Partial;
        }
        wrote(listed.put(session, &mut out, seen))
    };
    for root in &args.paths {
        for entry in WalkDir::new(root).sort_by_file_name() {
            let entry = match entry {
                Ok(entry) if entry.file_type().is_dir() => continue,
                Ok(entry) => entry,
                // One path that is not there does not stop the others.
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    if error.depth() == 0 {
                        // As for `open`: what was asked for is not there at all.
                        exit = Exit::Failed;
                    }
                    let error = error.into_io_error().unwrap_or_else(|| Fault::LinkLoop.into());
                    put(&Seen::unreadable(&path, &error), &mut exit)?;
                    continue;
                }
            };
            match archives::enter(entry.path(), entry.depth() == 0) {
                None => put(&Seen::of(entry.path()), &mut exit)?,
                Some(Err(error)) => put(&Seen::unreadable(entry.path(), &error.into()), &mut exit)?,
                Some(Ok(archive)) => {
                    for within in archive.entries() {
                        let path = archives::below(entry.path(), &within.name);
                        put(&Seen::read(&path, Some(within.octets), archive.open(within)), &mut exit)?;
                    }
                }
            }
        }
    }
    if !args.paths.is_empty() {
        wrote(listed.end(&mut out))?;
    }
    wrote(out.flush())?;
    if none {
        // As for `open`: a folder that is empty may be a share that is not mounted.
        session.warn(&session.say().inspect_none());
        return Ok(Exit::Partial);
    }
    Ok(exit)
}

/// What a file says: a row of `plis.inspect/1`.
#[derive(Serialize)]
struct Seen {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
    bytes: Option<u64>,
    #[serde(flatten)]
    header: Option<Header>,
    #[serde(flatten)]
    content: Option<Content>,
}

/// Why a file says nothing, or not all.
#[derive(Serialize)]
struct Problem {
    /// A reason code of the report.
    reason: &'static str,
    /// Where it shows, in octets of the message without its armour.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u64>,
    /// Facts, in English.
    detail: String,
    /// The same, where it is the system that refuses.
    #[serde(skip)]
    system: Option<SystemError>,
    /// What the file is instead of one envelope.
    #[serde(skip)]
    what: Option<What>,
}

/// What a file is that is not one envelope, or that is not read.
enum What {
    Found(Found),
    Several(u64),
    Archive(ArchiveError),
}

#[derive(Serialize)]
struct Header {
    structure: &'static str,
    armor: &'static str,
    encoding: &'static str,
    content_type: String,
    content_cipher: String,
    supported: bool,
    tag_len: Option<usize>,
    has_originator_info: bool,
    recipients: Vec<Named>,
}

/// A recipient.
#[derive(Serialize)]
#[serde(untagged)]
enum Named {
    IssuerAndSerialNumber { issuer: String, issuer_cn: Option<String>, serial: String, key_transport: String },
    SubjectKeyIdentifier { ski: String, key_transport: String },
    Other { other: &'static str },
}

#[derive(Serialize)]
struct Content {
    encrypted_bytes: Option<u64>,
    chunks: u64,
    authenticated_attributes: usize,
    unprotected_attributes: usize,
    #[serde(skip_serializing_if = "is_zero")]
    trailing_octets: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Seen {
    fn unreadable(path: &Path, error: &io::Error) -> Self {
        let problem = Some(Problem::unreadable(error));
        Self { path: untrusted::path(path), problem, bytes: None, header: None, content: None }
    }

    fn of(path: &Path) -> Self {
        let file = fsx::open_regular(path);
        let bytes = file.as_ref().ok().and_then(|file| file.metadata().ok()).map(|data| data.len());
        Self::read(path, bytes, file)
    }

    fn read(path: &Path, bytes: Option<u64>, opened: io::Result<impl Read>) -> Self {
        let path_shown = untrusted::path(path);
        let seen = |header, content, problem| Self { path: path_shown, problem, bytes, header, content };
        let octets = match opened {
            Ok(octets) => octets,
            Err(error) => return Self::unreadable(path, &error),
        };
        match read(octets) {
            Err(error) => seen(None, None, Some(Problem::of_header(&error))),
            Ok((header, Err(error))) => seen(Some(header), None, Some(Problem::of_content(&error))),
            Ok((header, Ok(facts))) => seen(Some(header.with(&facts)), Some(Content::of(&facts)), None),
        }
    }
}

fn read(octets: impl Read) -> Result<(Header, Result<ContentFacts, ContentError>), EnvelopeError> {
    let (envelope, content) = Envelope::read(octets)?;
    Ok((Header::of(&envelope), content.skip()))
}

impl Header {
    fn of(envelope: &Envelope) -> Self {
        Self {
            structure: envelope.structure.name(),
            armor: envelope.armor.name(),
            encoding: envelope.encoding.name(),
            content_type: envelope.content_type.to_string(),
            content_cipher: envelope.cipher_name.clone(),
            supported: envelope.cipher.is_ok(),
            tag_len: envelope.cipher.as_ref().ok().map(|cipher| cipher.tag_len).filter(|len| *len > 0),
            has_originator_info: envelope.has_originator_info,
            recipients: envelope.recipients.iter().map(Named::of).collect(),
        }
    }

    fn with(self, facts: &ContentFacts) -> Self {
        Self { tag_len: facts.tag_len.or(self.tag_len), ..self }
    }
}

impl Named {
    fn of(recipient: &Recipient) -> Self {
        match recipient {
            Recipient::Other(other) => Self::Other { other: other.code() },
            Recipient::KeyTrans(named) => {
                let key_transport = named.transport_name.clone();
                match &named.id {
                    RecipientId::IssuerAndSerialNumber { issuer, serial } => Self::IssuerAndSerialNumber {
                        issuer: issuer.to_string(),
                        issuer_cn: issuer.common_name(),
                        serial: serial.to_string(),
                        key_transport,
                    },
                    RecipientId::SubjectKeyIdentifier(ski) => Self::SubjectKeyIdentifier {
                        ski: ski.iter().fold(String::new(), |hex, octet| hex + &format!("{octet:02x}")),
                        key_transport,
                    },
                }
            }
        }
    }
}

impl Content {
    fn of(facts: &ContentFacts) -> Self {
        Self {
            encrypted_bytes: facts.encrypted_len,
            chunks: facts.chunks,
            authenticated_attributes: facts.authenticated_attributes,
            unprotected_attributes: facts.unprotected_attributes,
            trailing_octets: facts.trailing_octets,
        }
    }
}

impl Problem {
    fn unreadable(error: &io::Error) -> Self {
        let archive = ArchiveError::of(error);
        Self {
            reason: archive.map_or(Reason::Unreadable, |error| Reason::of_archive(&error)).code(),
            offset: None,
            detail: error.to_string(),
            system: archive.is_none().then(|| error.into()),
            what: archive.map(What::Archive),
        }
    }

    fn of_header(error: &EnvelopeError) -> Self {
        let (reason, offset) = match error {
            EnvelopeError::NotAnEnvelope {
                found: Found::Message { .. } | Found::Container(_) | Found::Credential(_),
            }
            | EnvelopeError::Several { .. } => ("unsupported", None),
            EnvelopeError::NotAnEnvelope { .. } => ("not_an_envelope", None),
            EnvelopeError::Truncated { offset } => ("truncated", Some(*offset)),
            EnvelopeError::Malformed { offset, .. } => ("corrupted", Some(*offset)),
            EnvelopeError::TooLarge { .. } => ("too_large", None),
            EnvelopeError::Io(error) => return Self::unreadable(error),
        };
        let what = match error {
            EnvelopeError::NotAnEnvelope { found } => Some(What::Found(found.clone())),
            EnvelopeError::Several { count } => Some(What::Several(*count)),
            _ => None,
        };
        Self { reason, offset, detail: error.to_string(), system: None, what }
    }

    fn of_content(error: &ContentError) -> Self {
        let (reason, offset) = match error {
            ContentError::Corrupted => ("corrupted", None),
            ContentError::Truncated { offset } => ("truncated", Some(*offset)),
            ContentError::Malformed { offset, .. } => ("corrupted", Some(*offset)),
            ContentError::TooLarge { .. } => ("too_large", None),
            ContentError::Several { .. } => ("unsupported", None),
            ContentError::Io(error) | ContentError::Sink(error) => return Self::unreadable(error),
        };
        let what = match error {
            ContentError::Several { count } => Some(What::Several(*count)),
            _ => None,
        };
        Self { reason, offset, detail: error.to_string(), system: None, what }
    }
}

/// Envelopes written one by one.
struct Listing {
    format: TextOrJson,
    first: bool,
}

impl Listing {
    fn new(format: TextOrJson) -> Self {
        Self { format, first: true }
    }

    fn put(&mut self, session: &Session, out: &mut dyn Write, seen: &Seen) -> io::Result<()> {
        let first = std::mem::replace(&mut self.first, false);
        match self.format {
            TextOrJson::Text => {
                if !first {
                    writeln!(out)?;
                }
                show(session, out, seen)
            }
            TextOrJson::Json => {
                let before = if first { "{\"schema\":\"plis.inspect/1\",\"items\":[" } else { "," };
                writeln!(out, "{before}")?;
                inert::to_writer(out, seen).map_err(io::Error::from)
            }
        }
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        match (self.format, self.first) {
            (TextOrJson::Text, _) => Ok(()),
            (TextOrJson::Json, true) => writeln!(out, "{{\"schema\":\"plis.inspect/1\",\"items\":[]}}"),
            (TextOrJson::Json, false) => writeln!(out, "\n]}}"),
        }
    }
}

fn show(session: &Session, out: &mut dyn Write, seen: &Seen) -> io::Result<()> {
    let (say, lang) = (session.say(), session.lang());
    let bold = session::BOLD;
    writeln!(out, "{bold}{}{bold:#}", seen.path)?;
    let mut facts = Vec::new();
    if let Some(problem) = &seen.problem {
        let tone = if problem.reason == "not_an_envelope" { Tone::Warn } else { Tone::Bad };
        let mut lines = vec![Line::plain(capitalized(&problem_sentence(session, seen, problem))).tone(tone)];
        if session.is_verbose() {
            lines.push(Line::small(&problem.detail));
        }
        facts.push(Definition { term: say.inspect_problem(), lines });
    }
    if let Some(header) = &seen.header {
        let structure = match header.structure {
            "auth_enveloped" => say.inspect_auth_enveloped(),
            _ => say.inspect_enveloped(),
        };
        let form = format!("{} {}", header.armor, header.encoding).to_uppercase();
        let form = if header.armor == "der" { header.encoding.to_uppercase() } else { form };
        facts.push(Definition::new(say.inspect_structure(), format!("{structure}, {form}")));
        let cipher = &header.content_cipher;
        let cipher = match header.tag_len {
            Some(octets) => say.inspect_cipher_tag(cipher, (octets * 8).to_string()),
            None => cipher.clone(),
        };
        let cipher = if header.supported { cipher } else { say.inspect_unsupported(cipher) };
        facts.push(Definition::new(say.inspect_cipher(), cipher));
        let recipients = header.recipients.iter().flat_map(|recipient| named(session, recipient)).collect();
        let count = header.recipients.len();
        facts.push(Definition { term: say.inspect_recipients(count), lines: recipients });
    }
    let size = |octets: u64| {
        let short = number::size(lang, octets);
        match octets {
            0..1000 => short,
            _ => format!("{short} ({})", say.inspect_octets(octets, number::whole(lang, octets))),
        }
    };
    facts.extend(seen.bytes.map(|octets| Definition::new(say.inspect_size(), size(octets))));
    if let Some(content) = &seen.content {
        let encrypted = match content.encrypted_bytes {
            Some(octets) => size(octets),
            None => say.inspect_absent(),
        };
        let encrypted = match content.chunks {
            0 | 1 => encrypted,
            chunks => say.inspect_chunks(encrypted, number::whole(lang, chunks)),
        };
        facts.push(Definition::new(say.inspect_content(), encrypted));
        let attributes = [
            (content.authenticated_attributes, say.inspect_authenticated(content.authenticated_attributes)),
            (content.unprotected_attributes, say.inspect_unprotected(content.unprotected_attributes)),
        ];
        let lines: Vec<Line> = attributes
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(_, words)| Line::plain(words))
            .collect();
        if !lines.is_empty() {
            facts.push(Definition { term: say.inspect_attributes(), lines });
        }
        if content.trailing_octets > 0 {
            let octets = number::whole(lang, content.trailing_octets);
            facts.push(Definition::new(say.inspect_trailing(), octets));
        }
    }
    text::definitions(out, &facts, session::width())
}

fn problem_sentence(session: &Session, seen: &Seen, problem: &Problem) -> String {
    let say = session.say();
    if let Some(What::Archive(error)) = problem.what {
        return archive::why(error, session.lang(), say);
    }
    match (problem.reason, problem.offset) {
        ("not_an_envelope", _) if seen.bytes == Some(0) => say.item_empty(),
        ("not_an_envelope", _) => say.item_not_an_envelope(),
        ("truncated", _) => say.item_truncated(),
        ("too_large", _) => say.item_too_large_unknown(),
        ("unsupported", _) => match &problem.what {
            Some(What::Found(Found::Message { oid, around_an_envelope: true, .. })) => {
                say.item_signed_envelope(oid)
            }
            Some(What::Found(Found::Message { oid, name, .. })) => say.item_other_message(*name, oid),
            Some(What::Found(Found::Container(container))) if container.is_locked() => {
                say.item_container_locked(container.name())
            }
            Some(What::Found(Found::Container(container))) => say.item_container(container.name()),
            Some(What::Found(Found::Credential(what))) => say.item_credential(credential(say, *what)),
            Some(What::Several(count)) => say.item_several(number::whole(session.lang(), *count)),
            _ => say.item_unsupported_unknown(),
        },
        ("unreadable", _) => problem.system.map_or_else(
            || say.item_unreadable_unknown(),
            |error| say.item_unreadable(system_words(error, say)),
        ),
        (_, Some(offset)) => say.item_corrupted_at(number::whole(session.lang(), offset)),
        (_, None) => say.item_corrupted(),
    }
}

fn named(session: &Session, recipient: &Named) -> Vec<Line> {
    let say = session.say();
    match recipient {
        Named::IssuerAndSerialNumber { issuer, issuer_cn, serial, key_transport } => {
            let issuer = untrusted::text(issuer_cn.as_ref().unwrap_or(issuer));
            vec![Line::plain(say.item_recipient_issuer(issuer, serial)), Line::small(key_transport)]
        }
        Named::SubjectKeyIdentifier { ski, key_transport } => {
            vec![Line::plain(say.item_recipient_ski(ski)), Line::small(key_transport)]
        }
        Named::Other { other } => vec![Line::plain(say.item_recipient_other(*other))],
    }
}
