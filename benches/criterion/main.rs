//! Time, by criterion: one envelope, key files, the walk over BER, whole batches.
//!
//! ```text
//! cargo bench --bench criterion                 all
//! cargo bench --bench criterion -- envelope     one group
//! ```

mod batch;
mod ber;
mod envelope;
mod key_files;
#[path = "../sealed.rs"]
mod sealed;

use criterion::{criterion_group, criterion_main};

criterion_group!(benches, envelope::group, ber::group, key_files::group, batch::group);
criterion_main!(benches);
