"""Draws a comparison as one page, or as figures for a paper."""

import argparse
from pathlib import Path

from ravine import command
from ravine.files import PAGE, write_whole
from ravine.report.evaluator import Evaluator
from ravine.report.page import PRICES, html
from ravine.results.folders import files_of
from ravine.results.runs import Loaded, load
from ravine.tables.cells import merge_backends
from ravine.tables.cost import Price, parse_price, price_words
from ravine.tables.target import Targets

DESCRIPTION = """\
Draws a comparison as one HTML page, which needs no network. It opens with a verdict in words.
Tables, convergence curves, profiles and the paths of methods over surfaces follow, then studies of
step, momentum, dimension and stochastic rates. Results of gradients, reductions and scaling get
figures.

PATH is a results file, a traces file, or a directory such as results/latest. From a directory the
report takes results.json, traces.jsonl, gradients.json, reductions.json and scaling.json, as far as
they are there. Curves, profiles and paths need traces. Contours under the paths need a built
build/release/benchmarks/convergence, which evaluates them.
"""


def make_parser() -> command.Parser:
    parser = command.Parser(
        prog="scripts/report",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", type=Path)
    add(
        *("-o", "--output"),
        metavar="FILE",
        type=Path,
        default=Path("report.html"),
        help="the page (default: report.html)",
    )
    add(
        "--gradient-price",
        metavar="FACTOR",
        type=parse_price,
        action="append",
        help="how many evaluations a gradient counts for where gradients are priced, a number or n; "
        f"given again, one more choice on the page (default: {price_words(None)}, and 1 and n as "
        "choices)",
    )
    add(
        "--figures",
        metavar="DIR",
        type=Path,
        help="write figures for a paper instead: SVG, PDF and PNG of a column's width (needs "
        "python3-matplotlib)",
    )
    return parser


def write_all_figures(loaded: Loaded, directory: Path, price: Price) -> int:
    """Figures instead of a page; Matplotlib is loaded only here."""
    try:
        from ravine.report.figures import write_figures
    except ModuleNotFoundError:
        raise command.BadInput(
            "--figures: needs Matplotlib: apt-get install python3-matplotlib"
        ) from None
    runs = merge_backends(loaded.runs)
    targets = Targets(runs, price=price)
    names = write_figures(runs, targets, directory, Evaluator(), loaded.kernels)
    print(f"written to {directory}: {len(names)} figures, each as SVG, PDF and PNG")
    return 0


def main(arguments: list[str]) -> int:
    options = make_parser().parse_args(arguments)
    loaded = load(files_of(options.paths))
    if not loaded.runs and not loaded.kernels:
        raise command.BadInput(f"{options.paths[0]}: expected runs of convergence, found none")
    prices = tuple(dict.fromkeys(options.gradient_price or PRICES))
    if options.figures is not None:
        return write_all_figures(loaded, options.figures, prices[0])
    write_whole(options.output, html(loaded, prices), PAGE)
    print(f"written: {options.output}")
    return 0


if __name__ == "__main__":
    command.run("report", main)
