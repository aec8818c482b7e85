"""Figures for papers: every one that the runs give, in three formats, of a column's width."""

import json
import struct

import pytest

pytest.importorskip("matplotlib")

from ravine.command import BadInput  # noqa: E402
from ravine.report import __main__ as report  # noqa: E402
from ravine.report import figures, styles  # noqa: E402
from ravine.report.evaluator import Evaluator  # noqa: E402
from ravine.results.runs import load  # noqa: E402
from ravine.tables.target import Targets  # noqa: E402
from ravine.tests.made import result, trace, write_results, write_traces  # noqa: E402
from ravine.tests.test_kernels import kernel  # noqa: E402


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


def test_no_name_opens_a_formula(tmp_path):
    # Between two dollars it would be one, and none that Matplotlib can read.
    lines = [trace("booth", "$\\frac$", 1, [9.0, 1.0, 0.0]), trace("booth", "b", 1, [9.0, 0.0])]
    names, _ = written(tmp_path, lines)
    assert "convergence-booth" in names


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


def test_timed_kernels_have_figures_too(tmp_path):
    entries = [
        kernel(f"gradients/forward:h={h}/levy/n:10/serial:1", relative_error=float(h))
        for h in ("1e-1", "1e-2", "1e-3")
    ]
    entries += [kernel(f"scaling/strong_logistic/tbb:{t}", efficiency=1.0) for t in (1, 2)]
    path = tmp_path / "k.json"
    path.write_text(json.dumps({"benchmarks": entries}))
    assert report.main([str(path), "--figures", str(tmp_path / "f")]) == 0
    names = {path.name for path in (tmp_path / "f").glob("*.pdf")}
    assert names == {"error-levy_n_=_10.pdf", "scaling-strong.pdf"}


def test_a_curve_that_ends_exactly_does_not_press_the_others_together(tmp_path):
    lines = [trace("p", "a", 1, [9.0, 0.0]), trace("p", "b", 1, [9.0, 1.0, 1e-6])]
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    looks = styles.styles(["a", "b"])
    drawing = figures.convergence(runs, Targets(runs), "evaluations", looks)
    assert drawing.axes.get_ylim()[0] == pytest.approx(1e-8)


def learned(problem, method, test, error):
    epochs = [float(i) for i in range(len(test))]
    course = {"test_value": test, "test_error": error, "train_value": test, "epochs": epochs}
    ended = {"test_value": test[-1], "test_error": error[-1], "train_value": 0.5}
    return trace(problem, method, 1, [4.0, 1.0, 0.5], **course, counters={"f_evals": 3} | ended)


def test_held_out_samples_have_figures_of_their_own(tmp_path):
    lines = [
        learned("iris", f"m{k}", [2.0, 1.0, 0.1 * k], [0.5, 0.25, 0.01 * k]) for k in range(1, 9)
    ]
    swept = [learned(f"wine:l2={l2}", "a", [2.0, 1.0, l2], [0.5] * 3) for l2 in (0, 0.1, 0.2, 1)]
    runs = load([write_traces(tmp_path / "t.jsonl", lines + swept)]).runs
    made = dict(figures.drawings(runs, Targets(runs), Evaluator(tmp_path / "nowhere"), {}))
    with figures.matplotlib.rc_context(figures.SETTINGS):
        drawn = {name: made[name]() for name in ("test-error-iris", "penalty-wine-a")}
    shown = [line.get_label() for line in drawn["test-error-iris"].axes.get_lines()]
    assert shown == [f"m{k}" for k in range(1, 7)]  # those that end with the least, of eight
    _, risk = drawn["penalty-wine-a"].axes.get_lines()
    assert list(risk.get_xdata()) == list(risk.get_ydata()) == [0.1, 0.2, 1.0]
