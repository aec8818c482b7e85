"""Figures for papers: every one that the runs give, in three formats, of a column's width."""

import struct

import pytest

pytest.importorskip("matplotlib")

from ravine_scripts import figures  # noqa: E402
from ravine_scripts.command import BadInput  # noqa: E402
from ravine_scripts.evaluator import Evaluator  # noqa: E402
from ravine_scripts.runs import load  # noqa: E402
from ravine_scripts.target import Targets  # noqa: E402
from ravine_scripts.tests.made import result, trace, write_results, write_traces  # noqa: E402


def written(tmp_path, lines, into="figures"):
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    evaluator = Evaluator(tmp_path / "nowhere")
    names = figures.write_figures(runs, Targets(runs), tmp_path / into, evaluator)
    return names, tmp_path / into


LINES = [
    trace(p, m, 1, [9.0, 1.0, 0.0], x=[[0, 0], [1, 1], [2, 1]])
    for p in ("booth", "a_$name/with:dollars")
    for m in ("a", "b")
]


def test_each_figure_is_in_three_formats_of_a_columns_width(tmp_path):
    names, directory = written(tmp_path, LINES)
    assert {"convergence-booth", "paths-booth", "runtimes-test-functions"} <= set(names)
    found = sorted(path.suffix for path in directory.iterdir())
    assert found == sorted([".svg", ".pdf", ".png"] * len(names))
    width, _ = struct.unpack(">II", (directory / "convergence-booth.png").read_bytes()[16:24])
    assert width == int(3.35 * 300)


def test_the_same_runs_give_the_same_bytes(tmp_path):
    for into in ("one", "two"):
        written(tmp_path, LINES[:2], into)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_one_gradient_a_method_is_drawn(tmp_path):
    lines = [
        trace("p", "a", 1, [9.0, 0.0], gradient=g) for g in ("centered", "analytic", "forward")
    ]
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    assert [run.case.gradient for run in figures.one_gradient(runs)] == ["analytic"]


def test_runs_without_traces_have_no_figures(tmp_path):
    runs = load([write_results(tmp_path / "r.json", [result("p", "a", 1, 10)])]).runs
    with pytest.raises(BadInput, match="--figures: expected runs with traces"):
        figures.write_figures(runs, Targets(runs), tmp_path / "f", Evaluator(tmp_path / "nowhere"))
