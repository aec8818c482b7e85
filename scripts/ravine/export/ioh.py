"""IOHexperimenter's data format (de Nobel et al. 2024, since version 0.3.3), which IOHprofiler's
analyzer and IOHinspector read. A folder per algorithm holds an index (.json) per function. For each
function and dimension, a file (.dat) holds the best value of each run by evaluations.
"""

import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput
from ravine.export.coco import folder_names, from_one
from ravine.results.runs import Run
from ravine.results.specs import instance_of, parameters
from ravine.tables.cells import by_row
from ravine.tables.target import Targets

VERSION = "0.3.17"  # of the format: that of the IOHexperimenter whose files these are like
COLUMNS = ["evaluations", "raw_y"]
FIRST_OWN_NUMBER = 101  # of functions beside BBOB's, whose numbers are their own


@dataclass(frozen=True)
class Course:
    """The improvements of a run. Values are gaps to the minimum, so that instances with different
    minima compare.
    """

    instance: int
    evaluations: Array
    gaps: Array

    @property
    def entry(self) -> dict[str, Any]:
        """The run in the index. The best point is empty: traces hold none beyond the plane."""
        first = int(np.argmin(self.gaps))
        best = {"evals": int(self.evaluations[first]), "y": float(self.gaps[first]), "x": []}
        return {"instance": self.instance, "evals": int(self.evaluations[-1]), "best": best}

    @property
    def block(self) -> str:
        """The run in the data: a header, and a line per improvement."""
        pairs = zip(self.evaluations, self.gaps)
        return " ".join(COLUMNS) + "\n" + "".join(f"{n:.0f} {gap:.9e}\n" for n, gap in pairs)


def function_of(problem: str) -> str:
    """A problem's name without the two parameters that have a place of their own in the format."""
    base, given = parameters(problem)
    more = [
        f"{name}={text}" for name, text in given.items() if name not in ("dimension", "instance")
    ]
    return ":".join([base, *more])


def function_numbers(runs: list[Run]) -> dict[str, int]:
    """A number a function, which the format asks for."""
    names = list(dict.fromkeys(function_of(run.case.problem) for run in runs))
    own = [name for name in names if not re.fullmatch(r"bbob_f\d\d", name)]
    return {
        name: FIRST_OWN_NUMBER + own.index(name) if name in own else int(name[-2:])
        for name in names
    }


def course_of(run: Run, minimum: float) -> Course | None:
    """None for a run without a trace, a finite value or a known minimum."""
    trace = run.trace
    if trace is None:
        return None
    known = np.isfinite(trace.best)
    if not known.any():
        return None
    start = trace.f_start if trace.f_start is not None else -np.inf
    evaluations, best = from_one(trace.f_evals[known], trace.best[known], start)
    better = np.append(True, np.diff(best) < 0.0)
    better[-1] = True  # each block must end with the last evaluation
    evaluations, gaps = evaluations[better], best[better] - minimum
    return Course(instance_of(run.case.problem), evaluations, gaps)


def index(name: str, problem: str, number: int, scenarios: list[dict[str, Any]]) -> str:
    """The index of one function: what was run, and how each run ended."""
    return json.dumps(
        {
            "version": VERSION,
            "suite": "bbob" if number < FIRST_OWN_NUMBER else "ravine",
            "function_id": number,
            "function_name": problem,
            "maximization": False,
            "algorithm": {"name": name, "info": "made by Ravine from traces"},
            "attributes": COLUMNS,
            "scenarios": scenarios,
        },
        indent=1,
    )


def folder(runs: list[Run], targets: Targets, name: str, numbers: dict[str, int]) -> dict[str, str]:
    """The files of one algorithm, by path below its folder."""
    groups: dict[str, dict[int, list[Course]]] = defaultdict(lambda: defaultdict(list))
    for run in runs:
        minimum = targets.minima[run.case.problem]
        course = course_of(run, minimum) if math.isfinite(minimum) else None
        if course is not None:
            groups[function_of(run.case.problem)][run.dimension or 1].append(course)
    found = {}
    for function, dimensions in groups.items():
        number, problem = numbers[function], re.sub(r"[^\w.=-]+", "_", function)
        scenarios = []
        for dimension, courses in sorted(dimensions.items()):
            courses.sort(key=lambda course: course.instance)
            path = f"data_f{number}_{problem}/IOHprofiler_f{number}_DIM{dimension}.dat"
            found[path] = "".join(course.block for course in courses)
            entries = [course.entry for course in courses]
            scenarios.append({"dimension": dimension, "path": path, "runs": entries})
        found[f"IOHprofiler_f{number}_{problem}.json"] = index(name, problem, number, scenarios)
    return found


def files(runs: list[Run], targets: Targets) -> dict[str, str]:
    """All files, by path. BadInput where no run has a trace and a known minimum."""
    numbers = function_numbers(runs)
    found: dict[str, str] = {}
    rows = by_row(runs)
    names = folder_names(rows)
    for row, part in rows.items():
        name = names[row]
        made = folder(part, targets, name, numbers)
        found |= {f"{name}/{path}": text for path, text in made.items()}
    if not found:
        raise BadInput("--format ioh: expected traces of runs on problems whose minimum is known")
    return found
