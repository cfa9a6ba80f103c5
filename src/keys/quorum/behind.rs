//! What stands behind the PKCS#12 of a key file: whose shares open it, and the set that is still to be answered for.
//!
//! A key file stays what every program reads: octets after its end are passed over. All that is to know of a quorum is
//! in the one file that is replaced as a whole, so that it opens by what it says at every instant.

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{
    error::ShareFault,
    is_quorum,
    share::{SetId, Share},
};
use crate::{
    asn1::ber::Value,
    crypto::{hex, sha256},
    time::Timestamp,
    x509::Certificate,
};

/// What it begins with, behind a key file; the sum of the rest follows.
const BEGINS: &[u8] = b"\nplis-quorum 1 ";

/// What tells that it stood there, where it is not read: of any version, and with its first octets damaged.
const SIGNS: [&[u8]; 2] = [b"plis-quorum", b"\"custodians\":"];

/// Characters of a name that are kept: who made the certificate does not say how long a key file is.
const NAME: usize = 256;

/// Somebody who holds a share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Custodian {
    /// Common name of the certificate that the share was sealed to.
    pub subject: String,
    /// SHA-256 of it, in hexadecimal digits.
    pub fingerprint: String,
    /// Its last instant.
    pub not_after: Timestamp,
    /// What the right share answers.
    answer: String,
}

/// Whose shares open a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quorum {
    /// The splitting, in hexadecimal digits.
    pub set: String,
    /// How many it takes.
    pub threshold: u8,
    /// Those who hold the shares 1, 2, 3...
    pub custodians: Vec<Custodian>,
}

/// A set that some have not answered for yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Whose shares will open the key.
    pub quorum: Quorum,
    /// The numbers of those who have answered, in their order.
    pub proved: Vec<u8>,
    /// The key file that they will open, in base64.
    file: String,
}

/// What stands behind a key file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behind {
    /// Whose shares open it; `None` for a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<Quorum>,
    /// What is to take its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Set>,
}

/// A key file, and what stands behind it.
#[derive(Debug)]
pub struct Held<'a> {
    /// What every program reads.
    pub file: &'a [u8],
    /// The rest.
    pub behind: Behind,
    /// Something of people stands there that is not read: it is damaged, or of a later version.
    pub damaged: bool,
}

impl Custodian {
    pub(super) fn new(certificate: &Certificate, share: &Share) -> Self {
        let fingerprint = certificate.fingerprint_hex();
        let name = certificate.subject_cn().map(|name| name.chars().take(NAME).collect());
        Self {
            subject: name.unwrap_or_else(|| fingerprint.clone()),
            fingerprint,
            not_after: certificate.validity().not_after,
            answer: hex(&share.answer()),
        }
    }
}

impl Quorum {
    /// How many shares there are.
    pub fn shares(&self) -> u8 {
        u8::try_from(self.custodians.len()).unwrap_or(u8::MAX)
    }

    /// Whether a share is of this splitting.
    pub fn is_of(&self, share: &Share) -> bool {
        SetId::from_hex(&self.set) == Some(share.set)
    }

    /// Whether a share is the one that was made.
    ///
    /// # Errors
    ///
    /// [`ShareFault::Foreign`], [`ShareFault::Wrong`].
    pub fn check(&self, share: &Share) -> Result<(), ShareFault> {
        if !self.is_of(share) {
            return Err(ShareFault::Foreign);
        }
        let custodian = usize::from(share.number).checked_sub(1).and_then(|place| self.custodians.get(place));
        let answers = custodian.is_some_and(|custodian| {
            bool::from(custodian.answer.as_bytes().ct_eq(hex(&share.answer()).as_bytes()))
        });
        if answers { Ok(()) } else { Err(ShareFault::Wrong) }
    }

    fn is_possible(&self) -> bool {
        SetId::from_hex(&self.set).is_some() && is_quorum(self.threshold, self.custodians.len())
    }
}

impl Set {
    pub(super) fn new(quorum: Quorum, file: &[u8]) -> Self {
        use base64ct::{Base64, Encoding as _};
        Self { quorum, proved: Vec::new(), file: Base64::encode_string(file) }
    }

    /// Whether everybody has answered.
    pub fn is_whole(&self) -> bool {
        self.proved.len() == self.quorum.custodians.len()
    }

    /// The numbers of those who have not answered.
    pub fn awaited(&self) -> Vec<u8> {
        (1..=self.quorum.shares()).filter(|number| !self.proved.contains(number)).collect()
    }

    /// The key file that everybody has answered for takes the place of the one that was; `None` before that.
    pub fn into_file(self) -> Option<Zeroizing<Vec<u8>>> {
        use base64ct::{Base64, Encoding as _};
        let file = Base64::decode_vec(&self.file).ok().filter(|_| self.is_whole())?;
        Some(Behind { quorum: Some(self.quorum), pending: None }.after(&file))
    }

    fn is_possible(&self) -> bool {
        let known = 1..=self.quorum.shares();
        self.quorum.is_possible()
            && self.proved.is_sorted_by(|one, next| one < next)
            && self.proved.iter().all(|number| known.contains(number))
    }
}

impl Behind {
    /// A key file with this behind it.
    pub fn after(&self, file: &[u8]) -> Zeroizing<Vec<u8>> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let sum = hex(&sha256(&text));
        Zeroizing::new([file, BEGINS, sum.as_bytes(), b"\n", &text, b"\n"].concat())
    }
}

impl<'a> Held<'a> {
    /// Tells a key file from what stands behind it. What is of another program is passed over like all octets after an
    /// end; what tells of people and is not read is told: no password opens such a file.
    pub fn of(octets: &'a [u8]) -> Self {
        let (file, rest) = parts(octets);
        if let Some(behind) = rest.strip_prefix(BEGINS).and_then(read) {
            return Self { file, behind, damaged: false };
        }
        let tells = |sign: &[u8]| rest.windows(sign.len()).any(|some| some == sign);
        Self { file: octets, behind: Behind::default(), damaged: SIGNS.into_iter().any(tells) }
    }

    /// The key file alone, whatever stands behind it: what is put behind it then is read.
    pub fn alone(octets: &'a [u8]) -> &'a [u8] {
        parts(octets).0
    }
}

/// A key file, and the octets after its end.
fn parts(octets: &[u8]) -> (&[u8], &[u8]) {
    let trailing = Value::first(octets).map_or(0, |(_, trailing)| trailing);
    octets.split_at(octets.len() - trailing)
}

fn read(rest: &[u8]) -> Option<Behind> {
    let (sum, text) = rest.split_at_checked(64)?;
    let text = text.strip_prefix(b"\n")?.strip_suffix(b"\n")?;
    if sum != hex(&sha256(text)).as_bytes() {
        return None;
    }
    let behind: Behind = serde_json::from_slice(text).ok()?;
    let possible = behind.quorum.as_ref().is_none_or(Quorum::is_possible)
        && behind.pending.as_ref().is_none_or(Set::is_possible);
    possible.then_some(behind)
}
