"""The report: a page that needs nothing from outside, whatever the results hold."""

import base64
import gzip
import itertools
import json
import math
import re

import numpy as np
import pytest

from ravine.command import BadInput
from ravine.report import __main__ as report
from ravine.report import profiles, styles, verdict_chart
from ravine.report.evaluator import Evaluator
from ravine.report.page import MODULES, html
from ravine.report.page_data import close_to_best, page_data
from ravine.report.page_pairs import head_to_head
from ravine.report.verdict import verdicts
from ravine.results import catalogue
from ravine.results.runs import load
from ravine.tables.cells import by_row
from ravine.tables.target import Targets
from ravine.tests.binary import needs_convergence
from ravine.tests.made import result, trace, write_results, write_traces


def page_of(tmp_path, lines, **context):
    write_results(tmp_path / "results.json", [], **context)
    write_traces(tmp_path / "traces.jsonl", lines)
    out = tmp_path / "page.html"
    assert report.main([str(tmp_path), "-o", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def data_in(page):
    packed = re.search(r'id="data">(.*?)</script>', page, flags=re.DOTALL)[1]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


LINES = [trace(p, m, 1, [9.0, 1.0, 0.0]) for p in ("sphere", "booth") for m in ("a", "b")]


def test_the_page_stands_alone(tmp_path):
    page = page_of(tmp_path, LINES, num_cpus=2)
    assert "num cpus" in page
    outside = r"""(?:src|href)=["'](?!#|data:)|url\(|@import|https?://(?!www\.w3\.org)"""
    assert not re.search(outside, page)
    assert len(page) < 15 * 2**20
    views = set(re.findall(r'id="view-(\w+)"', page))
    assert views == {
        "overview",
        "table",
        "curves",
        "profiles",
        "paths",
        "demo",
        "lecture",
        "problem",
        "method",
        "studies",
    }


def test_seconds_that_do_not_compare_are_on_no_page(tmp_path):
    marked = [line | {"seconds_compare": False} for line in LINES]
    for lines, shown in ((LINES, True), (marked, False)):
        page = page_of(tmp_path, lines)
        data = data_in(page)
        assert ("seconds" in [axis["key"] for axis in data["axes"]]) == shown
        assert ("seconds" in data["cells"]["sphere"][0]["cost"]) == shown
        assert ("seconds" in json.dumps(data["parts"])) == shown
        assert ("Seconds are left out: those of 4 of 4 runs" in page) != shown


def test_names_cannot_break_out_of_the_page(tmp_path):
    bad = "data:</script><img src=x onerror=alert(1)>"
    page = page_of(tmp_path, [trace(bad, "<b>a", 1, [9.0, 0.0])], host_name="<b>me</b>")
    assert "<img" not in page and "<b>" not in page
    assert list(data_in(page)["cells"]) == [bad]


def test_the_data_of_many_problems_lie_packed(tmp_path):
    lines = [
        trace(f"p:instance={i}", m, 1, [9.0 / (k + 1) for k in range(90)], g_evals=list(range(90)))
        for i in range(60)
        for m in ("a", "b", "c")
    ]
    page = page_of(tmp_path, lines)
    packed = re.search(r'id="data">(.*?)</script>', page, flags=re.DOTALL)[1]
    assert 3 * len(packed) < len(json.dumps(data_in(page)))


def test_results_alone_make_a_page_without_curves(tmp_path):
    loaded = load([write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)])])
    page = html(loaded)
    (cell,) = data_in(page)["cells"]["sphere"]
    assert cell["curve"] == {} and cell["cost"]["evaluations"]["median"][0] == 10
    assert "No traces are loaded" in page


def test_kernels_alone_make_a_page(tmp_path):
    entry = {"name": "reductions/square/double/tbb:2", "real_time": 1.0, "bytes_per_second": 1e9}
    out = tmp_path / "page.html"
    report.main([str(write_results(tmp_path / "r.json", [entry])), "-o", str(out)])
    page = out.read_text(encoding="utf-8")
    assert data_in(page)["kernels"]["reductions"][0]["rate"] == 1e9
    assert "No results of gradients are loaded" in page


@pytest.mark.parametrize(
    "lines",
    [
        [trace("sphere", "a", 1, [9.0, 1.0], f_start=None, target=None)],
        [trace("sphere", "a", 1, [9.0, 1.0], best=[math.nan, None])],
        [trace("flat", "a", 1, [0.0, 0.0])],
        [trace("sphere", "a", 1, [9.0])],  # one run of one point
        [trace("sphere", "a", 1, [9.0, 8.0])],  # no success
        [trace("risk", "a", 1, [9.0, 1.0], f_star=None)],
        [trace("sphere", "a", s, [9.0, 0.0], status="") for s in range(3)],
        [trace("p", f"gradient_descent:step={s}", 1, [9.0, 0.0]) for s in ("x", "nan", "1", "2")],
        [trace("p", f"momentum:beta={b}", 1, [9.0, 0.0]) for b in ("x", "inf", "0.5", "")],
        [trace("sphere:dimension=x", m, 1, [9.0, 0.0]) for m in ("priced", "epochs", "$a^", "%s")],
    ],
)
def test_odd_runs_make_an_honest_page(tmp_path, lines):
    data_in(page_of(tmp_path, lines))


