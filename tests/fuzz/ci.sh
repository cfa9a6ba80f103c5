#!/usr/bin/env bash
# Every fuzz target for a minute at most (FUZZ_SECONDS); the first input that breaks something ends it.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${FUZZ_SECONDS:-60}
if ! command -v g++ > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  apt-get install -qq -y --no-install-recommends g++ > /dev/null
fi
FUZZ_PROGRAMS=$(./build.sh)
export FUZZ_PROGRAMS
# One input's time on a machine that does other things too.
export FUZZ_TIMEOUT=${FUZZ_TIMEOUT:-10} FUZZ_VERBOSITY=0
one() { # TARGET
  log=$(mktemp)
  if ! ./run.sh "$1" "$seconds" > "$log" 2>&1; then
    tail -n 60 "$log"
    echo "fuzz: $1 found something; the input is in tests/fuzz/artifacts/$1"
    return 1
  fi
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "fuzz: $1, ${executions:-0} executions, nothing found"
  rm -f "$log"
}
export -f one
export seconds
# As many at once as there are cores.
basename -s .rs targets/*.rs | xargs -P "$(nproc)" -I{} bash -c 'set -euo pipefail; one {}'
