"""scripts/grid submit: makes a grid of what convergence would run, and runs what is missing of it."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from ravine import command
from ravine.child import INTERRUPTED, last_line
from ravine.command import BadInput
from ravine.files import locked
from ravine.grid import cores, deal, local, parallel, schedule, slurm
from ravine.grid.attempt import commit_of, context_of
from ravine.grid.estimate import Estimates
from ravine.grid.folder import Grid, Head, Job, make
from ravine.grid.progress import is_running, of_job
from ravine.results import case as cases
from ravine.results import catalogue
from ravine.results.catalogue import CONVERGENCE
from ravine.results.runs import Run, load

DESCRIPTION = """\
Runs a grid of convergence: all combinations of --methods, --problems, --gradients, --backends,
--threads and --seeds. DIR holds what is run, and what each run leaves. If DIR has a grid already,
its missing runs are run, and its options need not be typed again.

Each case has a core of its own for each of its threads, and waits until they are free. With --share
cases share cores, and their seconds are marked as not comparable. Counts are exact in any case. Cases
are taken longest first, by an estimate from method, dimension, budget and gradient, or from earlier
results. A killed job loses at most the run at hand.
"""
EPILOG = """\
examples:
  scripts/grid submit results/grid --jobs=2 --methods=lbfgs,momentum --problems=rosenbrock,wood
  scripts/grid status results/grid
  scripts/grid gather results/grid
  scripts/table results/grid/traces.jsonl --by seconds
"""
OF_THE_GRID = (
    *("--methods", "--problems", "--gradients", "--backends", "--threads", "--seeds"),
    *("--shard", "--benchmark_filter"),
)
OF_JOBS = (
    *("--traces", "--parameters", "--resume", "--benchmark_out", "--benchmark_out_format"),
    *("--list", "--evaluate", "--check-gradients"),
)
FILES = ("--data", "--label_file", "--test_data", "--cache")


def make_parser() -> command.Parser:
    parser = command.Parser(
        prog="scripts/grid submit",
        usage="scripts/grid submit DIR [--jobs=N | --parallel | --slurm] [OPTION OF convergence ...]",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("folder", metavar="DIR", type=Path)
    add(
        "--jobs",
        metavar="N",
        type=at_least_one,
        help="so many at a time (default: 1 on this machine; with --parallel as many as a host has "
        "cores, on each; with --slurm no limit)",
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--parallel", action="store_true", help="by GNU parallel")
    way.add_argument(
        "--slurm", action="store_true", help="by Slurm, as arrays of jobs; does not wait"
    )
    add(
        "--hosts", metavar="FILE", type=Path, help="with --parallel: a host a line (--sshloginfile)"
    )
    add("--sbatch", metavar="OPTIONS", default="", help="with --slurm: more options of sbatch")
    add("--share", action="store_true", help="cases share cores; their seconds do not compare")
    add(
        "--earlier",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="traces or results from which costs are estimated",
    )
    add("--failed", action="store_true", help="run also again what the program could not run")
    add(
        "--convergence",
        metavar="PROGRAM",
        type=Path,
        help="the program (default: that of the release build)",
    )
    return parser


def at_least_one(text: str) -> int:
    """A whole number above zero, or argparse's complaint."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:9]) == int(text):
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got '{text}'")
    return int(text)


def checked(given: list[str]) -> list[str]:
    """The options of convergence; BadInput for what a grid sets itself."""
    for text in given:
        name = text.partition("=")[0]
        if not text.startswith("--") or "=" not in text and name in OF_THE_GRID:
            raise BadInput(f"expected options of convergence as --NAME=VALUE, got '{text}'")
        if name in OF_JOBS:
            raise BadInput(f"{name}: expected without it, since a grid writes to its own folder")
    return given


