"""scripts/grid status: how many cases are done, running, missing and failed."""

from dataclasses import dataclass
from pathlib import Path

from ravine import command
from ravine.grid.folder import Grid
from ravine.grid.progress import is_running, of_job
from ravine.tables.formats import plain_markdown

DESCRIPTION = """\
Counts jobs and cases of a grid by how they stand, and estimates the seconds of one core that are
left. Exit status 1 where something is missing or has failed.
"""


@dataclass
class Sum:
    """What stands alike."""

    jobs: int = 0
    cases: int = 0
    seconds: float = 0.0  # as they were estimated


def main(arguments: list[str]) -> int:
    parser = command.Parser(prog="scripts/grid status", description=DESCRIPTION)
    parser.add_argument("folder", metavar="DIR", type=Path)
    options = parser.parse_args(arguments)
    grid = Grid(options.folder)
    sums = {name: Sum() for name in ("done", "running", "missing", "failed")}

    def add(name: str, cases: int, seconds: float) -> None:
        sums[name].jobs += 1
        sums[name].cases += cases
        sums[name].seconds += seconds

    for job in grid.jobs():
        state = of_job(grid, job)
        a_case = job.estimate / len(job.cases)
        left = len(state.left(job))
        if state.done:
            add("done", len(state.done), a_case * len(state.done))
        if state.failed:
            add("failed", len(state.failed), a_case * len(state.failed))
        if left:
            add("running" if is_running(grid, job.number) else "missing", left, a_case * left)
    header = ["cases", "number", "in jobs", "seconds, estimated"]
    rows = [[name, str(s.cases), str(s.jobs), f"{s.seconds:.3g}"] for name, s in sums.items()]
    print(plain_markdown(header, rows))
    return 0 if sums["done"].cases == grid.head.cases else 1
