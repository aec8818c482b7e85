"""Runs what is left of a job. Each finished run is kept, whatever ends the attempt."""

import json
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import cache
from pathlib import Path
from typing import Any

from ravine.child import INTERRUPTED, Children, last_line
from ravine.command import BadInput
from ravine.files import locked, make_folder
from ravine.grid import cores
from ravine.grid.folder import Grid, Job
from ravine.grid.progress import of_job

LONGEST_FILTER = 9_000  # characters; the program takes 10,000
# Signals by which a program ends through a mistake of its own, at the case at hand.
CRASHES = (-4, -6, -7, -8, -11)


def run_job(grid: Grid, job: Job, children: Children, failed_too: bool = False) -> int:
    """Runs the cases of the job that no attempt has finished, in as few calls of the program as there
    can be. Cases that have failed are run again only if asked for. 0 where all are done, 1 where
    some have failed, INTERRUPTED.
    """
    folder = grid.folder_of(job.number)
    make_folder(folder)
    with locked(folder):
        tried: set[str] = set()
        while True:
            state = of_job(grid, job)
            left = [case for case in state.left(job, failed_too) if case not in tried]
            if not left:
                return 1 if state.left(job, failed_too=True) else 0
            asked = _in_one_call(job, left)
            status, crashed = _attempt(grid, job, asked, children)
            if children.interrupted:
                return INTERRUPTED
            if status not in (0, 1, 2, *CRASHES):
                raise BadInput(f"{folder}: {grid.head.program} was ended ({status})")
            # A crash has ended the call at one case, which has failed by that; the others go on.
            tried |= {crashed} if crashed else set(asked)


def _in_one_call(job: Job, left: list[str]) -> list[str]:
    """The first of the cases that one filter can name; all of them where none is needed."""
    if job.whole and left == job.cases:
        return left
    asked: list[str] = []
    for case in left:
        if asked and len(filter_of([*asked, case])) > LONGEST_FILTER:
            break
        asked.append(case)
    return asked


def filter_of(cases: list[str]) -> str:
    """A regular expression for exactly these names."""
    names = (re.escape(case).removeprefix("convergence/") for case in cases)
    return f"^convergence/(?:{'|'.join(names)})$"


def command_of(grid: Grid, job: Job, asked: list[str]) -> list[str]:
    """The program with the options that give these cases of the job."""
    chosen = [] if job.whole and asked == job.cases else [f"--benchmark_filter={filter_of(asked)}"]
    return [grid.head.program, *grid.head.options, *job.options, *chosen]


@contextmanager
def _own_cores(grid: Grid, job: Job) -> Iterator[tuple[list[int] | None, list[int]]]:
    """The processors that only this job has, and the descriptors that hold them; None where the grid
    shares them.
    """
    if grid.head.share:
        yield None, []
        return
    there = len(cores.usable())
    if job.cores > there:
        raise BadInput(
            f"job {job.number}: expected {job.cores} cores, of which a case has each for itself, "
            f"got {there}; with --share they are shared, and seconds do not compare"
        )
    with cores.claimed(job.cores) as (mine, held):
        yield mine, held


def _attempt(grid: Grid, job: Job, asked: list[str], children: Children) -> tuple[int, str]:
    """One call of the program: its exit status, and the case at which it crashed, if it did. What is
    known is written before it starts, so that a kill leaves runs whose machine is known.
    """
    number = max((int(a.path.stem) for a in grid.attempts(job.number)), default=0) + 1
    facts_path = grid.folder_of(job.number) / f"{number}.json"
    traces, log = facts_path.with_suffix(".jsonl"), facts_path.with_suffix(".log")
    with _own_cores(grid, job) as (mine, held):
        facts: dict[str, Any] = {
            "host": socket.gethostname(),
            "processor": cores.processor(),
            "cores": mine,
            "started": datetime.now(timezone.utc).isoformat(timespec="milliseconds"),
            "asked": [] if asked == job.cases else asked,  # empty: all cases of the job
            "context": checked_context(grid),
        }
        grid.write_facts(facts_path, facts)
        bound = [] if mine is None else ["taskset", "--cpu-list", ",".join(map(str, mine))]
        line = [*bound, *command_of(grid, job, asked), f"--traces={traces}"]
        begin = time.monotonic()
        with log.open("wb") as errors:
            status = children.run(line, subprocess.DEVNULL, errors, held)
        seconds = time.monotonic() - begin
    ended: dict[str, Any] = {
        "seconds": seconds,
        "status": INTERRUPTED if children.interrupted else status,
    }
    ended["said"] = last_line(log.read_text(encoding="utf-8", errors="replace"))[-400:]
    if status in CRASHES:
        ended["crashed"] = _at_hand(grid, job, asked)
        ended["said"] = f"ended by signal {-status}"
    grid.write_facts(facts_path, facts | ended)
    return status, str(ended.get("crashed", ""))


def _at_hand(grid: Grid, job: Job, asked: list[str]) -> str:
    """The case that was running: the first one in the program's order without a result; empty where
    all have one.
    """
    done = of_job(grid, job).done
    return next((case for case in asked if case not in done), "")


def checked_context(grid: Grid) -> dict[str, Any]:
    """The context of the grid's program; BadInput where it was built anew from something else."""
    context = context_of(grid.head.program)
    if commit_of(context) != grid.head.commit:
        raise BadInput(
            f"{grid.head.program}: expected it built from {grid.head.commit}, as the runs of "
            f"{grid.path}, got {commit_of(context)}; a new build needs a grid in a new folder"
        )
    return context


def commit_of(context: dict[str, Any]) -> str:
    return str(context.get("commit", "unknown"))


@cache
def context_of(program: str) -> dict[str, Any]:
    """What the program tells of its build and this machine, as it does in a results file."""
    with tempfile.TemporaryDirectory(prefix="ravine-grid-") as name:
        results = Path(name) / "results.json"
        line = [program, "--problems=sphere:dimension=1", "--methods=gradient_descent:step=0.1"]
        line += ["--max_evaluations=1", f"--benchmark_out={results}", "--benchmark_out_format=json"]
        try:
            done = subprocess.run(line, capture_output=True, text=True, check=False)
        except OSError as error:
            raise BadInput(f"{program}: cannot be run ({error.strerror})") from None
        if done.returncode or not results.is_file():
            raise BadInput(
                f"{program}: {last_line(done.stderr) or f'ended with {done.returncode}'}"
            )
        found = json.loads(results.read_text(encoding="utf-8")).get("context")
    return found if isinstance(found, dict) else {}
