use sha2::{Digest as _, Sha256};

use super::*;
use crate::keys::{
    read_key_file,
    sample::{pair, password},
};

fn ascii() -> KeyPair {
    let octets = include_bytes!("../../../../fixtures/keys/ascii.p12");
    let file = read_key_file(octets, Some(&password("plis-essai-2026"))).expect("opens");
    file.pairs.into_iter().next().expect("a pair")
}

/// `openssl x509 -fingerprint -sha1`, `-sha256`
#[test]
fn a_thumbprint_is_what_openssl_says() {
    let thumbprint = Thumbprint::of(ascii().certificate());
    assert_eq!(thumbprint.to_string(), "3afcd5c9f9570f2818bc86d31eab6d8fe84ba882");
    for written in [
        "3AFCD5C9F9570F2818BC86D31EAB6D8FE84BA882",
        "3A:FC:D5:C9:F9:57:0F:28:18:BC:86:D3:1E:AB:6D:8F:E8:4B:A8:82",
        "\u{200e}3a fc d5 c9 f9 57 0f 28 18 bc 86 d3 1e ab 6d 8f e8 4b a8 82",
    ] {
        assert_eq!(written.parse(), Ok(thumbprint), "{written}");
    }
    let longer = "294a9c0197ebcc5cc0bdb495ffedca6598b7ff22bb24f47a5606b4ce6703d5c4";
    let sha256: Thumbprint = longer.parse().expect("read");
    assert_eq!(sha256, Thumbprint::Sha256(ascii().certificate().fingerprint()));
    assert_eq!(sha256.to_string(), longer);
    for own in [thumbprint, sha256] {
        assert!(own.is_of(ascii().certificate()) && !own.is_of(pair("Autre", 0).certificate()), "{own}");
    }
    let named = |path: &str| Thumbprint::named(Path::new(path));
    assert_eq!(named(&thumbprint.reference()), Some(Ok(thumbprint)));
    assert_eq!(named("cle.p12"), None);
    for bad in [
        "",
        "3afc",
        "3afcd5c9f9570f2818bc86d31eab6d8fe84ba8820",
        "3afcd5c9f9570f2818bc86d31eab6d8fe84ba88200",
        "é3afcd5c9f9570f2818bc86d31eab6d8fe84ba88",
        &longer[2..],
    ] {
        let error = StoreError::BadThumbprint { text: bad.to_owned() };
        assert_eq!(named(&format!("store:{bad}")), Some(Err(error)));
    }
}

