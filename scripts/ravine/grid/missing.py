"""scripts/grid missing: the commands that are still to be run, a line each."""

import shlex
import sys
from pathlib import Path

from ravine import command
from ravine.files import ROOT
from ravine.grid.folder import Grid
from ravine.grid.progress import is_running, of_job

DESCRIPTION = """\
Prints the commands that are still to be run, a line each, the longest first. A shell or GNU parallel
takes them as they are: scripts/grid missing DIR | parallel. Jobs that are running are left out. Cases
that the program could not run are named on standard error, and are left out too without --failed.
Exit status 1 where a command is printed.
"""


def main(arguments: list[str]) -> int:
    parser = command.Parser(prog="scripts/grid missing", description=DESCRIPTION)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--failed", action="store_true", help="also what has failed")
    options = parser.parse_args(arguments)
    grid = Grid(options.folder)
    more = ["--failed"] if options.failed else []
    printed = 0
    for job in grid.jobs():
        state = of_job(grid, job)
        for name, why in state.failed.items():
            print(f"failed: {name}: {why}", file=sys.stderr)
        if state.left(job, options.failed) and not is_running(grid, job.number):
            line = [ROOT / "scripts" / "grid", "run", grid.path.absolute(), job.number, *more]
            print(shlex.join(map(str, line)))
            printed += 1
    return 1 if printed else 0
