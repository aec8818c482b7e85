"""The commands of the exact gate: run, check, accept."""

import json
import tempfile
from pathlib import Path

from ravine import catalogue, program
from ravine.command import BadInput, Parser
from ravine.files import ROOT, keep, merge_results
from ravine.track import baseline, exact, outcome
from ravine.track.plan import parts

BUILD = ROOT / "build" / "release"


def measure(build: Path, output: Path) -> None:
    """Runs the gate's grid with the binary of a build folder; raises BadInput where it fails."""
    binary = build / "benchmarks" / "convergence"
    if not binary.is_file():
        raise BadInput(f"{binary}: is not built; cmake --build {build} --target convergence")
    with tempfile.TemporaryDirectory(prefix="ravine-track-") as name:
        grid = parts(catalogue.read(binary))
        files = [Path(name) / f"{number}.json" for number in range(len(grid))]
        for file, part in zip(files, grid):
            program.run(binary, [f"{name}={value}" for name, value in part.items()], file)
        merged = merge_results(files)
    keep(output, json.dumps(merged, indent=1))


def run(arguments: list[str]) -> int:
    """scripts/track run."""
    parser = Parser("scripts/track run", description="Runs the grid of the exact gate.")
    parser.add_argument("--output", type=Path, default=ROOT / "results" / "latest" / "gate.json")
    parser.add_argument("--build", type=Path, default=BUILD, help="a build folder")
    options = parser.parse_args(arguments)
    measure(options.build, options.output)
    found = outcome.read(options.output)
    print(f"{len(found.cases)} cases, written to {options.output}")
    return 0


def check(arguments: list[str]) -> int:
    """scripts/track check."""
    parser = Parser("scripts/track check", description="Compares results with the baseline.")
    parser.add_argument("results", type=Path, metavar="RESULTS.json")
    parser.add_argument("--baseline", type=Path, default=baseline.DEFAULT)
    options = parser.parse_args(arguments)
    old = baseline.read(options.baseline)
    comparison = exact.compare(old, outcome.read(options.results))
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
    options = parser.parse_args(arguments)
    if not options.reason.strip():
        raise BadInput("--reason: expected words that say why the change is meant")
    outcomes = outcome.read(options.results)
    _refuse_unfit(options.results, outcomes)
    old = baseline.read(options.baseline) if options.baseline.exists() else baseline.Baseline()
    new = baseline.accepted(old, outcomes, options.reason.strip())
    baseline.write(options.baseline, new)
    last = new.acceptances[-1]
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
