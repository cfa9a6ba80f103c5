//! Private keys and certificates in PEM: PKCS#8, PKCS#1 and SEC 1, in clear or encrypted, and what OpenSSL and
//! GnuTLS put between.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use super::{
    any_key::AnyKey,
    curve_key,
    error::{KeyFileError, KeyProblem},
    found::{Attributes, Contents},
    password::{Encodings, Kind},
    pbe::{Budget, Cipher, ShroudedKey},
    pkcs12, rsa_key,
};
use crate::{
    asn1::ber::Value,
    x509::{CertificateError, certificate::bundle, pem::Block, public_key::DSA},
};

enum Step<'a> {
    Pkcs12(&'a Block<'a>),
    Pkcs8(&'a Block<'a>),
    Shrouded(&'a Block<'a>, ShroudedKey),
    /// A key in the form of its own algorithm.
    Bare(Bare, &'a Block<'a>),
    /// The same in RFC 1421 encryption: its cipher and initialization vector.
    Old(Bare, &'a Block<'a>, Cipher, Vec<u8>),
}

/// The form of a key that is not in PKCS#8.
#[derive(Clone, Copy)]
enum Bare {
    /// `RSAPrivateKey` (RFC 8017 appendix A.1.2).
    Pkcs1,
    /// `ECPrivateKey` (RFC 5915).
    Sec1,
}

impl Bare {
    fn read(self, octets: &[u8]) -> Result<AnyKey, KeyProblem> {
        match self {
            Self::Pkcs1 => AnyKey::from_pkcs1(octets),
            Self::Sec1 => AnyKey::from_sec1(octets),
        }
    }

    fn may_be(self, octets: &[u8]) -> bool {
        match self {
            Self::Pkcs1 => rsa_key::looks_like_pkcs1(octets),
            Self::Sec1 => curve_key::looks_like_sec1(octets),
        }
    }
}

