"""Targets of tables: those of the runs, and those that are asked for."""

import math

import pytest

from ravine.command import BadInput
from ravine.results.runs import load
from ravine.tables import notes, table
from ravine.tables.cells import Cell
from ravine.tables.target import Targets
from ravine.tests.cells_of_tables import cell, cells, grid_of
from ravine.tests.made import result, trace, write_results, write_traces


def test_a_target_is_read_off_the_trace(tmp_path):
    # f* = 2, f(x0) = 12: a gap of 0.3 is the value 5, first met by the third point.
    line = trace("shifted", "a", 1, [12.0, 6.0, 5.0, 4.0], f_star=2.0)
    path = write_traces(tmp_path / "t.jsonl", [line])
    assert cell(grid_of(path, gap=0.3), "a", "shifted") == Cell(3.0, 1, 1)
    assert cell(grid_of(path, gap=0.31), "a", "shifted") == Cell(3.0, 1, 1)
    assert cell(grid_of(path, gap=0.4), "a", "shifted") == Cell(2.0, 1, 1)
    assert cell(grid_of(path, "seconds", 0.3), "a", "shifted").value == pytest.approx(3e-3)
    assert cell(grid_of(path, gap=0.1), "a", "shifted") == Cell(math.inf, 0, 1)
    assert cell(grid_of(path), "a", "shifted") == Cell(math.inf, 0, 1)


def test_the_recorded_target_counts_unless_another_is_asked_for(tmp_path):
    line = trace("sphere", "a", 1, [10.0, 2.0, 0.5], target=1.0)  # a gap of 0.1
    path = write_traces(tmp_path / "t.jsonl", [line])
    assert cell(grid_of(path), "a", "sphere") == Cell(3.0, 1, 1)
    runs = load([path]).runs
    assert "gap 0.1." in " ".join(notes.notes(runs, Targets(runs), "evaluations"))


def test_an_unknown_minimum_is_the_best_of_all_runs_and_is_said(tmp_path, capsys):
    # The best of all is 3, by b; a's 4 is (4 - 3) / (11 - 3) = 0.125 above it.
    lines = [
        trace("risk", "a", 1, [11.0, 7.0, 4.0], f_star=None),
        trace("risk", "b", 1, [11.0, 3.0], f_star=None),
    ]
    path = write_traces(tmp_path / "t.jsonl", lines)
    grid = grid_of(path)
    assert grid.columns == ["risk, gap 1e-01", "risk, gap 1e-02", "risk, gap 1e-03"]
    for column in grid.columns:
        assert cell(grid, "a", column) == Cell(math.inf, 0, 1)
        assert cell(grid, "b", column) == Cell(2.0, 1, 1)
    assert cell(grid_of(path, gap=0.125), "a", "risk") == Cell(3.0, 1, 1)
    assert table.main([str(path)]) == 0
    out = capsys.readouterr().out
    assert "f* is not known for risk: the best value" in out
    assert "gap 0.001 or 0.01 or 0.1." in out


def test_a_target_that_was_asked_for_is_applied_where_the_minimum_is_not_known(tmp_path, capsys):
    # As above: at --target=0.2 a has it with its third evaluation; 1e-7 is nobody's wish.
    for asked, columns in ((0.2, ["risk"]), (1e-7, ["risk, gap 1e-01", "risk, gap 1e-02"])):
        settings = f"target={asked} max_evaluations=10"
        lines = [
            trace("risk", "a", 1, [11.0, 7.0, 4.0], f_star=None, settings=settings),
            trace("risk", "b", 1, [11.0, 3.0], f_star=None, settings=settings),
        ]
        path = write_traces(tmp_path / "t.jsonl", lines)
        grid = grid_of(path)
        assert grid.columns[:2] == columns
        expected = Cell(3.0, 1, 1) if asked == 0.2 else Cell(math.inf, 0, 1)
        assert cell(grid, "a", columns[0]) == expected
        runs = load([path]).runs
        assert Targets(runs).gap_of(runs[0]) == (0.2 if asked == 0.2 else 1e-3)


def test_a_filter_leaves_the_assumed_minimum_alone(tmp_path, capsys):
    lines = [
        trace("risk", "a", 1, [11.0, 4.0], f_star=None, gradient="analytic"),
        trace("risk", "a", 1, [11.0, 3.0], f_star=None, gradient="centered"),
    ]
    path = write_traces(tmp_path / "t.jsonl", lines)
    table.main([str(path), "--gradient=analytic"])
    assert cells(capsys.readouterr().out)["a"] == ["- (0/1)"] * 3


def test_runs_without_trace_and_minimum_are_pointed_out(tmp_path, capsys):
    entry = result("risk", "a", 1, value=3.0)
    del entry["gap"]
    table.main([str(write_results(tmp_path / "r.json", [entry]))])
    out = capsys.readouterr().out
    assert cells(out)["a"] == ["- (0/1)"]
    assert "some of risk have none" in out


def test_a_new_target_is_refused_without_traces(tmp_path):
    path = write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)])
    with pytest.raises(BadInput, match="--target: expected traces of every run"):
        table.main([str(path), "--target=0.1"])


def test_runs_that_ended_before_the_target_that_is_shown_are_counted(tmp_path, capsys):
    lines = [  # to a gap of 0.1; the second has overshot it
        trace("sphere", "a", 1, [10.0, 2.0, 0.5], target=1.0, status="target_reached"),
        trace("sphere", "b", 1, [10.0, 1e-9], target=1.0, status="target_reached"),
        trace("sphere", "c", 1, [10.0, 5.0], target=1.0, status="max_evaluations"),
    ]
    path = str(write_traces(tmp_path / "t.jsonl", lines))
    table.main([path, "--target=0.01"])
    assert "2 of 3 runs ended at a target of their own before" in capsys.readouterr().out
    table.main([path, "--columns=targets"])
    assert "2 of 3 runs ended at a target of their own before" in capsys.readouterr().out
    for flags in ([], ["--target=0.1"], ["--target=0.5"]):
        table.main([path, *flags])
        assert "of their own" not in capsys.readouterr().out


@pytest.mark.parametrize("bad", ["0", "-1", "nan", "inf", "much"])
def test_targets_are_positive_numbers(tmp_path, bad):
    path = write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)])
    with pytest.raises(BadInput, match="--target"):
        table.main([str(path), f"--target={bad}"])
