//! Against the other programs, live: what they write opens here, what is sealed here opens there.
//!
//! A program that is not installed is skipped with a visible word; where `PLIS_CI` is set that is a failure.

#![cfg(unix)] // its shell script
#![expect(clippy::print_stdout, reason = "who opened what, and what was skipped, must be seen")]

#[path = "../programs/mod.rs"]
mod programs;

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::OnceLock,
};

use programs::{installed, skip};

const CIPHERS: [&str; 6] =
    ["aes-256-gcm", "aes-192-gcm", "aes-128-gcm", "aes-256-cbc", "aes-192-cbc", "aes-128-cbc"];
const TRANSPORTS: [&str; 5] =
    ["rsaes-oaep-sha256", "rsaes-oaep-sha384", "rsaes-oaep-sha512", "rsaes-oaep-sha1", "rsaes-pkcs1-v1_5"];
const LENGTHS: [usize; 4] = [0, 1, 4096, 3_000_000];

fn interop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interop")
}

fn keys() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cles")
}

fn password() -> String {
    fs::read_to_string(keys().join("mot-de-passe.txt")).expect("password").trim_end().to_owned()
}

fn plis() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plis"));
    command.stdin(Stdio::null());
    command
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Folder of the compiled drivers, made once; they stay from one run to the next.
fn work() -> &'static Path {
    static WORK: OnceLock<PathBuf> = OnceLock::new();
    WORK.get_or_init(|| {
        let work = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop");
        fs::create_dir_all(&work).expect("folder");
        work
    })
}

#[test]
fn what_other_programs_write_opens_here() {
    if !installed("bash") {
        return;
    }
    let dir = tempfile::tempdir().expect("temporary folder");
    let made = Command::new("bash")
        .arg(interop().join("make-all.sh"))
        .arg(dir.path())
        .env("WORK", work())
        .stdin(Stdio::null())
        .output()
        .expect("bash runs");
    let words = said(&made);
    for line in words.lines().filter(|line| line.contains("SKIPPED")) {
        skip(line);
    }
    assert!(made.status.success(), "{words}");
    let manifest = fs::read_to_string(dir.path().join("manifest.tsv")).expect("manifest");
    let mut producers = 0;
    for line in manifest.lines() {
        let [producer, envelope, key, password, sha256] =
            line.split('\t').collect::<Vec<_>>()[..].try_into().expect("five fields");
        let out = dir.path().join(format!("out-{producer}"));
        let ran = plis()
            .arg("open")
            .arg(dir.path().join(envelope))
            .arg("-o")
            .arg(&out)
            .arg("--key")
            .arg(dir.path().join(key))
            .args(["--password", "env:PRODUCER_PASSWORD", "--format", "json"])
            .env("PRODUCER_PASSWORD", password)
            .output()
            .expect("plis runs");
        assert_eq!(ran.status.code(), Some(0), "{producer}: {}", said(&ran));
        let report: serde_json::Value = serde_json::from_slice(&ran.stdout).expect("a report");
        assert_eq!(report["items"][0]["sha256"], sha256, "{producer}");
        println!("{producer}: opened");
        producers += 1;
    }
    if producers < 10 {
        skip(&format!("only {producers} producers are installed"));
    }
}

struct Sealed {
    dir: tempfile::TempDir,
    name: String,
    envelope: PathBuf,
    plaintext: Vec<u8>,
}

/// Everything `seal` can write: each cipher, each transport, several lengths, DER and PEM.
fn sealed() -> Vec<Sealed> {
    let mut all = Vec::new();
    for (index, cipher) in CIPHERS.iter().enumerate() {
        for (other, transport) in TRANSPORTS.iter().enumerate() {
            let pem = (index + other) % 2 == 1;
            let length = LENGTHS[(index * TRANSPORTS.len() + other) % LENGTHS.len()];
            let dir = tempfile::tempdir().expect("temporary folder");
            let plaintext: Vec<u8> =
                (0..length).map(|at| u8::try_from(at * 7 % 253).expect("an octet")).collect();
            let file = dir.path().join("offre.pdf");
            fs::write(&file, &plaintext).expect("written");
            let out = dir.path().join("out");
            let mut command = plis();
            command.arg("seal").arg(&file).arg("-o").arg(&out);
            command.args(["--cipher", cipher, "--key-transport", transport]);
            command.arg("--to").arg(keys().join("entite.cer")).arg(keys().join("secours.cer"));
            if pem {
                command.arg("--pem");
            }
            let ran = command.output().expect("plis runs");
            assert_eq!(ran.status.code(), Some(0), "{cipher} {transport}: {}", said(&ran));
            let envelope = fs::read_dir(&out)
                .expect("listed")
                .map(|entry| entry.expect("entry").path())
                .find(|path| path.is_file())
                .expect("an envelope");
            let name = format!("{cipher} {transport} {length} octets{}", if pem { " PEM" } else { "" });
            all.push(Sealed { dir, name, envelope, plaintext });
        }
    }
    all
}

