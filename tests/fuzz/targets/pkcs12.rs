//! Key files: PKCS#12 and bare keys, in DER or BER.

#![no_main]

#[path = "both/key_file.rs"]
mod key_file;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| key_file::read(input));
