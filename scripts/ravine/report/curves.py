"""Convergence curves: the median gap and the middle half of the runs, as the cost grows."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ravine.arrays import Array
from ravine.results.runs import Run
from ravine.statistics import measures
from ravine.tables import cost
from ravine.tables.target import Targets

POINTS = 64  # of a curve, at most
FLOOR = 1e-16  # the smallest gap on a logarithmic axis

Series = dict[str, Any]  # x and y, name, and what else a figure needs


def rounded(values: Iterable[float], digits: int = 4) -> list[float]:
    """Four significant digits are more than a figure shows."""
    return [float(f"{value:.{digits}g}") for value in values]


def relative_gap(run: Run, targets: Targets) -> Array:
    """(best - f*) / (f(x0) - f*) along the trace, FLOOR at least; infinite where unknown."""
    trace, minimum = run.trace, targets.minima[run.case.problem]
    if trace is None or trace.f_start is None or not trace.f_start > minimum:
        return np.empty(0)
    gap = (trace.best - minimum) / (trace.f_start - minimum)
    return np.where(np.isfinite(gap), np.maximum(gap, FLOOR), math.inf)


def courses(runs: list[Run], targets: Targets) -> list[tuple[Array, Array]]:
    """For each run that has one, its costs (points, axes) and its gaps (points)."""
    found = []
    for run in runs:
        gap = relative_gap(run, targets)
        if run.trace is not None and gap.size:
            found.append((cost.columns(run.trace, targets.price_of(run)), gap))
    return found


def band(
    found: list[tuple[Array, Array]], axis: str, points: int = POINTS
) -> tuple[Array, Array] | None:
    """Costs, and at each the quartiles of the gap: (3, costs), lowest first. A run that has ended
    keeps its last gap; one that has not begun counts as infinite. None where nothing was spent.
    """
    column = cost.AXES.index(axis)
    spent = [(costs[:, column], gap) for costs, gap in found]
    positive = [float(x[x > 0.0][0]) for x, _ in spent if (x > 0.0).any()]
    if not positive:
        return None
    end = max(float(x[-1]) for x, _ in spent)
    grid = np.unique(np.append(np.geomspace(min(positive), end, points)[:-1], end))
    gaps = np.empty((grid.size, len(spent)))
    for i, (x, gap) in enumerate(spent):
        last = np.searchsorted(x, grid, side="right") - 1
        gaps[:, i] = np.where(last < 0, math.inf, gap[last])
    return grid, np.stack([measures.quantile(gaps, q) for q in (0.25, 0.5, 0.75)])


def median_curve(runs: list[Run], targets: Targets, axis: str) -> Series | None:
    """The median gap of `runs` over `axis`."""
    found = band(courses(runs, targets), axis)
    if found is None:
        return None
    grid, (_, middle, _) = found
    shown = np.isfinite(middle)
    return {"x": rounded(grid[shown]), "y": rounded(middle[shown])} if shown.any() else None


def packed(grid: Array, quartiles: Array) -> list[Any]:
    """A band in few characters: the first and the last cost of a geometric grid, and the logarithms
    of the quartiles in hundredths of a decade. An infinite quartile is null.
    """
    with np.errstate(divide="ignore"):
        hundredths = np.round(100.0 * np.log10(quartiles))
    rows = [[int(v) if math.isfinite(v) else None for v in row] for row in hundredths]
    return [*rounded(grid[[0, -1]]), *rows]
