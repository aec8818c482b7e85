"""Goals of a benchmark binary: rows of a table, and what bounds those that are missed."""

import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A goal and what was measured of it: a row of a table."""

    what: str
    goal: str
    measured: str
    met: bool | None  # None: it can't be measured on this machine

    def row(self) -> str:
        verdict = {True: "met", False: "not met", None: "not run here"}[self.met]
        return f"| {self.what} | {self.goal} | {self.measured} | {verdict} |"


HEADER = "| what | goal | measured | verdict |\n|---|---|---|---|"


def markdown(findings: Iterable[Finding]) -> str:
    """The table of findings."""
    return "\n".join([HEADER, *(finding.row() for finding in findings)])


@dataclass
class Measured:
    """The medians of each case over the repetitions of one run."""

    entries: dict[str, list[dict[str, Any]]]

    def median(self, case: str, field: str) -> float | None:
        """The median of a field or counter; None where the case was not run."""
        values = [entry[field] for entry in self.entries.get(case, []) if field in entry]
        return median(values) if values else None

    def time(self, case: str) -> float | None:
        """The median real time, in the case's own unit."""
        return self.median(case, "real_time")

    def ratio(self, numerator: str, denominator: str) -> float | None:
        """How many times longer the first case takes than the second."""
        above, below = self.time(numerator), self.time(denominator)
        return above / below if above and below else None


Measure = Callable[[Measured], float | None]


def ratio(numerator: str, denominator: str, factor: float = 1.0) -> Measure:
    """The time of the first case over that of the second, times `factor`."""

    def measure(measured: Measured) -> float | None:
        value = measured.ratio(numerator, denominator)
        return None if value is None else value * factor

    return measure


@dataclass(frozen=True)
class Bound:
    """What bounds a goal, and what the machine reached in the same run without Ravine, or without
    the part that the goal measures."""

    text: str
    measure: Measure | None = None

    def shown(self, measured: Measured) -> str:
        reached = None if self.measure is None else self.measure(measured)
        return self.text if reached is None else f"{self.text} (in this run: {reached:.3g})"


def own_core(binary: str) -> Bound:
    """How many additions the core made at once during the run of the binary.

    Some goals compare work that fills a core with a time, or with work that leaves the core idle.
    They hold only if nobody else uses the core.
    """
    return Bound(
        "a core makes more than 3 additions at once where nobody else uses it",
        lambda measured: measured.median(f"{binary}/core", "additions_at_once"),
    )


@dataclass(frozen=True)
class Goal:
    """What is measured, and between what it should be. `measure` gives None where a part of it is
    not there. The bounds are said where the goal is missed. `cores`: as many it needs.
    """

    what: str
    measure: Measure
    low: float = -math.inf
    high: float = math.inf
    bounds: tuple[Bound, ...] = ()
    cores: int = 1

    @property
    def shown(self) -> str:
        if math.isinf(self.high):
            return f"≥ {self.low:g}"
        if math.isinf(self.low):
            return f"≤ {self.high:g}"
        return f"{self.low:g} to {self.high:g}"

    def is_met(self, value: float | None) -> bool:
        return value is not None and self.low <= value <= self.high

    def found(self, measured: Measured) -> Finding:
        value = self.measure(measured)
        if value is None and self.cores > (there := len(os.sched_getaffinity(0))):
            return Finding(self.what, self.shown, f"there are {there} cores", None)
        shown = "not run" if value is None else f"{value:.3g}"
        return Finding(self.what, self.shown, shown, self.is_met(value))

    def note(self, measured: Measured) -> str | None:
        """What bounds the goal; None where it is met, or nothing is known."""
        if not self.bounds or self.is_met(self.measure(measured)):
            return None
        return f"- {self.what}: {'; '.join(bound.shown(measured) for bound in self.bounds)}"


@dataclass(frozen=True)
class Suite:
    """The goals of one binary, and the cases that they need."""

    binary: str
    filter: str
    goals: tuple[Goal, ...]
    repetitions: int = 5
