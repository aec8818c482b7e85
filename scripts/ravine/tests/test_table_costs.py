"""What a table counts: evaluations, seconds, rounds or epochs."""

import pytest

from ravine.command import BadInput
from ravine.results.runs import load
from ravine.tables import table
from ravine.tables.cells import Cell
from ravine.tables.target import Targets
from ravine.tests.cells_of_tables import cell, grid_of
from ravine.tests.made import result, rounds, trace, write_results, write_traces


def test_seconds_are_taken_where_asked(tmp_path):
    entries = [result("sphere", "a", seed, 10, seconds) for seed, seconds in enumerate([4, 1, 2])]
    grid = grid_of(write_results(tmp_path / "r.json", entries), by="seconds")
    assert cell(grid, "a", "sphere") == Cell(2.0, 3, 3)


def test_seconds_that_do_not_compare_are_no_order(tmp_path, capsys):
    lines = [trace("p", "a", s, [4.0, 0.0], seconds_compare=s > 1) for s in (1, 2)]
    path = str(write_traces(tmp_path / "t.jsonl", lines))
    with pytest.raises(BadInput) as refused:
        table.main([path, "--by", "seconds"])
    assert str(refused.value) == (
        "--by seconds: expected one of evaluations, priced, epochs: those of 1 of 2 runs do not "
        "compare, since other work had a share of their cores, or they are of several machines"
    )
    assert table.main([path, "--by", "seconds", "--filter", "seed=2"]) == 0
    runs = load([tmp_path / "t.jsonl"]).runs
    assert ", by seconds" not in table.markdown_both(runs, Targets(runs))


def test_rounds_rank_methods_otherwise_than_evaluations_do(tmp_path, capsys):
    # 400 values one after the other, against 100 batches of 10.
    alone = {"f_evals": [1, 400], "rounds": rounds([1, 400], 1)}
    batch = {"f_evals": [10, 1000], "rounds": rounds([10, 1000], 10)}
    lines = [trace("p", "alone", 1, [9.0, 0.0], **alone)]
    lines.append(trace("p", "batches", 1, [9.0, 0.0], **batch))
    path = write_traces(tmp_path / "t.jsonl", lines)
    for by, costs in (
        ("evaluations", (400, 1000)),
        ("rounds:4", (400, 300)),
        ("rounds:16", (400, 100)),
    ):
        grid = grid_of(path, by=by)
        assert [cell(grid, m, "p").value for m in ("alone", "batches")] == list(costs)
    assert table.main([str(path), "--by", "rounds:16"]) == 0
    assert "On 16 processors, k evaluations that do not wait" in capsys.readouterr().out


def test_sums_over_samples_have_no_rounds_and_are_named(tmp_path, capsys):
    lines = [
        trace("p", "a", 1, [9.0, 0.0], rounds=rounds([1, 2], 1)),
        trace("iris", "a", 1, [9.0, 0.0], epochs=[1.0, 2.0]),
    ]
    path = write_traces(tmp_path / "t.jsonl", lines)
    for form in ("markdown", "latex", "html"):
        assert table.main([str(path), "--by", "rounds:2", "--format", form]) == 0
        said = capsys.readouterr().out
        assert "Left out, because no rounds are counted: iris." in said
    with pytest.raises(BadInput, match="--by rounds:2: expected runs with rounds, found none"):
        table.main([str(path), "--by", "rounds:2", "--filter", "problem=iris"])


def test_a_number_of_processors_that_is_not_counted_is_refused(tmp_path):
    path = write_traces(tmp_path / "t.jsonl", [trace("p", "a", 1, [9.0])])
    with pytest.raises(BadInput, match="--by: invalid choice: 'rounds:3'"):
        table.main([str(path), "--by", "rounds:3"])


def test_notes_and_titles_say_nothing_of_costs_that_are_not_shown(tmp_path, capsys):
    lines = [trace(problem, "a", 1, [10.0, 2.0], epochs=[1.0, 2.0]) for problem in ("iris", "wine")]
    lines += [trace(problem, "a", 1, [10.0, 2.0]) for problem in ("sphere", "booth")]
    path = str(write_traces(tmp_path / "t.jsonl", lines))
    for statistic in ("gap", "solved"):
        table.main([path, f"--statistic={statistic}", "--group-by=problem"])
        out = capsys.readouterr().out
        assert f"iris, by {statistic}" in out
        assert "evaluation" not in out and "infinite" not in out


def test_what_bench_prints_counts_data_by_epochs(tmp_path):
    entries = [
        result(problem, method, 1, 10, epochs=epochs, epochs_to_target=epochs)
        for problem, epochs in (("a", 0.0), ("b", 0.0), ("iris", 2.5), ("wine", 3.5))
        for method in ("adam", "lbfgs")
    ]
    runs = load([write_results(tmp_path / "r.json", entries)]).runs
    text = table.markdown_both(runs, Targets(runs))
    titles = [line for line in text.splitlines() if line.startswith("###")]
    assert titles == [
        "### Test functions, by evaluations",
        "### Data sets, by epochs",
        "### Test functions, by seconds",
        "### Data sets, by seconds",
    ]
