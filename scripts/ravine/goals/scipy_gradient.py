"""What SciPy's numerical gradient takes: the peer of gradients/centered/rosenbrock."""

import time
from functools import cache
from statistics import median

import numpy as np

from ravine.arrays import Array


def chained_rosenbrock(x: Array) -> float:
    """The function of the limits, as a NumPy user writes it."""
    return float(np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2))


@cache
def seconds(n: int = 1000, repetitions: int = 5) -> float | None:
    """The median time of a centered `approx_derivative`; None where there is no SciPy."""
    try:
        from scipy.optimize._numdiff import approx_derivative
    except ImportError:
        return None
    x = np.where(np.arange(n) % 2 == 0, -1.2, 1.0)
    times = []
    for _ in range(repetitions + 1):
        begin = time.perf_counter()
        approx_derivative(chained_rosenbrock, x, method="3-point")
        times.append(time.perf_counter() - begin)
    return median(times[1:])  # the first one warms up
