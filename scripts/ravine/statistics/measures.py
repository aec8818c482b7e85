"""Statistics of costs to a target, where a run that never got there counts as infinite.

`costs` is an array (..., runs) of what each run had spent at its target, infinite where it missed
it. `spent` is what each run had spent when it ended.
"""

from functools import cache

import numpy as np

from ravine.arrays import Array

RESAMPLES = 1000
SEED = 20261124  # of every bootstrap: the same data give the same interval


def quantile(costs: Array, q: float) -> Array:
    """The q-quantile over the last axis, linear between order statistics (Hyndman & Fan 1996,
    type 7); infinite where an infinite one has any weight.
    """
    ordered = np.sort(np.asarray(costs, dtype=float), axis=-1)
    position = q * (ordered.shape[-1] - 1)
    low = int(position)
    weight = position - low
    below = ordered[..., low]
    if weight == 0.0:
        return below
    above = ordered[..., low + 1]
    with np.errstate(invalid="ignore"):
        between = below + weight * (above - below)
    return np.where(np.isfinite(above), between, np.inf)


def expected_running_time(costs: Array, spent: Array) -> Array:
    """The expected running time: all that was spent over the number of successes (Hansen et al.
    2009, COCO). A successful run counts up to its target, and any other until its end. Infinite
    without one.
    """
    solved = np.isfinite(costs)
    total = np.where(solved, costs, spent).sum(axis=-1)
    count = solved.sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.inf)


@cache
def _draws(runs: int, resamples: int) -> Array:
    """How often each run is drawn in each resample, so that a sum over the draws is one product."""
    picks = np.random.default_rng(SEED).integers(runs, size=(resamples, runs))
    return np.apply_along_axis(np.bincount, 1, picks, minlength=runs).astype(float)


def bootstrap(costs: Array, spent: Array, resamples: int = RESAMPLES) -> Array:
    """The 2.5 % and 97.5 % quantiles of the ERT over resampled runs (Efron's percentile interval):
    an array (2, ...). With one run both are its ERT: nothing can be said about the spread.
    """
    weights = _draws(costs.shape[-1], resamples)
    solved = np.isfinite(costs)
    totals = np.where(solved, costs, spent) @ weights.T
    counts = solved.astype(float) @ weights.T
    with np.errstate(divide="ignore", invalid="ignore"):
        times = np.where(counts > 0.0, totals / counts, np.inf)
    return np.stack([quantile(times, 0.025), quantile(times, 0.975)])


def distribution(costs: Array) -> tuple[Array, Array]:
    """The empirical distribution of `costs`: the finite values where it steps, and the share of all
    that lies at or below each.
    """
    costs = np.asarray(costs, dtype=float).ravel()
    values, counts = np.unique(costs[np.isfinite(costs)], return_counts=True)
    return values, np.cumsum(counts) / max(costs.size, 1)


def performance_ratios(costs: Array) -> Array:
    """r(p, s) = t(p, s) / min over s of t(p, s), for `costs` (problems, solvers); infinite where
    unsolved (Dolan & Moré 2002, eq. 2.1). Their distribution by solver is its performance profile.
    """
    best = np.min(costs, axis=1, keepdims=True)
    ratios = np.full(costs.shape, np.inf)
    # A free target (reached before anything was spent) is a tie at 1 of those that had it free.
    np.divide(costs, best, out=ratios, where=np.isfinite(costs) & (best > 0.0))
    ratios[(best == 0.0) & (costs == 0.0)] = 1.0
    return ratios


def simplex_gradients(costs: Array, dimensions: Array) -> Array:
    """`costs` (problems, ...) in units of n + 1 evaluations: the abscissa of a data profile (Moré &
    Wild 2009, eq. 2.8). Its ordinate is their distribution.
    """
    shape = (-1,) + (1,) * (costs.ndim - 1)
    return costs / (np.asarray(dimensions, dtype=float).reshape(shape) + 1.0)
