"""Ravine's perceptron beside scikit-learn's MLPClassifier; a part of scripts/bench --peers.

Both sides train the same net (784 inputs, 64 rectified units, 10 classes) by adam in mini-batches of
128, with the same two threads, and have the data in memory before the clock starts.
"""

import importlib.util
import math
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from ravine.goals.goal import Goal, Measured, markdown, ratio
from ravine.goals.scikit_learn import IMAGES, THREADS, idx, images
from ravine.results import program

SAMPLES = 60_000
BATCH = 128
EPOCHS = 2
MODEL = "perceptron:hidden=64:activation=relu"
FILES = (
    f"--data={IMAGES}/train-images-idx3-ubyte.gz",
    f"--label_file={IMAGES}/train-labels-idx1-ubyte.gz",
)
CAPTION = """\
Fashion-MNIST, a perceptron 784-64-10 with rectified units, adam with step 0.001 in mini-batches of
128: the time of a sample over two epochs, on two threads. scikit-learn computes in float where its
data is float; Ravine's data is stored as float then, and its parameters stay double. A sample takes
0.3 million multiplications and additions. NumPy's products are those of the BLAS that is installed."""


def _others(precision: str) -> str:
    return f"MLPClassifier {precision}"


GOALS = (
    *(
        Goal(
            f"perceptron, {precision}: time of scikit-learn's MLPClassifier over ours",
            ratio(_others(precision), precision),
            low=3,
        )
        for precision in ("double", "float")
    ),
    Goal("perceptron: time of float over that of double", ratio("float", "double"), high=1),
)


def ravine(convergence: Path) -> dict[str, list[dict[str, Any]]]:
    """A case for each precision: the time of a sample, in microseconds."""
    steps = EPOCHS * math.ceil(SAMPLES / BATCH)
    cases = {}
    for precision in ("double", "float"):
        options = [
            *(*FILES, f"--precision={precision}", f"--model={MODEL}"),
            *("--methods=adam:step=0.001", f"--batch_size={BATCH}", "--gradients=analytic"),
            *("--backends=tbb", f"--threads={THREADS}", f"--max_evaluations={steps}"),
        ]
        counters = program.runs_of(convergence, options)[0].counters
        cases[precision] = [{"real_time": 1e6 * counters["seconds"] / (EPOCHS * SAMPLES)}]
    return cases


def scikit_learn() -> dict[str, list[dict[str, Any]]]:
    """The same of scikit-learn."""
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    classes = idx("train-labels-idx1-ubyte", 8)
    cases = {}
    for precision, kind in (("double", np.float64), ("float", np.float32)):
        x = images().astype(kind)
        net = MLPClassifier(
            (64,), alpha=0.0, batch_size=BATCH, max_iter=EPOCHS, tol=0.0, random_state=1
        )
        with warnings.catch_warnings(), threadpool_limits(THREADS):
            warnings.simplefilter("ignore")  # that the given number of epochs is the end of it
            begin = time.perf_counter()
            net.fit(x, classes)
        seconds = time.perf_counter() - begin
        cases[_others(precision)] = [{"real_time": 1e6 * seconds / (EPOCHS * SAMPLES)}]
    return cases


def section(convergence: Path) -> str:
    """The heading and the table of goals, or why there is none."""
    title = "### A perceptron in mini-batches"
    if importlib.util.find_spec("sklearn") is None or not IMAGES.exists():
        return (
            f"{title}\n\nNeeds scikit-learn and {IMAGES}; scripts/setup installs what is missing."
        )
    measured = Measured(ravine(convergence) | scikit_learn())
    rows = markdown(goal.found(measured) for goal in GOALS)
    return f"{title}\n\n{CAPTION}\n\n{rows}"
