//! Keys of tokens: found by their address, opened by a PIN that is asked for, and tried, once.

use std::path::{Path, PathBuf};

use crate::{
    desk::{Error, Passwords, Purpose, Wanted},
    keys::token::{Modules, Token, TokenError, TokenKey, TokenUri, load},
};

/// The address that is given as a key; `None` for a file.
pub(super) fn address(given: &Path) -> Result<Option<TokenUri>, Error> {
    TokenUri::given(given).map_err(|error| Error::TokenUri { given: given.to_owned(), error })
}

/// Loads the modules of the tokens that keys are given by.
pub(super) fn modules<'a>(keys: impl IntoIterator<Item = &'a PathBuf>) -> Result<Modules, Error> {
    let mut uris = Vec::new();
    let mut last = PathBuf::new();
    for given in keys {
        if let Some(uri) = address(given)? {
            uris.push(uri);
            last.clone_from(given);
        }
    }
    load(&uris).map_err(|error| of_token(&last, error))
}

/// The keys that an address means, for so many threads.
pub(super) fn open_token(
    passwords: &mut dyn Passwords,
    index: usize,
    uri: &TokenUri,
    given: &Path,
    threads: usize,
) -> Result<Vec<TokenKey>, Error> {
    let failed = |error| of_token(given, error);
    let mut token = Token::find(uri).map_err(failed)?;
    token.takes_a_pin().map_err(failed)?;
    let name = token.name();
    let pin = if token.wants_pin() {
        let wanted = Wanted { purpose: Purpose::Pin, index, shown: Path::new(&name), wrong: 0 };
        // A login without one is a try like any other on some tokens.
        Some(passwords.give(&wanted)?.ok_or(Error::EmptyPassword)?)
    } else {
        None
    };
    token.login(pin.as_deref()).map_err(failed)?;
    token.keys(uri, threads).map_err(failed)
}

pub(super) fn of_token(given: &Path, error: TokenError) -> Error {
    Error::Token { given: given.to_owned(), error: Box::new(error) }
}