def test_an_empty_directory_is_named(tmp_path):
    with pytest.raises(BadInput, match="expected results.json or traces.jsonl"):
        report.main([str(tmp_path)])


def test_a_page_of_two_machines_says_so(tmp_path):
    for name, cpus in (("a", 2), ("b", 16)):
        write_results(tmp_path / f"{name}.json", [result("p", name, 1, 10)], num_cpus=cpus)
    page = html(load([tmp_path / "a.json", tmp_path / "b.json"]))
    assert "b.json was measured by another build or machine" in page


def test_results_of_nothing_are_named(tmp_path):
    with pytest.raises(BadInput, match="expected runs of convergence, found none"):
        report.main([str(write_results(tmp_path / "r.json", []))])


def test_a_methods_look_is_the_same_in_every_report():
    alone = styles.styles(["adam:step=0.1"])["adam:step=0.1"]
    among = styles.styles(["lbfgs", "adam:step=0.1", "nelder_mead"])["adam:step=0.1"]
    assert alone == among


@needs_convergence
def test_every_method_of_the_library_has_a_look_of_its_own():
    own = [name for name, entry in catalogue.read().methods.items() if entry.is_built_in]
    assert len(set(styles.styles(own).values())) == len(own)


# What people see who lack the receptors for green or for red, in linear RGB (Machado, Oliveira &
# Fernandes 2009, table 1, severity 1). The matrices after it lead to OKLab (Ottosson 2020).
EYES = {
    "all colours": np.eye(3),
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}
TO_CONES = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]]
TO_OKLAB = [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]


def oklab(colour, eye):
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    cones = np.array(TO_CONES) @ np.clip(np.array(eye) @ linear, 0.0, 1.0)
    return np.array(TO_OKLAB) @ np.cbrt(np.maximum(cones, 0.0))


@pytest.mark.parametrize("eye", EYES.values(), ids=EYES)
def test_no_two_colours_are_alike(eye):
    text = (MODULES / "look.js").read_text(encoding="utf-8")
    dark = re.search(r"darkPalette = \[(.*?)\]", text, re.DOTALL)[1]
    for palette in (styles.PALETTE, re.findall(r"#\w{6}", dark)):
        assert len(palette) == 8
        seen = [oklab(colour, eye) for colour in palette]
        apart = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
        # A difference of 0.02 is just noticed side by side; lines stand apart, and are thin.
        assert min(apart) > 0.09


def test_variants_share_a_colour_and_differ_in_dash():
    looks = styles.styles(["momentum:beta=0", "momentum:beta=0.1", "momentum:beta=0.7"])
    assert len({look.colour for look in looks.values()}) == 1
    assert len({look.dash for look in looks.values()}) == 3


def test_marks_of_closeness_are_those_of_a_column_wise_test():
    random = np.random.default_rng(0)
    near, far = random.normal(10.0, 1.0, (2, 1, 8)), random.normal(50.0, 1.0, (2, 1, 8))
    close = close_to_best([near, near + 0.1, far])
    assert close[:, 0, 0].tolist() == [False, True, False]
    assert close_to_best([near[..., :3], far[..., :3]]) is None


def test_a_cell_has_every_statistic_at_every_target(tmp_path):
    loaded = load([write_traces(tmp_path / "t.jsonl", LINES)])
    data = page_data(loaded, Targets(loaded.runs), Evaluator(tmp_path / "nowhere"))
    cell = data["cells"]["sphere"][0]
    for axis in ("evaluations", "priced", "epochs", "seconds"):
        for name in ("median", "q25", "q75", "ert", "low", "high"):
            assert len(cell["cost"][axis][name]) == len(data["targets"])
    assert cell["cost"]["evaluations"]["median"] == [3, *[3] * 8]
    assert cell["solved"] == [1] * 9


