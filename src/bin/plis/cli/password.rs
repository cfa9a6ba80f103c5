//! Passwords: where they come from.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use plis::{
    desk::{self, NoPassword, Purpose, ShareFile, Wanted},
    fsx,
    report::untrusted,
    secret::{Password, in_the_clear},
};
use zeroize::Zeroizing;

use crate::cli::{
    Session, args::value::PasswordSource, environment::Taken, error::PasswordError, inherited::Environment,
    interrupt,
};

/// How often a person is asked.
const TRIES: usize = 3;
/// How long somebody may take to write to a pipe that has a name.
const PATIENCE: Duration = Duration::from_secs(10);
/// A password file or pipe is not read further than this.
const LONGEST: usize = 1 << 16;

impl Environment {
    fn password(&self, name: &str) -> Result<Password, PasswordError> {
        match self.variables.get(name) {
            Some(Taken::Password(password)) => Ok(Password::new(password.expose().to_owned())),
            Some(Taken::NotUtf8) => Err(PasswordError::NotUtf8),
            Some(Taken::Missing) | None => Err(PasswordError::NoVariable { name: name.to_owned() }),
        }
    }

    fn descriptor(&self, number: u32, source: &PasswordSource) -> Result<&File, PasswordError> {
        if cfg!(not(unix)) {
            return Err(PasswordError::NoDescriptors);
        }
        match self.descriptors.get(&number) {
            Some(Ok(file)) => Ok(file),
            Some(Err(error)) => Err(unreadable(source, again(error))),
            None => Err(unreadable(source, io::ErrorKind::NotFound.into())),
        }
    }
}

/// The sources of one command, each read once.
pub(crate) struct Passwords<'a> {
    session: &'a Session,
    open: Sources,
    /// Of files to be written; those of [`Self::open`] where no others were named.
    protect: Option<Sources>,
    /// Of an issuer's file.
    sign: Option<Sources>,
    /// Shares of keys of several people: where they are, until they are read.
    shares: Vec<PasswordSource>,
    joined: Option<Vec<ShareFile>>,
    /// What a person typed and opened a file with: one is often used for several.
    remembered: Option<Arc<Password>>,
    /// Whether that was the first tried for the file at hand.
    offered: bool,
    /// Whether the last one given was typed.
    typed: bool,
}

/// What was said with one option.
struct Sources {
    option: &'static str,
    named: Vec<PasswordSource>,
    read: Vec<(PasswordSource, Arc<Password>)>,
}

impl<'a> Passwords<'a> {
    /// One source for all key files, or one for each in their order; none: a prompt on a terminal.
    pub(crate) fn new(session: &'a Session, sources: Vec<PasswordSource>) -> Self {
        let open = Sources::new("--password", sources);
        Self {
            session,
            open,
            protect: None,
            sign: None,
            shares: Vec::new(),
            joined: None,
            remembered: None,
            offered: false,
            typed: false,
        }
    }

    /// The source for files to be written, said with `--new-password`.
    pub(crate) fn protecting(self, source: Option<PasswordSource>) -> Self {
        Self { protect: Some(Sources::new("--new-password", source.into_iter().collect())), ..self }
    }

    /// The source for an issuer's file, said with `--issuer-password`.
    pub(crate) fn signing(self, source: Option<PasswordSource>) -> Self {
        Self { sign: Some(Sources::new("--issuer-password", source.into_iter().collect())), ..self }
    }

    /// The shares, said with `--share`.
    pub(crate) fn joining(self, shares: Vec<PasswordSource>) -> Self {
        Self { shares, ..self }
    }

    fn share(&self, source: &PasswordSource) -> Result<ShareFile, PasswordError> {
        let unreadable = |error| PasswordError::ShareUnreadable { path: shown(source), error };
        let whole = |from: &mut dyn Read| in_the_clear(|| bounded(from)).map_err(unreadable);
        let taken = self.session.environment();
        let text = match source {
            PasswordSource::File(path) => whole(&mut fsx::open_waiting(path, PATIENCE).map_err(unreadable)?)?,
            PasswordSource::Descriptor(number) => whole(&mut taken.descriptor(*number, source)?)?,
            PasswordSource::Environment(name) => whole(&mut taken.password(name)?.expose().as_bytes())?,
            PasswordSource::Prompt => return Err(unreadable(io::ErrorKind::Unsupported.into())),
        };
        Ok(ShareFile { path: shown(source), text: Arc::new(text) })
    }

