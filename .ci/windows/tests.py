"""What of the tests ran on Windows, and what did not, each by name with its reason.

A test that is another system's says why where it says so: `#[cfg(unix)] // FIFOs`.

    tests.py --programs    the programs of tests/ that Windows has a use for
    tests.py OUTPUT        reads what `cargo test` said, and tells
"""

import pathlib
import re
import sys

ELSEWHERE = re.compile(r"^\s*#(!?)\[cfg\((unix|target_os = \"linux\"|all\(test, (?:unix|target_os = \"linux\"|.*not\(windows\))\))\)\](?:\s*//\s*(.*))?$")
TEST = re.compile(r"^\s*fn (\w+)\(")
MODULE = re.compile(r"^\s*(?:pub(?:\(crate\))? )?mod (\w+)(;| \{)")


# Programs of tests/ that would say nothing new there.
THE_SAME_ANYWHERE = {
    "architecture": "it reads the sources",
    "damage": "octets that are changed are read alike anywhere, and a hundred thousand files take minutes under Wine",
}


def programs():
    found = {path.stem: path for path in pathlib.Path("tests").glob("*.rs")}
    found.update({path.parent.name: path for path in pathlib.Path("tests").glob("*/main.rs")})
    return found


def tests_in(path):
    """Names of all tests in a file, or in the folder of a module."""
    files = [path] if path.is_file() else sorted(path.rglob("*.rs"))
    for file in files:
        lines = file.read_text().splitlines()
        for at, line in enumerate(lines):
            if line.strip() == "#[test]":
                yield file, next(found[1] for text in lines[at:] if (found := TEST.match(text)))


def elsewhere(path):
    """Tests of a file that are another system's: where, name, reason (None: it has none)."""
    lines = path.read_text().splitlines()
    for at, line in enumerate(lines):
        if not (found := ELSEWHERE.match(line)):
            continue
        whole, _, reason = found.groups()
        if whole:
            yield from ((file, name, reason) for file, name in tests_in(path))
            continue
        is_test = False
        for below in lines[at + 1 :]:
            if below.strip() == "#[test]":
                is_test = True
            elif (module := MODULE.match(below)) and module[2] == ";":
                base = path.parent if path.name in ("mod.rs", "main.rs", "lib.rs") else path.with_suffix("")
                place = base / f"{module[1]}.rs"
                yield from ((file, name, reason) for file, name in tests_in(place if place.is_file() else base / module[1]))
                break
            elif MODULE.match(below):
                # To the end of the file: modules with a body are the last of theirs.
                inside = lines[lines.index(below) :]
                names = [TEST.match(inside[n + 1]) for n, text in enumerate(inside) if text.strip() == "#[test]"]
                yield from ((path, name[1], reason) for name in names if name)
                break
            elif is_test and (name := TEST.match(below)):
                yield path, name[1], reason
                break
            elif not below.lstrip().startswith(("#[", "///", "//")):
                break


def is_elsewhere(path):
    return any((found := ELSEWHERE.match(line)) and found[1] for line in path.read_text().splitlines())


def main():
    if sys.argv[1] == "--programs":
        here = (name for name, path in programs().items() if not is_elsewhere(path) and name not in THE_SAME_ANYWHERE)
        print("\n".join(sorted(here)))
        return 0
    said = pathlib.Path(sys.argv[1]).read_text(errors="replace")
    results = re.findall(r"^test (\S+)(?: - should panic)? \.\.\. (ok|FAILED|ignored)(?:, (.*))?$", said, re.M)
    ran = sum(result != "ignored" for _, result, _ in results)
    failed = [name for name, result, _ in results if result == "FAILED"]
    without = []
    print(f"\ntests run under Wine: {ran}, failed: {len(failed)}")
    print("not run, each with its reason:")
    for name, result, reason in results:
        if result == "ignored":
            print(f"  {name}: {reason}")
            if not reason:
                without.append(name)
    for name, reason in sorted(set(re.findall(r"SKIPPED: (?:(\S+): )?(.*)", said))):
        print(f"  {name}: {reason}")
    for name, reason in sorted(THE_SAME_ANYWHERE.items()):
        print(f"  tests/{name}: {reason}")
    seen = set()
    for root in ("src", "tests"):
        for path in sorted(pathlib.Path(root).rglob("*.rs")):
            if "fuzz" in path.parts:
                continue
            for file, name, reason in elsewhere(path):
                if (file, name) in seen:
                    continue
                seen.add((file, name))
                print(f"  {file}: {name}: {reason}")
                if not reason:
                    without.append(name)
    for name in failed:
        print(f"FAILED: {name}")
    for name in without:
        print(f"without a reason: {name}")
    return 1 if failed or without or not ran else 0


sys.exit(main())
