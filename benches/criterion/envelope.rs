//! One envelope in memory: header, choice of the key, key transport, content. By size, cipher and key size.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use plis::{
    cms::{content::Buffer, envelope::Envelope},
    crypto::{AwsLc, ContentCipher, Hash, KeyTransport, Provider, RustCrypto},
    keys::{Certificate, Choice, KeyPair, Keyring, NewCertificate, Role, Unwrap, issue},
    time::{Timestamp, Validity},
};

use crate::sealed::sealed;

/// Both ways to open.
const PROVIDERS: [&dyn Provider; 2] = [&AwsLc, &RustCrypto];

/// A key, and its certificate.
pub(crate) fn new_pair(bits: usize) -> KeyPair {
    let key = AwsLc.generate(bits).expect("generated");
    let now = Timestamp::now();
    let new = NewCertificate {
        cn: format!("banc {bits}"),
        organization: None,
        validity: Validity { not_before: now, not_after: now.plus_days(730) },
    };
    let certificate = issue(&AwsLc, &new, &key, None).expect("issued");
    KeyPair::new(certificate, key).expect("of one key")
}

/// A ring of one entity key.
pub(crate) fn ring(provider: &dyn Provider, pair: &KeyPair) -> Keyring {
    let mut ring = Keyring::new();
    ring.add(provider, Role::Entity, None, pair.duplicate()).expect("a usable key");
    ring
}

/// Opens a message that is in memory; gives the octets of its plaintext.
fn open(provider: &dyn Provider, ring: &Keyring, buffer: &mut Buffer, message: &[u8]) -> u64 {
    let (envelope, content) = Envelope::read(message).expect("an envelope");
    let Choice::Held { key, recipient } = ring.choose(&envelope.recipients, false) else {
        panic!("not ours")
    };
    let encryption = envelope.cipher.as_ref().expect("a cipher that is read");
    let Unwrap::Opened(cek) = key.unwrap(&envelope.recipients[recipient], encryption.cipher.key_len()) else {
        panic!("no key")
    };
    let mut sink = |plaintext: &[u8]| {
        black_box(plaintext);
        Ok(())
    };
    content.decrypt(encryption, provider, &cek, buffer, &mut sink).expect("intact").bytes_out
}

pub(crate) fn group(criterion: &mut Criterion) {
    let oaep = KeyTransport::RsaOaep { hash: Hash::Sha256, mgf_hash: Hash::Sha256, label: Vec::new() };
    let pair = new_pair(2048);
    let certificates: [&Certificate; 1] = [pair.certificate()];
    let mut buffer = Buffer::new();

    let mut group = criterion.benchmark_group("envelope/size");
    for (cipher, transport) in
        [(ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1v15), (ContentCipher::Aes256Gcm, oaep.clone())]
    {
        for size in [2 << 10, 64 << 10, 1 << 20, 32 << 20] {
            let message = sealed(&certificates, cipher, transport.clone(), &vec![0x5a; size]);
            group.throughput(Throughput::Bytes(size as u64));
            for provider in PROVIDERS {
                let ring = ring(provider, &pair);
                let id = BenchmarkId::new(format!("{}/{}", provider.name(), cipher.name()), size);
                group.bench_with_input(id, &message, |bencher, message| {
                    bencher.iter(|| open(provider, &ring, &mut buffer, message));
                });
            }
        }
    }
    group.finish();

    let mut group = criterion.benchmark_group("envelope/key");
    for bits in [2048, 3072, 4096] {
        let pair = new_pair(bits);
        let message = sealed(&[pair.certificate()], ContentCipher::Aes256Gcm, oaep.clone(), &[0x5a; 2 << 10]);
        for provider in PROVIDERS {
            let ring = ring(provider, &pair);
            group.bench_with_input(BenchmarkId::new(provider.name(), bits), &message, |bencher, message| {
                bencher.iter(|| open(provider, &ring, &mut buffer, message));
            });
        }
    }
    group.finish();
}
