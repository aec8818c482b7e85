"""The series of the report's figures, worked by hand."""

import math

import numpy as np
import pytest

from ravine.report import curves, studies
from ravine.results.runs import load
from ravine.tables.target import Targets
from ravine.tests.made import result, trace, write_results, write_traces


def runs_from(tmp_path, lines):
    return load([write_traces(tmp_path / "t.jsonl", lines)]).runs


def test_a_median_curve_holds_the_last_gap_of_a_run_that_has_ended(tmp_path):
    lines = [
        trace("sphere", "a", 1, [10.0, 1.0]),  # gaps 1, 0.1 and then no more
        trace("sphere", "a", 2, [10.0, 5.0, 0.0]),  # gaps 1, 0.5, 0
        trace("sphere", "a", 3, [10.0, 8.0, 8.0]),  # gaps 1, 0.8, 0.8
    ]
    runs = runs_from(tmp_path, lines)
    curve = curves.median_curve(runs, Targets(runs), "evaluations")
    points = dict(zip(curve["x"], curve["y"]))
    assert (min(points), max(points)) == (1.0, 3.0)
    assert points[1.0] == 1.0  # before the second evaluation
    assert points[3.0] == 0.1  # of 0.1, 0 and 0.8
    assert all(y == 0.5 for x, y in points.items() if 2.0 <= x < 3.0)  # of 0.1, 0.5 and 0.8


def test_a_band_is_the_middle_half(tmp_path):
    runs = runs_from(tmp_path, [trace("p", "a", s, [10.0, float(s)]) for s in range(1, 6)])
    grid, quartiles = curves.band(curves.courses(runs, Targets(runs)), "evaluations")
    assert grid[-1] == 2.0 and quartiles[:, -1].tolist() == pytest.approx([0.2, 0.3, 0.4])


def test_a_run_without_a_finite_value_counts_as_infinite(tmp_path):
    nowhere = trace("sphere", "a", 2, [10.0, 10.0], best=[None, None], f_start=10.0)
    runs = runs_from(tmp_path, [trace("sphere", "a", 1, [10.0, 1.0]), nowhere])
    assert curves.median_curve(runs, Targets(runs), "evaluations") is None
    assert curves.median_curve(runs[:1], Targets(runs), "evaluations")["y"][-1] == 0.1


def test_what_was_not_spent_has_no_curve(tmp_path):
    runs = runs_from(tmp_path, [trace("sphere", "a", 1, [10.0, 1.0])])
    assert curves.median_curve(runs, Targets(runs), "epochs") is None


def test_a_packed_band_is_in_hundredths_of_a_decade():
    grid = np.geomspace(1.0, 8.0, 3)
    quartiles = np.array([[1.0, 0.1, 1e-16], [1.0, 0.5, math.inf], [math.inf, 1.0, 1.0]])
    assert curves.packed(grid, quartiles) == [
        *(1.0, 8.0, [0, -100, -1600], [0, -30, None], [None, 0, 0])
    ]


def test_growth_is_the_median_by_dimension_and_its_power(tmp_path):
    entries = [
        result(f"sphere:dimension={n}", "nelder_mead", seed, n * n * seed)
        for n in (8, 2)
        for seed in (10, 20, 30)
    ]
    entries += [result("sphere:dimension=4", "nelder_mead", 1)]  # not solved
    runs = load([write_results(tmp_path / "r.json", entries)]).runs
    (series,) = studies.growth(runs, Targets(runs))
    assert (series["x"], series["y"]) == ([2, 8], [80.0, 1280.0])
    assert series["exponent"] == 2.0


def test_a_sweep_shows_gap_and_status_by_step(tmp_path):
    lines = [
        trace("ravine", "gradient_descent:step=0.1", 1, [10.0, 10.0], status="diverged"),
        trace("ravine", "gradient_descent:step=0.01", 1, [10.0, 1e-6], status="target_reached"),
        trace("ravine", "gradient_descent:step=0.001", 1, [10.0, 2.0]),
        trace("ravine", "gradient_descent:policy=optimal", 1, [10.0, 2.0]),
    ]
    runs = runs_from(tmp_path, lines)
    (sweep,) = studies.step_sweep(runs, Targets(runs))
    assert sweep["points"] == [
        {"step": 0.001, "gap": 0.2, "evaluations": 2.0, "status": "max_evaluations"},
        {"step": 0.01, "gap": 1e-7, "evaluations": 2.0, "status": "target_reached"},
        {"step": 0.1, "gap": 1.0, "evaluations": 2.0, "status": "diverged"},
    ]


def test_betas_are_in_order(tmp_path):
    lines = [trace("ravine", f"momentum:beta={b}:step=0.01", 1, [9.0, 1.0]) for b in ("0.7", "0")]
    runs = runs_from(tmp_path, lines)
    (figure,) = studies.betas(runs, Targets(runs))
    assert [series["name"] for series in figure["series"]] == ["β = 0", "β = 0.7"]


def test_rates_are_means_over_seeds(tmp_path):
    lines = [
        trace("iris", method, seed, [8.0, 4.0 * seed], epochs=[0.0, 1.0])
        for method in ("sgd:step=0.1", "sgd:policy=decreasing")
        for seed in (0, 1)
    ]
    runs = runs_from(tmp_path, lines)
    (figure,) = studies.rates(runs, Targets(runs))
    assert [s["name"] for s in figure["series"]] == ["sgd:step=0.1", "sgd:policy=decreasing"]
    assert figure["series"][0]["y"][-1] == 0.25  # of 0 and 0.5


def test_rates_are_shown_where_the_most_policies_ran(tmp_path):
    lines = [
        trace(problem, method, 1, [8.0, 4.0], epochs=[0.0, 1.0])
        for problem, methods in (("iris", "ab"), ("synthetic", "abc"), ("wine", "a"))
        for method in (f"sgd:step={letter}" for letter in methods)
    ]
    runs = runs_from(tmp_path, lines)
    assert [figure["problem"] for figure in studies.rates(runs, Targets(runs))] == ["synthetic"]
