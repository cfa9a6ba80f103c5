"""The buyer's story with the certificate store: a bi-clé is made in it on one post, opens there, goes to another post as a
.pfx, opens there from its store; and is missed where it was deleted.

    store.py WINDOWS_PROGRAM PREFIX OTHER_PREFIX

Each prefix of Wine is a post. What is sealed is sealed by OpenSSL.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

NOW = ["--lang", "fr", "--now", "2026-11-18T14:00:00+01:00"]
PASSWORD = "quatre mots sans rapport"
CLEAR = b"%PDF-1.7 offre\n" * 5000


class Post:
    def __init__(self, program, prefix, folder):
        self.program, self.folder = program, folder
        self.environment = {**os.environ, "WINEPREFIX": prefix}
        folder.mkdir()
        (folder / "mdp.txt").write_text(PASSWORD)

    def wine(self, arguments):
        ran = subprocess.run(["wine", *arguments], cwd=self.folder, env=self.environment, capture_output=True,
                             text=True, errors="replace", check=False)
        return ran

    def plis(self, arguments, expected=0, tells="", home="registre"):
        ran = self.wine([self.program, *NOW, "--home", home, *arguments])
        said = f"{' '.join(arguments)}: {ran.returncode}, not {expected}\n{ran.stdout}{ran.stderr}"
        assert ran.returncode == expected, said
        flat = " ".join((ran.stdout + ran.stderr).split())
        assert tells in flat, f"no {tells!r} in {said}"
        print(f"  {' '.join(arguments)}: {expected}", flush=True)
        return ran.stdout

    def key(self, name):
        return next(key for key in json.loads(self.plis(["key", "list", "--format", "json"]))["keys"] if key["name"] == name)

    def opens(self, key, out, row):
        """Opens the deposits; tells what became of the one by OAEP with SHA-256, which CryptoAPI does not have."""
        self.plis(["open", "depots", "--key", key, "-o", out], 3)
        rows = {row["input"].rsplit("/")[-1]: row for row in json.loads((self.folder / out / "opening.json").read_text())["items"]}
        for name in ("pkcs1.pdf", "gcm.pdf", "oaep-sha1.pdf"):
            assert (self.folder / out / "plis" / name).read_bytes() == CLEAR, name
        assert rows["oaep-sha256.pdf.p7m"]["status"] == {"unsupported": "failed"}.get(row, row), rows
        # A bad padding is what damaged content is: see `crypto::DeviceKey`.
        assert rows["rembourrage.pdf.p7m"]["reason"] == rows["contenu.pdf.p7m"]["reason"] == "corrupted", rows
        return rows["oaep-sha256.pdf.p7m"]


def sealed(folder, certificate):
    """Deposits by OpenSSL in each way, one whose encrypted key was changed, one whose content was."""
    deposits = folder / "depots"
    deposits.mkdir()
    (folder / "clair").write_bytes(CLEAR)
    ways = {"pkcs1": ["-aes-256-cbc"], "gcm": ["-aes-256-gcm"],
            "oaep-sha1": ["-aes-256-cbc", "-keyopt", "rsa_padding_mode:oaep"],
            "oaep-sha256": ["-aes-256-cbc", "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"]}
    for name, (cipher, *options) in ways.items():
        subprocess.run(["openssl", "cms", "-encrypt", "-binary", cipher, "-outform", "DER", "-in", folder / "clair",
                        "-out", deposits / f"{name}.pdf.p7m", "-recip", certificate, *options], check=True)
    whole = (deposits / "gcm.pdf.p7m").read_bytes()
    # The one OCTET STRING of 384 octets is the encrypted key (3,072 bits).
    at = whole.index(b"\x04\x82\x01\x80") + 4
    for name, place in [("rembourrage", at + 200), ("contenu", len(whole) - 5)]:
        changed = bytearray(whole)
        changed[place] ^= 1
        (deposits / f"{name}.pdf.p7m").write_bytes(changed)


def main():
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="plis-store-"))
    program = str(pathlib.Path(sys.argv[1]).resolve())
    here, there = (Post(program, prefix, scratch / name) for prefix, name in zip(sys.argv[2:4], ["ici", "ailleurs"]))

    print("made in the store of this post")
    here.plis(["key", "new", "Marchés 2026", "--store", "--exportable"])
    key = here.key("Marchés 2026")
    assert key["custody"] == "windows-store", key
    assert not list((here.folder / "registre").rglob("*.p12")), "a copy is there"
    here.plis(["key", "prove", "Marchés 2026"])
    here.plis(["key", "export", "Marchés 2026", "--format", "pem", "--to", "cle.pem"])
    sealed(here.folder, here.folder / "cle.pem")
    shutil.copytree(here.folder / "depots", there.folder / "depots")
    row = here.opens(key["path"], "out", "unsupported")
    assert row["reason"] == "unsupported" and "Microsoft" in json.dumps(row), row
    print("  " + row["message"])
    here.plis(["audit", "--check-files"])
    here.plis(["key", "export", "Marchés 2026", "--to", "cle.pfx", "--new-password", "file:mdp.txt"])
    shutil.copy(here.folder / "cle.pfx", there.folder)

    print("taken to another post, and into its store")
    own = ["--password", "file:mdp.txt"]
    there.plis(["open", "depots", "--key", key["path"], "-o", "out"], 4, "empreinte")
    there.plis(["open", "depots", "--key", "cle.pfx", *own, "-o", "fichier"], 3)
    there.plis(["key", "import", "cle.pfx", "--name", "Reçue", *own])
    there.plis(["key", "export", "Reçue", "--to-store", *own])
    there.opens(key["path"], "magasin", "unsupported")
    # By its other name; referred to by that, it is one key all the same.
    sha256 = "store:" + key["fingerprint"]
    there.opens(sha256, "sha-256", "unsupported")
    for name in ("pkcs1.pdf", "oaep-sha256.pdf"):
        assert (there.folder / "fichier" / "plis" / name).read_bytes() == CLEAR, name
    there.plis(["key", "import", "--store", sha256, "--name", "Du magasin"], home="autre")
    there.plis(["key", "prove", "Du magasin"], home="autre")
    out = ["key", "export", "Du magasin", "--to", "x.pfx", "--new-password", "file:mdp.txt"]
    there.plis(out, 4, "Microsoft", home="autre")

    print("deleted from the store of this post")
    place = r"HKCU\Software\Microsoft\SystemCertificates\My\Certificates"
    thumbprint = key["path"].split(":")[1].upper()
    deleted = here.wine(["reg", "delete", rf"{place}\{thumbprint}", "/f"])
    assert deleted.returncode == 0, deleted
    here.plis(["audit", "--check-files", "--format", "json"], 20, "PRIVATE_KEY_MISSING")
    here.plis(["key", "prove", "Marchés 2026"], 4)
    here.plis(["open", "depots", "--key", key["path"], "-o", "apres"], 4, "empreinte")
    shutil.rmtree(scratch)
    print("the store is kept to")


main()
