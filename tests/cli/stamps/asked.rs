//! An authority is asked within bounds, whatever answers.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use plis::{
    crypto::{AwsLc, sha256},
    timestamp::{AskError, Authority, Request, judge},
    x509::Certificate,
};

use super::tsa::{Manner, Tsa};

const PATIENCE: Duration = Duration::from_secs(2);

fn ask(url: &str) -> Result<Vec<u8>, AskError> {
    let request = Request::new(sha256(b"plis")).expect("random octets");
    Authority::new(url.parse().expect("an address"), PATIENCE).ask(&request.to_der())
}

#[test]
fn an_authority_answers_and_its_stamp_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(tsa) = Tsa::start(folder.path()) else { return };
    let trusted = std::fs::read(tsa.folder.join("ca.pem")).expect("certificates");
    let trusted = Certificate::from_pem_or_der(&trusted).expect("certificates");
    let request = Request::new(sha256(b"plis")).expect("random octets");
    let mut authority = Authority::new(tsa.url().parse().expect("an address"), Duration::from_secs(20));
    for _ in 0..2 {
        let response = authority.ask(&request.to_der()).expect("an answer");
        let stamp = judge(&response, &request, Some(&trusted), &AwsLc).expect("a stamp");
        assert_eq!((stamp.authority.as_str(), stamp.accuracy_us), ("CN=Horloge", Some(1_000_000)));
    }
    assert_eq!(tsa.asked(), 2);
}

#[test]
fn whoever_answers_otherwise_is_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    for (manner, code) in [
        (Manner::Mute, "slow"),
        (Manner::Slow, "slow"),
        (Manner::Huge, "too_large"),
        (Manner::Page, "content_type"),
        (Manner::Elsewhere, "elsewhere"),
        (Manner::Broken, "status"),
        (Manner::HangsUp, "broken"),
        (Manner::LongHead, "broken"),
    ] {
        let tsa = Tsa::misbehaving(folder.path(), manner);
        let began = Instant::now();
        let error = ask(&tsa.url()).expect_err("no stamp");
        assert_eq!(error.code(), code, "{manner:?}: {error}");
        assert!(began.elapsed() < PATIENCE * 10, "{manner:?}: {:?}", began.elapsed());
        // A redirection is not followed, and nothing is asked twice.
        assert_eq!(tsa.asked(), 1, "{manner:?}");
    }
    let tsa = Tsa::misbehaving(folder.path(), Manner::Lies);
    let octets = ask(&tsa.url()).expect("octets");
    let request = Request::new(sha256(b"plis")).expect("random octets");
    assert_eq!(judge(&octets, &request, None, &AwsLc).expect_err("no stamp").code(), "malformed");
}

#[test]
fn where_nobody_is_nobody_is_asked() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let error = ask(&format!("http://127.0.0.1:{port}/")).expect_err("nobody");
    assert!(matches!(error, AskError::Unreachable { .. }), "{error}");
    let error = ask("http://nulle-part.invalid/").expect_err("nobody");
    assert!(matches!(error, AskError::Unreachable { .. } | AskError::Slow { .. }), "{error}");
}

/// A server without a certificate that the system's authorities vouch for is told nothing.
#[test]
fn over_https_who_answers_must_show_who_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let tsa = Tsa::misbehaving(folder.path(), Manner::Lies);
    let error = ask(&tsa.url().replace("http:", "https:")).expect_err("no TLS there");
    assert!(matches!(error, AskError::Encryption { .. } | AskError::Slow { .. }), "{error}");
}
