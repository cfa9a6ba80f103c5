//! Who opens the workloads.

use std::{
    env,
    error::Error,
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    measure::{self, Taken},
    workload::{Keys, PASSWORD, Workload, digest_of, name},
};

/// A way to open a folder of envelopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entrant {
    /// The least work; see [`crate::floor`].
    Floor,
    /// This product.
    Plis,
    /// One process for each envelope, as many at once as there are jobs.
    OpenSsl,
    /// One JVM, as many threads as there are jobs; the class path.
    BouncyCastle(String),
    /// `cp -r`: reads and writes, opens nothing.
    Copy,
}

impl Entrant {
    /// Those that this machine has; what it has not is said on the way.
    pub(crate) fn all(scratch: &Path) -> Vec<Self> {
        let mut all = vec![Self::Floor, Self::Plis, Self::OpenSsl];
        match compile_driver(scratch) {
            Ok(class_path) => all.push(Self::BouncyCastle(class_path)),
            Err(why) => println!("SKIPPED: Bouncy Castle ({why})"),
        }
        all.push(Self::Copy);
        all
    }

    /// Its name in the table.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Plis => "plis",
            Self::OpenSsl => "openssl",
            Self::BouncyCastle(_) => "bc",
            Self::Copy => "cp",
        }
    }

    /// Whether it takes part in a workload: the floor knows DER only.
    pub(crate) fn enters(&self, workload: &Workload) -> bool {
        !(*self == Self::Floor && workload.name == "W3")
    }

    /// Opens `input` into `output`, which is not there yet.
    pub(crate) fn open(
        &self,
        input: &Path,
        output: &Path,
        keys: &Keys,
        jobs: usize,
        detailed: bool,
        scratch: &Path,
    ) -> io::Result<Taken> {
        let jobs = jobs.to_string();
        let mut list = None;
        let command = match self {
            Self::Floor => {
                let mut command = Command::new(env::current_exe()?);
                command.arg("floor").args([input, output, &keys.pkcs8()]).arg(jobs);
                command
            }
            Self::Plis => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_plis"));
                command.arg("open").arg(input).arg("-o").arg(output).arg("--key").arg(keys.pkcs12());
                command.arg("--password").arg(format!("file:{}", keys.password().display()));
                command.args(["--jobs", &jobs, "--quiet", "--home"]).arg(scratch.join("home"));
                command
            }
            Self::OpenSsl => {
                fs::create_dir_all(output)?;
                let mut names = String::new();
                for entry in fs::read_dir(input)? {
                    names.push_str(&entry?.file_name().to_string_lossy());
                    names.push('\n');
                }
                let path = scratch.join("names");
                fs::write(&path, names)?;
                list = Some(path);
                let mut command = Command::new("xargs");
                command.args([
                    "-P", &jobs, "-I{}", "openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-inkey",
                ]);
                command.arg(keys.pem()).arg("-recip").arg(keys.certificate());
                command.arg("-in").arg(input.join("{}")).arg("-out").arg(output.join("{}"));
                command
            }
            Self::BouncyCastle(class_path) => {
                let mut command = Command::new("java");
                command
                    .args(["-cp", class_path, "Bc"])
                    .args([input, output, &keys.pkcs12()])
                    .args([PASSWORD, &jobs]);
                command
            }
            Self::Copy => {
                let mut command = Command::new("cp");
                command.arg("-r").arg(input).arg(output);
                command
            }
        };
        measure::run(&command, list.as_deref(), detailed, scratch)
    }

    /// Compares every plaintext with what was sealed.
    pub(crate) fn check(&self, output: &Path, digests: &[[u8; 32]]) -> Result<(), Box<dyn Error>> {
        for (index, expected) in digests.iter().enumerate() {
            let path = match self {
                Self::Floor => output.join(name(index)),
                Self::Plis => output.join("plis").join(name(index)),
                Self::OpenSsl | Self::BouncyCastle(_) => output.join(name(index) + ".p7m"),
                Self::Copy => return Ok(()),
            };
            if digest_of(&path)? != *expected {
                return Err(format!("{}: not what was sealed", path.display()).into());
            }
        }
        Ok(())
    }
}

/// Compiles the driver; gives the class path to run it with.
fn compile_driver(scratch: &Path) -> Result<String, String> {
    let jars = ["bcpkix", "bcprov", "bcutil"].map(|jar| PathBuf::from(format!("/usr/share/java/{jar}.jar")));
    if let Some(missing) = jars.iter().find(|jar| !jar.exists()) {
        return Err(format!("no {}", missing.display()));
    }
    let jars = jars.map(|jar| jar.display().to_string()).join(":");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/Bc.java");
    let compiled = Command::new("javac").args(["-cp", &jars, "-d"]).arg(scratch).arg(source).output();
    match compiled {
        Err(error) => Err(format!("no javac: {error}")),
        Ok(output) if !output.status.success() => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        Ok(_) => Ok(format!("{jars}:{}", scratch.display())),
    }
}

/// What the table says of each program.
pub(crate) fn versions() -> Vec<String> {
    let first_line = |program: &str, arguments: &[&str]| -> Option<String> {
        let output = Command::new(program).args(arguments).output().ok()?;
        let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
        String::from_utf8_lossy(&text).lines().next().map(str::to_owned)
    };
    let jar = fs::canonicalize("/usr/share/java/bcpkix.jar").ok();
    [
        first_line("rustc", &["--version"]),
        first_line("openssl", &["version"]),
        first_line("java", &["-version"]),
        jar.and_then(|path| Some(path.file_stem()?.to_string_lossy().into_owned())),
        first_line("cp", &["--version"]),
    ]
    .into_iter()
    .flatten()
    .collect()
}
