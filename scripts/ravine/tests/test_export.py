"""Exports, read back by the rules of the formats' documents."""

import csv
import json
import re

import numpy as np
import pytest

from ravine.command import BadInput
from ravine.export import __main__ as export
from ravine.export import coco as export_coco
from ravine.results.runs import load
from ravine.tables.target import Targets
from ravine.tests.made import result, rounds, trace, write_results, write_traces


def bbob(method="a", seed=1, instance=1, dimension=2, function=8, gaps=(10.0, 1.0, 1e-9), **more):
    name = f"bbob_f{function:02d}:dimension={dimension}:instance={instance}"
    values = [gap - 5.0 for gap in gaps]
    return trace(name, method, seed, values, f_star=-5.0, dimension=dimension, **more)


def exported(tmp_path, lines, form, *options):
    path = write_traces(tmp_path / "t.jsonl", lines)
    out = tmp_path / "out"
    assert export.main([str(path), f"--format={form}", "-o", str(out), *options]) == 0
    return out


def blocks(path):
    """The runs of a data file: an array of the numbers in each."""
    found = []
    for line in path.read_text().splitlines():
        if line.startswith(("%", "evaluations")):
            found.append([])
        else:
            found[-1].append([float(word) for word in line.split()])
    return [np.array(block) for block in found]


def test_coco_has_an_index_and_two_courses_for_each_function_and_dimension(tmp_path):
    lines = [bbob(), bbob(seed=2), bbob(instance=3), bbob(dimension=5), bbob("b", function=21)]
    out = exported(tmp_path, lines, "coco")
    names = {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()}
    stems = ("data_f8/bbobexp_f8_DIM2", "data_f8/bbobexp_f8_DIM5")
    assert names == {
        "a/bbobexp_f8.info",
        *(f"a/{stem}.{kind}" for stem in stems for kind in ("dat", "tdat")),
        "b/bbobexp_f21.info",
        *(f"b/data_f21/bbobexp_f21_DIM2.{kind}" for kind in ("dat", "tdat")),
    }
    header, comment, runs, *rest = (out / "a/bbobexp_f8.info").read_text().splitlines()
    assert header == "suite = 'bbob', funcId = 8, DIM = 2, Precision = 1.000e-08, algId = 'a'"
    assert comment.startswith("%") and len(rest) == 3
    assert runs == "data_f8/bbobexp_f8_DIM2.dat, 1:3|1.0e-09, 1:3|1.0e-09, 3:3|1.0e-09"


def test_a_course_begins_at_one_and_never_rises(tmp_path):
    late = bbob(f_evals=[5, 10, 400], gaps=(10.0, 1.0, 0.01), f_start=20.0)
    out = exported(tmp_path, [late], "coco")
    for kind in ("dat", "tdat"):
        (block,) = blocks(out / f"a/data_f8/bbobexp_f8_DIM2.{kind}")
        assert block[0][:2].tolist() == [1.0, 25.0]
        assert block[-1][0] == 400.0 and block[-1][2] == pytest.approx(0.01)
        assert (np.diff(block[:, 0]) > 0.0).all() and (np.diff(block[:, 2]) <= 0.0).all()
        assert block[:, 4] - block[:, 2] == pytest.approx(-5.0)
    text = (out / "a/data_f8/bbobexp_f8_DIM2.dat").read_text()
    assert re.search(r"^% function evaluation \| .*Fopt \(-5\.0+e\+00\)", text)


@pytest.mark.parametrize(
    "evaluations, values, expected",
    [
        ([1, 2, 9], [3.0, 2.0, 1.0], [(1, 3), (2, 2), (9, 1)]),
        ([5, 9], [3.0, 1.0], [(1, 7), (5, 3), (9, 1)]),  # 7 is the value at the start
        ([0, 5], [3.0, 1.0], [(1, 3), (5, 1)]),
        ([0, 1, 5], [3.0, 2.0, 1.0], [(1, 2), (5, 1)]),
        ([0, 0, 4, 4, 4], [4.0, 3.0, 3.0, 2.0, 1.0], [(1, 3), (4, 1)]),
        ([0], [3.0], [(1, 3)]),
    ],
)
def test_counts_begin_at_one_and_grow(evaluations, values, expected):
    found = export_coco.from_one(np.array(evaluations, float), np.array(values), 7.0)
    assert list(zip(*(part.tolist() for part in found))) == expected


def test_targets_are_five_a_decade(tmp_path):
    # 1000 points over four decades of the gap.
    gaps = np.logspace(1, -3, 1000).tolist()
    (block,) = blocks(
        exported(tmp_path, [bbob(gaps=gaps)], "coco") / "a/data_f8/bbobexp_f8_DIM2.dat"
    )
    levels = np.ceil(np.log10(block[:, 2]) * 5)
    assert len(block) in (20, 21, 22) and len(set(levels[:-1])) == len(levels) - 1


