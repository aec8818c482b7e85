"""The tables of names, as `convergence --list --format=json` prints them."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ravine.command import BadInput
from ravine.files import ROOT

CONVERGENCE = ROOT / "build" / "release" / "benchmarks" / "convergence"


@dataclass(frozen=True)
class Search:
    """The values of a parameter that are worth trying: `points` of them, by equal ratios."""

    low: float
    high: float
    points: int

    def values(self) -> list[float]:
        ratio = (self.high / self.low) ** (1.0 / (self.points - 1))
        return [self.low * ratio**i for i in range(self.points)]


@dataclass(frozen=True)
class Parameter:
    """What one parameter takes. `low` and `high` are None where nothing bounds it."""

    name: str
    default: str
    summary: str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    search: Search | None


@dataclass(frozen=True)
class Entry:
    """One name. `facts` holds what only its table knows: dimension, uses_gradient, samples, ..."""

    name: str
    summary: str
    family: str
    parameters: dict[str, Parameter]
    planned: tuple[tuple[str, str], ...]  # the comparison, and the parameters in it
    facts: dict[str, Any]

    @property
    def is_built_in(self) -> bool:
        """False for a method of an outside library, or of the user's own."""
        return bool(self.facts.get("built_in"))

    @property
    def is_here(self) -> bool:
        """False for a problem whose data is not on this machine."""
        return self.facts.get("dimension", 1) is not None

    def specs(self, plan: str) -> list[str]:
        """The name with the parameters of each run that a comparison makes of it."""
        return [
            f"{self.name}:{given}" if given else self.name for p, given in self.planned if p == plan
        ]


@dataclass(frozen=True)
class Catalogue:
    """The entries by name, in the tables' order."""

    methods: dict[str, Entry]
    problems: dict[str, Entry]
    gradients: dict[str, Entry]
    losses: dict[str, Entry]
    models: dict[str, Entry]
    data: dict[str, Entry]
    backends: dict[str, Entry]

    def planned_methods(self, plan: str) -> list[str]:
        return [spec for entry in self.methods.values() for spec in entry.specs(plan)]

    def planned_problems(self, plan: str) -> list[str]:
        here = (entry for entry in self.problems.values() if entry.is_here)
        return [spec for entry in here for spec in entry.specs(plan)]

    def missing_problems(self, plan: str) -> list[str]:
        """What a comparison leaves out, since its data is not on this machine."""
        return [
            entry.name
            for entry in self.problems.values()
            if entry.specs(plan) and not entry.is_here
        ]


def _parameter(item: dict[str, Any]) -> Parameter:
    search = item.get("search")
    plain = {name: item[name] for name in ("name", "default", "summary", "low", "high")}
    choices = tuple(item["choices"])
    return Parameter(**plain, choices=choices, search=Search(**search) if search else None)


def _entry(item: dict[str, Any]) -> Entry:
    facts = dict(item)
    return Entry(
        facts.pop("name"),
        facts.pop("summary"),
        facts.pop("family", ""),
        {p["name"]: _parameter(p) for p in facts.pop("parameters", [])},
        tuple((run["plan"], run["parameters"]) for run in facts.pop("planned", [])),
        facts,
    )


def parse(text: str) -> Catalogue:
    """The tables in the JSON text."""
    document = json.loads(text)
    return Catalogue(
        **{kind: {item["name"]: _entry(item) for item in items} for kind, items in document.items()}
    )


@cache
def read(convergence: Path = CONVERGENCE) -> Catalogue:
    """The tables of a build; raises BadInput where it cannot be run."""
    line = [str(convergence), "--list", "--format=json"]
    try:
        done = subprocess.run(line, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BadInput(f"{convergence}: cannot be run ({error.strerror})") from None
    if done.returncode:
        raise BadInput(f"{convergence}: {done.stderr.strip() or f'ended with {done.returncode}'}")
    return parse(done.stdout)
