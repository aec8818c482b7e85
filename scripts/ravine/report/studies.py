"""The report's studies: growth with the dimension, the cost on many processors, the step of
descent, momentum's beta, and the rates of stochastic descent.
"""

import statistics
from collections import Counter, defaultdict
from typing import Any

import numpy as np

from ravine.report import curves
from ravine.report.curves import Series, median_curve, relative_gap, rounded
from ravine.report.problem_classes import classes
from ravine.report.ranking import costs_of
from ravine.results.catalogue import Catalogue
from ravine.results.runs import PROCESSORS, Run
from ravine.results.specs import number_of, parameters
from ravine.statistics import measures
from ravine.tables.cost import ROUNDS, counts_rounds
from ravine.tables.target import Targets

LINES = 4  # that are cheapest at one end of a figure


def growth(runs: list[Run], targets: Targets) -> list[Series]:
    """Median evaluations to the target against n. A problem must have run with at least two values
    of n. p is the exponent of the power law n^p that fits the medians best in logarithms.
    """
    groups: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        problem, given = parameters(run.case.problem)
        if "dimension" in given and set(given) == {"dimension"} and given["dimension"].isdigit():
            method = run.case.method
            if run.case.gradient != "none":
                method += f", {run.case.gradient}"
            cost = targets.cost(run).evaluations
            groups[method, problem][int(given["dimension"])].append(cost)
    series = []
    for (method, problem), costs in groups.items():
        medians = {n: float(measures.quantile(np.array(costs[n]), 0.5)) for n in sorted(costs)}
        solved = {n: value for n, value in medians.items() if value < float("inf")}
        if len(solved) > 1:
            slope = np.polyfit(np.log(list(solved)), np.log(list(solved.values())), 1)[0]
            series.append(
                {
                    "name": f"{method} on {problem}",
                    "method": method.split(",")[0],
                    "x": list(solved),
                    "y": rounded(solved.values()),
                    "exponent": float(f"{slope:.3g}"),
                }
            )
    return series


def rounds(runs: list[Run], targets: Targets, tables: Catalogue | None) -> list[dict[str, Any]]:
    """For each class of functions, a line a method: what it costs on 1, 2, 4, ... 1024 processors.
    The cost is the geometric mean over problems of the rounds to the target, as the verdicts take
    it: a problem that is not solved costs ten times the most that any run spent. Of several
    gradients the cheapest counts. A class has the methods that cost the least on 1 processor or on
    1024, and is left out where processors help none of these.
    """
    figures = []
    for part in classes([run for run in runs if counts_rounds(run)], tables):
        by_method: dict[str, list[float]] = defaultdict(list)
        for axis in ("evaluations", *ROUNDS):
            found = costs_of(part, targets, axis)
            if not np.isfinite(found.table).any():
                break
            means = np.exp(np.nanmean(np.log(found.charged), axis=1))
            solved = np.isfinite(found.table).any(axis=1)
            for method in dict.fromkeys(row.method for row in found.rows):
                mine = [row.method == method for row in found.rows]
                if solved[mine].any():
                    by_method[method].append(float(means[mine].min()))
        series = [
            {"name": method, "method": method, "x": [1, *PROCESSORS], "y": rounded(costs)}
            for method, costs in by_method.items()
            if method in _cheapest(by_method, 0) | _cheapest(by_method, -1)
        ]
        if any(one["y"][-1] < one["y"][0] for one in series):
            figures.append({"title": part.title, "series": series})
    return figures


def _cheapest(costs: dict[str, list[float]], place: int) -> set[str]:
    return set(sorted(costs, key=lambda method: costs[method][place])[:LINES])


def _spent(runs: list[Run]) -> float:
    """The median evaluations of whole runs that have traces."""
    return statistics.median(float(run.trace.f_evals[-1]) for run in runs if run.trace)


def step_sweep(runs: list[Run], targets: Targets) -> list[dict[str, Any]]:
    """The problems on which plain descent ran with at least three steps. Each step has the medians
    of the final gap and of the evaluations, and the most frequent status.
    """
    groups: dict[tuple[str, str], dict[float, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        method, given = parameters(run.case.method)
        step = number_of(given, "step")
        if method == "gradient_descent" and set(given) == {"step"} and step is not None:
            groups[run.case.problem, run.case.gradient][step].append(run)
    figures = []
    for (problem, gradient), steps in groups.items():
        if len(steps) < 3:
            continue
        points = []
        for step in sorted(steps):
            found = [relative_gap(run, targets) for run in steps[step]]
            gaps = [course[-1] for course in found if course.size]
            status = Counter(run.status for run in steps[step]).most_common(1)[0][0]
            if gaps:
                gap, spent = rounded([statistics.median(gaps), _spent(steps[step])])
                points.append({"step": step, "gap": gap, "evaluations": spent, "status": status})
        if len(points) > 2:
            figures.append({"problem": problem, "gradient": gradient, "points": points})
    return figures


def betas(runs: list[Run], targets: Targets) -> list[dict[str, Any]]:
    """For each problem on which momentum ran with two betas or more: a median curve per beta."""
    groups: dict[tuple[str, str], dict[str, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        method, given = parameters(run.case.method)
        if method == "momentum" and number_of(given, "beta") is not None:
            groups[run.case.problem, run.case.gradient][given["beta"]].append(run)
    figures = []
    for (problem, gradient), found in groups.items():
        series = []
        for beta in sorted(found, key=float):
            curve = median_curve(found[beta], targets, "evaluations")
            if curve:
                method = found[beta][0].case.method
                series.append({"name": f"β = {beta}", "method": method, **curve})
        if len(series) > 1:
            figures.append({"problem": problem, "gradient": gradient, "series": series})
    return figures


def mean_curve(runs: list[Run], targets: Targets) -> Series | None:
    """The mean gap over seeds against epochs: what the theory of stochastic descent bounds."""
    found = curves.courses(runs, targets)
    banded = curves.band(found, "epochs")
    if banded is None:
        return None
    grid = banded[0]
    gaps = np.empty((len(found), grid.size))
    for i, (costs, gap) in enumerate(found):
        last = np.searchsorted(costs[:, 2], grid, side="right") - 1
        gaps[i] = np.where(last < 0, np.inf, gap[last])
    mean = gaps.mean(axis=0)
    shown = np.isfinite(mean)
    return {"x": rounded(grid[shown]), "y": rounded(mean[shown])} if shown.any() else None


def rates(runs: list[Run], targets: Targets) -> list[dict[str, Any]]:
    """The mean gap of each step policy of sgd, on the problems that most policies ran on; at least
    two policies.
    """
    groups: dict[str, dict[str, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        if parameters(run.case.method)[0] == "sgd":
            groups[run.case.problem][run.case.method].append(run)
    figures = []
    for problem, variants in groups.items():
        series = [
            {"name": method, **curve}
            for method, part in variants.items()
            if (curve := mean_curve(part, targets))
        ]
        if len(series) > 1:
            figures.append({"problem": problem, "series": series})
    most = max((len(figure["series"]) for figure in figures), default=0)
    return [figure for figure in figures if len(figure["series"]) == most]
