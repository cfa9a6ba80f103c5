#!/usr/bin/env bash
# Packs what .ci/windows.sh has built: a .zip for a buyer without an administrator's rights, an .msi for a post or a user.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends wixl zip >/dev/null
fi

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
name=plis-$version-windows-x86_64
target=target/x86_64-pc-windows-gnu
folder=$target/$name
rm -rf "$folder" "$folder.zip" "$folder.msi"
mkdir -p "$folder"
x86_64-w64-mingw32-strip -o "$folder/plis.exe" "$target/release/plis.exe"
x86_64-w64-mingw32-objdump -h "$folder/plis.exe" | grep ' \.rsrc ' >/dev/null # its icon and version
cp LICENSE-APACHE LICENSE-MIT "$folder"
# Old editors of Windows want their ends of line and a byte order mark.
{ printf '\xef\xbb\xbf'; sed 's/$/\r/' .ci/windows/LISEZ-MOI.txt; } >"$folder/LISEZ-MOI.txt"
(cd "$target" && zip -q -r "$name.zip" "$name")
wixl -a x64 -D "version=$version" -D "folder=$folder" -D icon=src/bin/plis/windows/plis.ico \
  -o "$folder.msi" .ci/windows/plis.wxs
ls -l "$folder/plis.exe" "$folder.zip" "$folder.msi"
