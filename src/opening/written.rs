//! How paths are written in rows.

use std::path::Path;

use base64ct::{Base64, Encoding as _};

/// A path as people and reports read it, on every system with the same stroke between its parts; what is not Unicode
/// is replaced.
pub(super) fn path(path: &Path) -> String {
    let written = path.to_string_lossy();
    if cfg!(windows) { written.replace('\\', "/") } else { written.into_owned() }
}

/// Base64 of a path that is not Unicode, so that nothing of it is lost.
pub(super) fn path_b64(path: &Path) -> Option<String> {
    match path.to_str() {
        Some(_) => None,
        None => Some(Base64::encode_string(path.as_os_str().as_encoded_bytes())),
    }
}
