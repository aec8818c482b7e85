"""Figures for papers: SVG, PDF and PNG of a column's width, with Matplotlib."""

import io
import math
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from ravine.command import BadInput
from ravine.files import write_whole
from ravine.report import curves, held_out, kernels, profiles, studies, trajectories
from ravine.report.curves import Series
from ravine.report.evaluator import Evaluator
from ravine.report.problem_classes import known_tables
from ravine.report.styles import DASHES, PALETTE, Style, styles
from ravine.results.catalogue import Catalogue
from ravine.results.runs import Kernel, Run
from ravine.tables.cells import Row, by_row, split
from ravine.tables.cost import UNITS, comparable_axes
from ravine.tables.target import Targets

FORMATS = ("svg", "pdf", "png")
WIDTH, HEIGHT = 3.35, 2.2  # inches: a column of two, and the axes in it
LEGEND_ROW = 0.115  # inches that each row of the legend below adds
MARKS = "osD^v"
HELD_OUT = 6  # methods of a figure on held-out samples
HELD_OUT_TITLES = {"test": "loss on held-out samples", "error": "error on held-out samples"}
STATUS_LOOKS = {"target_reached": ("o", 2), "diverged": ("x", 1), "non_finite": ("x", 1)}
LINES: dict[str, str | tuple[int, tuple[int, ...]]] = {
    "solid": "-",
    "dash": "--",
    "dot": ":",
    "dashdot": "-.",
}
LINES |= {"longdash": (0, (8, 3)), "longdashdot": (0, (8, 3, 1, 3))}
SETTINGS = {
    "font.size": 7.5,
    "axes.linewidth": 0.6,
    "lines.linewidth": 1.1,
    "grid.linewidth": 0.4,
    "grid.alpha": 0.4,
    "legend.fontsize": 6,
    "legend.frameon": False,
    "pdf.fonttype": 42,  # fonts that publishers take
    "svg.hashsalt": "ravine",  # the same bytes for the same runs
    "savefig.dpi": 300,
}


def look(style: Style) -> dict[str, Any]:
    return {"color": PALETTE[style.colour], "linestyle": LINES[DASHES[style.dash]]}


def plain(name: str) -> str:
    """A name as it is: no dollar in it opens a formula."""
    return name.replace("$", r"\$")


class Drawing:
    """One figure: axes with a legend below."""

    def __init__(self, x: str, y: str, x_scale: str = "log", y_scale: str = "log") -> None:
        self.figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        self.axes = self.figure.add_subplot()
        self.axes.set(xlabel=x, ylabel=y, xscale=x_scale, yscale=y_scale)
        self.axes.grid(True)

    def add_legend(self) -> None:
        handles, labels = self.axes.get_legend_handles_labels()
        if handles:
            columns = 2 if max(map(len, labels)) < 34 else 1
            rows = -(-len(labels) // columns)
            self.figure.set_size_inches(WIDTH, HEIGHT + rows * LEGEND_ROW)
            below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.18)}
            self.axes.legend(handles, labels, ncols=columns, **below)

    def save(self, directory: Path, name: str) -> None:
        """A file a format. Without dates, so that the same runs give the same bytes."""
        stem = re.sub(r"[^\w.=-]+", "_", name)
        self.add_legend()
        for form in FORMATS:
            dateless = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(form)
            drawn = io.BytesIO()
            self.figure.savefig(drawn, format=form, metadata=dateless)
            write_whole(directory / f"{stem}.{form}", drawn.getvalue())


def convergence(runs: list[Run], targets: Targets, axis: str, looks: dict[str, Style]) -> Drawing:
    """The median gap on one problem and the middle half of the runs, down to a little below the
    target. A gap of zero leaves the figure at the bottom.
    """
    drawing = Drawing(UNITS[axis], "relative gap")
    lowest = 1.0
    for row, part in by_row(runs).items():
        banded = curves.band(curves.courses(part, targets), axis)
        if banded is not None:
            grid, (low, middle, high) = banded
            shown = np.isfinite(high)
            lowest = min(lowest, float(low.min()))
            drawing.axes.step(
                grid, middle, where="post", label=plain(row.method), **look(looks[row.method])
            )
            colour = PALETTE[looks[row.method].colour]
            drawing.axes.fill_between(
                grid[shown], low[shown], high[shown], step="post", alpha=0.12, color=colour, lw=0
            )
    target = targets.gap_of(runs[0])
    if target is not None and lowest < target / 10.0:
        drawing.axes.set_ylim(bottom=target / 10.0)
    return drawing


