"""Profiles of a handful of runs, worked by hand."""

import pytest

from ravine.report import profiles
from ravine.results.runs import load
from ravine.tables.cells import Row
from ravine.tables.target import Targets
from ravine.tests.made import trace, write_traces

A, B = Row("a", "none", "serial:1"), Row("b", "none", "serial:1")


def costs_of(tmp_path, lines, gaps):
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    return profiles.costs_of(runs, Targets(runs), gaps)


LINES = [
    trace("p", "a", 1, [10.0, 0.9]),  # within 0.1 after 2 evaluations
    trace("p", "b", 1, [10.0, 5.0, 5.0, 0.5]),  # after 4
    trace("q", "a", 1, [10.0, 9.0, 9.0]),  # never
    trace("q", "b", 1, [10.0, 0.1]),  # after 2
]


def test_a_performance_profile_starts_with_how_often_a_method_is_best(tmp_path):
    profile = profiles.performance_profile(costs_of(tmp_path, LINES, [0.1]), 0.1, "evaluations")
    assert [part.tolist() for part in profile[A]] == [[1.0], [0.5]]
    assert [part.tolist() for part in profile[B]] == [[1.0, 2.0], [0.5, 1.0]]


def test_a_data_profile_counts_evaluations_over_n_plus_one(tmp_path):
    costs = costs_of(tmp_path, LINES, [0.1])
    profile = profiles.data_profile(costs, 0.1, "evaluations")
    assert profile[B][0].tolist() == pytest.approx([2 / 3, 4 / 3])
    assert profiles.data_profile(costs, 0.1, "seconds")[B][0].tolist() == pytest.approx(
        [2e-3, 4e-3]
    )


def test_a_method_that_skips_a_problem_has_not_solved_it(tmp_path):
    profile = profiles.performance_profile(
        costs_of(tmp_path, LINES[:2] + LINES[3:], [0.1]), 0.1, "evaluations"
    )
    assert profile[A][1].tolist() == [0.5]


def test_the_best_is_the_best_of_those_that_are_shown(tmp_path):
    costs = costs_of(tmp_path, LINES, [0.1]).of_rows([B])
    profile = profiles.performance_profile(costs, 0.1, "evaluations")
    assert [part.tolist() for part in profile[B]] == [[1.0], [1.0]] and A not in profile


def test_a_runtime_distribution_counts_pairs_of_run_and_gap(tmp_path):
    # Gaps 0.5, 0.1 and 0 after 2, 3 and 4 evaluations in two dimensions; the second run has none.
    lines = [trace("p", "a", 1, [10.0, 5.0, 1.0, 0.0]), trace("p", "a", 2, [10.0])]
    costs = costs_of(tmp_path, lines, [1e-1, 1e-2, 1e-3])
    x, share = profiles.runtime_distribution(costs, "evaluations")[A]
    assert x.tolist() == [1.5, 2.0] and share.tolist() == pytest.approx([1 / 6, 3 / 6])


def test_a_ladder_asks_for_no_gap_below_the_targets_of_the_runs(tmp_path):
    runs = load(
        [write_traces(tmp_path / "t.jsonl", [trace("iris", "a", 1, [10.0, 0.0], target=0.01)])]
    ).runs
    assert profiles.ladder_for(runs, Targets(runs)) == pytest.approx([0.1, 0.01, 0.001])
