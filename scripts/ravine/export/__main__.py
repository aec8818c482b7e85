"""Writes traces in the formats of other tools."""

import argparse
from collections.abc import Callable
from pathlib import Path

from ravine import command
from ravine.export import coco as export_coco
from ravine.export import ioh as export_ioh
from ravine.export import plain as export_plain
from ravine.files import keep
from ravine.results.folders import files_of
from ravine.results.runs import Run, load
from ravine.tables.cost import REVERSE_MODE, Price, columns, gradient_price, parse_price
from ravine.tables.selection import HELP, select
from ravine.tables.target import Targets

DESCRIPTION = """\
Writes traces for other tools, a folder a method and gradient:

  coco   runs on bbob_f01 to bbob_f24 in COCO's format, for python3 -m cocopp DIR/*
  ioh    runs on any problem whose minimum is known, for IOHprofiler's analyzer
  csv    runs.csv, a line a run, and points.csv, a line a recorded point; with the loss and the error
         on held-out samples and the rounds on 2, 4, ... 1024 processors where runs have them

PATH is a traces file, a results file, or a directory with them. DIR must be empty or new.
Evaluations are values of f; with --gradient-price a gradient that is no finite difference counts
too. A trace is thinned to points at most 2 % apart, so a target may be met up to 2 % earlier than
is exported.
"""


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


FORMATS: dict[str, Callable[[list[Run], Targets], dict[str, str]]] = {
    "coco": export_coco.files,
    "ioh": export_ioh.files,
    "csv": export_plain.files,
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
