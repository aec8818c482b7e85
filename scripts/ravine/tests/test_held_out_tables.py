"""Tables of held-out samples, from runs made up here."""

import math

import numpy as np
import pytest

from ravine.command import BadInput
from ravine.results import frame
from ravine.results.runs import FIGURES, load
from ravine.tables import table
from ravine.tables.target import Targets
from ravine.tables.tuned import tuned
from ravine.tests.made import result, trace, write_results, write_traces

COUNTERS = {"train_value": 0.125, "train_error": 0.0, "test_value": 0.5, "test_error": 0.25}


def learned(method, seed, errors, **counters):
    """A run whose error on held-out samples has the course `errors`."""
    values = [1.0 / (i + 1) for i in range(len(errors))]
    return trace(
        "digits:holdout=standard",
        method,
        seed,
        values,
        epochs=[0.5 * i for i in range(len(errors))],
        train_value=[0.9 * value for value in values],
        test_value=[2.0 * value for value in values],
        test_error=errors,
        counters=COUNTERS | {"test_error": errors[-1]} | counters,
    )


@pytest.fixture
def traces(tmp_path):
    lines = [
        learned("fast", 1, [0.9, 0.1, 0.3]),
        learned("fast", 2, [0.9, None, 0.2]),
        learned("slow", 1, [0.9, 0.8, 0.16]),
        learned("slow", 2, [0.9, 0.8, 0.7]),
        trace("sphere", "fast", 1, [4.0, 0.0]),
    ]
    return write_traces(tmp_path / "t.jsonl", lines)


def printed(capsys, *arguments):
    assert table.main(list(map(str, arguments))) == 0
    out = capsys.readouterr().out
    rows = [line.strip("| ").split("|") for line in out.splitlines() if line.startswith("|")]
    return out, {row[0].strip(): [text.strip(" *≈") for text in row[1:]] for row in rows}


def test_a_target_of_the_error_counts_from_its_first_point(traces, capsys):
    out, rows = printed(capsys, traces, "--by", "seconds", "--target-test-error", "0.2")
    # 0.1 at the second point, 2 ms; 0.2 at the third, after one that is not known. The middle of 2
    # and 3 ms, and of 3 ms and never.
    assert rows["fast"] == ["2.50 ms (2/2)"]
    assert rows["slow"] == ["- (1/2)"]
    assert "Target: an error on held-out samples of at most 0.2." in out
    assert "sphere" not in out
    _, rows = printed(capsys, traces, "--by", "epochs", "--target-test-error", "0.9")
    assert rows["slow"] == ["0 (2/2)"]


def test_final_figures_as_statistics(traces, capsys):
    out, rows = printed(capsys, traces, "--statistic", "test_error")
    assert rows["fast"] == ["0.25"] and rows["slow"] == ["0.43"]
    assert "Cells: the median test_error at the best point of each run." in out
    _, rows = printed(capsys, traces, "--statistic", "train_value", "--format", "markdown")
    assert rows["fast"] == ["0.125"]


def test_the_columns_of_held_out_samples(traces, capsys):
    out, rows = printed(capsys, traces, "--columns", "held-out", "--by", "epochs")
    assert rows["method"] == ["epochs", *FIGURES]
    assert rows["slow"] == ["- (0/2)", "0.125", "0", "0.5", "0.43"]
    assert "digits:holdout=standard" in out and "sphere" not in out
    assert "test_ of those that no method sees" in out
    assert table.main([str(traces), "--columns", "held-out", "--format", "csv"]) == 0
    assert "test_error" in capsys.readouterr().out


def test_the_whole_table_of_a_comparison_has_them(traces):
    runs = load([traces]).runs
    whole = table.markdown_both(runs, Targets(runs))
    assert whole.count("test_error") == 1
    plain = [run for run in runs if not run.figures]
    assert "test_error" not in table.markdown_both(plain, Targets(plain))


def test_figures_of_results_without_traces(tmp_path, capsys):
    entry = result("iris:holdout=0.2", "adam", 1, evals=5, epochs=2.0, **COUNTERS)
    path = write_results(tmp_path / "r.json", [entry])
    assert load([path]).runs[0].figures == COUNTERS
    _, rows = printed(capsys, path, "--statistic", "test_value")
    assert rows["adam"] == ["0.5"]
    with pytest.raises(BadInput, match="expected traces"):
        table.main([str(path), "--target-test-error", "0.1"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--target-test-error", "0.1", "--target", "1e-3"), "without --target"),
        (("--target-test-error", "0.1", "--columns", "targets"), "without --columns targets"),
        (("--columns", "held-out", "--statistic", "ert"), "without --statistic"),
    ],
)
def test_options_that_say_nothing_together_are_refused(traces, options, expected):
    with pytest.raises(BadInput, match=expected):
        table.main([str(traces), *options])


@pytest.mark.parametrize(
    "options",
    [("--statistic", "test_error"), ("--columns", "held-out"), ("--target-test-error", "1")],
)
def test_runs_without_held_out_samples_are_refused(tmp_path, options):
    path = write_traces(tmp_path / "t.jsonl", [trace("sphere", "a", 1, [4.0, 0.0])])
    with pytest.raises(BadInput, match="runs with held-out samples .* found none"):
        table.main([str(path), *options])


def test_the_frame_has_the_figures_and_their_courses(traces):
    runs = frame.of(traces)
    assert runs["test_error"].iloc[0] == 0.3 and math.isnan(runs["test_error"].iloc[4])
    course = runs["trace"].iloc[1]
    assert np.isnan(course["test_error"][1]) and course["test_value"].iloc[0] == 2.0


def test_a_course_of_another_length_is_refused(tmp_path):
    line = trace("iris", "a", 1, [4.0, 0.0], test_error=[0.5])
    with pytest.raises(BadInput, match="test_error of one length"):
        load([write_traces(tmp_path / "t.jsonl", [line])])


def with_step(step, seed, values):
    epochs = [float(i) for i in range(len(values))]
    return trace("data:mine", f"adam:step={step}", seed, values, f_star=None, epochs=epochs)


def test_of_a_grid_of_steps_the_best_one_is_compared(tmp_path):
    """It solves most, and of two that do so it takes the fewest epochs in the middle."""
    quick, slow, none = [1.0, 0.0], [1.0, 0.5, 0.0], [1.0, 0.9]
    courses = {0.1: (quick, none), 0.2: (slow, quick), 0.3: (slow, slow), 0.4: (none,) * 2}
    lines = [
        with_step(step, seed, values)
        for step, part in (courses | {0.5: (none, none)}).items()
        for seed, values in enumerate(part, 1)
    ]
    lines.append(trace("data:mine", "lbfgs", 1, quick, f_star=None, epochs=[0.0, 1.0]))
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    kept, said = tuned(runs, Targets(runs))
    assert {run.case.method for run in kept} == {"adam:step=0.2", "lbfgs"}
    assert said == ["adam on data:mine: 0.2 is the best of 5 steps."]
    assert said[0] in table.markdown_both(runs, Targets(runs))
    # A best step at an end of the grid says so: beyond it may lie a better one.
    narrower = [run for run in runs if run.case.method != "adam:step=0.1"]
    more = [with_step(0.6, seed, none) for seed in (1, 2)]
    narrower += load([write_traces(tmp_path / "more.jsonl", more)]).runs
    (edge,) = tuned(narrower, Targets(narrower))[1]
    assert edge == "adam on data:mine: 0.2 is the best of 5 steps, the shortest."
    # Fewer steps are a choice, and all are shown.
    few = [run for run in runs if run.case.method != "adam:step=0.5"]
    assert tuned(few, Targets(few)) == (few, [])
