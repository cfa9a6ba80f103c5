//! Whole batches by jobs: discovery, plan, workers, journal and publication, in a memory file system.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use plis::{
    consultation::Consultation,
    crypto::{AwsLc, ContentCipher, KeyTransport},
    keys::Keyring,
    opening::{Permit, Request, Silent, run},
    time::Timestamp,
};

use crate::{
    envelope::{new_pair, ring},
    sealed::sealed,
};

/// Envelopes in a batch.
const COUNT: usize = 200;

/// Opens a folder into another, which is not there yet; gives it back, to be removed.
fn open(keyring: &Keyring, input: &Path, out: tempfile::TempDir, jobs: usize) -> tempfile::TempDir {
    let now = Timestamp::now();
    let permit = Permit::Opening(Consultation::default().opening(now).expect("no deadline"));
    let request = Request { jobs, ..Request::new([input], out.path().join("out"), keyring, permit) };
    let finished = run(&request, &mut Silent, &AtomicBool::new(false)).expect("a run");
    assert_eq!(finished.summary.opened, COUNT as u64);
    out
}

pub(crate) fn group(criterion: &mut Criterion) {
    let memory = PathBuf::from("/dev/shm");
    let memory = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let scratch = tempfile::tempdir_in(&memory).expect("a folder");
    let pair = new_pair(2048);
    let keyring = ring(&AwsLc, &pair);
    let mut group = criterion.benchmark_group("batch");
    group.sample_size(10);
    for size in [2 << 10, 64 << 10] {
        let input = scratch.path().join(size.to_string());
        fs::create_dir(&input).expect("a folder");
        for index in 0..COUNT {
            let message = sealed(
                &[pair.certificate()],
                ContentCipher::Aes256Cbc,
                KeyTransport::RsaPkcs1v15,
                &vec![index.to_le_bytes()[0]; size],
            );
            fs::write(input.join(format!("{index}.p7m")), message).expect("written");
        }
        group.throughput(Throughput::Elements(COUNT as u64));
        for jobs in [1, 2, 4] {
            group.bench_function(BenchmarkId::new(format!("{size}"), jobs), |bencher| {
                bencher.iter_batched(
                    || tempfile::tempdir_in(scratch.path()).expect("a folder"),
                    |out| open(&keyring, &input, out, jobs),
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}
