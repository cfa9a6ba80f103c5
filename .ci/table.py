"""The end of a run of .ci/run: seconds by step, tests by suite, what was skipped, and how the benchmarks compare."""

import pathlib
import re
import sys

HEAD = re.compile(r"== (.*) \((\d+) s\)$")
SUITE = re.compile(r"\s+(?:Running (?:unittests )?(\S+)|Doc-tests (\S+))")
RESULT = re.compile(r"test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored")
RATIO = re.compile(r"- (\S.*: [\d.]+ times .*, target .*)$")

steps, suites, skipped, ratios, suite = [], [], [], [], "?"
for line in pathlib.Path(sys.argv[1]).read_text("utf-8", "replace").splitlines():
    if found := HEAD.match(line):
        steps.append((found[1], int(found[2])))
    elif found := SUITE.match(line):
        suite = found[1] or f"doc {found[2]}"
    elif found := RESULT.match(line):
        suites.append((suite, *map(int, found.groups())))
    elif line.startswith("SKIPPED: "):
        skipped.append(line)
    elif found := RATIO.match(line):
        ratios.append(found[1])

print("\n| step | seconds |\n|---|---:|")
for (name, began), (_, ended) in zip(steps, steps[1:]):
    print(f"| {name} | {ended - began} |")
print(f"| all | {steps[-1][1]} |")
print("\n| tests | passed | failed | ignored |\n|---|---:|---:|---:|")
for name, *counts in suites:
    print("| " + " | ".join(map(str, (name, *counts))) + " |")
passed, failed, ignored = (sum(suite[at] for suite in suites) for at in (1, 2, 3))
print(f"| all | {passed} | {failed} | {ignored} |")
if ratios:
    print("\nBenchmarks, on small folders: that they work, not how fast.")
    print("\n".join(f"- {ratio}" for ratio in ratios))
print(f"\n{len(skipped)} skipped", *skipped, sep="\n")
