"""Which runs a table or a figure is about: --filter and --group-by."""

from collections.abc import Callable
from fnmatch import fnmatchcase

from ravine.command import BadInput
from ravine.results.runs import Run
from ravine.results.specs import base_of
from ravine.tables.cost import ROUNDS, counts_rounds

FIELDS: dict[str, Callable[[Run], str]] = {
    "problem": lambda run: run.case.problem,
    "family": lambda run: base_of(run.case.problem),
    "dimension": lambda run: "" if run.dimension is None else str(run.dimension),
    "method": lambda run: run.case.method,
    "kind": lambda run: base_of(run.case.method),
    "gradient": lambda run: run.case.gradient,
    "backend": lambda run: run.case.backend,
    "threads": lambda run: str(run.case.threads),
    "seed": lambda run: str(run.case.seed),
    "status": lambda run: run.status,
}
HELP = ", ".join(FIELDS)


def matches(field: str, globs: str) -> Callable[[Run], bool]:
    """True for a run whose field matches one of the comma-separated globs."""
    read, patterns = FIELDS[field], globs.split(",")
    return lambda run: any(fnmatchcase(read(run), pattern) for pattern in patterns)


def parse(text: str) -> Callable[[Run], bool]:
    """A condition FIELD=GLOB[,GLOB...] or FIELD!=GLOB[,GLOB...]."""
    name, equals, globs = text.partition("=")
    negated = name.endswith("!")
    name = name.removesuffix("!")
    if name not in FIELDS or not equals or not globs:
        raise BadInput(f"--filter: expected FIELD=GLOB with FIELD one of {HELP}, got '{text}'")
    condition = matches(name, globs)
    return (lambda run: not condition(run)) if negated else condition


def select(runs: list[Run], filters: list[str]) -> list[Run]:
    """The runs that meet every filter; BadInput names a filter that leaves none."""
    for text in filters:
        condition = parse(text)
        kept = [run for run in runs if condition(run)]
        if not kept:
            name = text.partition("=")[0].removesuffix("!")
            known = ", ".join(sorted({FIELDS[name](run) for run in runs} - {""})[:12])
            there = f"there are {known}" if known else f"expected traces, which hold the {name}"
            raise BadInput(f"--filter: no run is left by '{text}'; {there}")
        runs = kept
    return runs


def group(runs: list[Run], field: str) -> dict[str, list[Run]]:
    """The runs by the value of a field, titled "field value", in their order; numbers in theirs.
    BadInput where no run has a value.
    """
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(FIELDS[field](run), []).append(run)
    if list(groups) == [""]:
        raise BadInput(f"--group-by {field}: expected traces, which hold the {field}")
    numeric = all(value.isdigit() for value in groups)
    order = sorted(groups, key=int) if numeric else list(groups)
    return {f"{field} {value or 'unknown'}": groups[value] for value in order}


def having(runs: list[Run], by: str) -> list[Run]:
    """The runs that have the cost `by`: all of them, unless it is rounds."""
    if by not in ROUNDS:
        return runs
    kept = [run for run in runs if counts_rounds(run)]
    if not kept:
        raise BadInput(
            f"--by {by}: expected runs with rounds, found none: sums over samples have none, nor "
            "have files of before they were counted"
        )
    return kept
