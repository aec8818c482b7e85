"""Statistics of costs, against values worked by hand and against NumPy and SciPy."""

import math

import numpy as np
import pytest
from scipy import stats

from ravine.statistics import measures

INF = math.inf


@pytest.mark.parametrize("q", [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_quantiles_of_finite_costs_are_those_of_numpy(q, seed):
    costs = np.random.default_rng(seed).lognormal(size=(4, 3 + seed))
    assert measures.quantile(costs, q) == pytest.approx(np.quantile(costs, q, axis=-1))


def test_a_quantile_is_infinite_where_an_infinite_cost_has_weight():
    costs = np.array([1.0, 2.0, 3.0, INF, INF])
    assert measures.quantile(costs, 0.5) == 3.0
    assert measures.quantile(costs, 0.25) == 2.0
    assert measures.quantile(costs, 0.6) == INF
    assert measures.quantile(np.array([1.0, INF]), 0.5) == INF
    assert measures.quantile(np.array([INF, INF]), 0.5) == INF


def test_expected_running_time_counts_what_failures_spent():
    # Two successes after 10 and 30, one failure that spent 100: (10 + 30 + 100) / 2.
    costs, spent = np.array([10.0, INF, 30.0]), np.array([12.0, 100.0, 31.0])
    assert measures.expected_running_time(costs, spent) == 70.0
    assert measures.expected_running_time(np.array([INF]), np.array([5.0])) == INF
    # With success alone it is the mean.
    assert measures.expected_running_time(np.array([1.0, 2.0]), np.array([9.0, 9.0])) == 1.5


def test_expected_running_time_is_that_of_restarts():
    # Success with chance p at cost a, else cost b: E = a + b (1 - p) / p.
    costs = np.array([7.0] * 3 + [INF] * 9)
    spent = np.array([7.0] * 3 + [20.0] * 9)
    assert measures.expected_running_time(costs, spent) == pytest.approx(7.0 + 20.0 * 0.75 / 0.25)


def test_a_bootstrap_is_the_same_every_time_and_holds_its_estimate():
    costs = np.random.default_rng(3).lognormal(size=(2, 9))
    first, again = (measures.bootstrap(costs, costs) for _ in range(2))
    assert (first == again).all()
    estimate = measures.expected_running_time(costs, costs)
    assert (first[0] <= estimate).all() and (estimate <= first[1]).all()
    one = measures.bootstrap(np.array([[4.0]]), np.array([[4.0]]))
    assert one.ravel().tolist() == [4.0, 4.0]


def test_a_bootstrap_interval_is_that_of_scipy():
    costs = np.random.default_rng(1).normal(10.0, 1.0, size=30)
    low, high = measures.bootstrap(costs, costs, 4000)
    expected = stats.bootstrap(
        (costs,), np.mean, n_resamples=4000, method="percentile", random_state=2
    ).confidence_interval
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=0.05)


def test_a_failed_run_costs_what_it_spent_in_the_bootstrap_too():
    costs = np.array([10.0] * 20 + [INF] * 10)
    spent = np.array([10.0] * 20 + [100.0] * 10)
    low, high = measures.bootstrap(costs, spent, 4000)
    expected = stats.bootstrap(
        (spent, np.isfinite(costs).astype(float)),
        lambda cost, solved, axis: cost.sum(axis=axis) / solved.sum(axis=axis),
        paired=True,
        n_resamples=4000,
        method="percentile",
        random_state=2,
    ).confidence_interval
    assert low < 60.0 < high  # (20 * 10 + 10 * 100) / 20
    assert (low, high) == pytest.approx((expected.low, expected.high), rel=0.05)


def test_a_bootstrap_without_a_success_is_infinite():
    low, high = measures.bootstrap(np.array([INF, INF]), np.array([1.0, 1.0]))
    assert low == high == INF


def test_a_distribution_steps_at_its_finite_values():
    x, share = measures.distribution(np.array([3.0, 1.0, INF, 1.0]))
    assert x.tolist() == [1.0, 3.0] and share.tolist() == [0.5, 0.75]
    x, share = measures.distribution(np.array([INF]))
    assert not x.size and not share.size


def test_performance_ratios_are_those_of_dolan_and_more():
    # Three problems, two solvers. The second problem only one solves; the third none.
    costs = np.array([[10.0, 20.0], [INF, 5.0], [INF, INF]])
    ratios = measures.performance_ratios(costs)
    assert ratios.tolist() == [[1.0, 2.0], [INF, 1.0], [INF, INF]]
    # rho_s(1) is how often s is the best, rho_s(infinity) how much it solves: 1/3, 1/3 and 1/3, 2/3.
    profiles = [measures.distribution(ratios[:, s]) for s in (0, 1)]
    assert [share.tolist() for _, share in profiles] == [
        pytest.approx([1 / 3]),
        pytest.approx([1 / 3, 2 / 3]),
    ]


def test_a_target_that_was_free_is_a_tie():
    assert measures.performance_ratios(np.array([[0.0, 0.0, 4.0]])).tolist() == [[1.0, 1.0, INF]]


def test_data_profiles_count_in_simplex_gradients():
    costs = np.array([[30.0, INF], [33.0, 11.0]])
    assert measures.simplex_gradients(costs, np.array([2, 10])).tolist() == [
        [10.0, INF],
        [3.0, 1.0],
    ]
