"""The same on both systems: batches opened, journals verified and registries used by the program of the other.

    same.py LINUX_PROGRAM WINDOWS_PROGRAM

The second runs under Wine, with the prefix of the environment.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

NOW = ["--lang", "fr", "--now", "2026-11-18T14:00:00+01:00"]
FIXTURES = pathlib.Path("fixtures")
KEY = ["--key", "fixtures/cles/entite.p12", "--password", "file:fixtures/cles/mot-de-passe.txt"]
# What tells one run from another, one machine from another.
OF_A_RUN = {"run_id", "started_at", "ended_at", "duration_ms", "who", "host", "account", "at", "system_at", "head", "hash",
            "out", "id", "pid", "elapsed_ms", "busy_ms", "throughput", "threads", "jobs", "platform", "os"}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items() if name not in OF_A_RUN}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def differences(one, other, at=""):
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), f"{at}/{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{at}/{number}")
    elif one != other:
        yield f"{at}: {one!r} and {other!r}"


def files(folder):
    below = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in below}


def main():
    linux, windows = [sys.argv[1]], ["wine", sys.argv[2]]
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="plis-windows-"))
    wrong = []

    def run(program, arguments, expected):
        ran = subprocess.run(program + NOW + arguments, capture_output=True, text=True, check=False)
        if ran.returncode not in expected:
            wrong.append(f"{program[0]} {' '.join(arguments)}: {ran.returncode}\n{ran.stdout}{ran.stderr}")
        return ran

    for batch, expected in [("consultation", [0]), ("consultation-en-difficulte", [3])]:
        out = {}
        for name, program in [("linux", linux), ("windows", windows)]:
            out[name] = scratch / batch / name
            run(program, ["open", str(FIXTURES / batch), "-o", str(out[name]), *KEY], expected)
        for name, program in [("linux", windows), ("windows", linux)]:
            run(program, ["journal", "verify", str(out[name])], [0])
        reports = [plain(json.loads((out[name] / "opening.json").read_text())) for name in out]
        wrong += [f"{batch}: {difference}" for difference in differences(*reports)]
        if files(out["linux"] / "plis") != files(out["windows"] / "plis"):
            wrong.append(f"{batch}: the plaintexts differ")
        print(f"{batch}: {len(reports[0]['items'])} rows, {len(files(out['linux'] / 'plis'))} plaintexts on both")

    for maker, user in [(linux, windows), (windows, linux)]:
        home = ["--home", str(scratch / f"registry of {maker[0].rsplit('/')[-1]}")]
        run(maker, [*home, "key", "import", "fixtures/cles/entite.p12", "--name", "Marchés", *KEY[2:]], [0])
        ours, theirs = (json.loads(run(program, [*home, "key", "list", "--format", "json"], [0]).stdout)
                        for program in (maker, user))
        wrong += [f"registry: {difference}" for difference in differences(plain(ours), plain(theirs))]
        run(user, [*home, "key", "rename", "Marchés", "Marchés publics"], [0])
        for program in (maker, user):
            run(program, [*home, "journal", "verify"], [0])

    shutil.rmtree(scratch)
    print("\n".join(wrong) or "the same on both systems")
    return 1 if wrong else 0


sys.exit(main())
