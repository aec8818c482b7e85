"""Paths, windows and the moments along them, against the recurrences worked by hand."""

import json
import math

import numpy as np
import pytest

from ravine.report import moments, trajectories
from ravine.report.evaluator import Evaluator
from ravine.results.runs import load
from ravine.tables.grid import row_of
from ravine.tests.binary import needs_convergence, succeed
from ravine.tests.made import trace, write_traces

SLOPES = np.array([1.0, 25.0])  # of the bowl x^2/2 + 25 y^2/2


def gradient(x):
    return SLOPES * x


def follow(step, count=20, start=(3.0, 1.0)):
    """The path that a method takes over the bowl, and the gradients on it."""
    path, gradients, memory = [np.array(start)], [], {}
    for _ in range(count):
        gradients.append(gradient(path[-1]))
        path.append(path[-1] - step(gradients[-1], memory))
    return np.array(path[:-1]), np.array(gradients)


def heavy_ball(g, memory):
    memory["v"] = 0.7 * memory.get("v", 0.0) + g
    return 0.01 * memory["v"]


def rms(g, memory):
    memory["s"] = 0.9 * memory.get("s", 0.0) + 0.1 * g * g
    return 0.05 * g / (np.sqrt(memory["s"]) + 1e-8)


def test_momentum_is_the_sum_of_decayed_gradients():
    path, gradients = follow(heavy_ball)
    found = moments.states("momentum", {"beta": "0.7"}, path, gradients)
    assert len(found) == len(path) - 1
    by_hand = sum(0.7 ** (5 - i) * gradients[i] for i in range(6))
    assert found[5].momentum == pytest.approx(by_hand)


def test_the_scale_is_the_root_of_a_running_mean_of_squares():
    path, gradients = follow(rms)
    found = moments.states("rmsprop", {"rho": "0.9", "epsilon": "1e-8"}, path, gradients)
    by_hand = np.sqrt(sum(0.1 * 0.9 ** (3 - i) * gradients[i] ** 2 for i in range(4)))
    assert found[3].scale == pytest.approx(by_hand, rel=1e-6) and found[3].momentum is None


def test_the_first_step_of_adam_has_the_size_of_the_step_in_each_coordinate():
    given = {"beta1": "0.9", "beta2": "0.999", "epsilon": "0"}
    path = np.array([[3.0, 1.0], [2.9, 0.9]])
    (state,) = moments.states("adam", given, path, np.array([gradient(x) for x in path]))
    assert state.momentum == pytest.approx(0.1 * gradient(path[0]))
    assert state.direction == pytest.approx([1.0, 1.0])


def test_what_the_recorded_steps_contradict_is_not_shown():
    path, gradients = follow(heavy_ball)
    assert not moments.states("momentum", {"beta": "0.9"}, path[1:], gradients[1:])
    thinned = np.append(path[:8], path[12:], axis=0)
    slopes = np.append(gradients[:8], gradients[12:], axis=0)
    assert len(moments.states("momentum", {"beta": "0.7"}, thinned, slopes)) in (7, 8)


@needs_convergence
@pytest.mark.parametrize("method", sorted(moments.METHODS))
def test_the_memory_of_each_method_leads_where_the_binary_went(tmp_path, method):
    path = tmp_path / "t.jsonl"
    flags = ("--problems=beale", "--gradients=analytic", "--seeds=1", "--max_evaluations=60")
    succeed(f"--methods={method}:step=0.002", *flags, f"--traces={path}")
    (run,) = load([path]).runs
    evaluator = Evaluator()
    gradients = evaluator.at("beale", run.trace.x)[1]
    given = evaluator.defaults()[method] | {"step": "0.002"}
    assert len(run.trace.x) > 40
    assert len(moments.states(method, given, run.trace.x, gradients)) == len(run.trace.x) - 1


def test_a_method_that_is_not_known_or_lacks_a_parameter_shows_nothing():
    path, gradients = follow(heavy_ball)
    assert not moments.states("lbfgs", {}, path, gradients)
    assert not moments.states("momentum", {}, path, gradients)
    assert not moments.states("momentum", {"beta": "0.7"}, path[:0], gradients[:0])


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
    path, _ = follow(heavy_ball, 6)
    values = [0.5 * x * x + 12.5 * y * y for x, y in path]
    line = plane("bowl", "momentum", 1, path.tolist(), values, gradient="analytic")
    runs = runs_of(tmp_path, [line])
    (item,) = trajectories.trajectories(runs, {row_of(runs[0]): 0}, bowl)
    assert len(item["surface"]["heights"]) == trajectories.SIDE**2
    (drawn,) = item["paths"]
    assert drawn["gradient"][0] == [3.0, 25.0] and drawn["momentum"][0] == [3.0, 25.0]
    assert len(drawn["x"]) == 6 and "scale" not in drawn
    json.dumps(item, allow_nan=False)


@pytest.mark.parametrize("problem", ["unknown", "bowl"])
def test_a_surface_that_cannot_be_evaluated_is_left_out(tmp_path, bowl, problem):
    evaluator = bowl if problem == "unknown" else Evaluator(tmp_path / "nowhere")
    runs = runs_of(tmp_path, [plane(problem, "momentum", 1, [[0, 0], [1, 1]], [2.0, 1.0])])
    (item,) = trajectories.trajectories(runs, {row_of(runs[0]): 0}, evaluator)
    assert item["surface"] is None and item["paths"][0]["x"] == [[0.0, 0.0], [1.0, 1.0]]
