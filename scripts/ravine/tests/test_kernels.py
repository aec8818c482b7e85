"""Figures of timed kernels, from results as the binaries write them."""

import json

import numpy as np
import pytest

from ravine.report import kernels
from ravine.results.runs import load


def kernel(name, **counters):
    return {"name": name, "run_type": "iteration", "time_unit": "ms", "real_time": 2.0, **counters}


def loaded(tmp_path, entries):
    path = tmp_path / "k.json"
    path.write_text(json.dumps({"context": {}, "benchmarks": entries}))
    return load([path]).kernels


def test_times_are_seconds_and_endings_are_left_out(tmp_path):
    name = "reductions/square/double/tbb:2"
    (one,) = loaded(tmp_path, [kernel(f"{name}/real_time", bytes_per_second=2e9)])["reductions"]
    assert one.parts == ["square", "double", "tbb:2"]
    assert one.counters["real_time"] == 2e-3


def test_repetitions_are_one_case_at_their_median(tmp_path):
    entries = [
        kernel("reductions/square/double/tbb:2", bytes_per_second=r) for r in (1.0, 9.0, 2.0)
    ]
    (bar,) = kernels.reductions(kernels.medians(loaded(tmp_path, entries)["reductions"]))
    assert bar["rate"] == 2.0


def test_a_case_knows_the_read_that_bounds_it(tmp_path):
    entry = kernel("reductions/square/double/tbb:2", bytes_per_second=2e10, limit_ratio=1.25)
    (case,) = kernels.for_page(loaded(tmp_path, [entry]))["reductions"]
    assert (case["what"], case["executor"]) == ("square", "tbb:2")
    assert (case["rate"], case["ratio"], case["seconds"]) == (2e10, 1.25, 2e-3)


def test_a_roofline_has_the_work_of_products_and_the_fastest_of_each_roof(tmp_path):
    # 8e7 bytes that are read once; products of 4e7 and of 4e9 operations.
    entries = [
        kernel("reductions/read/double/openmp:2", bytes_per_second=4e10, limit_ratio=1.1),
        kernel("reductions/square/double/openmp:2", bytes_per_second=4e10, limit_ratio=1.0),
        kernel("reductions/square/double/tbb:2", bytes_per_second=2e10, real_time=4.0),
        kernel("reductions/square/float/tbb:2", bytes_per_second=2e10),
        kernel(
            "reductions/two_passes_eigen/double/openmp:2",
            bytes_per_second=2e10,
            real_time=4.0,
            limit_ratio=2.5,
            flops_per_second=1e10,
        ),
        kernel(
            "reductions/perceptron_products_eigen/double/openmp:2",
            bytes_per_second=1e9,
            real_time=80.0,
            flops_per_second=5e10,
        ),
    ]
    (roofline,) = kernels.for_page(loaded(tmp_path, entries))["rooflines"]
    assert (roofline["threads"], roofline["peak"]) == (2, pytest.approx(5e10))
    assert roofline["bandwidth"] == pytest.approx(5e10)
    found = {point["name"]: (point["intensity"], point["flops"]) for point in roofline["points"]}
    assert found == {
        "square, openmp:2": (pytest.approx(0.5), pytest.approx(2e10)),
        "square, tbb:2": (pytest.approx(0.5), pytest.approx(1e10)),
        "two_passes_eigen, openmp:2": (pytest.approx(0.5), pytest.approx(1e10)),
        "perceptron_products_eigen, openmp:2": (pytest.approx(50.0), pytest.approx(5e10)),
    }


@pytest.mark.parametrize("order", [1, 2, 4])
def test_the_slope_is_the_order_before_round_off(order):
    h = np.logspace(-12, -1, 23)
    error = h**order + 1e-16 / h
    assert kernels.slope(h, error) == pytest.approx(order, abs=0.05)


def test_too_few_points_have_no_slope():
    assert kernels.slope(np.array([1e-3, 1e-2]), np.array([1e-3, 1e-2])) is None


def test_errors_are_by_step_where_steps_were_given(tmp_path):
    entries = [
        kernel(f"gradients/{s}:h={h}/rosenbrock/n:10/serial:1", relative_error=float(h) ** p)
        for s, p in (("forward", 1), ("centered", 2))
        for h in ("1e-1", "1e-2", "1e-3")
    ]
    entries += [
        kernel(f"gradients/{s}/rosenbrock/n:{n}/serial:1", relative_error=1e-9, evaluations=n)
        for s in ("forward", "centered", "autodiff")
        for n in (100, 10)
    ]
    found = kernels.for_page(loaded(tmp_path, entries))
    (figure,) = found["steps"]
    assert figure["title"] == "rosenbrock, n = 10"
    assert figure["series"][0]["x"] == [1e-3, 1e-2, 1e-1]
    assert [f["title"] for f in found["costs"]] == ["rosenbrock, n = 10", "rosenbrock, n = 100"]
    (times,) = found["times"]
    assert times["series"][0] == {"name": "forward, serial:1", "x": [10, 100], "y": [2e-3, 2e-3]}


def test_efficiency_is_worked_out_where_it_is_not_given(tmp_path):
    entries = [
        kernel("scaling/gradient/openmp:1", real_time=8.0),
        kernel("scaling/gradient/openmp:2", real_time=5.0, serial_fraction=0.25),
        kernel("scaling/gradient/tbb:1", real_time=8.0, efficiency=1.0),
        kernel("scaling/gradient/tbb:4", real_time=4.0, efficiency=0.5),
    ]
    (figure,) = kernels.for_page(loaded(tmp_path, entries))["scaling"]
    openmp, tbb = figure["series"]
    assert (openmp["name"], openmp["share"]) == ("gradient, openmp", None)
    assert (openmp["x"], openmp["y"], openmp["serial_fraction"]) == ([1, 2], [1.0, 0.8], 0.25)
    assert tbb["y"] == [1.0, 0.5]


def test_strong_and_weak_scaling_stand_apart_with_their_share_of_the_bandwidth(tmp_path):
    entries = [
        kernel(f"scaling/{kind}_logistic/tbb:{t}", efficiency=1.0 / t, bandwidth_share=0.8 / t)
        for kind in ("strong", "weak")
        for t in (1, 2)
    ]
    entries += [kernel(f"scaling/strong_centered/tbb:{t}", efficiency=1.0) for t in (1, 2)]
    strong, weak = kernels.for_page(loaded(tmp_path, entries))["scaling"]
    assert (strong["kind"], weak["kind"]) == ("strong", "weak")
    assert [(s["name"], s["share"]) for s in strong["series"]] == [
        ("logistic, tbb", [0.8, 0.4]),
        ("centered, tbb", None),
    ]
