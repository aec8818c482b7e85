"""The goals of gradients, steps and scaling: what scripts/bench --limits holds them against."""

import math
from statistics import linear_regression

from ravine.goals import scipy_gradient
from ravine.goals.goal import Bound, Goal, Measure, Measured, Suite, own_core, ratio


def _gradient(source: str, function: str, n: int, where: str = "serial:1") -> str:
    return f"gradients/{source}/{function}/n:{n}/{where}"


def _order(source: str, exponents: range) -> Measure:
    """The slope of log(error) over log(h), for h = 2^-k before round-off."""

    def measure(measured: Measured) -> float | None:
        steps = [2.0**-k for k in exponents]
        errors = [
            measured.median(_gradient(f"{source}:h={step!r}", "levy_batched", 10), "relative_error")
            for step in steps
        ]
        logs = [math.log(error) for error in errors if error]
        if len(logs) < len(errors):
            return None
        return float(linear_regression([math.log(h) for h in steps], logs).slope)

    return measure


def _against_scipy(case: str) -> Measure:
    def measure(measured: Measured) -> float | None:
        own, scipy = measured.time(case), scipy_gradient.seconds()
        return None if own is None or scipy is None else scipy / (own * 1e-6)

    return measure


OPAQUE = _gradient("centered", "rosenbrock_opaque", 1000)
PARALLEL = ("openmp:2", "tbb:2")


def _bare_threads(function: str, n: int, factor: float = 1.0) -> Bound:
    """What two threads with a bare loop each gain over one."""
    return Bound(
        "the machine, whose cores slow each other down: the same for a bare loop over each half of "
        "the coordinates, on two threads that share nothing",
        ratio(
            _gradient("bare_loop", function, n),
            _gradient("bare_threads", function, n, "bare:2"),
            factor,
        ),
    )


def _batched(where: str) -> str:
    return _gradient("centered", "rosenbrock_batched", 1000, where)


GRADIENTS = Suite(
    binary="gradients",
    filter=r"(centered|bare_loop|bare_threads|ceres_central)/rosenbrock.*/n:1000/"
    r"|(centered|bare_loop|bare_threads)/busy_(10us/n:128|1ms/n:32)/"
    r"|(forward|centered):h=0\.0.*/levy_batched/",
    repetitions=9,
    goals=(
        *(
            Goal(
                f"opaque centered difference, n = 1,000: one thread's time over that of {where}",
                ratio(OPAQUE, _gradient("centered", "rosenbrock_opaque", 1000, where)),
                low=1.9,
                bounds=(_bare_threads("rosenbrock_opaque", 1000),),
            )
            for where in PARALLEL
        ),
        Goal(
            "opaque centered difference, n = 1,000: time over a bare loop's",
            ratio(OPAQUE, _gradient("bare_loop", "rosenbrock_opaque", 1000)),
            high=1.05,
        ),
        *(
            Goal(
                f"batched, n = 1,000, {where}: Ceres' time over ours",
                ratio(_gradient("ceres_central", "rosenbrock_opaque", 1000), _batched(where)),
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
            ratio(OPAQUE, _gradient("centered", "rosenbrock", 1000)),
            low=100,
        ),
        *(
            Goal(
                f"thread efficiency of {where}, {cost} an evaluation, n = {n}",
                ratio(
                    _gradient("centered", f"busy_{cost}", n),
                    _gradient("centered", f"busy_{cost}", n, where),
                    factor=0.5,
                ),
                low=0.95,
                bounds=(_bare_threads(f"busy_{cost}", n, factor=0.5),),
            )
            for cost, n in (("10us", 128), ("1ms", 32))
            for where in PARALLEL
        ),
        Goal("order of the error in h, forward", _order("forward", range(6, 13, 2)), 0.95, 1.05),
        Goal("order of the error in h, centered", _order("centered", range(6, 13, 2)), 1.95, 2.05),
    ),
)


def _steps(above: str, below: str) -> Measure:
    def measure(measured: Measured) -> float | None:
        time, least = (
            measured.median(f"overhead/{case}", "seconds_per_step") for case in (above, below)
        )
        return time / least if time and least else None

    return measure


def _nanoseconds(case: str) -> Measure:
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
            bounds=(own_core("overhead"),),
        ),
        Goal(
            "adam: a step's time over a bare loop's", _steps("adam/oracle", "adam/bare"), high=1.3
        ),
        # What ensmallen took.
        Goal(
            "gradient_descent: nanoseconds a step",
            _nanoseconds("gradient_descent/oracle"),
            high=18,
            bounds=(own_core("overhead"),),
        ),
        Goal("adam: nanoseconds a step", _nanoseconds("adam/oracle"), high=87),
        Goal(
            "evaluations of 1 us: time with the trace over without",
            _steps(f"{SLOW}/trace", f"{SLOW}/oracle"),
            high=1.05,
        ),
    ),
)


def _beside_a_neighbour(where: str) -> Measure:
    def measure(measured: Measured) -> float | None:
        several, one = (
            measured.median(f"scaling/beside_a_neighbour/{each}", "seconds_per_step")
            for each in (where, "serial:1")
        )
        return several / one if several and one else None

    return measure


SCALING = Suite(
    binary="scaling",
    filter=r"/strong_(centered|logistic)/|/beside_a_neighbour/",
    goals=(
        *(
            Goal(
                f"mini-batches beside a busy neighbour, {where}: time over one thread's",
                _beside_a_neighbour(where),
                high=1.2,
            )
            for where in ("openmp:2", "tbb:2", "openmp:8", "tbb:8")
        ),
        Goal(
            "16 cores: efficiency of finite differences",
            lambda m: m.median("scaling/strong_centered/openmp:16", "efficiency"),
            low=0.85,
            cores=16,
        ),
        Goal(
            "16 cores: share of the read bandwidth",
            lambda m: m.median("scaling/strong_logistic/openmp:16", "bandwidth_share"),
            low=0.9,
            cores=16,
        ),
    ),
)