def profile(steps: dict[Row, profiles.Steps], x: str, looks: dict[str, Style]) -> Drawing:
    """One of the profiles: a step line a row."""
    drawing = Drawing(x, "share", y_scale="linear")
    end = max((float(found.max()) for found, _ in steps.values() if found.size), default=1.0)
    for row, (found, share) in steps.items():
        if found.size:
            drawing.axes.step(
                np.append(found, end),
                np.append(share, share[-1]),
                where="post",
                label=plain(row.method),
                **look(looks[row.method]),
            )
    drawing.axes.set_ylim(0.0, 1.02)
    return drawing


def lines(series: list[Series], x: str, y: str, looks: dict[str, Style]) -> Drawing:
    """Plain lines with their names, in the looks of their methods; what is none, in turn."""
    drawing = Drawing(x, y)
    for i, one in enumerate(series):
        shown = looks.get(one.get("method", one["name"]), Style(i % len(PALETTE), 0))
        mark = {"marker": MARKS[i % len(MARKS)], "markersize": 3} if len(one["x"]) < 10 else {}
        drawing.axes.plot(one["x"], one["y"], label=plain(one["name"]), **look(shown), **mark)
    return drawing


def growth(series: list[Series], looks: dict[str, Style]) -> Drawing:
    """Evaluations by dimension, with a tick at each that was run."""
    drawing = lines(series, "dimension n", "evaluations of f", looks)
    dimensions = sorted({n for one in series for n in one["x"]})
    drawing.axes.set_xticks(dimensions, [str(n) for n in dimensions])
    drawing.axes.minorticks_off()
    return drawing


def many_processors(series: list[Series], looks: dict[str, Style]) -> Drawing:
    """Rounds by processors, with a tick at each number of them."""
    drawing = lines(series, "processors P", "rounds to the target", looks)
    drawing.axes.set_xticks(series[0]["x"], [str(count) for count in series[0]["x"]])
    drawing.axes.minorticks_off()
    return drawing


def held_out_course(series: list[Series], name: str, looks: dict[str, Style]) -> Drawing:
    """A figure on held-out samples over epochs: of the methods at whose end it is the least."""
    ended = [one for one in series if one[name][-1] is not None]
    best = sorted(ended, key=lambda one: float(one[name][-1]))[:HELD_OUT]
    shown = [
        {"name": one["method"], "method": one["method"], "x": one["x"], "y": as_floats(one[name])}
        for one in best
    ]
    return lines(shown, "epochs", HELD_OUT_TITLES[name], looks)


def risks(found: dict[str, Any]) -> Drawing:
    """The empirical risk and the risk over the penalty; no penalty has no place on its axis."""
    drawing = Drawing("penalty λ", "mean loss", y_scale="linear")
    points = [point for point in found["points"] if point["l2"] > 0.0]
    for i, (name, title) in enumerate((("train", "empirical risk"), ("test", "risk"))):
        values = as_floats([point[name] for point in points])
        mark = {"marker": MARKS[i], "markersize": 3}
        drawing.axes.plot(
            [p["l2"] for p in points], values, label=title, **look(Style(i, 0)), **mark
        )
    drawing.axes.set_ylim(bottom=0.0)
    return drawing


def as_floats(values: list[float | None]) -> list[float]:
    """NaN, which leaves a gap in a line, for what is not known."""
    return [math.nan if value is None else value for value in values]


def efficiency(series: list[Series]) -> Drawing:
    """Efficiency over threads."""
    drawing = lines(series, "threads", "efficiency", {})
    threads = sorted({t for one in series for t in one["x"]})
    drawing.axes.set(xscale="linear", yscale="linear", xticks=threads)
    drawing.axes.set_ylim(bottom=0.0)
    return drawing


