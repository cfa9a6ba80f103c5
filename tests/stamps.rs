//! Every time-stamp of `fixtures/stamps`, by both providers: what its sidecar says, which is what OpenSSL says of it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use plis::{
    crypto::{AwsLc, Provider, RustCrypto, sha256},
    timestamp::{Request, Stamp, StampError, judge},
    x509::Certificate,
};

use self::sidecar::Sidecar;

mod sidecar;

fn stamps() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join("stamps")
}

struct Case {
    name: String,
    says: Sidecar,
    response: Vec<u8>,
    request: Request,
    trusted: Vec<Certificate>,
}

impl Case {
    fn read(name: &str) -> Self {
        let folder = stamps();
        let says = Sidecar::read(&folder.join(format!("{name}.toml")));
        let request = fs::read(folder.join(says.text("request").unwrap_or_else(|| "asked.tsq".to_owned())));
        let trusted = fs::read(folder.join(format!("{name}.pem"))).expect("the authority");
        Self {
            name: name.to_owned(),
            response: fs::read(folder.join(format!("{name}.tsr"))).expect("the response"),
            request: Request::read(
                &request.unwrap_or_else(|_| fs::read(folder.join("asked.tsq")).expect("a request")),
            )
            .expect("a request"),
            trusted: Certificate::from_pem_or_der(&trusted).expect("certificates"),
            says,
        }
    }

    fn all() -> Vec<Self> {
        let listed = fs::read_dir(stamps()).expect("stamps").map(|entry| entry.expect("an entry").path());
        let mut names: Vec<_> = listed
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .map(|path| path.file_stem().expect("a name").to_str().expect("UTF-8").to_owned())
            .collect();
        names.sort();
        names.iter().map(|name| Self::read(name)).collect()
    }

    fn judge(&self, provider: &dyn Provider) -> Result<Stamp, StampError> {
        judge(&self.response, &self.request, Some(&self.trusted), provider)
    }
}

#[test]
fn each_is_what_its_sidecar_says() {
    let cases = Case::all();
    assert!(cases.len() > 45, "{}", cases.len());
    for provider in [&AwsLc as &dyn Provider, &RustCrypto] {
        for case in &cases {
            let (name, expects) = (&case.name, case.says.text("expects").expect("what is expected"));
            match case.judge(provider) {
                Ok(stamp) => {
                    assert_eq!(expects, "trusted", "{name}");
                    assert!(stamp.trusted, "{name}");
                    let at = stamp.at.to_string();
                    let at = at.trim_end_matches('Z').trim_end_matches('0');
                    let expected = case.says.text("at").expect("a time");
                    assert_eq!(at, expected.trim_end_matches('0'), "{name}");
                    assert_eq!(Some(stamp.serial), case.says.text("serial"), "{name}");
                    assert_eq!(Some(stamp.policy), case.says.text("policy"), "{name}");
                    let accuracy = case.says.number("accuracy_us").map(|us| us as u64);
                    assert_eq!(stamp.accuracy_us, accuracy, "{name}");
                    assert!(stamp.authority.starts_with("CN=Unité"), "{name}: {}", stamp.authority);
                }
                Err(error) => {
                    assert_eq!(error.code(), expects, "{name}: {error}");
                    let names = case.says.text("names").unwrap_or_default();
                    assert!(error.to_string().contains(&names), "{name}: {error} does not say {names}");
                }
            }
        }
    }
}

/// Of what is broken in the path nothing is said where no authority is trusted; the rest is found all the same.
#[test]
fn without_an_authority_all_but_the_path_is_checked() {
    for case in Case::all() {
        let expects = case.says.text("expects").expect("what is expected");
        match judge(&case.response, &case.request, None, &AwsLc) {
            Ok(stamp) => {
                assert!(matches!(&*expects, "trusted" | "path"), "{}", case.name);
                // The signer's own certificate is looked at whoever stands above it.
                assert!(!matches!(&*case.name, "path-ended" | "path-critical-leaf"), "{}", case.name);
                assert!(!stamp.trusted);
            }
            Err(error) => assert_eq!(error.code(), expects, "{}", case.name),
        }
    }
}

