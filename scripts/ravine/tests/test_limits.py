"""The table of goals, from results made up here."""

import json
import os
from pathlib import Path

import pytest

from ravine.goals import limits
from ravine.goals.limits import Bound, Goal, Measured


def _entry(name: str, time: float, **counters: float) -> dict:
    return {"name": name, "run_type": "iteration", "real_time": time, **counters}


def test_a_case_is_the_median_of_its_repetitions(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    entries = [_entry("a", t) for t in (5.0, 1.0, 2.0)] + [_entry("b", 4.0)]
    entries.append({"name": "a_mean", "run_type": "aggregate", "real_time": 100.0})
    entries.append(_entry("a", 1e9) | {"error_occurred": True})
    path.write_text(json.dumps({"benchmarks": entries}), encoding="utf-8")
    measured = limits.load(path)
    assert measured.time("a") == 2.0
    assert measured.ratio("b", "a") == 2.0
    assert measured.ratio("b", "c") is None


def test_rows_say_what_was_met() -> None:
    at_least = Goal("w", lambda _: 1.9, low=1.9)
    assert at_least.found(Measured({})).row() == "| w | ≥ 1.9 | 1.9 | met |"
    at_most = Goal("w", lambda _: 1.06, high=1.05)
    assert at_most.found(Measured({})).row() == "| w | ≤ 1.05 | 1.06 | not met |"
    between = Goal("w", lambda _: 2.051, low=1.95, high=2.05)
    assert between.found(Measured({})).row() == "| w | 1.95 to 2.05 | 2.05 | not met |"
    assert (
        Goal("w", lambda _: None, low=1).found(Measured({})).row()
        == "| w | ≥ 1 | not run | not met |"
    )


def test_a_goal_that_is_missed_says_what_bounds_it() -> None:
    goal = Goal("w", lambda m: m.time("own"), low=1.9, bounds=(Bound("the machine"),))
    cores = Bound("cores", lambda m: m.time("c"))
    beside = Goal("w", lambda m: m.time("own"), low=1.9, bounds=(cores, Bound("memory")))
    missed, met = Measured({"own": [_entry("own", 1.8)]}), Measured({"own": [_entry("own", 2.0)]})
    assert goal.note(missed) == "- w: the machine"
    assert goal.note(met) is None
    assert beside.note(missed) == "- w: cores; memory"
    missed.entries["c"] = [_entry("c", 1.83)]
    assert beside.note(missed) == "- w: cores (in this run: 1.83); memory"
    assert Goal("w", lambda _: 1.0, low=1.9).note(missed) is None


def test_the_machines_own_limit_is_that_of_bare_threads() -> None:
    times = {
        "centered/rosenbrock_opaque/n:1000/serial:1": 20.0,
        "centered/rosenbrock_opaque/n:1000/tbb:2": 11.0,
        "bare_loop/rosenbrock_opaque/n:1000/serial:1": 20.0,
        "bare_threads/rosenbrock_opaque/n:1000/bare:2": 10.8,
    }
    measured = Measured({f"gradients/{n}": [_entry(n, time)] for n, time in times.items()})
    found = limits.notes(limits.GRADIENTS, measured)
    assert any("tbb:2" in note and note.endswith("(in this run: 1.85)") for note in found)


def test_a_step_is_slow_on_a_core_that_others_use() -> None:
    steps = {"oracle": 2.5e-8, "bare": 1e-8}
    measured = Measured(
        {
            f"overhead/gradient_descent/{way}": [_entry(way, 1.0, seconds_per_step=seconds)]
            for way, seconds in steps.items()
        }
        | {"overhead/core": [_entry("core", 1.0, additions_at_once=n) for n in (2.5, 1.9, 4.0)]}
    )
    found = limits.notes(limits.OVERHEAD, measured)
    assert any("bare" in note and note.endswith("(in this run: 2.5)") for note in found)


def test_floats_are_bound_by_what_they_take_in_cache() -> None:
    cases = [
        *(_pass("hinge", where, 0.010, 1.0) for where in limits.PARALLEL),
        *(_pass("hinge", where, 0.006, 1.0, "float") for where in limits.PARALLEL),
        *(_pass("hinge_in_cache", where, 0.0055, 1.0, "float") for where in limits.PARALLEL),
    ]
    measured = Measured({entry["name"]: [entry] for entry in cases})
    found = limits.notes(limits.REDUCTIONS, measured)
    assert any("hinge, 2 threads: time of float" in n and n.endswith("0.55)") for n in found)


def test_softmax_is_bound_by_its_multiplications_and_additions() -> None:
    cases = [_pass("cross_entropy", where, 0.03, 3.0) for where in limits.PARALLEL]
    cases += [_pass("cross_entropy_in_cache", where, 0.017, 1.7) for where in limits.PARALLEL]
    cases.append(_pass("multiply_adds_of_softmax_products", "openmp:2", 0.014, 1.4))
    found = limits.notes(limits.REDUCTIONS, Measured({case["name"]: [case] for case in cases}))
    assert any("(in this run: 1.7); " in n and n.endswith("(in this run: 1.4)") for n in found)


def test_efficiency_is_half_of_the_speedup_of_two_threads() -> None:
    times = {"gradients/centered/busy_1ms/n:32/serial:1": 100.0}
    times |= {f"gradients/centered/busy_1ms/n:32/{w}:2": 51.0 for w in ("openmp", "tbb")}
    measured = Measured({name: [_entry(name, time)] for name, time in times.items()})
    values = {goal.what: goal.measure(measured) for goal in limits.GRADIENTS.goals}
    assert abs(values["thread efficiency of tbb:2, 1ms an evaluation, n = 32"] - 0.980) < 1e-3


def test_the_order_is_the_slope_over_the_steps() -> None:
    entries = {}
    for k in range(2, 41, 2):
        name = f"gradients/centered:h={2.0**-k!r}/levy_batched/n:10/serial:1"
        entries[name] = [_entry(name, 1.0, relative_error=3.0 * 4.0**-k)]
    values = {goal.what: goal.measure(Measured(entries)) for goal in limits.GRADIENTS.goals}
    assert abs(values["order of the error in h, centered"] - 2.0) < 1e-12
    assert values["order of the error in h, forward"] is None


def _pass(name: str, where: str, seconds: float, ratio: float, precision: str = "double") -> dict:
    name = f"reductions/{name}/{precision}/{where}"
    return _entry(name, 1e6 * seconds, median_seconds=seconds, limit_ratio=ratio)


def _values(suite: limits.Suite, *entries: dict) -> dict[str, float | None]:
    measured = Measured({entry["name"]: [entry] for entry in entries})
    return {goal.what: goal.measure(measured) for goal in suite.goals}


def test_a_reduction_is_as_good_as_its_slower_backend() -> None:
    values = _values(
        limits.REDUCTIONS,
        _pass("square", "openmp:2", 0.009, 1.05),
        _pass("square", "tbb:2", 0.010, 1.2),
        _pass("square", "openmp:2", 0.005, 1.3, "float"),
        _pass("square", "tbb:2", 0.004, 1.1, "float"),
        _pass("hinge", "openmp:2", 0.009, 1.05),
    )
    assert values["square, double, 2 threads: time over a pure read's"] == 1.2
    assert values["square, 2 threads: time of float over double"] == 0.5
    assert values["hinge, double, 2 threads: time over a pure read's"] is None


def test_products_are_the_fastest_librarys() -> None:
    what = "softmax, 10 classes, 2 threads: time of two matrix products over ours"
    own = [_pass("cross_entropy", where, 0.01, 1.0) for where in limits.PARALLEL]
    assert _values(limits.REDUCTIONS, *own)[what] is None
    products = [
        _pass("softmax_products_eigen", "openmp:2", 0.03, 2.0),
        _pass("softmax_products_openblas", "openmp:2", 0.021, 2.0),
    ]
    value = _values(limits.REDUCTIONS, *own, *products)[what]
    assert value is not None and abs(value - 2.1) < 1e-12


def test_kernels_are_held_against_the_plain_loop_where_they_compare_worst() -> None:
    what = "logistic, float, 1 and 2 threads: time over a plain loop's with Eigen"
    own = [_pass("logistic", where, 0.008, 1.0, "float") for where in ("serial:1", "openmp:2")]
    plain = [
        _pass("plain_logistic", "serial:1", 0.016, 1.0, "float"),
        _pass("plain_logistic", "openmp:2", 0.010, 1.0, "float"),
    ]
    assert _values(limits.REDUCTIONS, *own, *plain)[what] is None
    both = [_pass(name, "tbb:2", 0.008, 1.0, "float") for name in ("logistic", "plain_logistic")]
    assert _values(limits.REDUCTIONS, *own, *plain, *both)[what] == 1.0


def test_two_threads_are_held_against_the_serial_backend() -> None:
    values = _values(
        limits.REDUCTIONS,
        _pass("perceptron", "serial:1", 0.19, 9.0),
        *(_pass("perceptron", where, 0.1, 9.0) for where in limits.PARALLEL),
    )
    value = values["perceptron: one thread's time over that of two"]
    assert value is not None and abs(value - 1.9) < 1e-12


def test_steps_are_held_against_bare_loops() -> None:
    values = _values(
        limits.OVERHEAD,
        _entry("overhead/adam/oracle", 1.0, seconds_per_step=24e-9),
        _entry("overhead/adam/bare", 1.0, seconds_per_step=20e-9),
    )
    value = values["adam: a step's time over a bare loop's"]
    assert value is not None and abs(value - 1.2) < 1e-12
    nanoseconds = values["adam: nanoseconds a step"]
    assert nanoseconds is not None and abs(nanoseconds - 24.0) < 1e-9
    assert values["gradient_descent: nanoseconds a step"] is None


def test_no_goal_is_met_where_nothing_was_run() -> None:
    for suite in limits.SUITES:
        for goal in suite.goals:
            if "SciPy" not in goal.what:
                row = goal.found(Measured({})).row()
                few = goal.cores > len(os.sched_getaffinity(0))
                assert row.endswith("| not run here |" if few else "| not run | not met |")


def test_a_row_that_needs_more_cores_is_not_counted_as_missed() -> None:
    vast = Goal("vast", lambda measured: measured.time("x"), low=1, cores=1 << 20)
    assert vast.found(Measured({})).met is None
    assert vast.found(Measured({"x": [_entry("x", 2.0)]})).met is True


def test_the_limit_is_the_larger_of_the_read_and_the_arithmetic() -> None:
    what = "softmax, 10 classes, 2 threads: time over a pure read's or its multiply-adds'"
    own = [_pass("cross_entropy", where, 0.024, 2.4) for where in limits.PARALLEL]
    for arithmetic, expected in ((0.5, 2.4), (1.6, 1.5)):
        alone = _pass("multiply_adds_of_softmax_products", "openmp:2", 0.01, arithmetic)
        assert _values(limits.REDUCTIONS, *own, alone)[what] == pytest.approx(expected)
    assert _values(limits.REDUCTIONS, *own)[what] is None


def test_two_passes_are_compared_library_by_library() -> None:
    times = {"logistic/double/openmp:2": 1.0, "logistic/double/tbb:2": 1.1}
    times |= {"two_passes_eigen/double/openmp:2": 2.09, "two_passes_openblas/double/openmp:2": 2.64}
    measured = Measured(
        {
            f"reductions/{n}": [_entry(n, t, median_seconds=t, limit_ratio=t)]
            for n, t in times.items()
        }
    )
    rows = [
        goal.found(measured).row() for goal in limits.REDUCTIONS.goals if "passes of" in goal.what
    ]
    assert any("passes of OpenBLAS" in row and "| 2.4 | met |" in row for row in rows)
    assert any("passes of Eigen" in row and "| 1.9 | not met |" in row for row in rows)
    found = limits.notes(limits.REDUCTIONS, measured)
    assert any(
        "logistic" in n and "Eigen" in n and n.endswith("(in this run: 2.09)") for n in found
    )
