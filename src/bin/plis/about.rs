//! For the build: what `--version --verbose` tells. No time and no machine: the same source gives the same octets.

use std::{env, fs, path::Path, process::Command};

/// What reads, decrypts, keeps and connects, of all that is in `Cargo.lock`, with the feature that brings it.
const LIBRARIES: [(&str, &str); 14] = [
    ("aws-lc-rs", ""),
    ("aws-lc-sys", ""),
    ("rsa", ""),
    ("p256", ""),
    ("aes", ""),
    ("aes-gcm", ""),
    ("cms", ""),
    ("pkcs12", ""),
    ("x509-cert", ""),
    ("libsqlite3-sys", "sqlite"),
    ("cryptoki", "pkcs11"),
    ("rustls", "postgres"),
    ("tokio-postgres", "postgres"),
    ("axum", "console"),
];

/// Hands it to the program, as variables of its build.
pub(super) fn tell() {
    println!("cargo::rerun-if-changed=src/bin/plis/build.rs");
    println!("cargo::rerun-if-changed=src/bin/plis/about.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-env-changed=PLIS_COMMIT");
    let of_cargo = |name: &str| env::var(name).unwrap_or_default();
    let linked = of_cargo("CARGO_CFG_TARGET_FEATURE");
    let alone = linked.split(',').any(|feature| feature == "crt-static");
    let target = of_cargo("TARGET") + if alone { " (static)" } else { "" };
    let features = of_cargo("CARGO_CFG_FEATURE");
    let features: Vec<&str> = features.split(',').filter(|feature| *feature != "default").collect();
    let compiler = Command::new(of_cargo("RUSTC")).arg("--version").output();
    let compiler = compiler.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    let compiler = compiler.unwrap_or_default();
    for (name, value) in [
        ("COMMIT", commit().unwrap_or_else(|| "unknown".to_owned())),
        ("TARGET", target),
        ("FEATURES", features.join(", ")),
        ("RUSTC", compiler.split(' ').nth(1).unwrap_or("unknown").to_owned()),
        ("LIBRARIES", libraries(&features)),
    ] {
        println!("cargo::rustc-env=PLIS_{name}={}", value.trim());
    }
}

/// The commit: what `PLIS_COMMIT` says, else git, of this folder's own history. Nobody asks it of a program that is only
/// tried: each commit would build it anew.
fn commit() -> Option<String> {
    if let Some(given) = env::var("PLIS_COMMIT").ok().filter(|given| !given.is_empty()) {
        return Some(given);
    }
    if env::var("PROFILE").ok()? != "release" {
        return None;
    }
    let here = env::var("CARGO_MANIFEST_DIR").ok()?;
    let git = |arguments: &[&str]| {
        let said = Command::new("git").current_dir(&here).args(arguments).output().ok()?;
        let text = String::from_utf8(said.stdout).ok()?.trim().to_owned();
        (said.status.success() && !text.is_empty()).then_some(text)
    };
    // Not that of a larger project which this one is a part of.
    let top = fs::canonicalize(git(&["rev-parse", "--show-toplevel"])?).ok()?;
    if top != fs::canonicalize(&here).ok()? {
        return None;
    }
    let branch = git(&["symbolic-ref", "-q", "HEAD"]);
    for moves in [Some("HEAD".to_owned()), branch, Some("packed-refs".to_owned())].into_iter().flatten() {
        let file = git(&["rev-parse", "--git-path", &moves])?;
        let file = Path::new(&here).join(file);
        if file.exists() {
            println!("cargo::rerun-if-changed={}", file.display());
        }
    }
    git(&["rev-parse", "HEAD"])
}

/// Each with its version in `Cargo.lock`.
fn libraries(features: &[&str]) -> String {
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    let value = |part: &str, name: &str| {
        let line = part.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "))?;
        Some(line.trim_matches('"').to_owned())
    };
    let version = |library: &str| {
        let mut parts = lock.split("[[package]]");
        parts.find_map(|part| (value(part, "name")? == library).then(|| value(part, "version"))?)
    };
    let here = |feature: &str| feature.is_empty() || features.contains(&feature);
    let known: Vec<String> = LIBRARIES
        .iter()
        .filter(|(_, feature)| here(feature))
        .filter_map(|(name, _)| Some(format!("{name} {}", version(name)?)))
        .collect();
    known.join(",")
}
