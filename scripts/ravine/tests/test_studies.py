"""The report's studies, against values worked by hand."""

import pytest

from ravine.report import studies
from ravine.results.runs import PROCESSORS, load
from ravine.tables.target import Targets
from ravine.tests.made import rounds, trace, write_traces


def run(problem, method, evaluations, batch, best=0.0, **more):
    """A run of batches of so many evaluations, of which the first is spent at the start."""
    spent = [batch, evaluations]
    line = {"f_evals": spent, "rounds": rounds(spent, batch), "status": "target_reached"}
    return trace(problem, method, 1, [9.0, best], **line | more)


def figures_of(tmp_path, lines):
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    return studies.rounds(runs, Targets(runs), None)


def test_the_cost_on_many_processors_is_a_mean_over_problems(tmp_path):
    lines = [
        run("p", "alone", 100, 1),
        run("q", "alone", 400, 1),
        run("p", "batches", 1600, 16),
        run("q", "batches", 6400, 16),
    ]
    (figure,) = figures_of(tmp_path, lines)
    assert figure["title"] == "Your functions, without a gradient"
    alone, batches = figure["series"]
    assert alone["x"] == batches["x"] == [1, *PROCESSORS]
    # Geometric means of 100 and 400, and of 1600 and 6400 on one processor, 100 and 400 on sixteen.
    assert alone["y"] == [200.0] * 11
    assert batches["y"] == [3200.0, 1600.0, 800.0, 400.0] + [200.0] * 7


def test_what_is_not_solved_costs_ten_times_the_most_that_was_spent(tmp_path):
    lines = [run(p, m, 100, 1) for p in ("p", "q") for m in ("a", "b")]
    lines[3] = run("q", "b", 900, 1, best=1.0)
    lines += [run(p, "batches", 200, 10) for p in ("p", "q")]
    (figure,) = figures_of(tmp_path, lines)
    assert [line["y"][0] for line in figure["series"]] == [100.0, pytest.approx(948.7), 200.0]


def test_a_class_that_processors_do_not_help_has_no_figure(tmp_path):
    assert figures_of(tmp_path, [run(p, m, 100, 1) for p in ("p", "q") for m in ("a", "b")]) == []


def test_the_methods_that_cost_the_least_at_one_end_are_shown(tmp_path):
    # On one processor the first four cost the least.
    costs = {f"alone{k}": (100 * k, 1) for k in range(1, 7)}
    costs |= {f"batches{k}": (900 * k, 10) for k in range(1, 5)}
    lines = [run(p, name, *cost) for p in ("p", "q") for name, cost in costs.items()]
    (figure,) = figures_of(tmp_path, lines)
    # 900 k evaluations in batches of ten are 90 k rounds: the cheapest are at 90, 100, 180 and 200.
    assert [one["name"] for one in figure["series"]] == [
        *(f"alone{k}" for k in range(1, 5)),
        *(f"batches{k}" for k in range(1, 3)),
    ]


def test_of_several_gradients_the_cheapest_counts_at_each_number(tmp_path):
    lines = [
        run(p, "lbfgs", *costs, gradient=gradient)
        for p in ("p", "q")
        for gradient, *costs in (("forward", 44, 11), ("centered", 63, 21))
    ]
    lines += [run(p, "other", 50, 1) for p in ("p", "q")]
    (figure,) = figures_of(tmp_path, lines)
    # Four batches of 11, or three of 21.
    assert figure["series"][0]["y"][:6] == [44.0, 24.0, 12.0, 8.0, 4.0, 3.0]


def test_runs_without_rounds_have_no_figure(tmp_path):
    lines = [trace(p, m, 1, [9.0, 0.0]) for p in ("p", "q") for m in ("a", "b")]
    assert figures_of(tmp_path, lines) == []
