"""Everything that the page draws, as plain lists and numbers that JSON takes."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np

from ravine.arrays import Array, Truths
from ravine.report import curves, held_out, kernels, profiles, studies
from ravine.report.evaluator import Evaluator
from ravine.report.page_pairs import head_to_head
from ravine.report.problem_classes import classes
from ravine.report.ranking import Ranking
from ravine.report.styles import styles
from ravine.report.trajectories import trajectories
from ravine.results.catalogue import Catalogue
from ravine.results.runs import Loaded, Run
from ravine.results.specs import base_of
from ravine.statistics import measures, pairs
from ravine.tables import cost
from ravine.tables.cells import FEWEST, Row, by_row, split
from ravine.tables.cost import AXES, PLAIN_AXES, UNITS, Price, comparable_axes, price_words
from ravine.tables.target import LADDER, Targets

CURVE_VALUES = 600_000  # in all curves: some 3 MB of the page
CELL_RESAMPLES = 200  # of a bootstrap, of which there is one a cell, axis and target

Cells = dict[tuple[str, Row], list[Run]]
Group = tuple[str, str, str, list[Run]]  # key, title, cost and runs of a part of the page
STUDIES = "studies"


def number(value: float) -> float | int | None:
    """Four significant digits; None for what JSON cannot hold."""
    if not math.isfinite(value):
        return None
    short = float(f"{value:.4g}")
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def numbers(values: Iterable[float]) -> list[float | int | None]:
    return [number(value) for value in values]


def rows_of(runs: list[Run]) -> tuple[dict[Row, int], list[dict[str, Any]]]:
    """A number a row, and how each is named and drawn."""
    rows = list(by_row(runs))
    looks = styles(row.method for row in rows)
    several = len({row.executor for row in rows}) > 1
    described = [
        {
            "name": f"{row.method}, {row.executor}" if several else row.method,
            "method": row.method,
            "base": base_of(row.method),
            "gradient": row.gradient,
            "backend": row.executor,
            "colour": looks[row.method].colour,
            "dash": looks[row.method].dash,
        }
        for row in rows
    ]
    return {row: i for i, row in enumerate(rows)}, described


def cost_arrays(
    runs: list[Run], targets: Targets, axes: tuple[str, ...] = PLAIN_AXES
) -> tuple[Array, Array]:
    """What each run had spent at its own target and at each of LADDER (targets, axes, runs), and
    until its end (axes, runs).
    """
    kept = [AXES.index(axis) for axis in axes]
    own = np.array([targets.cost(run).costs for run in runs])
    ladder = np.stack([targets.at_gaps(run, LADDER) for run in runs], axis=1)
    costs = np.concatenate([own[None], ladder]).transpose(0, 2, 1)
    return costs[:, kept], np.array([targets.spent(run).costs for run in runs]).T[kept]


def cell(
    costs: Array,
    spent: Array,
    runs: list[Run],
    targets: Targets,
    axes: tuple[str, ...] = PLAIN_AXES,
) -> dict[str, Any]:
    """One method on one problem: by axis, a list over targets of each statistic."""
    interval = measures.bootstrap(costs, spent, CELL_RESAMPLES)
    statistics = {
        "median": measures.quantile(costs, 0.5),
        "q25": measures.quantile(costs, 0.25),
        "q75": measures.quantile(costs, 0.75),
        "ert": measures.expected_running_time(costs, spent),
        "low": interval[0],
        "high": interval[1],
    }
    gaps = np.array([targets.final_gap(run) for run in runs])
    return {
        "runs": len(runs),
        "solved": np.isfinite(costs[:, 0]).sum(axis=-1).tolist(),
        "gap": number(float(measures.quantile(gaps, 0.5))),
        "statuses": Counter(run.status or "unknown" for run in runs),
        "cost": {
            axis: {name: numbers(values[:, i]) for name, values in statistics.items()}
            for i, axis in enumerate(axes)
        },
    }


def close_to_best(costs: list[Array]) -> Truths | None:
    """An array (rows, targets, axes), true where the difference from the best median may be chance.
    `costs` has an array (targets, axes, runs) per row of one problem. None if a row has too few
    runs to tell.
    """
    if len(costs) < 2 or min(part.shape[-1] for part in costs) < FEWEST:
        return None
    middle = np.stack([measures.quantile(part, 0.5) for part in costs])
    best = np.argmin(middle, axis=0)
    p = np.ones(middle.shape)
    for leader in range(len(costs)):
        where = best == leader
        if where.any():
            reference = np.moveaxis(costs[leader], -1, 0)
            for i, part in enumerate(costs):
                p[i][where] = pairs.rank_sum(np.moveaxis(part, -1, 0), reference)[where]
    # The best is no finding about itself: it leaves the correction, as the largest p does.
    np.put_along_axis(p, best[None], 2.0, axis=0)
    ordered = np.sort(p, axis=0)[:-1]
    ranks = np.arange(1, len(costs)).reshape(-1, 1, 1)
    found = ordered * (len(costs) - 1) / ranks <= pairs.LEVEL
    # Benjamini & Hochberg: everything up to the last p below its own share of the level.
    last = np.where(found, ordered, -1.0).max(axis=0)
    close: Truths = (p > last) & np.isfinite(middle) & (p < 2.0)
    return close


def curve_points(cells: Cells) -> int:
    """How many points a curve may have, so that all together stay small."""
    return int(
        min(curves.POINTS, max(16, CURVE_VALUES // max(len(cells) * len(PLAIN_AXES) * 3, 1)))
    )


def bands(
    runs: list[Run], targets: Targets, points: int, axes: tuple[str, ...] = PLAIN_AXES
) -> dict[str, list[Any]]:
    """The packed convergence curve on each axis along which something was spent."""
    found = curves.courses(runs, targets)
    drawn = {}
    for axis in axes:
        banded = curves.band(found, axis, points) if found else None
        if banded is not None:
            drawn[axis] = curves.packed(*banded)
    return drawn


def cells_of(
    runs: list[Run],
    targets: Targets,
    row_numbers: dict[Row, int],
    axes: tuple[str, ...] = PLAIN_AXES,
) -> dict[str, list[dict[str, Any]]]:
    """The cells of each problem: one per row that ran on it, with the number of the row."""
    groups: dict[str, dict[Row, list[Run]]] = {}
    by_problem: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_problem[run.case.problem].append(run)
    for problem, part in by_problem.items():
        groups[problem] = by_row(part)
    points = curve_points(
        {(p, row): part for p, rows in groups.items() for row, part in rows.items()}
    )
    found = {}
    for problem, rows in groups.items():
        arrays = {row: cost_arrays(part, targets, axes) for row, part in rows.items()}
        close = close_to_best([costs for costs, _ in arrays.values()])
        found[problem] = [
            {
                "row": row_numbers[row],
                **cell(*arrays[row], part, targets, axes),
                "curve": bands(part, targets, points, axes),
                # As text of 0 and 1: a character per target, a word per axis.
                "close": None
                if close is None
                else {a: "".join(str(int(v)) for v in close[i, :, k]) for k, a in enumerate(axes)},
            }
            for i, (row, part) in enumerate(rows.items())
        ]
    return found


def parts_of(
    groups: list[Group],
    targets: Targets,
    row_numbers: dict[Row, int],
    axes: tuple[str, ...] = PLAIN_AXES,
) -> list[dict[str, Any]]:
    """What the page compares by itself: the classes of problems, and the studies beside them."""
    return [
        {
            "key": key,
            "title": title,
            "axis": axis,
            "problems": list(dict.fromkeys(run.case.problem for run in part)),
            "rows": sorted(row_numbers[row] for row in by_row(part)),
            **profiles_of(key, part, targets, row_numbers, axes),
            "pairs": head_to_head(part, targets, row_numbers, axes),
        }
        for key, title, axis, part in groups
    ]


def profiles_of(
    key: str,
    part: list[Run],
    targets: Targets,
    row_numbers: dict[Row, int],
    axes: tuple[str, ...],
) -> dict[str, Any]:
    """The profiles of a class, and the gaps that they are about."""
    traced = [run for run in part if run.trace is not None and targets.gap_of(run) is not None]
    gaps = profiles.ladder_for(traced, targets) if traced else []
    if not traced or key == STUDIES:
        return {"gaps": gaps, "profiles": {}}
    costs = profiles.costs_of(traced, targets, gaps)
    return {"gaps": gaps, "profiles": profiles.for_page(costs, row_numbers, axes)}


def groups_of(runs: list[Run], tables: Catalogue | None) -> list[Group]:
    """The classes of problems with their cost, then the studies."""
    groups: list[Group] = [
        (part.key, part.title, part.axis, part.runs) for part in classes(runs, tables)
    ]
    studies_alone = split(runs)
    if len(studies_alone) > 1 and "Studies" in studies_alone:
        groups.append((STUDIES, "Studies", "priced", studies_alone["Studies"]))
    return groups


def problems_of(runs: list[Run], targets: Targets) -> list[dict[str, Any]]:
    """What is known of each problem."""
    firsts: dict[str, Run] = {}
    for run in runs:
        if run.case.problem not in firsts or firsts[run.case.problem].dimension is None:
            firsts[run.case.problem] = run
    return [
        {
            "name": problem,
            "dimension": run.dimension,
            "minimum": number(targets.minima[problem]),
            "assumed": problem in targets.assumed,
            "gap": None if (gap := targets.gap_of(run)) is None else number(gap),
        }
        for problem, run in firsts.items()
    ]


def adopt(into: Any, other: Any, key: str) -> None:
    """Puts what `other` holds of the priced axis into `into`, of the same make, under `key`."""
    if isinstance(other, list):
        for mine, theirs in zip(into, other):
            adopt(mine, theirs, key)
    elif isinstance(other, dict):
        for name, value in other.items():
            if name == "priced":
                into[key] = value
            else:
                adopt(into[name], value, key)


def priced_again(
    data: dict[str, Any],
    runs: list[Run],
    groups: list[Group],
    targets: Targets,
    row_numbers: dict[Row, int],
) -> None:
    """Adds one more axis to `data`: evaluations with gradients at the price of `targets`."""
    key = price_key(targets.price)
    for problem, cells in cells_of(runs, targets, row_numbers, ("priced",)).items():
        adopt(data["cells"][problem], cells, key)
    adopt(data["parts"], parts_of(groups, targets, row_numbers, ("priced",)), key)
    place = next(i for i, axis in enumerate(data["axes"]) if axis["key"] == "epochs")
    data["axes"].insert(place, {"key": key, "title": priced_title(targets.price)})


def price_key(price: Price) -> str:
    """The axis of one more price of a gradient."""
    return f"priced-{'usual' if price is None else price_words(price)}"


def priced_title(price: Price) -> str:
    return f"evaluations, a gradient counts as {price_words(price)}"


def page_data(
    loaded: Loaded,
    targets: Targets,
    evaluator: Evaluator,
    prices: Iterable[Price] = (),
    tables: Catalogue | None = None,
) -> dict[str, Any]:
    """The whole of it. `prices` are those of a gradient that the page offers beside the one of
    `targets`, where there are gradients to price.
    """
    row_numbers, _ = rows_of(loaded.runs)
    groups = groups_of(loaded.runs, tables)
    data = _at_one_price(loaded, groups, targets, evaluator)
    data["rounds"] = studies.rounds(loaded.runs, targets, tables)
    if any(map(cost.takes_gradients, loaded.runs)):
        for price in prices:
            priced_again(data, loaded.runs, groups, targets.priced_at(price), row_numbers)
    return data


def orders_of(rankings: dict[str, Ranking | None], runs: list[Run]) -> dict[str, list[int]]:
    """By class, the numbers of its rows that are ranked, the best first."""
    row_numbers, _ = rows_of(runs)
    return {
        key: [row_numbers[one.row] for one in found.ranked] if found else []
        for key, found in rankings.items()
    }


def _at_one_price(
    loaded: Loaded, groups: list[Group], targets: Targets, evaluator: Evaluator
) -> dict[str, Any]:
    runs = loaded.runs
    row_numbers, described = rows_of(runs)
    axes = comparable_axes(runs)
    titles = UNITS | {"priced": priced_title(targets.price), "evaluations": priced_title(0.0)}
    return {
        "axes": [{"key": axis, "title": titles[axis]} for axis in axes],
        "targets": ["own", *(f"{gap:.0e}" for gap in LADDER)],
        "rows": described,
        "problems": problems_of(runs, targets),
        "parts": parts_of(groups, targets, row_numbers, axes),
        "cells": cells_of(runs, targets, row_numbers, axes),
        "trajectories": trajectories(runs, row_numbers, evaluator),
        "growth": studies.growth(runs, targets),
        "sweeps": studies.step_sweep(runs, targets),
        "betas": studies.betas(runs, targets),
        "rates": studies.rates(runs, targets),
        "held_out": held_out.gaps(runs, targets),
        "penalties": held_out.penalties(runs),
        "kernels": kernels.for_page(loaded.kernels),
    }


def as_json(data: Any) -> str:
    """JSON in as few characters as it takes."""
    return json.dumps(data, allow_nan=False, separators=(",", ":"))
