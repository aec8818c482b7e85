"""Instructions per case, counted by Callgrind (Weidendorfer, Kowarschik & Trinitis 2004): a measure
of cost with hardly any noise. The build has none of the instructions that Valgrind lacks.
"""

import json
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ravine.child import last_line
from ravine.command import BadInput, Parser, positive_number
from ravine.files import RESULTS, ROOT, keep
from ravine.report.verdict import shortened
from ravine.results import benchmark_file, program
from ravine.track import build, cases, exact, outcome

DEFAULT = ROOT / "results" / "latest" / "instructions.json"
COUNTED = "ravine::detail::minimize_with(*"  # and what it calls: a run without what surrounds it
FUNCTION = re.compile(r"(c?fn)=(\(\d+\))(?: (.*))?$")
COST = re.compile(r"[+\-*\d]\S* ")
NAMED = 5  # functions that a case names
SHARE = 1e-4  # of all instructions: what a function grew by at least, to be named
GRID = (
    *("--problems=rosenbrock:dimension=20,iris", "--methods=lbfgs,bfgs,nelder_mead,adam:step=0.01"),
    *("--gradients=analytic,centered", "--target=0", "--max_evaluations=1000"),
)


@dataclass(frozen=True)
class Counted:
    """The instructions of each repetition, by case, and what they depend on."""

    fingerprint: dict[str, str]
    counts: dict[str, list[float]]
    commit: str = "unknown"
    # By case the instructions of each function itself, without those that it calls.
    functions: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def floor(self) -> float:
        """The noise: the largest spread of a case's repetitions, relative to their median."""
        return max((max(c) - min(c)) / float(np.median(c)) for c in self.counts.values())


def count(
    binary: Path, case: str, extra: list[str], padding: int, scratch: Path
) -> tuple[float, dict[str, int]]:
    """The instructions of one run of a case, and those of each function. `padding` bytes more of environment move the stack,
    the one thing that differs from run to run.
    """
    out = scratch / "callgrind.out"
    out.unlink(missing_ok=True)
    line = [
        *("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"),
        *(f"--toggle-collect={COUNTED}", str(binary), *cases.options_of(case), *extra),
    ]
    # With the second the program does not begin anew, where Valgrind would lose it.
    environment = os.environ | {"RAVINE_PADDING": "x" * padding, "GOMP_SPINCOUNT": "100"}
    try:
        done = subprocess.run(
            line, capture_output=True, text=True, errors="replace", env=environment, check=False
        )
    except FileNotFoundError:
        raise BadInput("valgrind is missing; on Debian: apt-get install valgrind") from None
    if "nrecognised instruction" in done.stderr:
        raise BadInput(
            f"{binary}: has instructions that Valgrind lacks; expected a build of the preset "
            "portable (-DRAVINE_NATIVE=OFF)"
        )
    if done.returncode:
        raise BadInput(f"{binary}: {last_line(done.stderr) or f'ended with {done.returncode}'}")
    profile = out.read_text(encoding="utf-8")
    total = re.search(r"^totals: (\d+)$", profile, re.MULTILINE)
    if total is None or int(total[1]) == 0:
        raise BadInput(f"{binary}: Callgrind counted nothing in {COUNTED}; was it stripped?")
    return float(total[1]), by_function(profile)


def by_function(profile: str) -> dict[str, int]:
    """The instructions of each function itself, from Callgrind's format: "fn=(1) name" or "fn=(1)"
    begins a function, a line of positions and a cost follows, and the one behind "calls=" has the
    cost of what was called.
    """
    names: dict[str, str] = {}
    costs: dict[str, int] = {}
    current, called = "", False
    for line in profile.splitlines():
        if found := FUNCTION.match(line):
            kind, number, name = found.groups()
            names.setdefault(number, name)
            current = names[number] if kind == "fn" else current
        elif line.startswith("calls="):
            called = True
        elif COST.match(line):
            if not called and current:
                costs[current] = costs.get(current, 0) + int(line.split()[-1])
            called = False
    return costs


def measure(binary: Path, grid: list[str], repetitions: int) -> Counted:
    """Every case of a grid, so many times."""
    with tempfile.TemporaryDirectory(prefix="ravine-instructions-") as name:
        scratch = Path(name)
        found: dict[str, list[float]] = {}
        functions: dict[str, dict[str, int]] = {}
        extra = [option for option in grid if option.split("=")[0] not in cases.AXES]
        outcomes = _outcomes(binary, grid, scratch)
        for case in outcomes.cases:
            runs = [
                count(binary, case, extra, 97 * number, scratch) for number in range(repetitions)
            ]
            found[case] = [total for total, _ in runs]
            functions[case] = runs[0][1]
    return Counted(outcomes.fingerprint, found, outcomes.commit, functions)


def _outcomes(binary: Path, grid: list[str], scratch: Path) -> outcome.Outcomes:
    """The cases of the grid, and what the binary says of itself."""
    out = scratch / "results.json"
    program.run(binary, grid, out)
    return outcome.read(out)


def write(path: Path, counted: Counted) -> None:
    """In Google Benchmark's format, for scripts/track record; without times, which mean nothing
    under Valgrind.
    """
    context = {
        f"{benchmark_file.FINGERPRINT}{name}": text for name, text in counted.fingerprint.items()
    }
    context["commit"] = counted.commit
    entries = [
        {
            **{"name": case, "run_name": case, "run_type": "iteration", "iterations": 1},
            **{"repetitions": len(counts), "repetition_index": index, "instructions": number},
            **({"functions": counted.functions.get(case, {})} if index == 0 else {}),
        }
        for case, counts in counted.counts.items()
        for index, number in enumerate(counts)
    ]
    keep(path, json.dumps({"context": context, "benchmarks": entries}, indent=1), RESULTS)


