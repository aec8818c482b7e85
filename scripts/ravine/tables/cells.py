"""The cells of a table: rows are methods, columns problems, a cell is a statistic over seeds."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from ravine.arrays import Array
from ravine.results.case import Case
from ravine.results.runs import FIGURES, Run
from ravine.statistics import measures, pairs
from ravine.tables.target import Targets

FEWEST = 4  # runs a cell from which on a rank test can find anything at the level of 5 %


class Row(NamedTuple):
    """What a row of the table compares."""

    method: str
    gradient: str
    executor: str  # backend:threads


@dataclass(frozen=True)
class Sample:
    """What the runs of one cell came to."""

    costs: Array  # of each run at the target; infinite without success
    spent: Array  # of each run when it ended
    gaps: Array  # of each run when it ended
    figures: dict[str, Array] = field(default_factory=dict)  # FIGURES of each run; infinite: none


def _median_of(figure: str) -> Callable[[Sample], float]:
    return lambda s: float(measures.quantile(s.figures[figure], 0.5))


STATISTICS: dict[str, Callable[[Sample], float]] = {
    "median": lambda s: float(measures.quantile(s.costs, 0.5)),
    "ert": lambda s: float(measures.expected_running_time(s.costs, s.spent)),
    "q10": lambda s: float(measures.quantile(s.costs, 0.1)),
    "q25": lambda s: float(measures.quantile(s.costs, 0.25)),
    "q75": lambda s: float(measures.quantile(s.costs, 0.75)),
    "q90": lambda s: float(measures.quantile(s.costs, 0.9)),
    "solved": lambda s: 1.0 - float(np.isfinite(s.costs).mean()),  # the share not solved: less wins
    "gap": lambda s: float(measures.quantile(s.gaps, 0.5)),
    **{figure: _median_of(figure) for figure in FIGURES},
}


NO_COST = ("gap", "solved", *FIGURES)  # statistics that no axis is about
TO_A_TARGET = tuple(name for name in STATISTICS if name not in ("gap", *FIGURES))


@dataclass(frozen=True)
class Cell:
    """`value` of the statistic, infinite where it was not reached: less is better."""

    value: float
    solved: int
    total: int
    sample: Sample | None = field(default=None, compare=False, repr=False)
    statistic: str = "median"

    @property
    def reached(self) -> bool:
        return math.isfinite(self.value)


@dataclass
class Grid:
    """One table. A pair of row and column that was not run has no cell."""

    title: str
    rows: list[Row]
    columns: list[str]
    cells: dict[tuple[Row, str], Cell]
    shows_gradient: bool
    shows_executor: bool
    statistic: str = "median"
    close: set[tuple[Row, str]] = field(default_factory=set)  # no significant way from the best
    summary_header: list[str] = field(default_factory=list)
    summaries: dict[Row, list[str]] = field(default_factory=dict)

    def best(self, column: str) -> float:
        """The smallest value of a column; infinite where nothing is solved."""
        values = (self.cells[row, column].value for row in self.rows if self.has(row, column))
        return min(values, default=math.inf)

    def is_best(self, row: Row, column: str) -> bool:
        cell = self.cells.get((row, column))
        return cell is not None and cell.reached and cell.value == self.best(column)

    def has(self, row: Row, column: str) -> bool:
        return (row, column) in self.cells

    def labels(self, row: Row) -> list[str]:
        """The leading columns of a row."""
        shown = [row.method]
        if self.shows_gradient:
            shown.append(row.gradient)
        if self.shows_executor:
            shown.append(row.executor)
        return shown

    def header(self) -> list[str]:
        return ["method"] + ["gradient"] * self.shows_gradient + ["backend"] * self.shows_executor


def row_of(run: Run) -> Row:
    return Row(run.case.method, run.case.gradient, run.case.executor)


def merge_backends(runs: list[Run]) -> list[Run]:
    """The runs without their backends, where none ran on several: a method is one row, though large
    data had more threads than small. As they are where backends are what is compared.
    """
    seen: dict[tuple[str, str, str], str] = {}
    for run in runs:
        case = run.case
        if (
            seen.setdefault((case.problem, case.method, case.gradient), case.executor)
            != case.executor
        ):
            return runs
    return [replace(run, case=run.case._replace(backend="", threads=0)) for run in runs]


def by_row(runs: Iterable[Run]) -> dict[Row, list[Run]]:
    """The runs of each method, gradient and backend: methods in their order, then gradients."""
    groups: dict[Row, list[Run]] = defaultdict(list)
    for run in runs:
        groups[row_of(run)].append(run)
    orders = [
        {name: i for i, name in reversed(list(enumerate(row[part] for row in groups)))}
        for part in range(3)
    ]
    ordered = sorted(groups, key=lambda row: [order[name] for order, name in zip(orders, row)])
    return {row: groups[row] for row in ordered}


def with_gradient(runs: list[Run], gradient: str) -> list[Run]:
    """The runs with `gradient`, and those of methods that use none."""
    return [run for run in runs if run.case.gradient in (gradient, "none")]


def sample_of(runs: list[Run], targets: Targets, by: str, gap: float | None = None) -> Sample:
    """The runs' costs on an axis, to their own targets or to a gap."""
    costs = [targets.cost(run) if gap is None else targets.at_gap(run, gap) for run in runs]
    return Sample(
        np.array([found.on(by) for found in costs]),
        np.array([targets.spent(run).on(by) for run in runs]),
        np.array([targets.final_gap(run) for run in runs]),
        {name: np.array([run.figures.get(name, math.inf) for run in runs]) for name in FIGURES},
    )


