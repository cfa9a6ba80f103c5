#!/usr/bin/env bash
# build.sh static|full: the program as it is shipped, in target/packages/KIND: plis, its symbols apart, no path of this
# machine in it. Another build from another folder gives the same octets (same.sh).
set -euo pipefail
cd "$(dirname "$0")/../.."
kind=$1
command -v cargo-auditable >/dev/null || cargo install --quiet --locked cargo-auditable

home=${CARGO_HOME:-$HOME/.cargo}
target=x86_64-unknown-linux-gnu
flags=("--remap-path-prefix=$home=/cargo" "--remap-path-prefix=$PWD=/plis")
case $kind in
  static)
    # The kernel's random source, asked without a library that would have to be loaded, nor a device, which a root may lack.
    flags=(-C target-feature=+crt-static --cfg 'getrandom_backend="linux_getrandom"' "${flags[@]}")
    # SQLite loads no extensions: nothing here would ask it to, and dlopen stays out.
    export LIBSQLITE3_FLAGS='-USQLITE_ENABLE_LOAD_EXTENSION -DSQLITE_OMIT_LOAD_EXTENSION'
    # No module can be loaded and no name looked up without the system's libraries: what needs one is left out.
    features=(--no-default-features --features cli,sqlite,console)
    ;;
  full) features=() ;;
  *) echo 'static or full' >&2; exit 2 ;;
esac
export CARGO_INCREMENTAL=0 CARGO_PROFILE_RELEASE_DEBUG=line-tables-only CARGO_PROFILE_RELEASE_STRIP=none
export CFLAGS="-ffile-prefix-map=$home=/cargo -ffile-prefix-map=$PWD=/plis"
# Cargo's own way to part them: a folder's name may hold a space.
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf %s "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS
cargo auditable build --release --locked --target "$target" "${features[@]}" --bin plis

out=target/packages/$kind
mkdir -p "$out"
cp "target/$target/release/plis" "$out/plis.whole"
objcopy --only-keep-debug "$out/plis.whole" "$out/plis.debug"
(cd "$out" && objcopy --strip-all --add-gnu-debuglink=plis.debug plis.whole plis)
(cd "$out" && objcopy --remove-section='.gnu.warning.*' plis)
ls -l "$out/plis.whole" "$out/plis.debug" "$out/plis"
rm "$out/plis.whole"
