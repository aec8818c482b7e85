"""Measures how far the binaries are from what the machine can do; what scripts/bench --limits runs.

A goal is a row of a table: what, goal, measured, met or not. Each binary has its list.
"""

import json
import math
import subprocess
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from ravine_scripts import scipy_gradient


@dataclass
class Measured:
    """The medians of each case over the repetitions of one run."""

    entries: dict[str, list[dict[str, Any]]]

    def median(self, case: str, field: str) -> float | None:
        """The median of a field or counter; None where the case was not run."""
        values = [entry[field] for entry in self.entries.get(case, []) if field in entry]
        return median(values) if values else None

    def time(self, case: str) -> float | None:
        """The median real time, in the case's own unit."""
        return self.median(case, "real_time")

    def ratio(self, numerator: str, denominator: str) -> float | None:
        """How many times longer the first case takes than the second."""
        above, below = self.time(numerator), self.time(denominator)
        return above / below if above and below else None


@dataclass(frozen=True)
class Goal:
    """One row: `measure` gives None where a part of it is not there."""

    what: str
    measure: Callable[[Measured], float | None]
    low: float = -math.inf
    high: float = math.inf

    @property
    def shown(self) -> str:
        if math.isinf(self.high):
            return f"≥ {self.low:g}"
        if math.isinf(self.low):
            return f"≤ {self.high:g}"
        return f"{self.low:g} to {self.high:g}"

    def row(self, measured: Measured) -> str:
        value = self.measure(measured)
        if value is None:
            return f"| {self.what} | {self.shown} | not run | not met |"
        verdict = "met" if self.low <= value <= self.high else "not met"
        return f"| {self.what} | {self.shown} | {value:.3g} | {verdict} |"


@dataclass(frozen=True)
class Suite:
    """The goals of one binary, and the cases that they need."""

    binary: str
    filter: str
    goals: tuple[Goal, ...]


def _gradient(source: str, function: str, n: int, where: str = "serial:1") -> str:
    return f"gradients/{source}/{function}/n:{n}/{where}"


def _ratio(numerator: str, denominator: str, factor: float = 1.0) -> Callable:
    def measure(measured: Measured) -> float | None:
        ratio = measured.ratio(numerator, denominator)
        return None if ratio is None else ratio * factor

    return measure


def _order(source: str, exponents: range) -> Callable:
    """The slope of log(error) over log(h), for h = 2^-k before round-off."""

    def measure(measured: Measured) -> float | None:
        steps = [2.0**-k for k in exponents]
        errors = [
            measured.median(_gradient(f"{source}:h={step!r}", "levy", 10), "relative_error")
            for step in steps
        ]
        if not all(errors):
            return None
        return linear_regression([math.log(h) for h in steps], [math.log(e) for e in errors]).slope

    return measure


def _against_scipy(case: str) -> Callable:
    def measure(measured: Measured) -> float | None:
        own, scipy = measured.time(case), scipy_gradient.seconds()
        return None if own is None or scipy is None else scipy / (own * 1e-6)

    return measure


OPAQUE = _gradient("centered", "rosenbrock_opaque", 1000)
PARALLEL = ("openmp:2", "tbb:2")


def _batched(where: str) -> str:
    return _gradient("centered", "rosenbrock_batched", 1000, where)


