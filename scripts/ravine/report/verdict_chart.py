"""The chart under a verdict: methods by cost with intervals, in fractions of its width."""

import math
from dataclasses import dataclass

from ravine.report.ranking import CHANCE, FEW, Ranked
from ravine.report.verdict import Verdict, amount

SHOWN = 6  # methods; the others are there for the asking
LAST_TICK = 92.0  # percent of the width
WIDEST = 1e4  # times the best's cost; what costs more lies at the edge


@dataclass(frozen=True)
class Bar:
    """One method. Places are percents of the width from the left."""

    label: str
    solved: str
    cost: str
    over_best: str
    interval: str
    place: float
    low: float
    high: float
    beyond: bool  # too dear for the axis
    mark: str  # that the test could not tell it from the best
    first: bool  # among those that are shown at once


@dataclass(frozen=True)
class Chart:
    """The methods of a class, the best first, and the axis above them."""

    bars: list[Bar]
    ticks: list[tuple[str, float]]
    unit: str
    sample: str  # what the intervals are over
    marks: list[str]


def _ticks(end: float) -> list[float]:
    """1, 2, 5, 10, ... or powers of ten alone, up to the end of the axis."""
    steps = (1, 2, 5) if end < 50 else (1, 10) if end < 1e3 else (1, 100)
    decades = range(0, math.ceil(math.log10(end)) + 1)
    every = sorted({float(step * 10**k) for k in decades for step in steps})
    if end >= 1e3:
        every = [tick for tick in every if math.log10(tick) % 1 == 0]
    return [tick for tick in every if tick <= end]


def _bar(one: Ranked, end: float, first: bool) -> Bar:
    def place(ratio: float) -> float:
        return round(100.0 * min(math.log(max(ratio, 1.0)) / math.log(end), 1.0), 2)

    return Bar(
        label=one.label,
        solved=f"{one.solved}/{one.total}",
        cost=amount(one.middle) if math.isfinite(one.middle) else "–",
        over_best=f"{amount(one.over_best)}×",
        interval=f"{amount(one.low)} to {amount(one.high)}",
        place=place(one.over_best),
        low=place(one.low),
        high=place(one.high),
        beyond=one.over_best > end,
        mark={CHANCE: "≈", FEW: "?"}.get(one.standing, ""),
        first=first,
    )


def chart(verdict: Verdict) -> Chart | None:
    """None where there is nothing to compare: no method, or one alone."""
    found = verdict.ranking
    if found is None or len(found.ranked) < 2:
        return None
    shown = found.ranked[:SHOWN]
    # An interval may leave the axis, a method that is shown may not.
    widest = max(max(one.over_best for one in shown), 2.0)
    end = min(max(1.3 * widest, min(max(one.high for one in shown), 3.0 * widest)), WIDEST)
    bars = [_bar(one, end, i < SHOWN) for i, one in enumerate(found.ranked)]
    places = {tick: round(100.0 * math.log(tick) / math.log(end), 2) for tick in _ticks(end)}
    # The text of a tick at the right end would lie over the next column's title.
    ticks = [(f"{tick:g}×", place) for tick, place in places.items() if place <= LAST_TICK]
    sample = "runs" if found.single else "problems"
    marks = [bar.mark for bar in bars if bar.mark]
    return Chart(bars, ticks, verdict.unit.split(" over")[0], sample, sorted(set(marks)))
