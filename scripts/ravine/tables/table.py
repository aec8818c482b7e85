"""Compares methods in one table: any statistic of any cost to the target, and solved/total."""

import argparse
import html
import textwrap
from collections.abc import Callable
from pathlib import Path

from ravine import command
from ravine.results.runs import FIGURES, Run, load
from ravine.tables import formats, selection
from ravine.tables.cells import (
    STATISTICS,
    Grid,
    make_grid,
    make_held_out,
    make_ladder,
    merge_backends,
    split,
    with_gradient,
)
from ravine.tables.choice import Choice
from ravine.tables.cost import AXES, ROUNDS, comparable_axes, parse_price, price_words
from ravine.tables.notes import all_notes, note_on_backends, seconds_apart
from ravine.tables.ratios import ratios
from ravine.tables.target import LADDER, Targets
from ravine.tables.tuned import tuned

DESCRIPTION = """\
Compares methods (rows) on problems (columns). A cell is the median over seeds of what a run spent
up to its target, and how many runs of how many reached it: 132 (5/5). A run that did not counts as
infinite, so there is a median only where more than half are solved. The best of a column is bold;
≈ marks what is not significantly worse than it (rank-sum tests, Benjamini-Hochberg at 5 % within
the column).

FILE is a results file of convergence (--benchmark_out) or its traces (--traces); several are
merged, and of a run that occurs twice the last one counts. Evaluations are values of f (f_evals),
finite-difference probes among them; analytic gradients (g_evals) are counted by --by priced alone.
--by rounds:P counts what a run takes on P processors (2, 4, 8, ... 1024): k evaluations that do not
wait for each other take ceil(k / P) rounds, and a value with its gradient takes one. It does not
matter on how many threads a run was made. Sums over samples have no rounds and are left out.
Where f* is not known, the best value of all loaded runs is taken; such problems need traces, and
have a column for each of three gaps unless a target was asked for.
"""
EPILOG = """\
examples:
  scripts/table results/latest/traces.jsonl --statistic ert --target 1e-5
  scripts/table results/latest/results.json --baseline lbfgs --filter gradient=centered,none
  scripts/table results/latest/traces.jsonl --columns targets --filter problem=rosenbrock
  scripts/table results/latest/traces.jsonl --by rounds:16 --gradient centered
  scripts/table results/latest/traces.jsonl --group-by dimension --format latex
  scripts/table results/latest/traces.jsonl --by seconds --target-test-error 0.15
  scripts/table results/latest/traces.jsonl --columns held-out --filter problem=digits:*
"""


