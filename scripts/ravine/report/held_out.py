"""The empirical risk beside the risk: loss on training and on held-out samples, as runs go on and as
the penalty grows.
"""

import math
import statistics
from collections import defaultdict
from typing import Any

import numpy as np

from ravine.arrays import Array
from ravine.report import curves
from ravine.report.curves import rounded
from ravine.results.runs import Run
from ravine.results.specs import number_of, parameters
from ravine.tables import cost
from ravine.tables.cells import by_row
from ravine.tables.target import Targets

POINTS = 48  # of a curve, at most
COURSES = {"train": "train_value", "test": "test_value", "error": "test_error"}
FEWEST_PENALTIES = 3  # of a sweep


def gaps(runs: list[Run], targets: Targets) -> list[dict[str, Any]]:
    """The median course of both losses and of the held-out error over epochs, for each method on
    each problem with held-out samples.
    """
    groups: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if run.trace is not None and "test_value" in run.trace.figures:
            groups[run.case.problem].append(run)
    figures = []
    for problem, part in groups.items():
        series: list[dict[str, Any]] = []
        for row, group in by_row(part).items():
            if course := _courses(group, targets):
                series.append({"method": row.method, "gradient": row.gradient} | course)
        if series:
            figures.append({"problem": problem, "series": series})
    return figures


def _courses(runs: list[Run], targets: Targets) -> dict[str, Any] | None:
    """The medians of COURSES over the seeds, each at the same epochs."""
    medians: dict[str, Any] = {}
    for name, figure in COURSES.items():
        found = [
            (cost.columns(run.trace, targets.price_of(run)), _known(run.trace.figures[figure]))
            for run in runs
            if run.trace is not None
        ]
        banded = curves.band(found, "epochs", POINTS)
        if banded is None:
            return None
        grid, (_, middle, _) = banded
        medians["x"] = rounded(grid)
        medians[name] = [_shown(value) for value in middle]
    return medians


def _shown(value: float) -> float | None:
    """What JSON can hold."""
    return rounded([value])[0] if math.isfinite(value) else None


def _known(values: Array) -> Array:
    """Infinite where nothing is known, as the quantiles take it."""
    return np.where(np.isnan(values), math.inf, values)


def penalties(runs: list[Run]) -> list[dict[str, Any]]:
    """Both losses and the held-out error at the best point (medians over the seeds) against the
    penalty l2, for each problem that a method ran on with several.
    """
    groups: dict[tuple[str, str], dict[float, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        name, given = parameters(run.case.problem)
        l2 = number_of(given, "l2")
        if l2 is not None and "test_value" in run.figures:
            others = "".join(f":{key}={value}" for key, value in given.items() if key != "l2")
            groups[name + others, run.case.method][l2].append(run)
    figures = []
    for (problem, method), swept in groups.items():
        if len(swept) < FEWEST_PENALTIES:
            continue
        points = [_final(swept[l2]) | {"l2": l2} for l2 in sorted(swept)]
        figures.append({"problem": problem, "method": method, "points": points})
    return figures


def _final(runs: list[Run]) -> dict[str, float | None]:
    return {
        short: _shown(statistics.median(run.figures.get(name, math.inf) for run in runs))
        for short, name in COURSES.items()
    }
