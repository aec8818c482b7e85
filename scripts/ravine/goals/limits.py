"""Measures how far the binaries are from what the machine can do; what scripts/bench --limits runs.

A goal is a row of a table: what, goal, measured, met or not. Each binary has its list. The limits are
measured in the same run: what a read of the same bytes takes, and what the arithmetic alone takes. A
gradient can take no less than the larger of both (the roofline of Williams, Waterman & Patterson
2009), so that a goal holds on machines with fast memory and with slow.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

from ravine.files import make_folder
from ravine.goals.goal import HEADER, Bound, Goal, Measure, Measured, Suite, own_core
from ravine.goals.gradients import GRADIENTS, OVERHEAD, PARALLEL, SCALING
from ravine.results import benchmark_file, program


def _reduction(what: str, where: str, precision: str = "double") -> str:
    return f"reductions/{what}/{precision}/{where}"


def _slower(measured: Measured, what: str, field: str, precision: str = "double") -> float | None:
    """The larger of a field of the parallel backends."""
    values = [measured.median(_reduction(what, where, precision), field) for where in PARALLEL]
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(PARALLEL) else None


def _limit(what: str) -> Measure:
    """The time over that of a pure read of the same bytes."""
    return lambda measured: _slower(measured, what, "limit_ratio")


def _roofline(what: str, arithmetic: Measure) -> Measure:
    """The time over the larger of a pure read's and of the arithmetic's."""

    def measure(measured: Measured) -> float | None:
        own, alone = _limit(what)(measured), arithmetic(measured)
        return own / max(1.0, alone) if own and alone else None

    return measure


def _in_cache(what: str) -> Bound:
    """What a gradient would take if its rows came for nothing.

    It cannot take less, nor less than the read; how far it is from the larger of the two is what
    does not overlap.
    """
    return Bound(
        "the same work on rows in a core's cache takes, of a pure read's time",
        _limit(f"{what}_in_cache"),
    )


def _over_products(what: str, products: str) -> Measure:
    """The time of the fastest library's matrix products over ours."""

    def measure(measured: Measured) -> float | None:
        cases = [case for case in measured.entries if case.startswith(f"reductions/{products}")]
        times = [measured.median(case, "median_seconds") for case in cases]
        own = _slower(measured, what, "median_seconds")
        known = [time for time in times if time is not None]
        return min(known) / own if own and known and len(known) == len(times) else None

    return measure


def _over_read(what: str) -> Measure:
    """The time of what runs on one backend alone over that of a pure read of the same bytes."""
    return lambda measured: measured.median(_reduction(what, "openmp:2"), "limit_ratio")


def _float_share(floats: str, doubles: str) -> Measure:
    """The time of one case on floats over that of another on doubles."""

    def measure(measured: Measured) -> float | None:
        above = _slower(measured, floats, "median_seconds", "float")
        below = _slower(measured, doubles, "median_seconds")
        return above / below if above and below else None

    return measure


def _over_plain(loss: str, precision: str) -> Measure:
    """The time over that of a plain loop with Eigen's products, where it compares worst."""

    def measure(measured: Measured) -> float | None:
        ratios = []
        for where in ("serial:1", *PARALLEL):
            own = measured.median(_reduction(loss, where, precision), "median_seconds")
            plain = measured.median(_reduction(f"plain_{loss}", where, precision), "median_seconds")
            if not own or not plain:
                return None
            ratios.append(own / plain)
        return max(ratios)

    return measure


def _two_threads(what: str) -> Measure:
    def measure(measured: Measured) -> float | None:
        one = measured.median(_reduction(what, "serial:1"), "median_seconds")
        two = _slower(measured, what, "median_seconds")
        return one / two if one and two else None

    return measure


def _iris(measured: Measured) -> float | None:
    times = [measured.time(case) for case in measured.entries if "/iris/" in case]
    return max((time for time in times if time is not None), default=None)


def _million_steps(measured: Measured) -> float | None:
    rate = measured.median(_reduction("one_sample_steps", "serial:1"), "samples_per_second")
    return None if rate is None else rate / 1e6


