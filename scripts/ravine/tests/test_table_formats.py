"""Tables as Markdown, CSV, LaTeX and HTML."""

import csv
import io
import math
import re

import pytest

from ravine.tables import formats, table
from ravine.tables.cells import Cell, Grid, Row
from ravine.tables.formats import number, wrap
from ravine.tests.cells_of_tables import grid_of
from ravine.tests.made import result, trace, write_results, write_traces

HOSTILE = "a|b<i>&c"


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


def test_wide_grids_wrap_into_even_parts(tmp_path):
    problems = [f"p{i}" for i in range(9)]
    entries = [result(p, "a", 1, 10) for p in problems] + [result("p8", "late", 1, 10)]
    parts = wrap(grid_of(write_results(tmp_path / "r.json", entries)))
    assert [part.columns for part in parts] == [problems[:5], problems[5:]]
    assert [[row.method for row in part.rows] for part in parts] == [["a"], ["a", "late"]]


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
