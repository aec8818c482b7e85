"""The paths of runs over the surfaces of problems in the plane, for the page to draw and play."""

import math
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from ravine.arrays import Array, Indices
from ravine.report.curves import rounded
from ravine.report.evaluator import Evaluator
from ravine.results.runs import Run
from ravine.tables.cells import Row, by_row

SIDE = 61  # values along each side of a surface's grid
WHOLE = 150  # points up to which convergence records every step of a path in the plane
MOST_POINTS = 220  # of a drawn path
NUMBERS = 300_000  # in all drawn paths: some 2 MB of the page
MARGIN = 0.15  # around the paths, of their extent


def paths_by_problem(runs: list[Run]) -> dict[str, dict[Row, Run]]:
    """The runs that are drawn, one per problem and method. Each has one gradient (analytic if there
    is one), one backend and the smallest seed.
    """
    problems: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if run.trace is not None and run.trace.x is not None:
            problems[run.case.problem].append(run)
    chosen: dict[str, dict[Row, Run]] = {}
    for problem, here in problems.items():
        seen: dict[str, tuple[Row, Run]] = {}
        seed = min(run.case.seed for run in here)
        for row, group in by_row(here).items():
            first = min(group, key=lambda run: run.case.seed)
            if first.case.seed == seed and (row.method not in seen or row.gradient == "analytic"):
                seen[row.method] = row, first
        chosen[problem] = dict(seen.values())
    return chosen


def window(runs: list[Run]) -> Array:
    """A box around the points that lie no higher than the start of their path, with a margin: ((x1,
    x1'), (x2, x2')). A path that diverges thus does not shrink the others to a dot.
    """
    points = []
    for run in runs:
        trace = run.trace
        if trace is None or trace.x is None or trace.value is None:
            continue
        ceiling = trace.f_start if trace.f_start is not None else math.inf
        points.append(trace.x[trace.value <= ceiling])
        points.append(trace.x[:1])
    every = np.concatenate(points)
    every = every[np.isfinite(every).all(axis=1)]
    if not len(every):
        every = np.zeros((1, 2))
    low, high = every.min(axis=0), every.max(axis=0)
    extent = np.maximum(high - low, 0.2 * (high - low).max())
    extent = np.maximum(extent, 1e-3 * np.maximum(1.0, np.abs(high)))
    centre = 0.5 * (low + high)
    half = extent * (0.5 + MARGIN)
    return np.stack([centre - half, centre + half], axis=1)


def heights(values: Array) -> tuple[Array, dict[str, float]]:
    """Heights in [0, 1] on a logarithmic scale that starts a little below the smallest value, and
    the scale: height = (log(f - base) - low) / (high - low).
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return values, {"base": -1.0, "low": 0.0, "high": 1.0}
    base = float(known.min() - max(1e-3 * (np.median(known) - known.min()), 1e-12))
    logs = np.log(values - base)
    low, high = float(np.nanmin(logs)), float(np.nanmax(logs))
    high = high if high > low else low + 1.0
    return (logs - low) / (high - low), {"base": base, "low": low, "high": high}


def grid_points(around: Array) -> Array:
    """The points of a SIDE by SIDE grid over the window: rows from small to large x2."""
    across, up = (np.linspace(low, high, SIDE) for low, high in around)
    return np.stack([np.tile(across, SIDE), np.repeat(up, SIDE)], axis=1)


def surface(values: Array) -> dict[str, Any] | None:
    """The heights, in thousandths, at `grid_points`; None where no value is finite."""
    if not np.isfinite(values).any():
        return None
    levels, scale = heights(values)
    known = np.isfinite(levels)
    grid = np.where(known, np.round(1000.0 * levels), 0.0).astype(int).tolist()
    for unknown in np.flatnonzero(~known):
        grid[unknown] = None
    return {"side": SIDE, "heights": grid, **scale}


def kept_points(count: int, most: int) -> Indices:
    """Which of `count` points are drawn: all up to a count, then evenly among the rest."""
    if count <= most:
        return np.arange(count)
    whole = min(WHOLE, int(0.7 * most))
    rest = np.linspace(whole, count - 1, most - whole).round().astype(int)
    kept: Indices = np.unique(np.append(np.arange(whole), rest))
    return kept


@dataclass(frozen=True)
class Drawn:
    """The points of a run that are drawn."""

    run: Run
    x: Array
    value: Array
    evaluations: Array
    memory: dict[str, Array]  # "momentum" and "scale", where the method told of them


def drawn_points(run: Run, most: int) -> Drawn:
    trace = run.trace
    assert trace is not None and trace.x is not None and trace.value is not None
    finite = np.isfinite(trace.x).all(axis=1)
    kept = kept_points(int(finite.sum()), most)
    told = {"momentum": trace.momentum, "scale": trace.scale}
    memory = {name: part[finite][kept] for name, part in told.items() if part is not None}
    x, value, evaluations = (part[finite][kept] for part in (trace.x, trace.value, trace.f_evals))
    return Drawn(run, x, value, evaluations, memory)


def pairs(vectors: Array) -> list[list[float] | None]:
    """Pairs of numbers for the page; null where one is not finite."""
    return [rounded(pair, 3) if np.isfinite(pair).all() else None for pair in vectors]


def path(drawn: Drawn, gradients: Array | None) -> dict[str, Any]:
    """One path: points, values, evaluations, and where known the gradient, the momentum and the
    scale at each point.
    """
    run = drawn.run
    described: dict[str, Any] = {
        "status": run.status,
        "x": [rounded(point, 5) for point in drawn.x],
        "f": [float(f"{v:.4g}") if math.isfinite(v) else None for v in drawn.value],
        "evaluations": [int(n) for n in drawn.evaluations],
    }
    if gradients is not None and run.case.gradient != "none":
        described["gradient"] = pairs(gradients)
    return described | {name: pairs(vectors) for name, vectors in drawn.memory.items()}


def on_surface(
    problem: str, paths: dict[Row, Drawn], evaluator: Evaluator
) -> tuple[Array, dict[str, Any] | None, list[dict[str, Any]]]:
    """The window, the surface (None where this build cannot tell) and the paths of a problem."""
    around = window([drawn.run for drawn in paths.values()])
    groups = [grid_points(around), *(drawn.x for drawn in paths.values())]
    found = evaluator.at_each(problem, groups)
    gradients: list[Array | None] = [None] * len(paths)
    if found is not None:
        gradients = [slopes for _, slopes in found[1:]]
    described = [path(drawn, slopes) for drawn, slopes in zip(paths.values(), gradients)]
    return around, None if found is None else surface(found[0][0]), described


def trajectories(
    runs: list[Run], numbers: dict[Row, int], evaluator: Evaluator
) -> list[dict[str, Any]]:
    """For each problem of two variables its window, its surface and a path per method."""
    chosen = paths_by_problem(runs)
    count = sum(len(paths) for paths in chosen.values())
    most = max(20, min(MOST_POINTS, NUMBERS // max(8 * count, 1)))

    def drawn(item: tuple[str, dict[Row, Run]]) -> dict[str, Any]:
        problem, paths = item
        points = {row: drawn_points(run, most) for row, run in paths.items()}
        around, ground, described = on_surface(problem, points, evaluator)
        return {
            "problem": problem,
            "seed": min(run.case.seed for run in paths.values()),
            "window": [rounded(side, 6) for side in around],
            "surface": ground,
            "paths": [{"row": numbers[row], **one} for row, one in zip(points, described)],
        }

    # The binary evaluates one problem while the paths of another are packed.
    with ThreadPoolExecutor() as pool:
        return list(pool.map(drawn, chosen.items()))
