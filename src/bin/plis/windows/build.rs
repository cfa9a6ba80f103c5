//! What Explorer shows of the executable: its icon, its version, its name.

use std::{
    env, fs,
    io::{self, Write as _},
    path::Path,
    process::Command,
};

/// Binds the description to the program, where that is one for Windows by the GNU tools.
pub(super) fn describe() -> io::Result<()> {
    let of = |name: &str| env::var(name).unwrap_or_default();
    if of("CARGO_CFG_TARGET_OS") != "windows" || of("CARGO_CFG_TARGET_ENV") != "gnu" {
        return Ok(());
    }
    let icon = Path::new(&of("CARGO_MANIFEST_DIR")).join("src/bin/plis/windows/plis.ico");
    let out = of("OUT_DIR");
    let (source, object) = (Path::new(&out).join("plis.rc"), Path::new(&out).join("plis.o"));
    let version = of("CARGO_PKG_VERSION");
    let numbers = format!("{},{},{},0", of("CARGO_PKG_VERSION_MAJOR"), of("CARGO_PKG_VERSION_MINOR"), of("CARGO_PKG_VERSION_PATCH"));
    fs::write(
        &source,
        format!(
            r#"1 ICON "{icon}"
1 VERSIONINFO
FILEVERSION {numbers}
PRODUCTVERSION {numbers}
FILETYPE 1
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040c04b0"
    BEGIN
      VALUE "FileDescription", "plis"
      VALUE "FileVersion", "{version}"
      VALUE "InternalName", "plis"
      VALUE "OriginalFilename", "plis.exe"
      VALUE "ProductName", "plis"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x40c, 1200
  END
END
"#,
            icon = icon.display().to_string().replace('\\', "/"),
        ),
    )?;
    let cross = if of("HOST") == of("TARGET") { "windres" } else { "x86_64-w64-mingw32-windres" };
    let mut said = io::stdout();
    writeln!(said, "cargo:rerun-if-changed={}", icon.display())?;
    match Command::new(cross).arg(&source).arg(&object).status() {
        Ok(status) if status.success() => writeln!(said, "cargo:rustc-link-arg-bin=plis={}", object.display()),
        _ => writeln!(said, "cargo:warning={cross} did not run: the executable has neither icon nor version"),
    }
}