/// `openssl pkcs12 -in ascii.p12 -nocerts -nodes | openssl rsa -outform MSBLOB | sha256sum`
#[test]
fn a_blob_is_what_openssl_writes() {
    let key = ascii();
    let blob = blob::written(key.private_key()).expect("written");
    let digest = hex(&Sha256::digest(&*blob));
    assert_eq!(digest, "e3a1026a30aadc12f7da639333e15db6723e7f263d2d68c15cd5a9ec573b2a11");
    let read = blob::read(&blob).expect("read");
    assert_eq!(read.expose(), key.private_key().expose());
    for len in 0..blob.len() {
        assert!(blob::read(&blob[..len]).is_none(), "{len} octets");
    }
    let mut odd = blob.to_vec();
    // A length that is no key's.
    odd[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(blob::read(&odd).is_none());
}

#[cfg(unix)] // Windows has a store
#[test]
fn elsewhere_there_is_no_store() {
    let key = pair("Marchés", 0);
    let thumbprint = Thumbprint::of(key.certificate());
    assert_eq!(list(), Err(StoreError::NotHere));
    assert_eq!(find(thumbprint), Err(StoreError::NotHere));
    assert_eq!(put_in(&key, "Marchés", Keep::default()), Err(StoreError::NotHere));
    assert!(matches!(ready(thumbprint, &mut || ()), Err(StoreError::NotHere)));
    assert!(matches!(take_out(thumbprint), Err(StoreError::NotHere)));
}

#[cfg(windows)]
mod here {
    use super::*;
    use crate::{
        crypto::{AwsLc, Hash, KeyTransport, PrivateKey as _, Provider as _, UnwrapFailed},
        secret::ContentKey,
    };

    fn oaep(hash: Hash) -> KeyTransport {
        KeyTransport::RsaOaep { hash, mgf_hash: hash, label: Vec::new() }
    }

    fn sealed(certificate: &Certificate, transport: &KeyTransport) -> Vec<u8> {
        AwsLc.wrap(certificate.public_key(), transport, &ContentKey::new(vec![7; 32])).expect("sealed")
    }

    #[test]
    fn a_key_that_was_put_in_opens_there_and_comes_out_where_it_may() {
        for (exportable, name) in [(true, "Sortante"), (false, "Gardée")] {
            let pair = pair(name, 0);
            let how = Keep { exportable, strong_protection: false };
            let thumbprint = put_in(&pair, name, how).expect("put in");
            let stored = find(thumbprint).expect("there");
            assert_eq!((&stored.certificate, stored.place), (pair.certificate(), Place::User));
            let sha256 = Thumbprint::Sha256(pair.certificate().fingerprint());
            assert_eq!(find(sha256).as_ref(), Ok(&stored));
            assert_eq!(stored.friendly_name.as_deref(), Some(name));
            let ready = ready(thumbprint, &mut || panic!("nobody is asked")).expect("ready");
            for transport in [KeyTransport::RsaPkcs1v15, oaep(Hash::Sha1)] {
                let key = ready.key.unwrap(&transport, &sealed(pair.certificate(), &transport), 32);
                assert_eq!(key.expect("opened").expose(), [7; 32], "{transport:?}");
            }
            match take_out(thumbprint) {
                Ok(out) => assert!(exportable && out.expose() == pair.private_key().expose()),
                Err(error) => assert!(!exportable, "{error}"),
            }
        }
    }

    /// What CryptoAPI's own check says of a padding is not to be seen: a key goes on, always the same.
    #[test]
    fn a_bad_padding_gives_a_key_and_bad_oaep_one_error() {
        let pair = pair("Rembourrages", 1);
        let thumbprint = put_in(&pair, "Rembourrages", Keep::default()).expect("put in");
        let (first, second) =
            (ready(thumbprint, &mut || ()).expect("ready"), ready(thumbprint, &mut || ()).expect("ready"));
        let good = sealed(pair.certificate(), &KeyTransport::RsaPkcs1v15);
        let mut bad = good.clone();
        bad[100] ^= 1;
        for (encrypted, len) in [(&bad, 32), (&bad, 16), (&good, 16), (&good[1..].to_vec(), 32)] {
            let unwrap = |ready: &Ready| {
                let key = ready.key.unwrap(&KeyTransport::RsaPkcs1v15, encrypted, len).expect("a key");
                key.expose().to_vec()
            };
            assert_eq!(unwrap(&first).len(), len);
            assert_eq!(unwrap(&first), unwrap(&second), "the same whenever it is opened");
            assert_ne!(unwrap(&first), vec![7; len]);
        }
        let mut bad = sealed(pair.certificate(), &oaep(Hash::Sha1));
        bad[100] ^= 1;
        let unwrap = |encrypted: &[u8]| first.key.unwrap(&oaep(Hash::Sha1), encrypted, 32).err();
        assert_eq!(unwrap(&bad), Some(UnwrapFailed::Rejected));
        assert_eq!(unwrap(&good), Some(UnwrapFailed::Rejected));
    }

    #[test]
    fn what_a_provider_has_not_is_named_with_it() {
        let pair = pair("Sans SHA-256", 0);
        let thumbprint = put_in(&pair, "Sans SHA-256", Keep::default()).expect("put in");
        let ready = ready(thumbprint, &mut || ()).expect("ready");
        let encrypted = sealed(pair.certificate(), &oaep(Hash::Sha256));
        match ready.key.unwrap(&oaep(Hash::Sha256), &encrypted, 32) {
            // CNG does it.
            Ok(key) => assert_eq!(key.expose(), [7; 32]),
            Err(UnwrapFailed::Lacks { device, mechanism }) => {
                assert!(device.starts_with("Microsoft"), "{device}");
                assert!(mechanism.contains("OAEP") && mechanism.contains("Sha256"), "{mechanism}");
            }
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn what_is_not_there_is_missing() {
        let thumbprint = Thumbprint::of(pair("Jamais mise", 1).certificate());
        assert!(matches!(ready(thumbprint, &mut || ()), Err(StoreError::Missing { .. })));
        assert_eq!(take_out(thumbprint).err(), Some(StoreError::Missing { thumbprint }));
        assert_eq!(Thumbprint::is_there(Path::new(&thumbprint.reference())), Some(false));
    }
}