const JARS: &str = "/usr/share/java/bcpkix.jar:/usr/share/java/bcprov.jar:/usr/share/java/bcutil.jar";

/// Whether `openssl` is here, and where Bouncy Castle's driver is, where it could be compiled.
fn openers() -> (bool, Option<PathBuf>) {
    static OPENERS: OnceLock<(bool, Option<PathBuf>)> = OnceLock::new();
    let look = || {
        let runs = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
        let openssl = runs(Command::new("openssl").arg("version"));
        let classes = work().join("own-classes");
        let java = runs(
            Command::new("javac")
                .args(["-d"])
                .arg(&classes)
                .args(["-cp", JARS])
                .arg(interop().join("Bc.java")),
        );
        if !openssl {
            skip("openssl is not installed");
        }
        if !java {
            skip("Java or Bouncy Castle is not installed");
        }
        (openssl, java.then_some(classes))
    };
    OPENERS.get_or_init(look).clone()
}

/// Key and certificate of a key file in clear, as `openssl cms` wants them.
fn in_clear(openssl: impl AsRef<OsStr>, key_file: &Path, password: &str, pem: &Path) {
    let ran = Command::new(openssl)
        .args(["pkcs12", "-nodes", "-clcerts", "-passin", &format!("pass:{password}"), "-in"])
        .arg(key_file)
        .arg("-out")
        .arg(pem)
        .output()
        .expect("openssl runs");
    assert!(ran.status.success(), "{}", said(&ran));
}

/// What OpenSSL makes of an envelope.
fn by_openssl(openssl: impl AsRef<OsStr>, form: &str, pem: &Path, envelope: &Path, out: &Path) -> Output {
    Command::new(openssl)
        .args(["cms", "-decrypt", "-binary", "-inform", form, "-in"])
        .arg(envelope)
        .arg("-inkey")
        .arg(pem)
        .arg("-recip")
        .arg(pem)
        .arg("-out")
        .arg(out)
        .output()
        .expect("openssl runs")
}

/// What Bouncy Castle makes of an envelope.
fn by_bouncy_castle(classes: &Path, key: &Path, password: &str, envelope: &Path, out: &Path) -> Output {
    Command::new("java")
        .args(["-Dfile.encoding=UTF-8", "-cp"])
        .arg(format!("{}:{JARS}", classes.display()))
        .args(["Bc", "open"])
        .arg(key)
        .arg(password)
        .arg(envelope)
        .arg(out)
        .output()
        .expect("java runs")
}

/// Every curve beside an RSA key: each key opens it where its program knows the curve.
#[test]
fn what_is_sealed_to_curves_here_opens_there() {
    const PASSWORD: &str = "plis-essai-2026";
    let (openssl, java) = openers();
    if !openssl {
        return;
    }
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys");
    let dir = tempfile::tempdir().expect("temporary folder");
    let names = ["p256", "p384", "p521", "x25519", "vector"];
    let (key_file, pem) = (
        |name: &str| fixtures.join(format!("{name}.p12")),
        |name: &str| dir.path().join(format!("{name}.pem")),
    );
    let mut seal = plis();
    fs::write(dir.path().join("offre.pdf"), b"%PDF offre").expect("written");
    seal.arg("seal").arg(dir.path().join("offre.pdf")).arg("--to");
    for name in names {
        in_clear("openssl", &key_file(name), PASSWORD, &pem(name));
        seal.arg(pem(name));
    }
    for cipher in CIPHERS {
        let out = dir.path().join(cipher);
        let mut seal_so = plis();
        seal_so.args(seal.get_args()).args(["--cipher", cipher, "-o"]).arg(&out);
        let ran = seal_so.output().expect("plis runs");
        assert_eq!(ran.status.code(), Some(0), "{cipher}: {}", said(&ran));
        let (envelope, plaintext) = (out.join("offre.pdf.p7m"), out.join("plaintext"));
        for name in names {
            // OpenSSL 3.0 and Bouncy Castle 1.72 do not know RFC 8418; the latter, no curve in AuthEnvelopedData.
            if name != "x25519" {
                let ran = by_openssl("openssl", "DER", &pem(name), &envelope, &plaintext);
                assert!(ran.status.success(), "{cipher} {name}: {}", said(&ran));
                assert_eq!(fs::read(&plaintext).expect("plaintext"), b"%PDF offre", "{cipher} {name}");
            }
            if let Some(classes) = &java
                && cipher == "aes-256-cbc"
                && name != "x25519"
            {
                let ran = by_bouncy_castle(classes, &key_file(name), PASSWORD, &envelope, &plaintext);
                assert!(ran.status.success(), "{cipher} {name}: {}", said(&ran));
                assert_eq!(fs::read(&plaintext).expect("plaintext"), b"%PDF offre", "{cipher} {name}");
            }
        }
        println!("{cipher} to curves: opens elsewhere");
    }
}

