//! Sentences for people, from the catalogues `fr/*.ftl` and `en/*.ftl`.
//!
//! `build.rs` beside this file makes one function a message: a missing id, or a variable that only one
//! language knows, does not compile. A catalogue is read when the first sentence is needed.

use super::Lang;

#[expect(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::derivable_impls,
    unreachable_pub,
    dead_code,
    reason = "made by the build script"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

pub(crate) use generated::L10nLanguage as Messages;

/// Reads one language's catalogue.
pub(super) fn load(lang: Lang) -> Messages {
    match lang {
        Lang::Fr => generated::L10n::Fr.load(),
        Lang::En => generated::L10n::En.load(),
    }
}
