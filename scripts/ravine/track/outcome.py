"""What a run came to, as far as it is exact: counts, status and the bits of the final value."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ravine.command import BadInput
from ravine.results import benchmark_file
from ravine.tables.cost import ROUNDS

SUCCESS = ("target_reached", "converged")


class Outcome(NamedTuple):
    """The measures of one case that have no noise."""

    f_evals: float
    g_evals: float
    epochs: float
    status: str
    value: float
    rounds: tuple[float, ...] = ()  # on 2, 4, ... 1024 processors; none for a sum over samples

    @property
    def solved(self) -> bool:
        return self.status in SUCCESS

    @property
    def measured(self) -> bool:
        """False for a run that has evaluated nothing."""
        return self.cost > 0

    @property
    def cost(self) -> float:
        """Passes over the data where there is any, else values and gradients."""
        return self.epochs or self.f_evals + self.g_evals

    def same_bits(self, other: "Outcome") -> bool:
        return self.exact() == other.exact()

    def exact(self) -> tuple[str, ...]:
        """All fields as texts that are equal exactly where all bits are, but for NaN's payload."""
        numbers = (self.f_evals, self.g_evals, self.epochs, self.value)
        f_evals, g_evals, epochs, value = (float(number).hex() for number in numbers)
        return (f_evals, g_evals, epochs, self.status, value, " ".join(map(str, self.rounds)))


@dataclass
class Outcomes:
    """The outcomes of a results file by case, and what their bits depend on; the commit of the
    binary that measured them.
    """

    fingerprint: dict[str, str]
    cases: dict[str, Outcome]
    errors: dict[str, str]  # by case: what the benchmark said where it gave up
    commit: str = "unknown"


def read(path: Path) -> Outcomes:
    """The `convergence` cases of Google Benchmark's results; raises BadInput."""
    results = benchmark_file.read(path)
    found = Outcomes(results.fingerprint, {}, {}, results.commit)
    seen: set[tuple[str, Any]] = set()
    for entry in results.runs():
        name = entry["name"]
        if not name.startswith("convergence/"):
            continue
        repetition = (name, str(entry.get("repetition_index")))
        if repetition in seen:
            raise BadInput(f"{path}: two cases are named {name}")
        seen.add(repetition)
        if entry.get("error_occurred"):
            found.errors[name] = str(entry.get("error_message", "an error without a message"))
            continue
        outcome = _outcome(path, name, entry)
        if not found.cases.setdefault(name, outcome).same_bits(outcome):
            raise BadInput(f"{path}: the repetitions of {name} differ, which no seed explains")
    return found


def _outcome(path: Path, name: str, entry: dict[str, Any]) -> Outcome:
    numbers: dict[str, float] = {}
    rounds = [field for field in ROUNDS if field in entry]
    for field in ("f_evals", "g_evals", "epochs", "value", *rounds):
        number = entry.get(field)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise BadInput(f"{path}: expected a number {field} in {name}")
        if field != "value" and not (math.isfinite(number) and number >= 0):
            raise BadInput(f"{path}: expected a count {field} in {name}, got {number}")
        numbers[field] = float(number)
    counted = tuple(numbers.pop(field) for field in rounds)
    return Outcome(**numbers, status=str(entry.get("label", "")), rounds=counted)