    fn sources(&mut self, purpose: Purpose) -> &mut Sources {
        let named = match purpose {
            Purpose::Open | Purpose::Pin => None,
            Purpose::Protect => self.protect.as_mut(),
            Purpose::Sign => self.sign.as_mut(),
        };
        named.unwrap_or(&mut self.open)
    }

    fn find(&mut self, wanted: &Wanted<'_>) -> Result<Option<Arc<Password>>, PasswordError> {
        let session = self.session;
        let sources = self.sources(wanted.purpose);
        let source = sources.source(wanted.index, wanted.shown)?;
        self.typed = source == PasswordSource::Prompt;
        match (self.typed, wanted.purpose) {
            (true, Purpose::Protect) => twice(session, wanted.shown).map(Some),
            (true, Purpose::Open | Purpose::Sign) => self.ask(wanted),
            // What was typed for a file is never offered to a token, which counts.
            (true, Purpose::Pin) if wanted.wrong == 0 => {
                prompt(&session.say().pin_prompt(untrusted::path(wanted.shown)))
                    .map(|pin| Some(Arc::new(pin)))
            }
            (true, Purpose::Pin) => Ok(None),
            (false, _) if wanted.wrong > 0 => Ok(None),
            (false, purpose) => self.sources(purpose).read(session, &source).map(Some),
        }
    }

    /// Three tries; each names the file. Before them, what opened an earlier file.
    fn ask(&mut self, wanted: &Wanted<'_>) -> Result<Option<Arc<Password>>, PasswordError> {
        if wanted.wrong == 0 {
            self.offered = self.remembered.is_some();
            if let Some(remembered) = &self.remembered {
                return Ok(Some(Arc::clone(remembered)));
            }
        }
        let say = self.session.say();
        let asked = wanted.wrong - usize::from(self.offered);
        if asked == TRIES {
            return Ok(None);
        }
        if asked > 0 {
            self.session.note(&say.password_wrong_again(TRIES - asked));
        }
        prompt(&say.password_prompt(untrusted::path(wanted.shown))).map(|password| Some(Arc::new(password)))
    }
}

impl desk::Passwords for Passwords<'_> {
    fn give(&mut self, wanted: &Wanted<'_>) -> Result<Option<Arc<Password>>, NoPassword> {
        self.find(wanted).map_err(|error| NoPassword(Box::new(error)))
    }

    fn opened(&mut self, password: &Arc<Password>) {
        if self.typed && self.remembered.is_none() {
            self.remembered = Some(Arc::clone(password));
        }
    }

    fn shares(&mut self) -> Result<Vec<ShareFile>, NoPassword> {
        if self.joined.is_none() {
            let read: Result<Vec<_>, _> = self.shares.iter().map(|source| self.share(source)).collect();
            self.joined = Some(read.map_err(|error| NoPassword(Box::new(error)))?);
        }
        Ok(self.joined.clone().unwrap_or_default())
    }

    /// Whether they come from somewhere else than a person at a terminal.
    fn are_at_hand(&self) -> bool {
        !self.open.named.is_empty() && !self.open.named.contains(&PasswordSource::Prompt)
    }
}

impl Sources {
    fn new(option: &'static str, named: Vec<PasswordSource>) -> Self {
        Self { option, named, read: Vec::new() }
    }

    fn source(&self, index: usize, shown: &Path) -> Result<PasswordSource, PasswordError> {
        let none = || PasswordError::NoSource { path: shown.to_owned(), option: self.option };
        match self.named.as_slice() {
            [] if io::stdin().is_terminal() => Ok(PasswordSource::Prompt),
            [] => Err(none()),
            [one] => Ok(one.clone()),
            several => several.get(index).cloned().ok_or_else(none),
        }
    }

