#!/usr/bin/env bash
# all.sh: the static archive and the Debian package, each held against what should be in it, and tried in clean roots.
# all.sh PROGRAM, as CI does: the Debian package of a program that is there already, in a root of Debian 12.
set -euo pipefail
cd "$(dirname "$0")/../.."
part() { printf -- '-- %s (%s s)\n' "$1" "$SECONDS"; }
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    binutils busybox-static desktop-file-utils dpkg-dev file lintian mmdebstrap prometheus python3 >/dev/null
fi

part 'crates: licences, places, advisories'
python3 .ci/packages/bill.py policy
# The database of advisories is fetched by git, from where not every machine gets to.
if ! command -v cargo-deny >/dev/null; then
  echo 'advisories: not looked at, cargo-deny is not installed'
elif timeout 120 cargo deny --all-features fetch >/dev/null 2>&1; then
  cargo deny --all-features check --hide-inclusion-graph
else
  echo 'advisories: not looked at, their database is not to be reached from here'
fi

part 'Debian package'
[ $# -gt 0 ] || bash .ci/packages/build.sh full
bash .ci/packages/deb.sh "${1:-target/packages/full/plis}"
python3 .ci/packages/check.py package
desktop-file-validate .ci/packages/files/plis.desktop
(cd .ci/packages/files && promtool check rules plis.rules.yml && promtool test rules plis.rules.test.yml) >/dev/null
if [ $# -gt 0 ]; then
  part 'clean root'
  rm -f target/packages/plis-*-linux-x86_64.tar.gz
  bash .ci/packages/roots.sh bookworm
  part 'done'
  exit
fi
part 'static program'
bash .ci/packages/build.sh static
part 'archive'
bash .ci/packages/archive.sh
archive=$(ls target/packages/plis-*-linux-x86_64.tar.gz)
python3 .ci/packages/bill.py check "${archive%.tar.gz}" target/packages/static/plis
python3 .ci/packages/check.py static
part 'clean roots'
bash .ci/packages/roots.sh bookworm trixie
part 'done'