/// Reads all blocks. Whatever is not a key or a certificate is passed over.
pub(super) fn read(
    blocks: &[Block<'_>],
    mut password: Option<&mut Encodings>,
    found: &mut Contents,
) -> Result<(), KeyFileError> {
    let mut budget = Budget::new();
    let mut steps = Vec::new();
    for block in blocks {
        if let Some(step) = look(block, found)? {
            if let Step::Shrouded(_, key) = &step {
                budget.charge(key.algorithm.cost())?;
            }
            steps.push(step);
        }
    }
    for step in steps {
        let password = password.as_deref_mut();
        let needed = KeyFileError::PasswordNeeded;
        match step {
            Step::Pkcs12(block) => {
                let (value, trailing) = Value::first(&block.octets)?;
                found.add_trailing(trailing);
                pkcs12::read(value.raw, password, found)?;
            }
            Step::Pkcs8(block) => found.add_key(AnyKey::from_pkcs8(&block.octets), attributes(block)),
            Step::Bare(form, block) => found.add_key(form.read(&block.octets), attributes(block)),
            Step::Shrouded(block, key) => {
                found.name_encryption(&key.algorithm);
                let octets = key.open(password.ok_or(needed)?, &mut budget)?;
                found.add_key(AnyKey::from_pkcs8(&octets), attributes(block));
            }
            Step::Old(form, block, cipher, iv) => {
                found.add_encryption(format!("pem-{}", cipher.name()));
                let octets = open_old(form, cipher, &iv, &block.octets, password.ok_or(needed)?)?;
                found.add_key(form.read(&octets), attributes(block));
            }
        }
    }
    Ok(())
}

fn look<'a>(block: &'a Block<'a>, found: &mut Contents) -> Result<Option<Step<'a>>, KeyFileError> {
    const BROKEN: KeyFileError =
        KeyFileError::Malformed { what: "a PEM block that does not end, or is not base64" };
    let old = block.header("DEK-Info");
    let step = match block.label {
        "PKCS12" | "PFX" => Step::Pkcs12(block),
        "PRIVATE KEY" => Step::Pkcs8(block),
        "ENCRYPTED PRIVATE KEY" if block.octets.is_empty() => return Err(BROKEN),
        "ENCRYPTED PRIVATE KEY" => {
            let (value, trailing) = Value::first(&block.octets)?;
            found.add_trailing(trailing);
            Step::Shrouded(block, ShroudedKey::read(&value)?)
        }
        label @ ("RSA PRIVATE KEY" | "EC PRIVATE KEY") => {
            let form = if label == "EC PRIVATE KEY" { Bare::Sec1 } else { Bare::Pkcs1 };
            match old {
                None => Step::Bare(form, block),
                Some(info) => {
                    let (cipher, iv) = old_cipher(info)?;
                    Step::Old(form, block, cipher, iv)
                }
            }
        }
        "DSA PRIVATE KEY" => {
            found.add_key(Ok(AnyKey::Other(DSA.to_string())), attributes(block));
            return Ok(None);
        }
        "OPENSSH PRIVATE KEY" => {
            found.add_problem(KeyFileError::Unsupported { oid: "openssh-key-v1".to_owned() });
            return Ok(None);
        }
        _ if block.holds_certificates() => {
            match bundle::certificates(&block.octets) {
                Ok(certificates) => {
                    for certificate in certificates {
                        found.add_named_certificate(certificate, attributes(block));
                    }
                }
                Err(CertificateError::TooLarge { limit }) => return Err(KeyFileError::TooLarge { limit }),
                Err(why) => found.add_unreadable(why),
            }
            // OpenSSL's trusted certificates have what they are trusted for behind.
            if block.label != "TRUSTED CERTIFICATE" {
                found.add_trailing(Value::first(&block.octets).map_or(0, |(_, trailing)| trailing));
            }
            return Ok(None);
        }
        _ => return Ok(None),
    };
    if block.octets.is_empty() { Err(BROKEN) } else { Ok(Some(step)) }
}

fn attributes(block: &Block<'_>) -> Attributes {
    Attributes { friendly_name: block.friendly_name.map(str::to_owned), local_key_id: None }
}

/// `AES-256-CBC,` and an initialization vector in hexadecimal (RFC 1421 section 4.6.1.3, names of OpenSSL).
fn old_cipher(info: &str) -> Result<(Cipher, Vec<u8>), KeyFileError> {
    let (name, iv) = info.split_once(',').ok_or(KeyFileError::Malformed { what: "a DEK-Info header" })?;
    let cipher = match name.trim() {
        "AES-128-CBC" => Cipher::Aes { key_len: 16 },
        "AES-192-CBC" => Cipher::Aes { key_len: 24 },
        "AES-256-CBC" => Cipher::Aes { key_len: 32 },
        "DES-EDE3-CBC" => Cipher::TripleDes,
        "DES-CBC" => Cipher::Des,
        other => return Err(KeyFileError::Unsupported { oid: other.chars().take(64).collect() }),
    };
    let digits = iv.trim().as_bytes();
    let iv = digits.chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok());
    match iv.collect::<Option<Vec<_>>>() {
        Some(iv) if iv.len() == cipher.block_len() => Ok((cipher, iv)),
        _ => Err(KeyFileError::Malformed { what: "a DEK-Info header" }),
    }
}

