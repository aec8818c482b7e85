"""ravine.load: runs as a pandas frame."""

import pytest

import ravine
from ravine.results import benchmark_file
from ravine.tests.made import result, rounds, trace, write_results, write_traces


def test_traces_are_a_row_per_run_with_their_course(tmp_path):
    lines = [
        trace("sphere", "a", 1, [4.0, 1.0, 0.0]),
        trace("booth", "b", 2, [3.0, 2.0], rounds=rounds([1, 2], 1)),
    ]
    lines[1]["seconds_compare"] = False
    runs = ravine.load(write_traces(tmp_path / "traces.jsonl", lines))
    assert list(runs.problem) == ["sphere", "booth"] and list(runs.seed) == [1, 2]
    assert list(runs.seconds_compare) == [True, False]
    assert list(runs.f_evals) == [3.0, 2.0] and list(runs.value) == [0.0, 2.0]
    assert list(runs.trace[0].columns) == ["f_evals", "g_evals", "epochs", "seconds", "best"]
    assert list(runs.trace[1]["rounds:4"]) == [1.0, 2.0]
    assert list(runs.trace[1].best) == [3.0, 2.0]


def test_results_are_a_row_per_run_with_their_counters(tmp_path):
    entries = [result("sphere", "a", 1, 10), result("sphere", "b", 1)]
    runs = ravine.load(str(write_results(tmp_path / "results.json", entries)))
    assert list(runs.method) == ["a", "b"]
    assert runs.groupby("method").f_evals.median().to_dict() == {"a": 10.0, "b": 20000.0}
    assert list(runs.status) == ["target_reached", "max_evaluations"]
    assert runs.trace.isna().all()


def test_aggregates_of_repetitions_are_no_runs(tmp_path):
    entries = [result("sphere", "a", 1, 10, repetition_index=i) for i in range(2)]
    entries.append(result("sphere", "a", 1, 99, run_type="aggregate", aggregate_name="mean"))
    found = benchmark_file.read(write_results(tmp_path / "results.json", entries))
    assert [entry["f_evals"] for entry in found.measured()] == [10.0, 10.0]
    assert list(found.frame().f_evals) == [10.0, 10.0]


def test_a_file_that_holds_no_runs_is_refused_in_one_line(tmp_path):
    path = tmp_path / "other.json"
    path.write_text("[]")
    with pytest.raises(ValueError, match="other.json:1: expected benchmark results"):
        ravine.load(path)
