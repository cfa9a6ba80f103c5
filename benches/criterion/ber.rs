//! The reader: a header, and the walk over 4 MiB of content in one string or in many.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use plis::{
    cms::envelope::Envelope,
    crypto::{ContentCipher, KeyTransport},
};

use crate::{
    envelope::new_pair,
    sealed::{in_pieces, sealed},
};

pub(crate) fn group(criterion: &mut Criterion) {
    let pair = new_pair(2048);
    let seal = |recipients: usize, octets: usize| {
        let certificates = vec![pair.certificate(); recipients];
        sealed(&certificates, ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1v15, &vec![0x5a; octets])
    };

    let mut group = criterion.benchmark_group("ber/header");
    for recipients in [1, 2, 20, 1_000] {
        let message = seal(recipients, 16);
        group.bench_with_input(BenchmarkId::new("recipients", recipients), &message, |bencher, message| {
            bencher.iter(|| drop(black_box(Envelope::read(message.as_slice()).expect("an envelope"))));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("ber/walk");
    let message = seal(1, 4 << 20);
    group.throughput(Throughput::Bytes(message.len() as u64));
    let walk = |message: &[u8]| {
        let (_, content) = Envelope::read(message).expect("an envelope");
        content.skip().expect("well formed")
    };
    group.bench_function("definite", |bencher| bencher.iter(|| walk(&message)));
    for piece in [16, 1_000, 4_096, 65_536] {
        let message = in_pieces(&message, piece);
        group.bench_with_input(BenchmarkId::new("pieces", piece), &message, |bencher, message| {
            bencher.iter(|| walk(message));
        });
    }
    group.finish();
}
