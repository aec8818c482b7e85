"""Runs the convergence binary of the release build, for the tests of its flags and of bad input."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ravine.files import ROOT

CONVERGENCE = ROOT / "build" / "release" / "benchmarks" / "convergence"
needs_convergence = pytest.mark.skipif(
    not CONVERGENCE.is_file(), reason=f"{CONVERGENCE} is not built (scripts/test builds it)"
)


def convergence(*flags: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """The finished process; `given` is its standard input."""
    return subprocess.run(
        [str(CONVERGENCE), *flags],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def succeed(*flags: str) -> str:
    """What the binary printed; it must end well."""
    done = convergence(*flags)
    assert done.returncode == 0, done.stderr
    return done.stdout


def list_cases(*flags: str) -> list[str]:
    """The names of the grid's cases, in order."""
    return succeed(*flags, "--benchmark_list_tests").splitlines()


def measure(folder: Path, *flags: str) -> dict[str, dict[str, Any]]:
    """The entries of a results file in `folder`, by their names."""
    out = folder / "results.json"
    succeed(*flags, f"--benchmark_out={out}", "--benchmark_out_format=json")
    entries = json.loads(out.read_text())["benchmarks"]
    return {entry["name"]: entry for entry in entries}


def measure_one(folder: Path, *flags: str) -> dict[str, Any]:
    """The entry of the only case."""
    (entry,) = measure(folder, *flags).values()
    return entry


def trace_lines(path: Path) -> list[dict[str, Any]]:
    """The runs of a traces file."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def refused(*flags: str) -> str:
    """The one line that bad input is answered with."""
    done = convergence(*flags)
    assert done.returncode == 2, f"{flags}: {done.returncode} {done.stdout} {done.stderr}"
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("convergence: ")
    assert len(line) < 1500
    return line.removeprefix("convergence: ")
