"""What is in the archive and in the package, and what the static program is and refuses."""

import pathlib
import re
import subprocess
import sys
import tarfile

PACKAGES = pathlib.Path("target/packages")
VERSION = re.search(r'^version = "(.*)"', pathlib.Path("Cargo.toml").read_text(), re.M)[1]


def said(*line, code=0):
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == code, (line, done)
    return done.stdout + done.stderr


def pages():
    """Every command has one, and nothing else has."""
    listed, rest = {"plis"}, ["plis"]
    while rest:
        at = rest.pop()
        text = said(str(program), "--lang", "en", *at.split("-")[1:], "--help")
        below = re.search(r"\nCommands:?\n(.*?)\n\n", text + "\n\n", re.S)
        for line in below[1].splitlines() if below else []:
            if found := re.match(r"  ([a-z]+) ", line + " "):
                listed.add(f"{at}-{found[1]}")
                rest.append(f"{at}-{found[1]}")
    return listed


def archive():
    name = f"plis-{VERSION}-linux-x86_64"
    with tarfile.open(PACKAGES / f"{name}.tar.gz") as packed:
        members = {one.name.removeprefix(name).lstrip("/"): one for one in packed}
    files = {path for path, one in members.items() if one.isfile()}
    expected = {"plis", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "LICENCES.txt", "plis.cdx.json"}
    expected |= {f"completions/plis.{shell}" for shell in ("bash", "zsh", "fish")}
    expected |= {f"man/{folder}man1/{page}.1" for folder in ("", "fr/") for page in pages()}
    assert files == expected, files ^ expected
    assert all(one.uid == one.gid == 0 and not one.mode & 0o022 for one in members.values())
    said("sh", "-c", f"cd {PACKAGES} && sha256sum --quiet -c SHA256SUMS")
    print(f"{name}.tar.gz: {len(files)} files")


def static():
    octets = program.read_bytes()
    # The text `dlopen` is in every static program of glibc; what may not be there is the function that others call.
    names = {line.split()[-1] for line in said("nm", str(program.with_suffix(".debug"))).splitlines() if " U " not in line}
    called = {"dlopen", "getaddrinfo", "getpwuid_r", "getgrgid_r", "gethostbyname2_r"} & names
    assert not called, called
    for word in (b"/.cargo/", str(pathlib.Path.cwd()).encode()):
        assert word not in octets, word
    assert "statically linked" in said("file", str(program)) or "static-pie linked" in said("file", str(program))
    about = said(str(program), "--version", "--verbose")
    assert "features: cli, console, sqlite\n" in about and "(static)" in about, about
    refused = said(str(program), "--lang", "en", "key", "list", "--registry", "postgres://u@h/b", code=2)
    assert "built without registries on servers" in refused, refused
    refused = said(str(program), "--lang", "en", "key", "tokens", code=2)
    assert "built without tokens" in refused, refused
    print(f"static program: {len(octets):,} octets")


def package():
    path = PACKAGES / f"plis_{VERSION}_amd64.deb"
    files = {}
    for line in said("dpkg-deb", "-c", str(path)).splitlines():
        mode, owner, _, _, _, name = line.split(maxsplit=5)
        assert owner == "root/root", line
        if not mode.startswith("d"):
            files[name.removeprefix("./")] = mode
    expected = {
        "usr/bin/plis", "etc/default/plis", "usr/lib/sysusers.d/plis.conf",
        "usr/share/applications/plis.desktop", "usr/share/icons/hicolor/scalable/apps/plis.svg",
        "usr/share/bash-completion/completions/plis", "usr/share/zsh/vendor-completions/_plis",
        "usr/share/fish/vendor_completions.d/plis.fish",
    }
    expected |= {f"usr/lib/systemd/system/{unit}" for unit in ("plis-audit.service", "plis-audit.timer", "plis-open@.service")}
    expected |= {f"usr/share/doc/plis/{name}" for name in (
        "copyright", "changelog.gz", "README.md.gz", "LICENCES.txt.gz", "plis.cdx.json.gz",
        "examples/plis-open@2026-42.timer", "examples/plis-audit-network.conf", "examples/plis.rules.yml")}
    expected |= {f"usr/share/man/{folder}man1/{page}.1.gz" for folder in ("", "fr/") for page in pages()}
    assert set(files) == expected, set(files) ^ expected
    for name, mode in files.items():
        assert mode == ("-rwxr-xr-x" if name == "usr/bin/plis" else "-rw-r--r--"), (name, mode)
    found = said("lintian", "--fail-on", "error,warning", "--allow-root", str(path))
    print(f"{path.name}: {len(files)} files, lintian: {found.strip() or 'nothing'}")


program = PACKAGES / "static/plis"
if "static" in sys.argv[1:]:
    static()
    archive()
if "package" in sys.argv[1:]:
    program = PACKAGES / "deb/root/usr/bin/plis"
    package()
