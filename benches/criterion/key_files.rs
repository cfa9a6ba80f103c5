//! Key files: mostly iterations of a key derivation, chosen by who wrote the file.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion};
use plis::{
    keys::{Pkcs12Encryption, Pkcs12Options, needs_password, read_key_file, write_pkcs12},
    secret::Password,
};

use crate::envelope::new_pair;

pub(crate) fn group(criterion: &mut Criterion) {
    let pair = new_pair(2048);
    let password = Password::new("banc".to_owned());
    let mut group = criterion.benchmark_group("key_files");
    for (name, encryption, iterations) in [
        ("windows-aes256", Pkcs12Encryption::Aes256Sha256, 2_000),
        ("windows-3des", Pkcs12Encryption::TripleDesSha1, 2_000),
        ("ours", Pkcs12Encryption::Aes256Sha256, Pkcs12Options::default().iterations),
        // As many as are written, and read again: `limits::KEY_WORK`.
        ("limit-aes256", Pkcs12Encryption::Aes256Sha256, 1_000_000),
        ("limit-3des", Pkcs12Encryption::TripleDesSha1, 900_000),
    ] {
        let options = Pkcs12Options { encryption, iterations, include_chain: true };
        let file = write_pkcs12(&pair, "banc", &password, &options).expect("written");
        if iterations > 10_000 {
            group.sample_size(10);
        }
        group.bench_with_input(BenchmarkId::new("read", name), &file, |bencher, file| {
            bencher.iter(|| black_box(read_key_file(file, Some(&password)).expect("read")));
        });
        group.bench_with_input(BenchmarkId::new("needs_password", name), &file, |bencher, file| {
            bencher.iter(|| needs_password(black_box(file)));
        });
    }
    group.finish();
}
