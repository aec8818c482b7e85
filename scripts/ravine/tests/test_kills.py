"""Kills at random moments: what has finished is neither lost nor run twice, and no file is cut short."""

import json
import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from ravine.grid import gather
from ravine.grid.folder import Grid
from ravine.tests.binary import CONVERGENCE, needs_convergence, succeed
from ravine.tests.test_grid import GRID, counts

pytestmark = [
    needs_convergence,
    pytest.mark.skipif(
        not os.environ.get("RAVINE_SLOW_TESTS"),
        reason="asked for with RAVINE_SLOW_TESTS=1, as scripts/test does",
    ),
]
KILLS = 100  # of convergence
GRID_KILLS = 20
RUNS = (  # some of a millisecond, some of fifty
    *("--methods=cma_es,nelder_mead,lbfgs,momentum:step=0.001", "--gradients=centered"),
    *("--problems=sphere:dimension=30,rosenbrock:dimension=10", "--seeds=1,2,3,4,5,6"),
    *("--max_evaluations=4000", "--target=0"),
)


def kill_after(seconds: float, line: list[str | Path]) -> int:
    """The exit status of the program, which is killed then if it still runs."""
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def whole_lines(path: Path) -> bytes:
    """What of a traces file has its end; each line is a run."""
    content = path.read_bytes() if path.exists() else b""
    kept = content[: content.rfind(b"\n") + 1]
    for line in kept.splitlines():
        json.loads(line)
    return kept


@pytest.fixture(name="direct", scope="module")
def _direct(tmp_path_factory):
    """The runs of a call that nobody kills."""
    path = tmp_path_factory.mktemp("direct") / "traces.jsonl"
    succeed(*RUNS, f"--traces={path}")
    return counts(path)


def test_a_hundred_kills_of_convergence_lose_nothing(direct, tmp_path):
    chance = random.Random(1)
    done = kills = kept_runs = 0
    while kills < KILLS:
        folder = tmp_path / str(done)
        folder.mkdir(exist_ok=True)
        traces, results = folder / "traces.jsonl", folder / "results.json"
        before = whole_lines(traces)
        out = [f"--traces={traces}", f"--benchmark_out={results}", "--benchmark_out_format=json"]
        line: list[str | Path] = [CONVERGENCE, *RUNS, *out, "--resume"]
        status = kill_after(chance.uniform(0.0, 0.25), line)
        assert status in (0, -9)
        after = whole_lines(traces)
        assert after.startswith(before)
        if status == -9:
            kills += 1
            kept_runs += after.count(b"\n") - before.count(b"\n")
            assert not results.exists() or json.loads(results.read_text())
            continue
        done += 1
        assert counts(traces) == direct
        assert len(json.loads(results.read_text())["benchmarks"]) == len(direct)
    assert kept_runs > 0
    print(f"{kills} kills, {kept_runs} runs had finished before one, {done} grids were completed")


def runs_in(folder: Path) -> int:
    """How many runs the attempts of a grid have finished."""
    return sum(whole_lines(path).count(b"\n") for path in folder.glob("jobs/*/*.jsonl"))


def kill_after_runs(runs: int, folder: Path) -> int:
    """The exit status of a grid, which is killed once it has finished so many more runs."""
    before = runs_in(folder)
    line: list[str | Path] = [GRID, "submit", folder, "--jobs=2", "--share", *RUNS]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        while child.poll() is None and runs_in(folder) < before + runs:
            time.sleep(0.002)
        child.kill()
        return child.wait()


def test_kills_of_a_grid_lose_nothing(direct, tmp_path):
    chance = random.Random(2)
    done = kills = 0
    while kills < GRID_KILLS:
        folder = tmp_path / str(done)
        before = runs_in(folder)
        status = kill_after_runs(chance.randint(1, len(direct) // 2), folder)
        assert status in (0, -9)
        # A program ends with the grid that has started it; what it has written is there by then.
        time.sleep(0.05)
        if status == -9:
            kills += 1
            assert before < runs_in(folder) <= len(direct)
            continue
        done += 1
        assert runs_in(folder) == len(direct)  # none was run twice
        assert gather.main([str(folder)]) == 0
        assert counts(folder / "traces.jsonl") == direct
        assert Grid(folder).head.cases == len(direct)
    assert done > 0
    print(f"{kills} kills, {done} grids were completed")
