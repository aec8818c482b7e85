"""Tables: medians, rows and what is refused, against values worked by hand."""

import math

import pytest

from ravine.command import BadInput
from ravine.results.runs import load
from ravine.tables import table
from ravine.tables.cells import Cell, split
from ravine.tests.cells_of_tables import cell, cells, grid_of
from ravine.tests.made import result, trace, write_results, write_traces


def test_the_median_counts_unsolved_runs_as_infinite(tmp_path):
    entries = [result("sphere", "most", seed, n) for seed, n in enumerate([30, 10, None, 20, None])]
    entries += [result("sphere", "few", seed, n) for seed, n in enumerate([30, 10, None, None])]
    entries += [result("sphere", "all", seed, n) for seed, n in enumerate([30, 10, 20, 50])]
    grid = grid_of(write_results(tmp_path / "r.json", entries))
    # 10 20 30 inf inf; 10 30 | inf inf, whose middle is infinite; 10 20 | 30 50.
    assert cell(grid, "most", "sphere") == Cell(30.0, 3, 5)
    assert cell(grid, "few", "sphere") == Cell(math.inf, 2, 4)
    assert cell(grid, "all", "sphere") == Cell(25.0, 4, 4)


@pytest.mark.parametrize(
    "flags, expected",
    [
        (["--statistic=solved", "--baseline=a"], "--baseline: expected a statistic that has"),
        (["--columns=targets", "--target=0.1"], "--target: expected without --columns targets"),
        (["--gradient-price=2"], "--gradient-price: expected with --by priced"),
    ],
)
def test_options_that_would_say_nothing_are_refused(tmp_path, flags, expected):
    path = write_traces(tmp_path / "t.jsonl", [trace("sphere", "a", 1, [10.0, 2.0])])
    with pytest.raises(BadInput, match=expected):
        table.main([str(path), *flags])


def test_what_results_do_not_hold_is_asked_of_traces(tmp_path):
    path = str(write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)]))
    with pytest.raises(BadInput, match="--group-by dimension: expected traces"):
        table.main([path, "--group-by=dimension"])
    with pytest.raises(BadInput, match="no run is left by 'dimension=2'; expected traces"):
        table.main([path, "--filter=dimension=2"])


def test_results_and_traces_give_the_same_cells(tmp_path, capsys):
    results = write_results(tmp_path / "r.json", [result("sphere", "a", 1, 3, 3e-3)])
    traces = write_traces(tmp_path / "t.jsonl", [trace("sphere", "a", 1, [4.0, 1.0, 0.0])])
    outputs = []
    for path in (results, traces):
        table.main([str(path), "--by=seconds"])
        outputs.append(cells(capsys.readouterr().out)["a"])
    assert outputs == [["**3.00 ms (1/1)**"]] * 2


def test_gradients_are_rows_of_their_own_or_chosen(tmp_path, capsys):
    entries = [result("sphere", "a", 1, 10, gradient=g) for g in ("analytic", "centered")]
    entries.append(result("sphere", "free", 1, 20))
    path = str(write_results(tmp_path / "r.json", entries))
    table.main([path])
    assert "| a      | centered |" in capsys.readouterr().out
    table.main([path, "--gradient=centered"])
    assert cells(capsys.readouterr().out) == {
        "method": ["sphere"],
        "a": ["**10 (1/1)**"],
        "free": ["20 (1/1)"],
    }
    with pytest.raises(BadInput, match="--gradient: expected one of analytic, centered, none"):
        table.main([path, "--gradient=forward"])


def test_the_best_of_what_is_solved_is_the_most(tmp_path, capsys):
    entries = [result("p", "good", seed, 10) for seed in (1, 2)]
    entries += [result("p", "bad", 1, 10), result("p", "bad", 2)]
    table.main([str(write_results(tmp_path / "r.json", entries)), "--statistic=solved"])
    found = cells(capsys.readouterr().out)
    assert found["good"] == ["**2/2**"] and found["bad"] == ["1/2"]


def test_data_sets_and_studies_have_tables_of_their_own(tmp_path):
    entries = [result(p, m, 1, 10) for p in ("sphere", "booth") for m in ("a", "b")]
    entries += [result("iris", m, 1, 10, epochs=2.0) for m in ("a", "b")]
    entries += [result("sphere", "a:step=9", 1, 10), result("sphere:dimension=4", "b", 1, 10)]
    parts = split(load([write_results(tmp_path / "r.json", entries)]).runs)
    assert {title: len(runs) for title, runs in parts.items()} == {
        "Test functions": 4,
        "Data sets": 2,
        "Studies": 2,
    }


def test_a_method_is_one_row_where_backends_are_not_compared(tmp_path, capsys):
    entries = [result("small", "a", 1, 10), result("large", "a", 1, 20)]
    entries[1]["name"] = entries[1]["name"].replace("serial:1", "openmp:2")
    table.main([str(write_results(tmp_path / "r.json", entries))])
    out = capsys.readouterr().out
    assert cells(out)["a"] == ["**10 (1/1)**", "**20 (1/1)**"]
    assert "Backends: large on openmp:2; all else on serial:1." in out


def test_backends_are_rows_where_they_are_compared(tmp_path, capsys):
    entries = [result("p", "a", 1, 10), result("p", "a", 1, 10)]
    entries[1]["name"] = entries[1]["name"].replace("serial:1", "openmp:2")
    table.main([str(write_results(tmp_path / "r.json", entries))])
    assert list(cells(capsys.readouterr().out)) == ["method", "a"]


def test_a_method_beside_a_studys_own_methods_is_no_comparison(tmp_path):
    compared = [(problem, method) for problem in ("a", "b") for method in ("adam", "lbfgs")]
    study = [("c", "sgd:step=1"), ("c", "sgd:step=2"), ("c", "lbfgs")]
    entries = [result(problem, method, 1, 10) for problem, method in compared + study]
    runs = load([write_results(tmp_path / "r.json", entries)]).runs
    sizes = {title: len(part) for title, part in split(runs).items()}
    assert sizes == {"Test functions": 4, "Studies": 3}