/// Every parameter set of ML-KEM beside an RSA key, opened by an OpenSSL of 4.0 or later where OPENSSL_NEW names one.
#[test]
fn what_is_sealed_to_ml_kem_here_opens_there() {
    const PASSWORD: &str = "plis-essai-2026";
    let Some(newer) = env::var_os("OPENSSL_NEW") else {
        println!("OPENSSL_NEW names no openssl that knows ML-KEM: passed over");
        return;
    };
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys");
    let dir = tempfile::tempdir().expect("temporary folder");
    let names = ["ml-kem-512", "ml-kem-768", "ml-kem-1024", "vector"];
    let pem = |name: &str| dir.path().join(format!("{name}.pem"));
    let mut seal = plis();
    fs::write(dir.path().join("offre.pdf"), b"%PDF offre").expect("written");
    seal.arg("seal").arg(dir.path().join("offre.pdf")).arg("--to");
    for name in names {
        in_clear(&newer, &fixtures.join(format!("{name}.p12")), PASSWORD, &pem(name));
        seal.arg(pem(name));
    }
    for cipher in CIPHERS {
        let out = dir.path().join(cipher);
        let mut seal_so = plis();
        seal_so.args(seal.get_args()).args(["--cipher", cipher, "-o"]).arg(&out);
        let ran = seal_so.output().expect("plis runs");
        assert_eq!(ran.status.code(), Some(0), "{cipher}: {}", said(&ran));
        for name in names {
            let (envelope, plaintext) = (out.join("offre.pdf.p7m"), out.join("plaintext"));
            let ran = by_openssl(&newer, "DER", &pem(name), &envelope, &plaintext);
            assert!(ran.status.success(), "{cipher} {name}: {}", said(&ran));
            assert_eq!(fs::read(&plaintext).expect("plaintext"), b"%PDF offre", "{cipher} {name}");
        }
        println!("{cipher} to ML-KEM and RSA: opens elsewhere");
    }
}

#[test]
fn what_is_sealed_here_opens_there() {
    let (openssl, classes) = openers();
    let java = classes.is_some();
    if !openssl && !java {
        return;
    }
    let pem_key = tempfile::tempdir().expect("temporary folder");
    let pem = pem_key.path().join("key.pem");
    if openssl {
        in_clear("openssl", &keys().join("entite.p12"), &password(), &pem);
    }
    for (index, one) in sealed().iter().enumerate() {
        let out = one.dir.path().join("plaintext");
        let is_pem = one.name.ends_with("PEM");
        if openssl {
            let form = if is_pem { "PEM" } else { "DER" };
            let ran = by_openssl("openssl", form, &pem, &one.envelope, &out);
            assert!(ran.status.success(), "{}: {}", one.name, said(&ran));
            assert!(fs::read(&out).expect("plaintext") == one.plaintext, "{}: another plaintext", one.name);
        }
        // A virtual machine each takes a second: DER only, every other one.
        if let Some(classes) = &classes
            && !is_pem
            && index % 4 < 2
        {
            let ran = by_bouncy_castle(classes, &keys().join("entite.p12"), &password(), &one.envelope, &out);
            assert!(ran.status.success(), "{}: {}", one.name, said(&ran));
            assert!(fs::read(&out).expect("plaintext") == one.plaintext, "{}: another plaintext", one.name);
        }
        println!("{}: opens elsewhere", one.name);
    }
}
