#!/usr/bin/env bash
# Makes one fresh envelope and its key file with every producer at hand: make-all.sh OUTDIR
#
# OUTDIR/manifest.tsv has one line each, without a header: producer, envelope, key file, password, SHA-256 of the
# plaintext; files are relative to OUTDIR. A producer that is not installed is a visible SKIPPED line; one that is
# there and fails ends the run with 1. WORK, if set, keeps tools from one run to the next.
set -euo pipefail

identity() { # a new key.pem, its cert.crt, the authority's ca.crt
  cd "$FRESH"
  printf '[req]\ndistinguished_name=dn\nstring_mask=utf8only\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n[leaf]\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyEncipherment\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' >conf
  openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out ca.key
  openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem
  openssl req -x509 -key ca.key -utf8 -config conf -extensions ca -days 30 -subj "/C=FR/CN=AC d'essai" -out ca.crt
  openssl req -new -key key.pem -utf8 -config conf -subj "/C=FR/O=Ville de Saint-Exemple/CN=$NAME" -out leaf.csr
  openssl x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -set_serial "0x$(openssl rand -hex 12)" -days 20 -extfile conf -extensions leaf -out cert.crt
  openssl x509 -in cert.crt -outform DER -out cert.cer
  cat cert.crt ca.crt >chain.crt
}

curve() { # the same identity with a key of this curve
  sed -i 's/keyEncipherment/keyAgreement/' conf
  openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:$1" -out key.pem
  openssl req -new -key key.pem -utf8 -config conf -subj "/C=FR/O=Ville de Saint-Exemple/CN=$NAME" -out leaf.csr
  openssl x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -set_serial "0x$(openssl rand -hex 12)" -days 20 -extfile conf -extensions leaf -out cert.crt
  cat cert.crt ca.crt >chain.crt
}

# Each of these writes $1.p7m and a key file for the plaintext $2, and says the key file's name and its password.
p12() { openssl pkcs12 -export -inkey key.pem -in cert.crt -certfile ca.crt -name "$NAME" -passout "pass:$2" -out "$1" "${@:3}"; }

openssl_cms() {
  openssl cms -encrypt -binary -outform DER -aes-256-gcm -in "$2" -out "$1.p7m" -recip cert.crt -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256
  p12 "$1.p12" "clé d'essai"
  key="$1.p12" password="clé d'essai"
}
openssl_smime() {
  openssl smime -encrypt -binary -outform DER -des3 -in "$2" -out "$1.p7m" cert.crt
  p12 "$1.p12" essai -legacy
  key="$1.p12" password=essai
}
openssl_curve() {
  curve P-384
  openssl cms -encrypt -binary -outform DER -aes-256-gcm -in "$2" -out "$1.p7m" -recip cert.crt -keyopt ecdh_kdf_md:sha384
  { openssl ec -in key.pem 2>/dev/null && cat cert.crt; } >"$1.pem"
  key="$1.pem" password=essai
}
castle() { java -Dfile.encoding=UTF-8 -cp "$WORK/classes:$BC_JARS" Bc "$@"; }
bouncy_castle() {
  castle seal --cipher aes256-gcm --chunk 1000 cert.crt "$2" "$1.p7m"
  castle p12 --store PKCS12 key.pem chain.crt essai "$1.p12"
  key="$1.p12" password=essai
}
bouncy_castle_auth() {
  castle seal --auth --auth-attributes --attributes --cipher aes256-gcm --transport oaep-sha512 cert.crt "$2" "$1.p7m"
  castle p12 --cipher aes256 --prf sha512 key.pem cert.crt "clé d'essai" "$1.p12"
  key="$1.p12" password="clé d'essai"
}
bouncy_castle_curve() {
  curve P-256
  castle seal --agreement cofactor-sha256 --ukm 0123456789abcdef cert.crt "$2" "$1.p7m"
  castle p12 --store PKCS12 key.pem chain.crt essai "$1.p12"
  key="$1.p12" password=essai
}
jdk() {
  castle seal --jce --transport oaep-sha256-mgf1-sha1 cert.crt "$2" "$1.p7m"
  p12 source.p12 essai-2026
  keytool -importkeystore -noprompt -srckeystore source.p12 -srcstorepass essai-2026 -destkeystore "$1.p12" -deststoretype PKCS12 -deststorepass essai-2026
  key="$1.p12" password=essai-2026
}
gpgsm_() {
  export GNUPGHOME=$FRESH/gnupg
  mkdir -m 700 "$GNUPGHOME"
  trap 'gpgconf --kill all' EXIT
  fingerprint() { openssl x509 -in "$1" -noout -fingerprint -sha1 | sed 's/.*=//; s/://g'; }
  echo "$(fingerprint ca.crt) S relax" >"$GNUPGHOME/trustlist.txt"
  local options=(--batch --quiet --yes --disable-crl-checks --disable-dirmngr --pinentry-mode loopback --passphrase-fd 0)
  p12 source.p12 essai -legacy
  gpgsm "${options[@]}" --import ca.crt cert.crt </dev/null
  gpgsm "${options[@]}" --import source.p12 <<<essai
  gpgsm "${options[@]}" --encrypt -r "$(fingerprint cert.crt)" -o "$1.p7m" "$2" </dev/null
  gpgsm "${options[@]}" -o "$1.p12" --export-secret-key-p12 "$(fingerprint cert.crt)" <<<essai
  key="$1.p12" password=essai
}
nss() {
  mkdir nssdb
  certutil -N -d sql:nssdb --empty-password
  certutil -A -d sql:nssdb -n ca -t C,C,C -i ca.crt
  p12 source.p12 essai
  pk12util -i source.p12 -d sql:nssdb -W essai
  cmsutil -E -d sql:nssdb -r "$NAME" -i "$2" -o "$1.p7m"
  pk12util -o "$1.p12" -n "$NAME" -d sql:nssdb -W essai
  key="$1.p12" password=essai
}
gnutls() {
  openssl cms -encrypt -binary -stream -outform DER -aes128 -in "$2" -out "$1.p7m" cert.crt
  certtool --to-p12 --load-privkey key.pem --load-certificate cert.crt --p12-name="$NAME" --password=essai --outder --outfile "$1.p12"
  key="$1.p12" password=essai
}
pyca() {
  python "$INTEROP/pyca.py" seal cert.crt "$2" "$1.p7m" aes256
  python "$INTEROP/pyca.py" p12 key.pem cert.crt "clé d'essai" "$1.p12" chain=ca.crt
  key="$1.p12" password="clé d'essai"
}
forge() {
  node "$INTEROP/forge.cjs" seal cert.crt "$2" "$1.p7m" aes256-CBC
  node "$INTEROP/forge.cjs" p12 key.pem chain.crt essai "$1.p12" 3des
  key="$1.p12" password=essai
}
pkijs() {
  node "$INTEROP/pki.mjs" seal cert.crt "$2" "$1.p7m" AES-GCM-256 SHA-256
  node "$INTEROP/pki.mjs" p12 key.pem chain.crt essai "$1.p12"
  key="$1.p12" password=essai
}
go_() {
  "$WORK/gopkcs7" seal cert.crt "$2" "$1.p7m" aes256-gcm
  "$WORK/gopkcs7" p12 key.pem chain.crt essai "$1.p12"
  key="$1.p12" password=essai
}
mono_() {
  mono "$WORK/Mono.exe" seal cert.cer "$2" "$1.p7m" 2.16.840.1.101.3.4.1.42 ski
  p12 source.p12 essai -legacy -descert
  mono "$WORK/Mono.exe" p12 "$NAME" source.p12 essai "$1.p12"
  # Its EnvelopedCms seals the plaintext wrapped in an OCTET STRING.
  { printf '\004\202\020\000' && cat "$2"; } >wrapped && mv wrapped "$2"
  key="$1.p12" password=essai
}
heimdal() {
  hxtool cms-envelope --content-info --certificate=PEM-FILE:cert.crt "$2" "$1.p7m"
  openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -in key.pem -passout pass:essai -out "$1.pem"
  cat cert.crt >>"$1.pem"
  key="$1.pem" password=essai
}

