"""What runs have spent, in each currency."""

import argparse
import math

import numpy as np
import pytest

from ravine.results.runs import load
from ravine.tables import cost
from ravine.tables.cost import Cost
from ravine.tables.target import LADDER, Targets
from ravine.tests.made import result, rounds, trace, write_results, write_traces


def one(tmp_path, line):
    return load([write_traces(tmp_path / "t.jsonl", [line])]).runs[0]


@pytest.mark.parametrize(
    ("gradient", "factor", "price"),
    [
        ("autodiff", None, 3.0),
        ("analytic", None, 4.0),
        ("analytic", 2.5, 2.5),
        ("autodiff", 1.0, 1.0),
        ("analytic", "n", 3.0),
    ],
)
def test_forward_mode_costs_n_and_reverse_mode_four(tmp_path, gradient, factor, price):
    run = one(tmp_path, trace("sphere", "a", 1, [1.0], gradient=gradient, dimension=3))
    assert cost.gradient_price(run, factor) == price


def test_a_price_is_n_or_a_number():
    assert (cost.parse_price("n"), cost.parse_price("2.5")) == ("n", 2.5)
    for text in ("0", "-1", "inf", "nan", "m"):
        with pytest.raises(argparse.ArgumentTypeError, match="expected n or a number above 0"):
            cost.parse_price(text)


def test_every_axis_is_read_at_the_same_point(tmp_path):
    line = trace(
        "iris", "a", 1, [8.0, 4.0, 2.0], gradient="analytic", g_evals=[1, 2, 3], epochs=[0, 0.5, 1]
    )
    run = one(tmp_path, line)
    assert cost.spent(run, 4.0)[:4] == (3.0, 3.0 + 4.0 * 3.0, 1.0, pytest.approx(3e-3))
    found = cost.reach(run.trace, np.array([8.0, 4.5, 4.0, 2.0, 1.0]), 4.0)
    assert found[:, 0].tolist() == [1.0, 2.0, 2.0, 3.0, math.inf]
    assert found[2, :4].tolist() == pytest.approx([2.0, 10.0, 0.5, 2e-3])


def test_values_that_are_no_number_reach_nothing(tmp_path):
    run = one(tmp_path, trace("sphere", "a", 1, [8.0, 4.0], best=[None, 4.0], f_start=8.0))
    assert cost.reach(run.trace, np.array([9.0]), 4.0)[0, 0] == 2.0


def test_results_without_a_trace_know_their_own_target(tmp_path):
    entries = [
        result("sphere", "a", 1, 10, gradient="analytic", g_evals=5.0),
        result("sphere", "b", 1),
    ]
    solved, failed = load([write_results(tmp_path / "r.json", entries)]).runs
    assert cost.until_target(solved, 4.0) == Cost(10.0, 30.0, 0.0, pytest.approx(1e-5))
    assert not cost.until_target(failed, 4.0).solved
    assert cost.spent(failed, 4.0).evaluations == 20000.0


def test_the_ladder_has_a_step_a_decade(tmp_path):
    # Gaps 1, 0.05, 1e-9 after 1, 2 and 3 evaluations.
    run = one(tmp_path, trace("sphere", "a", 1, [10.0, 0.5, 1e-8]))
    found = Targets([run]).at_gaps(run, LADDER)[:, 0]
    assert found.tolist() == [2.0] + [3.0] * 7


def test_the_final_gap_is_relative_to_the_first(tmp_path):
    run = one(tmp_path, trace("sphere", "a", 1, [12.0, 7.0], f_star=2.0))
    assert Targets([run]).final_gap(run) == 0.5
    flat = one(tmp_path, trace("flat", "a", 1, [2.0, 2.0], f_star=2.0))
    assert Targets([flat]).final_gap(flat) == math.inf


def test_rounds_are_read_at_the_point_that_reaches_the_target(tmp_path):
    spent = [10, 20, 30]
    more = {"f_evals": spent, "rounds": rounds(spent, 10)}
    run = one(tmp_path, trace("p", "a", 1, [8.0, 4.0, 2.0], **more))
    found = Cost.of(cost.reach(run.trace, np.array([4.0]), 4.0)[0])
    # Two batches of ten: five rounds each on two processors, two on eight, one on sixteen.
    assert [found.on(f"rounds:{p}") for p in (2, 4, 8, 16, 1024)] == [10.0, 6.0, 4.0, 2.0, 2.0]
    assert cost.spent(run, 4.0).on("rounds:16") == 3.0
    assert not np.isfinite(cost.reach(run.trace, np.array([1.0]), 4.0)).any()


def test_results_alone_tell_the_rounds_to_their_own_target(tmp_path):
    entry = result("p", "a", 1, 10) | {f"rounds:{2**k}": 11.0 - k for k in range(1, 11)}
    (run,) = load([write_results(tmp_path / "r.json", [entry])]).runs
    assert cost.until_target(run, 4.0).on("rounds:2") == 10.0
    assert cost.until_target(run, 4.0).on("rounds:1024") == 1.0


def test_where_rounds_are_not_counted_nothing_is_made_up(tmp_path):
    run = one(tmp_path, trace("iris", "a", 1, [8.0, 2.0], epochs=[0.5, 1.0]))
    assert not cost.counts_rounds(run)
    assert math.isnan(cost.spent(run, 4.0).on("rounds:16"))
