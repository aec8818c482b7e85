"""Reading: every kind of file, merging, and the line that is named when a file is malformed."""

import json

import pytest

from ravine.command import BadInput
from ravine.results.runs import load
from ravine.tests.made import result, rounds, trace, write_results, write_traces


def test_results_and_traces_of_a_case_are_one_run(tmp_path):
    results = write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)], num_cpus=2)
    traces = write_traces(tmp_path / "t.jsonl", [trace("sphere", "a", 1, [4.0, 1.0, 0.0])])
    loaded = load([results, traces])
    (run,) = loaded.runs
    assert run.counters["f_evals_to_target"] == 10
    assert run.trace.best.tolist() == [4.0, 1.0, 0.0]
    assert (run.f_star, run.dimension, run.value) == (0.0, 2, 0.0)
    assert loaded.context == {"num_cpus": 2}


def test_the_last_of_two_equal_cases_counts(tmp_path):
    old = write_results(tmp_path / "old.json", [result("sphere", "a", 1, 10)])
    new = write_results(tmp_path / "new.json", [result("sphere", "a", 1, 30)])
    (run,) = load([old, new]).runs
    assert run.counters["f_evals_to_target"] == 30


def test_files_of_another_build_or_machine_are_named(tmp_path, capsys):
    def written(name, **context):
        return write_results(tmp_path / name, [result("sphere", name, 1, 10)], **context)

    first = written("a.json", host_name="m", num_cpus=2, fingerprint_flags="-O3", date="1")
    same = written("b.json", host_name="m", num_cpus=2, fingerprint_flags="-O3", date="2")
    assert load([first, same]).differing == [] and not capsys.readouterr().err
    other = written("c.json", host_name="m", num_cpus=4, fingerprint_flags="-O2")
    (line,) = load([first, same, other]).differing
    assert line.startswith("c.json was measured by another build or machine")
    assert "num cpus: 2 and 4; fingerprint flags: -O3 and -O2" in line
    assert capsys.readouterr().err == f"note: {line}\n"


def test_seconds_that_do_not_compare_are_told_by_either_file(tmp_path):
    entries = [result("sphere", "a", seed, 10) for seed in (1, 2)]
    plain = write_results(tmp_path / "r.json", entries)
    marked = write_results(tmp_path / "m.json", entries, seconds_compare=False)
    lines = [trace("sphere", "a", 1, [1.0], seconds_compare=False), trace("sphere", "a", 2, [1.0])]
    traces = write_traces(tmp_path / "t.jsonl", lines)
    assert [run.seconds_compare for run in load([plain]).runs] == [True, True]
    assert [run.seconds_compare for run in load([plain, traces]).runs] == [False, True]
    assert [run.seconds_compare for run in load([traces, plain]).runs] == [False, True]
    assert [run.seconds_compare for run in load([marked, traces]).runs] == [False, False]


def test_a_single_trace_is_told_from_results(tmp_path):
    path = write_traces(tmp_path / "t.jsonl", [trace("sphere", "a", 1, [1.0])])
    assert len(load([path]).runs) == 1


def test_aggregates_errors_and_other_binaries_are_no_runs(tmp_path):
    entries = [
        result("sphere", "a", 1, 10),
        result("sphere", "a", 2, error_occurred=True, error_message="interrupted"),
        result("sphere", "a", 1, 10, run_type="aggregate"),
        {"name": "gradients/forward/sphere/n:8/serial:1", "run_type": "iteration"},
    ]
    assert len(load([write_results(tmp_path / "r.json", entries)]).runs) == 1


def test_parameters_with_colons_stay_in_their_names(tmp_path):
    entry = result("data:my_file", "momentum:beta=0.7:step=0.01", 3, 10)
    (run,) = load([write_results(tmp_path / "r.json", [entry])]).runs
    assert run.case == ("data:my_file", "momentum:beta=0.7:step=0.01", "none", "serial", 1, 3)


def test_null_and_nan_values_are_unknown_and_not_small(tmp_path):
    line = trace("sphere", "a", 1, [3.0, None, 2.0])
    assert load([write_traces(tmp_path / "t.jsonl", [line])]).runs[0].value == 2.0
    entry = result("sphere", "a", 1, value=float("nan"))
    assert load([write_results(tmp_path / "r.json", [entry])]).runs[0].value is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("nonsense\n", 1),
        ("[]\n", 1),
        ('{\n "context": {},\n "benchmarks": [\n  {"name": "x" "y"}\n ]\n}\n', 4),
        ('{\n "benchmarks": 7\n}\n', 2),
        ('{\n "benchmarks": [\n  {"name": "convergence/too/short"}\n ]\n}\n', 3),
        ('{"problem": "sphere"}\n', 1),
    ],
)
def test_malformed_files_are_named_with_their_line(tmp_path, text, line):
    path = tmp_path / "bad"
    path.write_text(text)
    with pytest.raises(BadInput, match=rf"^{path}:{line}: expected ") as error:
        load([path])
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "bad",
    [
        "oops",
        "[1, 2]",
        json.dumps(trace("sphere", "a", 2, [1.0], f_evals=[1, 2])),
        json.dumps(trace("sphere", "a", "two", [1.0])),
        json.dumps(trace("sphere", "a", 2, [1.0], seconds="long")),
        json.dumps(trace("sphere", "a", 2, [1.0], rounds=[1.0])),
        json.dumps(trace("sphere", "a", 2, [1.0], rounds={"2": [1.0]})),
        json.dumps(trace("sphere", "a", 2, [1.0], rounds=rounds([1, 2], 1))),
        json.dumps(trace("sphere", "a", 2, [1.0], rounds=rounds([1], 1) | {"2": [None]})),
    ],
)
def test_a_malformed_trace_is_named_with_its_line(tmp_path, bad):
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(trace("sphere", "a", 1, [1.0])) + "\n" + bad + "\n")
    with pytest.raises(BadInput, match=rf"^{path}:2: expected "):
        load([path])


def test_a_last_line_without_end_is_left_out_with_a_note(tmp_path, capsys):
    path = tmp_path / "t.jsonl"
    whole = json.dumps(trace("sphere", "a", 1, [1.0])) + "\n"
    path.write_text(whole + whole[:40])
    assert len(load([path]).runs) == 1
    assert f"{path}:2" in capsys.readouterr().err


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match="nowhere.json: cannot be read"):
        load([tmp_path / "nowhere.json"])


@pytest.mark.parametrize(
    ("fact", "other"),
    [
        ("dimension", {"dimension": 3}),
        ("start value", {"f_start": 4.5}),
        ("checksum of the data", {"settings": "target=1e-7 checksum=0000beef"}),
    ],
)
def test_two_problems_of_one_name_are_refused(tmp_path, fact, other):
    """As two files a/train.csv and b/train.csv are, whichever methods were run on them."""
    settings = "target=1e-7 checksum=0000f00d"
    paths = [
        write_traces(tmp_path / f"{n}.jsonl", [trace("data:train", method, 1, [4.0], **more)])
        for n, (method, more) in enumerate(
            [("a", {"settings": settings}), ("b", {"settings": settings} | other)]
        )
    ]
    with pytest.raises(
        BadInput, match=rf"{paths[1]}: expected the {fact} .*: these are two problems"
    ):
        load(paths)


def test_start_values_of_another_compiler_are_the_same(tmp_path):
    lines = [
        trace("sphere", method, 1, [4.0], f_start=start)
        for method, start in (("a", 4.0), ("b", 4.0000000000000009))
    ]
    assert len(load([write_traces(tmp_path / "t.jsonl", lines)]).runs) == 2
