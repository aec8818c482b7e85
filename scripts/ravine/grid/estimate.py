"""How long a case will take: from its method, dimension, budget and gradient, or from earlier runs.

Only the order and the sizes of jobs depend on it, so a factor of two does little harm.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable

from ravine.results.case import Case
from ravine.results.catalogue import Catalogue
from ravine.results.runs import Run
from ravine.results.specs import number_of, parameters

CALL = 1e-7  # seconds: what any evaluation takes
OPERATION = 1e-9  # seconds per number that an evaluation goes through
REVERSE_MODE = 4.0  # values of f that an analytic gradient takes at most (Griewank 1989)
EARLY = 0.05  # of the budget is what methods that converge need as a rule
CONVERGING = "quasi_newton"  # the family of these methods
BUDGET = 20000.0  # evaluations, where --max_evaluations is not given
Row = tuple[str, str, str, str]  # problem, method, gradient, backend:threads


def option(options: list[str], name: str) -> float | None:
    """The number that an option gives; None where it is not given."""
    given = dict(text.removeprefix("--").split("=", 1) for text in options if "=" in text)
    return number_of(given, name)


class Estimates:
    """Seconds of cases. A case that earlier runs know gets their mean. Another one gets what the model
    says, times the factor by which earlier runs of its method, or else of all methods, took longer.
    """

    def __init__(self, options: list[str], tables: Catalogue, earlier: Iterable[Run] = ()) -> None:
        self._options = options
        self._tables = tables
        self._budget = option(options, "max_evaluations") or BUDGET
        self._most = option(options, "max_seconds")
        known: dict[Row, list[float]] = defaultdict(list)
        for run in earlier:
            seconds = self._seconds_of(run)
            if seconds is not None:
                known[_row(run.case)].append(seconds)
        self._known = {row: statistics.fmean(found) for row, found in known.items()}
        ratios: dict[str, list[float]] = defaultdict(list)
        for row, seconds in self._known.items():
            ratio = seconds / self._modelled(row)
            ratios[row[1]].append(ratio)
            ratios[""].append(ratio)
        self._ratios = {method: statistics.median(found) for method, found in ratios.items()}

    def of(self, case: Case) -> float:
        row = _row(case)
        seconds = self._known.get(row)
        if seconds is None:
            ratio = self._ratios.get(case.method, self._ratios.get("", 1.0))
            seconds = ratio * self._modelled(row)
        return seconds if self._most is None else min(seconds, self._most)

    def _seconds_of(self, run: Run) -> float | None:
        """What the run would take with this budget, if it went on as it did."""
        found = run.counters.get("seconds")
        if found is None and run.trace is not None:
            found = float(run.trace.seconds[-1])
        spent = run.counters.get("f_evals") or (run.trace.f_evals[-1] if run.trace else 0.0)
        if found is not None and run.status == "max_evaluations" and spent > 0.0:
            found *= self._budget / float(spent)
        return found if found is None else max(found, CALL)

    def _modelled(self, row: Row) -> float:
        problem, method, gradient, _ = row
        n, touched = self._sizes(problem)
        value = CALL + OPERATION * touched
        kind = parameters(gradient)[0]
        probes = {"forward": n + 1.0, "centered": 2.0 * n}.get(kind, 1.0)
        exact = {"none": 0.0, "autodiff": n}.get(kind, REVERSE_MODE if probes == 1.0 else 0.0)
        # A step takes its probes out of the budget, and beside them a gradient and the method's own
        # work on some vectors.
        step = probes * value + exact * value + CALL + 10.0 * OPERATION * n
        entry = self._tables.methods.get(parameters(method)[0])
        early = EARLY if entry is not None and entry.family == CONVERGING else 1.0
        return early * self._budget / probes * step

    def _sizes(self, problem: str) -> tuple[float, float]:
        """The parameters of a problem, and the numbers that one value of it goes through."""
        base, given = parameters(problem)
        entry, data = self._tables.problems.get(base), self._tables.data.get(base)
        facts = entry.facts if entry else {}
        n = number_of(given, "dimension") or number_of(given, "features")
        n = n or float(facts.get("dimension") or 2.0)
        held = data.facts if data else {}
        samples = number_of(given, "samples") or held.get("samples")
        if samples is None:
            return n, n
        batch = option(self._options, "batch_size") or float(samples)
        return n, min(batch, float(samples)) * n


def _row(case: Case) -> Row:
    return case.problem, case.method, case.gradient, case.executor
