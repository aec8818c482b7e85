"""Measures the gates themselves: false alarms of the same build, and what is found of changes."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ravine_scripts.command import BadInput, Parser
from ravine_scripts.files import ROOT, write_whole
from ravine_scripts.track import ab, baseline, exact, outcome, paired
from ravine_scripts.track.gate import BUILD

EFFECT = 0.05
# Three cases of about a millisecond, so that 200 comparisons of 20 pairs take some minutes.
OPTIONS = [
    *("--problems=rosenbrock:dimension=20", "--methods=lbfgs,bfgs,adam:step=0.01"),
    *("--gradients=centered", "--target=0", "--max_evaluations=20000"),
    "--benchmark_repetitions=5",
]


@dataclass(frozen=True)
class Finding:
    """One row of the evidence."""

    what: str
    goal: str
    measured: str
    met: bool


def _spin() -> None:
    while True:
        pass


@contextmanager
def other_core_busy() -> Iterator[None]:
    """A second process that computes all the while."""
    process = multiprocessing.Process(target=_spin, daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def same_build(binary: Path, comparisons: int, pairs: int, first_seed: int) -> list[dict]:
    """The log-ratios of each A/A comparison, by case."""
    both = {"base": binary, "head": binary}
    seeds = range(first_seed, first_seed + comparisons)
    return [ab.measure(both, OPTIONS, pairs, seed) for seed in seeds]


def alarms(measured: list[dict]) -> int:
    """How many verdicts over all comparisons and cases tell a change."""
    return sum(
        verdict.word in ("slower", "faster")
        for seed, ratios in enumerate(measured)
        for verdict in paired.verdicts(ratios, EFFECT, seed)
    )


def found(measured: list[dict], slowdown: float) -> int:
    """In how many comparisons a slowdown of one case is told, where that case's measured times are
    multiplied by 1 + `slowdown` on the head's side: the machine's own noise, a known effect.
    """
    count = 0
    for seed, ratios in enumerate(measured):
        case = list(ratios)[seed % len(ratios)]
        slowed = ratios | {case: ratios[case] + np.log1p(slowdown)}
        verdicts = paired.verdicts(slowed, EFFECT, seed)
        count += any(v.case == case and v.word == "slower" for v in verdicts)
    return count


def extra_evaluations(accepted: baseline.Baseline) -> tuple[int, int]:
    """Of how many cases one evaluation more is found by the exact gate, and of how many."""
    count = 0
    for name, old in accepted.cases.items():
        cases = accepted.cases | {name: old._replace(f_evals=old.f_evals + 1)}
        changed = exact.compare(accepted, outcome.Outcomes(accepted.fingerprint, cases, {}))
        count += [change.case for change in changed.changes] == [name]
    return count, len(accepted.cases)


def findings(quiet: list[dict], loaded: list[dict], accepted: baseline.Baseline) -> list[Finding]:
    """The evidence, against the goals for 200 comparisons scaled to as many as were made."""
    rows = []
    for title, measured in (("the same build", quiet), ("the same build, other core busy", loaded)):
        most = round(2 * len(measured) / 200)
        count = alarms(measured)
        what = f"alarms of {len(measured)} comparisons of {title}"
        rows.append(Finding(what, f"<= {most}", str(count), count <= most))
    tries = quiet[:100]
    for slowdown, share in ((0.10, 0.95), (0.05, 0.80)):
        count = found(tries, slowdown)
        what = f"a slowdown of {slowdown:.0%} in one case is found"
        enough = count >= share * len(tries)
        rows.append(Finding(what, f">= {share:.0%}", f"{count} of {len(tries)}", enough))
    count, total = extra_evaluations(accepted)
    what = "one more evaluation is found"
    rows.append(Finding(what, "always", f"{count} of {total}", count == total))
    return rows


def markdown(rows: list[Finding]) -> str:
    lines = ["| what | goal | measured | verdict |", "|---|---|---|---|"]
    lines += [
        f"| {row.what} | {row.goal} | {row.measured} | {'met' if row.met else 'not met'} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """scripts/track selftest."""
    parser = Parser("scripts/track selftest", description="Measures the gates' own errors.")
    parser.add_argument("--build", type=Path, default=BUILD, help="a build folder")
    parser.add_argument("--comparisons", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--output", type=Path, default=ROOT / "results" / "latest" / "selftest.md")
    options = parser.parse_args(arguments)
    if options.comparisons < 1 or options.pairs < ab.LEAST_PAIRS:
        raise BadInput(f"expected at least one comparison of {ab.LEAST_PAIRS} pairs")
    binary = options.build / "benchmarks" / "convergence"
    quiet = same_build(binary, options.comparisons, options.pairs, first_seed=1)
    with other_core_busy():
        loaded = same_build(binary, options.comparisons, options.pairs, first_seed=100_001)
    rows = findings(quiet, loaded, baseline.read(baseline.DEFAULT))
    text = markdown(rows)
    try:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        write_whole(options.output, text)
    except OSError as error:
        raise BadInput(f"{options.output}: cannot be written ({error.strerror})") from None
    print(text, end="")
    return int(not all(row.met for row in rows))