    fn read(&mut self, session: &Session, source: &PasswordSource) -> Result<Arc<Password>, PasswordError> {
        if let Some((_, password)) = self.read.iter().find(|(read, _)| read == source) {
            return Ok(Arc::clone(password));
        }
        let taken = session.environment();
        let password = Arc::new(in_the_clear(|| match source {
            PasswordSource::Environment(name) => taken.password(name),
            PasswordSource::File(path) => {
                let file = fsx::open_waiting(path, PATIENCE).map_err(|error| unreadable(source, error))?;
                first_line(source, file)
            }
            PasswordSource::Descriptor(number) => first_line(source, taken.descriptor(*number, source)?),
            PasswordSource::Prompt => prompt(&session.say().password_prompt_plain()),
        })?);
        self.read.push((source.clone(), Arc::clone(&password)));
        Ok(password)
    }
}

/// What people know a share by.
fn shown(source: &PasswordSource) -> PathBuf {
    match source {
        PasswordSource::File(path) => path.clone(),
        PasswordSource::Descriptor(number) => format!("fd:{number}").into(),
        PasswordSource::Environment(name) => format!("env:{name}").into(),
        PasswordSource::Prompt => PathBuf::new(),
    }
}

/// The password of a file to be written, asked for twice.
fn twice(session: &Session, shown: &Path) -> Result<Arc<Password>, PasswordError> {
    let shown = untrusted::path(shown);
    let first = prompt(&session.say().password_new(&shown))?;
    let second = prompt(&session.say().password_again(&shown))?;
    if first.expose() == second.expose() { Ok(Arc::new(first)) } else { Err(PasswordError::Differs) }
}

fn unreadable(source: &PasswordSource, error: io::Error) -> PasswordError {
    PasswordError::Unreadable { source: source.clone(), error }
}

fn prompt(text: &str) -> Result<Password, PasswordError> {
    let asked = || rpassword::prompt_password(format!("{text} "));
    interrupt::with_echo_kept(|| in_the_clear(asked))
        .map(Password::new)
        .map_err(|error| unreadable(&PasswordSource::Prompt, error))
}

/// All of it, in a buffer as large as it may get: one that grows would leave copies behind.
fn bounded(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    from.take(LONGEST as u64 + 1).read_to_end(&mut octets)?;
    if octets.len() > LONGEST { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(octets) }
}

/// All of it, without a byte order mark and one final newline.
fn first_line(source: &PasswordSource, from: impl Read) -> Result<Password, PasswordError> {
    let octets = bounded(from).map_err(|error| unreadable(source, error))?;
    let line = octets.strip_suffix(b"\r\n").or_else(|| octets.strip_suffix(b"\n")).unwrap_or(&octets);
    // Notepad begins a file with a byte order mark; nobody types one.
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let text = std::str::from_utf8(line).map_err(|_| PasswordError::NotUtf8)?;
    Ok(Password::new(text.to_owned()))
}

/// The same error once more.
fn again(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(octets: &[u8]) -> Result<String, PasswordError> {
        first_line(&PasswordSource::Prompt, octets).map(|password| password.expose().to_owned())
    }

    #[test]
    fn one_final_newline_and_a_byte_order_mark_are_dropped_and_nothing_else() {
        for (octets, password) in [
            ("secret\n", "secret"),
            ("secret\r\n", "secret"),
            ("secret\n\n", "secret\n"),
            (" secret ", " secret "),
            ("", ""),
            ("\n", ""),
            ("a\nb", "a\nb"),
            ("mot de passé 🔑\n", "mot de passé 🔑"),
            ("\u{feff}secret\r\n", "secret"),
            ("\u{feff}", ""),
        ] {
            assert_eq!(read(octets.as_bytes()).expect("read"), password);
        }
    }

    #[test]
    fn what_is_no_password_is_said_without_showing_it() {
        assert!(matches!(read(b"\xff\xfe"), Err(PasswordError::NotUtf8)));
        assert!(matches!(read(&vec![b'a'; 70_000]), Err(PasswordError::Unreadable { .. })));
    }
}
