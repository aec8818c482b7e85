"""Writes traces in the formats of other tools."""

import argparse
from collections.abc import Callable
from pathlib import Path

import pandas

from ravine import command
from ravine.export import coco as export_coco
from ravine.export import ioh as export_ioh
from ravine.files import keep
from ravine.results.case import Case
from ravine.results.folders import files_of
from ravine.results.runs import Run, load
from ravine.tables.cost import REVERSE_MODE, Price, columns, gradient_price, parse_price
from ravine.tables.selection import HELP, select
from ravine.tables.target import Targets

DESCRIPTION = """\
Writes traces for other tools, a folder a method and gradient:

  coco   runs on bbob_f01 to bbob_f24 in COCO's format, for python3 -m cocopp DIR/*
  ioh    runs on any problem whose minimum is known, for IOHprofiler's analyzer
  csv    runs.csv, a line a run, and points.csv, a line a recorded point

PATH is a traces file, a results file, or a directory with them. DIR must be empty or new.
Evaluations are values of f; with --gradient-price a gradient that is no finite difference counts
too. A trace is thinned to points at most 2 % apart, so a target may be met up to 2 % earlier than
is exported.
"""
POINT_COLUMNS = ("f_evals", "g_evals", "epochs", "seconds", "best")


def make_parser() -> command.Parser:
    parser = command.Parser(
        prog="scripts/export",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", type=Path)
    add("--format", choices=list(FORMATS), required=True)
    add("-o", "--output", metavar="DIR", type=Path, required=True)
    add(
        "--gradient-price",
        metavar="FACTOR",
        type=parse_price,
        help=f"evaluations that a gradient counts for, n or a number such as {REVERSE_MODE:g} "
        "(default: 0)",
    )
    add(
        "--filter",
        metavar="FIELD=GLOB",
        action="append",
        default=[],
        help=f"only runs whose field matches (FIELD!=GLOB: does not); one of {HELP}",
    )
    return parser


def csv_files(runs: list[Run], targets: Targets) -> dict[str, str]:
    """runs.csv and points.csv. A number that is not known is empty, and so are seconds that do not
    compare.
    """
    head = list(Case._fields)
    lines, points = [], []
    for run in runs:
        spent, reached = targets.spent(run), targets.cost(run)
        minimum = targets.minima[run.case.problem]
        facts = [run.dimension, minimum, run.value, run.status, int(reached.solved)]
        costs: list[float | None] = [spent.evaluations, spent.epochs, spent.seconds]
        found = [n if reached.solved else None for n in (reached.evaluations, reached.seconds)]
        if not run.seconds_compare:
            costs[-1] = found[-1] = None
        lines.append([*run.case, *facts, *costs, *found])
        if run.trace is not None:
            arrays = {name: getattr(run.trace, name).tolist() for name in POINT_COLUMNS}
            if not run.seconds_compare:
                arrays["seconds"] = [None] * len(arrays["seconds"])
            points += [[*run.case, *values] for values in zip(*arrays.values())]
    more = ["dimension", "f_star", "value", "status", "solved", "f_evals", "epochs", "seconds"]
    more += ["f_evals_to_target", "seconds_to_target"]
    return {
        "runs.csv": pandas.DataFrame(lines, columns=head + more).to_csv(index=False),
        "points.csv": pandas.DataFrame(points, columns=head + list(POINT_COLUMNS)).to_csv(
            index=False
        ),
    }


FORMATS: dict[str, Callable[[list[Run], Targets], dict[str, str]]] = {
    "coco": export_coco.files,
    "ioh": export_ioh.files,
    "csv": csv_files,
}


def priced(runs: list[Run], price: Price) -> None:
    """Adds the price of gradients to the evaluations of each trace."""
    for run in runs:
        if run.trace is not None and price is not None:
            run.trace.f_evals = columns(run.trace, gradient_price(run, price))[:, 1].round()


def empty_directory(path: Path) -> None:
    """Makes it where there is none; BadInput where it holds something."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise command.BadInput(f"{path}: expected an empty or a new directory")
    except OSError as error:
        raise command.BadInput(f"{path}: cannot be made ({error.strerror})") from None


def main(arguments: list[str]) -> int:
    options = make_parser().parse_args(arguments)
    runs = load(files_of(options.paths)).runs
    if not runs:
        raise command.BadInput(f"{options.paths[0]}: expected runs of convergence, found none")
    priced(runs, options.gradient_price)
    targets = Targets(runs)
    found = FORMATS[options.format](select(runs, options.filter), targets)
    empty_directory(options.output)
    for name, text in found.items():
        keep(options.output / name, text)
    folders = sorted({name.split("/")[0] for name in found})
    print(f"written to {options.output}: {', '.join(folders)}")
    return 0


if __name__ == "__main__":
    command.run("export", main)
