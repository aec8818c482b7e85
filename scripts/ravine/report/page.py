"""A comparison as one page that needs nothing else."""

import base64
import gzip
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
from plotly.offline import get_plotlyjs

from ravine.report.evaluator import Evaluator
from ravine.report.page_data import as_json, orders_of, page_data, price_key
from ravine.report.problem_classes import known_tables
from ravine.report.styles import DASHES, PALETTE
from ravine.report.verdict import verdicts
from ravine.report.verdict_chart import chart
from ravine.results.catalogue import Catalogue
from ravine.results.runs import Loaded, Run, finite
from ravine.tables.cells import merge_backends
from ravine.tables.cost import PER_COORDINATE, Price, price_words, takes_gradients
from ravine.tables.notes import note_on_backends, note_on_seconds, notes
from ravine.tables.target import Targets

TEMPLATES = Path(__file__).with_name("templates")
MODULES = TEMPLATES / "page"  # of JavaScript, "#name" to each other
PRICES: tuple[Price, ...] = (None, 1.0, PER_COORDINATE)
# What would be misread: "debug" is how Debian built Google Benchmark, not how Ravine was built.
FACTS = {"library_build_type": "Google Benchmark's own build"}
HINTS = {  # what a page lacks, and the command that would add it
    "gradients": "build/release/benchmarks/gradients --benchmark_out=results/latest/gradients.json",
    "reductions": "build/release/benchmarks/reductions "
    "--benchmark_out=results/latest/reductions.json",
    "scaling": "build/release/benchmarks/scaling --benchmark_out=results/latest/scaling.json",
}


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


def all_notes(loaded: list[Run], runs: list[Run], targets: Targets) -> list[str]:
    """What a reader must know about the page's numbers. `loaded` have their backends still."""
    return [*notes(runs, targets, "priced"), *note_on_backends(loaded), *note_on_seconds(runs)]


def html(
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
        notes=all_notes(loaded.runs, runs, targets) if runs else [],
        environment=environment(loaded.context),
        hints=hints(loaded, data),
        data=data,
        embedded=zipped(as_json({**data, "palette": PALETTE, "dashes": DASHES})),
        plotly=zipped(get_plotlyjs()),
        modules=import_map(),
    )
