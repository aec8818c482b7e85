"""A grid as ratios to one method, with a test over all problems."""

import math
from dataclasses import replace

import numpy as np

from ravine.statistics import pairs
from ravine.tables.cells import Cell, Grid, Row

HEADER = ["geometric mean", "won/tied/lost", "p (Holm)"]


def reference_of(grid: Grid, row: Row, method: str) -> Row:
    """The row of `method` that `row` stands against: of its own gradient and backend, if there is
    one.
    """
    same = [other for other in grid.rows if other.method == method]
    return max(same, key=lambda other: sum(a == b for a, b in zip(other, row)))


def ratios(grid: Grid, method: str) -> Grid:
    """`grid` with each value divided by the baseline's value in the same column.

    Three columns are added. The first is the geometric mean of the ratios where both are solved.
    The second tells how many columns the row won, tied and lost. The third is the p of Wilcoxon's
    signed-rank test over the columns, with Holm's correction over the rows.
    """
    cells: dict[tuple[Row, str], Cell] = {}
    found: dict[Row, pairs.Pairing] = {}
    for row in grid.rows:
        reference = reference_of(grid, row, method)
        shared = [c for c in grid.columns if grid.has(row, c) and grid.has(reference, c)]
        for column in shared:
            own, other = grid.cells[row, column], grid.cells[reference, column]
            cells[row, column] = replace(own, value=_ratio(own.value, other.value))
        if row != reference and shared:
            values = np.array([[grid.cells[r, c].value for c in shared] for r in (row, reference)])
            found[row] = pairs.compare(*values)
    corrected = pairs.holm(np.array([pairing.p for pairing in found.values()]))
    summaries = {row: ["", "", ""] for row in grid.rows}
    for (row, pairing), p in zip(found.items(), corrected):
        mean = f"{pairing.ratio:.2f}" if pairing.common else "-"
        record = f"{pairing.wins}/{pairing.ties}/{pairing.losses}"
        summaries[row] = [mean, record, f"{p:.2g}"]
    return replace(grid, cells=cells, summary_header=HEADER, summaries=summaries)


def _ratio(own: float, other: float) -> float:
    """Infinite where the row is not solved; 0 where the baseline alone is not."""
    if not math.isfinite(own):
        return math.inf
    if not math.isfinite(other):
        return 0.0
    if other == 0.0:
        return 1.0 if own == 0.0 else math.inf
    return own / other
