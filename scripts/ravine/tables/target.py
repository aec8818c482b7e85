"""When a run reached its target: f - f* <= gap (f(x0) - f*), or an error on held-out samples."""

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput
from ravine.results.runs import Run
from ravine.tables import cost
from ravine.tables.cost import UNSOLVED, Cost, Price

USUAL_GAP = 1e-7  # convergence's own, which says nothing of what the user asks for
ASSUMED_GAPS = (1e-1, 1e-2, 1e-3)  # where f* is not known and no other target was asked for
LADDER = tuple(10.0**-k for k in range(1, 9))  # of the initial gap


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


@dataclass
class Targets:
    """The targets of a set of runs. `gap` None: each run's own, as it was set when it ran.

    `price` is what a gradient counts for among priced evaluations (None: the defaults of
    `cost.gradient_price`). If the minimum of a problem is not known, the best value of all runs
    takes its place (`assumed`). The gap is then `gap`, or the --target of the run, or the last of
    ASSUMED_GAPS where the run had none of its own. Runs of such problems that have no trace are
    `untraced`.

    `test_error` is a target for the error on held-out samples instead. A run reaches it where that
    error is at most `test_error`, whatever its value. Every run must then have a trace of the
    error.
    """

    runs: list[Run]
    gap: float | None = None
    price: Price = None
    test_error: float | None = None
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
            return run.asked_gap if self._asks(run) else ASSUMED_GAPS[-1]
        return self._own_gap(run)

    @staticmethod
    def _asks(run: Run) -> bool:
        """True where the user named a target."""
        return run.asked_gap not in (None, USUAL_GAP)

    def shown_gaps(self, run: Run) -> tuple[float, ...]:
        """The gaps at which `run` is shown where its own target is none: several, or none."""
        if run.case.problem not in self.assumed or run.trace is None or self._asks(run):
            return ()
        return ASSUMED_GAPS if self.gap is None and self.test_error is None else ()

    def _own_gap(self, run: Run) -> float | None:
        """The relative gap at which `run` was to end, where it is known."""
        trace = run.trace
        if trace is None or trace.target is None or trace.f_start is None:
            return None
        scale = trace.f_start - self.minima[run.case.problem]
        return (trace.target - self.minima[run.case.problem]) / scale if scale > 0.0 else None

    def priced_at(self, price: Price) -> "Targets":
        """The same targets with another price of a gradient."""
        other = copy.copy(self)
        other.price = price
        return other

    def price_of(self, run: Run) -> float:
        return cost.gradient_price(run, self.price)

    def at_gaps(self, run: Run, gaps: Iterable[float]) -> Array:
        """The costs of `run` when it came within each of `gaps`: (gaps, axes)."""
        wanted = np.array(list(gaps), dtype=float)
        trace, minimum = run.trace, self.minima[run.case.problem]
        if trace is None or trace.f_start is None:
            return np.full((wanted.size, len(cost.AXES)), math.inf)
        return cost.reach(trace, minimum + wanted * (trace.f_start - minimum), self.price_of(run))

    def at_gap(self, run: Run, gap: float) -> Cost:
        """When `run`, which must have a trace, came within `gap`."""
        return Cost.of(self.at_gaps(run, [gap])[0])

    def cost(self, run: Run) -> Cost:
        """When `run` reached its target."""
        if self.test_error is not None:
            assert run.trace is not None
            wanted = np.array([self.test_error])
            found = cost.reach(run.trace, wanted, self.price_of(run), run.trace.lowest_test_error)
            return Cost.of(found[0])
        if self.gap is not None or run.case.problem in self.assumed:
            gap = self.gap_of(run)
            assert gap is not None
            return self.at_gap(run, gap)
        if run.counters:
            return cost.until_target(run, self.price_of(run))
        if run.trace is None or run.trace.target is None:
            return UNSOLVED
        found = cost.reach(run.trace, np.array([run.trace.target]), self.price_of(run))
        return Cost.of(found[0])

    def stopped_before(self, run: Run, gap: float) -> bool:
        """True for a run that ended at a target of its own, short of `gap`."""
        own = self._own_gap(run)
        return run.status == "target_reached" and own is not None and gap < (1.0 - 1e-6) * own

    def spent(self, run: Run) -> Cost:
        """What the whole run has cost."""
        return cost.spent(run, self.price_of(run))

    def final_gap(self, run: Run) -> float:
        """(best - f*) / (f(x0) - f*) at the end of the run; infinite where nothing tells."""
        minimum, trace = self.minima[run.case.problem], run.trace
        if trace is not None and trace.f_start is not None and run.value is not None:
            scale = trace.f_start - minimum
            return (run.value - minimum) / scale if scale > 0.0 else math.inf
        return run.counters.get("gap", math.inf)