def read(path: Path) -> Counted:
    """What `write` has written; raises BadInput."""
    results = benchmark_file.read(path)
    counts: dict[str, list[float]] = {}
    functions: dict[str, dict[str, int]] = {}
    try:
        for entry in results.entries:
            counts.setdefault(entry["name"], []).append(float(entry["instructions"]))
            if named := entry.get("functions"):
                functions[entry["name"]] = {name: int(cost) for name, cost in named.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        counts = {}
    if not counts or any(number <= 0 for numbers in counts.values() for number in numbers):
        raise BadInput(f"{path}: expected what scripts/track instructions writes")
    return Counted(results.fingerprint, counts, results.commit, functions)


def grown_functions(new: dict[str, int], old: dict[str, int]) -> list[str]:
    """What each function grew by, the most first. What was inlined otherwise is in another one."""
    grown = {name: cost - old.get(name, 0) for name, cost in new.items()}
    least = SHARE * sum(old.values())
    most = sorted(grown, key=lambda name: -grown[name])[:NAMED]
    return [f"{shortened(name, 100)} {grown[name]:+d}" for name in most if grown[name] > least]


def causes(new: Counted, old: Counted, grown: list[str]) -> str:
    """The functions that grew, for each of the cases that did."""
    lines = []
    for case in grown:
        named = grown_functions(new.functions.get(case, {}), old.functions.get(case, {}))
        if old.functions.get(case) and named:
            lines += ["", f"More instructions in {case}:", *(f"  {text}" for text in named)]
    return "".join(f"{line}\n" for line in lines)


def why(base: Path, head: Path, slower: list[str], given: list[str]) -> str:
    """Which functions take more instructions in the slower cases; why that is not known, if it is
    not.
    """
    extra = [option for option in given if option.split("=")[0] not in cases.AXES]
    try:
        old, new = (
            Counted({}, {}, "", _functions_of(binary, slower, extra)) for binary in (base, head)
        )
    except BadInput as error:
        return f"Which functions grew is not known: {error}\n"
    return (
        causes(new, old, slower) or "No function takes more instructions: time is lost elsewhere.\n"
    )


def _functions_of(binary: Path, names: list[str], extra: list[str]) -> dict[str, dict[str, int]]:
    with tempfile.TemporaryDirectory(prefix="ravine-instructions-") as scratch:
        return {case: count(binary, case, extra, 0, Path(scratch))[1] for case in names}


def growth(new: Counted, old: Counted) -> dict[str, float]:
    """By which share the median of each case that both have grew."""
    return {
        case: float(np.median(new.counts[case]) / np.median(old.counts[case])) - 1.0
        for case in new.counts
        if case in old.counts
    }


def markdown(counted: Counted, old: Counted | None, least: float) -> str:
    """A table of counts, beside the growth over `old`; a growth above `least` is marked."""
    grown = growth(counted, old) if old else {}
    lines = ["| case | instructions | spread | growth |", "|---|---:|---:|---:|"]
    for case, counts in counted.counts.items():
        median = float(np.median(counts))
        change = f"{grown[case]:+.3%}" if case in grown else ""
        change += " more" if grown.get(case, 0.0) > least else ""
        spread = (max(counts) - min(counts)) / median
        lines.append(f"| {case} | {median:.0f} | {spread:.2g} | {change} |")
    repetitions = min(map(len, counted.counts.values()))
    lines += ["", f"Noise floor, over {repetitions} runs of each: {counted.floor:.2g}."]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """scripts/track instructions."""
    parser = Parser(
        "scripts/track instructions",
        description="Counts the instructions of a grid's cases with Valgrind. Exit status 1 where "
        "a case has more than before.",
        epilog="Options behind -- go to convergence and choose its cases.",
    )
    parser.add_argument("--build", type=Path, help="a build folder (default: one of its own)")
    parser.add_argument("--repetitions", type=int, default=3, help="for the noise floor")
    parser.add_argument("--against", type=Path, help="what an earlier call wrote")
    parser.add_argument("--effect", type=positive_number, default=0.01, help="that matters")
    parser.add_argument("--output", type=Path, default=DEFAULT)
    at = arguments.index("--") if "--" in arguments else len(arguments)
    options, given = parser.parse_args(arguments[:at]), arguments[at + 1 :]
    if options.repetitions < 2:
        raise BadInput(f"--repetitions: expected at least 2, got {options.repetitions}")
    old = read(options.against) if options.against else None
    folder = options.build or build.compile_tree(ROOT, "convergence", "portable")
    binary = build.program(folder, "convergence")
    counted = measure(binary, given or list(GRID), options.repetitions)
    write(options.output, counted)
    if old and exact.differing(old.fingerprint, counted.fingerprint):
        print(f"{options.against} is of another fingerprint, so not compared.")
        old = None
    least = max(options.effect, counted.floor, old.floor if old else 0.0)
    print(markdown(counted, old, least), end="")
    grown = [case for case, share in growth(counted, old).items() if share > least] if old else []
    if old:
        print(causes(counted, old, grown), end="")
    return int(bool(grown))