def test_the_courses_have_the_expected_running_time_of_the_runs(tmp_path):
    lines = [bbob(seed=s, gaps=[10.0] * s + [1e-9]) for s in (1, 2, 6)]
    out = exported(tmp_path, lines, "coco")
    hits = [
        block[block[:, 2] <= 1e-8][0, 0] for block in blocks(out / "a/data_f8/bbobexp_f8_DIM2.dat")
    ]
    runs = load([tmp_path / "t.jsonl"]).runs
    own = [Targets(runs).at_gap(run, 1e-9).evaluations for run in runs]
    assert hits == own == [2.0, 3.0, 7.0]


def test_cocopp_reads_the_same_running_times(tmp_path):
    """Where COCO's own post-processing is installed."""
    pproc = pytest.importorskip("cocopp.pproc")
    lines = [bbob(instance=i, gaps=[10.0] * (4 * i) + [1e-9]) for i in range(1, 16)]
    lines += [bbob(instance=i, dimension=5, gaps=[10.0] * 9) for i in range(1, 16)]
    out = exported(tmp_path, lines, "coco")
    found = {data.dim: data for data in pproc.DataSetList([str(out / "a")])}
    assert {(data.funcId, data.nbRuns()) for data in found.values()} == {(8, 15)}
    # Success after 4 i + 1 evaluations: the mean of 5, 9, ... 61.
    assert found[2].detERT([1e-8])[0] == pytest.approx(33.0)
    assert np.isinf(found[5].detERT([1e-8])[0])


def test_gradients_count_where_a_price_is_given(tmp_path):
    line = bbob(gradient="analytic", g_evals=[1, 2, 3])
    out = exported(tmp_path, [line], "coco", "--gradient-price=4")
    assert ", 1:15|" in (out / "a_analytic/bbobexp_f8.info").read_text()


@pytest.mark.parametrize("spec", ["sphere", "bbob_f01:additive_noise=0.1"])
def test_what_is_not_of_the_test_bed_is_no_course(tmp_path, spec):
    runs = load([write_traces(tmp_path / "t.jsonl", [trace(spec, "a", 1, [1.0])])]).runs
    assert export_coco.course_of(runs[0], 0.0) is None


