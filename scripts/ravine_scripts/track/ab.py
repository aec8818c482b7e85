"""The time gate: two builds, run interleaved on one machine."""

import json
import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ravine_scripts.command import BadInput, Parser, positive_number
from ravine_scripts.files import write_whole
from ravine_scripts.track import build, paired
from ravine_scripts.track.outcome import read_json

LEAST_PAIRS = 10  # whose exact test can reach the level over some tens of cases
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


def order(pairs: int, seed: int) -> Iterator[tuple[str, str]]:
    """The pairs in their order of running: A B B A or B A A B at random, so that a drift of the
    machine falls on both sides alike.
    """
    chance = random.Random(seed)
    for number in range(pairs):
        if number % 2 == 0:
            first = chance.choice([("base", "head"), ("head", "base")])
        yield first if number % 2 == 0 else first[::-1]


def times(binary: Path, options: list[str], scratch: Path) -> dict[str, float]:
    """The real time of each case of one run, in the results' unit; of repetitions the least, which
    what else runs on the machine disturbs least.
    """
    out = scratch / "times.json"
    out.unlink(missing_ok=True)
    line = [str(binary), *options, f"--benchmark_out={out}", "--benchmark_out_format=json"]
    try:
        done = subprocess.run(line, capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        raise BadInput(f"{binary}: cannot be run ({error.strerror})") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise BadInput(f"{binary}: {said[-1] if said else f'ended with {done.returncode}'}")
    found: dict[str, dict[int, float]] = {}
    for entry in read_json(out, "Google Benchmark's results")["benchmarks"]:
        if entry.get("error_occurred") or entry.get("run_type") == "aggregate":
            continue
        repetitions = found.setdefault(entry["name"], {})
        index = entry.get("repetition_index", 0)
        if index in repetitions:
            raise BadInput(f"{binary}: two cases are named {entry['name']}")
        repetitions[index] = float(entry["real_time"])
    least = {name: min(repetitions.values()) for name, repetitions in found.items()}
    return {name: time for name, time in least.items() if time > 0}


def measure(
    binaries: dict[str, Path], options: list[str], pairs: int, seed: int
) -> dict[str, np.ndarray]:
    """The log-ratios (pairs) of head to base of each case that both have."""
    ratios: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="ravine-ab-") as name:
        for sides in order(pairs, seed):
            found = {side: times(binaries[side], options, Path(name)) for side in sides}
            for case, base in found["base"].items():
                if case in found["head"]:
                    ratios.setdefault(case, []).append(float(np.log(found["head"][case] / base)))
    whole = {case: np.array(r) for case, r in ratios.items() if len(r) == pairs}
    if not whole:
        raise BadInput("no case was measured in both builds")
    return whole


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
    parser.add_argument("--effect", type=positive_number, default=0.05, help="that matters")
    parser.add_argument("--seed", type=int, default=1, help="of the order and the bootstrap")
    parser.add_argument("--output", type=Path, help="the log-ratios as JSON")
    at = arguments.index("--") if "--" in arguments else len(arguments)
    options, given = parser.parse_args(arguments[:at]), arguments[at + 1 :]
    if options.pairs < LEAST_PAIRS:
        raise BadInput(f"--pairs: expected at least {LEAST_PAIRS}, got {options.pairs}")
    # Both names are known to be right before a build takes its minutes.
    sides = {"base": build.resolve(options.base), "head": build.resolve(options.head)}
    binaries = {
        side: build.folder(source, options.binary) / "benchmarks" / options.binary
        for side, source in sides.items()
    }
    chosen = given or list(CASES[options.binary])
    ratios = measure(binaries, chosen, options.pairs, options.seed)
    if options.output:
        _keep(options.output, ratios)
    found = paired.verdicts(ratios, options.effect, options.seed)
    print(paired.markdown(found, options.effect), end="")
    return int(any(verdict.word == "slower" for verdict in found))


def _keep(path: Path, ratios: dict[str, np.ndarray]) -> None:
    text = json.dumps({case: list(values) for case, values in ratios.items()}, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from None