fn open_old(
    form: Bare,
    cipher: Cipher,
    iv: &[u8],
    ciphertext: &[u8],
    password: &mut Encodings,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let attempt = |password: &[u8]| {
        let key = old_key(password, &iv[..8], cipher.key_len());
        let octets = cipher.decrypt(&key, iv, ciphertext);
        octets.filter(|octets| form.may_be(octets))
    };
    password.first_that(Kind::Octets, || true, attempt).ok_or(KeyFileError::WrongPassword)
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one iteration: blocks of MD5(block before, password, salt).
fn old_key(password: &[u8], salt: &[u8], len: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(len + 16));
    let mut block = Zeroizing::new([0_u8; 16]);
    while key.len() < len {
        let mut hash = Md5::new();
        if !key.is_empty() {
            hash.update(block.as_slice());
        }
        hash.update(password);
        hash.update(salt);
        *block = hash.finalize().into();
        key.extend_from_slice(block.as_slice());
    }
    key.truncate(len);
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{
        Container, KeyFile, needs_password,
        password::bmp,
        pbe::Algorithm,
        read_key_file,
        sample::{pair, password, private_key},
    };
    use crate::{
        asn1::{ber, write},
        crypto::hex,
        x509::pem,
    };

    const SECRET: &str = "mot de passe";

    fn read(text: &str) -> Result<KeyFile, KeyFileError> {
        read_key_file(text.as_bytes(), Some(&password(SECRET)))
    }

    /// The `RSAPrivateKey` inside of the first key.
    fn pkcs1() -> Vec<u8> {
        let key = private_key(0);
        let mut fields = Value::only(key.expose()).and_then(|value| value.inside_sequence()).expect("PKCS#8");
        fields.small().expect("a version");
        fields.sequence().expect("an algorithm");
        fields.expect(ber::OCTET_STRING).expect("octets").content.to_vec()
    }

    fn encrypted(algorithm: &Algorithm, password: &[u8]) -> Vec<u8> {
        let ciphertext = algorithm.encrypt(password, private_key(0).expose()).expect("a ciphertext");
        let octets = write::value(ber::OCTET_STRING, &[&ciphertext]);
        write::sequence(&[&algorithm.to_der().expect("ours"), &octets])
    }

    #[test]
    fn keys_of_all_sorts_with_their_certificate() {
        let certificate = pair("Marchés", 0).certificate().to_pem();
        let aes = encrypted(&Algorithm::aes256(vec![1; 64], 2, vec![2; 16]), SECRET.as_bytes());
        let triple_des = encrypted(&Algorithm::triple_des(vec![1; 8], 2), &bmp(SECRET));
        for key in [
            pem::write("PRIVATE KEY", private_key(0).expose()),
            pem::write("RSA PRIVATE KEY", &pkcs1()),
            pem::write("ENCRYPTED PRIVATE KEY", &aes),
            pem::write("ENCRYPTED PRIVATE KEY", &triple_des),
        ] {
            for text in [
                format!("{key}{certificate}"),
                format!("{certificate}Bag Attributes: <Empty Attributes>\n{key}"),
            ] {
                let file = read(&text).expect("read");
                assert_eq!(file.pairs[0].private_key().expose(), private_key(0).expose());
                assert_eq!(file.scheme.container, Container::Pem);
                assert!(file.warnings.is_empty());
                let encrypted = key.contains("ENCRYPTED");
                assert_eq!(needs_password(text.as_bytes()), encrypted);
                let without = read_key_file(text.as_bytes(), None);
                assert_eq!(without.err(), encrypted.then_some(KeyFileError::PasswordNeeded));
                let wrong = read_key_file(text.as_bytes(), Some(&password("autre")));
                assert_eq!(wrong.err(), encrypted.then_some(KeyFileError::WrongPassword));
            }
        }
    }

    #[test]
    fn keys_without_certificate_and_certificates_without_key() {
        let none = KeyFileError::NoMatchingCertificate { certificates: vec![] };
        assert_eq!(read(&pem::write("PRIVATE KEY", private_key(0).expose())).err(), Some(none.clone()));
        let der = |octets: &[u8]| read_key_file(octets, Some(&password(SECRET))).expect_err("no pair");
        assert_eq!(der(private_key(0).expose()), none);
        assert_eq!(der(&pkcs1()), none);
        let shrouded = encrypted(&Algorithm::aes256(vec![1; 16], 2, vec![2; 16]), SECRET.as_bytes());
        assert_eq!(der(&shrouded), none);
        assert_eq!(read_key_file(&shrouded, None).err(), Some(KeyFileError::PasswordNeeded));

        let certificate = pair("Marchés", 0).certificate().clone();
        let none = KeyFileError::NoPrivateKey { certificates: vec![certificate.clone()] };
        assert_eq!(der(certificate.der()), none);
        assert_eq!(der(certificate.to_pem().as_bytes()), none);
        assert_eq!(der(&crate::keys::write_p7b(&[certificate])), none);
    }

    #[test]
    fn blocks_that_are_neither_are_passed_over() {
        let pair = pair("Marchés", 0);
        let text = [
            pem::write("CERTIFICATE REQUEST", b"?"),
            pem::write("PRIVATE KEY", private_key(0).expose()),
            pem::write("DH PARAMETERS", &[0x30, 0]),
            pair.certificate().to_pem(),
        ]
        .concat();
        let file = read(&text).expect("read");
        assert_eq!((file.pairs.len(), &file.warnings[..]), (1, &[][..]));
    }

    #[test]
    fn a_key_has_the_name_that_openssl_writes_before_it() {
        let pair = pair("Marchés", 0);
        let text = format!(
            "Bag Attributes\n    friendlyName: marches 2026\nKey Attributes: <No Attributes>\n{}{}",
            pem::write("PRIVATE KEY", private_key(0).expose()),
            pair.certificate().to_pem()
        );
        let file = read(&text).expect("read");
        assert_eq!(file.pairs[0].friendly_name(), Some("marches 2026"));
    }

    #[test]
    fn a_pkcs12_file_may_be_in_pem() {
        let options = crate::keys::Pkcs12Options { iterations: 3, ..crate::keys::Pkcs12Options::default() };
        let pair = pair("Marchés", 0);
        let octets = crate::keys::write_pkcs12(&pair, "", &password(SECRET), &options).expect("written");
        for label in ["PKCS12", "PFX"] {
            let file = read(&pem::write(label, &octets)).expect("read");
            assert_eq!(file.pairs[0].private_key().expose(), pair.private_key().expose());
        }
    }

    #[test]
    fn a_wrong_password_is_told_by_what_it_opens_to() {
        let certificate = pair("Marchés", 0).certificate().to_pem();
        let key = encrypted(&Algorithm::triple_des(vec![1; 8], 1), &bmp(SECRET));
        let text = pem::write("ENCRYPTED PRIVATE KEY", &key) + &certificate;
        assert!(read(&text).is_ok());
        // One wrong password in 256 leaves what looks like a padding.
        for attempt in 0..2000 {
            let wrong = read_key_file(text.as_bytes(), Some(&password(&attempt.to_string())));
            assert_eq!(wrong.err(), Some(KeyFileError::WrongPassword), "{attempt}");
        }
    }

    #[test]
    fn keys_of_other_kinds_are_named() {
        let not_rsa = |oid: &str| Some(KeyFileError::NotUsed { oid: oid.to_owned() });
        let ec = write::sequence(&[&write::unsigned(&[1]), &write::value(ber::OCTET_STRING, &[&[7; 32]])]);
        assert_eq!(read(&pem::write("EC PRIVATE KEY", &ec)).err(), not_rsa("1.2.840.10045.2.1"));
        assert_eq!(read_key_file(&ec, None).err(), not_rsa("1.2.840.10045.2.1"));
        assert_eq!(read(&pem::write("DSA PRIVATE KEY", &ec)).err(), not_rsa("1.2.840.10040.4.1"));
        let openssh = read(&pem::write("OPENSSH PRIVATE KEY", b"openssh-key-v1\0"));
        assert_eq!(openssh.err(), Some(KeyFileError::Unsupported { oid: "openssh-key-v1".to_owned() }));
    }

    #[test]
    fn broken_blocks_are_refused_by_name() {
        let key = pem::write("PRIVATE KEY", private_key(0).expose());
        for text in [
            key.replace("-----END PRIVATE KEY-----", ""),
            key.replace("-----END PRIVATE KEY-----", "-----END OTHER-----"),
            key.replace("MII", "*II"),
            key.replacen('\n', "\nX: y\n", 1).replace("MII", ""),
            pem::write("ENCRYPTED PRIVATE KEY", b"?"),
            pem::write("RSA PRIVATE KEY", b"?"),
            key.replacen('\n', "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n", 1)
                .replace("PRIV", "RSA PRIV"),
            key.replacen('\n', "\nDEK-Info: AES-256-CBC\n\n", 1).replace("PRIV", "RSA PRIV"),
        ] {
            let error = read(&text).expect_err("refused");
            assert!(matches!(error, KeyFileError::Malformed { .. }), "{text}: {error:?}");
        }
        let empty = read(&pem::write("ENCRYPTED PRIVATE KEY", b"")).expect_err("refused");
        assert_eq!(empty, read(&pem::write("PRIVATE KEY", b"")).expect_err("refused"));
        let unknown =
            key.replacen('\n', "\nDEK-Info: CAMELLIA-256-CBC,00\n\n", 1).replace("PRIV", "RSA PRIV");
        assert_eq!(
            read(&unknown).err(),
            Some(KeyFileError::Unsupported { oid: "CAMELLIA-256-CBC".to_owned() })
        );
        for text in ["", "text", "-----BEGIN", "-----BEGIN X-----\nAAEC\n-----END X-----\n", "0\n"] {
            let error = read(text).expect_err("refused");
            let fits = matches!(error, KeyFileError::NotAKeyFile | KeyFileError::NoPrivateKey { .. });
            assert!(fits, "{text:?}: {error:?}");
        }
    }

    // printf '' | openssl enc -aes-256-cbc -P -k 'mot de passe' -S 0102030405060708 -md md5 (OpenSSL 3.0.19).
    #[test]
    fn the_old_derivation_as_openssl_has_it() {
        let key = old_key(SECRET.as_bytes(), &[1, 2, 3, 4, 5, 6, 7, 8], 32);
        let openssl = "818a41dc2bfdadc8a5a4d4272b4562fbf301c3c444390615776b0af525b9ed7b";
        assert_eq!(hex(&key), openssl);
    }
}