GRADIENTS = Suite(
    binary="gradients",
    filter=r"(centered|bare_loop|ceres_central)/rosenbrock.*/n:1000/"
    r"|centered/busy_(10us/n:128|1ms/n:32)/|(forward|centered):h=.*/levy/",
    goals=(
        *(
            Goal(
                f"opaque centered difference, n = 1,000: one thread's time over that of {where}",
                _ratio(OPAQUE, _gradient("centered", "rosenbrock_opaque", 1000, where)),
                low=1.9,
            )
            for where in PARALLEL
        ),
        Goal(
            "opaque centered difference, n = 1,000: time over a bare loop's",
            _ratio(OPAQUE, _gradient("bare_loop", "rosenbrock_opaque", 1000)),
            high=1.05,
        ),
        *(
            Goal(
                f"batched, n = 1,000, {where}: Ceres' time over ours",
                _ratio(_gradient("ceres_central", "rosenbrock_opaque", 1000), _batched(where)),
                low=8,
            )
            for where in PARALLEL
        ),
        Goal(
            "batched, n = 1,000, openmp:2: SciPy's approx_derivative's time over ours",
            _against_scipy(_batched("openmp:2")),
            low=80,
        ),
        Goal(
            "touched terms alone, n = 1,000: time of an opaque function over ours",
            _ratio(OPAQUE, _gradient("centered", "rosenbrock", 1000)),
            low=100,
        ),
        *(
            Goal(
                f"thread efficiency of {where}, {cost} an evaluation, n = {n}",
                _ratio(
                    _gradient("centered", f"busy_{cost}", n),
                    _gradient("centered", f"busy_{cost}", n, where),
                    factor=0.5,
                ),
                low=0.95,
            )
            for cost, n in (("10us", 128), ("1ms", 32))
            for where in PARALLEL
        ),
        Goal(
            "order of the error in h, forward", _order("forward", range(6, 13, 2)), 0.95, 1.05
        ),
        Goal(
            "order of the error in h, centered", _order("centered", range(6, 13, 2)), 1.95, 2.05
        ),
    ),
)

def _reduction(what: str, where: str, precision: str = "double") -> str:
    return f"reductions/{what}/{precision}/{where}"


def _slower(measured: Measured, what: str, field: str, precision: str = "double") -> float | None:
    """The larger of a field of the parallel backends."""
    values = [measured.median(_reduction(what, where, precision), field) for where in PARALLEL]
    return None if None in values else max(values)


def _limit(what: str) -> Callable:
    """The time over that of a pure read of the same bytes."""
    return lambda measured: _slower(measured, what, "limit_ratio")


def _over_products(what: str, products: str) -> Callable:
    """The time of the fastest library's matrix products over ours."""

    def measure(measured: Measured) -> float | None:
        cases = [case for case in measured.entries if case.startswith(f"reductions/{products}_")]
        times = [measured.median(case, "median_seconds") for case in cases]
        own = _slower(measured, what, "median_seconds")
        return min(times) / own if own and times and None not in times else None

    return measure


def _float_share(loss: str) -> Callable:
    def measure(measured: Measured) -> float | None:
        floats = _slower(measured, loss, "median_seconds", "float")
        doubles = _slower(measured, loss, "median_seconds")
        return floats / doubles if floats and doubles else None

    return measure


def _two_threads(what: str) -> Callable:
    def measure(measured: Measured) -> float | None:
        one = measured.median(_reduction(what, "serial:1"), "median_seconds")
        two = _slower(measured, what, "median_seconds")
        return one / two if one and two else None

    return measure


def _iris(measured: Measured) -> float | None:
    times = [measured.time(case) for case in measured.entries if "/iris/" in case]
    return max(times, default=None)


def _million_steps(measured: Measured) -> float | None:
    rate = measured.median(_reduction("one_sample_steps", "serial:1"), "samples_per_second")
    return None if rate is None else rate / 1e6


REDUCTIONS = Suite(
    binary="reductions",
    filter=r"/(square|hinge|logistic)/(double|float)/(openmp|tbb):2$"
    r"|/(cross_entropy|perceptron)/double/(serial:1|openmp:2|tbb:2)$"
    r"|/(two_passes|softmax_products|perceptron_products)_[a-z]+/double/openmp:2$"
    r"|/sparse_logistic/double/(openmp|tbb):2$|/iris/|/one_sample_steps/double",
    goals=(
        *(
            Goal(f"{loss}, double, 2 threads: time over a pure read's", _limit(loss), high=1.15)
            for loss in ("logistic", "square", "hinge")
        ),
        *(
            Goal(
                f"{loss}, double, 2 threads: time of two BLAS passes over ours",
                _over_products(loss, "two_passes"),
                low=2,
            )
            for loss in ("logistic", "square", "hinge")
        ),
        *(
            Goal(f"{loss}, 2 threads: time of float over double", _float_share(loss), high=0.55)
            for loss in ("logistic", "square", "hinge")
        ),
        Goal(
            "softmax, 10 classes, 2 threads: time over a pure read's",
            _limit("cross_entropy"),
            high=1.5,
        ),
        Goal(
            "softmax, 10 classes, 2 threads: time of two matrix products over ours",
            _over_products("cross_entropy", "softmax_products"),
            low=1.5,
        ),
        Goal(
            "perceptron 784-64-10, 2 threads: flop rate over that of bare products",
            _over_products("perceptron", "perceptron_products"),
            low=0.8,
        ),
        Goal(
            "sparse, 1 %, 10^6 x 10^4, 2 threads: time over a pure read's",
            _limit("sparse_logistic"),
            high=1.3,
        ),
        Goal("iris, microseconds of a gradient through the oracle", _iris, high=2),
        *(
            Goal(f"{name}: one thread's time over that of two", _two_threads(what), low=1.8)
            for name, what in (("softmax", "cross_entropy"), ("perceptron", "perceptron"))
        ),
        Goal("one-sample steps, d = 784, one core: million samples a second", _million_steps, 1),
    ),
)


