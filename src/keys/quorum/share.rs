//! The text that one person keeps: lines that somebody can read, or type again, with a sum over them.

use std::fmt;

use zeroize::Zeroizing;

use super::{
    error::ShareFault,
    is_quorum,
    scheme::{OCTETS, Octets, push_hex},
};
use crate::{
    crypto::{hex, sha256},
    secret::in_the_clear,
    x509::pem,
};

/// The form that is written.
const VERSION: &str = "1";
const FIRST: &str = "plis-share";
/// Octets of a sum: what a slip of a hand or a disk changes is seen.
const SUM: usize = 8;

/// What tells the shares of one splitting from those of another.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SetId(pub [u8; 16]);

impl SetId {
    /// Read from its digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        digits(text).map(|octets| Self(*octets))
    }
}

impl fmt::Display for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for SetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One person's share of the secret of a key.
pub struct Share {
    /// The splitting it is of.
    pub set: SetId,
    /// Its number, from 1.
    pub number: u8,
    /// How many it takes.
    pub threshold: u8,
    /// How many there are.
    pub shares: u8,
    /// SHA-256 of the key's certificate, in hexadecimal digits.
    pub key: String,
    pub(super) value: Octets,
}

impl Share {
    /// Its text, `preface` before it as lines of a comment: what the person should know, in a language of theirs.
    pub fn to_text(&self, preface: &str) -> Zeroizing<String> {
        in_the_clear(|| {
            // As large as it gets: what grows leaves copies behind.
            let mut text = Zeroizing::new(String::with_capacity(4096 + 3 * preface.len()));
            for line in preface.lines() {
                text.push_str(if line.is_empty() { "#" } else { "# " });
                text.push_str(line);
                text.push('\n');
            }
            let lines = self.lines();
            text.push_str(&lines);
            text.push_str("sum: ");
            text.push_str(&sum(&lines));
            text.push('\n');
            text
        })
    }

    /// All lines but the sum.
    fn lines(&self) -> Zeroizing<String> {
        let Self { set, number, threshold, shares, key, value } = self;
        let mut lines = Zeroizing::new(String::with_capacity(512));
        for (name, said) in [
            (FIRST, VERSION.to_owned()),
            ("set", set.to_string()),
            ("number", number.to_string()),
            ("threshold", threshold.to_string()),
            ("shares", shares.to_string()),
            ("key", key.clone()),
        ] {
            lines.extend([name, ": ", &said, "\n"]);
        }
        lines.push_str("value: ");
        push_hex(&mut lines, value);
        lines.push('\n');
        lines
    }

    /// Reads a text: comments, empty lines and spaces aside, whatever ends its lines.
    ///
    /// # Errors
    ///
    /// [`ShareFault`]: what the text is, by itself.
    pub fn from_text(octets: &[u8]) -> Result<Self, ShareFault> {
        in_the_clear(|| read(octets))
    }

    /// What shows that a person has the share, and does not tell it: kept with the key file.
    pub(super) fn answer(&self) -> [u8; 32] {
        const SAYS: &str = "plis share, answered\n";
        in_the_clear(|| {
            let lines = self.lines();
            let mut text = Zeroizing::new(String::with_capacity(SAYS.len() + lines.len()));
            text.push_str(SAYS);
            text.push_str(&lines);
            sha256(text.as_bytes())
        })
    }
}

/// Without what it is a share of.
impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share").field("set", &self.set).field("number", &self.number).finish_non_exhaustive()
    }
}

fn sum(lines: &str) -> String {
    hex(&sha256(lines.as_bytes())[..SUM])
}

fn read(octets: &[u8]) -> Result<Share, ShareFault> {
    let octets = octets.strip_prefix("\u{feff}".as_bytes()).unwrap_or(octets);
    let Ok(text) = str::from_utf8(octets) else { return Err(stranger(octets)) };
    let lines =
        text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut lines =
        lines.map(|line| line.split_once(':').map_or((line, ""), |(name, said)| (name, said.trim())));
    match lines.next() {
        Some((FIRST, VERSION)) => {}
        Some((FIRST, version)) => {
            // A number, and nothing that may be a secret in the wrong place.
            let version = version.chars().filter(char::is_ascii_digit).take(8).collect();
            return Err(ShareFault::Version { version });
        }
        _ => return Err(stranger(octets)),
    }
    let mut next = |name: &str| match lines.next() {
        Some((found, said)) if found == name => Ok(said),
        _ => Err(ShareFault::Damaged),
    };
    let small = |text: &str| text.parse::<u8>().map_err(|_| ShareFault::Damaged);
    let share = Share {
        set: SetId::from_hex(next("set")?).ok_or(ShareFault::Damaged)?,
        number: small(next("number")?)?,
        threshold: small(next("threshold")?)?,
        shares: small(next("shares")?)?,
        key: digits::<32>(next("key")?).map(|octets| hex(&*octets)).ok_or(ShareFault::Damaged)?,
        value: digits::<OCTETS>(next("value")?).ok_or(ShareFault::Damaged)?,
    };
    let said = next("sum")?;
    if lines.next().is_some() || !said.eq_ignore_ascii_case(&sum(&share.lines())) {
        return Err(ShareFault::Damaged);
    }
    let possible =
        is_quorum(share.threshold, share.shares.into()) && (1..=share.shares).contains(&share.number);
    if possible { Ok(share) } else { Err(ShareFault::Damaged) }
}

/// What is not a share: perhaps the message that one is in.
fn stranger(octets: &[u8]) -> ShareFault {
    // An OID after the head of a SEQUENCE: a ContentInfo (RFC 5652 section 3).
    let is_message = |octets: &[u8]| {
        let long =
            octets.get(1).map_or(0, |length| if *length > 0x80 { usize::from(length & 0x7f) } else { 0 });
        octets.first() == Some(&0x30) && octets.get(2 + long) == Some(&0x06)
    };
    let armored = || {
        let blocks = pem::blocks(octets)?;
        blocks.iter().find(|block| matches!(block.label, "CMS" | "PKCS7")).map(|_| ())
    };
    if is_message(octets) || armored().is_some() { ShareFault::Sealed } else { ShareFault::NotAShare }
}

/// Octets in hexadecimal digits, spaces among them aside: somebody may have typed them from paper.
fn digits<const N: usize>(text: &str) -> Option<Zeroizing<[u8; N]>> {
    let mut octets = Zeroizing::new([0; N]);
    let mut digits = text.chars().filter(|character| !character.is_whitespace());
    for octet in octets.iter_mut() {
        let high = digits.next()?.to_digit(16)?;
        let low = digits.next()?.to_digit(16)?;
        *octet = u8::try_from(high << 4 | low).ok()?;
    }
    digits.next().is_none().then_some(octets)
}