#[test]
fn another_imprint_and_another_nonce_are_told_apart() {
    let case = Case::read("openssl");
    assert_eq!(case.request.imprint, sha256(b"plis"));
    let other = Request { imprint: sha256(b"plis."), ..case.request.clone() };
    assert_eq!(judge(&case.response, &other, None, &AwsLc), Err(StampError::Imprint));
    let other = Request::new(case.request.imprint).expect("random octets");
    assert_eq!(judge(&case.response, &other, None, &AwsLc), Err(StampError::Nonce));
    // The answer to the same question, at another time.
    assert_eq!(
        judge(&Case::read("openssl-sha512").response, &case.request, None, &AwsLc),
        Err(StampError::Nonce)
    );
}

/// Whichever bit of a response is another, it is no stamp of this request any more; and nothing panics.
#[test]
fn one_bit_changed_is_found() {
    for name in ["openssl", "openssl-secp256r1-sha256", "bouncy-castle-pss"] {
        let mut case = Case::read(name);
        let whole = case.judge(&AwsLc).expect("a stamp");
        let (mut codes, mut kept) = (BTreeSet::new(), BTreeSet::new());
        for bit in 0..case.response.len() * 8 {
            case.response[bit / 8] ^= 1 << (bit % 8);
            match case.judge(&AwsLc) {
                Err(error) => {
                    codes.insert(error.code());
                }
                // What no signature covers: whether the authority changed what was asked, and how the name by which the
                // signer is looked up is written: in capitals, as a string of which type.
                Ok(stamp) => {
                    kept.insert(bit / 8);
                    assert_eq!(Stamp { with_changes: false, ..stamp }, whole, "{name}, bit {bit}");
                }
            }
            case.response[bit / 8] ^= 1 << (bit % 8);
        }
        // Before the token: what the authority says of its answer, in its own words.
        let token_at = case.response.windows(2).position(|two| two == [0x06, 0x09]).expect("a token") - 4;
        kept.retain(|at| *at == 8 || *at >= token_at);
        assert!(kept.len() < 50, "{name}: {kept:?}");
        let name_at =
            case.response.windows(4).rposition(|four| four == [0x06, 0x03, 0x55, 0x04]).expect("a name");
        assert!(kept.iter().all(|at| *at == 8 || at.abs_diff(name_at) < 80), "{name}: {kept:?}, {name_at}");
        for code in
            ["malformed", "not_granted", "imprint", "nonce", "no_signer", "attribute", "signature", "path"]
        {
            assert!(codes.contains(code), "{name}: {code} is in none of {codes:?}");
        }
    }
}

#[test]
fn what_is_cut_or_goes_on_is_no_response() {
    let case = Case::read("openssl");
    for len in 0..case.response.len() {
        assert!(judge(&case.response[..len], &case.request, None, &AwsLc).is_err(), "{len}");
    }
    let mut longer = case.response.clone();
    longer.push(0);
    assert!(matches!(judge(&longer, &case.request, None, &AwsLc), Err(StampError::Malformed { .. })));
    let huge = vec![0x30; 65 << 10];
    assert!(matches!(judge(&huge, &case.request, None, &AwsLc), Err(StampError::TooLarge { .. })));
}

#[test]
fn a_request_is_what_openssl_reads() {
    let request = Request::new(sha256(b"plis")).expect("random octets");
    assert_eq!(Request::read(&request.to_der()), Ok(request.clone()));
    let read = Case::read("openssl").request;
    // But for the nonce, what OpenSSL writes for the same question.
    let written = fs::read(stamps().join("openssl.tsq")).expect("a request");
    assert_eq!(read.to_der(), written);
}
