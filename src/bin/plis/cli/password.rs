//! Passwords: where they come from, and key files opened with them.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Read},
    path::Path,
    sync::Arc,
    time::Duration,
};

use plis::{
    fsx,
    keys::{KeyFile, KeyFileError, needs_password, read_key_file},
    limits,
    report::untrusted,
    secret::{Password, in_the_clear},
};
use zeroize::Zeroizing;

use crate::cli::{
    Session,
    args::value::PasswordSource,
    environment::Taken,
    error::{Error, PasswordError},
    inherited::Environment,
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
    sources: Vec<PasswordSource>,
    option: &'static str,
    read: Vec<(PasswordSource, Arc<Password>)>,
}

impl<'a> Passwords<'a> {
    /// One source for all key files, or one for each in their order; none: a prompt on a terminal.
    pub(crate) fn new(session: &'a Session, sources: Vec<PasswordSource>) -> Self {
        Self { session, sources, option: "--password", read: Vec::new() }
    }

    /// The same, said with another option than `--password`.
    pub(crate) fn said_with(self, option: &'static str) -> Self {
        Self { option, ..self }
    }

    /// Reads the `index`-th key file, with a password only where it needs one.
    ///
    /// # Errors
    ///
    /// The file cannot be read or used, or no password can be had for it.
    pub(crate) fn open_key_file(&mut self, index: usize, path: &Path) -> Result<KeyFile, Error> {
        self.open_with_password(index, path).map(|(file, _)| file)
    }

    /// The same of a key of the registry, which people know by its name: its file there is named by a fingerprint.
    pub(crate) fn open_registry_key(
        &mut self,
        index: usize,
        path: &Path,
        name: &str,
    ) -> Result<KeyFile, Error> {
        self.open(index, path, Path::new(name)).map(|(file, _)| file)
    }

    /// The same of a file, with the password that opened it: none where none was needed.
    pub(crate) fn open_with_password(
        &mut self,
        index: usize,
        path: &Path,
    ) -> Result<(KeyFile, Option<Arc<Password>>), Error> {
        self.open(index, path, path)
    }

    fn open(
        &mut self,
        index: usize,
        path: &Path,
        shown: &Path,
    ) -> Result<(KeyFile, Option<Arc<Password>>), Error> {
        let bytes = fsx::read_bounded(path, limits::KEY_FILE.value).map(Zeroizing::new).map_err(|error| {
            // A copy of the registry's own is known by its key's name; a file elsewhere, by its place.
            let is_ours = self.session.home().is_some_and(|home| path.starts_with(home));
            let path = if is_ours { shown } else { path };
            Error::KeyFileIo { path: path.to_owned(), error }
        })?;
        let refused = |error| Error::KeyFile { path: shown.to_owned(), error: Box::new(error) };
        if !needs_password(&bytes) {
            return Ok((read_key_file(&bytes, None).map_err(refused)?, None));
        }
        let source = self.source(index, shown)?;
        if source == PasswordSource::Prompt {
            return self.ask(shown, &bytes).map(|(file, password)| (file, Some(password)));
        }
        let password = self.read_source(&source)?;
        let file = read_key_file(&bytes, Some(&password)).map_err(refused)?;
        Ok((file, Some(password)))
    }

    /// The password of the `index`-th key of the registry, known by its name, for a file that needs one; `None` where a
    /// person is to be asked for it.
    pub(crate) fn at_hand(&mut self, index: usize, name: &str) -> Result<Option<Arc<Password>>, Error> {
        match self.source(index, Path::new(name))? {
            PasswordSource::Prompt => Ok(None),
            source => Ok(Some(self.read_source(&source)?)),
        }
    }

    /// Whether passwords come from somewhere else than a person at a terminal.
    pub(crate) fn are_at_hand(&self) -> bool {
        !self.sources.is_empty() && !self.sources.contains(&PasswordSource::Prompt)
    }

