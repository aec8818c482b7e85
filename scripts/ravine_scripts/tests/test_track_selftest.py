"""The self-test counts alarms and findings right, where the right number is known."""

import numpy as np

from ravine_scripts.track import baseline, outcome, selftest

FLAT = np.tile([0.001, -0.001], 10)


def test_alarms_and_findings_are_counted():
    calm = [{"a": FLAT, "b": FLAT}] * 4
    assert selftest.alarms(calm) == 0
    assert selftest.alarms([*calm, {"a": FLAT + 0.2, "b": FLAT - 0.2}]) == 2
    assert selftest.found(calm, 0.10) == 4
    assert selftest.found(calm, 0.001) == 0
    wild = [{"a": np.tile([0.5, -0.5], 10), "b": FLAT}] * 4  # every other try slows the wild one
    assert selftest.found(wild, 0.05) == 2


def test_one_more_evaluation_is_always_found():
    one = outcome.Outcome(10.0, 0.0, 0.0, "converged", 1.0)
    accepted = baseline.Baseline({"libc": "x"}, {"a": one, "b": one, "c": one})
    assert selftest.extra_evaluations(accepted) == (3, 3)


def test_a_goal_that_is_missed_is_said():
    accepted = baseline.Baseline({"libc": "x"}, {"a": outcome.Outcome(1.0, 0.0, 0.0, "", 1.0)})
    noisy = [{"a": FLAT + 0.2}] * 10
    rows = selftest.findings([{"a": FLAT}] * 10, noisy, accepted)
    assert [row.met for row in rows] == [True, False, True, True, True]
    assert "| 10 | not met |" in selftest.markdown(rows)
