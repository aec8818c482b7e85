"""How good the steps that methods find by themselves are; what scripts/bench --defaults prints.

The gap after 20 epochs with a method's defaults, divided by the gap with the best step of a grid,
on each small built-in risk. The best step is the one with the least median gap over seeds.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ravine.results import catalogue, program
from ravine.results.catalogue import Catalogue, Entry
from ravine.tables.formats import plain_markdown

EPOCHS = 20
BATCH = 32
SEEDS = 3
WITHIN = 2.0
SHARE = 0.8
SOLVED = 1e-7  # relative gaps below this are as good as each other: convergence's own target
SMALL = 10_000  # samples; larger risks take too long for a grid


def small_risks(tables: Catalogue) -> dict[str, int]:
    """The built-in risks with few samples, and how many each has."""
    samples = {name: entry.facts["samples"] for name, entry in tables.data.items()}
    return {name: n for name, n in samples.items() if n is not None and n <= SMALL}


def compared(tables: Catalogue) -> list[Entry]:
    """The methods that find their step by themselves where none is given."""
    policies = {name: m.parameters.get("policy") for name, m in tables.methods.items()}
    return [
        tables.methods[name]
        for name, policy in policies.items()
        if policy is not None and "auto" in policy.choices
    ]


def is_whole(method: Entry) -> bool:
    """True where it takes the whole sum at each step unless it is asked for batches."""
    return method.facts["batching"] in ("whole", "optional")


def budget(method: Entry, samples: int) -> int:
    """The evaluations of 20 epochs: one a batch, or one a whole gradient."""
    batches = math.ceil(samples / BATCH)
    if is_whole(method):
        return EPOCHS
    if method.name == "saga":
        return 1 + (EPOCHS - 1) * batches  # the table takes an epoch
    if method.name == "svrg":
        return EPOCHS // 5 * (1 + 4 * batches)  # a whole gradient, and two epochs of two a step
    return EPOCHS * batches


def grid(method: Entry, samples: int) -> list[str]:
    """The method with each step. A step is constant, or falls like 1/t or 1/sqrt t, t in epochs."""
    rate = 1.0 if is_whole(method) else 1.0 / math.ceil(samples / BATCH)
    policies = (
        "",
        f":policy=decreasing:rate={rate:.6g}",
        f":policy=decreasing:decay=inverse_sqrt:rate={rate:.6g}",
    )
    search = method.parameters["step"].search
    assert search is not None
    return [
        f"{method.name}{policy}:step={step:.4g}" for step in search.values() for policy in policies
    ]


@dataclass(frozen=True)
class Found:
    """A method on a risk: its gaps, relative to the start's."""

    method: str
    risk: str
    found: float
    best: float

    @property
    def ratio(self) -> float:
        return max(self.found, SOLVED) / max(self.best, SOLVED)


Run = Callable[[str, list[str], int, int], dict[str, list[float]]]


def runner(convergence: Path) -> Run:
    """Runs methods on a risk with a budget and a number of seeds; the values of each."""

    def run(risk: str, methods: list[str], evaluations: int, seeds: int) -> dict[str, list[float]]:
        options = [
            *(f"--methods={','.join(methods)}", f"--problems={risk}", "--gradients=analytic"),
            *(f"--max_evaluations={evaluations}", "--target=1e-15", "--benchmark_min_time=0"),
            f"--seeds={','.join(str(seed) for seed in range(1, seeds + 1))}",
        ]
        values: dict[str, list[float]] = defaultdict(list)
        for found in program.runs_of(convergence, options):
            value = found.value
            values[found.case.method].append(math.inf if value is None else value)
        return values

    return run


def found_on(risk: str, samples: int, methods: list[Entry], run: Run) -> list[Found]:
    """Every method on one risk."""
    start = run(risk, ["gradient_descent:step=0"], 1, 1)["gradient_descent:step=0"][0]
    values: dict[str, dict[str, float]] = {}
    for method in methods:
        seeds = 1 if is_whole(method) else SEEDS
        specs = [method.name, *grid(method, samples)]
        found = run(risk, specs, budget(method, samples), seeds)
        values[method.name] = {spec: statistics.median(found[spec]) for spec in specs}
    # No minimum is stored for synthetic risks; that of lbfgs is one to round-off.
    lowest = run(risk, ["lbfgs"], 20000, 1)["lbfgs"][0]
    lowest = min(lowest, *(min(found.values()) for found in values.values()))
    gap = {
        method: {spec: (value - lowest) / (start - lowest) for spec, value in found.items()}
        for method, found in values.items()
    }
    return [
        Found(method, risk, found.pop(method), min(found.values())) for method, found in gap.items()
    ]


def table(entries: Iterable[Found]) -> str:
    """A row per method, a column per risk, and how many are within the goal."""
    ratios = {(entry.method, entry.risk): entry.ratio for entry in entries}
    risks = list(dict.fromkeys(risk for _, risk in ratios))
    rows = [
        [method, *(f"{ratios[method, risk]:.2g}" for risk in risks)]
        for method in dict.fromkeys(method for method, _ in ratios)
    ]
    good = sum(ratio <= WITHIN for ratio in ratios.values())
    share = good / len(ratios)
    verdict = "met" if share >= SHARE else "not met"
    return (
        f"{plain_markdown(['method', *risks], rows)}\n\n"
        f"Within {WITHIN:g} × of the best: {good} of {len(ratios)}, {share:.0%} "
        f"(goal: {SHARE:.0%}, {verdict}). Gaps below {SOLVED:g} of the start's count as that."
    )


def main(convergence: Path, build: Callable[[str], None]) -> int:
    """Builds, measures and prints."""
    build("convergence")
    run, tables = runner(convergence), catalogue.read(convergence)
    methods = compared(tables)
    risks = small_risks(tables).items()
    print(table([f for risk, samples in risks for f in found_on(risk, samples, methods, run)]))
    return 0
