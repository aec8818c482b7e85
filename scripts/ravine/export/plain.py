"""Runs and their recorded points as two tables of comma-separated values."""

from typing import Any

import pandas

from ravine.results.case import Case
from ravine.results.runs import FIGURES, Run
from ravine.tables.cost import ROUNDS
from ravine.tables.target import Targets

POINT_COLUMNS = ("f_evals", "g_evals", "epochs", "seconds", "best")


def _run_line(run: Run, targets: Targets) -> dict[str, Any]:
    spent, reached = targets.spent(run), targets.cost(run)
    found = {
        "dimension": run.dimension,
        "f_star": targets.minima[run.case.problem],
        "value": run.value,
        "status": run.status,
        "solved": int(reached.solved),
        "f_evals": spent.evaluations,
        "epochs": spent.epochs,
        "seconds": spent.seconds if run.seconds_compare else None,
        "f_evals_to_target": reached.evaluations if reached.solved else None,
        "seconds_to_target": reached.seconds if reached.solved and run.seconds_compare else None,
    }
    more = run.figures | dict(zip(ROUNDS, spent.rounds, strict=True))
    return run.case._asdict() | found | more


def _points(run: Run) -> pandas.DataFrame:
    assert run.trace is not None
    columns = {name: getattr(run.trace, name) for name in POINT_COLUMNS} | run.trace.figures
    if run.trace.rounds is not None:
        columns |= {axis: run.trace.rounds[:, i] for i, axis in enumerate(ROUNDS)}
    if not run.seconds_compare:
        del columns["seconds"]
    return pandas.DataFrame(run.case._asdict() | columns)


def _csv(table: pandas.DataFrame, first: list[str]) -> str:
    """The table with its columns in one order. Held-out figures and rounds are there if any run has
    them.
    """
    more = [name for name in (*FIGURES, *ROUNDS) if name in table and table[name].notna().any()]
    text: str = table.reindex(columns=[*Case._fields, *first, *more]).to_csv(index=False)
    return text


def files(runs: list[Run], targets: Targets) -> dict[str, str]:
    """runs.csv and points.csv. A number that is not known is empty, and so are seconds that do not
    compare.
    """
    lines = [_run_line(run, targets) for run in runs]
    points = [_points(run) for run in runs if run.trace is not None]
    own = [name for name in lines[0] if name not in (*Case._fields, *FIGURES, *ROUNDS)]
    whole = pandas.concat(points, ignore_index=True) if points else pandas.DataFrame()
    return {
        "runs.csv": _csv(pandas.DataFrame(lines), own),
        "points.csv": _csv(whole, list(POINT_COLUMNS)),
    }
