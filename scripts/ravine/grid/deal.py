"""Cases in jobs: long ones alone, short ones together, the longest jobs first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from ravine.grid.folder import Job
from ravine.results.case import Case

JOBS_A_WORKER = 32  # a worker has at most about one of these parts more to do than another
SHORTEST = 0.25  # seconds: below this the start of a program would weigh
MOST_CASES = 1000  # of a job
DATA = "data:"  # begins the name of a user's data, which an option of its own names


@dataclass(frozen=True)
class Costed:
    """A case with its place in the grid and its estimated seconds."""

    place: int
    case: Case
    seconds: float


def make_jobs(cases: list[Costed], workers: int, known: set[str] | None = None) -> list[Job]:
    """The jobs, those of most cores first, and then the longest first. `known` are the names that the
    options give without filter and shard; None: these cases.
    """
    names = known or {one.case.name for one in cases}
    # The option that names a user's data gives its problem beside any others.
    data = {n.split("/")[1] for n in names if n.startswith(f"convergence/{DATA}")}
    part = max(SHORTEST, sum(one.seconds for one in cases) / (workers * JOBS_A_WORKER))
    made = [_job(batch, names, data) for batch in _batches(cases, part)]
    made.sort(key=lambda job: (-job.cores, -job.estimate))
    return [replace(job, number=number) for number, job in enumerate(made)]


def _batches(cases: Iterable[Costed], part: float) -> Iterator[list[Costed]]:
    """Cases of one backend and number of threads: those of `part` seconds and more alone, the others
    together.
    """
    batches: dict[str, list[Costed]] = {}
    seconds: dict[str, float] = {}
    for one in cases:
        if one.seconds >= part:
            yield [one]
            continue
        key = one.case.executor
        if key in batches and (
            seconds[key] + one.seconds > part or len(batches[key]) >= MOST_CASES
        ):
            yield batches.pop(key)
        if key not in batches:
            batches[key], seconds[key] = [], 0.0
        batches[key].append(one)
        seconds[key] += one.seconds
    yield from batches.values()


def _job(batch: list[Costed], known: set[str], data: set[str]) -> Job:
    cases = [one.case for one in batch]
    names = [case.name for case in cases]
    return Job(
        number=0,
        cores=cases[0].threads,
        estimate=sum(one.seconds for one in batch),
        options=_options(cases),
        whole=set(names) == _given(cases, known, data),
        cases=names,
        places=[one.place for one in batch],
    )


def _each(cases: list[Case], of: Callable[[Case], object]) -> list[str]:
    return list(dict.fromkeys(str(of(case)) for case in cases))


def _options(cases: list[Case]) -> list[str]:
    """The narrowest lists that hold all of the cases."""
    lists = {
        "--problems": [p for p in _each(cases, lambda c: c.problem) if not p.startswith(DATA)],
        "--methods": _each(cases, lambda c: c.method),
        "--gradients": [g for g in _each(cases, lambda c: c.gradient) if g != "none"],
        "--backends": _each(cases, lambda c: c.backend),
        "--threads": _each(cases, lambda c: c.threads),
        "--seeds": _each(cases, lambda c: c.seed),
    }
    return [f"{name}={','.join(values)}" for name, values in lists.items() if values]


def _given(cases: list[Case], known: set[str], data: set[str]) -> set[str]:
    """The names that `_options` of the cases give; all of `known` where they are many more."""
    first = cases[0]
    problems = dict.fromkeys([*(case.problem for case in cases), *data])
    methods = dict.fromkeys(case.method for case in cases)
    gradients = dict.fromkeys(["none", *(case.gradient for case in cases)])
    seeds = dict.fromkeys(case.seed for case in cases)
    if len(problems) * len(methods) * len(gradients) * len(seeds) > 8 * len(cases):
        return known
    made = product(problems, methods, gradients, seeds)
    names = (
        Case(problem, method, gradient, first.backend, first.threads, seed).name
        for problem, method, gradient, seed in made
    )
    return known.intersection(names)
