"""Each method against each other, for the page."""

import math
from collections import defaultdict
from itertools import combinations

import numpy as np

from ravine.arrays import Array
from ravine.results.runs import Run
from ravine.statistics import measures, pairs
from ravine.tables.cells import Row, by_row
from ravine.tables.cost import PLAIN_AXES, Cost
from ravine.tables.target import Targets

MOST_PAIRS = 6_000  # of rows and axes that are tested: some two seconds

Pairs = dict[str, list[float | int | None]]


def head_to_head(
    runs: list[Run],
    targets: Targets,
    row_numbers: dict[Row, int],
    axes: tuple[str, ...] = PLAIN_AXES,
) -> dict[str, Pairs]:
    """The comparisons of each axis and each pair of rows "i.j", over the problems that both ran, by
    medians to the runs' own targets.

    A comparison holds how many problems i won, tied and lost, the geometric mean of i's cost over
    j's, and the p of Wilcoxon's signed-rank test. It is empty if there are too many pairs to
    compare in a moment.
    """
    rows = by_row(runs)
    problems = {problem: k for k, problem in enumerate({run.case.problem: None for run in runs})}
    medians = np.full((len(rows), len(problems), len(axes)), np.nan)
    for i, part in enumerate(rows.values()):
        costs: dict[str, list[Cost]] = defaultdict(list)
        for run in part:
            costs[run.case.problem].append(targets.cost(run))
        for problem, found in costs.items():
            costs_by_axis = np.array([[one.on(axis) for one in found] for axis in axes])
            medians[i, problems[problem]] = measures.quantile(costs_by_axis, 0.5)
    names = [row_numbers[row] for row in rows]
    both = list(combinations(range(len(rows)), 2))
    if len(both) * len(axes) > MOST_PAIRS:
        return {axis: {} for axis in axes}
    return {
        axis: {
            f"{names[i]}.{names[j]}": _paired(*medians[[i, j], :, k])
            for i, j in both
            if not np.isnan(medians[[i, j], :, k]).any(axis=0).all()
        }
        for k, axis in enumerate(axes)
    }


def _paired(a: Array, b: Array) -> list[float | int | None]:
    shared = ~np.isnan(a) & ~np.isnan(b)
    found = pairs.compare(a[shared], b[shared])
    return [found.wins, found.ties, found.losses, *map(_short, (found.ratio, found.p))]


def _short(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None
