"""The series of the report's figures: plain lists that JSON takes."""

import math
from collections import defaultdict
from typing import Any

import numpy as np

from ravine_scripts.grid import Row, row_of
from ravine_scripts.runs import Run
from ravine_scripts.target import Targets

POINTS = 60  # of a median curve
FLOOR = 1e-16  # the smallest gap on a logarithmic axis
GAPS = tuple(10.0**-k for k in range(1, 8))
AXES = {"evaluations": "f_evals", "seconds": "seconds"}

Series = dict[str, Any]  # x and y, or these by axis; name; gradient


def rounded(values) -> list[float]:
    """Four significant digits are more than a figure shows."""
    return [float(f"{value:.4g}") for value in values]


def relative_gap(run: Run, targets: Targets) -> np.ndarray:
    """(best - f*) / (f(x0) - f*) along the trace, FLOOR at least; infinite where unknown."""
    trace, minimum = run.trace, targets.minima[run.case.problem]
    if trace is None or trace.f_start is None or not trace.f_start > minimum:
        return np.empty(0)
    gap = (trace.best - minimum) / (trace.f_start - minimum)
    return np.where(np.isfinite(gap), np.maximum(gap, FLOOR), math.inf)


def median_curve(runs: list[Run], targets: Targets, axis: str) -> Series | None:
    """The median gap of `runs` over `axis`: a run that has ended keeps its last gap."""
    courses = []
    for run in runs:
        gap = relative_gap(run, targets)
        if run.trace is not None and gap.size:
            courses.append((getattr(run.trace, AXES[axis]), gap))
    if not courses:
        return None
    begin = min(max(float(x[0]), 1e-9) for x, _ in courses)
    end = max(float(x[-1]) for x, _ in courses)
    if not end >= begin:
        return None
    grid = np.unique(np.append(np.geomspace(begin, end, POINTS)[:-1], end))
    last = [np.searchsorted(x, grid, side="right") - 1 for x, _ in courses]
    gaps = [np.where(i < 0, math.inf, gap[i]) for i, (_, gap) in zip(last, courses)]
    middle = np.median(gaps, axis=0)
    shown = np.isfinite(middle)
    return {"x": rounded(grid[shown]), "y": rounded(middle[shown])} if shown.any() else None


def by_row(runs: list[Run]) -> dict[Row, list[Run]]:
    """The runs of each method, gradient and backend."""
    groups: dict[Row, list[Run]] = defaultdict(list)
    for run in runs:
        groups[row_of(run)].append(run)
    return groups


def row_name(row: Row, executors: set[str]) -> str:
    """The method; with its backend where several were used."""
    return row.method if len(executors) < 2 else f"{row.method}, {row.executor}"


def convergence(runs: list[Run], targets: Targets) -> dict[str, list[Series]]:
    """By problem, a series a method and gradient, with a median curve on each axis."""
    problems: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        problems[run.case.problem].append(run)
    executors = {row_of(run).executor for run in runs}
    figures: dict[str, list[Series]] = {}
    for problem, here in problems.items():
        series = []
        for row, group in by_row(here).items():
            curves = {axis: median_curve(group, targets, axis) for axis in AXES}
            if all(curves.values()):
                one: Series = {"name": row_name(row, executors), "gradient": row.gradient}
                series.append(one | curves)
        if series:
            figures[problem] = series
    return figures


def profile_gaps(runs: list[Run], targets: Targets) -> list[float]:
    """The gaps that all runs could reach: a run ends at its own, so smaller ones say nothing."""
    own = [gap for run in runs if (gap := targets.gap_of(run)) is not None]
    limit = max(own, default=0.0) * 0.99
    return [gap for gap in GAPS if gap >= limit] or [max(own)]


def profiles(runs: list[Run], targets: Targets) -> list[Series]:
    """A series a method and gradient: the share of pairs of run and gap that are reached, over what
    was spent: evaluations in units of n + 1 (Moré & Wild 2009), and seconds.
    """
    traced = [run for run in runs if run.trace is not None]
    gaps = profile_gaps(traced, targets) if traced else []
    executors = {row_of(run).executor for run in runs}
    series = []
    for row, group in by_row(traced).items():
        spent = [
            (cost.evaluations / (1 + (run.dimension or 0)), cost.seconds)
            for run in group
            for gap in gaps
            if (cost := targets.at_gap(run, gap)).solved
        ]
        total = len(group) * len(gaps)
        one: Series = {"name": row_name(row, executors), "gradient": row.gradient}
        for i, axis in enumerate(AXES):
            one[axis] = _steps([pair[i] for pair in spent], total)
        series.append(one)
    return series


def _steps(spent: list[float], total: int) -> Series:
    """The empirical distribution: after x, y of all is done. Equal x are one step."""
    values, counts = np.unique(np.array(rounded(spent)), return_counts=True)
    positive = np.maximum(values, 1e-9)
    return {"x": positive.tolist(), "y": rounded(np.cumsum(counts) / total)}