def sweep(found: dict[str, Any]) -> Drawing:
    """The final gap against the step, with a mark per status."""
    drawing = Drawing("step", "final relative gap")
    points = found["points"]
    for status in dict.fromkeys(point["status"] for point in points):
        chosen = [point for point in points if point["status"] == status]
        steps, gaps = [p["step"] for p in chosen], [p["gap"] for p in chosen]
        mark, colour = STATUS_LOOKS.get(status, ("D", 0))
        label = status.replace("_", " ")
        drawing.axes.plot(steps, gaps, mark, color=PALETTE[colour], label=label, markersize=4)
    return drawing


def paths(
    problem: str, chosen: dict[Row, Run], evaluator: Evaluator, looks: dict[str, Style]
) -> Drawing:
    """The paths on one problem over its contours, where they can be evaluated."""
    drawing = Drawing("x1", "x2", "linear", "linear")
    drawing.axes.grid(False)
    around = trajectories.window(list(chosen.values()))
    found = evaluator.at(problem, trajectories.grid_points(around))
    if found is not None and np.isfinite(found[0]).any():
        side = trajectories.SIDE
        levels, _ = trajectories.heights(found[0])
        across, up = (np.linspace(low, high, side) for low, high in around)
        drawing.axes.contour(
            across, up, levels.reshape(side, side), levels=14, colors="#9aa7b4", linewidths=0.4
        )
    for row, run in chosen.items():
        if run.trace is not None and run.trace.x is not None:
            drawing.axes.plot(*run.trace.x.T, label=plain(row.method), **look(looks[row.method]))
    drawing.axes.set(xlim=around[0], ylim=around[1])
    return drawing


def one_gradient(runs: list[Run]) -> list[Run]:
    """The runs of each method with one gradient, analytic if there is one: a line per method."""
    first: dict[str, str] = {}
    for run in runs:
        known = first.setdefault(run.case.method, run.case.gradient)
        if run.case.gradient == "analytic" != known:
            first[run.case.method] = "analytic"
    return [run for run in runs if run.case.gradient == first[run.case.method]]


def drawings(
    runs: list[Run],
    targets: Targets,
    evaluator: Evaluator,
    timed: dict[str, list[Kernel]],
) -> list[tuple[str, Callable[[], Drawing]]]:
    """The name of each figure and how it is drawn."""
    looks = styles(run.case.method for run in runs)
    found: list[tuple[str, Callable[[], Drawing]]] = []
    for title, part in split(runs).items():
        traced = one_gradient([run for run in part if run.trace is not None])
        if not traced or title == "Studies":
            continue
        learns = any(run.epochs > 0.0 for run in traced)
        timed_alike = "seconds" in comparable_axes(traced)
        axis = ("seconds" if timed_alike else "epochs") if learns else "evaluations"
        by_problem: dict[str, list[Run]] = {}
        for run in traced:
            by_problem.setdefault(run.case.problem, []).append(run)
        for problem, here in by_problem.items():
            found.append(
                (
                    f"convergence-{problem}",
                    partial(convergence, here, targets, axis, looks),
                )
            )
        known = [run for run in traced if targets.gap_of(run) is not None]
        if known:
            found += _profiles(title, known, targets, axis, looks)
    for problem, chosen in trajectories.paths_by_problem(runs).items():
        found.append(
            (
                f"paths-{problem}",
                partial(paths, problem, chosen, evaluator, looks),
            )
        )
    found += _studies(runs, targets, looks, known_tables()) + _held_out(runs, targets, looks)
    return found + _kernels(timed)


