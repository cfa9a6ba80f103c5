//! Makes what the program is built with: the typed message functions from the catalogues
//! `words/messages/{fr,en}/*.ftl`, and for Windows what it shows of an executable; and what `--version --verbose` tells. The library has neither.
//!
//! Nothing generated is committed: all of it goes to `OUT_DIR`.

use std::process::ExitCode;

#[cfg(feature = "cli")]
mod about;

#[cfg(not(feature = "cli"))]
fn main() -> ExitCode {
    ExitCode::SUCCESS
}

#[cfg(feature = "cli")]
fn main() -> ExitCode {
    use std::{env, path::Path};

    use fluent_typed::{BuildOptions, FtlOutputOptions, LintLevel, build_from_locales_folder};

    let out = env::var_os("OUT_DIR").expect("cargo names the folder of generated files");
    if env::var_os("CARGO_CFG_WINDOWS").is_some() {
        resources(Path::new(&out));
    }
    about::tell();
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

/// Icon, version and manifest, by the resource compiler that comes with the linker of this target. `embed-resource` and
/// `winresource` do the same for other linkers too, and bring a reader of TOML into every build on every system: cargo
/// knows no build dependency for one target.
#[cfg(feature = "cli")]
fn resources(out: &std::path::Path) {
    use std::{env, fs, process::Command};

    const BESIDE: &str = "src/bin/plis/windows";
    println!("cargo::rerun-if-changed={BESIDE}");
    let of_package = |name: &str| env::var(format!("CARGO_PKG_{name}")).expect("cargo tells");
    let numbers = ["VERSION_MAJOR", "VERSION_MINOR", "VERSION_PATCH"].map(of_package).join(",");
    let script = fs::read_to_string(format!("{BESIDE}/plis.rc")).expect("beside the program");
    let script = script
        .replace("@numbers@", &format!("{numbers},0"))
        .replace("@version@", &of_package("VERSION"))
        .replace("@licence@", &of_package("LICENSE"));
    let (filled, object) = (out.join("plis.rc"), out.join("plis.res.o"));
    fs::write(&filled, script).expect("written");
    // Across systems, then as a Windows toolchain names it.
    let compiled = ["x86_64-w64-mingw32-windres", "windres"].into_iter().any(|compiler| {
        let mut command = Command::new(compiler);
        command.args(["--include-dir", BESIDE, "--output-format", "coff", "-i"]).arg(&filled);
        command.arg("-o").arg(&object).status().is_ok_and(|ended| ended.success())
    });
    if compiled {
        println!("cargo::rustc-link-arg-bins={}", object.display());
    } else {
        println!("cargo::warning=without windres the executable has no icon and no version");
    }
}
