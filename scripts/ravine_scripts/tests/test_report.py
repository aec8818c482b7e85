"""The report: its series worked by hand, and a page that needs nothing from outside."""

import json
import math
import re

import pytest

from ravine_scripts import curves, report, studies
from ravine_scripts.command import BadInput
from ravine_scripts.runs import load
from ravine_scripts.target import Targets
from ravine_scripts.tests.made import result, trace, write_results, write_traces


def loaded_from(tmp_path, lines):
    return load([write_traces(tmp_path / "t.jsonl", lines)])


def test_a_median_curve_holds_the_last_gap_of_a_run_that_has_ended(tmp_path):
    lines = [
        trace("sphere", "a", 1, [10.0, 1.0]),  # gaps 1, 0.1 and then no more
        trace("sphere", "a", 2, [10.0, 5.0, 0.0]),  # gaps 1, 0.5, 0
        trace("sphere", "a", 3, [10.0, 8.0, 8.0]),  # gaps 1, 0.8, 0.8
    ]
    runs = loaded_from(tmp_path, lines).runs
    curve = curves.median_curve(runs, Targets(runs), "evaluations")
    points = dict(zip(curve["x"], curve["y"]))
    assert (min(points), max(points)) == (1.0, 3.0)
    assert points[1.0] == 1.0  # before the second evaluation
    assert points[3.0] == 0.1  # of 0.1, 0 and 0.8
    assert all(y == 0.5 for x, y in points.items() if 2.0 <= x < 3.0)  # of 0.1, 0.5 and 0.8


def test_a_run_without_a_finite_value_counts_as_infinite(tmp_path):
    nowhere = trace("sphere", "a", 2, [10.0, 10.0], best=[None, None], f_start=10.0)
    runs = loaded_from(tmp_path, [trace("sphere", "a", 1, [10.0, 1.0]), nowhere]).runs
    assert curves.median_curve(runs, Targets(runs), "evaluations") is None
    assert curves.median_curve(runs[:1], Targets(runs), "evaluations")["y"][-1] == 0.1


def test_a_profile_counts_pairs_of_run_and_gap(tmp_path):
    # Two variables; the gap is 0.5, 0.1 and then 0: 1e-1 after 3 evaluations, the rest after 4.
    lines = [trace("sphere", "a", 1, [10.0, 5.0, 1.0, 0.0]), trace("sphere", "a", 2, [10.0])]
    runs = loaded_from(tmp_path, lines).runs
    (series,) = curves.profiles(runs, Targets(runs))
    assert series["evaluations"]["x"] == pytest.approx([1.0, 4 / 3], rel=1e-3)
    assert series["evaluations"]["y"] == pytest.approx([1 / 14, 7 / 14], rel=1e-3)


def test_a_profile_asks_for_no_gap_below_the_targets_of_the_runs(tmp_path):
    runs = loaded_from(tmp_path, [trace("iris", "a", 1, [10.0, 0.0], target=0.01)]).runs
    assert curves.profile_gaps(runs, Targets(runs)) == pytest.approx([0.1, 0.01, 0.001])


def test_growth_is_the_median_by_dimension(tmp_path):
    entries = [
        result(f"sphere:dimension={n}", "nelder_mead", seed, n * seed)
        for n in (8, 2)
        for seed in (10, 20, 30)
    ]
    entries += [result("sphere:dimension=4", "nelder_mead", 1)]  # not solved
    runs = load([write_results(tmp_path / "r.json", entries)]).runs
    assert studies.growth(runs, Targets(runs)) == [
        {"name": "nelder_mead on sphere", "x": [2, 8], "y": [40.0, 160.0]}
    ]


def test_a_sweep_shows_gap_and_status_by_step(tmp_path):
    lines = [
        trace("ravine", "gradient_descent:step=0.1", 1, [10.0, 10.0], status="diverged"),
        trace("ravine", "gradient_descent:step=0.01", 1, [10.0, 1e-6], status="target_reached"),
        trace("ravine", "gradient_descent:step=0.001", 1, [10.0, 2.0]),
        trace("ravine", "gradient_descent:policy=optimal", 1, [10.0, 2.0]),
    ]
    runs = loaded_from(tmp_path, lines).runs
    (sweep,) = studies.step_sweep(runs, Targets(runs))
    assert sweep["points"] == [
        {"step": 0.001, "gap": 0.2, "evaluations": 2.0, "status": "max_evaluations"},
        {"step": 0.01, "gap": 1e-7, "evaluations": 2.0, "status": "target_reached"},
        {"step": 0.1, "gap": 1.0, "evaluations": 2.0, "status": "diverged"},
    ]


def test_betas_are_in_order(tmp_path):
    lines = [trace("ravine", f"momentum:beta={b}:step=0.01", 1, [9.0, 1.0]) for b in ("0.7", "0")]
    runs = loaded_from(tmp_path, lines).runs
    (figure,) = studies.betas(runs, Targets(runs))
    assert [series["name"] for series in figure["series"]] == ["β = 0", "β = 0.7"]


def page_of(tmp_path, lines, **context):
    write_results(tmp_path / "results.json", [], **context)
    write_traces(tmp_path / "traces.jsonl", lines)
    out = tmp_path / "page.html"
    assert report.main([str(tmp_path), "-o", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def own(page):
    """The page without Plotly's bundle."""
    scripts = re.findall(r"<script>.*?</script>", page, flags=re.DOTALL)
    return page.replace(max(scripts, key=len), "")


LINES = [trace(p, m, 1, [9.0, 1.0, 0.0]) for p in ("sphere", "booth") for m in ("a", "b")]


def test_the_page_stands_alone(tmp_path):
    page = page_of(tmp_path, LINES, num_cpus=2)
    assert "Plotly" in page and "num cpus" in page
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)|url\(|@import|https?://""", own(page))
    assert {"table", "convergence", "profile", "status"} <= set(re.findall(r'id="(\w+)"', page))


def test_names_cannot_break_out_of_the_page(tmp_path):
    bad = "data:</script><img src=x onerror=alert(1)>"
    page = page_of(tmp_path, [trace(bad, "a", 1, [9.0, 0.0])], host_name="<b>me</b>")
    assert "<img" not in own(page) and "<b>me" not in page
    data = re.search(r'id="data">(.*?)</script>', page, flags=re.DOTALL)[1]
    assert list(json.loads(data)["convergence"]) == [bad]


def test_results_alone_make_a_page_without_curves(tmp_path):
    path = write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)])
    loaded = load([path])
    page = report.page(loaded)
    assert 'id="convergence-figure"' not in page and "10\n" in page


def test_numbers_that_json_cannot_hold_stay_out(tmp_path):
    lines = [
        trace("sphere", "a", 1, [9.0, 1.0], f_start=None, target=None),
        trace("sphere", "b", 1, [9.0, 1.0], best=[math.nan, None]),
        trace("flat", "a", 1, [0.0, 0.0]),
    ]
    page_of(tmp_path, lines)


def test_an_empty_directory_is_named(tmp_path):
    with pytest.raises(BadInput, match="expected results.json or traces.jsonl"):
        report.main([str(tmp_path)])
