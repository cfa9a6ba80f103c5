#!/usr/bin/env bash
# The static program from two clones in two folders: the same octets. Takes two whole builds.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for folder in one another/folder; do
  git clone --quiet . "$scratch/$folder"
  bash "$scratch/$folder/.ci/packages/build.sh" static >/dev/null
  sha256sum "$scratch/$folder/target/packages/static/plis"
done
cmp "$scratch/one/target/packages/static/plis" "$scratch/another/folder/target/packages/static/plis"
echo 'the same'
