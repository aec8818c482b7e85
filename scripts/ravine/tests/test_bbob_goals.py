"""The goals on the BBOB test bed, from made results."""

import sys

import pytest

from ravine import command
from ravine.goals import bbob as bbob_goals


def document(successes):
    """Results in which function k has `successes[k - 1]` successes at 1,000 evaluations each."""
    benchmarks = []
    for number, count in enumerate(successes, 1):
        entry = {"name": f"bbob/f{number:02}/n:5/cma_es", "successes": float(count)}
        if count:
            entry["ert"] = 1000.0 * number
        benchmarks.append(entry)
    return benchmarks


def said(found):
    return [(row.goal, row.measured, row.met) for row in bbob_goals.findings(found)]


def test_goals_are_met_at_their_limits_and_not_below():
    exactly = bbob_goals.outcomes(document([15] * 17 + [1] * 5 + [0] * 2))
    assert said(exactly) == [("≥ 22", "22", True), ("≥ 17", "17", True)]
    below = bbob_goals.outcomes(document([15] * 16 + [14] * 5 + [0] * 3))
    assert said(below) == [("≥ 22", "21", False), ("≥ 17", "16", False)]


def test_the_table_has_a_row_a_function_and_no_time_without_a_success():
    found = bbob_goals.outcomes(document([15] * 3 + [0]))
    coarser = bbob_goals.outcomes(document([15] * 4))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in bbob_goals.table(found, coarser).splitlines()
    ]
    assert len(rows) == 2 + 4
    assert rows[2] == ["f1", "15", "1e+03", "1e+03", "647"]
    assert rows[-1] == ["f4", "0", "", "4e+03", ""]  # BIPOP-CMA-ES did not solve f4


def test_what_is_published_agrees_with_the_ratios_of_its_source():
    # The best of BBOB-2009 and BIPOP-CMA-ES's ratio to it, read from the source once more.
    for function, best, ratio in ((8, 422, 5.363), (15, 21359, 1.1791), (21, 1757, 25.478)):
        assert bbob_goals.PUBLISHED[function] == pytest.approx(best * ratio, rel=5e-3)


def test_a_case_that_failed_is_told_by_name():
    failed = {"name": "bbob/f03/n:5/cma_es", "error_occurred": True, "error_message": "lost"}
    with pytest.raises(command.BadInput, match="bbob/f03/n:5/cma_es: lost"):
        bbob_goals.outcomes([failed])


def test_a_binary_that_fails_is_bad_input(tmp_path):
    binary = tmp_path / "bbob"
    binary.write_text("#!/bin/sh\nexit 3\n")
    binary.chmod(0o755)
    with pytest.raises(command.BadInput, match="bbob: ended with 3"):
        bbob_goals.measure(binary, 1e-8)


def test_measures_what_the_binary_writes(tmp_path):
    binary = tmp_path / "bbob"
    binary.write_text(
        f"#!{sys.executable}\n"
        "import json, sys\n"
        "out = [a[16:] for a in sys.argv if a.startswith('--benchmark_out=')][0]\n"
        f"json.dump({{'benchmarks': {document([15] * 24)!r}}}, open(out, 'w'))\n"
    )
    binary.chmod(0o755)
    text = bbob_goals.section(binary)
    assert text.count("| met |") == 2
    assert "| f24 | 15 | 2.4e+04 | 2.4e+04 | 1.3e+07 |" in text
