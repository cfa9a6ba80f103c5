"""What a program is made of.

make FEATURES FOLDER   writes LICENCES.txt and plis.cdx.json (CycloneDX 1.5)
check FOLDER PROGRAM   holds the latter against Cargo.lock and the list within the program (cargo auditable)
policy                 holds every crate against .deny.toml: licences, banned crates, where they come from
"""

import functools
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tomllib
import zlib

TARGET = "x86_64-unknown-linux-gnu"


def tree(features, edges, *more):
    line = ["cargo", "tree", "--locked", "--no-default-features", "--features", features, "--target", TARGET]
    line += ["--edges", edges, "--prefix", "depth", "--format", "\t{p}\t{l}\t{r}", *more]
    for line in subprocess.run(line, check=True, capture_output=True, text=True).stdout.splitlines():
        depth, package, licence, place = line.split("\t")
        name, version = package.split()[:2]
        yield int(depth), (name, version.removeprefix("v")), licence, place.removesuffix(" (*)")


def lock():
    return {(crate["name"], crate["version"]): crate for crate in tomllib.loads(pathlib.Path("Cargo.lock").read_text())["package"]}


@functools.cache
def folders():
    line = ["cargo", "metadata", "--locked", "--format-version", "1", "--all-features"]
    said = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
    # The lock file and `cargo metadata` have those too that no feature brings in.
    line = ["cargo", "tree", "--locked", "--all-features", "--target", "all", "--edges", "all", "--prefix", "none"]
    shown = subprocess.run(line, check=True, capture_output=True, text=True).stdout.splitlines()
    reached = {(words[0], words[1].removeprefix("v")) for words in map(str.split, shown) if len(words) > 1}
    return {crate: one for one in said["packages"] if (crate := (one["name"], one["version"])) in reached}


def purl(crate):
    return f"pkg:cargo/{crate[0]}@{crate[1]}"


def bill(features):
    """Every crate that takes part in the build; `excluded` are those of which nothing is in the program."""
    within = {crate for _, crate, _, _ in tree(features, "normal,no-proc-macro")}
    crates, leads, above = {}, {}, []
    for depth, crate, licence, place in tree(features, "normal,build"):
        above = [*above[:depth], crate]
        if depth:
            leads.setdefault(above[depth - 1], set()).add(crate)
        crates.setdefault(crate, (licence, place))
        leads.setdefault(crate, set())
    known = lock()
    root = next(crate for crate in crates if crate[0] == "plis")
    components = []
    for crate in sorted(set(crates) - {root}):
        licence, place = crates[crate]
        components.append({
            "type": "library", "bom-ref": purl(crate), "name": crate[0], "version": crate[1], "purl": purl(crate),
            "scope": "required" if crate in within else "excluded",
            "hashes": [{"alg": "SHA-256", "content": known[crate]["checksum"]}],
            "licenses": [{"expression": licence.replace("/", " OR ")}],
            **({"externalReferences": [{"type": "vcs", "url": place}]} if place else {}),
        })
    main = {"type": "application", "bom-ref": purl(root), "name": root[0], "version": root[1], "purl": purl(root),
            "licenses": [{"expression": crates[root][0]}],
            "properties": [{"name": "cargo:features", "value": features}, {"name": "cargo:target", "value": TARGET}]}
    edges = [{"ref": purl(crate), "dependsOn": sorted(map(purl, leads[crate]))} for crate in sorted(crates)]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {"component": main},
            "components": components, "dependencies": edges}


