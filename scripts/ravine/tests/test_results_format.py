"""Results open in other people's tools: the fields that those document, and the tool itself where
it is installed.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from ravine.tests.binary import measure, needs_convergence, succeed
from ravine.track import outcome

COMPARE_PY = Path("/usr/share/benchmark/compare.py")  # of libbenchmark-tools
# tools/compare.py of Google Benchmark (docs/user_guide.md, "Output Formats", and gbench/report.py).
COMPARE = {"name", "run_name", "run_type", "repetitions", "repetition_index", "threads"} | {
    *("iterations", "real_time", "cpu_time", "time_unit")
}
# github-action-benchmark, `tool: googlecpp` (src/extract.ts).
ACTION = {"name", "real_time", "time_unit", "iterations", "cpu_time", "threads"}
GRID = ("--problems=sphere,booth", "--methods=lbfgs,nelder_mead")


@needs_convergence
def test_every_entry_has_what_compare_and_the_action_read(tmp_path):
    for name, entry in measure(tmp_path, *GRID).items():
        assert COMPARE | ACTION <= entry.keys()
        assert entry["name"] == entry["run_name"] == name
        assert entry["time_unit"] in ("ns", "us", "ms", "s")
        assert entry["run_type"] == "iteration"


def compare(*arguments):
    """What Google Benchmark's own compare.py prints."""
    line = [sys.executable, str(COMPARE_PY), "--no-color", *map(str, arguments)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_convergence
@pytest.mark.skipif(
    not COMPARE_PY.is_file(), reason="needs libbenchmark-tools: scripts/setup --checks"
)
def test_compare_py_opens_the_results(tmp_path):
    outs = [tmp_path / f"{number}.json" for number in range(2)]
    for out in outs:
        repeated = "--benchmark_repetitions=10"
        succeed(*GRID, repeated, f"--benchmark_out={out}", "--benchmark_out_format=json")
    said = compare("benchmarks", *outs)
    for case in outcome.read(outs[0]).cases:
        assert f"{case} " in said
        assert f"{case}_pvalue" in said  # its U test over the repetitions
    problems = compare("filters", outs[0], "sphere", "booth")
    assert "convergence/[sphere vs. booth]/lbfgs/analytic/serial:1/seed:1" in problems


@needs_convergence
def test_results_carry_a_fingerprint_that_repeats(tmp_path):
    found = []
    for number in range(2):
        out = tmp_path / f"{number}.json"
        succeed(*GRID, f"--benchmark_out={out}", "--benchmark_out_format=json")
        found.append(outcome.read(out))
    first, second = found
    assert first.fingerprint == second.fingerprint
    assert {"compiler", "flags", "instructions", "dispatch", "libc"} <= first.fingerprint.keys()
    assert {name: case.exact() for name, case in first.cases.items()} == {
        name: case.exact() for name, case in second.cases.items()
    }
