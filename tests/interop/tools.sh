# Sourced: puts the other programs in reach. WORK is a temporary folder; nothing is installed twice.
#
# Debian packages are installed only when a program of theirs is missing, and only by root.
debian() { # PROGRAM PACKAGE...
  command -v "$1" >/dev/null || { [ "$(id -u)" = 0 ] && apt-get install -qq -y "${@:2}" >/dev/null; } || echo "missing: $1 (${*:2})" >&2
}
debian openssl openssl
debian javac default-jdk-headless
debian gpgsm gpgsm
debian certtool gnutls-bin
debian cmsutil libnss3-tools
debian node nodejs
debian npm npm
[ -e /usr/share/java/bcpkix.jar ] || { [ "$(id -u)" = 0 ] && apt-get install -qq -y libbcpkix-java >/dev/null; } || echo "missing: libbcpkix-java" >&2
export BC_JARS=/usr/share/java/bcpkix.jar:/usr/share/java/bcprov.jar:/usr/share/java/bcutil.jar

mkdir -p "$WORK"
[ -x "$WORK/venv/bin/python" ] || { python3 -m venv "$WORK/venv" && "$WORK/venv/bin/pip" install -q --disable-pip-version-check cryptography asn1crypto; }
PATH=$WORK/venv/bin:$PATH
[ -d "$WORK/node/node_modules/pkijs" ] || { mkdir -p "$WORK/node" && (cd "$WORK/node" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund node-forge pkijs asn1js >/dev/null); }
