"""Tests of differences, against SciPy and against the papers' examples worked by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from ravine.statistics import pairs

INF = math.inf


@pytest.mark.parametrize("seed", range(20))
def test_the_rank_sum_is_that_of_scipy(seed):
    random = np.random.default_rng(seed)
    n, m = random.integers(2, 12, size=2)
    # Few values, so that there are ties.
    a, b = random.integers(0, 6, size=n).astype(float), random.integers(1, 8, size=m).astype(float)
    expected = stats.mannwhitneyu(a, b, method="asymptotic", use_continuity=True).pvalue
    assert float(pairs.rank_sum(a, b)) == pytest.approx(min(expected, 1.0), rel=1e-12)


def test_the_rank_sum_works_on_many_columns_at_once():
    random = np.random.default_rng(0)
    a, b = random.normal(size=(6, 3, 2)), random.normal(1.0, size=(5, 3, 2))
    found = pairs.rank_sum(a, b)
    assert found.shape == (3, 2)
    assert found[1, 1] == float(pairs.rank_sum(a[:, 1, 1], b[:, 1, 1]))


def test_infinite_costs_tie_with_each_other():
    a, b = np.array([1.0, INF, INF]), np.array([2.0, INF, INF])
    expected = stats.mannwhitneyu([1, 9, 9], [2, 9, 9], method="asymptotic").pvalue
    assert float(pairs.rank_sum(a, b)) == pytest.approx(expected)
    assert float(pairs.rank_sum(np.full(5, INF), np.full(5, INF))) == 1.0


def test_the_signed_rank_is_that_of_scipy():
    random = np.random.default_rng(5)
    a, b = random.lognormal(size=12), random.lognormal(0.8, size=12)
    assert pairs.compare(a, b).p == stats.wilcoxon(np.log(a) - np.log(b)).pvalue
    assert pairs.compare(a, a).p == 1.0


@pytest.mark.parametrize("seed", range(10))
def test_the_signed_rank_is_that_of_scipy_where_sizes_tie(seed):
    differences = np.random.default_rng(seed).integers(-3, 6, size=14).astype(float)
    expected = stats.wilcoxon(differences[differences != 0.0]).pvalue
    assert pairs.signed_rank(differences) == expected


def test_all_six_pairs_the_same_way_have_the_exact_chance():
    # Of the 2^6 ways to give signs to six ranks, two are as extreme.
    a = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert pairs.compare(a, 2.0 * a + 0.1 * a**2).p == pytest.approx(2 / 64)


def test_what_one_alone_solved_is_a_win_and_what_none_solved_a_tie():
    a, b = np.array([1.0, INF, 4.0, INF, 3.0]), np.array([2.0, 5.0, INF, INF, 3.0])
    found = pairs.compare(a, b)
    assert (found.wins, found.ties, found.losses, found.common) == (2, 2, 1, 2)
    assert found.ratio == pytest.approx(math.sqrt(0.5 * 1.0))


def test_nothing_in_common_has_no_ratio():
    assert math.isnan(pairs.compare(np.array([INF]), np.array([1.0])).ratio)


def test_holm_by_hand():
    # Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, and never falling.
    p = np.array([0.01, 0.04, 0.03, 0.005])
    assert pairs.holm(p) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert pairs.holm(np.array([0.9, 0.8])) == pytest.approx([1.0, 1.0])
    assert pairs.holm(np.array([])).size == 0


def test_benjamini_and_hochberg_by_hand():
    # Sorted 0.005, 0.01, 0.03, 0.04 times 4/1, 4/2, 4/3, 4/4, and never rising from the right.
    p = np.array([0.01, 0.04, 0.03, 0.005])
    assert pairs.false_discovery(p) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    both = np.stack([p, p[::-1]], axis=1)
    assert pairs.false_discovery(both)[:, 1] == pytest.approx([0.02, 0.04, 0.04, 0.02])


@pytest.mark.parametrize("seed", range(5))
def test_the_corrections_never_help_and_keep_the_order(seed):
    p = np.random.default_rng(seed).uniform(size=15)
    order = np.argsort(p)
    for correct in (pairs.holm, pairs.false_discovery):
        adjusted = correct(p)
        assert (adjusted >= p).all() and (np.diff(adjusted[order]) >= 0.0).all()
    assert (pairs.false_discovery(p) <= pairs.holm(p) + 1e-15).all()
