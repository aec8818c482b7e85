"""Draws a comparison as one page that needs nothing else: tables, curves, profiles, studies."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jinja2
from plotly.offline import get_plotlyjs

from ravine_scripts import command, curves, formats, studies
from ravine_scripts.files import write_whole
from ravine_scripts.grid import Grid, make_grid, split
from ravine_scripts.runs import Loaded, Run, load
from ravine_scripts.table import BY, notes
from ravine_scripts.target import Targets

DESCRIPTION = """\
Draws a comparison as one HTML page that works without a network: the tables, convergence curves,
the distribution of the cost, statuses, and the studies of dimension, step and momentum.

PATH is a results file, a traces file, or a directory with results.json and traces.jsonl, such as
results/latest. Curves need traces.
"""
TEMPLATES = Path(__file__).with_name("templates")


def make_parser() -> command.Parser:
    parser = command.Parser(
        prog="scripts/report",
        description=DESCRIPTION,
        formatter_class=command.argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        default=Path("report.html"),
        help="the page (default: report.html)",
    )
    return parser


def files_of(paths: list[Path]) -> list[Path]:
    """The files themselves, and those of a comparison that lie in a directory."""
    found = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        here = [path / n for n in ("results.json", "traces.jsonl") if (path / n).exists()]
        if not here:
            raise command.BadInput(f"{path}: expected results.json or traces.jsonl in it")
        found += here
    return found


def environment(context: dict[str, Any]) -> list[tuple[str, str]]:
    """What Google Benchmark wrote about the machine, as pairs of name and text."""
    facts = []
    for name, value in context.items():
        if name == "caches":
            value = ", ".join(
                f"L{cache.get('level')} {cache.get('type')} {cache.get('size', 0) // 1024} KiB"
                for cache in value
            )
        elif isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        facts.append((name.replace("_", " "), str(value)))
    return facts


def html_table(grid: Grid, by: str) -> dict[str, Any]:
    """A grid as the template takes it: cells of text, whether best, whether solved."""
    rows = []
    for row in grid.rows:
        cells = []
        for problem in grid.problems:
            cell = grid.cells.get((row, problem))
            text = formats.number(cell.median, by) if cell else ""
            solved = f"{cell.solved}/{cell.total}" if cell else ""
            best = formats.is_best(grid, row, problem)
            cells.append({"text": text, "solved": solved, "best": best})
        rows.append({"labels": grid.labels(row), "cells": cells})
    return {
        "title": grid.title,
        "by": by,
        "header": grid.header(),
        "problems": grid.problems,
        "rows": rows,
    }


def statuses(runs: list[Run], targets: Targets) -> dict[str, Any]:
    """How the runs of each method ended, and how many reached their target."""
    names = sorted({run.status or "unknown" for run in runs})
    groups = curves.by_row(runs)
    solved = {row: sum(targets.cost(run).solved for run in groups[row]) for row in groups}
    rows = []
    for row in sorted(groups, key=lambda row: -solved[row] / len(groups[row])):
        count = Counter(run.status or "unknown" for run in groups[row])
        rows.append(
            {
                "method": row.method,
                "gradient": row.gradient,
                "solved": f"{solved[row]}/{len(groups[row])}",
                "counts": [count[name] for name in names],
            }
        )
    return {"names": names, "rows": rows}


def without_studies(parts: dict[str, list[Run]]) -> dict[str, list[Run]]:
    """The parts that compare methods; studies, whose tables are mostly empty, have figures."""
    return {title: part for title, part in parts.items() if title != "Studies"} or parts


def figures(parts: dict[str, list[Run]], runs: list[Run], targets: Targets) -> dict[str, Any]:
    """The data of all figures."""
    compared = without_studies(parts)
    shown = [run for part in compared.values() for run in part]
    return {
        "convergence": curves.convergence(shown, targets),
        "profiles": {
            title: series
            for title, part in compared.items()
            if (series := curves.profiles(part, targets))
        },
        "growth": studies.growth(runs, targets),
        "sweeps": studies.step_sweep(runs, targets),
        "betas": studies.betas(runs, targets),
    }


def embedded(data: Any) -> str:
    """JSON that can stand inside a script element."""
    return json.dumps(data, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def page(loaded: Loaded) -> str:
    """The report on everything that is loaded."""
    runs = loaded.runs
    targets = Targets(runs)
    parts = split(runs)
    data = figures(parts, runs, targets)
    engine = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    gaps = {
        title: f"{max(series):g} to {min(series):g}"
        for title, part in parts.items()
        if (traced := [run for run in part if run.trace is not None])
        and (series := curves.profile_gaps(traced, targets))
    }
    return engine.get_template("report.html").render(
        count=len(runs),
        solved=sum(targets.cost(run).solved for run in runs),
        environment=environment(loaded.context),
        tables=[
            html_table(make_grid(title, part, targets, by), by)
            for by in BY
            for title, part in without_studies(parts).items()
        ],
        notes={by: notes(runs, targets, by) for by in BY},
        statuses={title: statuses(part, targets) for title, part in parts.items()},
        gaps=gaps,
        data=data,
        embedded=embedded(data),
        plotly=get_plotlyjs(),
    )


def main(arguments: list[str]) -> int:
    options = make_parser().parse_args(arguments)
    loaded = load(files_of(options.paths))
    if not loaded.runs:
        raise command.BadInput(f"{options.paths[0]}: expected runs of convergence, found none")
    try:
        write_whole(options.output, page(loaded))
    except OSError as error:
        raise command.BadInput(f"{options.output}: cannot be written ({error.strerror})") from None
    print(f"written: {options.output}")
    return 0


if __name__ == "__main__":
    command.run("report", main)
