"""Builds convergence, runs a comparison, and writes its results, table and report."""

import argparse
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from ravine import command
from ravine.child import INTERRUPTED
from ravine.comparison import Comparison, listed_runs, run_parts
from ravine.files import locked
from ravine.goals import defaults, gradient_tables, limits, peers
from ravine.plan import chosen_parts
from ravine.progress import StatusLine
from ravine.results import catalogue, folders
from ravine.results.catalogue import CONVERGENCE
from ravine.running import BUILD, build

DESCRIPTION = """\
Builds what is missing and runs a comparison. Prints its verdict as Markdown: for each class of
problems the method to take and the five best. Writes results.json, traces.jsonl, table.md (all
tables) and report.html (the page) to DIR.
"""
EPILOG = """\
With nothing else typed, all methods are compared on test functions and data sets, which takes at
most five minutes. Any other option goes to convergence (build/release/benchmarks/convergence). One
that chooses what is run (--methods, --problems, --gradients, --backends, --threads, --seeds,
--data, ...) takes the place of the default comparison:

  scripts/bench --methods='lbfgs,adam:step=*' --problems='rosenbrock:dimension=20'

An interrupt lets the run in progress end and keeps everything that is finished (exit status 130).
"""
OWN_FILES = ("--traces", "--benchmark_out", "--benchmark_out_format")
ONLY_PRINTS = ("--list", "--benchmark_list_tests")


@dataclass
class Options:
    quick: bool = False
    resume: bool = False
    only: str | None = None  # what is measured instead of a comparison
    output: Path | None = None  # None: a folder of its own
    given: list[str] = field(default_factory=list)  # for convergence

    @property
    def only_prints(self) -> bool:
        return any(option.split("=", 1)[0] in ONLY_PRINTS for option in self.given)


def make_parser() -> command.Parser:
    parser = command.Parser(
        prog="scripts/bench",
        usage="%(prog)s [--quick] [--resume] [--output DIR] [OPTION OF convergence ...]\n"
        "       %(prog)s --limits | --sources [--output DIR]\n"
        "       %(prog)s --peers | --defaults",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,  # of what goes to convergence
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="a small comparison: at most half a minute of running")
    add(
        "--resume",
        action="store_true",
        help="go on where an interrupted comparison ended: in --output, else the newest",
    )
    alone = parser.add_mutually_exclusive_group()
    for name, text in {
        "--limits": "only measure how far Ravine is from what the machine can do: a table of goals",
        "--sources": "only compare gradient sources: their errors and costs, and from where on a "
        "second thread pays; half a minute. Also written to DIR/gradients.md",
        "--peers": "only compare methods with those of outside libraries: tables, and one of goals",
        "--defaults": "only compare the steps that methods find with the best of a grid: a table",
    }.items():
        alone.add_argument(name, dest="only", action="store_const", const=name, help=text)
    add(
        "--output",
        metavar="DIR",
        type=Path,
        help="where the results go (default: a new folder results/NAME-TIME, to which "
        "results/latest then leads; for --limits and --sources results/latest itself)",
    )
    return parser


def parse(arguments: list[str]) -> Options:
    """The options; those that are not bench's own stay as they are typed."""
    parser = make_parser()
    own, given = parser.parse_known_args(arguments)
    if given and not given[0].startswith("-"):
        raise command.BadInput(f"expected options, got '{given[0]}'")
    for name in (option.split("=", 1)[0] for option in given):
        if name in OWN_FILES:
            raise command.BadInput(f"{name}: expected --output DIR, which names all files at once")
        if meant := parser.did_you_mean(name, 0.9):  # and not an option of convergence
            raise command.BadInput(f"unknown option '{name}'{meant}")
    return Options(**vars(own), given=given)


def shown(path: Path) -> Path:
    """The path as a user would type it from the current directory."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def closing(output: Path) -> str:
    """What was written, and what to try next."""
    at = shown(output)
    return (
        f"\nWritten to {at}:\n"
        "  results.json, traces.jsonl, table.md (all tables), report.html (the page)\n"
        "\nWhat to try next:\n"
        f"  open {at}/report.html in a browser\n"
        f"  scripts/table --by seconds --target 1e-3 {at}/traces.jsonl\n"
        "  scripts/bench --methods=lbfgs,adam:step=0.1 --problems=rosenbrock\n"
    )


def folder_of(options: Options) -> Path:
    """Where the comparison goes."""
    if options.output is not None:
        return options.output
    earlier = folders.to_resume() if options.resume else None
    return earlier or folders.new("quick" if options.quick else "comparison")


def compare(options: Options) -> int:
    """Runs the comparison and keeps what has finished; the exit status."""
    tables = catalogue.read(CONVERGENCE)
    asked = chosen_parts(options.given, tables, options.quick)
    if len(asked) > 1 and (missing := tables.missing_problems("large_data")) and not options.quick:
        print(f"note: left out, since the data is not here: {', '.join(missing)}", file=sys.stderr)
    planned = [(part, listed_runs(CONVERGENCE, part, options.given)) for part in asked]
    # The user's filter or shard may leave nothing of a part.
    parts = [(part, names) for part, names in planned if names is None or names]
    if not parts:
        raise command.BadInput("no run is left: the filter or the shard holds none")
    comparison = Comparison(folder_of(options), CONVERGENCE)
    with locked(comparison.output):
        comparison.begin(options.resume)
        status = run_parts(comparison, parts, options.given)
        line = StatusLine()
        line.show("writing the table and the report")
        text = comparison.finish()
        line.clear()
        if not text:
            comparison.abandon()
            return status
        folders.make_latest(comparison.output)
    print(text + closing(comparison.output), end="")
    if status == INTERRUPTED:
        print("bench: interrupted; scripts/bench --resume goes on from here", file=sys.stderr)
    return status


def measure_alone(options: Options) -> int:
    """What --limits, --sources, --peers and --defaults do instead of a comparison."""
    kept = options.only in ("--limits", "--sources")  # in a file too
    if options.given or options.quick or options.resume or (options.output and not kept):
        beside = " but --output" if kept else ""
        raise command.BadInput(f"{options.only}: expected no option beside it{beside}")
    if options.only == "--peers":
        return peers.main(CONVERGENCE, build)
    if options.only == "--defaults":
        return defaults.main(CONVERGENCE, build)
    output = options.output or folders.RESULTS / "latest"
    if options.only == "--sources":
        build("gradients")
        return gradient_tables.run(BUILD / "benchmarks", output)
    build(*(suite.binary for suite in limits.SUITES))
    return limits.run(BUILD / "benchmarks", output)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.only:
        return measure_alone(options)
    build("convergence")
    if options.only_prints:
        return subprocess.run([str(CONVERGENCE), *options.given], check=False).returncode
    return compare(options)


if __name__ == "__main__":
    command.run("bench", main)
