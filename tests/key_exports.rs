//! What is written here, read by other programs: OpenSSL, keytool, NSS and GnuTLS, whichever are installed.

#![cfg(unix)] // programs of other hands

#[path = "programs/mod.rs"]
mod programs;

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use plis::{
    crypto::{AwsLc, Provider},
    keys::{
        Certificate, KeyPair, NewCertificate, Pkcs12Encryption, Pkcs12Options, issue, write_p7b, write_pkcs12,
    },
    secret::Password,
    time::Validity,
};
use programs::installed;
use tempfile::TempDir;

const FRIENDLY_NAME: &str = "Marchés publics";
const ENCRYPTIONS: [Pkcs12Encryption; 2] = [Pkcs12Encryption::Aes256Sha256, Pkcs12Encryption::TripleDesSha1];

/// A pair signed by an authority, and a folder.
struct World {
    folder: TempDir,
    pair: KeyPair,
}

impl World {
    fn new() -> Self {
        let validity = Validity {
            not_before: "2026-01-15T08:00:00Z".parse().expect("an instant"),
            not_after: "2060-01-15T08:00:00Z".parse().expect("an instant"),
        };
        let named = |cn: &str| NewCertificate {
            cn: cn.to_owned(),
            organization: Some("Ville de Saint-Exemple".to_owned()),
            validity,
        };
        let keys = [(); 2].map(|()| AwsLc.generate(2048).expect("a key"));
        let certificate = issue(&AwsLc, &named("Autorité"), &keys[0], None).expect("a certificate");
        let [first, second] = keys;
        let issuer = KeyPair::new(certificate, first).expect("a pair");
        let certificate =
            issue(&AwsLc, &named("Marchés « 2026 »"), &second, Some(&issuer)).expect("a certificate");
        let chain = vec![issuer.certificate().clone()];
        let pair = KeyPair::new(certificate, second).expect("a pair").with_chain(chain);
        Self { folder: tempfile::tempdir().expect("a folder"), pair }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a key file, and gives its path.
    fn key_file(&self, password: &str, encryption: Pkcs12Encryption) -> PathBuf {
        let options = Pkcs12Options { encryption, iterations: 2_000, include_chain: true };
        let password = Password::new(password.to_owned());
        let bytes = write_pkcs12(&self.pair, FRIENDLY_NAME, &password, &options).expect("a key file");
        self.file("key.p12", &bytes)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).expect("written");
        path
    }
}

/// Runs a program, which must succeed; gives what it said.
fn run(program: &str, folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    let output = command.output().expect("run");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said}");
    said
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn openssl_imports() {
    if !installed("openssl") {
        return;
    }
    let world = World::new();
    for encryption in ENCRYPTIONS {
        for password in ["mot de passe", "", "œuf à la coque \u{1f511}"] {
            world.key_file(password, encryption);
            let pass = format!("pass:{password}");
            let said = run(
                "openssl",
                world.folder.path(),
                &["pkcs12", "-in", "key.p12", "-nodes", "-legacy", "-info", "-passin", &pass],
            );
            assert_eq!(
                (count(&said, "BEGIN CERTIFICATE"), count(&said, "BEGIN PRIVATE KEY")),
                (2, 1),
                "{said}"
            );
            assert_eq!(count(&said, "localKeyID"), 2, "{said}");
            assert!(said.contains("friendlyName: March"), "{said}");
            let scheme = match encryption {
                Pkcs12Encryption::Aes256Sha256 => {
                    "PBES2, PBKDF2, AES-256-CBC, Iteration 2000, PRF hmacWithSHA256"
                }
                Pkcs12Encryption::TripleDesSha1 => "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2000",
            };
            assert_eq!(count(&said, scheme), 2, "{said}");
        }
    }
}

