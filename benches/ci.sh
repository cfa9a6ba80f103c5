#!/bin/sh
# What CI does with the benches: instruction counts against the figures kept, and every peer once on small folders,
# to see that it works. Times mean nothing there.
set -eu
cd "$(dirname "$0")/.."
cargo bench --bench instructions
cargo bench --bench peers -- --scale 0.002 --rounds 1 --no-write
cargo bench --bench registry -- --keys 2000 --consultations 2000 --rounds 1
cargo bench --bench console -- --keys 2000 --consultations 2000 --envelopes 100 --rounds 1
