#!/usr/bin/env bash
# accompany.sh PROGRAM FOLDER FEATURES: what goes with a program: manual pages, completions, licences, and what it is made of.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$(realpath "$1") folder=$2 features=$3
mkdir -p "$folder"/man/man1 "$folder"/man/fr/man1 "$folder"/completions
"$program" --lang en man --to "$folder/man/man1"
"$program" --lang fr man --to "$folder/man/fr/man1"
for shell in bash zsh fish; do
  "$program" completions "$shell" >"$folder/completions/plis.$shell"
done
python3 .ci/packages/bill.py make "$features" "$folder"
cp LICENSE-APACHE LICENSE-MIT "$folder"
