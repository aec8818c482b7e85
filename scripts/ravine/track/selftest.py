"""Measures the gates themselves: false alarms of the same build, and what is found of changes."""

import math
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput, Parser
from ravine.goals.goal import Finding
from ravine.track import (
    ab,
    baseline,
    build,
    evidence,
    exact,
    gate,
    inject,
    layouts,
    outcome,
    paired,
)
from ravine.track.times import Interleaved

EFFECT = 0.05
PAIRS = 20
# The kernel that is slowed down is the centered difference. It takes nearly all of the time of a
# case: a function of some tens of nanoseconds, a hundred gradients per run, a quarter of a
# millisecond.
OPTIONS = [
    *("--problems=broyden_tridiagonal:dimension=20", "--methods=momentum:step=1e-4,adam:step=0.01"),
    *("--gradients=centered,forward", "--target=0", "--max_evaluations=4000"),
    "--benchmark_repetitions=10",
]
KERNEL = "/centered/"
Ratios = dict[str, Array]  # the log-ratios (pairs) of a comparison by case


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


def comparisons(base: Path, head: Path, count: int, first_seed: int) -> list[Ratios]:
    """So many calls of the time gate."""
    both = {"base": base, "head": head}
    seeds = range(first_seed, first_seed + count)
    return [ab.measure(Interleaved(both, OPTIONS, s), PAIRS, PAIRS, EFFECT) for s in seeds]


def alarms(measured: list[Ratios]) -> int:
    """How many verdicts over all comparisons and cases tell a change."""
    return sum(
        verdict.word in ("slower", "faster")
        for seed, ratios in enumerate(measured)
        for verdict in paired.verdicts(ratios, EFFECT, seed)
    )


def found(measured: list[Ratios]) -> int:
    """In how many comparisons the gate fails by a case of the kernel that was slowed."""
    return sum(
        any(
            verdict.word == "slower" and KERNEL in verdict.case
            for verdict in paired.verdicts(ratios, EFFECT, seed)
        )
        for seed, ratios in enumerate(measured)
    )


def false_alarms(count: int, title: str, first_seed: int) -> Finding:
    base = inject.binary(None)
    told = alarms(comparisons(base, base, count, first_seed))
    most = round(2 * count / 200)
    what = f"alarms of {count} comparisons of {title}"
    return Finding(what, f"<= {most}", str(told), told <= most)


def same_build(count: int) -> list[Finding]:
    return [false_alarms(count, "the same build", first_seed=1)]


def same_build_loaded(count: int) -> list[Finding]:
    with other_core_busy():
        return [false_alarms(count, "the same build, other core busy", first_seed=100_001)]


def layouts_alone(count: int) -> list[Finding]:
    """Builds that differ in the layout of their code alone, as any change elsewhere makes them
    differ: compared as they are, and with new layouts for each pair.
    """
    release = build.program(build.RELEASE, "convergence")
    own = layouts.of(build.RELEASE, "convergence")
    if own is None:
        raise BadInput(f"{release}: cannot be linked anew; expected a build by Ninja")
    as_built, moved = [], []
    with tempfile.TemporaryDirectory(prefix="ravine-layouts-") as name:
        for seed in range(count):
            both = {
                side: own.make(2 * seed + k, Path(name) / side)
                for k, side in enumerate(("base", "head"))
            }
            as_built.append(ab.measure(Interleaved(both, OPTIONS, seed), PAIRS, PAIRS, EFFECT))
            runs = Interleaved(both, OPTIONS, seed, {"base": own, "head": own})
            moved.append(ab.measure(runs, PAIRS, PAIRS, EFFECT))
    most = round(2 * count / 200)
    widest = max(abs(float(np.median(r))) for ratios in as_built for r in ratios.values())
    what = f"alarms of {count} comparisons of two layouts of one build"
    told = f"{alarms(as_built)} (up to {math.expm1(widest):.1%} apart)"
    return [
        Finding(f"{what}, --as-built", "any", told, True),
        Finding(
            f"{what}, linked anew for each pair",
            f"<= {most}",
            f"{alarms(moved)}",
            alarms(moved) <= most,
        ),
    ]


