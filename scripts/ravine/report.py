"""Draws a comparison as one page that needs nothing else."""

import argparse
import base64
import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
from plotly.offline import get_plotlyjs

from ravine import command
from ravine.evaluator import Evaluator
from ravine.files import PAGE, write_whole
from ravine.page_data import as_json, orders_of, page_data, price_key
from ravine.problem_classes import known_tables
from ravine.results.catalogue import Catalogue
from ravine.results.runs import KERNELS, Loaded, Run, finite, load
from ravine.styles import DASHES, PALETTE
from ravine.tables.cost import PER_COORDINATE, Price, parse_price, price_words, takes_gradients
from ravine.tables.grid import merge_backends
from ravine.tables.table import note_on_backends, notes
from ravine.tables.target import Targets
from ravine.verdict import verdicts
from ravine.verdict_chart import chart

DESCRIPTION = """\
Draws a comparison as one HTML page that works from disk without a network: a verdict in words,
tables, convergence curves, profiles, the paths of methods over surfaces, studies of step, momentum,
dimension and stochastic rates, and the figures of the gradients, reductions and scaling binaries.

PATH is a results file, a traces file, or a directory such as results/latest, of which results.json,
traces.jsonl, gradients.json, reductions.json and scaling.json are taken, whichever there are.
Curves, profiles and paths need traces; contours under the paths are evaluated with
build/release/benchmarks/convergence where it is built.
"""
TEMPLATES = Path(__file__).with_name("templates")
MODULES = TEMPLATES / "page"  # of JavaScript, "#name" to each other
IN_DIRECTORY = (*(f"{name}.json" for name in ("results", *KERNELS)), "traces.jsonl")
PRICES: tuple[Price, ...] = (None, 1.0, PER_COORDINATE)
# What would be misread: "debug" is how Debian built Google Benchmark, not how Ravine was built.
FACTS = {"library_build_type": "Google Benchmark's own build"}
HINTS = {  # what a page lacks, and the command that would add it
    "gradients": "build/release/benchmarks/gradients --benchmark_out=results/latest/gradients.json",
    "reductions": "build/release/benchmarks/reductions "
    "--benchmark_out=results/latest/reductions.json",
    "scaling": "build/release/benchmarks/scaling --benchmark_out=results/latest/scaling.json",
}


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


def files_of(paths: list[Path]) -> list[Path]:
    """The files themselves, and the results and traces that lie in a directory."""
    found = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        here = [path / name for name in IN_DIRECTORY if (path / name).exists()]
        if not here:
            raise command.BadInput(f"{path}: expected results.json or traces.jsonl in it")
        found += here
    return found


def environment(context: dict[str, Any]) -> list[tuple[str, str]]:
    """What Google Benchmark wrote about the machine, as pairs of name and text."""
    facts = []
    for name, value in context.items():
        if name == "caches" and isinstance(value, list):
            value = ", ".join(
                f"L{cache.get('level')} {cache.get('type')} {(finite(cache.get('size')) or 0) / 1024:.0f} KiB"
                for cache in value
                if isinstance(cache, dict)
            )
        elif isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        facts.append((FACTS.get(name, name.replace("_", " ")), str(value)))
    return facts


def hints(loaded: Loaded, data: dict[str, Any]) -> list[str]:
    """What the loaded results do not hold, and how to add it."""
    lines = [
        f"No results of {binary} are loaded. To add them: {line}"
        for binary, line in HINTS.items()
        if not loaded.kernels.get(binary)
    ]
    if not any(run.trace is not None for run in loaded.runs):
        lines.append("No traces are loaded, so there are no curves: run convergence with --traces.")
    elif any(item["surface"] is None for item in data["trajectories"]):
        lines.append(
            "Some paths have no contours under them: their problems are evaluated by "
            "build/release/benchmarks/convergence, which is not built here or does not know them."
        )
    return lines


def zipped(text: str) -> str:
    """What the page's script unzips; the same for the same text."""
    return base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode()


def import_map() -> str:
    """The page's modules as an import map, which a browser resolves without files beside the page."""
    packed = {}
    for path in sorted(MODULES.glob("*.js")):
        if not path.name.endswith((".config.js", ".test.js")):
            # Errors then name the module, not the whole of its text.
            text = f"{path.read_text(encoding='utf-8')}\n//# sourceURL={path.name}\n"
            code = base64.b64encode(text.encode()).decode()
            packed[f"#{path.stem}"] = f"data:text/javascript;base64,{code}"
    return as_json({"imports": packed})


def priced_verdicts(
    runs: list[Run], targets: Targets, prices: tuple[Price, ...], tables: Catalogue | None
) -> list[dict[str, Any]]:
    """The verdicts at each price of a gradient, with the axis that the price has on the page."""
    offered: list[tuple[str, Price]] = [("priced", prices[0])]
    if any(map(takes_gradients, runs)):
        offered += [(price_key(price), price) for price in prices[1:]]
        offered.append(("evaluations", 0.0))
    return [
        {
            "key": key,
            "title": price_words(price),
            "verdicts": verdicts(runs, targets.priced_at(price), tables),
        }
        for key, price in offered
    ]


def page(
    loaded: Loaded, prices: tuple[Price, ...] = PRICES, evaluator: Evaluator = Evaluator()
) -> str:
    """The report on everything that is loaded; the first of `prices` is that of the verdict."""
    runs = merge_backends(loaded.runs)
    targets = Targets(runs, price=prices[0])
    tables = known_tables()
    data = page_data(replace(loaded, runs=runs), targets, evaluator, prices[1:], tables)
    spoken = priced_verdicts(runs, targets, prices, tables) if runs else []
    data["prices"] = [{"key": one["key"], "title": one["title"]} for one in spoken]
    rankings = {one.key: one.ranking for one in spoken[0]["verdicts"]} if spoken else {}
    orders = orders_of(rankings, runs)
    for part in data["parts"]:
        part["order"] = orders.get(part["key"], [])
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return engine.get_template("report.html").render(
        count=len(runs),
        solved=sum(targets.cost(run).solved for run in runs),
        priced=[{**one, "charts": list(map(chart, one["verdicts"]))} for one in spoken],
        differing=loaded.differing,
        notes=[*notes(runs, targets, "priced"), *note_on_backends(loaded.runs)] if runs else [],
        environment=environment(loaded.context),
        hints=hints(loaded, data),
        data=data,
        embedded=zipped(as_json({**data, "palette": PALETTE, "dashes": DASHES})),
        plotly=zipped(get_plotlyjs()),
        modules=import_map(),
    )


def write_all_figures(loaded: Loaded, directory: Path, price: Price) -> int:
    """Figures instead of a page; Matplotlib is loaded only here."""
    try:
        from ravine.figures import write_figures
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
    write_whole(options.output, page(loaded, prices), PAGE)
    print(f"written: {options.output}")
    return 0


if __name__ == "__main__":
    command.run("report", main)
