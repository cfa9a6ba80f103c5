//! What holds of a key file of any kind.

use plis::{
    keys::{needs_password, read_key_file},
    secret::Password,
};

const PASSWORDS: [&str; 3] = ["plis-essai-2026", "", "café-€-Ωμέγα"];

/// A first octet chooses the password; what is read has a pair at least, of a size that is taken.
pub fn read(input: &[u8]) {
    let [choice, octets @ ..] = input else { return };
    let password = PASSWORDS.get(usize::from(*choice)).map(|text| Password::new((*text).to_owned()));
    let asked = needs_password(octets);
    let Ok(file) = read_key_file(octets, password.as_ref()) else { return };
    assert!(!asked || password.is_some(), "opened without the password it needs");
    assert!(!file.pairs.is_empty());
    for pair in &file.pairs {
        let certificate = pair.certificate();
        // Curves, and ML-KEM, are those that are read, and have their own sizes.
        let least = if certificate.is_rsa() { 1024 } else { 253 };
        assert!((least..=8192).contains(&certificate.bits()));
    }
}
