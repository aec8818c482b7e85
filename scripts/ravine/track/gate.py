"""The commands of the exact gate: run, check, accept."""

import json
import tempfile
from pathlib import Path

from ravine.command import BadInput, Parser
from ravine.files import RESULTS, ROOT, keep, merge_results
from ravine.results import catalogue, program
from ravine.track import baseline, build, exact, outcome
from ravine.track.plan import parts


def measure(binary: Path, output: Path) -> None:
    """Runs the gate's grid with a convergence; raises BadInput where it fails."""
    with tempfile.TemporaryDirectory(prefix="ravine-track-") as name:
        grid = parts(catalogue.read(binary))
        files = [Path(name) / f"{number}.json" for number in range(len(grid))]
        for file, part in zip(files, grid):
            program.run(binary, [f"{name}={value}" for name, value in part.items()], file)
        merged = merge_results(files)
    keep(output, json.dumps(merged, indent=1), RESULTS)


def run(arguments: list[str]) -> int:
    """scripts/track run."""
    parser = Parser(
        "scripts/track run", description="Builds convergence, and runs the grid of the exact gate."
    )
    parser.add_argument("--output", type=Path, default=ROOT / "results" / "latest" / "gate.json")
    parser.add_argument("--build", type=Path, default=build.RELEASE, help="a build folder")
    options = parser.parse_args(arguments)
    measure(build.program(options.build, "convergence"), options.output)
    found = outcome.read(options.output)
    print(f"{len(found.cases)} cases of {found.commit}, written to {options.output}")
    return 0


def check(arguments: list[str]) -> int:
    """scripts/track check."""
    parser = Parser("scripts/track check", description="Compares results with the baseline.")
    parser.add_argument("results", type=Path, metavar="RESULTS.json")
    parser.add_argument(
        "--baseline", type=Path, default=baseline.DEFAULT, help="a baseline, or any results"
    )
    options = parser.parse_args(arguments)
    new = outcome.read(options.results)
    comparison = exact.compare(baseline.read(options.baseline), new)
    print(f"Results of commit {new.commit}.")
    if new.commit != build.checkout():
        print(
            f"Not of the checkout, which is at {build.checkout()}: scripts/track run measures that."
        )
    print(exact.markdown(comparison), end="")
    if not comparison.passed:
        print('Where the change is meant: scripts/track accept RESULTS.json --reason "..."')
    return 0 if comparison.passed else 1


def accept(arguments: list[str]) -> int:
    """scripts/track accept."""
    parser = Parser("scripts/track accept", description="Makes results the baseline.")
    parser.add_argument("results", type=Path, metavar="RESULTS.json")
    parser.add_argument("--reason", required=True, help="why; it is kept in the baseline")
    parser.add_argument("--baseline", type=Path, default=baseline.DEFAULT)
    parser.add_argument(
        "--allow-removed", action="store_true", help="though the baseline loses cases"
    )
    options = parser.parse_args(arguments)
    if not options.reason.strip():
        raise BadInput("--reason: expected words that say why the change is meant")
    outcomes = outcome.read(options.results)
    _refuse_unfit(options.results, outcomes)
    old = baseline.read(options.baseline) if options.baseline.exists() else baseline.Baseline()
    new = baseline.accepted(old, outcomes, options.reason.strip())
    last = new.acceptances[-1]
    if last.removed and not options.allow_removed:
        raise BadInput(
            f"{options.results}: lacks {last.removed} of the baseline's {len(old.cases)} cases; "
            "expected all of them, or --allow-removed"
        )
    baseline.write(options.baseline, new)
    print(f"{options.baseline}: {last.changed} changed, {last.added} added, {last.removed} removed")
    return 0


def _refuse_unfit(path: Path, outcomes: outcome.Outcomes) -> None:
    """A baseline is made of runs that all measured something."""
    if not outcomes.cases:
        raise BadInput(f"{path}: expected convergence cases, found none")
    if not outcomes.fingerprint:
        raise BadInput(f"{path}: expected a context with the fingerprint of the build, found none")
    idle = [name for name, found in outcomes.cases.items() if not found.measured]
    for name in [*outcomes.errors, *idle]:
        raise BadInput(f"{path}: {name} measured nothing")
