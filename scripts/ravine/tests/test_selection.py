"""Filters, groups, names and the options of scripts/table that rest on them."""

import csv
import io

import pytest

from ravine.command import BadInput
from ravine.results.runs import load
from ravine.results.specs import base_of, parameters
from ravine.tables import selection, table
from ravine.tests.made import result, trace, write_results, write_traces


@pytest.mark.parametrize(
    ("spec", "base", "given"),
    [
        ("adam", "adam", {}),
        ("adam:step=0.1:beta1=0.5", "adam", {"step": "0.1", "beta1": "0.5"}),
        ("nlopt:lbfgs", "nlopt:lbfgs", {}),
        ("nlopt:lbfgs:memory=5", "nlopt:lbfgs", {"memory": "5"}),
        ("data:iris", "data:iris", {}),
    ],
)
def test_a_librarys_name_is_part_of_a_methods(spec, base, given):
    assert base_of(spec) == base
    assert parameters(spec) == (base, given)


def runs_of(tmp_path):
    entries = [
        result(problem, method, seed, 10, gradient=gradient)
        for problem in ("sphere:dimension=2", "sphere:dimension=10", "booth")
        for method, gradient in (("adam:step=0.1", "analytic"), ("nelder_mead", "none"))
        for seed in (1, 2)
    ]
    return load([write_results(tmp_path / "r.json", entries)]).runs


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ([], 12),
        (["problem=sphere*"], 8),
        (["family=sphere"], 8),
        (["method=adam:step=0.1"], 6),
        (["kind=adam", "seed=2"], 3),
        (["gradient!=none"], 6),
        (["problem=booth,*=2"], 8),
    ],
)
def test_filters_are_globs_that_all_hold(tmp_path, filters, count):
    assert len(selection.select(runs_of(tmp_path), filters)) == count


@pytest.mark.parametrize("bad", ["colour=red", "problem", "problem=", "=x"])
def test_a_filter_that_is_none_is_named(tmp_path, bad):
    with pytest.raises(BadInput, match="--filter: expected FIELD=GLOB"):
        selection.select(runs_of(tmp_path), [bad])


def test_a_filter_that_leaves_nothing_says_what_there_is(tmp_path):
    with pytest.raises(BadInput, match="no run is left by 'seed=7'; there are 1, 2"):
        selection.select(runs_of(tmp_path), ["seed=7"])


def test_groups_of_numbers_are_in_their_order(tmp_path):
    lines = [trace("p", "a", 1, [2.0, 1.0], dimension=n) for n in (10, 2)]
    lines[1]["problem"] = "q"
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    assert list(selection.group(runs, "dimension")) == ["dimension 2", "dimension 10"]


def test_a_table_a_group(tmp_path, capsys):
    entries = [result("p", m, 1, 10, gradient=g) for m in "ab" for g in ("forward", "centered")]
    table.main([str(write_results(tmp_path / "r.json", entries)), "--group-by=gradient"])
    out = capsys.readouterr().out
    assert "### gradient forward, by evaluations" in out
    assert "### gradient centered, by evaluations" in out


def baseline_cells(tmp_path, capsys, entries):
    path = str(write_results(tmp_path / "r.json", entries))
    table.main([path, "--baseline=b", "--format=csv"])
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    return header, {row[0]: row for row in rows}


def test_a_baseline_gives_ratios_and_a_record(tmp_path, capsys):
    spent = {"a": (10, 40, None, 5), "b": (20, 10, 7, None)}
    entries = [
        result(f"p{i}", method, 1, evals)
        for method, costs in spent.items()
        for i, evals in enumerate(costs)
    ]
    header, rows = baseline_cells(tmp_path, capsys, entries)
    assert [rows["a"][header.index(f"p{i} ratio")] for i in range(4)] == ["0.5", "4", "", "0"]
    # Of two common problems sqrt(0.5 * 4); two wins (p0, and p3, which b does not solve), two losses.
    assert rows["a"][-3:-1] == ["1.41", "2/0/2"]
    assert rows["b"][-3:] == ["", "", ""]


