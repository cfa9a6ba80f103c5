"""The same on both systems: batches opened, journals verified and registries used by the program of the other; Ctrl-C.

    same.py LINUX_PROGRAM WINDOWS_PROGRAM

The second runs under Wine, with the prefix of the environment.
"""

import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile

NOW = ["--lang", "fr", "--now", "2026-11-18T14:00:00+01:00"]
FIXTURES = pathlib.Path("fixtures")
KEY = ["--key", "fixtures/cles/entite.p12", "--password", "file:fixtures/cles/mot-de-passe.txt"]
# What tells one run from another, one machine from another.
OF_A_RUN = {"run_id", "started_at", "ended_at", "finished_at", "publication", "duration_ms", "who", "host", "account", "at", "system_at", "head", "hash",
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


def interrupted(program, arguments, begun):
    """Runs a program on a console of its own and presses Ctrl-C when `begun` says so; gives its exit code."""
    child, console = pty.fork()
    if child == 0:
        os.execvp(program[0], program + arguments)
    pressed = False
    while True:
        try:
            # The cursor is asked for and the bar drawn again often enough to look at the folder in between.
            if not os.read(console, 4096):
                break
        except OSError:
            break
        if not pressed and begun():
            os.write(console, b"\x03")
            pressed = True
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


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

    # Ctrl-C at a console: it ends with 130, its report is written, and the same command goes on to the end.
    deposits, out = scratch / "depots", scratch / "interrompue"
    deposits.mkdir()
    envelope = next(path for path in (FIXTURES / "consultation").rglob("*.p7m"))
    for number in range(400):
        shutil.copy(envelope, deposits / f"{number:03}.pdf.p7m")
    order = ["open", str(deposits), "-o", str(out), "--jobs", "1", *KEY]
    ended = interrupted(windows, order, lambda: (out / "plis").is_dir() and any((out / "plis").iterdir()))
    summary = json.loads((out / "opening.json").read_text())["summary"]
    print(f"Ctrl-C: exit {ended}, {summary['opened']} of {summary['found']} are open")
    if ended != 130 or not summary["cancelled"]:
        wrong.append(f"Ctrl-C: exit {ended}, {summary}")
    run(windows, order, [0])
    run(linux, ["journal", "verify", str(out)], [0])

    shutil.rmtree(scratch)
    print("\n".join(wrong) or "the same on both systems")
    return 1 if wrong else 0


sys.exit(main())
