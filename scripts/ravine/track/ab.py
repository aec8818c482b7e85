"""The time gate: two builds, run interleaved on one machine."""

import json
import math
from pathlib import Path

from ravine.arrays import Array
from ravine.command import BadInput, Parser, positive_number
from ravine.files import JSON, keep
from ravine.track import build, instructions, layouts, paired
from ravine.track.layouts import Layouts
from ravine.track.times import Interleaved

LEAST_PAIRS = 10
EXPLAINED = 3  # slower cases whose functions are looked at
MORE_PAIRS = 10  # that are run at once while the intervals are too wide
# Runs of some milliseconds each: what a method, a difference gradient and a risk cost.
CASES = {
    "convergence": (
        "--problems=rosenbrock:dimension=50,breast_cancer",
        "--methods=lbfgs,bfgs,conjugate_gradient,adam:step=0.01",
        *("--gradients=centered", "--target=0", "--max_evaluations=20000"),
        "--benchmark_repetitions=5",
    ),
    "gradients": ("--benchmark_min_time=0.02", "--benchmark_repetitions=3"),
}


def measure(runs: Interleaved, pairs: int, most: int, effect: float) -> dict[str, Array]:
    """The log-ratios of at least `pairs` pairs, and of more, up to `most`, until the interval of
    each case is narrower than `effect`. The widths tell nothing of the side that a ratio is on, so
    to look at them costs the tests nothing.
    """
    runs.extend(pairs)
    # Fewer could not reach the level, whatever they show.
    runs.extend(max(0, paired.least_pairs(len(runs.ratios)) - runs.pairs))
    while runs.pairs < most and paired.widest(runs.ratios) > math.log1p(effect):
        runs.extend(min(MORE_PAIRS, most - runs.pairs))
    return runs.ratios


def both_layouts(binaries: dict[str, Path], target: str) -> dict[str, Layouts] | None:
    """The layouts of both builds; None where one of them cannot be linked anew."""
    found = {side: layouts.of(binary.parents[1], target) for side, binary in binaries.items()}
    both = {side: one for side, one in found.items() if one is not None}
    return both if len(both) == len(binaries) else None


def main(arguments: list[str]) -> int:
    """scripts/track ab."""
    parser = Parser(
        "scripts/track ab",
        description="Compares the time of two commits or build folders. Exit status 1 only on a "
        "confirmed slowdown.",
        epilog="Options behind -- go to the binary and choose its cases.",
    )
    parser.add_argument("base", metavar="BASE", help="a commit or a build folder")
    parser.add_argument("head", metavar="HEAD")
    parser.add_argument("--binary", choices=list(CASES), default="convergence")
    parser.add_argument("--pairs", type=int, default=20, help=f"at least {LEAST_PAIRS}")
    parser.add_argument(
        "--most", type=int, default=100, help="pairs that are run for intervals within the effect"
    )
    parser.add_argument("--effect", type=positive_number, default=0.05, help="that matters")
    parser.add_argument(
        "--as-built",
        action="store_true",
        help="keep the layout of the code in memory, which alone can make a build slower; else each "
        "pair links both builds anew, in another order",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the order and the bootstrap")
    parser.add_argument("--output", type=Path, help="the log-ratios as JSON")
    at = arguments.index("--") if "--" in arguments else len(arguments)
    options, given = parser.parse_args(arguments[:at]), arguments[at + 1 :]
    if options.pairs < LEAST_PAIRS:
        raise BadInput(f"--pairs: expected at least {LEAST_PAIRS}, got {options.pairs}")
    if options.most < options.pairs:
        raise BadInput(f"--most: expected at least the {options.pairs} of --pairs")
    # Both names are known to be right before a build takes its minutes.
    sides = {"base": build.resolve(options.base), "head": build.resolve(options.head)}
    binaries = {
        side: build.program(build.folder(source, options.binary), options.binary)
        for side, source in sides.items()
    }
    moved = None if options.as_built else both_layouts(binaries, options.binary)
    runs = Interleaved(binaries, given or list(CASES[options.binary]), options.seed, moved)
    ratios = measure(runs, options.pairs, options.most, options.effect)
    if options.output:
        logs = {case: list(values) for case, values in ratios.items()}
        keep(options.output, json.dumps(logs, indent=1), JSON)
    found = paired.verdicts(ratios, options.effect, options.seed)
    print(f"Base: commit {runs.commits['base']}. Head: commit {runs.commits['head']}.\n")
    print(paired.markdown(found, options.effect), end="")
    if not moved:
        print("Layouts are those of the builds, which alone can make a difference of some percent.")
    slower = [verdict.case for verdict in found if verdict.word == "slower"]
    if slower and options.binary == "convergence":
        print(
            instructions.why(binaries["base"], binaries["head"], slower[:EXPLAINED], given), end=""
        )
    if runs.lacking:
        print(f"Not in both builds, so not compared: {', '.join(runs.lacking)}.")
    return int(bool(slower))