def names_of(program: Path, options: list[str]) -> list[str]:
    """The cases that convergence would run."""
    line = [str(program), *options, "--benchmark_list_tests"]
    try:
        done = subprocess.run(line, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BadInput(f"{program}: cannot be run ({error.strerror})") from None
    if done.returncode:
        raise BadInput(last_line(done.stderr).removeprefix("convergence: "))
    if note := last_line(done.stderr):
        print(f"note: {note.removeprefix('convergence: ')}", file=sys.stderr)
    if not done.stdout:
        raise BadInput("no run is left: the filter or the shard holds none")
    return done.stdout.splitlines()


def without(options: list[str], names: tuple[str, ...]) -> list[str]:
    return [text for text in options if text.partition("=")[0] not in names]


def make_grid(options: argparse.Namespace, given: list[str], workers: int) -> Grid:
    """A new grid of what convergence would run with the options."""
    program = (options.convergence or CONVERGENCE).absolute()
    names = names_of(program, given)
    chosen = without(given, ("--shard", "--benchmark_filter"))
    known = set(names if chosen == given else names_of(program, chosen))
    earlier: list[Run] = load(options.earlier).runs if options.earlier else []
    estimates = Estimates(given, catalogue.read(program), earlier)
    costed = [
        deal.Costed(place, case, estimates.of(case))
        for place, case in enumerate(map(cases.named, names))
    ]
    jobs = deal.make_jobs(costed, workers, known)
    head = Head(
        program=str(program),
        commit=commit_of(context_of(str(program))),
        given=given,
        options=with_whole_paths(without(given, OF_THE_GRID)),
        share=options.share,
        jobs=len(jobs),
        cases=len(names),
    )
    return make(options.folder, head, jobs)


def with_whole_paths(options: list[str]) -> list[str]:
    """The options with paths that hold in any folder."""
    found = []
    for text in options:
        name, equals, value = text.partition("=")
        is_file = bool(equals and value) and name in FILES
        found.append(f"{name}={os.path.abspath(value)}" if is_file else text)
    return found


def grid_of(options: argparse.Namespace, given: list[str], workers: int) -> Grid:
    """The grid in the folder, or a new one. Raises BadInput where the folder holds a grid of other
    options.
    """
    if not (options.folder / "grid.json").exists():
        return make_grid(options, given, workers)
    grid = Grid(options.folder)
    for name, value in (("--earlier", options.earlier), ("--convergence", options.convergence)):
        if value:
            raise BadInput(
                f"{name}: expected with a new grid, but there is one in {options.folder}"
            )
    if given and given != grid.head.given or options.share and not grid.head.share:
        raise BadInput(
            f"{options.folder}: expected a new folder for a new grid, since that of "
            f"{' '.join(grid.head.given)} is there"
        )
    return grid


def missing_jobs(grid: Grid, failed_too: bool) -> list[Job]:
    """The jobs with cases that are to be run, and that no command runs now."""
    found = (job for job in grid.jobs() if of_job(grid, job).left(job, failed_too))
    return [job for job in found if not is_running(grid, job.number)]


def refuse_what_does_nothing(options: argparse.Namespace) -> None:
    """Raises BadInput for an option beside one with which it says nothing."""
    if options.hosts is not None and not options.parallel:
        raise BadInput("--hosts: expected with --parallel")
    if options.sbatch and not options.slurm:
        raise BadInput("--sbatch: expected with --slurm")


def refuse_too_many(jobs: int, share: bool) -> None:
    """Raises BadInput for more jobs than there are cores here, where they are not to be shared."""
    there = len(cores.usable())
    if jobs > there and not share:
        raise BadInput(
            f"--jobs={jobs}: expected at most {there}, the cores of this machine, since each case "
            "has its own; with --share they are shared, and seconds do not compare"
        )


def main(arguments: list[str]) -> int:
    options, given = make_parser().parse_known_args(arguments)
    refuse_what_does_nothing(options)
    checked(given)
    if options.slurm:
        workers = slurm.workers(options.jobs)
    elif options.parallel:
        workers = parallel.workers(options.hosts, options.jobs)
    else:
        workers = options.jobs or 1
        held = (options.folder / "grid.json").exists()
        refuse_too_many(workers, Grid(options.folder).head.share if held else options.share)
    grid = grid_of(options, given, workers)
    with locked(options.folder):
        return start(grid, missing_jobs(grid, options.failed), workers, options)


def start(grid: Grid, jobs: list[Job], workers: int, options: argparse.Namespace) -> int:
    """Runs the jobs in the way that was asked for; the exit status."""
    seconds = schedule.makespan((job.estimate for job in jobs), workers)
    print(f"{len(jobs)} jobs to run, {workers} at a time; estimated: {seconds:.3g} s", flush=True)
    if not jobs:
        return 0
    if options.slurm:
        numbers = slurm.submit(grid, jobs, options.jobs, options.sbatch, options.failed)
        print(f"submitted to Slurm: {' '.join(numbers)}; scripts/grid status tells how it goes")
        return 0
    if options.parallel:
        status = parallel.run_jobs(grid, jobs, options.hosts, options.jobs, options.failed)
    else:
        status = local.run_jobs(grid, jobs, workers, options.failed, report)
    if status == INTERRUPTED:
        print("grid: interrupted; scripts/grid submit DIR goes on from here", file=sys.stderr)
    elif silent := len(missing_jobs(grid, failed_too=False)):
        print(f"grid: {silent} of {len(jobs)} jobs left no result", file=sys.stderr)
        status = max(status, 1)
    return status


def report(job: Job, left: int) -> None:
    """A line for a job that has ended."""
    several = f" and {len(job.cases) - 1} more" if len(job.cases) > 1 else ""
    print(f"{left:6} left  {job.cases[0].removeprefix('convergence/')}{several}", flush=True)
