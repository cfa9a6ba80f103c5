//! Makes the typed message functions from the catalogues `fr/*.ftl` and `en/*.ftl` beside this file.
//!
//! Nothing generated is committed: the functions and the joined catalogues go to `OUT_DIR`. The library has no words.

use std::process::ExitCode;

#[cfg(not(feature = "cli"))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}

#[cfg(feature = "cli")]
fn main() -> ExitCode {
    use std::{env, path::Path};

    use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

    let out = env::var_os("OUT_DIR").expect("cargo names the folder of generated files");
    let file = |name: &str| Path::new(&out).join(name).display().to_string();
    build_from_locales_folder(
        BuildOptions::default()
            .with_locales_folder("src/bin/plis/words/messages")
            .with_output_file_path(&file("messages.rs"))
            .with_ftl_output(FtlOutputOptions::single_file(&file("messages.ftl")))
            .with_prefix("")
            .with_lint_level(LintLevel::Strict)
            // Terminals show the marks as boxes; strangers' names are escaped before they come here.
            .without_bidi_isolation()
            .without_format(),
    )
}