def cell_of(sample: Sample, statistic: str) -> Cell:
    solved = int(np.isfinite(sample.costs).sum())
    return Cell(STATISTICS[statistic](sample), solved, sample.costs.size, sample, statistic)


def make_grid(
    title: str, runs: list[Run], targets: Targets, by: str, statistic: str = "median"
) -> Grid:
    """The grid of `runs` with a column per problem; `by` is one of cost.AXES."""
    groups: dict[tuple[Row, str, float | None], list[Run]] = defaultdict(list)
    for run in runs:
        several = targets.shown_gaps(run) if statistic in TO_A_TARGET else ()
        for gap in several or (None,):
            groups[row_of(run), run.case.problem, gap].append(run)
    cells = {
        (row, problem if gap is None else f"{problem}, gap {gap:.0e}"): cell_of(
            sample_of(group, targets, by, gap), statistic
        )
        for (row, problem, gap), group in groups.items()
    }
    return _grid(title, runs, cells, statistic)


def make_ladder(
    title: str,
    runs: list[Run],
    targets: Targets,
    by: str,
    gaps: Iterable[float],
    statistic: str = "median",
) -> Grid:
    """The grid of the `runs` of one problem with a column per gap."""
    cells = {
        (row, f"{gap:.0e}"): cell_of(sample_of(group, targets, by, gap), statistic)
        for gap in gaps
        for row, group in by_row(runs).items()
    }
    return _grid(title, runs, cells, statistic)


def make_held_out(title: str, runs: list[Run], targets: Targets, by: str) -> Grid:
    """The grid of the `runs` of one problem with held-out samples. One column is what a run spent
    up to its target. The others are figures of its best point.
    """
    cells = {}
    for row, group in by_row(runs).items():
        sample = sample_of(group, targets, by)
        cells[row, by] = cell_of(sample, "median")
        cells |= {(row, name): cell_of(sample, name) for name in FIGURES}
    return _grid(title, runs, cells, "median")


def _grid(title: str, runs: list[Run], cells: dict[tuple[Row, str], Cell], statistic: str) -> Grid:
    rows = list(by_row(runs))
    grid = Grid(
        title=title,
        rows=rows,
        columns=list(dict.fromkeys(column for _, column in cells)),
        cells=cells,
        shows_gradient=len({row.gradient for row in rows} - {"none"}) > 1,
        shows_executor=len({row.executor for row in rows}) > 1,
        statistic=statistic,
    )
    for column in grid.columns:
        grid.close |= {(row, column) for row in _close_to_best(grid, column)}
    return grid


def _close_to_best(grid: Grid, column: str) -> list[Row]:
    """The rows whose difference from the best of a column is no more than chance, by rank-sum tests
    with Benjamini and Hochberg's correction over the column.
    """
    if grid.statistic == "solved" or not math.isfinite(grid.best(column)):
        return []
    rows = [row for row in grid.rows if grid.has(row, column)]
    best = next(row for row in rows if grid.is_best(row, column))
    values = [_tested(grid.cells[row, column]) for row in rows]
    reference = values[rows.index(best)]
    if any(value.size < FEWEST for value in values):
        return []
    others = [i for i, row in enumerate(rows) if row != best]
    p = np.array([float(pairs.rank_sum(values[i], reference)) for i in others])
    adjusted = pairs.false_discovery(p)
    return [
        rows[i]
        for i, value in zip(others, adjusted)
        if value > pairs.LEVEL
        and grid.cells[rows[i], column].reached
        and not grid.is_best(rows[i], column)
    ]


def _tested(cell: Cell) -> Array:
    assert cell.sample is not None
    if cell.statistic in FIGURES:
        return cell.sample.figures[cell.statistic]
    return cell.sample.gaps if cell.statistic == "gap" else cell.sample.costs


def split(runs: list[Run]) -> dict[str, list[Run]]:
    """The runs of test functions, of data sets, and of studies, by title; empty ones left out.

    A study is a sweep of steps or dimensions beside a comparison of several methods on several
    problems. It shows as a method on a single problem, or as a problem with a single method.
    """
    on_data = {run.case.problem for run in runs if run.epochs > 0.0}
    families = {
        "Test functions": [run for run in runs if run.case.problem not in on_data],
        "Data sets": [run for run in runs if run.case.problem in on_data],
    }
    parts: dict[str, list[Run]] = {}
    studies: list[Run] = []
    for title, family in families.items():
        apart = _studies(family)
        parts[title] = [run for run in family if run.case not in apart]
        studies += [run for run in family if run.case in apart]
    parts["Studies"] = studies
    return {title: part for title, part in parts.items() if part}


def _studies(runs: list[Run]) -> set[Case]:
    """The cases beside the comparison, those left when a problem's other methods are studies too."""
    compared = {run.case for run in runs}
    while True:
        problems, methods = defaultdict(set), defaultdict(set)
        for case in compared:
            problems[case.method].add(case.problem)
            methods[case.problem].add(case.method)
        several = {
            case
            for case in compared
            if len(problems[case.method]) > 1 and len(methods[case.problem]) > 1
        }
        if several == compared:
            break
        compared = several
    return {run.case for run in runs} - compared if compared else set()
