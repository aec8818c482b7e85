"""Values and gradients of the problems, from the built binary: convergence --evaluate."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ravine.arrays import Array
from ravine.results import catalogue

SECONDS = 20  # for one problem; the grids that are asked for take milliseconds


@dataclass(frozen=True)
class Evaluator:
    """The problems and methods as one build knows them."""

    binary: Path = catalogue.CONVERGENCE

    @property
    def available(self) -> bool:
        return self.binary.is_file()

    def at(self, problem: str, points: Array) -> tuple[Array, Array | None] | None:
        """f at `points` (points, n), and its gradients (points, n) where the problem has them. NaN
        where not finite. None where this build does not know the problem.
        """
        request = json.dumps({"problem": problem, "points": points.tolist()})
        answer = self._run(["--evaluate"], request + "\n")
        if answer is None:
            return None
        found = json.loads(answer)
        gradients = found["gradients"]
        return (
            np.array(found["values"], dtype=float),
            None if gradients is None else np.array(gradients, dtype=float),
        )

    def at_each(self, problem: str, groups: list[Array]) -> list[tuple[Array, Array | None]] | None:
        """`at` for several groups of points at once."""
        found = self.at(problem, np.concatenate(groups))
        if found is None:
            return None
        values, gradients = found
        ends = np.cumsum([len(group) for group in groups])[:-1]
        parts = np.split(values, ends)
        slopes: list[Array | None] = [None] * len(groups)
        if gradients is not None:
            slopes = list(np.split(gradients, ends))
        return list(zip(parts, slopes))

    def _run(self, arguments: list[str], text: str) -> str | None:
        if not self.available:
            return None
        try:
            done = subprocess.run(
                [str(self.binary), *arguments],
                input=text,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None
