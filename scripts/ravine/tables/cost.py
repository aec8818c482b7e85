"""What a run has spent, in each of the currencies that are never mixed, and their prices."""

import argparse
import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ravine import command
from ravine.arrays import Array
from ravine.results.runs import PROCESSORS, Run, Trace

Price = (
    float | str | None
)  # of a gradient, in evaluations of f: a number, PER_COORDINATE, the usual
PER_COORDINATE = "n"
REVERSE_MODE = 4.0  # values of f: what a gradient costs at most in reverse mode (Griewank 1989)
PLAIN_AXES = ("evaluations", "priced", "epochs", "seconds")
ROUNDS = tuple(f"rounds:{processors}" for processors in PROCESSORS)
AXES = (*PLAIN_AXES, *ROUNDS)
UNITS = {
    "evaluations": "evaluations of f",
    "priced": "evaluations, gradients priced",
    "epochs": "epochs",
    "seconds": "seconds",
} | {axis: f"rounds on {axis.removeprefix('rounds:')} processors" for axis in ROUNDS}


class Cost(NamedTuple):
    """A cost on every axis; infinite where a run never got there."""

    evaluations: float
    priced: float
    epochs: float
    seconds: float
    rounds: tuple[float, ...] = (math.nan,) * len(ROUNDS)  # NaN where they are not counted

    @classmethod
    def of(cls, costs: Array) -> "Cost":
        """From the costs in the order of AXES."""
        evaluations, priced, epochs, seconds, *rounds = costs.tolist()
        return cls(evaluations, priced, epochs, seconds, tuple(rounds))

    @property
    def solved(self) -> bool:
        return math.isfinite(self.evaluations)

    @property
    def costs(self) -> tuple[float, ...]:
        """In the order of AXES."""
        return (self.evaluations, self.priced, self.epochs, self.seconds, *self.rounds)

    def on(self, axis: str) -> float:
        return self.costs[AXES.index(axis)]


UNSOLVED = Cost.of(np.full(len(AXES), math.inf))


def comparable_axes(runs: Iterable[Run]) -> tuple[str, ...]:
    """The axes by which all of the runs compare, but for rounds: not by seconds where one shared its
    cores, or where they are of several machines.
    """
    compare = all(run.seconds_compare for run in runs)
    return tuple(axis for axis in PLAIN_AXES if compare or axis != "seconds")


def parse_price(text: str) -> Price:
    """A price as it is typed, or argparse's complaint."""
    if text == PER_COORDINATE:
        return PER_COORDINATE
    try:
        return command.positive_number(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"expected n or a number above 0, got '{text}'") from None


def price_words(price: Price) -> str:
    """What a gradient counts for."""
    if price is None:
        return f"{REVERSE_MODE:g} (n in forward mode)"
    return price if isinstance(price, str) else f"{price:g}"


def gradient_price(run: Run, price: Price = None) -> float:
    """How many evaluations of f a gradient that is no difference counts for.

    The usual price is n for forward mode, which takes one tangent per coordinate. For any other it
    is REVERSE_MODE, since its gradient costs a small multiple of f for any n.
    """
    if isinstance(price, (int, float)):
        return price
    if price == PER_COORDINATE or run.case.gradient.split(":")[0] == "autodiff":
        return float(run.dimension or 1)
    return REVERSE_MODE


def takes_gradients(run: Run) -> bool:
    """True for a run with gradients that are no finite differences, whose price is open."""
    if run.trace is not None:
        return bool(run.trace.g_evals.size and run.trace.g_evals[-1] > 0.0)
    return run.counters.get("g_evals", 0.0) > 0.0


def counts_rounds(run: Run) -> bool:
    """False for a run on a sum over samples, and for one that was written before rounds were."""
    if run.trace is not None:
        return run.trace.rounds is not None
    return ROUNDS[0] in run.counters


def columns(trace: Trace, price: float, points: NDArray[np.intp] | slice = slice(None)) -> Array:
    """The costs at each recorded point, or at some of them: an array of shape (points, axes)."""
    evaluations = trace.f_evals[points]
    priced = evaluations + price * trace.g_evals[points]
    plain = np.array([evaluations, priced, trace.epochs[points], trace.seconds[points]]).T
    if trace.rounds is None:
        return np.hstack([plain, np.full((len(plain), len(ROUNDS)), math.nan)])
    return np.hstack([plain, trace.rounds[points]])


def spent(run: Run, price: float) -> Cost:
    """What the whole run has cost; NaN where nothing tells."""
    if run.trace is not None:
        return Cost.of(columns(run.trace, price, slice(-1, None))[0])
    get = run.counters.get
    evaluations = get("f_evals", math.nan)
    return Cost(
        evaluations,
        evaluations + price * get("g_evals", 0.0),
        get("epochs", 0.0),
        get("seconds", get("seconds_to_target", math.nan)),
        tuple(get(axis, math.nan) for axis in ROUNDS),
    )


def until_target(run: Run, price: float) -> Cost:
    """What an untraced run had cost at its own target, where it ended."""
    evaluations = run.counters.get("f_evals_to_target")
    if evaluations is None:
        return UNSOLVED
    return Cost(
        evaluations,
        evaluations + price * run.counters.get("g_evals", 0.0),
        run.counters.get("epochs", 0.0),
        run.counters.get("seconds_to_target", math.inf),
        tuple(run.counters.get(axis, math.nan) for axis in ROUNDS),
    )


def reach(trace: Trace, values: Array, price: float, lowest: Array | None = None) -> Array:
    """The costs at the first recorded point at or below each of `values`: (values, axes), infinite
    where there is none. `lowest` is a falling course of another figure than the best value.
    """
    course = trace.lowest if lowest is None else lowest
    first = np.searchsorted(np.negative(course), -np.asarray(values, dtype=float), side="left")
    found = first < course.size
    costs = np.full((first.size, len(AXES)), math.inf)
    costs[found] = columns(trace, price, first[found])
    return costs