@pytest.mark.parametrize("form", ["markdown", "latex", "html"])
def test_ratios_are_explained(tmp_path, capsys, form):
    entries = [result("p", "a", 1, 10), result("p", "b", 1)]
    path = str(write_results(tmp_path / "r.json", entries))
    table.main([path, "--baseline=b", f"--format={form}"])
    assert "reached where" in capsys.readouterr().out
    table.main([path, f"--format={form}"])
    assert "reached where" not in capsys.readouterr().out


def test_an_unknown_baseline_is_named(tmp_path):
    path = str(write_results(tmp_path / "r.json", [result("p", "a", 1, 10)]))
    with pytest.raises(BadInput, match="--baseline: expected one of a, got 'b'"):
        table.main([path, "--baseline=b"])


def test_a_baseline_of_the_rows_own_gradient_is_taken(tmp_path, capsys):
    entries = [
        result("p", method, 1, cost, gradient=gradient)
        for method, gradient, cost in (
            ("a", "forward", 10),
            ("a", "centered", 30),
            ("b", "forward", 5),
            ("b", "centered", 10),
        )
    ]
    path = str(write_results(tmp_path / "r.json", entries))
    table.main([path, "--baseline=b", "--format=csv"])
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert [row[2] for row in rows[1:3]] == ["2", "3"]


def significance(tmp_path, capsys, costs_b):
    entries = [result("p", "a", seed, 10 + seed) for seed in range(8)]
    entries += [result("p", "b", seed, cost) for seed, cost in enumerate(costs_b)]
    table.main([str(write_results(tmp_path / "r.json", entries))])
    return capsys.readouterr().out


def test_what_chance_explains_is_marked(tmp_path, capsys):
    assert "≈ |" in significance(tmp_path, capsys, [11 + seed for seed in range(8)])
    assert "≈ |" not in significance(tmp_path, capsys, [100 + seed for seed in range(8)])


def test_too_few_runs_have_no_marks_and_that_is_said(tmp_path, capsys):
    entries = [result("p", method, 1, 10) for method in "ab"]
    table.main([str(write_results(tmp_path / "r.json", entries))])
    out = capsys.readouterr().out
    assert "≈" not in out and "Fewer than 4 runs" in out


def test_columns_may_be_targets(tmp_path, capsys):
    path = write_traces(tmp_path / "t.jsonl", [trace("p", "a", 1, [10.0, 0.5, 0.0])])
    table.main([str(path), "--columns=targets", "--format=csv"])
    title, header, row = capsys.readouterr().out.splitlines()
    assert title == "problem p" and header.startswith("method,1e-01 evaluations")
    assert row.split(",")[1:9:4] == ["2", "3"]


def test_gradients_are_priced(tmp_path, capsys):
    line = trace("p", "a", 1, [10.0, 0.0], gradient="analytic", g_evals=[1, 2])
    path = str(write_traces(tmp_path / "t.jsonl", [line]))
    for options, cost in (([], "10"), (["--gradient-price=1.5"], "5")):
        table.main([path, "--by=priced", "--format=csv", *options])
        assert capsys.readouterr().out.splitlines()[1].split(",")[1] == cost


def test_expected_running_time_and_final_gap_are_statistics(tmp_path, capsys):
    entries = [result("p", "a", 1, 10), result("p", "a", 2)]
    path = str(write_results(tmp_path / "r.json", entries))
    table.main([path, "--statistic=ert", "--format=csv"])
    assert capsys.readouterr().out.splitlines()[1].split(",")[1] == "20010"
    table.main([path, "--statistic=gap"])
    assert "2.5e-01 (1/2)" in capsys.readouterr().out
    table.main([path, "--statistic=solved"])
    assert "| **1/2** |" in capsys.readouterr().out


def test_html_is_escaped(tmp_path, capsys):
    path = str(write_results(tmp_path / "r.json", [result("<img src=x>", "a", 1, 10)]))
    for form in ("html", "markdown"):
        table.main([path, f"--format={form}"])
        assert "<img" not in capsys.readouterr().out
