//! How paths and system errors are written in rows.

use std::{io, path::Path};

use base64ct::{Base64, Encoding as _};

/// A path as people and reports read it; what is not Unicode is replaced.
pub(super) fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Base64 of a path that is not Unicode, so that nothing of it is lost.
pub(super) fn path_b64(path: &Path) -> Option<String> {
    match path.to_str() {
        Some(_) => None,
        None => Some(Base64::encode_string(path.as_os_str().as_encoded_bytes())),
    }
}

/// The operating system's words, without the number that follows them.
pub(super) fn system_words(error: &io::Error) -> String {
    let words = error.to_string();
    words.find(" (os error").map_or(words.clone(), |end| words[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_systems_words_without_their_number() {
        assert_eq!(system_words(&io::Error::from_raw_os_error(13)), "Permission denied");
        assert_eq!(system_words(&io::Error::other("words")), "words");
    }
}
