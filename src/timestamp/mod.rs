//! TIME: what an authority vouches for (RFC 3161, RFC 5816): a request, its response, and whether that holds.
//!
//! An authority signs a digest and the time at which it saw it. It is a stranger like a bidder is: what it sends is read
//! within bounds, and believed after these checks, in this order.
//!
//! 1. The status: granted, or why not.
//! 2. The imprint: SHA-256, and of what was asked.
//! 3. The nonce: an answer to this request, and not to an older one.
//! 4. The signer: the certificate that the signature names, wherever it stands among those sent along.
//! 5. The signed attributes: content type, digest, and the signer's certificate by its digest (ESSCertID, ESSCertIDv2).
//! 6. The signature of the token.
//! 7. The purpose: an end entity's, critical, and time-stamping alone.
//! 8. The signer's certificate: valid at the time of the stamp, with no critical extension that is not understood.
//! 9. The path to an authority that is trusted, at that time. Without one that is trusted, nothing is said of it, and
//!    [`Stamp::trusted`] is `false`.
//!
//! ```
//! use plis::{crypto::{AwsLc, sha256}, timestamp::{Request, judge}, x509::Certificate};
//!
//! let folder = std::path::Path::new("fixtures/stamps");
//! let request = Request::read(&std::fs::read(folder.join("openssl.tsq"))?)?;
//! let response = std::fs::read(folder.join("openssl.tsr"))?;
//! let trusted = Certificate::from_pem_or_der(&std::fs::read(folder.join("openssl.pem"))?)?;
//! let stamp = judge(&response, &request, Some(&trusted), &AwsLc)?;
//! println!("{} ± {:?} µs, {}", stamp.at, stamp.accuracy_us, stamp.authority);
//! assert_eq!(request.imprint, sha256(b"plis"));
//! assert!(stamp.trusted);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![warn(clippy::missing_errors_doc)]

mod address;
mod ask;
mod attributes;
mod error;
mod info;
mod kept;
mod request;
mod response;
mod token;
mod unanswered;
mod verify;
#[cfg(feature = "tsa")]
mod wire;

#[cfg(test)]
mod tests;

#[cfg(feature = "sqlite")]
pub(crate) use self::kept::listed;
pub use self::{
    address::{Address, AddressError},
    ask::{Authority, PATIENCE},
    error::{Attribute, AttributeFault, Failure, PurposeFault, StampError, Status},
    kept::{Kept, Paired, keep, kept},
    request::Request,
    unanswered::{AskError, Asks},
    verify::{Stamp, judge},
};