REDUCTIONS = Suite(
    binary="reductions",
    filter=r"/(plain_)?(square|hinge|squared_hinge|logistic|cross_entropy)"
    r"/(double|float)/(serial:1|openmp:2|tbb:2)$"
    r"|/(square|hinge|logistic)_in_cache/(double|float)/(openmp|tbb):2$"
    r"|/(cross_entropy|sparse_logistic)_in_cache/double/(openmp|tbb):2$"
    r"|/perceptron/double/(serial:1|openmp:2|tbb:2)$"
    r"|/(two_passes|softmax_products|perceptron_products|sparse_two_passes)_[a-z]+/double/openmp:2$"
    r"|/multiply_adds_of_softmax_products/double/openmp:2$"
    r"|/sparse_logistic/double/(openmp|tbb):2$|/iris/|/one_sample_steps/double"
    r"|/core$",
    repetitions=9,
    goals=(
        *(
            Goal(
                f"{loss}, double, 2 threads: time over a pure read's",
                _limit(loss),
                high=1.3,
                bounds=(_in_cache(loss),),
            )
            for loss in ("logistic", "square", "hinge")
        ),
        *(
            Goal(
                f"{loss}, double, 2 threads: time of two passes of {library} over ours",
                _over_products(loss, f"two_passes_{case}"),
                low=2,
                bounds=(
                    Bound(
                        "both read at the memory's speed; a gradient in the time of one pure read "
                        "would reach",
                        _over_read(f"two_passes_{case}"),
                    ),
                ),
            )
            for library, case in (("OpenBLAS", "openblas"), ("Eigen", "eigen"))
            for loss in ("logistic", "square", "hinge")
        ),
        *(
            Goal(
                f"{loss}, 2 threads: time of float over double",
                _float_share(loss, loss),
                high=0.55,
                bounds=(
                    Bound(
                        "the same work on floats in a core's cache takes, of the time on doubles",
                        _float_share(f"{loss}_in_cache", loss),
                    ),
                ),
            )
            for loss in ("logistic", "square", "hinge")
        ),
        *(
            Goal(
                f"{loss}, {precision}, 1 and 2 threads: time over a plain loop's with Eigen",
                _over_plain(loss, precision),
                high=1,
            )
            for loss in ("square", "hinge", "squared_hinge", "logistic", "cross_entropy")
            for precision in ("double", "float")
        ),
        Goal(
            "softmax, 10 classes, 2 threads: time over a pure read's or its multiply-adds'",
            _roofline("cross_entropy", _over_read("multiply_adds_of_softmax_products")),
            high=1.6,
            bounds=(
                _in_cache("cross_entropy"),
                Bound(
                    "its multiplications and additions alone, with nothing read, take",
                    _over_read("multiply_adds_of_softmax_products"),
                ),
            ),
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
            "sparse, 1 %, 10^6 x 10^4, 2 threads: time over a pure read's or that in cache",
            _roofline("sparse_logistic", _limit("sparse_logistic_in_cache")),
            high=1.6,
            bounds=(
                _in_cache("sparse_logistic"),
                Bound("two passes with Eigen take", _over_read("sparse_two_passes_eigen")),
            ),
        ),
        Goal(
            "iris, microseconds of a gradient through the oracle",
            _iris,
            high=2,
            bounds=(own_core("reductions"),),
        ),
        *(
            Goal(
                f"{name}: one thread's time over that of two",
                _two_threads(what),
                low=1.8,
                bounds=(own_core("reductions"),),
            )
            for name, what in (("softmax", "cross_entropy"), ("perceptron", "perceptron"))
        ),
        Goal(
            "one-sample steps, d = 784, one core: million samples a second",
            _million_steps,
            1,
            bounds=(
                Bound(
                    "the rows come at 6 to 7 ns a line of 64 bytes, as a core follows them, beside "
                    "0.37 us of work, half of which hides behind them"
                ),
            ),
        ),
    ),
)


SUITES = (REDUCTIONS, GRADIENTS, OVERHEAD, SCALING)


def load(path: Path) -> Measured:
    """The runs of a results file of Google Benchmark, by case."""
    entries: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in benchmark_file.read(path).measured():
        entries[entry["name"]].append(entry)
    return Measured(dict(entries))


def measure(suite: Suite, folder: Path, output: Path) -> Measured:
    """Runs the cases of a suite several times, in mixed order; keeps their results in `output`."""
    results = output / f"limits_{suite.binary}.json"
    options = [
        f"--benchmark_repetitions={suite.repetitions}",
        "--benchmark_enable_random_interleaving=true",
    ]
    program.time_kernels(folder / suite.binary, suite.filter, options, results)
    return load(results)


def table(suite: Suite, measured: Measured) -> str:
    return "\n".join(goal.found(measured).row() for goal in suite.goals)


def notes(suite: Suite, measured: Measured) -> list[str]:
    """What bounds each goal that is not met, where that is known."""
    return [note for goal in suite.goals if (note := goal.note(measured)) is not None]


def run(folder: Path, output: Path) -> int:
    """Measures every suite with the binaries in `folder` and prints the table; 0."""
    make_folder(output)
    print(HEADER)
    bounds: list[str] = []
    for suite in SUITES:
        measured = measure(suite, folder, output)
        print(table(suite, measured), flush=True)
        bounds += notes(suite, measured)
    if bounds:
        print("\nWhat bounds the goals that are not met:\n")
        print("\n".join(bounds))
        print("\nWhat was tried against them: lib/docs/performance/")
    return 0
