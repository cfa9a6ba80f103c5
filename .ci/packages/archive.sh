#!/usr/bin/env bash
# The static program with what accompanies it: target/packages/plis-VERSION-linux-x86_64.tar.gz, and SHA256SUMS.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
name=plis-$version-linux-x86_64
packages=target/packages
rm -rf "${packages:?}/$name"
mkdir -p "$packages/$name"
cp "$packages/static/plis" "$packages/$name"
bash .ci/packages/accompany.sh "$packages/static/plis" "$packages/$name" cli,sqlite,console
cp README.md "$packages/$name"
# The same octets whoever packs it, and whenever.
moment=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
tar -C "$packages" --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="@$moment" -c "$name" |
  gzip -n9 >"$packages/$name.tar.gz"
(cd "$packages" && sha256sum "$name.tar.gz" plis_*.deb 2>/dev/null >SHA256SUMS || sha256sum "$name.tar.gz" >SHA256SUMS)
ls -l "$packages/$name.tar.gz"
