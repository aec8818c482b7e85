"""When a run reached its target: f - f* <= gap (f(x0) - f*)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ravine_scripts.command import BadInput
from ravine_scripts.runs import Run, Trace

DEFAULT_GAP = 1e-7


@dataclass(frozen=True)
class Cost:
    """What a run had spent when it reached its target; infinite where it did not."""

    evaluations: float
    seconds: float

    @property
    def solved(self) -> bool:
        return math.isfinite(self.evaluations)


UNSOLVED = Cost(math.inf, math.inf)


def known_minima(runs: Iterable[Run]) -> dict[str, float | None]:
    """f* by problem; None where no run knows it."""
    minima: dict[str, float | None] = {}
    for run in runs:
        minima.setdefault(run.case.problem, None)
        if run.f_star is not None:
            minima[run.case.problem] = run.f_star
    return minima


def best_values(runs: Iterable[Run]) -> dict[str, float]:
    """The smallest value of all runs, by problem."""
    best: dict[str, float] = {}
    for run in runs:
        if run.value is not None:
            problem = run.case.problem
            best[problem] = min(best.get(problem, math.inf), run.value)
    return best


def reach(trace: Trace, target: float) -> Cost:
    """What the trace had spent at the first recorded point at or below `target`."""
    hits = np.flatnonzero(trace.best <= target)
    if hits.size == 0:
        return UNSOLVED
    return Cost(float(trace.f_evals[hits[0]]), float(trace.seconds[hits[0]]))


@dataclass
class Targets:
    """The targets of a set of runs. `gap` None: each run's own, as it was set when it ran.

    Where a problem's minimum is not known, the best value of all runs stands in for it (`assumed`)
    and the gap is `gap` or DEFAULT_GAP. Runs of such problems that have no trace are `untraced`.
    """

    runs: list[Run]
    gap: float | None = None
    minima: dict[str, float] = field(init=False)
    assumed: list[str] = field(init=False)
    untraced: list[str] = field(init=False)

    def __post_init__(self) -> None:
        known = known_minima(self.runs)
        for run in self.runs:
            # Results carry no f*, but convergence writes their gap where f* is known.
            if known[run.case.problem] is None and "gap" in run.counters:
                known[run.case.problem] = math.nan
        best = best_values(self.runs)
        self.assumed = [p for p, value in known.items() if value is None and p in best]
        self.minima = {
            p: best.get(p, math.nan) if value is None else value for p, value in known.items()
        }
        self.untraced = list(
            dict.fromkeys(
                run.case.problem
                for run in self.runs
                if run.trace is None and run.case.problem in self.assumed
            )
        )
        untraced = [run for run in self.runs if run.trace is None]
        if self.gap is not None and untraced:
            name = "/".join(str(part) for part in untraced[0].case)
            raise BadInput(f"--target: expected traces of every run, found none of {name}")

    def gap_of(self, run: Run) -> float | None:
        """The relative gap that `run` is held to, where it is known."""
        if self.gap is not None:
            return self.gap
        if run.case.problem in self.assumed:
            return DEFAULT_GAP
        trace = run.trace
        if trace is None or trace.target is None or trace.f_start is None:
            return None
        scale = trace.f_start - self.minima[run.case.problem]
        return (trace.target - self.minima[run.case.problem]) / scale if scale > 0.0 else None

    def at_gap(self, run: Run, gap: float) -> Cost:
        """When `run`, which must have a trace, came within `gap`."""
        trace, minimum = run.trace, self.minima[run.case.problem]
        if trace is None or trace.f_start is None:
            return UNSOLVED
        return reach(trace, minimum + gap * (trace.f_start - minimum))

    def cost(self, run: Run) -> Cost:
        """When `run` reached its target."""
        if self.gap is not None:
            return self.at_gap(run, self.gap)
        if run.case.problem in self.assumed:
            return self.at_gap(run, DEFAULT_GAP)
        if run.counters:
            return Cost(
                run.counters.get("f_evals_to_target", math.inf),
                run.counters.get("seconds_to_target", math.inf),
            )
        if run.trace is None or run.trace.target is None:
            return UNSOLVED
        return reach(run.trace, run.trace.target)