@pytest.mark.parametrize("form", ["coco", "ioh"])
def test_nothing_to_export_is_said(tmp_path, form):
    path = write_results(tmp_path / "r.json", [result("sphere", "a", 1, 10)])
    with pytest.raises(BadInput, match=f"--format {form}: expected traces of runs on"):
        export.main([str(path), f"--format={form}", "-o", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_a_directory_that_holds_something_is_left_alone(tmp_path):
    path = write_traces(tmp_path / "t.jsonl", [bbob()])
    with pytest.raises(BadInput, match="expected an empty or a new directory"):
        export.main([str(path), "--format=csv", "-o", str(tmp_path)])


def test_ioh_has_two_columns_and_ends_with_the_last_evaluation(tmp_path):
    lines = [bbob(gaps=(10.0, 10.0, 1.0, 1.0)), trace("sphere", "a", 1, [4.0, 2.0], dimension=3)]
    out = exported(tmp_path, lines, "ioh")
    (block,) = blocks(out / "a/data_f8_bbob_f08/IOHprofiler_f8_DIM2.dat")
    assert block.tolist() == [[1.0, 10.0], [3.0, 1.0], [4.0, 1.0]]
    index = json.loads((out / "a/IOHprofiler_f101_sphere.json").read_text())
    # What IOHinspector asks for, and IOHprofiler's analyzer from version 0.3.3 on.
    assert tuple(map(int, index["version"].split("."))) >= (0, 3, 3)
    assert (index["suite"], index["function_id"], index["function_name"]) == (
        "ravine",
        101,
        "sphere",
    )
    assert index["maximization"] is False and index["algorithm"]["name"] == "a"
    assert index["attributes"] == ["evaluations", "raw_y"]
    (scenario,) = index["scenarios"]
    assert scenario["dimension"] == 3 and (out / "a" / scenario["path"]).is_file()
    best = {"evals": 2, "y": 2.0, "x": []}
    assert scenario["runs"] == [{"instance": 1, "evals": 2, "best": best}]


def test_ioh_tells_runs_apart_by_their_first_evaluation(tmp_path):
    late = bbob(f_evals=[5, 10, 400], gaps=(10.0, 1.0, 0.01), f_start=20.0)
    out = exported(tmp_path, [late, bbob(seed=2)], "ioh")
    text = (out / "a/data_f8_bbob_f08/IOHprofiler_f8_DIM2.dat").read_text().splitlines()
    firsts = [text[i + 1] for i, line in enumerate(text) if line == "evaluations raw_y"]
    assert firsts == ["1 2.500000000e+01", "1 1.000000000e+01"]


def test_problems_that_differ_in_more_than_dimension_are_ioh_functions_of_their_own(tmp_path):
    specs = ("ravine:condition=10:dimension=2", "ravine:condition=100:dimension=2")
    lines = [trace(spec, "a", 1, [4.0, 2.0]) for spec in specs]
    out = exported(tmp_path, lines, "ioh")
    indices = [json.loads(path.read_text()) for path in sorted((out / "a").glob("*.json"))]
    assert [index["function_id"] for index in indices] == [101, 102]
    assert [len(index["scenarios"][0]["runs"]) for index in indices] == [1, 1]


@pytest.mark.parametrize("form", ["ioh", "csv"])
def test_an_instance_that_is_no_number_is_the_first(tmp_path, form):
    exported(tmp_path, [trace("p:instance=x:dimension=y", "a", 1, [4.0, 2.0])], form)


def test_names_make_safe_paths(tmp_path):
    out = exported(tmp_path, [trace("p/../<q>", "nlopt:x/../y", 1, [4.0, 2.0])], "ioh")
    files = [p for p in out.rglob("*") if p.is_file()]
    assert len(files) == 2 and all(out in p.resolve().parents for p in files)


def test_csv_holds_every_run_and_point(tmp_path):
    out = exported(tmp_path, [bbob(), bbob("b")], "csv")
    runs = list(csv.DictReader((out / "runs.csv").open()))
    assert [run["method"] for run in runs] == ["a", "b"]
    assert (runs[0]["f_star"], runs[0]["f_evals_to_target"]) == ("-5.0", "3.0")
    points = list(csv.DictReader((out / "points.csv").open()))
    assert len(points) == 6 and points[1]["best"] == "-4.0"


def test_csv_has_held_out_figures_and_rounds_where_runs_have_them(tmp_path):
    plain, learned = bbob(), trace("iris", "a", 1, [4.0, 1.0], epochs=[0.0, 1.0])
    learned |= {"test_error": [0.5, None], "counters": {"f_evals": 2, "test_error": 0.25}}
    counted = bbob("b") | {"rounds": rounds([1, 3, 4], 2)}
    out = exported(tmp_path, [plain, learned, counted], "csv")
    of_a, of_iris, of_b = csv.DictReader((out / "runs.csv").open())
    assert (of_iris["test_error"], of_a["test_error"], of_b["test_error"]) == ("0.25", "", "")
    assert (of_b["rounds:2"], of_a["rounds:2"]) == (f"{counted['rounds']['2'][-1]:.1f}", "")
    assert "test_value" not in of_iris
    points = list(csv.DictReader((out / "points.csv").open()))
    assert [p["test_error"] for p in points if p["problem"] == "iris"] == ["0.5", ""]
    found = [p["rounds:1024"] for p in points if p["method"] == "b"]
    assert found == [f"{n:.1f}" for n in counted["rounds"]["1024"]]


def test_csv_leaves_seconds_out_that_do_not_compare(tmp_path):
    out = exported(tmp_path, [bbob(seed=s, seconds_compare=s > 1) for s in (1, 2)], "csv")
    for name in ("runs.csv", "points.csv"):
        rows = list(csv.DictReader((out / name).open()))
        assert {row["seconds"] for row in rows if row["seed"] == "1"} == {""}
        assert all(float(row["seconds"]) > 0.0 for row in rows if row["seed"] == "2")
        assert all(row["f_evals"] for row in rows)


@pytest.mark.parametrize("form", ["coco", "ioh"])
def test_every_run_has_a_place_however_alike_the_names(tmp_path, form):
    lines = [
        bbob("adam", backend="serial"),
        bbob("adam", backend="openmp", threads=2),
        bbob("adam", backend="tbb", threads=2),
        bbob("a:b"),
        bbob("a/b"),
        bbob("a_b"),
        bbob("A_B"),
    ]
    out = exported(tmp_path, lines, form)
    folders = sorted(path.name for path in out.iterdir())
    assert len(folders) == len({name.lower() for name in folders}) == len(lines)
    assert {"adam_serial_1", "adam_openmp_2", "adam_tbb_2"} < set(folders)
    assert sum(len(blocks(path)) for path in out.glob("*/data_f8*/*.dat")) == len(lines)
