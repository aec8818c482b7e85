"""The comparison as a grid: rows are methods, columns problems, cells medians over seeds."""

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from ravine_scripts.runs import Run
from ravine_scripts.target import Targets


class Row(NamedTuple):
    """What a row of the table compares."""

    method: str
    gradient: str
    executor: str  # backend:threads


@dataclass(frozen=True)
class Cell:
    """`median` of what the runs spent, unsolved ones as infinite: finite when most are solved."""

    median: float
    solved: int
    total: int


@dataclass
class Grid:
    """One table. A pair of row and problem that was not run has no cell."""

    title: str
    rows: list[Row]
    problems: list[str]
    cells: dict[tuple[Row, str], Cell]
    shows_gradient: bool
    shows_executor: bool

    def best(self, problem: str) -> float:
        """The smallest median of a column; infinite where nothing is solved."""
        medians = (self.cells[row, problem].median for row in self.rows if self.has(row, problem))
        return min(medians, default=math.inf)

    def has(self, row: Row, problem: str) -> bool:
        return (row, problem) in self.cells

    def labels(self, row: Row) -> list[str]:
        """The leading columns of a row."""
        shown = [row.method]
        if self.shows_gradient:
            shown.append(row.gradient)
        if self.shows_executor:
            shown.append(row.executor)
        return shown

    def header(self) -> list[str]:
        return (
            ["method"]
            + ["gradient"] * self.shows_gradient
            + ["backend"] * self.shows_executor
        )


def row_of(run: Run) -> Row:
    return Row(run.case.method, run.case.gradient, f"{run.case.backend}:{run.case.threads}")


def with_gradient(runs: list[Run], gradient: str) -> list[Run]:
    """The runs with `gradient`, and those of methods that use none."""
    return [run for run in runs if run.case.gradient in (gradient, "none")]


def make_grid(title: str, runs: list[Run], targets: Targets, by: str) -> Grid:
    """The grid of `runs`, in which `by` is evaluations or seconds."""
    costs: dict[tuple[Row, str], list[float]] = defaultdict(list)
    for run in runs:
        costs[row_of(run), run.case.problem].append(getattr(targets.cost(run), by))
    cells = {
        key: Cell(statistics.median(spent), sum(map(math.isfinite, spent)), len(spent))
        for key, spent in costs.items()
    }
    rows = list(dict.fromkeys(row for row, _ in cells))
    methods = list(dict.fromkeys(row.method for row in rows))
    gradients = list(dict.fromkeys(row.gradient for row in rows))
    executors = list(dict.fromkeys(row.executor for row in rows))
    rows.sort(
        key=lambda row: (
            methods.index(row.method),
            gradients.index(row.gradient),
            executors.index(row.executor),
        )
    )
    return Grid(
        title=title,
        rows=rows,
        problems=list(dict.fromkeys(problem for _, problem in cells)),
        cells=cells,
        shows_gradient=len([g for g in gradients if g != "none"]) > 1,
        shows_executor=len(executors) > 1,
    )


def split(runs: list[Run]) -> dict[str, list[Run]]:
    """The runs of test functions, of data sets, and of studies, by title; empty ones left out.

    A study is a method on a single problem, or a problem with a single method, beside a comparison
    of several methods on several problems: a sweep of steps, a growing dimension.
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


def _studies(runs: list[Run]) -> set:
    problems, methods = defaultdict(set), defaultdict(set)
    for run in runs:
        problems[run.case.method].add(run.case.problem)
        methods[run.case.problem].add(run.case.method)
    several = {
        run.case
        for run in runs
        if len(problems[run.case.method]) > 1 and len(methods[run.case.problem]) > 1
    }
    return {run.case for run in runs} - several if several else set()
