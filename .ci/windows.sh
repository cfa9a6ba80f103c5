#!/usr/bin/env bash
# Windows, from Linux: builds the release for x86_64-pc-windows-gnu and runs it and its tests under Wine. Nothing of the
# Wine prefix stays. Says at the end how many tests ran there, and each that did not, with its reason.
set -euo pipefail
cd "$(dirname "$0")/.."

target=x86_64-pc-windows-gnu
part() { printf -- '-- %s (%s s)\n' "$1" "$SECONDS"; }

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  needed=(rustc-web cargo-web rust-web-src rust-web-clippy gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32 nasm
    wine wine64 wixl zip openssl python3)
  timeout 900 apt-get install -qq -y --no-install-recommends "${needed[@]}" >/dev/null ||
    { timeout 300 apt-get update -qq && timeout 900 apt-get install -qq -y --no-install-recommends "${needed[@]}" >/dev/null; } || true
fi
missing=()
for program in /usr/bin/{cargo,rustc,cargo-clippy} x86_64-w64-mingw32-{gcc,g++} nasm wine wineboot wineserver wixl zip openssl python3; do
  command -v "$program" >/dev/null || missing+=("$program")
done
[ ${#missing[@]} = 0 ] || { echo "not here, and not to be installed: ${missing[*]}" >&2; exit 1; }

# In memory where there is room (KiB): what the tests write must not wait for a disk.
room=$(df --output=avail /dev/shm 2>/dev/null | tail -1 || true)
base=${TMPDIR:-/tmp}
[ "${room:-0}" -lt 4000000 ] || base=/dev/shm
scratch=$(mktemp -d -p "$base")
leave() {
  for prefix in "$scratch/prefix" "$scratch/post"; do
    [ ! -d "$prefix" ] || WINEPREFIX=$prefix timeout 60 wineserver -k 2>/dev/null || true
  done
  for _ in 1 2 3 4 5; do
    ! rm -rf "$scratch" 2>/dev/null || return 0
    sleep 1
  done
  rm -rf "$scratch"
}
trap leave EXIT
mkdir "$scratch/tmp"
export TMPDIR=$scratch/tmp
# Nothing here may be waited for without an end.
within() { timeout -k 10 "$@"; }

# Debian's toolchain builds the standard library with the program: it has no built one for this target.
export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 AWS_LC_SYS_PREBUILT_NASM=1
export CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_INCREMENTAL=0
unset RUSTFLAGS RUSTUP_TOOLCHAIN CARGO_ENCODED_RUSTFLAGS
flags=(--release --target "$target" -Zbuild-std=std,panic_unwind)

# Every program of tests/ that Windows has a use for; tests.py names the others.
tests=(--lib --bins)
for name in $(python3 .ci/windows/tests.py --programs); do
  tests+=(--test "$name")
done

# The program is built with its tests: by itself it would be with other features of what it depends on, all built twice.
part 'the program and its tests are built'
/usr/bin/cargo test "${flags[@]}" "${tests[@]}" --no-run

part 'no warning of what is for Windows alone'
# By its own name: cargo would take the one of another toolchain.
PATH=/usr/bin:$PATH CARGO=/usr/bin/cargo /usr/bin/cargo-clippy clippy "${flags[@]}" "${tests[@]}" -- -D warnings

part 'Wine'
# Wine 8 has no bcryptprimitives.dll, which the standard library asks for random octets. For these tests only.
# winemenubuilder.exe would put icons into the home of whoever runs this.
export WINEPREFIX="$scratch/prefix" WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=;winemenubuilder.exe=d'
within 180 wineboot -i >/dev/null 2>&1 || { echo 'Wine makes no prefix here' >&2; exit 1; }
within 60 wineserver -w
cat >"$scratch/random.c" <<'C'
unsigned char __stdcall SystemFunction036(void *, unsigned long);
int __stdcall ProcessPrng(void *octets, unsigned long long len) { return SystemFunction036(octets, (unsigned long)len); }
C
x86_64-w64-mingw32-gcc -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" \
  "$scratch/random.c" -ladvapi32
# Another post, which knows nothing of this one.
cp -a "$WINEPREFIX" "$scratch/post"

# Programs of other hands are Linux's: tests that talk to them say that they skip.
unset PLIS_CI
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine
wine() { within 120 wine "$@"; }
part 'tests'
said=$scratch/tests
failed=0
# What hangs is told by what it said until then.
within 2700 /usr/bin/cargo test "${flags[@]}" "${tests[@]}" --no-fail-fast -- --color never >"$said" 2>&1 || failed=1
[ "$failed" = 0 ] || cat "$said"

program=target/$target/release/plis.exe
part "the README's first command"
rm -rf target/ouverture-windows
first=$(grep -m1 '^cargo run ' README.md)
arguments=${first#* -- }
arguments=${arguments//target\/ouverture/target\/ouverture-windows}
within 120 bash -c "wine $program $arguments"

part 'who may read what was written'
x86_64-w64-mingw32-gcc -municode -o "$scratch/descriptors.exe" .ci/windows/descriptors.c -ladvapi32
wine "$program" --home "$scratch/registre" key import fixtures/cles/entite.p12 --name Essai \
  --password file:fixtures/cles/mot-de-passe.txt
wine "$program" --home "$scratch/registre" key export Essai --to "$scratch/registre/sortie.pfx" \
  --password file:fixtures/cles/mot-de-passe.txt --new-password file:fixtures/cles/mot-de-passe.txt
wine "$scratch/descriptors.exe" target/ouverture-windows "$scratch/registre" || failed=1
rm -rf target/ouverture-windows

part 'the same on both systems'
# Linux's is built by its tests, before this.
linux=
for built in target/release/plis target/debug/plis; do
  [ -n "$linux" ] || [ ! -x "$built" ] || linux=$built
done
[ -n "$linux" ] || { echo 'no program of Linux: cargo build --release' >&2; exit 1; }
within 600 python3 .ci/windows/same.py "$linux" "$program" || failed=1

part 'the certificate store, from one post to another'
within 600 python3 .ci/windows/store.py "$program" "$WINEPREFIX" "$scratch/post" || failed=1

part 'size, and five times its start'
ls -l "$program"
for _ in 1 2 3 4 5; do
  wine "$program" --version >/dev/null
  began=$(date +%s%N)
  wine "$program" --version >/dev/null
  echo "$((($(date +%s%N) - began) / 1000000)) ms"
done

part 'packages, and one installed and removed'
bash .ci/windows/package.sh
package=$(ls target/$target/plis-*-windows-x86_64.msi)
places=("$WINEPREFIX/drive_c/Program Files/plis/"{plis.exe,LISEZ-MOI.txt,LICENSE-MIT,LICENSE-APACHE}
  "$WINEPREFIX/drive_c/users/$(id -un)/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/plis (console).lnk")
wine msiexec /i "$package" /qn
ls -l "${places[@]}"
wine "${places[0]}" --version
wine msiexec /x "$package" /qn
for place in "${places[@]}"; do
  [ ! -e "$place" ] || { echo "left behind: $place"; failed=1; }
done

part 'what ran'
python3 .ci/windows/tests.py "$said" || failed=1
exit "$failed"
