//! `inspect`: what envelopes say without any key.

mod seen;

use std::io::{self, BufWriter, Write};

use plis::{
    cms::{container::Container, envelope::FileKind},
    fsx::Fault,
    opening::archives,
    report::{
        document::{Definition, Line, Tone},
        inert, text, untrusted,
    },
};
use walkdir::WalkDir;

use self::seen::{Named, Problem, Seen, Trouble};
use super::limits;
use crate::{
    cli::{
        Session,
        args::{seal::InspectArgs, value::TextOrJson},
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
    if let Some(Trouble::Archive(error)) = problem.what {
        return archive::why(error, session.lang(), say);
    }
    match (problem.reason, problem.offset) {
        ("not_an_envelope", _) if seen.bytes == Some(0) => say.item_empty(),
        ("not_an_envelope", _) => say.item_not_an_envelope(),
        ("truncated", _) => say.item_truncated(),
        ("too_large", _) => say.item_too_large_unknown(),
        ("unsupported", _) => match &problem.what {
            Some(Trouble::Found(FileKind::Message { oid, around_an_envelope: true, .. })) => {
                say.item_signed_envelope(oid)
            }
            Some(Trouble::Found(FileKind::Message { oid, name, .. })) => say.item_other_message(*name, oid),
            Some(Trouble::Found(FileKind::Container(container))) if container.is_locked() => {
                say.item_container_locked(container.name())
            }
            Some(Trouble::Found(FileKind::Container(Container::Zip))) => say.archive_closed(),
            Some(Trouble::Found(FileKind::Container(container))) => say.item_container(container.name()),
            Some(Trouble::Found(FileKind::Credential(what))) => say.item_credential(credential(say, *what)),
            Some(Trouble::Several(count)) => say.item_several(number::whole(session.lang(), *count)),
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
