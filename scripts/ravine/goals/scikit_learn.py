"""Ravine's methods beside scikit-learn's solvers; a part of scripts/bench --peers.

Both sides have the data in memory before the clock starts, and the same two threads.
"""

import gzip
import importlib.util
import math
import time
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ravine.arrays import Array
from ravine.goals.goal import Goal, Measure, Measured, markdown, ratio
from ravine.results import program

PROBLEM = "fashion_mnist:binarize=5:loss=logistic:l2=0.0001"
L2 = 1e-4
MINIMUM = 0.18794623780548997  # scripts/make_references
START = math.log(2.0)  # the value at the origin
THREADS = 2
GAP = 1e-6  # of the deterministic solvers, relative to the start's
STOCHASTIC_GAP = 1e-3
EPOCHS = 10  # of plain stochastic descent
BATCH = 32  # Ravine's default

CAPTION = """\
Fashion-MNIST, classes 0 to 4 against 5 to 9, logistic loss, l2 = 1e-4, no intercept, pixels / 255;
a gap is (f - f*) / (f(0) - f*). The time of scikit-learn is that of its first whole fit that
reaches the gap. Tolerances of 1e-2, 1e-3, ... are tried in turn, or 8, 12, 16, 24, 32 epochs."""
IMAGES = Path("/usr/share/datasets/fashion-mnist")
SOLVERS = ("lbfgs", "newton-cg", "liblinear")


def _field(case: str, name: str) -> Measure:
    return lambda measured: measured.median(case, name)


# The cases of scikit-learn are named after its solvers, with its name before them.
GOALS = (
    *(
        Goal(
            f"lbfgs to a gap of {GAP:g}: time over that of scikit-learn's {solver}",
            ratio("lbfgs", f"scikit-learn {solver}"),
            high=0.2,
        )
        for solver in SOLVERS
    ),
    Goal(
        "sgd: time of scikit-learn's SGDClassifier over ours, for as many samples",
        ratio("scikit-learn sgd", "sgd"),
        low=2,
    ),
    Goal(f"sgd: gap after {EPOCHS} epochs by default", _field("sgd", "gap"), high=2e-2),
    *(
        Goal(
            f"{method} to a gap of {STOCHASTIC_GAP:g}: time over that of scikit-learn's saga",
            ratio(method, "scikit-learn saga"),
            high=1 / 3,
        )
        for method in ("saga", "svrg")
    ),
)


def idx(name: str, header: int) -> Array:
    """The bytes of an IDX file behind its header."""
    packed = IMAGES / f"{name}.gz"
    raw = gzip.decompress(packed.read_bytes()) if packed.exists() else (IMAGES / name).read_bytes()
    return np.frombuffer(raw, np.uint8, offset=header)


def images() -> Array:
    """The images, (60000, 784) in [0, 1]."""
    return idx("train-images-idx3-ubyte", 16).reshape(-1, 784) / 255.0


def data() -> tuple[Array, Array]:
    """The images, and their halves of the classes, -1 or 1."""
    return images(), np.where(idx("train-labels-idx1-ubyte", 8) < 5, -1, 1)


def gap(weights: Array, x: Array, y: Array) -> float:
    """How far above the minimum, over how far the origin is."""
    value = np.logaddexp(0.0, -y * (x @ weights)).mean() + 0.5 * L2 * weights @ weights
    return float((value - MINIMUM) / (START - MINIMUM))


def first_within(limit: float, fits: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The first of ever longer fits whose gap is at most `limit`; None where there is none."""
    return next((fit for fit in fits if fit["gap"] <= limit), None)


def _fit(model: Any, x: Array, y: Array) -> dict[str, Any]:
    begin = time.perf_counter()
    model.fit(x, y)
    return {"real_time": time.perf_counter() - begin, "gap": gap(model.coef_[0], x, y)}


def _fits(x: Array, y: Array) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """A case of each solver: the fit at the loosest setting that reaches the gap."""
    from sklearn.linear_model import LogisticRegression, SGDClassifier

    def regression(**options: Any) -> Any:
        return LogisticRegression(C=1.0 / (len(x) * L2), fit_intercept=False, **options)

    for solver in SOLVERS:
        tolerances = (10.0**-k for k in range(2, 7))
        yield solver, first_within(
            GAP,
            (_fit(regression(solver=solver, tol=t, max_iter=1000), x, y) for t in tolerances),
        )
    epochs = (8, 12, 16, 24, 32)
    yield "saga", first_within(
        STOCHASTIC_GAP,
        (_fit(regression(solver="saga", tol=0.0, max_iter=n), x, y) for n in epochs),
    )
    sgd = SGDClassifier("log_loss", alpha=L2, fit_intercept=False, max_iter=EPOCHS, tol=None)
    yield "sgd", _fit(sgd, x, y)


def scikit_learn() -> dict[str, list[dict[str, Any]]]:
    """Its cases. A solver that never gets there has none."""
    from threadpoolctl import threadpool_limits

    x, y = data()
    with warnings.catch_warnings(), threadpool_limits(THREADS):
        warnings.simplefilter("ignore")  # that the given number of epochs is the end of it
        return {f"scikit-learn {name}": [fit] for name, fit in _fits(x, y) if fit is not None}


def _run(convergence: Path, method: str, *options: str) -> dict[str, float]:
    """The counters of one run of a method with its defaults."""
    all_options = [
        *(f"--methods={method}", f"--problems={PROBLEM}", "--gradients=analytic"),
        *("--backends=openmp", f"--threads={THREADS}", *options),
    ]
    return program.runs_of(convergence, all_options)[0].counters


def ravine(convergence: Path) -> dict[str, list[dict[str, Any]]]:
    """The cases of Ravine's methods, at their defaults. One that never gets there has none."""
    cases = {}
    for method, target in (("lbfgs", GAP), ("saga", STOCHASTIC_GAP), ("svrg", STOCHASTIC_GAP)):
        run = _run(convergence, method, f"--target={target}", "--max_evaluations=200000")
        if "seconds_to_target" in run:
            cases[method] = [{"real_time": run["seconds_to_target"], "gap": run["gap"]}]
    steps = EPOCHS * math.ceil(60000 / BATCH)
    run = _run(convergence, "sgd", f"--max_evaluations={steps}", "--target=1e-12")
    cases["sgd"] = [{"real_time": run["seconds"], "gap": run["gap"]}]
    return cases


def section(convergence: Path) -> str:
    """The heading and the table of goals, or why there is none."""
    title = "### scikit-learn"
    if importlib.util.find_spec("sklearn") is None:
        return f"{title}\n\nscikit-learn is not installed; scripts/setup installs what is missing."
    if not IMAGES.exists():
        return f"{title}\n\n{IMAGES} is missing; scripts/setup installs what is missing."
    measured = Measured(ravine(convergence) | scikit_learn())
    rows = markdown(goal.found(measured) for goal in GOALS)
    return f"{title}\n\n{CAPTION}\n\n{rows}"