make() { # FUNCTION NAME
  rm -rf "$FRESH" && mkdir "$FRESH"
  identity
  head -c 4096 /dev/urandom >plain
  "$1" "$2" plain
  mv "$2.p7m" "$key" "$DIR"
  printf '%s\t%s\t%s\t%s\t%s\n' "$2" "$2.p7m" "$key" "$password" "$(sha256sum plain | cut -d' ' -f1)" >>"$DIR/manifest.tsv"
}

producer() { # NAME FUNCTION PROBE...
  local name=$1 function=$2 probe
  shift 2
  for probe in "$@"; do
    command -v "$probe" >/dev/null || [ -e "$probe" ] || { echo "SKIPPED $name: $probe is not there"; return; }
  done
  # A shell of its own: the first command that fails ends it, which `if` would forbid here.
  if ! bash "$SELF" --make "$function" "$name" >"$WORK/log" 2>&1; then
    echo "FAILED $name" && tail -n 8 "$WORK/log"
    FAILED=1
  fi
}

SELF=${BASH_SOURCE[0]}
if [ "${1:-}" = --make ]; then
  make "$2" "$3"
  exit
fi
[ $# = 1 ] || { echo "usage: make-all.sh OUTDIR" >&2; exit 2; }
DIR=$(mkdir -p "$1" && cd "$1" && pwd)
if [ -z "${WORK:-}" ]; then
  WORK=$(mktemp -d)
  trap 'rm -rf "$WORK"' EXIT
fi
. "$(dirname "$SELF")/tools.sh"
FRESH=$WORK/fresh
NAME="Essai d'interopérabilité"
FAILED=0
export DIR FRESH NAME
: >"$DIR/manifest.tsv"

producer openssl-cms openssl_cms openssl
producer openssl-smime openssl_smime openssl
producer openssl-curve openssl_curve openssl
producer bouncy-castle-curve bouncy_castle_curve java "$WORK/classes/Bc.class"
producer bouncy-castle bouncy_castle java "$WORK/classes/Bc.class"
producer bouncy-castle-auth bouncy_castle_auth java "$WORK/classes/Bc.class"
producer jdk jdk java keytool "$WORK/classes/Bc.class"
producer gpgsm gpgsm_ gpgsm
producer nss nss cmsutil pk12util certutil
producer gnutls gnutls certtool
producer pyca pyca "$WORK/venv/bin/python"
producer node-forge forge node "$NODE_PATH/node-forge"
producer pkijs pkijs node "$NODE_PATH/pkijs"
producer go go_ "$WORK/gopkcs7"
producer mono mono_ mono "$WORK/Mono.exe"
producer heimdal heimdal hxtool
echo "$(wc -l <"$DIR/manifest.tsv") producers in $DIR/manifest.tsv"
exit $FAILED
