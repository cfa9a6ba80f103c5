//! `--version --verbose`: what exactly this program is, to be read by people and by scripts: the same in every language.

use std::fmt::Write as _;

/// Commit, target, features, compiler, and the libraries that read, decrypt and keep.
pub(super) fn program() -> String {
    let mut text = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), "\n").to_owned();
    for (name, value) in [
        ("commit", env!("PLIS_COMMIT")),
        ("target", env!("PLIS_TARGET")),
        ("features", env!("PLIS_FEATURES")),
        ("rustc", env!("PLIS_RUSTC")),
    ] {
        writeln!(text, "{name}: {value}").expect("a string takes everything");
    }
    text.push_str("libraries:\n");
    for library in env!("PLIS_LIBRARIES").split(',') {
        writeln!(text, "  {library}").expect("a string takes everything");
    }
    text
}
