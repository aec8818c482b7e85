"""How much of the work each method gets done within a cost: three views over many problems."""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from ravine.arrays import Array
from ravine.results.runs import Run
from ravine.statistics import measures
from ravine.tables.cells import Row, by_row
from ravine.tables.cost import AXES, PLAIN_AXES
from ravine.tables.target import LADDER, Targets

STEPS = 150  # of a drawn distribution, at most
PROFILE_GAPS = (1e-1, 1e-3, 1e-5, 1e-7)  # the accuracies of Moré & Wild 2009
GROW_WITH_N = ("evaluations", "priced")
BEST = -1  # stands for a row: the best of all

Steps = tuple[Array, Array]  # where a distribution steps, and to which share


@dataclass
class Costs:
    """What `rows` spent on problems to within `gaps` of the minimum.

    `medians` (gaps, problems, rows, axes) are over seeds: a pair that was not run is not solved.
    `runs` holds for each row its runs' costs (runs, gaps, axes) and dimensions (runs).
    """

    rows: list[Row]
    gaps: list[float]
    dimensions: Array
    medians: Array
    runs: dict[Row, tuple[Array, Array]]

    def of_rows(self, rows: list[Row]) -> "Costs":
        """The same for some of the rows."""
        kept = [i for i, row in enumerate(self.rows) if row in rows]
        shown = [self.rows[i] for i in kept]
        parts = {row: self.runs[row] for row in shown}
        return Costs(shown, self.gaps, self.dimensions, self.medians[:, :, kept], parts)


def ladder_for(runs: list[Run], targets: Targets) -> list[float]:
    """The gaps that all runs could reach: a run ends at its own, so smaller ones say nothing."""
    own = [gap for run in runs if (gap := targets.gap_of(run)) is not None]
    limit = max(own, default=0.0) * 0.99
    return [gap for gap in LADDER if gap >= limit] or [max(own)]


def costs_of(runs: list[Run], targets: Targets, gaps: list[float]) -> Costs:
    """The costs of all runs, which must have traces."""
    rows = by_row(runs)
    dimensions: dict[str, int] = {}
    found: dict[Row, tuple[Array, Array]] = {}
    medians: dict[tuple[str, int], Array] = {}
    for i, (row, part) in enumerate(rows.items()):
        costs = np.stack([targets.at_gaps(run, gaps) for run in part])
        found[row] = costs, np.array([run.dimension or 1 for run in part])
        places: dict[str, list[int]] = defaultdict(list)
        for place, run in enumerate(part):
            dimensions[run.case.problem] = run.dimension or 1
            places[run.case.problem].append(place)
        for problem, mine in places.items():
            medians[problem, i] = measures.quantile(np.moveaxis(costs[mine], 0, -1), 0.5)
    table = np.full((len(gaps), len(dimensions), len(rows), len(AXES)), math.inf)
    order = {problem: j for j, problem in enumerate(dimensions)}
    for (problem, i), median in medians.items():
        table[:, order[problem], i] = median
    return Costs(list(rows), gaps, np.array(list(dimensions.values())), table, found)


def performance_profile(costs: Costs, gap: float, axis: str) -> dict[Row, Steps]:
    """By row, the distribution over problems of the ratio of its cost to the best row's."""
    chosen = costs.medians[costs.gaps.index(gap), :, :, AXES.index(axis)]
    ratios = measures.performance_ratios(chosen)
    return {row: measures.distribution(ratios[:, i]) for i, row in enumerate(costs.rows)}


def data_profile(costs: Costs, gap: float, axis: str) -> dict[Row, Steps]:
    """For each row, the distribution over problems of its cost in simplex gradients. Seconds and
    epochs are not divided, because they do not grow with n by themselves.
    """
    chosen = costs.medians[costs.gaps.index(gap), :, :, AXES.index(axis)]
    if axis in GROW_WITH_N:
        chosen = measures.simplex_gradients(chosen, costs.dimensions)
    return {row: measures.distribution(chosen[:, i]) for i, row in enumerate(costs.rows)}


def runtime_distribution(costs: Costs, axis: str) -> dict[Row, Steps]:
    """For each row, the distribution of what was spent over all pairs of a run and a gap.
    Evaluations are in units of n, so that problems of different dimension count alike (COCO).
    """
    found = {}
    for row in costs.rows:
        spent, dimensions = costs.runs[row]
        scale = dimensions[:, None] if axis in GROW_WITH_N else np.ones(1)
        found[row] = measures.distribution(spent[:, :, AXES.index(axis)] / scale)
    return found


def best_of_all(costs: Costs, gaps: list[float], axis: str) -> Steps:
    """The distribution over problems and gaps of the least that any row needed: no single method
    can be better (the virtual best of COCO's figures).
    """
    kept = [costs.gaps.index(gap) for gap in gaps]
    least = costs.medians[kept][:, :, :, AXES.index(axis)].min(axis=2)
    return measures.distribution(least / costs.dimensions if axis in GROW_WITH_N else least)


def thinned(steps: Steps) -> list[list[float]]:
    """At most STEPS steps, first and last kept; zero, which has no logarithm, becomes 1e-9."""
    x, share = steps
    keep = np.unique(np.linspace(0, x.size - 1, min(x.size, STEPS)).round().astype(int))
    return [
        [float(f"{max(v, 1e-9):.4g}") for v in x[keep]],
        [float(f"{v:.4g}") for v in share[keep]],
    ]


def _numbered(
    profile: dict[Row, Steps], numbers: dict[Row, int], best: Steps | None = None
) -> list[list[Any]]:
    drawn = [[numbers[row], *thinned(steps)] for row, steps in profile.items()]
    return drawn if best is None else [*drawn, [BEST, *thinned(best)]]


def for_page(
    costs: Costs, numbers: dict[Row, int], axes: tuple[str, ...] = PLAIN_AXES
) -> dict[str, Any]:
    """All profiles, ready for the page: by kind (and gap), by axis, a list of [row, x, share]. The
    row BEST is the best of all.
    """
    gaps = [gap for gap in PROFILE_GAPS if gap in costs.gaps]
    return {
        "ecdf": {
            axis: _numbered(
                runtime_distribution(costs, axis), numbers, best_of_all(costs, costs.gaps, axis)
            )
            for axis in axes
        },
        "performance": {
            f"{gap:.0e}": {
                axis: _numbered(performance_profile(costs, gap, axis), numbers) for axis in axes
            }
            for gap in gaps
        },
        "data": {
            f"{gap:.0e}": {
                axis: _numbered(data_profile(costs, gap, axis), numbers) for axis in axes
            }
            for gap in gaps
        },
    }