def make_parser() -> command.Parser:
    parser = command.Parser(
        prog="scripts/table",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", type=Path)
    add(
        "--by",
        metavar="COST",
        choices=AXES,
        default=AXES[0],
        help="evaluations (the default), priced, epochs, seconds or rounds:P",
    )
    add(
        "--statistic",
        choices=list(STATISTICS),
        default="median",
        help="of the cost over seeds; ert: expected running time; gap, and the figures of training "
        "and held-out samples: the final one (median)",
    )
    add("--format", choices=list(FORMATS), default="markdown")
    add(
        "--columns",
        choices=("problems", "targets", "held-out"),
        default="problems",
        help="held-out: loss and error on training and held-out samples, a table a problem",
    )
    add(
        "--target",
        metavar="GAP",
        type=command.positive_number,
        help="f - f* <= GAP (f(x0) - f*), read off the traces (default: the target of each run)",
    )
    add(
        "--target-test-error",
        metavar="ERROR",
        type=command.positive_number,
        help="the target is an error on held-out samples, whatever the value; of numbers the root "
        "mean square error",
    )
    add(
        "--gradient-price",
        metavar="FACTOR",
        type=parse_price,
        help="how many evaluations a gradient counts for with --by priced, a number or n (default: "
        f"{price_words(None)})",
    )
    add("--gradient", metavar="NAME", help="only this gradient, and methods without one")
    add(
        "--filter",
        metavar="FIELD=GLOB",
        action="append",
        default=[],
        help=f"only runs whose field matches (FIELD!=GLOB: does not); one of {selection.HELP}",
    )
    add("--group-by", metavar="FIELD", choices=list(selection.FIELDS), help="a table a value")
    add("--baseline", metavar="METHOD", help="show ratios to this method's values")
    return parser


def grids_of(runs: list[Run], targets: Targets, choice: Choice) -> list[Grid]:
    """The tables, each with its title."""
    if choice.columns == "held-out":
        groups = selection.group(runs, "problem")
        made = [make_held_out(title, part, targets, choice.by) for title, part in groups.items()]
    elif choice.columns == "targets":
        groups = selection.group(runs, "problem")
        made = [
            make_ladder(title, part, targets, choice.by, LADDER, choice.statistic)
            for title, part in groups.items()
        ]
    else:
        groups = selection.group(runs, choice.group_by) if choice.group_by else split(runs)
        made = [
            make_grid(title, part, targets, choice.by, choice.statistic)
            for title, part in groups.items()
        ]
    return against(made, choice.baseline) if choice.baseline else made


def against(grids: list[Grid], method: str) -> list[Grid]:
    """The grids in which `method` has a row, as ratios to it."""
    known = list(dict.fromkeys(row.method for grid in grids for row in grid.rows))
    if method not in known:
        raise command.BadInput(f"--baseline: expected one of {', '.join(known)}, got '{method}'")
    return [ratios(grid, method) for grid in grids if method in {r.method for r in grid.rows}]


def markdown(runs: list[Run], targets: Targets, choice: Choice, studies: bool = True) -> str:
    """The tables of all `runs` as Markdown, with their notes; with or without the studies."""
    loaded = runs
    runs = merge_backends(runs)
    parts = split(runs)
    if not studies and len(parts) > 1 and parts.pop("Studies", []):
        runs = [run for part in parts.values() for run in part]
    shown = {run.case.problem for run in runs}
    said = note_on_backends([run for run in loaded if run.case.problem in shown])
    grids = grids_of(runs, targets, choice)
    blocks = []
    for grid in grids:
        if len(grids) > 1 or not studies or choice.columns == "held-out":
            blocks.append(f"### {choice.title(grid)}")
        blocks += [formats.markdown(part, choice.look) for part in formats.wrap(grid)]
    lines = all_notes(runs, targets, choice, grids, said)
    return "\n\n".join([*blocks, "  \n".join(lines)]) + "\n"


def markdown_both(runs: list[Run], targets: Targets) -> str:
    """What scripts/bench writes: functions by evaluations, data by epochs, then all by seconds, where
    they compare by them, and what is known of held-out samples.
    """
    runs, steps = tuned(runs, targets)
    on_data = {run.case.problem for run in runs if run.epochs > 0.0}
    parts = [
        ("evaluations", [run for run in runs if run.case.problem not in on_data]),
        ("epochs", [run for run in runs if run.case.problem in on_data]),
        ("seconds", runs),
    ]
    tables = [
        markdown(part, targets, Choice(by), studies=False)
        for by, part in parts
        if part and by in comparable_axes(part)
    ]
    if held_out := [run for run in runs if "test_error" in run.figures]:
        choice = Choice("epochs", columns="held-out")
        tables.append(markdown(held_out, targets, choice, studies=False))
    return "\n".join(tables + (["  \n".join(steps) + "\n"] if steps else []))


def latex(runs: list[Run], targets: Targets, choice: Choice) -> str:
    """The tables of all `runs` as LaTeX, with their notes as comments."""
    grids = grids_of(runs, targets, choice)
    blocks = [
        f"% {choice.title(grid)}\n{formats.latex(part, choice.look)}"
        for grid in grids
        for part in formats.wrap(grid)
    ]
    said = all_notes(runs, targets, choice, grids)
    lines = [line for note in said for line in textwrap.wrap(note, 96)]
    return "\n\n".join([*blocks, "\n".join(f"% {line}" for line in lines)]) + "\n"


def hypertext(runs: list[Run], targets: Targets, choice: Choice) -> str:
    """The tables of all `runs` as HTML, with their notes as a list."""
    grids = grids_of(runs, targets, choice)
    said = all_notes(runs, targets, choice, grids)
    items = "\n".join(f"<li>{html.escape(note)}</li>" for note in said)
    tables = [formats.hypertext(grid, choice.look) for grid in grids]
    return "\n".join([*tables, f"<ul>\n{items}\n</ul>"]) + "\n"


def comma_separated(runs: list[Run], targets: Targets, choice: Choice) -> str:
    """All `runs` as one CSV table, or one a group."""
    if choice.group_by or choice.columns != "problems":
        grids = grids_of(runs, targets, choice)
        return (
            "\n\n".join(
                f"{grid.title}\n{formats.comma_separated(grid, choice.look)}" for grid in grids
            )
            + "\n"
        )
    grid = make_grid("", runs, targets, choice.by, choice.statistic)
    shown = ratios(grid, choice.baseline) if choice.baseline else grid
    return formats.comma_separated(shown, choice.look) + "\n"


FORMATS: dict[str, Callable[[list[Run], Targets, Choice], str]] = {
    "markdown": markdown,
    "csv": comma_separated,
    "latex": latex,
    "html": hypertext,
}


def chosen(runs: list[Run], gradient: str | None, filters: list[str]) -> list[Run]:
    """The runs that the options leave."""
    if gradient is not None:
        known = sorted({run.case.gradient for run in runs})
        if gradient not in known:
            raise command.BadInput(
                f"--gradient: expected one of {', '.join(known)}, got '{gradient}'"
            )
        runs = with_gradient(runs, gradient)
    return selection.select(runs, filters)


def with_held_out(runs: list[Run], option: str, traced: bool) -> list[Run]:
    """The runs that have figures of held-out samples, at each point where they must be `traced`."""
    kept = [
        run
        for run in runs
        if (run.trace is not None and "test_error" in run.trace.figures)
        or (not traced and "test_error" in run.figures)
    ]
    if not kept:
        raise command.BadInput(
            f"{option}: expected {'traces of ' if traced else ''}runs with held-out samples "
            "(convergence --holdout=, or holdout= in a problem's name), found none"
        )
    return kept


def about_held_out(runs: list[Run], options: argparse.Namespace) -> list[Run]:
    """The runs that an option about held-out samples can be about; all without one."""
    if options.target_test_error is not None:
        return with_held_out(runs, "--target-test-error", traced=True)
    if options.columns == "held-out":
        return with_held_out(runs, "--columns held-out", traced=False)
    if options.statistic in FIGURES:
        return with_held_out(runs, f"--statistic {options.statistic}", traced=False)
    return runs


def refuse_what_does_nothing(options: argparse.Namespace) -> None:
    """Raises BadInput for an option beside one with which it says nothing."""
    if options.target_test_error is not None and options.target is not None:
        raise command.BadInput("--target-test-error: expected without --target")
    if options.target_test_error is not None and options.columns == "targets":
        raise command.BadInput("--target-test-error: expected without --columns targets")
    if options.columns == "held-out" and options.statistic != "median":
        raise command.BadInput("--columns held-out: expected without --statistic: all are medians")
    if options.statistic == "solved" and options.baseline is not None:
        raise command.BadInput("--baseline: expected a statistic that has ratios, not 'solved'")
    if options.columns == "targets" and options.target is not None:
        raise command.BadInput("--target: expected without --columns targets, which shows its own")
    if options.gradient_price is not None and options.by != "priced":
        raise command.BadInput("--gradient-price: expected with --by priced")


def refuse_what_does_not_compare(runs: list[Run], by: str) -> None:
    """Raises BadInput where the runs have no order by this cost."""
    if by not in (*comparable_axes(runs), *ROUNDS):
        others = ", ".join(comparable_axes(runs))
        raise command.BadInput(f"--by {by}: expected one of {others}: {seconds_apart(runs)}")


def main(arguments: list[str]) -> int:
    options = make_parser().parse_args(arguments)
    runs = load(options.files).runs
    if not runs:
        raise command.BadInput(f"{options.files[0]}: expected runs of convergence, found none")
    refuse_what_does_nothing(options)
    if options.columns == "targets" and any(run.trace is None for run in runs):
        raise command.BadInput("--columns targets: expected traces of every run")
    # The minimum that stands in for an unknown f* comes from every run, shown or not.
    targets = Targets(runs, options.target, options.gradient_price, options.target_test_error)
    runs = about_held_out(chosen(runs, options.gradient, options.filter), options)
    refuse_what_does_not_compare(runs, options.by)
    selected = {run.case.problem: None for run in runs}
    runs = selection.having(runs, options.by)
    counted = {run.case.problem for run in runs}
    choice = Choice(
        options.by,
        options.statistic,
        options.columns,
        options.baseline,
        options.group_by,
        tuple(problem for problem in selected if problem not in counted),
    )
    shown = runs if options.format == "markdown" else merge_backends(runs)
    print(FORMATS[options.format](shown, targets, choice), end="")
    return 0


if __name__ == "__main__":
    command.run("table", main)