def _kernels(timed: dict[str, list[Kernel]]) -> list[tuple[str, Callable[[], Drawing]]]:
    """The gradient study and the scaling, where they were measured."""
    drawn = kernels.for_page(timed)
    found: list[tuple[str, Callable[[], Drawing]]] = []
    for one in drawn["steps"]:
        name = f"error-{one['title']}"
        found.append((name, partial(lines, one["series"], "step h", "relative error", {})))
    for one in drawn["times"]:
        name = f"time-{one['title']}"
        found.append((name, partial(lines, one["series"], "n", "seconds a gradient", {})))
    for one in drawn["scaling"]:
        found.append((f"scaling-{one['kind']}", partial(efficiency, one["series"])))
    return found


def _profiles(
    title: str, runs: list[Run], targets: Targets, axis: str, looks: dict[str, Style]
) -> list[tuple[str, Callable[[], Drawing]]]:
    costs = profiles.costs_of(runs, targets, profiles.ladder_for(runs, targets))
    family, unit = title.lower().replace(" ", "-"), UNITS[axis]
    found = [
        (
            f"runtimes-{family}",
            lambda: profile(
                profiles.runtime_distribution(costs, axis),
                f"{unit} / n" if axis in profiles.GROW_WITH_N else unit,
                looks,
            ),
        )
    ]
    for gap in (gap for gap in profiles.PROFILE_GAPS if gap in costs.gaps):
        steps = profiles.performance_profile(costs, gap, axis)
        found.append(
            (
                f"performance-{family}-{gap:.0e}",
                partial(profile, steps, f"ratio to the best, {unit}", looks),
            )
        )
        steps = profiles.data_profile(costs, gap, axis)
        simplex = f"{unit} / (n + 1)" if axis in profiles.GROW_WITH_N else unit
        found.append((f"data-{family}-{gap:.0e}", partial(profile, steps, simplex, looks)))
    return found


def _studies(
    runs: list[Run], targets: Targets, looks: dict[str, Style], tables: Catalogue | None
) -> list[tuple[str, Callable[[], Drawing]]]:
    found: list[tuple[str, Callable[[], Drawing]]] = []
    grown = studies.growth(runs, targets)
    if grown:
        found.append(("growth", partial(growth, grown, looks)))
    for one in studies.rounds(runs, targets, tables):
        name = f"rounds-{one['title'].lower().replace(', ', '-').replace(' ', '-')}"
        found.append((name, partial(many_processors, one["series"], looks)))
    for one in studies.step_sweep(runs, targets):
        found.append((f"step-{one['problem']}-{one['gradient']}", partial(sweep, one)))
    for one in studies.betas(runs, targets):
        name = f"momentum-{one['problem']}-{one['gradient']}"
        found.append(
            (name, partial(lines, one["series"], "evaluations of f", "relative gap", looks))
        )
    for one in studies.rates(runs, targets):
        found.append(
            (
                f"rates-{one['problem']}",
                partial(lines, one["series"], "epochs", "mean relative gap", looks),
            )
        )
    return found


def _held_out(
    runs: list[Run], targets: Targets, looks: dict[str, Style]
) -> list[tuple[str, Callable[[], Drawing]]]:
    found: list[tuple[str, Callable[[], Drawing]]] = []
    for one in held_out.gaps(one_gradient(runs), targets):
        for name in HELD_OUT_TITLES:
            drawn = partial(held_out_course, one["series"], name, looks)
            found.append((f"{held_out.COURSES[name].replace('_', '-')}-{one['problem']}", drawn))
    for one in held_out.penalties(runs):
        found.append((f"penalty-{one['problem']}-{one['method']}", partial(risks, one)))
    return found


def write_figures(
    runs: list[Run],
    targets: Targets,
    directory: Path,
    evaluator: Evaluator,
    timed: dict[str, list[Kernel]] | None = None,
) -> list[str]:
    """Writes every figure that the runs and the timed kernels give; their names. BadInput where
    there are none.
    """
    wanted = drawings(runs, targets, evaluator, timed or {})
    if not wanted:
        raise BadInput("--figures: expected runs with traces, or timed kernels; found none")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with matplotlib.rc_context(SETTINGS):
            for name, draw in wanted:
                draw().save(directory, name)
    except OSError as error:
        raise BadInput(f"{directory}: cannot be written ({error.strerror})") from None
    return [name for name, _ in wanted]