def slowdowns(count: int) -> list[Finding]:
    """Half as many tries of each, on a build whose kernel does so much more work."""
    base, rows = inject.binary(None), []
    for number, (share, least) in enumerate(((0.10, 0.95), (0.05, 0.80)), 2):
        head = inject.binary(inject.slower_kernel(share))
        tries = comparisons(base, head, max(1, count // 2), number * 100_001)
        told = found(tries)
        logs = np.concatenate([r for t in tries for case, r in t.items() if KERNEL in case])
        slower = float(np.expm1(np.median(logs)))
        what = f"{share:.0%} more work in the centered difference is found"
        measured = f"{told} of {len(tries)} (its cases took {slower:.1%} longer)"
        rows.append(Finding(what, f">= {least:.0%}", measured, told >= least * len(tries)))
    return rows


def extra_evaluation(_: int) -> list[Finding]:
    """The exact gate on a build whose L-BFGS evaluates once more, and on every case of the
    baseline with one more in its place.
    """
    with tempfile.TemporaryDirectory(prefix="ravine-selftest-") as name:
        runs = []
        for number, edit in enumerate((None, inject.EXTRA_EVALUATION)):
            results = Path(name) / f"{number}.json"
            gate.measure(inject.binary(edit), results)
            runs.append(outcome.read(results))
    old, new = runs
    changes = exact.compare(baseline.Baseline(old.fingerprint, old.cases), new).changes
    changed = {change.case for change in changes if change.measure == "f_evals"}
    wanted = {case for case in old.cases if "/lbfgs/" in case}
    measured = f"{len(changed & wanted)} of {len(wanted)} cases, {len(changed - wanted)} others"
    rows = [Finding("one more evaluation in lbfgs is found", "always", measured, changed == wanted)]
    count, total = one_more_in_turn(baseline.Baseline(old.fingerprint, old.cases))
    what = "one more evaluation in any case of the grid is found"
    return [*rows, Finding(what, "always", f"{count} of {total}", count == total)]


def one_more_in_turn(accepted: baseline.Baseline) -> tuple[int, int]:
    """Of how many cases one evaluation more is found by the exact gate, and of how many."""
    count = 0
    for name, old in accepted.cases.items():
        cases = accepted.cases | {name: old._replace(f_evals=old.f_evals + 1)}
        changed = exact.compare(accepted, outcome.Outcomes(accepted.fingerprint, cases, {}))
        count += [change.case for change in changed.changes] == [name]
    return count, len(accepted.cases)


def builds(_: int) -> list[Finding]:
    """Only builds what the other parts run, which takes some minutes where nothing is cached."""
    edits = (None, *(inject.slower_kernel(share) for share in (0.10, 0.05)))
    for edit in (*edits, inject.EXTRA_EVALUATION):
        inject.binary(edit)
    return []


PARTS: dict[str, Callable[[int], list[Finding]]] = {
    "builds": builds,
    "same": same_build,
    "loaded": same_build_loaded,
    "layouts": layouts_alone,
    "slowdown": slowdowns,
    "evaluation": extra_evaluation,
}


def main(arguments: list[str]) -> int:
    """scripts/track selftest."""
    parser = Parser(
        "scripts/track selftest",
        description="Measures the gates' own errors on builds of this tree with a change put into "
        "them, and keeps the evidence. Some ten minutes; each part may be run by itself.",
    )
    parser.add_argument("--only", choices=list(PARTS), help="one part; the others' rows are kept")
    parser.add_argument("--comparisons", type=int, default=200)
    parser.add_argument("--output", type=Path, default=evidence.DEFAULT)
    options = parser.parse_args(arguments)
    if options.comparisons < 1:
        raise BadInput(f"--comparisons: expected at least 1, got {options.comparisons}")
    parts = evidence.read(options.output) if options.only and options.output.exists() else {}
    for name in [options.only] if options.only else PARTS:
        begin = time.monotonic()
        rows = PARTS[name](options.comparisons)
        if rows:
            context = evidence.context_of(inject.binary(None))
            parts[name] = evidence.Part(rows, context, round(time.monotonic() - begin, 1))
            parts = {part: parts[part] for part in PARTS if part in parts}
            evidence.write(options.output, parts)
    print(evidence.markdown(parts), end="")
    return int(not all(row.met for part in parts.values() for row in part.rows))
