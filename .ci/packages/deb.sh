#!/usr/bin/env bash
# deb.sh [PROGRAM]: target/packages/plis_VERSION_amd64.deb, of a program with everything. cargo-deb does the same from
# Cargo.toml; dpkg-deb is on every Debian, and needs no tool to be built before each run of CI.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-target/packages/full/plis}
features=cli,console,pkcs11,postgres,sqlite
files=.ci/packages/files
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
moment=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
work=target/packages/deb
root=$work/root
rm -rf "$work"
mkdir -p "$root" "$work/beside"
bash .ci/packages/accompany.sh "$program" "$work/beside" "$features"

put() { install -D -m "${3:-644}" "$1" "$root/$2"; }
squeezed() { mkdir -p "$(dirname "$root/$2")"; gzip -n9c "$1" >"$root/$2.gz"; chmod 644 "$root/$2.gz"; }
put "$program" usr/bin/plis 755
strip --strip-all "$root/usr/bin/plis"
for page in "$work"/beside/man/man1/*; do squeezed "$page" "usr/share/man/man1/${page##*/}"; done
for page in "$work"/beside/man/fr/man1/*; do squeezed "$page" "usr/share/man/fr/man1/${page##*/}"; done
put "$work/beside/completions/plis.bash" usr/share/bash-completion/completions/plis
put "$work/beside/completions/plis.zsh" usr/share/zsh/vendor-completions/_plis
put "$work/beside/completions/plis.fish" usr/share/fish/vendor_completions.d/plis.fish
for unit in plis-audit.service plis-audit.timer plis-open@.service; do put "$files/$unit" "usr/lib/systemd/system/$unit"; done
put "$files/sysusers.conf" usr/lib/sysusers.d/plis.conf
put "$files/default" etc/default/plis
put "$files/plis.desktop" usr/share/applications/plis.desktop
put src/bin/plis/console/icon.svg usr/share/icons/hicolor/scalable/apps/plis.svg
for example in plis-open@2026-42.timer plis-audit-network.conf plis.rules.yml; do
  put "$files/$example" "usr/share/doc/plis/examples/$example"
done
squeezed "$work/beside/LICENCES.txt" usr/share/doc/plis/LICENCES.txt
squeezed "$work/beside/plis.cdx.json" usr/share/doc/plis/plis.cdx.json
squeezed README.md usr/share/doc/plis/README.md
{
  sed '/^@MIT@$/,$d' "$files/copyright"
  sed -e '1,2d' -e 's/^$/./' -e 's/^/ /' LICENSE-MIT
  sed '1,/^@MIT@$/d' "$files/copyright"
} >"$work/copyright"
put "$work/copyright" usr/share/doc/plis/copyright
cat >"$work/changelog" <<C
plis ($version) stable; urgency=medium

  * Of this version: see README.md, its upgrade notes.

 -- the authors of plis <plis@users.noreply.example.org>  $(LC_ALL=C date -u -R -d "@$moment")
C
squeezed "$work/changelog" usr/share/doc/plis/changelog

mkdir -p "$work/debian" "$root/DEBIAN"
printf 'Source: plis\n\nPackage: plis\nArchitecture: amd64\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/plis 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
cat >"$root/DEBIAN/control" <<C
Package: plis
Version: $version
Architecture: amd64
Maintainer: the authors of plis <plis@users.noreply.example.org>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $depends, systemd | systemd-standalone-sysusers | systemd-sysusers
Recommends: ca-certificates
Suggests: opensc, prometheus-node-exporter, xdg-utils
Section: utils
Priority: optional
Description: opens batches of encrypted tender envelopes
 plis opens large batches of encrypted tender envelopes in parallel, with a
 public buyer's encryption key pair or the emergency one, and writes minutes
 that a purchasing team can file and a report that a program can read. It keeps
 key pairs and the consultations they are tied to, and says weeks before when
 the end of a key threatens an opening.
 .
 It is a command line, and screens in the browser of this machine.
C
echo /etc/default/plis >"$root/DEBIAN/conffiles"
install -m 755 "$files"/{postinst,prerm,postrm} "$root/DEBIAN"
(cd "$root" && find usr etc -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
find "$root" -type d -exec chmod 755 {} +
chmod 644 "$root"/DEBIAN/{control,conffiles,md5sums}
package=target/packages/plis_${version}_amd64.deb
SOURCE_DATE_EPOCH=$moment dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
ls -l "$package"
