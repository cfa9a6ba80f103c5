//! Responses of authorities of time-stamps: whatever they are, both providers say the same of them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plis::{
    crypto::{AwsLc, RustCrypto},
    timestamp::{Request, judge},
    x509::Certificate,
};

/// The request that the seeds answer, and the authority that vouches for them.
const ASKED: &[u8] = include_bytes!("../../../fixtures/stamps/asked.tsq");
const TRUSTED: &[u8] = include_bytes!("../../../fixtures/stamps/asked.pem");

fuzz_target!(|response: &[u8]| {
    let request = Request::read(ASKED).expect("a request");
    let trusted = Certificate::from_pem_or_der(TRUSTED).expect("certificates");
    for trusted in [None, Some(&*trusted)] {
        let one = judge(response, &request, trusted, &AwsLc);
        assert_eq!(one, judge(response, &request, trusted, &RustCrypto), "the providers differ");
        if let Ok(stamp) = one {
            assert_eq!(stamp.trusted, trusted.is_some());
        }
    }
    // A stranger's request is read too: it is kept beside the stamp.
    if let Ok(read) = Request::read(response) {
        assert_eq!(Request::read(&read.to_der()), Ok(read));
    }
});
