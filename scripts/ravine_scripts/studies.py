"""The report's three studies: growth with the dimension, the step of descent, momentum's beta."""

import statistics
from collections import Counter, defaultdict
from typing import Any

from ravine_scripts.curves import Series, median_curve, relative_gap, rounded
from ravine_scripts.runs import Run
from ravine_scripts.target import Targets


def parameters(spec: str) -> tuple[str, dict[str, str]]:
    """The name and the parameters of "name:a=1:b=2"."""
    name, *rest = spec.split(":")
    return name, dict(part.split("=", 1) for part in rest if "=" in part)


def growth(runs: list[Run], targets: Targets) -> list[Series]:
    """Median evaluations to the target against n, for what was run in two dimensions or more."""
    groups: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        problem, given = parameters(run.case.problem)
        if "dimension" in given and set(given) == {"dimension"}:
            method = run.case.method
            if run.case.gradient != "none":
                method += f", {run.case.gradient}"
            cost = targets.cost(run).evaluations
            groups[method, problem][int(given["dimension"])].append(cost)
    series = []
    for (method, problem), costs in groups.items():
        medians = {n: statistics.median(costs[n]) for n in sorted(costs)}
        solved = {n: value for n, value in medians.items() if value < float("inf")}
        if len(solved) > 1:
            one: Series = {"name": f"{method} on {problem}"}
            series.append(one | {"x": list(solved), "y": rounded(solved.values())})
    return series


def _spent(runs: list[Run]) -> float:
    """The median evaluations of whole runs that have traces."""
    return statistics.median(float(run.trace.f_evals[-1]) for run in runs if run.trace)


def step_sweep(runs: list[Run], targets: Targets) -> list[dict[str, Any]]:
    """For each problem on which plain descent ran with three steps or more: at each step the
    medians of the final gap and of the evaluations, and the most frequent status.
    """
    groups: dict[tuple[str, str], dict[float, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        method, given = parameters(run.case.method)
        if method == "gradient_descent" and set(given) == {"step"}:
            groups[run.case.problem, run.case.gradient][float(given["step"])].append(run)
    figures = []
    for (problem, gradient), steps in groups.items():
        if len(steps) < 3:
            continue
        points = []
        for step in sorted(steps):
            courses = [relative_gap(run, targets) for run in steps[step]]
            gaps = [course[-1] for course in courses if course.size]
            status = Counter(run.status for run in steps[step]).most_common(1)[0][0]
            if gaps:
                gap, spent = rounded([statistics.median(gaps), _spent(steps[step])])
                points.append({"step": step, "gap": gap, "evaluations": spent, "status": status})
        if len(points) > 2:
            figures.append({"problem": problem, "gradient": gradient, "points": points})
    return figures


def betas(runs: list[Run], targets: Targets) -> list[dict[str, Any]]:
    """For each problem on which momentum ran with two betas or more: a median curve a beta."""
    groups: dict[tuple[str, str], dict[str, list[Run]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        method, given = parameters(run.case.method)
        if method == "momentum" and "beta" in given:
            groups[run.case.problem, run.case.gradient][given["beta"]].append(run)
    figures = []
    for (problem, gradient), found in groups.items():
        series = []
        for beta in sorted(found, key=float):
            curve = median_curve(found[beta], targets, "evaluations")
            if curve:
                series.append({"name": f"β = {beta}", **curve})
        if len(series) > 1:
            figures.append({"problem": problem, "gradient": gradient, "series": series})
    return figures