def _steps(above: str, below: str) -> Callable:
    def measure(measured: Measured) -> float | None:
        times = [measured.median(f"overhead/{case}", "seconds_per_step") for case in (above, below)]
        return times[0] / times[1] if all(times) else None

    return measure


def _nanoseconds(case: str) -> Callable:
    def measure(measured: Measured) -> float | None:
        seconds = measured.median(f"overhead/{case}", "seconds_per_step")
        return None if seconds is None else 1e9 * seconds

    return measure


SLOW = "gradient_descent/evaluation:1us"
OVERHEAD = Suite(
    binary="overhead",
    filter=".",
    goals=(
        Goal(
            "gradient_descent: a step's time over a bare loop's",
            _steps("gradient_descent/oracle", "gradient_descent/bare"),
            high=2,
        ),
        Goal(
            "adam: a step's time over a bare loop's", _steps("adam/oracle", "adam/bare"), high=1.3
        ),
        # What ensmallen took.
        Goal(
            "gradient_descent: nanoseconds a step",
            _nanoseconds("gradient_descent/oracle"),
            high=18,
        ),
        Goal("adam: nanoseconds a step", _nanoseconds("adam/oracle"), high=87),
        Goal(
            "evaluations of 1 us: time with the trace over without",
            _steps(f"{SLOW}/trace", f"{SLOW}/oracle"),
            high=1.05,
        ),
    ),
)

# Nothing is claimed of 16 cores where the machine has fewer: the rows say that it was not run.
SCALING = Suite(
    binary="scaling",
    filter=r"/strong_(centered|logistic)/",
    goals=(
        Goal(
            "16 cores: efficiency of finite differences",
            lambda m: m.median("scaling/strong_centered/openmp:16", "efficiency"),
            low=0.85,
        ),
        Goal(
            "16 cores: share of the read bandwidth",
            lambda m: m.median("scaling/strong_logistic/openmp:16", "bandwidth_share"),
            low=0.9,
        ),
    ),
)

SUITES = (REDUCTIONS, GRADIENTS, OVERHEAD, SCALING)


def load(path: Path) -> Measured:
    """The runs of a results file of Google Benchmark, by case."""
    entries: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in json.loads(path.read_text(encoding="utf-8"))["benchmarks"]:
        if entry.get("run_type") == "iteration" and not entry.get("error_occurred"):
            entries[entry["name"]].append(entry)
    return Measured(dict(entries))


def measure(suite: Suite, folder: Path, output: Path) -> Measured:
    """Runs the cases of a suite five times, in mixed order; keeps their results in `output`."""
    results = output / f"limits_{suite.binary}.json"
    subprocess.run(
        [
            str(folder / suite.binary),
            f"--benchmark_filter={suite.filter}",
            "--benchmark_repetitions=5",
            "--benchmark_enable_random_interleaving=true",
            "--benchmark_min_time=0.05",
            f"--benchmark_out={results}",
            "--benchmark_out_format=json",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return load(results)


def table(suite: Suite, measured: Measured) -> str:
    return "\n".join(goal.row(measured) for goal in suite.goals)


HEADER = "| what | goal | measured | |\n| --- | --- | --- | --- |"


def run(folder: Path, output: Path) -> int:
    """Measures every suite with the binaries in `folder` and prints the table; 0."""
    output.mkdir(parents=True, exist_ok=True)
    print(HEADER)
    for suite in SUITES:
        print(table(suite, measure(suite, folder, output)), flush=True)
    return 0
