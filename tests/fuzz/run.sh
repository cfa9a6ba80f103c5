#!/usr/bin/env bash
# Runs one fuzz target: tests/fuzz/run.sh TARGET [SECONDS]. Memory and the time of one input are bounded; an input
# that breaks something is left in tests/fuzz/artifacts.
set -euo pipefail
target=$1 seconds=${2:-60}
here=$(cd "$(dirname "$0")" && pwd)
programs=${FUZZ_PROGRAMS:-$("$here/build.sh" --bin "$target")}
"$here/seeds.sh" "$target"
cd "$here"
mkdir -p "artifacts/$target"
case $target in
  pem | armour | register | journal) dictionary=text.dict ;;
  *) dictionary=cms.dict ;;
esac
exec "$programs/$target" "corpus/$target" -dict="$dictionary" -artifact_prefix="artifacts/$target/" \
  -max_total_time="$seconds" -timeout="${FUZZ_TIMEOUT:-2}" -rss_limit_mb=1024 -malloc_limit_mb=256 \
  -max_len=32768 -print_final_stats=1 -verbosity="${FUZZ_VERBOSITY:-1}"
