"""Two builds, run in turn on one machine: the paired log-ratios of their times."""

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ravine.arrays import Array
from ravine.command import BadInput
from ravine.results import benchmark_file, program
from ravine.track.layouts import Layouts


def order(seed: int) -> Iterator[tuple[str, str]]:
    """The pairs in their order of running. It is A B B A or B A A B, chosen at random. A drift of
    the machine thus affects both sides alike.
    """
    chance = random.Random(seed)
    while True:
        first = chance.choice([("base", "head"), ("head", "base")])
        yield first
        yield first[::-1]


def times(binary: Path, options: list[str], scratch: Path) -> tuple[dict[str, float], str]:
    """The real time of each case of one run, in the results' unit, and the commit that the binary
    names. Of repetitions the least, which what else runs on the machine disturbs least.
    """
    out = scratch / "times.json"
    out.unlink(missing_ok=True)
    program.run(binary, options, out)
    found: dict[str, dict[int, float]] = {}
    results = benchmark_file.read(out)
    for entry in results.measured():
        repetitions = found.setdefault(entry["name"], {})
        index = entry.get("repetition_index", 0)
        if index in repetitions:
            raise BadInput(f"{binary}: two cases are named {entry['name']}")
        repetitions[index] = float(entry["real_time"])
    least = {name: min(repetitions.values()) for name, repetitions in found.items()}
    positive = {name: time for name, time in least.items() if time > 0}
    return positive, results.commit


class Interleaved:
    """The pairs of two builds so far, for more to be added while they don't decide."""

    def __init__(
        self,
        binaries: dict[str, Path],
        options: list[str],
        seed: int,
        layouts: dict[str, Layouts] | None = None,
    ) -> None:
        """`binaries` has the program of "base" and of "head", `options` what both are given. With
        `layouts` of both, each pair runs new layouts of them.
        """
        self._binaries = binaries
        self._layouts = layouts
        self._chance = random.Random(seed)
        self._options = options
        self._order = order(seed)
        self._ratios: dict[str, list[float]] = {}
        self._lacking: set[str] = set()
        self.commits: dict[str, str] = {}  # of "base" and "head", as their results name them
        self.pairs = 0

    def extend(self, pairs: int) -> None:
        """Runs so many pairs more; raises BadInput where a run fails."""
        with tempfile.TemporaryDirectory(prefix="ravine-ab-") as name:
            for _ in range(pairs):
                self._run_pair(Path(name))

    def _run_pair(self, scratch: Path) -> None:
        found = {}
        for side in next(self._order):
            binary = self._binaries[side]
            if self._layouts:
                seed = self._chance.getrandbits(32)
                binary = self._layouts[side].make(seed, scratch / side)
            found[side], self.commits[side] = times(binary, self._options, scratch)
        base, head = found["base"], found["head"]
        for case in base.keys() & head.keys():
            self._ratios.setdefault(case, []).append(float(np.log(head[case] / base[case])))
        self._lacking |= base.keys() ^ head.keys()
        self.pairs += 1

    @property
    def ratios(self) -> dict[str, Array]:
        """The log-ratios (pairs) of head to base by case, of those that every run has measured."""
        whole = {
            case: np.array(self._ratios[case])
            for case in sorted(self._ratios)
            if len(self._ratios[case]) == self.pairs
        }
        if not whole:
            raise BadInput("no case was measured in both builds")
        return whole

    @property
    def lacking(self) -> list[str]:
        """The cases that one of the builds has not measured, or not every time."""
        return sorted(self._lacking)
