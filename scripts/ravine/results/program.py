"""Runs of the benchmark programs, whose results go to a file in Google Benchmark's format."""

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ravine.child import last_line
from ravine.command import BadInput
from ravine.results.runs import Run, load


def run(binary: Path, options: Iterable[str], results: Path) -> None:
    """Runs a program in silence; raises BadInput, with the last line that it said, where it fails."""
    try:
        done = subprocess.run(
            [str(binary), *options, *_results_in(results)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise BadInput(f"{binary}: cannot be run ({error.strerror})") from None
    if done.returncode:
        raise BadInput(f"{binary}: {last_line(done.stderr) or f'ended with {done.returncode}'}")


def runs_of(convergence: Path, options: Iterable[str]) -> list[Run]:
    """The runs of `convergence` with these options."""
    with tempfile.TemporaryDirectory(prefix="ravine-runs-") as name:
        results = Path(name) / "results.json"
        run(convergence, options, results)
        return load([results]).runs


def time_kernels(binary: Path, cases: str, options: Iterable[str], results: Path) -> None:
    """Runs the cases that the regular expression names; the program's own words are shown."""
    line = [str(binary), f"--benchmark_filter={cases}", "--benchmark_min_time=0.05", *options]
    done = subprocess.run([*line, *_results_in(results)], check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise BadInput(f"{binary}: ended with {done.returncode}")


def _results_in(path: Path) -> tuple[str, str]:
    return f"--benchmark_out={path}", "--benchmark_out_format=json"
