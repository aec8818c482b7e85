"""The folder of a grid: what is to be run, in jobs, and what the attempts at each job have left.

    grid.json                 the program, its options, and how the grid is run
    jobs.jsonl                a job a line: its cases, and the options that give them
    jobs/<job>/<k>.json       the k-th attempt at a job: machine, cores, and how it ended
    jobs/<job>/<k>.jsonl      the traces of the runs that it finished
    jobs/<job>/<k>.log        what the program said
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ravine.command import BadInput
from ravine.files import WITH_SCHEMA, keep, make_folder, parse_json, read_json, write_pieces

SCHEMA = "ravine grid 1"


@dataclass(frozen=True)
class Job:
    """Cases that one call of the program runs, one after the other."""

    number: int  # from 0, in the order in which jobs should start
    cores: int  # that a case of it uses
    estimate: float  # seconds of all of it
    options: list[str]  # which narrow the grid down to these cases, or to some more
    whole: bool  # the options give these cases and no more
    cases: list[str]  # names as the program lists them, in its order
    places: list[int]  # of the cases in the grid's order


@dataclass(frozen=True)
class Head:
    """What all jobs have in common."""

    program: str
    commit: str  # what the program was built from; its runs do not mix with those of another one
    given: list[str]  # options of the program, as they were typed
    options: list[str]  # those of them that every job has
    share: bool  # cases may share cores, so that their seconds do not compare
    jobs: int
    cases: int


@dataclass(frozen=True)
class Attempt:
    """One attempt at a job: what its files tell."""

    job: int
    facts: dict[str, Any]
    path: Path  # of the facts
    traces: Path

    @property
    def ended(self) -> bool:
        """True where the program ended by itself, with all that it was asked to run."""
        return self.facts.get("status") in (0, 1, 2)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The whole lines of its traces, with their places in the file. A line without an end is the
        run at hand when the attempt was killed.
        """
        if not self.traces.exists():
            return
        place = 0
        with self.traces.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    yield place, line
                place += len(line)


class Grid:
    """A grid that is in a folder; BadInput where there is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / "grid.json").is_file():
            raise BadInput(f"{path}: expected a folder that scripts/grid submit has made")
        document = read_json(path / "grid.json", "a grid")
        if not isinstance(document, dict) or document.pop("schema", None) != SCHEMA:
            raise BadInput(f"{path}/grid.json: expected the schema '{SCHEMA}'")
        try:
            self.head = Head(**document)
        except TypeError as error:
            raise BadInput(f"{path}/grid.json: expected a grid ({error})") from None

    def jobs(self) -> Iterator[Job]:
        """All jobs, in their order."""
        with (self.path / "jobs.jsonl").open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield self._job(number, line)

    def job(self, number: int) -> Job:
        """One of the jobs; the other lines are not looked into."""
        with (self.path / "jobs.jsonl").open(encoding="utf-8") as lines:
            for place, line in enumerate(lines):
                if place == number:
                    return self._job(place + 1, line)
        raise BadInput(f"{self.path}: expected a job from 0 to {self.head.jobs - 1}, got {number}")

    def _job(self, line_number: int, line: str) -> Job:
        try:
            return Job(**parse_json(line))
        except (json.JSONDecodeError, TypeError) as error:
            where = f"{self.path}/jobs.jsonl:{line_number}"
            raise BadInput(f"{where}: expected a job as one JSON object ({error})") from None

    def folder_of(self, number: int) -> Path:
        return self.path / "jobs" / f"{number:05}"

    def attempts(self, number: int) -> list[Attempt]:
        """The attempts at a job, the first one first."""
        there = (p for p in self.folder_of(number).glob("*.json") if p.stem.isdigit())
        found = sorted(there, key=lambda path: int(path.stem))
        return [
            Attempt(number, self._facts(path), path, path.with_suffix(".jsonl")) for path in found
        ]

    @staticmethod
    def _facts(path: Path) -> dict[str, Any]:
        facts = read_json(path, "an attempt at a job")
        if not isinstance(facts, dict) or facts.get("schema") != SCHEMA:
            raise BadInput(f"{path}: expected the schema '{SCHEMA}'")
        return facts

    def write_facts(self, path: Path, facts: dict[str, Any]) -> None:
        keep(path, json.dumps({"schema": SCHEMA, **facts}, indent=1) + "\n", WITH_SCHEMA)


def make(path: Path, head: Head, jobs: list[Job]) -> Grid:
    """Writes a new grid; the head comes last, so that a folder that has one is whole."""
    make_folder(path)
    write_pieces(path / "jobs.jsonl", (f"{json.dumps(asdict(job))}\n".encode() for job in jobs))
    keep(path / "grid.json", json.dumps({"schema": SCHEMA, **asdict(head)}, indent=1) + "\n")
    return Grid(path)
