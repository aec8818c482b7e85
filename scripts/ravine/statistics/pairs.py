"""Which differences between methods are more than chance."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

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


def rank_sum(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Two-sided p of Wilcoxon's rank-sum test (Mann & Whitney 1947) of `a` (runs, ...) against `b`
    (runs, ...), by the normal approximation with corrections for ties and for continuity. Infinite
    costs tie with each other. 1 where all are equal.
    """
    n, m = a.shape[0], b.shape[0]
    pairs_a, pairs_b = a[:, None], b[None, :]
    above = (pairs_a > pairs_b).sum(axis=(0, 1)) + 0.5 * (pairs_a == pairs_b).sum(axis=(0, 1))
    both = np.concatenate([a, b])
    total = n + m
    # The sum of t^3 - t over groups of t ties is the sum of t^2 - 1 over their members.
    ties = ((both[:, None] == both[None, :]).sum(axis=1) ** 2 - 1).sum(axis=0)
    variance = n * m / 12.0 * (total + 1.0 - ties / (total * (total - 1.0)))
    distance = np.maximum(np.abs(above - n * m / 2.0) - 0.5, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = distance / np.sqrt(variance)
    return np.where(variance > 0.0, 2.0 * stats.norm.sf(z), 1.0)


def signed_rank(a: np.ndarray, b: np.ndarray) -> float:
    """Two-sided p of Wilcoxon's signed-rank test on the logarithms of paired costs. A pair that
    only one method solved differs by more than any other. A pair that neither solved does not
    differ. 1 where no pair differs.
    """
    differences = _log_ratios(a, b)
    differences = differences[differences != 0.0]
    return float(stats.wilcoxon(differences).pvalue) if differences.size else 1.0


def _log_ratios(a: np.ndarray, b: np.ndarray) -> np.ndarray:
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


def compare(a: np.ndarray, b: np.ndarray) -> Pairing:
    """How costs `a` stand against `b`, problem by problem."""
    ratios = _log_ratios(a, b)
    both = np.isfinite(a) & np.isfinite(b)
    return Pairing(
        wins=int((ratios < 0.0).sum()),
        ties=int((ratios == 0.0).sum()),
        losses=int((ratios > 0.0).sum()),
        ratio=float(np.exp(ratios[both].mean())) if both.any() else float("nan"),
        common=int(both.sum()),
        p=signed_rank(a, b),
    )


def holm(p: np.ndarray) -> np.ndarray:
    """p-values adjusted so that any false finding among all has the level's chance (Holm 1979)."""
    p = np.asarray(p, dtype=float)
    order = np.argsort(p, kind="stable")
    adjusted = np.maximum.accumulate(p[order] * (p.size - np.arange(p.size)))
    result = np.empty(p.size)
    result[order] = np.minimum(adjusted, 1.0)
    return result


def false_discovery(p: np.ndarray) -> np.ndarray:
    """p-values adjusted along the first axis so that the expected share of false findings is the
    level (Benjamini & Hochberg 1995).
    """
    p = np.asarray(p, dtype=float)
    count = p.shape[0]
    order = np.argsort(p, axis=0, kind="stable")
    ranks = np.arange(1, count + 1).reshape((-1,) + (1,) * (p.ndim - 1))
    scaled = np.take_along_axis(p, order, axis=0) * count / ranks
    least = np.minimum.accumulate(scaled[::-1], axis=0)[::-1]
    result = np.empty(p.shape)
    np.put_along_axis(result, order, np.minimum(least, 1.0), axis=0)
    return result
