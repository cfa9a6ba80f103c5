#!/usr/bin/env bash
# Fills tests/fuzz/corpus/TARGET from the fixtures: tests/fuzz/seeds.sh TARGET. What stands there already stays.
set -euo pipefail
cd "$(dirname "$0")"
target=$1
fixtures=../../fixtures
mkdir -p "corpus/$target"

# Files below a folder of the fixtures, with an octet first that a target reads for itself. A fuzzer changes small ones
# to more effect.
copy() { # octet, folder, names that `find` takes
  local first=$1 folder=$2 file name
  shift 2
  while IFS= read -r file; do
    name=corpus/$target/${file##*/}
    [ -e "$name" ] || { printf '%b' "$first"; cat "$file"; } > "$name"
  done < <(find "$fixtures/$folder" -type f -size -24k \( "$@" \))
}

case $target in
  ber | envelope | armour) copy '\x05' vectors ! -name '*.toml' ;;&
  ber) copy '\x05' keys -name '*.p12' -o -name '*.pfx' ;;
  open) copy '' vectors ! -name '*.toml' ;;
  pkcs12) copy '\x00' keys -name '*.p12' -o -name '*.pfx' ;;
  pem) copy '\x00' keys -name '*.pem' ;;
  register)
    copy '' . -name '*.csv'
    printf '[{"fichier":"a.p7m","pli":"1","lot":2,"etat":null}]' > corpus/register/object.json
    printf 'fichier,bloc,nom,fuseau,depot_fin\r\na.p7m,1/2,"x ""y"".pdf",Europe/Paris,2026-01-01T10:00:00\r\n' \
      > corpus/register/comma.csv
    ;;
  stamp) copy '' stamps -name '*.tsr' -o -name '*.tsq' ;;
  archive) copy '' archives -name '*.zip' ;;
  journal) printf '\x00\x07\x01premier\nsecond\n' > corpus/journal/texts ;;
esac
