"""The classes of problems that the verdicts are about, each with its runs and its one cost."""

from collections import defaultdict
from dataclasses import dataclass

from ravine.results.catalogue import CONVERGENCE, Catalogue, read
from ravine.results.runs import Run
from ravine.results.specs import number_of, parameters
from ravine.tables.cells import Row, by_row, split
from ravine.tables.cost import takes_gradients

MANY_SAMPLES = 10_000
NOISE = ("additive_noise", "multiplicative_noise")
# In this order on the page. The second text begins the sentence that names the best method.
TITLES = {
    "smooth_with": ("Smooth problems, with a gradient", "With a gradient"),
    "smooth_without": ("Smooth problems, without a gradient", "Without a gradient"),
    "nonsmooth": ("Problems with kinks or plateaus", "With kinks or plateaus"),
    "multimodal": ("Problems with many minima", "With many minima"),
    "noisy": ("Noisy problems", "With noise"),
    "few_samples": ("Learning from few samples", "Few samples"),
    "many_samples": ("Learning from many samples", "Many samples"),
    "own_samples": ("Learning from your data", "Your data"),
    "own_with": ("Your functions, with a gradient", "With a gradient"),
    "own_without": ("Your functions, without a gradient", "Without a gradient"),
}


@dataclass(frozen=True)
class ProblemClass:
    """The runs that compete with each other, and what they are compared by."""

    key: str
    runs: list[Run]

    @property
    def title(self) -> str:
        return TITLES[self.key][0]

    @property
    def opening(self) -> str:
        return TITLES[self.key][1]

    @property
    def axis(self) -> str:
        """The one cost of the class. Functions: evaluations, with a gradient at its price.
        Learning: passes over the data, because a mini-batch is no evaluation of the whole.
        """
        return "epochs" if self.key.endswith("samples") else "priced"

    @property
    def shows_gradient(self) -> bool:
        """True where not every method that takes gradients was given exact ones."""
        kinds = {run.case.gradient for run in self.runs} - {"none"}
        return len(kinds) > 1 or self.key.endswith("_without")

    @property
    def problems(self) -> list[str]:
        return list(dict.fromkeys(run.case.problem for run in self.runs))

    @property
    def rows(self) -> dict[Row, list[Run]]:
        return by_row(self.runs)


def known_tables() -> Catalogue | None:
    """The tables of the release build; None where it is not built."""
    return read() if CONVERGENCE.is_file() else None


def kind_of(problem: str, learns: bool, tables: Catalogue | None) -> str:
    """What sort of problem it is. `learns`: its runs count passes over data."""
    base, given = parameters(problem)
    if any((number_of(given, name) or 0.0) > 0.0 for name in NOISE):
        return "noisy"
    entry = tables.problems.get(base) if tables else None
    if not learns and (entry is None or not entry.family):
        return "own"
    if not learns and entry is not None and entry.family != "learning":
        return entry.family
    samples = number_of(given, "samples")
    if samples is None and tables and base in tables.data:
        samples = tables.data[base].facts.get("samples")
    if samples is None:
        return "own_samples"
    return "many_samples" if samples >= MANY_SAMPLES else "few_samples"


def _apart(kind: str) -> bool:
    """True where methods that are given a gradient compete with each other alone."""
    return kind in ("smooth", "own")


def classes(runs: list[Run], tables: Catalogue | None) -> list[ProblemClass]:
    """The classes that the comparison holds; single studies are left out beside it."""
    parts = split(runs)
    if len(parts) > 1:
        parts.pop("Studies", None)
    compared = [run for part in parts.values() for run in part]
    learning = {run.case.problem for run in compared if run.epochs > 0.0}
    exact = {row for row, part in by_row(compared).items() if any(map(takes_gradients, part))}
    found: dict[str, list[Run]] = defaultdict(list)
    for row, part in by_row(compared).items():
        for run in part:
            kind = kind_of(run.case.problem, run.case.problem in learning, tables)
            suffix = ("_with" if row in exact else "_without") if _apart(kind) else ""
            found[kind + suffix].append(run)
    return [ProblemClass(key, found[key]) for key in TITLES if key in found]
