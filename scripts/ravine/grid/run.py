"""scripts/grid run: runs what is left of some jobs, one after the other."""

from pathlib import Path

from ravine import command
from ravine.child import INTERRUPTED, Children
from ravine.grid.attempt import run_job
from ravine.grid.folder import Grid

DESCRIPTION = """\
Runs what no attempt has finished yet of some jobs of a grid, one after the other. On an interrupt
(SIGINT, SIGTERM or SIGHUP) the run at hand ends, and all that is finished is kept.
"""


def main(arguments: list[str]) -> int:
    parser = command.Parser(prog="scripts/grid run", description=DESCRIPTION)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("jobs", metavar="JOB", type=int, nargs="+", help="the number of a job")
    parser.add_argument("--failed", action="store_true", help="run also again what has failed")
    options = parser.parse_args(arguments)
    grid = Grid(options.folder)
    worst = 0
    with Children() as children:
        for number in options.jobs:
            worst = max(worst, run_job(grid, grid.job(number), children, options.failed))
            if worst == INTERRUPTED:
                break
    return worst
