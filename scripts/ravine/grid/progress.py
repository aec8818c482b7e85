"""What the attempts at a job have finished, and what not."""

import fcntl
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ravine.command import BadInput
from ravine.files import parse_json
from ravine.grid.folder import Attempt, Grid, Job
from ravine.results.case import of_line


@dataclass
class Progress:
    """The cases of a job by how they stand."""

    done: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)  # why the program could not run them
    seconds: float = 0.0  # that the attempts have taken

    def left(self, job: Job, failed_too: bool = False) -> list[str]:
        """The cases that are still to be run."""
        out = self.done if failed_too else self.done | self.failed.keys()
        return [case for case in job.cases if case not in out]


def name_in(attempt: Attempt, place: int, line: bytes) -> str:
    """The case of a line of traces; BadInput where the line is none."""
    try:
        return of_line(without_course(line)).name
    except (ValueError, TypeError, KeyError):
        number = attempt.traces.read_bytes().count(b"\n", 0, place) + 1
        raise BadInput(f"{attempt.traces}:{number}: expected a run as one JSON object") from None


def without_course(line: bytes) -> Any:
    """A line of traces without its arrays, which come last and take most of the time to read;
    ValueError where it is no JSON.
    """
    head, begin, _ = line.partition(b',"f_evals":[')
    whole = not begin or not line.endswith(b"}\n")
    return parse_json((line if whole else head + b"}").decode("utf-8"))


def of_attempts(job: Job, attempts: Iterable[Attempt]) -> Progress:
    """How the cases of the job stand after these attempts."""
    found = Progress()
    for attempt in attempts:
        held = {name_in(attempt, place, line) for place, line in attempt.lines()}
        said = str(attempt.facts.get("said", ""))
        # What somebody has removed has not failed.
        if attempt.ended and said and (attempt.traces.exists() or attempt.facts["status"]):
            asked = attempt.facts.get("asked") or job.cases
            found.failed |= {name: said for name in asked if name not in held}
        if crashed := attempt.facts.get("crashed"):
            found.failed[crashed] = said
        found.done |= held
        found.seconds += float(attempt.facts.get("seconds", 0.0))
    found.failed = {name: why for name, why in found.failed.items() if name not in found.done}
    return found


def of_job(grid: Grid, job: Job) -> Progress:
    return of_attempts(job, grid.attempts(job.number))


def is_running(grid: Grid, number: int) -> bool:
    """True while a command runs the job, on any machine whose file system shares locks."""
    folder = grid.folder_of(number)
    if not folder.is_dir():
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    except OSError:  # a file system without locks
        return False
    finally:
        os.close(descriptor)
