"""Compares methods in one table: median evaluations or seconds to the target, and solved/total."""

import textwrap
from pathlib import Path

from ravine_scripts import command, formats
from ravine_scripts.grid import make_grid, split, with_gradient
from ravine_scripts.runs import Run, load
from ravine_scripts.target import Targets

DESCRIPTION = """\
Compares methods (rows) on problems (columns). A cell is the median over seeds of what a run spent
up to its target, and how many runs of how many reached it: 132 (5/5). A run that did not counts as
infinite, so there is a median only where more than half are solved. The best of a column is bold.

FILE is a results file of convergence (--benchmark_out) or its traces (--traces); several are
merged, and of a run that occurs twice the last one counts. Evaluations are values of f (f_evals),
finite-difference probes among them; analytic gradients (g_evals) are not added. Where f* is not
known, the best value of all loaded runs is taken; such problems need traces.
"""


def make_parser() -> command.Parser:
    parser = command.Parser(
        prog="scripts/table",
        description=DESCRIPTION,
        formatter_class=command.argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--by", choices=("evaluations", "seconds"), default="evaluations")
    parser.add_argument("--format", choices=("markdown", "csv", "latex"), default="markdown")
    parser.add_argument(
        "--target",
        metavar="GAP",
        type=command.positive_number,
        help="f - f* <= GAP (f(x0) - f*), read off the traces (default: the target of each run, "
        "1e-7 where f* is not known)",
    )
    parser.add_argument(
        "--gradient", metavar="NAME", help="only this gradient, and methods without one"
    )
    return parser


def notes(runs: list[Run], targets: Targets, by: str) -> list[str]:
    """What a reader must know about the numbers, a sentence an item."""
    gaps = sorted({f"{gap:.2g}" for run in runs if (gap := targets.gap_of(run)) is not None})
    lines = [
        f"Cells: median of {by} to the target over the seeds, and solved/total; a run that is not "
        "solved counts as infinite."
    ]
    if gaps:
        lines.append(f"Target: f - f* <= gap (f(x0) - f*), gap {' or '.join(gaps)}.")
    if by == "evaluations":
        lines.append(
            "Evaluations are values of f, finite-difference probes among them; analytic gradients "
            "are not added."
        )
        if any(run.epochs > 0.0 for run in runs):
            lines.append(
                "On data sets an evaluation of a stochastic method is one mini-batch: compare these "
                "by seconds."
            )
    problems = {run.case.problem for run in runs}
    assumed = [problem for problem in targets.assumed if problem in problems]
    if assumed:
        lines.append(
            f"f* is not known for {', '.join(assumed)}: the best value of all loaded runs is taken."
        )
    untraced = [problem for problem in targets.untraced if problem in problems]
    if untraced:
        lines.append(
            f"Without f* a run needs a trace to be judged: some of {', '.join(untraced)} have none."
        )
    return lines


def markdown(runs: list[Run], targets: Targets, by: str) -> str:
    """The tables of all `runs` as Markdown, with their notes."""
    parts = split(runs)
    blocks = []
    for title, part in parts.items():
        if len(parts) > 1:
            blocks.append(f"### {title}, by {by}")
        blocks += [formats.markdown(g, by) for g in formats.wrap(make_grid(title, part, targets, by))]
    return "\n\n".join([*blocks, "  \n".join(notes(runs, targets, by))]) + "\n"


def latex(runs: list[Run], targets: Targets, by: str) -> str:
    """The tables of all `runs` as LaTeX, with their notes as comments."""
    blocks = []
    for title, part in split(runs).items():
        for grid in formats.wrap(make_grid(title, part, targets, by)):
            blocks.append(f"% {title}, by {by}\n{formats.latex(grid, by)}")
    comments = [f"% {line}" for note in notes(runs, targets, by) for line in textwrap.wrap(note, 96)]
    return "\n\n".join([*blocks, "\n".join(comments)]) + "\n"


def render(runs: list[Run], targets: Targets, by: str, form: str) -> str:
    """The comparison in one of the formats, ending with a newline."""
    if form == "csv":
        return formats.comma_separated(make_grid("", runs, targets, by), by) + "\n"
    return (latex if form == "latex" else markdown)(runs, targets, by)


def main(arguments: list[str]) -> int:
    options = make_parser().parse_args(arguments)
    runs = load(options.files).runs
    if not runs:
        raise command.BadInput(f"{options.files[0]}: expected runs of convergence, found none")
    # The minimum that stands in for an unknown f* comes from every run, shown or not.
    targets = Targets(runs, options.target)
    if options.gradient is not None:
        known = sorted({run.case.gradient for run in runs})
        if options.gradient not in known:
            raise command.BadInput(
                f"--gradient: expected one of {', '.join(known)}, got '{options.gradient}'"
            )
        runs = with_gradient(runs, options.gradient)
    print(render(runs, targets, options.by, options.format), end="")
    return 0


if __name__ == "__main__":
    command.run("table", main)
