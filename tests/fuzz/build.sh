#!/usr/bin/env bash
# Builds every fuzz target with the stable toolchain: the compiler's own coverage pass, and libFuzzer from its source,
# which needs a C++ compiler. Prints the folder of the programs.
set -euo pipefail
cd "$(dirname "$0")"
host=$(rustc -vV | sed -n 's/^host: //p')
# A target apart from the host's name keeps the flags from build scripts.
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Cllvm-args=-simplifycfg-branch-fold-threshold=0 \
-Clink-arg=-Wl,-z,nostart-stop-gc"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --release --locked --target "$host" "$@" >&2
echo "$CARGO_TARGET_DIR/$host/release"
