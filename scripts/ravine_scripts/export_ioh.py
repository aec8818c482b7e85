"""IOHprofiler's data format with two columns (github.com/IOHprofiler/IOHanalyzer, dataformat.md): a
folder an algorithm, in it an index for each function and the best value by evaluation of each run.
"""

import math
import re
from collections import defaultdict

import numpy as np

from ravine_scripts.command import BadInput
from ravine_scripts.export_coco import folder_name
from ravine_scripts.grid import by_row
from ravine_scripts.names import base_of, parameters
from ravine_scripts.runs import Run
from ravine_scripts.target import Targets

HEADER = '"function evaluation" "best-so-far f(x)"\n'
FIRST_OWN_NUMBER = 101  # of functions beside BBOB's, whose numbers are their own


def function_numbers(runs: list[Run]) -> dict[str, int]:
    """A number a function, which the format asks for."""
    names = list(dict.fromkeys(base_of(run.case.problem) for run in runs))
    own = [name for name in names if not re.fullmatch(r"bbob_f\d\d", name)]
    return {
        name: FIRST_OWN_NUMBER + own.index(name) if name in own else int(name[-2:])
        for name in names
    }


def block(run: Run, minimum: float) -> tuple[str, int, float] | None:
    """The improvements of a run as lines, its evaluations and its last gap; None without any. The
    value is the gap to the minimum, so that instances with different minima compare.
    """
    trace = run.trace
    if trace is None:
        return None
    gaps = trace.best - minimum
    known = np.flatnonzero(np.isfinite(gaps))
    if not known.size:
        return None
    better = np.append(True, np.diff(gaps[known]) < 0.0)
    better[-1] = True  # each block must end with the last evaluation
    lines = [f"{trace.f_evals[i]:.0f} {gaps[i]:.9e}\n" for i in known[better]]
    return HEADER + "".join(lines), int(trace.f_evals[-1]), float(gaps[known[-1]])


def files(runs: list[Run], targets: Targets) -> dict[str, str]:
    """All files, by path. BadInput where no run has a trace and a known minimum."""
    numbers = function_numbers(runs)
    found: dict[str, str] = {}
    for row, part in by_row(runs).items():
        groups: dict[tuple[str, int], list[tuple[int, str, int, float]]] = defaultdict(list)
        for run in part:
            minimum = targets.minima[run.case.problem]
            written = block(run, minimum) if math.isfinite(minimum) else None
            if written is not None:
                name, given = parameters(run.case.problem)
                instance = int(given.get("instance", 1))
                groups[name, run.dimension or 1].append((instance, *written))
        name = folder_name(row)
        for (problem, dimension), blocks in sorted(groups.items()):
            number, problem = numbers[problem], re.sub(r"[^\w.=-]+", "_", problem)
            blocks.sort(key=lambda block: block[0])
            stem = f"data_f{number}_{problem}/IOHprofiler_f{number}_DIM{dimension}.dat"
            words = ", ".join(f"{i}:{n}|{gap:.5e}" for i, _, n, gap in blocks)
            index = f"{name}/IOHprofiler_f{number}_{problem}.info"
            suite = "bbob" if number < FIRST_OWN_NUMBER else "ravine"
            found[index] = found.get(index, "") + (
                f"suite = '{suite}', funcId = {number}, funcName = '{problem}', "
                f"DIM = {dimension}, algId = '{name}'\n%\n{stem}, {words}\n"
            )
            found[f"{name}/{stem}"] = "".join(text for _, text, _, _ in blocks)
    if not found:
        raise BadInput("--format ioh: expected traces of runs on problems whose minimum is known")
    return found