#[test]
fn openssl_reads_certificates() {
    if !installed("openssl") {
        return;
    }
    let world = World::new();
    let folder = world.folder.path();
    let (own, issuer) = (world.pair.certificate(), &world.pair.chain()[0]);
    world.file("own.pem", own.to_pem().as_bytes());
    world.file("issuer.pem", issuer.to_pem().as_bytes());
    // A self-signed certificate that is no authority may be trusted; what it signed is checked by its key.
    run("openssl", folder, &["verify", "-check_ss_sig", "-CAfile", "issuer.pem", "issuer.pem"]);
    let said = run(
        "openssl",
        folder,
        &["x509", "-in", "own.pem", "-noout", "-text", "-nameopt", "utf8,sep_comma_plus"],
    );
    for part in [
        "Version: 3",
        "Subject: O=Ville de Saint-Exemple,CN=Marchés « 2026 »",
        "Issuer: O=Ville de Saint-Exemple,CN=Autorité",
        "Not After : Jan 15 08:00:00 2060 GMT",
        "X509v3 Key Usage: critical\n                Key Encipherment\n",
        "X509v3 Basic Constraints: critical\n                CA:FALSE",
        "X509v3 Subject Key Identifier",
        "X509v3 Authority Key Identifier",
        "Signature Algorithm: sha256WithRSAEncryption",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let bundle = write_p7b(&[own.clone(), issuer.clone()]);
    world.file("both.p7b", &bundle);
    let said = run("openssl", folder, &["pkcs7", "-inform", "DER", "-in", "both.p7b", "-print_certs"]);
    assert_eq!(count(&said, "BEGIN CERTIFICATE"), 2, "{said}");
    assert_eq!(Certificate::from_pem_or_der(&bundle).expect("read").len(), 2);
}

#[test]
fn keytool_imports() {
    if !installed("keytool") {
        return;
    }
    let world = World::new();
    for encryption in ENCRYPTIONS {
        world.key_file("mot de passe", encryption);
        let arguments =
            ["-list", "-v", "-storetype", "PKCS12", "-keystore", "key.p12", "-storepass", "mot de passe"];
        let said = run("keytool", world.folder.path(), &[&["-J-Duser.language=en"], &arguments[..]].concat());
        assert!(said.contains("Entry type: PrivateKeyEntry"), "{said}");
        assert!(said.contains("Certificate chain length: 2"), "{said}");
        // The private key itself is decrypted when it is copied.
        let _ = std::fs::remove_file(world.path("copy.p12"));
        let copy = [
            "-importkeystore",
            "-srckeystore",
            "key.p12",
            "-srcstorepass",
            "mot de passe",
            "-destkeystore",
            "copy.p12",
            "-deststoretype",
            "PKCS12",
            "-deststorepass",
            "mot de passe",
        ];
        run("keytool", world.folder.path(), &copy);
        let bytes = std::fs::read(world.path("copy.p12")).expect("a copy");
        let password = Password::new("mot de passe".to_owned());
        let copy = plis::keys::read_key_file(&bytes, Some(&password)).expect("read");
        assert_eq!(copy.pairs[0].private_key().expose(), world.pair.private_key().expose());
        assert_eq!(copy.pairs[0].chain(), world.pair.chain());
    }
}

#[test]
fn nss_imports() {
    if !installed("pk12util") || !installed("certutil") {
        return;
    }
    let world = World::new();
    for encryption in ENCRYPTIONS {
        let folder = tempfile::tempdir().expect("a folder");
        let store = format!("sql:{}", folder.path().display());
        run("certutil", folder.path(), &["-N", "-d", &store, "--empty-password"]);
        let file = world.key_file("œuf à la coque", encryption);
        let file = file.to_str().expect("a path in UTF-8");
        run("pk12util", folder.path(), &["-i", file, "-d", &store, "-W", "œuf à la coque"]);
        let said = run("certutil", folder.path(), &["-K", "-d", &store]);
        assert!(said.contains("rsa") && said.contains(FRIENDLY_NAME), "{said}");
        let said = run("certutil", folder.path(), &["-L", "-d", &store]);
        assert!(said.contains("u,u,u"), "{said}");
    }
}

#[test]
fn gnutls_imports() {
    if !installed("certtool") {
        return;
    }
    let world = World::new();
    for encryption in ENCRYPTIONS {
        world.key_file("mot de passe", encryption);
        let arguments = ["--p12-info", "--inder", "--infile", "key.p12", "--password", "mot de passe"];
        let said = run("certtool", world.folder.path(), &arguments);
        assert_eq!(count(&said, "BEGIN CERTIFICATE"), 2, "{said}");
        assert!(said.contains("Friendly name: Marchés publics") && !said.contains("rror"), "{said}");
        // It shows the key as it is: encrypted. Then it is decrypted on its own.
        let start = said.find("-----BEGIN ENCRYPTED PRIVATE KEY").expect("a key");
        world.file("key.pem", &said.as_bytes()[start..]);
        let arguments = ["--key-info", "--pkcs8", "--infile", "key.pem", "--password", "mot de passe"];
        let said = run("certtool", world.folder.path(), &arguments);
        assert!(said.contains("RSA") && said.contains("BEGIN RSA PRIVATE KEY"), "{said}");
    }
}
