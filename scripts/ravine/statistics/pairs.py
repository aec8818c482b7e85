"""Which differences between methods are more than chance."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats
from scipy.special import erfc  # pylint: disable=no-name-in-module

from ravine.arrays import Array

LEVEL = 0.05


@dataclass(frozen=True)
class Pairing:
    """Two methods over the problems that both ran."""

    wins: int
    ties: int
    losses: int
    ratio: float  # geometric mean of cost over the other's, where both solved; NaN without any
    common: int  # problems that both solved
    p: float  # of the signed-rank test, before any correction


def rank_sum(a: Array, b: Array) -> Array:
    """Two-sided p of Wilcoxon's rank-sum test (Mann & Whitney 1947) of `a` (runs, ...) against `b`
    (runs, ...), by the normal approximation with corrections for ties and for continuity. Infinite
    costs tie with each other. 1 where all are equal.
    """
    both = np.concatenate([a, b])
    total, expected = len(both), 0.5 * len(a) * len(b)
    wins = (a[:, None] > b).sum(axis=(0, 1)) + 0.5 * (a[:, None] == b).sum(axis=(0, 1))
    # Of t values that tie each has t that equal it, so that this is the sum of t^3 - t.
    ties = (((both[:, None] == both).sum(axis=1)) ** 2 - 1).sum(axis=0)
    spread = np.sqrt(expected / 6.0 * (total + 1 - ties / (total * (total - 1))))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.abs(wins - expected) - 0.5) / spread
    p = np.where(spread > 0.0, np.minimum(erfc(z / math.sqrt(2.0)), 1.0), 1.0)
    found: Array = np.where(np.isnan(both).any(axis=0), 1.0, p)
    return found


def signed_rank(differences: Array) -> float:
    """Two-sided p of Wilcoxon's signed-rank test, which leaves out what does not differ (Wilcoxon
    1945); 1 where nothing differs.
    """
    differing = differences[differences != 0.0]
    # The order of the sizes is all that counts, and many pairs of methods share it.
    order = np.unique(np.abs(differing), return_inverse=True)[1] + 1
    return _signed_rank_of(np.sort(np.copysign(order, differing)).tobytes())


@cache
def _signed_rank_of(signed: bytes) -> float:
    return float(stats.wilcoxon(np.frombuffer(signed)).pvalue) if signed else 1.0


def _log_ratios(a: Array, b: Array) -> Array:
    """The logarithms of a over b. A pair that one method alone solved differs by more than any
    other, one that neither solved not at all.
    """
    solved_a, solved_b = np.isfinite(a), np.isfinite(b)
    both = solved_a & solved_b
    ratios = np.zeros(a.shape)
    # What was free is next to nothing on a logarithmic scale.
    tiny = np.finfo(float).tiny
    ratios[both] = np.log(np.maximum(a[both], tiny)) - np.log(np.maximum(b[both], tiny))
    beyond = np.abs(ratios).max(initial=0.0) + 1.0
    ratios[solved_a & ~solved_b] = -beyond
    ratios[~solved_a & solved_b] = beyond
    return ratios


def compare(a: Array, b: Array) -> Pairing:
    """How costs `a` stand against `b`, problem by problem."""
    ratios = _log_ratios(a, b)
    both = np.isfinite(a) & np.isfinite(b)
    return Pairing(
        wins=int((ratios < 0.0).sum()),
        ties=int((ratios == 0.0).sum()),
        losses=int((ratios > 0.0).sum()),
        ratio=float(np.exp(ratios[both].mean())) if both.any() else float("nan"),
        common=int(both.sum()),
        p=signed_rank(ratios),
    )


def holm(p: Array) -> Array:
    """p-values adjusted so that any false finding among all has the level's chance (Holm 1979)."""
    order = np.argsort(p)
    factors = np.arange(p.size, 0, -1)
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted


def false_discovery(p: Array) -> Array:
    """p-values adjusted along the first axis so that the expected share of false findings is the
    level (Benjamini & Hochberg 1995).
    """
    order = np.argsort(p, axis=0)
    ranks = np.arange(1, len(p) + 1).reshape(-1, *[1] * (p.ndim - 1))
    rising = np.take_along_axis(p, order, axis=0) * len(p) / ranks
    least = np.minimum.accumulate(rising[::-1], axis=0)[::-1]
    adjusted = np.empty(p.shape)
    np.put_along_axis(adjusted, order, np.minimum(least, 1.0), axis=0)
    return adjusted


def median_interval(
    values: Array, confidence: float, resamples: int, seed: int
) -> tuple[float, float]:
    """The percentile bootstrap's interval of the median (Efron 1979)."""
    found = stats.bootstrap(
        (values,),
        np.median,
        confidence_level=confidence,
        n_resamples=resamples,
        method="percentile",
        random_state=seed,
    ).confidence_interval
    return float(found.low), float(found.high)
