"""The table of goals, from results made up here."""

import json
from pathlib import Path

from ravine_scripts import limits
from ravine_scripts.limits import Goal, Measured


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
    assert at_least.row(Measured({})) == "| w | ≥ 1.9 | 1.9 | met |"
    at_most = Goal("w", lambda _: 1.06, high=1.05)
    assert at_most.row(Measured({})) == "| w | ≤ 1.05 | 1.06 | not met |"
    between = Goal("w", lambda _: 2.051, low=1.95, high=2.05)
    assert between.row(Measured({})) == "| w | 1.95 to 2.05 | 2.05 | not met |"
    assert Goal("w", lambda _: None, low=1).row(Measured({})) == "| w | ≥ 1 | not run | not met |"


def test_efficiency_is_half_of_the_speedup_of_two_threads() -> None:
    times = {"gradients/centered/busy_1ms/n:32/serial:1": 100.0}
    times |= {f"gradients/centered/busy_1ms/n:32/{w}:2": 51.0 for w in ("openmp", "tbb")}
    measured = Measured({name: [_entry(name, time)] for name, time in times.items()})
    values = {goal.what: goal.measure(measured) for goal in limits.GRADIENTS.goals}
    assert abs(values["thread efficiency of tbb:2, 1ms an evaluation, n = 32"] - 0.980) < 1e-3


def test_the_order_is_the_slope_over_the_steps() -> None:
    entries = {}
    for k in range(2, 41, 2):
        name = f"gradients/centered:h={2.0**-k!r}/levy/n:10/serial:1"
        entries[name] = [_entry(name, 1.0, relative_error=3.0 * 4.0**-k)]
    values = {goal.what: goal.measure(Measured(entries)) for goal in limits.GRADIENTS.goals}
    assert abs(values["order of the error in h, centered"] - 2.0) < 1e-12
    assert values["order of the error in h, forward"] is None
