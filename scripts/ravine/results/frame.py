"""Runs as a pandas frame."""

from pathlib import Path
from typing import Any

import pandas

from ravine.results.runs import PROCESSORS, Run, Trace, load

COURSE = ("f_evals", "g_evals", "epochs", "seconds", "best")


def of(path: Path) -> pandas.DataFrame:
    """The runs of a file, a row each; raises BadInput."""
    return pandas.DataFrame([_row(run) for run in load([path]).runs])


def _row(run: Run) -> dict[str, Any]:
    facts = {"status": run.status, "dimension": run.dimension, "f_star": run.f_star}
    ends = {} if run.trace is None else {name: getattr(run.trace, name)[-1] for name in COURSE[:-1]}
    best = {"value": run.value, "seconds_compare": run.seconds_compare}
    known = facts | ends | best | run.figures | run.counters
    return run.case._asdict() | known | {"trace": _course(run.trace)}


def _course(trace: Trace | None) -> pandas.DataFrame | None:
    if trace is None:
        return None
    columns = {name: getattr(trace, name) for name in COURSE} | trace.figures
    if trace.rounds is not None:
        columns |= {f"rounds:{count}": trace.rounds[:, i] for i, count in enumerate(PROCESSORS)}
    return pandas.DataFrame(columns)
