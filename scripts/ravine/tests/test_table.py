"""Tables: medians, targets and layouts, against values worked by hand."""

import csv
import io
import math
import re

import pytest

from ravine.command import BadInput
from ravine.results.runs import load
from ravine.tables import formats, notes, table
from ravine.tables.cells import Cell, Grid, Row, make_grid, split
from ravine.tables.formats import number, wrap
from ravine.tables.target import Targets
from ravine.tests.made import result, rounds, trace, write_results, write_traces


def cells(text):
    """The cells of a Markdown table's rows, by its first column."""
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) > 1 and not row[0].startswith("-")}


def grid_of(path, by="evaluations", gap=None):
    runs = load([path]).runs
    return make_grid("", runs, Targets(runs, gap), by)


def cell(grid, method, problem, gradient="none"):
    return grid.cells[Row(method, gradient, "serial:1"), problem]


def test_the_median_counts_unsolved_runs_as_infinite(tmp_path):
    entries = [result("sphere", "most", seed, n) for seed, n in enumerate([30, 10, None, 20, None])]
    entries += [result("sphere", "few", seed, n) for seed, n in enumerate([30, 10, None, None])]
    entries += [result("sphere", "all", seed, n) for seed, n in enumerate([30, 10, 20, 50])]
    grid = grid_of(write_results(tmp_path / "r.json", entries))
    # 10 20 30 inf inf; 10 30 | inf inf, whose middle is infinite; 10 20 | 30 50.
    assert cell(grid, "most", "sphere") == Cell(30.0, 3, 5)
    assert cell(grid, "few", "sphere") == Cell(math.inf, 2, 4)
    assert cell(grid, "all", "sphere") == Cell(25.0, 4, 4)


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


def test_notes_and_titles_say_nothing_of_costs_that_are_not_shown(tmp_path, capsys):
    lines = [trace(problem, "a", 1, [10.0, 2.0], epochs=[1.0, 2.0]) for problem in ("iris", "wine")]
    lines += [trace(problem, "a", 1, [10.0, 2.0]) for problem in ("sphere", "booth")]
    path = str(write_traces(tmp_path / "t.jsonl", lines))
    for statistic in ("gap", "solved"):
        table.main([path, f"--statistic={statistic}", "--group-by=problem"])
        out = capsys.readouterr().out
        assert f"iris, by {statistic}" in out
        assert "evaluation" not in out and "infinite" not in out


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


def test_markdown_is_bold_at_the_best_of_a_column(tmp_path, capsys):
    entries = [
        result("sphere", "a", 1, 10),
        result("booth", "a", 1),
        result("sphere", "b", 1, 9),
        result("booth", "b", 1),
    ]
    table.main([str(write_results(tmp_path / "r.json", entries))])
    assert capsys.readouterr().out.startswith(
        "| method |      sphere |   booth |\n"
        "| ------ | ----------: | ------: |\n"
        "| a      |    10 (1/1) | - (0/1) |\n"
        "| b      | **9 (1/1)** | - (0/1) |\n"
    )


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


def test_csv_keeps_numbers_apart(tmp_path, capsys):
    entries = [result("sphere", "a", seed, n) for seed, n in enumerate([10, 20])]
    entries.append(result("booth", "a", 1))
    table.main([str(write_results(tmp_path / "r.json", entries)), "--format=csv"])
    header, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header[1:5] == ["sphere evaluations", "sphere solved", "sphere total", "sphere best"]
    assert row == ["a", "15", "2", "2", "best", "", "0", "1", ""]


def test_latex_escapes_names(tmp_path, capsys):
    entries = [result("three_hump", "a", 1, 10)]
    table.main([str(write_results(tmp_path / "r.json", entries)), "--format=latex"])
    out = capsys.readouterr().out
    assert "method & three\\_hump \\\\" in out
    assert "a & \\textbf{10 (1/1)} \\\\" in out


