"""COCO's data format (Hansen et al. 2009, report RR-6828, section 4). A folder per algorithm holds
an index (.info) per function. For each function and dimension, two files hold the course of the
runs: by target (.dat) and by evaluations (.tdat).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput
from ravine.results.runs import Run
from ravine.results.specs import instance_of, number_of, parameters
from ravine.tables.cells import Row, by_row
from ravine.tables.target import Targets

PRECISION = 1e-8
TARGETS_A_DECADE = 5  # in .dat
COUNTS_A_DECADE = 20  # in .tdat, beside 1, 2 and 5 times a power of ten times the dimension
HEADER = (
    "% function evaluation | noise-free fitness - Fopt ({:13.12e}) | "
    "best noise-free fitness - Fopt | measured fitness | best measured fitness | x1 | x2...\n"
)


@dataclass(frozen=True)
class Course:
    """The recorded improvements of a run on one instance of a function."""

    function: int
    dimension: int
    instance: int
    minimum: float
    evaluations: Array
    best: Array

    @property
    def gaps(self) -> Array:
        return self.best - self.minimum

    def line(self, i: int) -> str:
        """Only the best value so far is kept, so it stands for the last one too."""
        gap, best = self.gaps[i], self.best[i]
        return f"{self.evaluations[i]:.0f} {gap:+10.9e} {gap:+10.9e} {best:+10.9e} {best:+10.9e}\n"


def from_one(evaluations: Array, best: Array, start: float) -> tuple[Array, Array]:
    """A course whose counts begin at 1 and grow, as readers of the formats rely on: of one count the
    last value stays. `start` is the value where a trace begins. That is at 0 evaluations for a
    stochastic method, which has seen no value of its own yet, or after the first gradient.
    """
    last = np.append(np.diff(evaluations) > 0.0, True)
    evaluations, best = evaluations[last], best[last]
    counted = evaluations >= 1.0
    if counted.any() and evaluations[counted][0] == 1.0:
        return evaluations[counted], best[counted]
    first = best[~counted][-1] if not counted.all() else max(start, best[0])
    return np.append(1.0, evaluations[counted]), np.append(first, best[counted])


def course_of(run: Run, minimum: float) -> Course | None:
    """None for a run on another problem, or one that has no finite value."""
    name, given = parameters(run.case.problem)
    found = re.fullmatch(r"bbob_f(\d\d)", name)
    noisy = any(number_of(given, f"{kind}_noise") for kind in ("additive", "multiplicative"))
    if found is None or noisy or run.trace is None or run.dimension is None:
        return None
    finite = np.isfinite(run.trace.best)
    if not finite.any() or not np.isfinite(minimum):
        return None
    start = run.trace.f_start if run.trace.f_start is not None else -np.inf
    evaluations, best = from_one(run.trace.f_evals[finite], run.trace.best[finite], start)
    return Course(
        function=int(found[1]),
        dimension=run.dimension,
        instance=instance_of(run.case.problem),
        minimum=minimum,
        evaluations=evaluations,
        best=best,
    )


def at_targets(course: Course) -> str:
    """The block of a run in .dat. It holds the first point at or below each target 10^(i/5), and
    the last.
    """
    lines, level = [HEADER.format(course.minimum)], np.inf
    for i, gap in enumerate(course.gaps):
        reached = np.ceil(np.log10(max(gap, 1e-16)) * TARGETS_A_DECADE)
        if reached < level or i + 1 == course.gaps.size:
            lines.append(course.line(i))
            level = min(level, reached)
    return "".join(lines)


def at_counts(course: Course) -> str:
    """The block of a run in .tdat: the first recorded point at or after each count, and the last."""
    last = course.evaluations[-1]
    decades = int(np.log10(max(last, 1.0))) + 1
    counts = 10.0 ** (np.arange(decades * COUNTS_A_DECADE + 1) / COUNTS_A_DECADE)
    rounds = [n * 10**k * course.dimension for k in range(decades) for n in (1, 2, 5)]
    wanted = np.concatenate([np.floor(counts), rounds])
    places = np.searchsorted(course.evaluations, wanted[wanted <= last])
    kept = np.unique(np.append(places, course.evaluations.size - 1))
    return HEADER.format(course.minimum) + "".join(course.line(i) for i in kept)


def folder_names(rows: Iterable[Row]) -> dict[Row, str]:
    """A name for each row. Its folder has that name, and so has the algorithm in plots.

    Backend and threads tell rows of one method and gradient apart. A number tells names apart that
    become alike because a folder's name has few characters.
    """
    rows = list(rows)
    alike = Counter((row.method, row.gradient) for row in rows)
    names: dict[Row, str] = {}
    for row in rows:
        parts = [row.method, *([] if row.gradient == "none" else [row.gradient])]
        if alike[row.method, row.gradient] > 1:
            parts.append(row.executor)
        name = re.sub(r"[^\w.=-]+", "_", "_".join(parts)).strip("._") or "method"
        taken = {other.lower() for other in names.values()}  # some file systems see no capitals
        number = next(n for n in count(1) if f"{name}_{n}".lower() not in taken)
        names[row] = f"{name}_{number}" if name.lower() in taken else name
    return names


def index_entry(courses: list[Course], name: str, data: str) -> str:
    """What .info says of one dimension of a function: the header, a comment, and a word per run."""
    first = courses[0]
    words = [f"{c.instance}:{c.evaluations[-1]:.0f}|{c.gaps.min():.1e}" for c in courses]
    return (
        f"suite = 'bbob', funcId = {first.function}, DIM = {first.dimension}, "
        f"Precision = {PRECISION:.3e}, algId = '{name}'\n"
        f"% made by Ravine from traces\n{data}, {', '.join(words)}\n"
    )


def folder(courses: list[Course], name: str) -> dict[str, str]:
    """The files of one algorithm, by path below its folder."""
    groups: dict[tuple[int, int], list[Course]] = defaultdict(list)
    for course in courses:
        groups[course.function, course.dimension].append(course)
    found: dict[str, str] = defaultdict(str)
    for (function, dimension), group in sorted(groups.items()):
        group.sort(key=lambda course: course.instance)
        stem = f"data_f{function}/bbobexp_f{function}_DIM{dimension}"
        found[f"bbobexp_f{function}.info"] += index_entry(group, name, f"{stem}.dat")
        found[f"{stem}.dat"] = "".join(map(at_targets, group))
        found[f"{stem}.tdat"] = "".join(map(at_counts, group))
    return found


def files(runs: list[Run], targets: Targets) -> dict[str, str]:
    """All files, by path. BadInput where no run is one of BBOB's with a trace."""
    found: dict[str, str] = {}
    rows = by_row(runs)
    names = folder_names(rows)
    for row, part in rows.items():
        courses = [course_of(run, targets.minima[run.case.problem]) for run in part]
        known = [course for course in courses if course is not None]
        name = names[row]
        if known:
            found |= {f"{name}/{path}": text for path, text in folder(known, name).items()}
    if not found:
        raise BadInput(
            "--format coco: expected traces of runs on bbob_f01 to bbob_f24, which "
            "scripts/bench --problems='bbob_f*:dimension=5' makes"
        )
    return found
