"""What benchmarks/gradients found, as two tables: error against cost, and serial against parallel.

What scripts/bench --sources runs.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ravine.files import make_folder, write_whole
from ravine.report.kernels import medians
from ravine.results import program
from ravine.results.runs import Kernel, Loaded, load
from ravine.results.specs import base_of, parameters
from ravine.tables.formats import plain_markdown

FILTER = r"/levy(_batched|:additive_noise=[^/]*)?/n:10/|/centered/busy_"
ERRORS = """\
## Error, evaluations and time of each gradient source

The Levy function in 10 variables, without noise and with normal noise of the given standard
deviation on each value. The table has the relative Euclidean error of the gradient at one point and
the median time of one gradient on one thread. `noise=` is the step for noisy functions (Moré & Wild
2012). It first estimates a derivative for each coordinate, because a bad step costs more than the
estimate.
"""
CROSSOVER = """\
## Serial or parallel: where they cross

A centered difference in n variables of a function that takes as long a value; median times of one
gradient. `work` is 2n times that cost. With `cost=`, the library compares it with 20 us, and wakes
a second thread from there on. `gain` is the serial time over the time of the faster backend.
"""
COSTS = {"busy_100ns": 0.1, "busy_1us": 1.0, "busy_10us": 10.0, "busy_1ms": 1000.0}  # in us


@dataclass(frozen=True)
class Timed:
    """One case: `gradients/<source>/<function>/n:<n>/<backend>:<threads>`."""

    source: str
    function: str
    n: int
    where: str
    counters: dict[str, float]

    @staticmethod
    def of(kernel: Kernel) -> "Timed":
        source, function, n, where = kernel.parts[:4]
        return Timed(source, function, int(n.removeprefix("n:")), where, kernel.counters)

    @property
    def microseconds(self) -> float:
        return 1e6 * self.counters["real_time"]

    @property
    def noise(self) -> float:
        """The standard deviation of a value's noise."""
        return float(parameters(self.function)[1].get("additive_noise", 0.0))


def cases_of(loaded: Loaded) -> list[Timed]:
    return [Timed.of(kernel) for kernel in medians(loaded.kernels.get("gradients", []))]


def error_table(cases: list[Timed]) -> str:
    """A row per source and level of noise; the sources with the least error come first."""
    shown = [c for c in cases if base_of(c.function).startswith("levy") and ":h=" not in c.source]
    shown.sort(key=lambda c: (c.noise, c.counters["relative_error"]))
    rows = [
        [
            f"{case.noise:g}",
            f"`{case.source}`",
            f"{case.counters['evaluations']:.0f}",
            f"{case.counters['relative_error']:.1e}",
            f"{case.microseconds:.2f}",
        ]
        for case in shown
    ]
    header = ["noise", "source", "evaluations", "relative error", "us"]
    return plain_markdown(header, rows, left=len(header)) + "\n"


def crossover_table(cases: list[Timed]) -> str:
    """A row per dimension and cost of a value, by rising work."""
    times: dict[tuple[float, int], dict[str, float]] = {}
    for case in cases:
        if case.function in COSTS and case.source == "centered":
            times.setdefault((COSTS[case.function], case.n), {})[case.where] = case.microseconds
    rows = []
    for (cost, n), by_where in sorted(times.items(), key=lambda item: 2 * item[0][0] * item[0][1]):
        parallel = {where: time for where, time in by_where.items() if where != "serial:1"}
        if "serial:1" not in by_where or not parallel:
            continue
        gain = by_where["serial:1"] / min(parallel.values())
        shown = [f"{by_where[where]:.1f}" for where in ("serial:1", *sorted(parallel))]
        faster = "serial" if gain < 1.0 else "parallel"
        rows.append([f"{cost:g}", str(n), f"{2 * cost * n:g}", *shown, f"{gain:.2f}", faster])
    wheres = sorted({w for by_where in times.values() for w in by_where if w != "serial:1"})
    header = ["us a value", "n", "work, us", "serial:1", *wheres, "gain", "faster"]
    return plain_markdown(header, rows, left=len(header)) + "\n"


def machine(context: dict[str, Any]) -> str:
    """The fingerprint of where the results come from, in one line."""
    parts = [f"{context.get('num_cpus', '?')} cores at {context.get('mhz_per_cpu', '?')} MHz"]
    for name in ("instructions", "compiler", "flags", "eigen", "openmp", "tbb"):
        if value := context.get(f"fingerprint_{name}", "").strip():
            parts.append(f"{name} {value}")
    return "; ".join(parts) + f"; {context.get('date', 'no date')}"


def page(loaded: Loaded) -> str:
    """Both tables with what they show, and the machine."""
    cases = cases_of(loaded)
    return (
        "# Gradients\n\nMade by `scripts/bench --sources` on: "
        f"{machine(loaded.context)}.\n\n"
        f"{ERRORS}\n{error_table(cases)}\n{CROSSOVER}\n{crossover_table(cases)}"
    )


def run(folder: Path, output: Path) -> int:
    """Runs the cases with the binary in `folder`, prints the page and writes it to `output`; 0."""
    make_folder(output)
    results = output / "gradients.json"
    program.time_kernels(folder / "gradients", FILTER, ["--benchmark_repetitions=3"], results)
    text = page(load([results]))
    write_whole(output / "gradients.md", text)
    print(text, end="")
    return 0
