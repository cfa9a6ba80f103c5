# Sourced: puts the other programs in reach. WORK is a temporary folder; nothing is installed twice.
#
# Debian packages are installed only when a program of theirs is missing, and only by root; what is still missing is
# said. Nothing is downloaded but by apt-get, pip and npm, by package name.
INTEROP=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export INTEROP WORK

debian() { # PROBE PACKAGE...: a program, or a file
  local probe=$1
  shift
  if ! command -v "$probe" >/dev/null && ! [ -e "$probe" ]; then
    if [ "$(id -u)" = 0 ]; then DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null 2>&1 || true; fi
    command -v "$probe" >/dev/null || [ -e "$probe" ] || echo "missing: $probe (Debian package $*)" >&2
  fi
}

debian openssl openssl
debian python3 python3 python3-venv
debian javac default-jdk-headless
debian /usr/share/java/bcpkix.jar libbcpkix-java
debian gpgsm gpgsm
debian certtool gnutls-bin
debian cmsutil libnss3-tools
debian hxtool heimdal-clients
debian node nodejs
debian npm npm
debian go golang-go
debian /usr/share/gocode/src/github.com/fullsailor/pkcs7 golang-github-fullsailor-pkcs7-dev
debian /usr/share/gocode/src/software.sslmate.com golang-sslmate-src-go-pkcs12-dev
debian mono mono-runtime libmono-system-security4.0-cil libmono-security4.0-cil
debian mcs mono-mcs
export BC_JARS=/usr/share/java/bcpkix.jar:/usr/share/java/bcprov.jar:/usr/share/java/bcutil.jar
export NODE_PATH=$WORK/node/node_modules LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

mkdir -p "$WORK"
if ! [ -x "$WORK/venv/bin/python" ]; then
  python3 -m venv "$WORK/venv" && "$WORK/venv/bin/pip" install -q --disable-pip-version-check cryptography || echo "missing: pyca cryptography" >&2
fi
PATH=$WORK/venv/bin:$PATH
if ! [ -d "$NODE_PATH/pkijs" ]; then
  mkdir -p "$WORK/node"
  (cd "$WORK/node" && npm init -y && npm install --no-audit --no-fund node-forge pkijs asn1js) >/dev/null 2>&1 || echo "missing: node-forge, PKI.js" >&2
fi
mkdir -p "$WORK/classes"
javac -d "$WORK/classes" -cp "$BC_JARS" "$INTEROP/Bc.java" || echo "missing: Bouncy Castle" >&2
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$WORK/go-cache" go build -o "$WORK/gopkcs7" "$INTEROP/gopkcs7.go" || echo "missing: pkcs7 of Go" >&2
mcs -nologo -r:System.Security.dll -r:Mono.Security.dll -out:"$WORK/Mono.exe" "$INTEROP/Mono.cs" || echo "missing: Mono" >&2
