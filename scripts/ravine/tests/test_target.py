"""When a run reached its target, where the minimum is not 0: by hand."""

import math

import pytest

from ravine.results.runs import load
from ravine.tables.target import Targets
from ravine.tests.made import result, trace, write_results, write_traces

BEST = [10.0, 6.0, 2.8, 2.0]  # from f(x0) - f* = 8 down to a gap of 0.5, 0.1 and 0


def run_of(tmp_path, **extra):
    (run,) = load(
        [write_traces(tmp_path / "t.jsonl", [trace("p", "a", 1, BEST, 2.0, **extra)])]
    ).runs
    return run


@pytest.mark.parametrize(
    "gap, evaluations", [(0.6, 2), (0.5, 2), (0.3, 3), (0.1001, 3), (0.05, 4), (0.0, 4)]
)
def test_the_gap_is_counted_from_the_minimum(tmp_path, gap, evaluations):
    run = run_of(tmp_path)
    assert Targets([run], gap=gap).cost(run).evaluations == evaluations


def test_a_minimum_below_zero_is_no_free_target(tmp_path):
    lines = [trace("p", "a", 1, [1.0, -4.0, -8.6, -9.0], -9.0)]
    (run,) = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    costs = [Targets([run], gap=gap).cost(run).evaluations for gap in (0.5, 0.04, 1e-9)]
    assert costs == [2, 3, 4]


def test_the_final_gap_and_the_runs_own_gap_are_counted_from_the_minimum(tmp_path):
    run = run_of(tmp_path, target=2.0 + 0.25 * 8.0)
    targets = Targets([run])
    assert targets.gap_of(run) == pytest.approx(0.25)
    assert targets.cost(run).evaluations == 3
    assert targets.final_gap(run) == 0.0
    lines = [trace("p", "b", 1, BEST[:3], 2.0)]
    (short,) = load([write_traces(tmp_path / "s.jsonl", lines)]).runs
    assert Targets([short]).final_gap(short) == pytest.approx(0.1)


def test_an_unknown_minimum_is_the_best_of_all_runs(tmp_path):
    lines = [trace("p", "a", 1, BEST, None), trace("p", "b", 1, BEST[:3], None)]
    first, second = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    targets = Targets([first, second], gap=0.1001)
    assert targets.cost(first).evaluations == targets.cost(second).evaluations == 3
    assert targets.final_gap(second) == pytest.approx(0.1)


def test_an_aggregate_of_repetitions_is_no_run(tmp_path):
    name = "convergence/p/a/none/serial:1/seed:1"
    entries = [result("p", "a", 1, 10, repetition_index=i) for i in range(3)]
    entries += [
        result("p", "a", 1, 99, name=f"{name}_{kind}", run_type="aggregate", aggregate_name=kind)
        for kind in ("mean", "median", "stddev")
    ]
    (run,) = load([write_results(tmp_path / "r.json", entries)]).runs
    assert Targets([run]).cost(run).evaluations == 10
    assert not math.isinf(run.counters["gap"])
