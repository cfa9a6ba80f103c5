//! A connection that is encrypted: to the server that the address names, vouched for by an authority of ours, or to nobody.

use std::{fs, path::Path, process::Command};

use plis::registry::{RegistryError, ServerAddress, ServerFault};

use crate::cluster::{Cluster, OWNER};

fn openssl(folder: &Path, args: &[&str]) {
    let output = Command::new("openssl").args(args).current_dir(folder).output().expect("openssl runs");
    assert!(output.status.success(), "{output:?}");
}

/// An authority, and a certificate of it for `localhost`.
fn certificates(folder: &Path) {
    let new = ["req", "-newkey", "rsa:2048", "-nodes"];
    for name in ["ca", "other"] {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.crt"));
        let own = ["-x509", "-keyout", &key, "-out", &certificate, "-subj", "/CN=Autorite", "-days", "3650"];
        openssl(folder, &[&new[..], &own].concat());
    }
    openssl(
        folder,
        &[&new[..], &["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=serveur"]].concat(),
    );
    fs::write(folder.join("names"), "subjectAltName = DNS:localhost\n").expect("written");
    let issue = ["x509", "-req", "-in", "server.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"];
    openssl(folder, &[&issue[..], &["-days", "3650", "-extfile", "names", "-out", "server.crt"]].concat());
}

#[test]
fn only_the_server_of_that_name_is_spoken_to_and_never_in_clear() {
    let folder = tempfile::tempdir().expect("a folder");
    certificates(folder.path());
    let cluster = Cluster::start_encrypted(folder.path());
    let make = |host: &str, mode: &str, authority: &str| {
        let authority = folder.path().join(authority);
        let address = format!(
            "postgres://{OWNER}@{host}:{}/postgres?sslmode={mode}&sslrootcert={}",
            cluster.port(),
            authority.display()
        );
        ServerAddress::new(&address).expect("an address").make()
    };
    assert!(make("localhost", "verify-full", "ca.crt").expect("made"));
    assert!(!make("localhost", "verify-full", "ca.crt").expect("there"));
    for (host, mode, authority, why) in [
        ("localhost", "verify-full", "other.crt", "an authority that is not ours"),
        ("127.0.0.1", "verify-full", "ca.crt", "another name"),
        ("localhost", "verify-full", "none.crt", "no authority at all"),
    ] {
        let refused = make(host, mode, authority).expect_err(why);
        assert!(
            matches!(refused, RegistryError::Server { fault: ServerFault::Unreachable, .. }),
            "{why}: {refused:?}"
        );
    }
    // This server takes nothing in clear.
    let refused = make("localhost", "disable", "ca.crt").expect_err("in clear");
    assert!(matches!(refused, RegistryError::Server { .. }), "{refused:?}");
}
