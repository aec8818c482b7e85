"""Paths, windows and what the methods told along the way."""

import json
import math

import numpy as np
import pytest

from ravine.report import trajectories
from ravine.report.evaluator import Evaluator
from ravine.results.runs import load
from ravine.tables.cells import row_of
from ravine.tests.made import trace, write_traces


def runs_of(tmp_path, lines):
    return load([write_traces(tmp_path / "t.jsonl", lines)]).runs


def plane(problem, method, seed, points, values, **extra):
    return trace(problem, method, seed, values, x=points, **extra)


def test_one_run_a_method_is_drawn(tmp_path):
    lines = [
        plane("beale", m, s, [[0, 0], [1, 1]], [2.0, 1.0], gradient=g)
        for m, g in (("a", "centered"), ("a", "analytic"), ("b", "none"))
        for s in (3, 2)
    ]
    lines.append(trace("sphere", "a", 1, [2.0, 1.0]))  # has no path
    chosen = trajectories.paths_by_problem(runs_of(tmp_path, lines))
    assert list(chosen) == ["beale"]
    assert [(row.method, row.gradient, run.case.seed) for row, run in chosen["beale"].items()] == [
        *(("a", "analytic", 2), ("b", "none", 2))
    ]


def test_a_run_that_diverges_does_not_widen_the_window(tmp_path):
    near = plane("p", "a", 1, [[0, 0], [2, 1]], [2.0, 1.0])
    far = plane("p", "b", 1, [[0, 0], [1e9, 1]], [2.0, 1.0], value=[2.0, 9.0])
    around = trajectories.window(runs_of(tmp_path, [near, far]))
    assert around[0].tolist() == pytest.approx([-0.3, 2.3])


def test_a_path_of_one_point_has_a_window(tmp_path):
    around = trajectories.window(runs_of(tmp_path, [plane("p", "a", 1, [[5, 0]], [2.0])]))
    assert (around[:, 1] > around[:, 0]).all()


def test_heights_grow_with_values_and_keep_holes():
    levels, scale = trajectories.heights(np.array([1.0, 2.0, 100.0, math.nan]))
    assert levels[0] == 0.0 and levels[2] == 1.0 and 0.0 < levels[1] < 1.0
    assert math.isnan(levels[3])
    again = (math.log(2.0 - scale["base"]) - scale["low"]) / (scale["high"] - scale["low"])
    assert again == pytest.approx(levels[1])


def test_a_long_path_keeps_its_first_steps_and_its_end():
    kept = trajectories.kept_points(1000, 100)
    assert kept[:70].tolist() == list(range(70)) and kept[-1] == 999 and len(kept) <= 100
    assert trajectories.kept_points(5, 100).tolist() == [0, 1, 2, 3, 4]


def test_paths_lie_on_their_surface(tmp_path, bowl):
    points = [[3.0, 1.0], [2.97, 0.75], [2.9, 0.4]]
    values = [0.5 * x * x + 12.5 * y * y for x, y in points]
    told = [[3.0, 25.0], None, [8.0, 9.0]]
    line = plane("bowl", "momentum", 1, points, values, gradient="analytic", momentum=told)
    runs = runs_of(tmp_path, [line])
    (item,) = trajectories.trajectories(runs, {row_of(runs[0]): 0}, bowl)
    assert len(item["surface"]["heights"]) == trajectories.SIDE**2
    (drawn,) = item["paths"]
    assert drawn["gradient"][0] == [3.0, 25.0] and drawn["momentum"] == told
    assert len(drawn["x"]) == 3 and "scale" not in drawn
    json.dumps(item, allow_nan=False)


@pytest.mark.parametrize("problem", ["unknown", "bowl"])
def test_a_surface_that_cannot_be_evaluated_is_left_out(tmp_path, bowl, problem):
    evaluator = bowl if problem == "unknown" else Evaluator(tmp_path / "nowhere")
    runs = runs_of(tmp_path, [plane(problem, "momentum", 1, [[0, 0], [1, 1]], [2.0, 1.0])])
    (item,) = trajectories.trajectories(runs, {row_of(runs[0]): 0}, evaluator)
    assert item["surface"] is None and item["paths"][0]["x"] == [[0.0, 0.0], [1.0, 1.0]]
