#!/usr/bin/env bash
# Fills tests/fuzz/corpus/TARGET from the fixtures. What stands there already stays.
set -euo pipefail
cd "$(dirname "$0")"
fixtures=../../fixtures

# Files of at most this many octets: a fuzzer changes small ones to more effect.
small=$((24 << 10))

copy() { # target, octet to put first (or nothing), files
  local target=$1 first=$2 file size name
  shift 2
  mkdir -p "corpus/$target"
  for file in "$@"; do
    size=$(wc -c < "$file")
    name=corpus/$target/$(basename "$file")
    if [ "$size" -le "$small" ] && [ ! -e "$name" ]; then
      { printf '%b' "$first"; cat "$file"; } > "$name"
    fi
  done
}

mapfile -t envelopes < <(find "$fixtures/vectors" -type f ! -name '*.toml' | sort)
mapfile -t p12 < <(find "$fixtures/keys" -type f \( -name '*.p12' -o -name '*.pfx' \) | sort)
mapfile -t pem < <(find "$fixtures/keys" -type f -name '*.pem' | sort)
mapfile -t registers < <(find "$fixtures" -type f -name '*.csv' | sort)

copy ber '\x05' "${envelopes[@]}" "${p12[@]}"
copy envelope '\x05' "${envelopes[@]}"
copy armour '\x05' "${envelopes[@]}"
copy open '' "${envelopes[@]}"
copy pkcs12 '\x00' "${p12[@]}"
copy pem '\x00' "${pem[@]}"
copy register '' "${registers[@]}"
mkdir -p corpus/journal
printf '\x00\x07\x01premier\nsecond\n' > corpus/journal/texts
printf '[{"fichier":"a.p7m","pli":"1","lot":2,"etat":null}]' > corpus/register/object.json
printf 'fichier,bloc,nom,fuseau,depot_fin\r\na/b.p7m,1/2,"x ""y"".pdf",Europe/Paris,2026-01-01T10:00:00\r\n' \
  > corpus/register/comma.csv
