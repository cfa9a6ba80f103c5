//! Whether the time of an opening tells a bad PKCS#1 v1.5 padding from bad content.
//!
//! ```text
//! cargo bench --bench padding                 5,000 samples of each
//! cargo bench --bench padding -- 100000       as many
//! ```
//!
//! Each sort of envelope is opened in memory, header to failed check, all sorts in turn in a random order. The slowest
//! twentieth of all samples is dropped (the machine did something else), and each sort is compared with bad content by
//! Welch's t: above 4.5 in absolute value the two would be told apart (the bound of TVLA, as `dudect` uses it). It
//! reports and asserts nothing: the figure is that of a machine and an hour.

use std::{env, hint::black_box, io::Write as _, time::Instant};

use plis::{
    cms::{
        content::Buffer,
        envelope::{Envelope, Recipient},
        seal::{SealOptions, SealRecipient, seal},
    },
    crypto::{AwsLc, ContentCipher, KeyTransport, Provider, RustCrypto},
    keys::{Choice, KeyPair, Keyring, NewCertificate, Role, Unwrap, issue},
    secret::ContentKey,
    time::{Timestamp, Validity},
};

const BITS: usize = 2048;
const SORTS: [&str; 5] =
    ["bad content", "another key", "bad padding", "a key too short", "not below the modulus"];

fn main() {
    let asked = env::args().skip(1).find_map(|argument| argument.parse().ok());
    let samples: usize = asked.unwrap_or(5_000);
    let pair = new_pair();
    let envelopes = envelopes(&pair);
    let mut out = std::io::stdout().lock();
    for provider in [&AwsLc as &dyn Provider, &RustCrypto] {
        let times = measure(provider, &pair, &envelopes, samples);
        let kept = crop(times);
        writeln!(out, "{}, RSA-{BITS}, {samples} samples of each", provider.name()).expect("standard output");
        writeln!(out, "{:<24}{:>12}{:>12}{:>14}{:>9}", "", "median us", "mean us", "difference ns", "t")
            .expect("standard output");
        for (sort, times) in SORTS.iter().zip(&kept) {
            let (mean, variance) = moments(times);
            let (base, base_variance) = moments(&kept[0]);
            let error = (variance / count(times) + base_variance / count(&kept[0])).sqrt();
            let median = times[times.len() / 2] / 1e3;
            let (difference, t) = (mean - base, (mean - base) / error);
            writeln!(out, "{sort:<24}{median:>12.2}{:>12.2}{difference:>14.0}{t:>9.2}", mean / 1e3)
                .expect("standard output");
        }
    }
}

fn new_pair() -> KeyPair {
    let key = AwsLc.generate(BITS).expect("generated");
    let now = Timestamp::now();
    let validity = Validity { not_before: now, not_after: now.plus_days(730) };
    let new = NewCertificate { cn: "banc".to_owned(), organization: None, validity };
    let certificate = issue(&AwsLc, &new, &key, None).expect("issued");
    KeyPair::new(certificate, key).expect("of one key")
}

/// One envelope of each sort; none opens.
fn envelopes(pair: &KeyPair) -> Vec<Vec<u8>> {
    let transport = KeyTransport::RsaPkcs1v15;
    let certificate = pair.certificate();
    let recipient = SealRecipient { ski: None, ..SealRecipient::from(certificate) };
    let options = SealOptions {
        cipher: ContentCipher::Aes256Gcm,
        transport: transport.clone(),
        ..SealOptions::default()
    };
    let plaintext = [0x5a; 2 << 10];
    let mut good = Vec::new();
    seal(&AwsLc, &[recipient], &options, Some(plaintext.len() as u64), &plaintext[..], &mut good)
        .expect("sealed");
    let (header, _) = Envelope::read(&good[..]).expect("an envelope");
    let Recipient::KeyTrans(recipient) = &header.recipients[0] else { panic!("key transport") };
    let key_len = recipient.encrypted_key.len();
    let at = good.windows(key_len).position(|window| window == recipient.encrypted_key).expect("in it");
    let with = |key: &[u8]| [&good[..at], key, &good[at + key_len..]].concat();
    let public = pair.certificate().public_key();
    let wrap = |len| AwsLc.wrap(public, &transport, &ContentKey::new(vec![7; len])).expect("encrypted");
    let mut content = good.clone();
    let last = content.len() - 1;
    content[last] ^= 1;
    let mut no_padding = vec![0x5a; key_len];
    no_padding[0] = 0;
    vec![content, with(&wrap(32)), with(&no_padding), with(&wrap(16)), with(&vec![0xff; key_len])]
}

/// Nanoseconds of each opening, by sort.
fn measure(provider: &dyn Provider, pair: &KeyPair, envelopes: &[Vec<u8>], samples: usize) -> Vec<Vec<f64>> {
    let mut keyring = Keyring::new();
    keyring.add(provider, Role::Entity, None, pair.duplicate()).expect("usable");
    let mut buffer = Buffer::new();
    let mut times = vec![Vec::with_capacity(samples); envelopes.len()];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    while times.iter().any(|times| times.len() < samples) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let sort = usize::try_from(state % envelopes.len() as u64).expect("small");
        if times[sort].len() == samples {
            continue;
        }
        let began = Instant::now();
        black_box(fails(provider, &keyring, &envelopes[sort], &mut buffer));
        times[sort].push(began.elapsed().as_secs_f64() * 1e9);
    }
    times
}

fn fails(provider: &dyn Provider, keyring: &Keyring, octets: &[u8], buffer: &mut Buffer) -> bool {
    let (envelope, content) = Envelope::read(octets).expect("an envelope");
    let Choice::Held { key, recipient } = keyring.choose(&envelope.recipients, false) else { panic!("ours") };
    let encryption = envelope.cipher.as_ref().expect("read");
    let Unwrap::Opened(key) = key.unwrap(&envelope.recipients[recipient], encryption.cipher.key_len()) else {
        panic!("always a key")
    };
    content.decrypt(encryption, provider, &key, buffer, &mut |_| Ok(())).is_err()
}

/// Each sort in order, without what lies above the 95th percentile of all.
fn crop(mut times: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut all: Vec<f64> = times.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let most = all[all.len() * 19 / 20];
    for times in &mut times {
        times.retain(|time| *time <= most);
        times.sort_by(f64::total_cmp);
    }
    times
}

fn moments(times: &[f64]) -> (f64, f64) {
    let mean = times.iter().sum::<f64>() / count(times);
    let squares = times.iter().map(|time| (time - mean).powi(2)).sum::<f64>();
    (mean, squares / (count(times) - 1.0))
}

fn count(times: &[f64]) -> f64 {
    times.len() as f64
}