def test_the_page_offers_what_a_gradient_may_count_for(tmp_path):
    # f and gradient together, three times in the plane; a method without gradients beside it.
    calls = {"gradient": "analytic", "g_evals": [1, 2, 3]}
    lines = [trace("sphere", "a", s, [9.0, 1.0, 0.0], **calls) for s in range(5)]
    lines += [trace("sphere", "b", s, [9.0, 1.0, 0.0]) for s in range(5)]
    loaded = load([write_traces(tmp_path / "t.jsonl", lines)])
    data = page_data(loaded, Targets(loaded.runs), Evaluator(tmp_path / "no"), (1.0, "n", 0.5))
    keys = [axis["key"] for axis in data["axes"]]
    assert keys == [
        "evaluations",
        "priced",
        "priced-1",
        "priced-n",
        "priced-0.5",
        "epochs",
        "seconds",
    ]
    with_gradients, without = data["cells"]["sphere"]
    found = {key: with_gradients["cost"][key]["median"][0] for key in keys[:5]}
    assert list(found.values()) == [3, 3 + 4 * 3, 3 + 3, 3 + 2 * 3, 4.5]
    assert all(without["cost"][key] == without["cost"]["evaluations"] for key in keys[:5])
    assert with_gradients["curve"]["priced-n"][1] == 9.0
    assert (without["close"]["priced-1"], with_gradients["close"]["priced-1"]) == ("0" * 9, "0" * 9)
    ends = [
        {row: x[-1] for row, x, _ in part["profiles"]["ecdf"]["priced-n"]} for part in data["parts"]
    ]
    assert ends == [
        {0: 9.0 / 2.0, profiles.BEST: 9.0 / 2.0},
        {1: 3.0 / 2.0, profiles.BEST: 3.0 / 2.0},
    ]


def test_each_pair_of_rows_is_compared_over_the_problems_that_both_ran(tmp_path):
    costs = {"a": [2, 2, 2, 2, 2, 2], "b": [3, 4, 5, 6, 7, 2], "c": [9]}
    lines = [
        trace(f"p{k}", method, 1, [9.0] * (n - 1) + [0.0])
        for method, each in costs.items()
        for k, n in enumerate(each)
    ]
    loaded = load([write_traces(tmp_path / "t.jsonl", lines)])
    rows = {row: i for i, row in enumerate(by_row(loaded.runs))}
    found = head_to_head(loaded.runs, Targets(loaded.runs), rows)["evaluations"]
    won, tied, lost, ratio, p = found["0.1"]
    assert (won, tied, lost) == (5, 1, 0)
    assert ratio == pytest.approx(2 / (3 * 4 * 5 * 6 * 7 * 2) ** (1 / 6), rel=1e-3)
    assert p == pytest.approx(2 / 2**5)  # all five that differ go one way
    assert found["0.2"][:3] == [1, 0, 0] and found["0.2"][4] == 1.0


def test_without_gradients_there_is_nothing_to_price(tmp_path):
    axes = data_in(page_of(tmp_path, LINES))["axes"]
    assert [axis["key"] for axis in axes] == ["evaluations", "priced", "epochs", "seconds"]


def test_no_two_methods_of_a_page_are_drawn_alike():
    names = [f"{base}:step={step}" for base in ("adam", "bfgs", "own", "mine") for step in range(9)]
    looks = styles.styles(names)
    assert len(set(looks.values())) == len(names) == 36


def test_the_page_opens_with_the_verdicts_and_a_chart_under_each(tmp_path):
    lines = [
        trace(f"p{i}", m, 1, [9.0] * k + [0.0])
        for i in range(3)
        for k, m in enumerate("abcdefgh", 1)
    ]
    page = page_of(tmp_path, lines)
    first = page[page.index('id="view-overview"') : page.index('id="view-table"')]
    assert "a. It solved all 3 problems and needed 2 evaluations in the middle" in first
    assert first.count('<span class="dot') == 8 and first.count('class="more" hidden') == 2
    assert "? order not tested" in first and "All 8 methods" in first


def test_a_chart_has_places_on_a_logarithmic_axis(tmp_path):
    costs = {"a": 10, "b": 20, "c": 80}
    lines = [
        trace(f"p{i}", m, 1, [9.0] * (cost - 1) + [0.0])
        for m, cost in costs.items()
        for i in range(10)
    ]
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    (found,) = verdicts(runs, Targets(runs), None)
    chart = verdict_chart.chart(found)
    assert [bar.over_best for bar in chart.bars] == ["1×", "2×", "8×"]
    first, second, third = (bar.place for bar in chart.bars)
    assert first == 0.0 and third == pytest.approx(3.0 * second, abs=0.05) and third < 100.0
    assert dict(chart.ticks)["2×"] == second
    # The title of the next column begins at 100 %, and a tick's text is centred on it.
    assert all(place <= 92.0 for _, place in chart.ticks)


def test_the_best_of_all_needs_the_least_of_each_problem(tmp_path):
    costs = {"a": (2, 8), "b": (4, 6)}
    lines = [
        trace(f"p{i}", m, 1, [9.0] * (cost - 1) + [0.0], dimension=1)
        for m, each in costs.items()
        for i, cost in enumerate(each)
    ]
    runs = load([write_traces(tmp_path / "t.jsonl", lines)]).runs
    found = profiles.costs_of(runs, Targets(runs), [1e-7])
    x, share = profiles.best_of_all(found, [1e-7], "evaluations")
    assert x.tolist() == [2.0, 6.0] and share.tolist() == [0.5, 1.0]