HOSTILE = "a|b<i>&c"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_no_name_breaks_out_of_a_table(tmp_path, capsys, form):
    entries = [
        result(f"{HOSTILE}{p}", HOSTILE, 1, 10, gradient=g) for p in "pq" for g in (HOSTILE, "none")
    ]
    entries += [result(f"{HOSTILE}p", "lbfgs", 1, 20, gradient="none")]
    table.main([str(write_results(tmp_path / "r.json", entries)), f"--format={form}"])
    out = capsys.readouterr().out
    assert "<i>" not in out and HOSTILE not in out
    if form == "html":
        assert "a|b&lt;i&gt;&amp;c" in out
        return
    rows = [line for line in out.splitlines() if line.startswith("|")]
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    assert "a\\|b&lt;i>" in out


def test_every_text_of_a_table_is_escaped():
    row = Row("<i>|m_", "<i>|g_", "<i>|b_")
    grid = Grid(
        "<i>|title",
        [row],
        ["<i>|p_"],
        {(row, "<i>|p_"): Cell(1.0, 1, 1)},
        shows_gradient=True,
        shows_executor=True,
        summary_header=["<i>|s_"],
        summaries={row: ["<i>|v_"]},
    )
    page = formats.hypertext(grid, formats.Look())
    assert "<i>" not in page and page.count("&lt;i&gt;") == 7
    text = formats.markdown(grid, formats.Look())
    assert "<i>" not in text and text.count("&lt;i>\\|") == 6
    plain = formats.plain_markdown(["<i>|h"], [["<i>|c"]])
    assert "<i>" not in plain and plain.count("&lt;i>\\|") == 2
    assert formats.latex(grid, formats.Look()).count("\\_") == 6


def test_notes_are_escaped_in_a_page(tmp_path, capsys):
    lines = [trace(HOSTILE, "a", 1, [9.0, 1.0], None)]
    table.main([str(write_traces(tmp_path / "t.jsonl", lines)), "--format=html"])
    out = capsys.readouterr().out
    assert "f* is not known for a|b&lt;i&gt;&amp;c" in out and "<i>" not in out


def test_the_best_of_what_is_solved_is_the_most(tmp_path, capsys):
    entries = [result("p", "good", seed, 10) for seed in (1, 2)]
    entries += [result("p", "bad", 1, 10), result("p", "bad", 2)]
    table.main([str(write_results(tmp_path / "r.json", entries)), "--statistic=solved"])
    found = cells(capsys.readouterr().out)
    assert found["good"] == ["**2/2**"] and found["bad"] == ["1/2"]


def test_wide_grids_wrap_into_even_parts(tmp_path):
    problems = [f"p{i}" for i in range(9)]
    entries = [result(p, "a", 1, 10) for p in problems] + [result("p8", "late", 1, 10)]
    parts = wrap(grid_of(write_results(tmp_path / "r.json", entries)))
    assert [part.columns for part in parts] == [problems[:5], problems[5:]]
    assert [[row.method for row in part.rows] for part in parts] == [["a"], ["a", "late"]]


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


@pytest.mark.parametrize(
    ("value", "by", "text"),
    [
        (132.0, "evaluations", "132"),
        (132.5, "evaluations", "132.5"),
        (math.inf, "evaluations", "-"),
        (12.345, "seconds", "12.3 s"),
        (2.625, "epochs", "2.62"),
        (2627.3, "epochs", "2627"),
        (0.25, "seconds", "250 ms"),
        (0.0012345, "seconds", "1.23 ms"),
        (4.2e-8, "seconds", "0.04 µs"),
        (9.996, "seconds", "10.0 s"),
    ],
)
def test_numbers(value, by, text):
    assert number(value, by) == text


@pytest.mark.parametrize("bad", ["0", "-1", "nan", "inf", "much"])
def test_targets_are_positive_numbers(tmp_path, bad):
    path = write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)])
    with pytest.raises(BadInput, match="--target"):
        table.main([str(path), f"--target={bad}"])


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
