#!/usr/bin/env bash
# roots.sh [SUITE...]: the package in clean roots of Debian: installed, its timer's audit run, its console started, a newer
# one over it, removed, purged without a trace; and the archive there, in an empty root, and in one with busybox alone.
# Needs root, Debian's packages, mmdebstrap and busybox. A root is made once, in target/packages/roots.
set -euo pipefail
cd "$(dirname "$0")/../.."
suites=("$@")
[ $# -gt 0 ] || suites=(bookworm trixie)
packages=$PWD/target/packages
package=$(ls "$packages"/plis_*_amd64.deb)
archive=$(ls "$packages"/plis-*-linux-x86_64.tar.gz 2>/dev/null || true)
scratch=$(mktemp -d)
leave() {
  for at in "$scratch"/*/proc; do ! mountpoint -q "$at" || umount "$at"; done
  rm -rf "$scratch"
}
trap leave EXIT
fail() { echo "roots: $*" >&2; exit 1; }

# Every path but those that dpkg, apt and the backups of passwd keep for themselves.
paths() {
  (cd "$1" && find . -xdev \( -path ./proc -o -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./var/log \
    -o -path ./var/cache -o -path ./run -o -path ./tmp -o -path ./etc/ld.so.cache \) -prune -o -print | grep -v '^\./etc/.*-$' | sort)
}
# The settings that a unit gives a program, and the line it runs, in the root as its user.
unit() { # ROOT UNIT
  local file=$1/usr/lib/systemd/system/$2 line
  line=$(sed -n 's/^ExecStart=//p' "$file")
  { sed -n 's/^Environment=/export /p' "$file"; echo "exec $line"; } >"$1/tmp/line"
  chroot "$1" env -i PATH=/usr/bin:/bin setpriv --reuid plis --regid plis --clear-groups --no-new-privs sh /tmp/line
}

for suite in "${suites[@]}"; do
  echo "-- $suite"
  image=$packages/roots/$suite.tar
  if [ ! -e "$image" ]; then
    mkdir -p "$packages/roots"
    mmdebstrap --quiet --format=tar --variant=minbase --include=systemd,init-system-helpers "$suite" "$image.part"
    mv "$image.part" "$image"
  fi
  root=$scratch/$suite
  mkdir "$root"
  tar -C "$root" -xf "$image" --exclude='./dev/*'
  mkdir -p "$root/dev"
  for device in null zero urandom random; do cp -a "/dev/$device" "$root/dev/$device"; done
  mount -t proc proc "$root/proc"
  paths "$root" >"$scratch/before"

  cp "$package" "$root/tmp/plis.deb"
  chroot "$root" apt-get install -qq -y --no-install-recommends /tmp/plis.deb >"$scratch/log" 2>&1 ||
    { cat "$scratch/log"; fail "$suite: it does not install"; }
  chroot "$root" plis --version --verbose | head -4
  [ "$(chroot "$root" stat -c '%U %a' /var/lib/plis)" = 'plis 700' ] || fail "$suite: /var/lib/plis is not plis's own"
  [ -L "$root/etc/systemd/system/timers.target.wants/plis-audit.timer" ] || fail "$suite: the timer is not enabled"
  for file in usr/share/man/man1/plis-open.1.gz usr/share/man/fr/man1/plis-open.1.gz usr/share/bash-completion/completions/plis; do
    [ -e "$root/$file" ] || fail "$suite: no $file"
  done
  said=$(chroot "$root" systemd-analyze verify --man=no plis-audit.service plis-audit.timer plis-open@2026-42.service 2>&1 | grep -i plis || true)
  [ -z "$said" ] || fail "$suite: $said"
  for name in plis-audit.service plis-open@.service; do
    chroot "$root" systemd-analyze security --offline=yes --threshold=15 --no-pager "/usr/lib/systemd/system/$name" | tail -1 ||
      fail "$suite: $name is too open"
  done

  # What the timer starts, with a registry and without one.
  guard=$(sed -n "s/^ExecCondition=//p" "$root/usr/lib/systemd/system/plis-audit.service")
  ! chroot "$root" env PLIS_HOME=/var/lib/plis sh -c "$guard" || fail "$suite: an audit of nothing"
  as_plis() { chroot "$root" setpriv --reuid plis --regid plis --clear-groups env PLIS_HOME=/var/lib/plis "$@"; }
  as_plis plis --lang en registry init >/dev/null
  chroot "$root" env PLIS_HOME=/var/lib/plis sh -c "$guard" || fail "$suite: no audit of a registry"
  install -d -o "$(chroot "$root" id -u plis)" -m 755 "$root/var/cache/plis"
  unit "$root" plis-audit.service
  grep -q '^plis_audit_timestamp_seconds ' "$root/var/cache/plis/plis.prom" || fail "$suite: no metrics"
  [ "$(stat -c %a "$root/var/cache/plis/plis.prom")" = 644 ] || fail "$suite: an exporter cannot read them"

  # The console says where it is, and ends.
  as_plis timeout 5 plis console --no-browser --idle 1s >"$scratch/said" || true
  grep -q '^http://127.0.0.1:' "$scratch/said" || fail "$suite: no console"

  # A newer one over it: settings and registry stay.
  echo '# ours' >>"$root/etc/default/plis"
  dpkg-deb -R "$package" "$scratch/newer"
  sed -i 's/^Version: .*/&+newer/' "$scratch/newer/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip --build "$scratch/newer" "$root/tmp/newer.deb" >/dev/null
  rm -r "$scratch/newer"
  chroot "$root" apt-get install -qq -y /tmp/newer.deb >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "$suite: no upgrade"; }
  chroot "$root" dpkg-query -W plis | grep -q newer || fail "$suite: the old one stayed"
  grep -q '^# ours' "$root/etc/default/plis" || fail "$suite: settings are lost"
  as_plis plis --lang en registry check >/dev/null || fail "$suite: the registry is not intact"

  chroot "$root" apt-get remove -qq -y plis >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "$suite: it does not go"; }
  [ ! -e "$root/usr/bin/plis" ] && [ -e "$root/etc/default/plis" ] || fail "$suite: removed by half, or too much"
  chroot "$root" dpkg --purge plis >"$scratch/log" 2>&1
  grep -q 'they are kept' "$scratch/log" || fail "$suite: nobody is told of the registry"
  [ -e "$root/var/lib/plis/registry.db" ] || fail "$suite: the registry is lost"
  # Without a registry nothing stays at all.
  rm -r "$root/var/lib/plis"
  chroot "$root" apt-get install -qq -y --no-install-recommends /tmp/plis.deb >"$scratch/log" 2>&1
  chroot "$root" apt-get purge -qq -y plis >"$scratch/log" 2>&1 || { cat "$scratch/log"; fail "$suite: no purge"; }
  paths "$root" >"$scratch/after"
  diff "$scratch/before" "$scratch/after" || fail "$suite: it leaves traces"
  ! grep -q '^plis:' "$root/etc/passwd" || fail "$suite: it leaves its user"
  if [ -n "$archive" ]; then
    tar -C "$root/tmp" -xzf "$archive"
    chroot "$root" sh -c '/tmp/plis-*/plis --version'
  fi
  umount "$root/proc"
done

[ -n "$archive" ] || exit 0
echo '-- an empty root'
root=$scratch/empty
mkdir -p "$root"
tar -C "$root" --strip-components=1 -xzf "$archive"
cp -r fixtures/consultation fixtures/cles "$root"
open=(open consultation -o ouverture --key cles/entite.p12 --password file:cles/mot-de-passe.txt)
chroot "$root" /plis "${open[@]}" | tail -4
[ "$(find "$root/ouverture/plis" -type f | wc -l)" = 12 ] || fail 'twelve envelopes are not open'
rm -r "$root/ouverture"
echo '-- a root with busybox alone'
install -D "$(command -v busybox)" "$root/bin/busybox"
ln -s busybox "$root/bin/sh"
chroot "$root" /bin/sh -c "/plis --version && /plis ${open[*]} >/dev/null && /plis completions bash | /bin/busybox grep -c _plis"