def licences(made):
    """One text after the other, each once, with those it is of."""
    texts, without = {}, []
    for component in made["components"]:
        crate = component["name"], component["version"]
        folder = pathlib.Path(folders()[crate]["manifest_path"]).parent
        found = [path for pattern in ("LICEN[CS]E*", "COPYING*", "NOTICE*", "COPYRIGHT*", "UNLICENSE*", "license*", "*/LICENSE")
                 for path in sorted(folder.glob(pattern)) if path.is_file()]
        if not found:
            without.append(component)
        for path in found:
            text = path.read_text("utf-8", "replace").strip()
            texts.setdefault(hashlib.sha256(" ".join(text.split()).encode()).digest(), (text, set()))[1].add(crate)
    say = ["Licences of the libraries that plis is built with. Its own are in LICENSE-MIT and LICENSE-APACHE.", ""]
    for component in made["components"]:
        say.append(f"{component['name']} {component['version']}: {component['licenses'][0]['expression']}")
    if without:
        say += ["", "Without a text in their packages, which name their licence and their authors:"]
        for component in without:
            about = folders()[component["name"], component["version"]]
            say.append(f"{component['name']} {component['version']}: {', '.join(about['authors']) or about['repository']}")
    for text, crates in sorted(texts.values(), key=lambda one: sorted(one[1])):
        say += ["", "=" * 100, ", ".join(f"{name} {version}" for name, version in sorted(crates)), "-" * 100, text]
    return "\n".join(say) + "\n"


def make(features, folder):
    folder = pathlib.Path(folder)
    made = bill(features)
    (folder / "plis.cdx.json").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "LICENCES.txt").write_text(licences(made), "utf-8")


def check(folder, program):
    made = json.loads((pathlib.Path(folder) / "plis.cdx.json").read_text("utf-8"))
    known = lock()
    listed = {(one["name"], one["version"]): one for one in made["components"]}
    for crate, one in listed.items():
        assert one["hashes"][0]["content"] == known[crate]["checksum"], crate
    section = subprocess.run(["objcopy", "--dump-section", ".dep-v0=/dev/stdout", program, "/dev/null"],
                             check=True, capture_output=True).stdout
    within = {(one["name"], one["version"]): one.get("kind", "runtime") for one in json.loads(zlib.decompress(section))["packages"]}
    within.pop(next(crate for crate in within if crate[0] == "plis"))
    assert set(within) == set(listed), set(within) ^ set(listed)
    text = (pathlib.Path(folder) / "LICENCES.txt").read_text("utf-8")
    assert all(f"\n{name} {version}: " in text for name, version in listed)
    required = sum(one["scope"] == "required" for one in listed.values())
    print(f"{len(listed)} crates, {required} of them in the program: the list within it is the same")


def policy():
    rules = tomllib.loads(pathlib.Path(".deny.toml").read_text("utf-8"))
    allowed = set(rules["licenses"]["allow"])
    more = {one["crate"]: set(one["allow"]) for one in rules["licenses"].get("exceptions", [])}
    banned = {one["crate"] for one in rules["bans"]["deny"]}
    wrong = []
    for (name, version), crate in folders().items():
        source = crate["source"] or ""
        if name in banned:
            wrong.append(f"{name} {version} is banned")
        if source and source != "registry+https://github.com/rust-lang/crates.io-index":
            wrong.append(f"{name} {version} comes from {source}")
        licence = crate["license"] or ""
        fits = lambda one: one.strip(" ()") in allowed | more.get(name, set())
        # `AND` binds more than `OR`; what is in brackets here is one of them alone.
        words = licence.replace("/", " OR ")
        inner = re.sub(r"\(([^()]*)\)", lambda found: "MIT" if any(map(fits, found[1].split(" OR "))) else "none", words)
        if not any(all(map(fits, part.split(" AND "))) for part in inner.split(" OR ")):
            wrong.append(f"{name} {version} has the licence {licence or '(none)'}")
    print(f"{len(folders())} crates, " + ("none against .deny.toml" if not wrong else "; ".join(wrong)))
    return 1 if wrong else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", features, folder]:
            make(features, folder)
        case ["check", folder, program]:
            check(folder, program)
        case ["policy"]:
            sys.exit(policy())
        case _:
            sys.exit(__doc__)
