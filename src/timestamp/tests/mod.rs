//! What only this room sees of a token.

use std::{fs, path::Path};

use super::{response, token::Token};

/// The certificate that signs is looked for by its name, and is not the first.
#[test]
fn the_signer_is_not_the_first_certificate() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stamps/other-first.tsr");
    let response = fs::read(path).expect("a response");
    let token = Token::read(response::read(&response).expect("granted").token).expect("a token");
    let place = token.certificates.iter().position(|certificate| certificate.matches(&token.signer.id));
    assert_eq!(token.certificates.len(), 4);
    assert!(place.is_some_and(|place| place > 0), "{place:?}");
}
