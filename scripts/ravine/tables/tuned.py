"""Leaves the best step of each grid of steps that a method ran with on a learning problem."""

from collections import defaultdict

import numpy as np

from ravine.results.runs import Run
from ravine.results.specs import number_of, parameters
from ravine.statistics import measures
from ravine.tables.cells import Row, row_of
from ravine.tables.target import Targets

FEWEST = 5  # steps that make a grid, and no choice of a few by hand


def _without_step(run: Run) -> tuple[str, Row]:
    """The problem, and the row without its step."""
    name, given = parameters(run.case.method)
    rest = "".join(f":{key}={value}" for key, value in given.items() if key != "step")
    return run.case.problem, row_of(run)._replace(method=name + rest)


def _merit(runs: list[Run], targets: Targets) -> tuple[float, float, float]:
    """Less is better: the share that is not solved, the median epochs to the target, the gap."""
    epochs = np.array([targets.cost(run).epochs for run in runs])
    gaps = np.array([targets.final_gap(run) for run in runs])
    unsolved = float(np.isinf(epochs).mean())
    middle = [float(measures.quantile(values, 0.5)) for values in (epochs, gaps)]
    return unsolved, middle[0], middle[1]


def tuned(runs: list[Run], targets: Targets) -> tuple[list[Run], list[str]]:
    """The runs without those of a grid's other steps, and a sentence on each grid."""
    grids: dict[tuple[str, Row], dict[float, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        step = number_of(parameters(run.case.method)[1], "step")
        if step is not None and run.epochs > 0.0:
            grids[_without_step(run)][step].append(run)
    left_out = set()
    said = []
    for (problem, row), steps in grids.items():
        if len(steps) < FEWEST:
            continue
        merits = {step: _merit(part, targets) for step, part in steps.items()}
        best = min(merits, key=merits.__getitem__)
        left_out |= {run.case for step, part in steps.items() if step != best for run in part}
        end = {min(steps): ", the shortest", max(steps): ", the longest"}.get(best, "")
        said.append(f"{row.method} on {problem}: {best:g} is the best of {len(steps)} steps{end}.")
    return [run for run in runs if run.case not in left_out], said