    /// The password of the `index`-th file to be written, asked for twice on a terminal.
    pub(crate) fn for_new_file(&mut self, index: usize, path: &Path) -> Result<Arc<Password>, Error> {
        let source = self.source(index, path)?;
        if source != PasswordSource::Prompt {
            return Ok(self.read_source(&source)?);
        }
        let shown = untrusted::path(path);
        let first = prompt(&self.session.say().password_new(&shown))?;
        let second = prompt(&self.session.say().password_again(&shown))?;
        if first.expose() != second.expose() {
            return Err(PasswordError::Differs.into());
        }
        Ok(Arc::new(first))
    }

    fn source(&self, index: usize, path: &Path) -> Result<PasswordSource, PasswordError> {
        match self.sources.as_slice() {
            [] if io::stdin().is_terminal() => Ok(PasswordSource::Prompt),
            [] => Err(self.no_source(path)),
            [one] => Ok(one.clone()),
            several => several.get(index).cloned().ok_or_else(|| self.no_source(path)),
        }
    }

    fn no_source(&self, path: &Path) -> PasswordError {
        PasswordError::NoSource { path: path.to_owned(), option: self.option }
    }

    /// Three tries; each names the file.
    fn ask(&mut self, path: &Path, bytes: &[u8]) -> Result<(KeyFile, Arc<Password>), Error> {
        let refused = |error| Error::KeyFile { path: path.to_owned(), error: Box::new(error) };
        // The password of an earlier file is tried first: one is often used for several.
        if let Some((_, password)) = self.read.iter().find(|(source, _)| *source == PasswordSource::Prompt)
            && let Ok(file) = read_key_file(bytes, Some(password))
        {
            return Ok((file, Arc::clone(password)));
        }
        let shown = untrusted::path(path);
        for left in (0..TRIES).rev() {
            let password = prompt(&self.session.say().password_prompt(&shown))?;
            match read_key_file(bytes, Some(&password)) {
                Err(KeyFileError::WrongPassword) if left > 0 => {
                    self.session.note(&self.session.say().password_wrong_again(left));
                }
                Err(error) => return Err(refused(error)),
                Ok(file) => {
                    let password = Arc::new(password);
                    self.read.push((PasswordSource::Prompt, Arc::clone(&password)));
                    return Ok((file, password));
                }
            }
        }
        Err(refused(KeyFileError::WrongPassword))
    }

    fn read_source(&mut self, source: &PasswordSource) -> Result<Arc<Password>, PasswordError> {
        if let Some((_, password)) = self.read.iter().find(|(read, _)| read == source) {
            return Ok(Arc::clone(password));
        }
        let taken = self.session.environment();
        let password = Arc::new(in_the_clear(|| match source {
            PasswordSource::Environment(name) => taken.password(name),
            PasswordSource::File(path) => {
                let file = fsx::open_waiting(path, PATIENCE).map_err(|error| unreadable(source, error))?;
                first_line(source, file)
            }
            PasswordSource::Descriptor(number) => first_line(source, taken.descriptor(*number, source)?),
            PasswordSource::Prompt => prompt(&self.session.say().password_prompt_plain()),
        })?);
        self.read.push((source.clone(), Arc::clone(&password)));
        Ok(password)
    }
}

impl From<PasswordError> for Error {
    fn from(error: PasswordError) -> Self {
        Self::Password(error)
    }
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

/// All of it, without a byte order mark and one final newline.
fn first_line(source: &PasswordSource, from: impl Read) -> Result<Password, PasswordError> {
    // As large as it may get: a buffer that grows would leave copies behind.
    let mut octets = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
    from.take(LONGEST as u64 + 1).read_to_end(&mut octets).map_err(|error| unreadable(source, error))?;
    if octets.len() > LONGEST {
        return Err(unreadable(source, io::Error::from(io::ErrorKind::FileTooLarge)));
    }
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
